"""AWS JSON 1.1 as Cognito speaks it: status, body and headers of answers, signatures, and malformed requests."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from hypothesis import strategies as st

from conformance.checking.differences import refused_otherwise
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.users import fresh_login
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Pool
from conformance.strategies import names, passwords, wrong_variants
from conformance.strategies.clients import PASSWORD_CLIENT
from conformance.strategies.malformed import (
    pool_id_endings,
    words,
)
from conformance.strategies.passwords import wrong_password

# Each with the requirement that says that it is refused.
REFUSALS = {
    "wrong password": "PWAUTH-003",
    "limit": "LIST-008",
    "name taken": "ADMCREATE-009",
    "no such user": "ADMUSER-009",
}
RECORDED_400 = (
    "NotAuthorizedException",
    "UserNotFoundException",
    "UsernameExistsException",
    "InvalidParameterException",
)


# -- the form of answers -----------------------------------------------------------------------------------------------


@check("WIRE-001")
def accepted_form(answer: Exchange) -> Difference | None:
    """The status is 200, and the body is a JSON object."""
    if answer.status != 200:
        return Difference("status", "HTTP status 200", f"HTTP status {answer.status}")
    try:
        value = json.loads(answer.body)
    except ValueError:
        return Difference("not-json", "a JSON object", f"{answer.body[:80]!r}")
    return None if isinstance(value, dict) else Difference("not-an-object", "a JSON object", type(value).__name__)


@check("WIRE-002")
def status_400(refusal: Exchange) -> Difference | None:
    """The status is 400."""
    if refusal.status == 400:
        return None
    return Difference(
        f"status-{refusal.status}", f"HTTP status 400 for {refusal.code}", f"HTTP status {refusal.status}"
    )


@check("WIRE-003")
def message_member(refusal: Exchange) -> Difference | None:
    """The body has a string member message."""
    text = refusal.response.get("message")
    if isinstance(text, str) and text:
        return None
    return Difference("no-message", "a text in the member message", f"members {sorted(map(str, refusal.response))}")


@check("WIRE-004")
def bare_type(refusal: Exchange) -> Difference | None:
    """The body's __type is the error code without a namespace."""
    value = refusal.response.get("__type")
    if not isinstance(value, str):
        return Difference(
            "no-type", "a member __type with the error code", f"members {sorted(map(str, refusal.response))}"
        )
    if not re.fullmatch(r"\w+", value):
        return Difference("type-qualified", "the bare error code in __type", f"__type {value!r}")
    return None


@check("WIRE-005")
def type_header(refusal: Exchange) -> Difference | None:
    """The header x-amzn-ErrorType names the error code."""
    value = refusal.headers.get("x-amzn-errortype")
    if value is None:
        return Difference("no-header", "a header x-amzn-ErrorType", "there is none")
    if value.split(":", 1)[0] != refusal.code:
        return Difference("other-code", f"x-amzn-ErrorType begins with {refusal.code}", f"x-amzn-ErrorType {value!r}")
    return None


@check("WIRE-006")
def message_header(refusal: Exchange) -> Difference | None:
    """The header x-amzn-ErrorMessage has the text of the refusal."""
    value, text = refusal.headers.get("x-amzn-errormessage"), refusal.message
    if value is None:
        return Difference("no-header", "a header x-amzn-ErrorMessage", "there is none")
    if value.strip() != str(text).strip():
        return Difference("other-text", f"x-amzn-ErrorMessage {text!r}", f"x-amzn-ErrorMessage {value!r}")
    return None


@check("WIRE-007")
def request_ids(*answers: Exchange) -> Difference | None:
    """Each answer has a request id of its own."""
    found = [answer.headers.get("x-amzn-requestid") for answer in answers]
    for answer, value in zip(answers, found, strict=True):
        if not value:
            kind = "accepted" if answer.ok else "refusal"
            return Difference(f"{kind}-without", "a header x-amzn-RequestId", f"none for {answer.operation}")
    if len(set(found)) < len(found):
        return Difference("repeated", "a request id of its own for each request", "the same id twice")
    return None


@check("WIRE-008")
def content_type(*answers: Exchange) -> Difference | None:
    """Content-Type is application/x-amz-json-1.1."""
    for answer in answers:
        value = answer.headers.get("content-type", "")
        if value.split(";", 1)[0].strip().lower() != "application/x-amz-json-1.1":
            kind = "accepted" if answer.ok else "refusal"
            return Difference(
                f"{kind}-other-type", "Content-Type application/x-amz-json-1.1", f"Content-Type {value!r}"
            )
    return None


@prop(
    "WIRE-001",
    "WIRE-002",
    "WIRE-003",
    "WIRE-004",
    "WIRE-005",
    "WIRE-006",
    "WIRE-007",
    "WIRE-008",
    plain=("name",),
    reason=st.sampled_from(sorted(REFUSALS)),
    base=names(ascii_only=True),
    password=passwords(),
    variant=wrong_variants(),
    limit=st.integers(61, 10**6),
)
def test_answers(s: Scenario, *, reason: str, base: str, password: str, variant: str, limit: int) -> None:
    """One request that is accepted and one that is refused, for one of several reasons."""
    pool = s.pool()
    user = s.user(pool, password=password, username=s.name(base))
    fine = s.must("AdminGetUser", UserPoolId=pool.id, Username=user.username)
    s.check("WIRE-001", fine)
    refusal = _refusal(s, pool, reason, login=user.login, wrong=wrong_password(password, variant), limit=limit)
    if refusal.ok or refusal.code not in RECORDED_400:
        s.end(REFUSALS[reason], f"{refusal.operation} was not refused with a code whose form is known", refusal)
    for requirement in ("WIRE-002", "WIRE-003", "WIRE-004", "WIRE-005", "WIRE-006"):
        s.check(requirement, refusal)
    s.check("WIRE-007", fine, refusal)
    s.check("WIRE-008", fine, refusal)


def _refusal(s: Scenario, pool: Pool, reason: str, *, login: str, wrong: str, limit: int) -> Exchange:
    if reason == "limit":
        return s.call("ListUsers", UserPoolId=pool.id, Limit=limit)
    if reason == "name taken":
        return s.call("AdminCreateUser", UserPoolId=pool.id, Username=login, MessageAction="SUPPRESS")
    if reason == "no such user":
        return s.call("AdminGetUser", UserPoolId=pool.id, Username=s.name("nobody"))
    client = s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT)
    return s.call(
        "InitiateAuth",
        ClientId=client.id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": login, "PASSWORD": wrong},
    )


@check("WIRE-009")
def dates_are_numbers(answer: Exchange, places: Sequence[str]) -> Difference | None:
    """Dates are JSON numbers, in seconds since 1970."""
    for place in places:
        value = answer.get(place)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return Difference("not-a-number", f"{place} is a JSON number", f"{place} is {value!r}")
        if not 1_000_000_000 < value < 100_000_000_000:
            return Difference("not-seconds", f"{place} is in seconds since 1970", f"{place} is {value!r}")
    return None


@prop("WIRE-009", what=st.sampled_from(("pool", "user", "created user", "client")), base=names())
def test_dates(s: Scenario, what: str, base: str) -> None:
    """Dates of pools, clients and users in the JSON."""
    pool = s.pool()
    if what == "pool":
        answer, parts = (
            s.must("DescribeUserPool", UserPoolId=pool.id),
            ["UserPool.CreationDate", "UserPool.LastModifiedDate"],
        )
    elif what == "client":
        client = s.own_client(pool)
        answer = s.must("DescribeUserPoolClient", UserPoolId=pool.id, ClientId=client.id)
        parts = ["UserPoolClient.CreationDate", "UserPoolClient.LastModifiedDate"]
    else:
        user = s.user(pool, username=s.name(base), status="FORCE_CHANGE_PASSWORD")
        answer, parts = user.created, ["User.UserCreateDate", "User.UserLastModifiedDate"]
        if what == "user":
            answer = s.must("AdminGetUser", UserPoolId=pool.id, Username=user.username)
            parts = ["UserCreateDate", "UserLastModifiedDate"]
    present = [part for part in parts if answer.get(part) is not None]
    if not present:
        s.end("", f"{answer.operation} shows no dates", answer)
    s.check("WIRE-009", answer, places=present)


# -- validation texts --------------------------------------------------------------------------------------------------


@check("WIRE-010")
def value_and_member(refusal: Exchange, value: str, member: str) -> Difference | None:
    """The message has the value, and the member's name in lower camel case."""
    text = refusal.message or ""
    wanted = f"Value '{value}' at '{member}' failed to satisfy constraint: Member must "
    if wanted in text:
        return None
    return Difference("text", f"a message with {wanted!r}", f"message {text!r}")


@prop(
    "WIRE-010", member=st.sampled_from(("limit", "userPoolId")), limit=st.integers(61, 10**6), ending=pool_id_endings()
)
def test_violation_names_value(s: Scenario, member: str, limit: int, ending: str) -> None:
    """A number that is too large, and a pool id without its underscore."""
    pool = s.pool()
    broken = ending if member == "userPoolId" else pool.id
    attempt = s.call("ListUsers", UserPoolId=broken, Limit=limit if member == "limit" else 60)
    if attempt.ok or attempt.code != "InvalidParameterException":
        s.end("LIST-008", "there is no validation error whose text could be judged", attempt)
    s.check("WIRE-010", attempt, value=str(limit) if member == "limit" else ending, member=member)


@check("WIRE-011")
def password_not_repeated(refusal: Exchange, password: str) -> Difference | None:
    """The answer does not contain the password."""
    if password.strip() in refusal.body or password.strip() in (refusal.message or ""):
        return Difference("repeated", "a refusal without the password in it", "the password is in the answer")
    return None


RULE_OF = {  # the requirement that says that such a password is refused
    "short": "PWPOLICY-002",
    "leading blank": "PWPOLICY-013",
    "trailing blank": "PWPOLICY-013",
    "long": "PWPOLICY-012",
}


@prop(
    "WIRE-011",
    form=st.sampled_from(("short", "leading blank", "short", "trailing blank", "short", "long")),
    password=passwords(min_size=12),
    operation=st.sampled_from(("SignUp", "AdminSetUserPassword")),
)
def test_password_not_repeated(s: Scenario, form: str, password: str, operation: str) -> None:
    """A password that is refused for its form."""
    pool = s.pool()
    bad = {
        "short": password[:7],
        "leading blank": f" {password}",
        "trailing blank": f"{password} ",
        "long": password * 25,
    }[form]
    if operation == "SignUp":
        attempt = s.call("SignUp", ClientId=s.client(pool).id, Username=fresh_login(s, pool), Password=bad)
    else:
        user = s.user(pool)
        attempt = s.call(
            "AdminSetUserPassword", UserPoolId=pool.id, Username=user.username, Password=bad, Permanent=True
        )
    if attempt.ok or attempt.outcome != "error":
        s.end(RULE_OF[form], f"a password is not refused: {form}", attempt)
    s.check("WIRE-011", attempt, password=bad)


@check("WIRE-012")
def violations_counted(refusal: Exchange, count: int) -> Difference | None:
    """The message has the number of violations, and all of them, separated by semicolons."""
    text = refusal.message or ""
    head = f"{count} validation error{'' if count == 1 else 's'} detected: "
    if not text.startswith(head):
        return Difference("count", f"a message that begins with {head!r}", f"message {text!r}")
    parts = text[len(head) :].split("; ")
    if len(parts) != count or not all(" failed to satisfy constraint: " in part for part in parts):
        return Difference("parts", f"{count} violations joined by '; '", f"message {text!r}")
    return None


@check("WIRE-013")
def nested_members_named(refusal: Exchange, members: Sequence[str]) -> Difference | None:
    """The message names each offending member by its path."""
    text = refusal.message or ""
    for member in members:
        if f" at '{member}' failed to satisfy constraint: " not in text:
            return Difference("not-named", f"a message that names {', '.join(members)}", f"message {text!r}")
    return None


@prop(
    "WIRE-012",
    "WIRE-013",
    units=st.dictionaries(st.sampled_from(("IdToken", "AccessToken", "RefreshToken")), words(), min_size=1),
    name=names(ascii_only=True),
)
def test_violations_counted(s: Scenario, units: dict[str, str], name: str) -> None:
    """One to three units that do not exist."""
    pool = s.pool()
    attempt = s.call("CreateUserPoolClient", UserPoolId=pool.id, ClientName=s.name(name), TokenValidityUnits=units)
    if attempt.ok or attempt.code != "InvalidParameterException":
        s.end("CLIENT-037", "there is no validation error whose text could be judged", attempt)
    s.check("WIRE-012", attempt, count=len(units))
    s.check("WIRE-013", attempt, members=[f"tokenValidityUnits.{unit[0].lower()}{unit[1:]}" for unit in units])


# -- order of checks ---------------------------------------------------------------------------------------------------


@check("WIRE-014", "WIRE-015")
def refused_before_the_code_is_compared(refusal: Exchange) -> Difference | None:
    """The form of a request is checked first."""
    return refused_otherwise(refusal, "InvalidParameterException", "the request, for its form,")


@check("WIRE-016")
def null_text(refusal: Exchange, member: str) -> Difference | None:
    """The message says that the value null of this member must not be null."""
    text = refusal.message or ""
    wanted = f"Value null at '{member}' failed to satisfy constraint: Member must not be null"
    return None if wanted in text else Difference("text", f"a message with {wanted!r}", f"message {text!r}")


@prop(
    "WIRE-014",
    "WIRE-015",
    "WIRE-016",
    base=names(),
    code=st.text("0123456789", min_size=6, max_size=6),
    at=st.integers(1, 5),
    blank=st.sampled_from((" ", "\t", "  ")),
)
def test_form_before_code(s: Scenario, base: str, code: str, at: int, blank: str) -> None:
    """A confirmation code with a blank in it, and none at all, next to one that is only wrong."""
    pool = s.pool()
    user = s.user(pool, username=s.name(base), status="UNCONFIRMED")
    client = s.client(pool)
    blanked = s.call(
        "ConfirmSignUp", ClientId=client.id, Username=user.login, ConfirmationCode=code[:at] + blank + code[at:]
    )
    missing = s.call("ConfirmSignUp", ClientId=client.id, Username=user.login)
    plain = s.call("ConfirmSignUp", ClientId=client.id, Username=user.login, ConfirmationCode=code)
    if not plain.ok and plain.code not in ("CodeMismatchException", "ExpiredCodeException"):
        s.need(plain, "CONFIRM-002")
    s.check("WIRE-014", blanked)
    s.check("WIRE-015", missing)
    if missing.code != "InvalidParameterException":
        s.end("WIRE-015", "there is no such refusal", missing)
    s.check("WIRE-016", missing, member="confirmationCode")
