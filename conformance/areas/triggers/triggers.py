"""PreSignUp and PostConfirmation: which operations run them, their events, and the effect of their answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from conformance.checking.attributes import attributes_of
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.function_failures import failure_shown
from conformance.checking.registry import check
from conformance.checking.trigger_events import common_difference, events_of, passed_on, ran_not, ran_once, request_in
from conformance.flows.sign_in import with_password
from conformance.flows.sign_up import sign_up_with
from conformance.flows.triggers import expected_of, needs_event, with_functions
from conformance.flows.users import verify_email
from conformance.scenario import Scenario, prop
from conformance.strategies import names, passwords
from conformance.strategies.clients import PASSWORD_CLIENT
from conformance.strategies.pools import AUTO_EMAIL
from conformance.strategies.triggers import WATCH, failure_texts, metadata

SIGN_UP = ("PreSignUp", "PostConfirmation", "CustomMessage")
CONFIRM = {"PreSignUp": [{"response": {"autoConfirmUser": True}}]}
VERIFY = {"PreSignUp": [{"response": {"autoConfirmUser": True, "autoVerifyEmail": True}}]}
NOTHING = {"PreSignUp": [{"return": None}]}


@check("TRIG-001")
def runs_at_sign_up(events: Exchange, answer: Exchange) -> Difference | None:
    """PreSignUp ran once, with the source PreSignUp_SignUp."""
    return ran_once(events, "PreSignUp_SignUp", "PreSignUp")


@check("SIGNUP-043")
def says_confirmed(answer: Exchange) -> Difference | None:
    """UserConfirmed is true."""
    seen = answer.get("UserConfirmed")
    return None if seen is True else Difference("user-confirmed", "UserConfirmed true", f"{seen!r}")


@check("TRIG-003")
def verified(answer: Exchange, user: Exchange) -> Difference | None:
    """The user's email_verified is 'true'."""
    seen = attributes_of(user).get("email_verified")
    return None if seen == "true" else Difference("not-verified", "email_verified 'true'", f"{seen!r}")


@check("TRIG-004")
def nothing_done(answer: Exchange, user: Exchange) -> Difference | None:
    """The user is UNCONFIRMED, and the address is not verified."""
    if answer.get("UserConfirmed") is not False or user.get("UserStatus") != "UNCONFIRMED":
        seen = f"UserConfirmed {answer.get('UserConfirmed')!r}, status {user.get('UserStatus')!r}"
        return Difference("confirmed", "UserConfirmed false, status UNCONFIRMED", seen)
    flag = attributes_of(user).get("email_verified")
    return Difference("verified", "email_verified not true", f"{flag!r}") if flag == "true" else None


@check("TRIG-006")
def failure_text(attempt: Exchange, text: str) -> Difference | None:
    """The message is the trigger's name, the function's text and a full stop."""
    return failure_shown(attempt, "PreSignUp", text)


@check("TRIG-007")
def nobody_there(attempt: Exchange, user: Exchange) -> Difference | None:
    """Reading the user is refused with UserNotFoundException."""
    if user.ok:
        return Difference("user-exists", "no such user", f"a user with status {user.get('UserStatus')}")
    found = user.code == "UserNotFoundException"
    return None if found else Difference("unclear", "UserNotFoundException", f"{user.code}: {user.message}")


@check("TRIG-010")
def gets_attributes(events: Exchange, answer: Exchange, given: Mapping[str, str]) -> Difference | None:
    """userAttributes of the event has the attributes of the request."""
    seen = request_in(events_of(events, "PreSignUp")[0], "userAttributes")
    shown = seen if isinstance(seen, Mapping) else {}
    lost = {name: value for name, value in given.items() if shown.get(name) != value}
    return Difference("user-attributes", f"userAttributes with {dict(given)}", f"{seen!r}") if lost else None


@check("TRIG-011")
def gets_validation_data(events: Exchange, answer: Exchange, given: Mapping[str, str]) -> Difference | None:
    """validationData of the event is ValidationData of the request, as a mapping."""
    return passed_on(events, "PreSignUp", "validationData", given)


@check("TRIG-012")
def gets_metadata(events: Exchange, answer: Exchange, given: Mapping[str, str]) -> Difference | None:
    """clientMetadata of the PreSignUp event is what SignUp was sent."""
    return passed_on(events, "PreSignUp", "clientMetadata", given)


@check("TRIG-013")
def gets_real_name(events: Exchange, answer: Exchange) -> Difference | None:
    """userName of the event is the sub, the user name in such a pool."""
    seen, sub = events_of(events, "PreSignUp")[0].get("userName"), answer.get("UserSub")
    return None if seen == sub else Difference("user-name", f"userName {sub!r}, the UserSub", f"{seen!r}")


@check("TRIG-014")
def runs_at_creation(events: Exchange, answer: Exchange) -> Difference | None:
    """PreSignUp ran once, with the source PreSignUp_AdminCreateUser."""
    return ran_once(events, "PreSignUp_AdminCreateUser", "PreSignUp")


@check("TRIG-015")
def creation_confirms_nothing(events: Exchange, control: Exchange, answer: Exchange) -> Difference | None:
    """PostConfirmation did not run."""
    return ran_not(events, "PostConfirmation")


@check("TRIG-016")
def still_invited(answer: Exchange) -> Difference | None:
    """The user is FORCE_CHANGE_PASSWORD, as created by an administrator."""
    seen = answer.get("User.UserStatus")
    wanted = "FORCE_CHANGE_PASSWORD"
    return None if seen == wanted else Difference("status", f"UserStatus {wanted}", f"{seen!r}")


@check("TRIG-017", "TRIG-018", "TRIG-053", "ADMCONF-010")
def runs_after_confirmation(events: Exchange, answer: Exchange) -> Difference | None:
    """PostConfirmation ran once, with the source PostConfirmation_ConfirmSignUp."""
    return ran_once(events, "PostConfirmation_ConfirmSignUp", "PostConfirmation")


@check("TRIG-019")
def runs_after_reset(events: Exchange, answer: Exchange) -> Difference | None:
    """PostConfirmation ran once with the source PostConfirmation_ConfirmForgotPassword."""
    return ran_once(events, "PostConfirmation_ConfirmForgotPassword", "PostConfirmation_ConfirmForgot")


@check("TRIG-020")
def confirmation_gets_metadata(events: Exchange, answer: Exchange, given: Mapping[str, str]) -> Difference | None:
    """clientMetadata of the PostConfirmation event is what the confirming call was sent."""
    return passed_on(events, "PostConfirmation", "clientMetadata", given)


@check("TRIG-030")
def event_members(events: Exchange, answer: Exchange, expected: Mapping[str, Any]) -> Difference | None:
    """Each event has version, region, userPoolId, userName and callerContext.clientId as expected, and both objects."""
    differences = (common_difference(event, expected) for event in events_of(events))
    return next((difference for difference in differences if difference), None)


SLOW = {"PreSignUp": [{"seconds": 6.5}]}
TAKES_A_SECOND = {"PreSignUp": [{"seconds": 1}]}
ALL_ATTEMPTS = 20.0  # seconds that a target may try for


@prop(
    "TRIG-001",
    "TRIG-004",
    "TRIG-010",
    "TRIG-011",
    "TRIG-012",
    "TRIG-030",
    plain=("names=addresses",),
    base=names(),
    nickname=names(),
    data=metadata(),
    given=metadata(),
)
def test_sign_up(s: Scenario, base: str, nickname: str, data: dict[str, str], given: dict[str, str]) -> None:
    """A function that changes nothing."""
    function, pool = with_functions(s, WATCH, SIGN_UP, **AUTO_EMAIL)
    client, name, address = s.client(pool), s.name(base), s.email("up")
    attributes = {"email": address, "nickname": nickname}
    listed = [{"Name": key, "Value": value} for key, value in data.items()]
    answer = s.need(
        sign_up_with(s, client, name, attributes=attributes, ValidationData=listed, ClientMetadata=given), "SIGNUP-001"
    )
    events = s.events(function)
    s.check("TRIG-001", events, answer)
    s.check("TRIG-004", answer, s.must("AdminGetUser", UserPoolId=pool.id, Username=name))
    needs_event(s, events, "PreSignUp", "TRIG-001")
    s.check("TRIG-010", events, answer, given=attributes)
    s.check("TRIG-011", events, answer, given=data)
    s.check("TRIG-012", events, answer, given=given)
    s.check("TRIG-030", events, answer, expected=expected_of(s, client, name))


@prop("SIGNUP-043", "TRIG-002", "TRIG-018", plain=("names=addresses",), base=names(), password=passwords())
def test_auto_confirm(s: Scenario, base: str, password: str) -> None:
    """A function that confirms: a wrong password is refused, the right one signs in at once."""
    function, pool = with_functions(s, CONFIRM, SIGN_UP)
    client, name = s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT), s.name(base)
    answer = s.need(sign_up_with(s, client, name, password), "SIGNUP-001")
    events = s.events(function)
    s.check("SIGNUP-043", answer)
    needs_event(s, events, "PreSignUp", "TRIG-001")
    s.check("TRIG-018", events, answer)
    wrong = with_password(s, client, name, f"{password}x")
    if wrong.ok:
        s.end("PWAUTH-003", "any password signs in", wrong)
    s.accepted("TRIG-002", with_password(s, client, name, password))


@prop("TRIG-003", plain=("names=addresses",), base=names(), word=st.integers(0, 10**6))
def test_auto_verify(s: Scenario, base: str, word: int) -> None:
    """A function that confirms and verifies."""
    _, pool = with_functions(s, VERIFY, SIGN_UP, **AUTO_EMAIL)
    client, name = s.client(pool), s.name(base)
    answer = s.need(sign_up_with(s, client, name, attributes={"email": s.email(f"u{word}")}), "SIGNUP-001")
    user = s.must("AdminGetUser", UserPoolId=pool.id, Username=name)
    if user.get("UserStatus") != "CONFIRMED":
        s.end("SIGNUP-043", "the function did not confirm", user)
    s.check("TRIG-003", answer, user)


@prop("TRIG-005", "TRIG-006", "TRIG-007", plain=("names=addresses",), base=names(), text=failure_texts())
def test_refusal(s: Scenario, base: str, text: str) -> None:
    """A function that fails; where it does not, the same sign-up is accepted."""
    _, pool = with_functions(s, {"PreSignUp": [{"raise": text}]}, SIGN_UP)
    _, other = with_functions(s, WATCH, SIGN_UP)
    name = s.name(base)
    attempt = sign_up_with(s, s.client(pool), name)
    s.refused("TRIG-005", attempt, control=lambda: sign_up_with(s, s.client(other), name))
    if attempt.code != "UserLambdaValidationException":
        s.end("TRIG-005", "there is no refusal", attempt)
    s.check("TRIG-006", attempt, text=text)
    s.check("TRIG-007", attempt, s.call("AdminGetUser", UserPoolId=pool.id, Username=name))


@prop("TRIG-008", plain=("names=addresses",), base=names(), password=passwords())
def test_junk(s: Scenario, base: str, password: str) -> None:
    """A function that returns nothing."""
    _, pool = with_functions(s, NOTHING, SIGN_UP)
    _, other = with_functions(s, WATCH, SIGN_UP)
    name = s.name(base)
    s.refused(
        "TRIG-008",
        sign_up_with(s, s.client(pool), name, password),
        control=lambda: sign_up_with(s, s.client(other), name, password),
    )


@prop("TRIG-013", word=st.integers(0, 10**6), password=passwords())
def test_name_of_address_user(s: Scenario, word: int, password: str) -> None:
    """A pool in which addresses are the user names."""
    function, pool = with_functions(s, WATCH, SIGN_UP, UsernameAttributes=["email"])
    answer = s.need(sign_up_with(s, s.client(pool), s.email(f"u{word}"), password), "SIGNUP-001")
    events = s.events(function)
    needs_event(s, events, "PreSignUp", "TRIG-001")
    s.check("TRIG-013", events, answer)


@prop("TRIG-014", "TRIG-015", "TRIG-016", plain=("names=addresses",), base=names(), word=st.integers(0, 10**6))
def test_creation(s: Scenario, base: str, word: int) -> None:
    """An administrator makes a user, where the function would confirm one who signs up."""
    function, pool = with_functions(s, CONFIRM, SIGN_UP)
    answer = s.must(
        "AdminCreateUser",
        UserPoolId=pool.id,
        Username=s.name(base),
        MessageAction="SUPPRESS",
        UserAttributes=[{"Name": "email", "Value": s.email(f"u{word}")}],
    )
    events = s.events(function)
    s.check("TRIG-014", events, answer)
    needs_event(s, events, "PreSignUp", "TRIG-014")
    s.check("TRIG-016", answer)
    control = s.need(sign_up_with(s, s.client(pool), s.name(base)), "SIGNUP-001")
    needs_event(s, s.events(function), "PostConfirmation", "TRIG-018")
    s.check("TRIG-015", events, control, answer)


@prop("TRIG-017", base=names(), word=st.integers(0, 10**6))
def test_confirmation(s: Scenario, base: str, word: int) -> None:
    """The code that was sent is typed."""
    function, pool = with_functions(s, WATCH, SIGN_UP, **AUTO_EMAIL)
    user = s.user(pool, username=s.name(base), attributes={"email": s.email(f"u{word}")}, status="UNCONFIRMED")
    code = s.code("sign_up", user, announced=user.created)
    client = s.client(pool)
    answer = s.must("ConfirmSignUp", ClientId=client.id, Username=user.username, ConfirmationCode=code)
    s.check("TRIG-017", s.events(function), answer)


@prop("ADMCONF-010", "TRIG-020", base=names(), given=metadata())
def test_confirmation_by_administrator(s: Scenario, base: str, given: dict[str, str]) -> None:
    """A confirmation, and a second one that is refused and runs no trigger."""
    function, pool = with_functions(s, WATCH, SIGN_UP)
    user = s.user(pool, username=s.name(base), status="UNCONFIRMED")
    answer = s.must("AdminConfirmSignUp", UserPoolId=pool.id, Username=user.username, ClientMetadata=given)
    events = s.events(function)
    s.check("ADMCONF-010", events, answer)
    again = s.call("AdminConfirmSignUp", UserPoolId=pool.id, Username=user.username)
    if again.outcome == "error":
        s.check("ADMCONF-010", s.events(function), answer)
    needs_event(s, events, "PostConfirmation", "ADMCONF-010")
    s.check("TRIG-020", events, answer, given=given)


@prop("TRIG-019", base=names(), password=passwords())
def test_reset(s: Scenario, base: str, password: str) -> None:
    """A user who signed up forgets the password."""
    function, pool = with_functions(s, WATCH, SIGN_UP)
    user = s.user(pool, username=s.name(base), attributes={"email": s.email("re")}, made_by="sign-up")
    verify_email(s, user)
    client = s.client(pool)
    sent = s.must("ForgotPassword", ClientId=client.id, Username=user.username)
    code = s.code("forgot_password", user, announced=sent)
    answer = s.must(
        "ConfirmForgotPassword", ClientId=client.id, Username=user.username, ConfirmationCode=code, Password=password
    )
    events = s.events(function)
    s.check("TRIG-019", events, answer)


@prop("TRIG-049", plain=("names=addresses",), base=st.just("slow"))
def test_too_slow(s: Scenario, base: str) -> None:
    """A function that takes too long, and one that does not. Only where the clock can be moved or waiting is allowed.

    Tried once, since no other example goes on during the wait.
    """
    _, pool = with_functions(s, SLOW, SIGN_UP)
    _, other = with_functions(s, TAKES_A_SECOND, SIGN_UP)
    s.advance(ALL_ATTEMPTS)
    name = s.name(base)
    attempt = sign_up_with(s, s.client(pool), name)
    s.refused("TRIG-049", attempt, control=lambda: sign_up_with(s, s.client(other), name))
