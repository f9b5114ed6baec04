"""PreAuthentication and PostAuthentication: around a sign-in with a password."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.function_failures import failure_shown
from conformance.checking.registry import check
from conformance.checking.trigger_events import (
    attributes_passed,
    events_of,
    passed_on,
    ran_not,
    ran_once,
    request_in,
    sources_in,
    status_passed,
)
from conformance.flows.sign_in import computable, srp_answer, srp_first, srp_proof, with_password
from conformance.flows.triggers import expected_of, needs_event, with_functions
from conformance.flows.users import sub_of
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Client, User
from conformance.scenario.setup import password_step
from conformance.strategies import names, passwords
from conformance.strategies.clients import ANY_PASSWORD_CLIENT, auth_flows
from conformance.strategies.triggers import WATCH, failure_texts, metadata

AROUND = ("PreAuthentication", "PostAuthentication")
BEFORE, AFTER = "PreAuthentication_Authentication", "PostAuthentication_Authentication"
BLAME = {"USER_PASSWORD_AUTH": "PWAUTH-001", "USER_SRP_AUTH": "SRP-002", "ADMIN_USER_PASSWORD_AUTH": "ADMAUTH-001"}


@check("TRIG-021")
def runs_before(events: Exchange, answer: Exchange) -> Difference | None:
    """PreAuthentication ran once, with the source PreAuthentication_Authentication."""
    return ran_once(events, BEFORE, "PreAuthentication")


@check("TRIG-022")
def runs_after(events: Exchange, answer: Exchange) -> Difference | None:
    """PostAuthentication ran once, with the source PostAuthentication_Authentication."""
    return ran_once(events, AFTER, "PostAuthentication")


@check("TRIG-029")
def runs_in_order(events: Exchange, answer: Exchange) -> Difference | None:
    """The event of PreAuthentication comes before that of PostAuthentication."""
    seen = sources_in(events)
    right = seen.index(BEFORE) < seen.index(AFTER)
    return None if right else Difference("order", f"{BEFORE} before {AFTER}", ", ".join(seen))


@check("TRIG-023")
def not_after_failure(events: Exchange, right: Exchange, wrong: Exchange) -> Difference | None:
    """PostAuthentication did not run."""
    return ran_not(events, "PostAuthentication")


@check("TRIG-025")
def not_for_unknown(events: Exchange, known: Exchange, unknown: Exchange) -> Difference | None:
    """PreAuthentication did not run."""
    return ran_not(events, "PreAuthentication")


@check("TRIG-026")
def unknown_user_in_event(events: Exchange, answer: Exchange) -> Difference | None:
    """PreAuthentication ran, and its event has userNotFound true."""
    found = events_of(events, "PreAuthentication")
    if not found:
        return Difference("not-run", f"one event {BEFORE}", "none")
    seen = request_in(found[0], "userNotFound")
    return None if seen is True else Difference("user-not-found", "userNotFound true", f"{seen!r}")


@check("TRIG-027")
def validation_data_passed(events: Exchange, answer: Exchange, given: Mapping[str, str]) -> Difference | None:
    """validationData of the event is ClientMetadata of the request."""
    return passed_on(events, "PreAuthentication", "validationData", given)


@check("TRIG-028")
def metadata_not_passed(events: Exchange, answer: Exchange, given: Mapping[str, str]) -> Difference | None:
    """The PostAuthentication event has neither clientMetadata nor validationData."""
    event = events_of(events, "PostAuthentication")[0]
    for member in ("clientMetadata", "validationData"):
        if seen := request_in(event, member):
            return Difference(f"{member.lower()}", f"no {member}", f"{seen!r}")
    return None


@check("TRIG-031")
def user_in_event(events: Exchange, answer: Exchange, attributes: Mapping[str, str]) -> Difference | None:
    """userAttributes of the event has the user's attributes, sub among them."""
    return attributes_passed(events, "PostAuthentication", attributes)


@check("TRIG-075")
def user_in_event_before(events: Exchange, answer: Exchange, attributes: Mapping[str, str]) -> Difference | None:
    """userAttributes of the PreAuthentication event has the user's attributes, sub among them."""
    return attributes_passed(events, "PreAuthentication", attributes)


@check("TRIG-076")
def status_in_event_before(events: Exchange, answer: Exchange) -> Difference | None:
    """The PreAuthentication event has the status of the user, who is CONFIRMED."""
    return status_passed(events, "PreAuthentication", "CONFIRMED")


@check("TRIG-085")
def runs_before_password(events: Exchange, right: Exchange, wrong: Exchange) -> Difference | None:
    """PreAuthentication ran once although the password was wrong."""
    return ran_once(events, BEFORE, "PreAuthentication")


def around(s: Scenario, base: str, password: str, **attributes: str) -> tuple[str, Client, User]:
    """A function before and after a sign-in that changes nothing, and a user."""
    function, pool = with_functions(s, WATCH, AROUND)
    client = s.client(pool, ExplicitAuthFlows=ANY_PASSWORD_CLIENT)
    return function, client, s.user(pool, password=password, username=s.name(base), attributes=attributes)


@prop(
    "TRIG-021",
    "TRIG-022",
    "TRIG-029",
    "TRIG-030",
    "TRIG-031",
    plain=("name=email", "name=phone", "name=preferred_username"),
    base=names(),
    password=passwords(),
    nickname=names(),
)
def test_sign_in(s: Scenario, base: str, password: str, nickname: str) -> None:
    """One sign-in by each flow."""
    function, client, user = around(s, base, password, nickname=nickname)
    answer = s.sign_in(client, user).exchange
    events = s.events(function)
    s.check("TRIG-021", events, answer)
    s.check("TRIG-022", events, answer)
    s.check("TRIG-030", events, answer, expected=expected_of(s, client, user.username))
    needs_event(s, events, "PostAuthentication", "TRIG-022")
    s.check("TRIG-031", events, answer, attributes={"nickname": nickname, "sub": sub_of(s, user)})
    needs_event(s, events, BEFORE, "TRIG-021")
    needs_event(s, events, AFTER, "TRIG-022")
    s.check("TRIG-029", events, answer)


@prop("TRIG-075", "TRIG-076", base=names(), password=passwords(), nickname=names())
def test_user_before(s: Scenario, base: str, password: str, nickname: str) -> None:
    """What PreAuthentication is given of the user, by each flow."""
    function, client, user = around(s, base, password, nickname=nickname)
    answer = s.sign_in(client, user).exchange
    events = s.events(function)
    needs_event(s, events, BEFORE, "TRIG-021")
    s.check("TRIG-075", events, answer, attributes={"nickname": nickname, "sub": sub_of(s, user)})
    s.check("TRIG-076", events, answer)


@prop("TRIG-023", "TRIG-085", base=names(), password=passwords(), wrong=passwords())
def test_wrong_password(s: Scenario, base: str, password: str, wrong: str) -> None:
    """A wrong password, then the right one."""
    s.assume(wrong != password)
    function, client, user = around(s, base, password)
    attempt = with_password(s, client, user.login, wrong)
    if attempt.ok:
        s.end("PWAUTH-003", "any password signs in", attempt)
    events = s.events(function)
    right = s.need(with_password(s, client, user.login, password), "PWAUTH-001")
    later = s.events(function)
    if events_of(later, "PreAuthentication"):
        s.check("TRIG-085", events, right, attempt)
    else:
        s.blocked("TRIG-085", "TRIG-021", "PreAuthentication did not run", answer=later)
    needs_event(s, later, "PostAuthentication", "TRIG-022")
    s.check("TRIG-023", events, right, attempt)


@check("TRIG-084")
def failure_text_before(attempt: Exchange, text: str) -> Difference | None:
    """The message is the trigger's name, the function's text and a full stop."""
    return failure_shown(attempt, "PreAuthentication", text)


@prop("TRIG-024", "TRIG-084", base=names(), password=passwords(), text=failure_texts(), flow=auth_flows)
def test_refusal(s: Scenario, base: str, password: str, text: str, flow: str) -> None:
    """A function that fails before the sign-in; where it does not, the same is accepted."""
    _, pool = with_functions(s, {"PreAuthentication": [{"raise": text}]}, AROUND)
    client = s.client(pool, ExplicitAuthFlows=ANY_PASSWORD_CLIENT)
    user = s.user(pool, password=password, username=s.name(base))
    _, other, twin = around(s, base, password)
    attempt = attempted(s, client, user.login, password, flow)
    s.refused("TRIG-024", attempt, control=lambda: attempted(s, other, twin.login, password, flow))
    if attempt.code != "UserLambdaValidationException":
        s.end("TRIG-024", "the function's failure is not reported", attempt)
    s.check("TRIG-084", attempt, text=text)


@check("TRIG-067")
def failure_text(attempt: Exchange, text: str) -> Difference | None:
    """The message is the trigger's name, the function's text and a full stop."""
    return failure_shown(attempt, "PostAuthentication", text)


@prop("TRIG-066", "TRIG-067", base=names(), password=passwords(), text=failure_texts(), flow=auth_flows)
def test_refusal_afterwards(s: Scenario, base: str, password: str, text: str, flow: str) -> None:
    """A function that fails after the sign-in; where it does not, the same is accepted."""
    _, pool = with_functions(s, {"PostAuthentication": [{"raise": text}]}, AROUND)
    client = s.client(pool, ExplicitAuthFlows=ANY_PASSWORD_CLIENT)
    user = s.user(pool, password=password, username=s.name(base))
    _, other, twin = around(s, base, password)
    attempt = attempted(s, client, user.login, password, flow)
    s.refused("TRIG-066", attempt, control=lambda: attempted(s, other, twin.login, password, flow))
    if attempt.code != "UserLambdaValidationException":
        s.end("TRIG-066", "the function's failure is not reported", attempt)
    s.check("TRIG-067", attempt, text=text)


def attempted(s: Scenario, client: Client, name: str, password: str, flow: str) -> Exchange:
    """The last answer of the flow: in SRP, either of its two calls may be refused."""
    if flow != "USER_SRP_AUTH":
        return password_step(s, client, name, password, flow)
    start = srp_first(s, client, name)
    if not start.challenge.ok or not computable(start):
        return start.challenge
    return srp_answer(s, client, start, srp_proof(s, client, start, password))


@prop("TRIG-025", base=names(), password=passwords())
def test_unknown(s: Scenario, base: str, password: str) -> None:
    """A name that no user has, at a client that reports unknown users."""
    function, client, user = around(s, base, password)
    unknown = with_password(s, client, s.name(f"{base}x"), password)
    if unknown.ok:
        s.end("PWAUTH-007", "anybody signs in", unknown)
    events = s.events(function)
    known = s.need(with_password(s, client, user.login, password), "PWAUTH-001")
    needs_event(s, s.events(function), "PreAuthentication", "TRIG-021")
    s.check("TRIG-025", events, known, unknown)


@prop("TRIG-026", base=names(), password=passwords())
def test_hidden_unknown(s: Scenario, base: str, password: str) -> None:
    """An unknown user name, through a client that hides that."""
    function, pool = with_functions(s, WATCH, AROUND)
    client = s.client(pool, ExplicitAuthFlows=ANY_PASSWORD_CLIENT, PreventUserExistenceErrors="ENABLED")
    answer = with_password(s, client, s.name(base), password)
    if answer.outcome in ("unsupported", "indeterminate"):
        s.need(answer, None)
    s.check("TRIG-026", s.events(function), answer)


@prop(
    "TRIG-027",
    "TRIG-028",
    base=names(),
    password=passwords(),
    given=metadata(),
    admin=st.booleans(),
)
def test_metadata(s: Scenario, base: str, password: str, given: dict[str, str], admin: bool) -> None:
    """ClientMetadata of the call that begins."""
    function, client, user = around(s, base, password)
    operation = "AdminInitiateAuth" if admin else "InitiateAuth"
    pool: dict[str, Any] = {"UserPoolId": client.pool.id} if admin else {}
    flow = "ADMIN_USER_PASSWORD_AUTH" if admin else "USER_PASSWORD_AUTH"
    answer = s.must(
        operation,
        blame=BLAME[flow],
        ClientId=client.id,
        AuthFlow=flow,
        ClientMetadata=given,
        **pool,
        AuthParameters={"USERNAME": user.login, "PASSWORD": password},
    )
    events = s.events(function)
    if events_of(events, "PostAuthentication"):
        s.check("TRIG-028", events, answer, given=given)
    needs_event(s, events, "PreAuthentication", "TRIG-021")
    s.check("TRIG-027", events, answer, given=given)
    needs_event(s, events, "PostAuthentication", "TRIG-022")


@check("TRIG-062")
def real_name(events: Exchange, answer: Exchange, username: str) -> Difference | None:
    """userName of both triggers' events is the user's name in the pool."""
    for event in events_of(events, "PreAuthentication") + events_of(events, "PostAuthentication"):
        if event.get("userName") != username:
            return Difference("user-name", f"userName {username!r}", f"{event.get('userName')!r}")
    return None


@prop("TRIG-062", base=names(), password=passwords())
def test_sign_in_by_alias(s: Scenario, base: str, password: str) -> None:
    """A user who types the address."""
    function, pool = with_functions(s, WATCH, AROUND, AliasAttributes=["email"])
    client, address = s.client(pool, ExplicitAuthFlows=ANY_PASSWORD_CLIENT), s.email("alias")
    user = s.user(
        pool,
        password=password,
        username=s.name(base),
        attributes={"email": address, "email_verified": "true"},
    )
    answer = s.sign_in(client, replace(user, login=address)).exchange
    events = s.events(function)
    needs_event(s, events, "PreAuthentication", "TRIG-021")
    needs_event(s, events, "PostAuthentication", "TRIG-022")
    s.check("TRIG-062", events, answer, username=user.username)
