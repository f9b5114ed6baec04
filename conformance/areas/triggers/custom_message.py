"""CustomMessage: which messages run it, and with which event."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.checking.trigger_events import events_of, passed_on, ran_once, request_in
from conformance.flows.sign_up import sign_up_with
from conformance.flows.triggers import needs_event, with_functions
from conformance.scenario import Scenario, prop
from conformance.strategies import names
from conformance.strategies.clients import PASSWORD_CLIENT
from conformance.strategies.pools import AUTO_EMAIL
from conformance.strategies.triggers import WATCH, metadata

TRIGGER = ("CustomMessage",)
word = st.integers(0, 10**6)


@check("TRIG-042")
def at_sign_up(events: Exchange, answer: Exchange) -> Difference | None:
    """CustomMessage ran once, with the source CustomMessage_SignUp."""
    return ran_once(events, "CustomMessage_SignUp", "CustomMessage")


@check("TRIG-043")
def at_resending(events: Exchange, answer: Exchange) -> Difference | None:
    """CustomMessage ran once with the source CustomMessage_ResendCode."""
    return ran_once(events, "CustomMessage_ResendCode", "CustomMessage_ResendCode")


@check("TRIG-044")
def at_reset(events: Exchange, answer: Exchange) -> Difference | None:
    """CustomMessage ran once, with the source CustomMessage_ForgotPassword."""
    return ran_once(events, "CustomMessage_ForgotPassword", "CustomMessage")


@check("TRIG-045")
def at_creation(events: Exchange, answer: Exchange) -> Difference | None:
    """CustomMessage ran once, with the source CustomMessage_AdminCreateUser."""
    return ran_once(events, "CustomMessage_AdminCreateUser", "CustomMessage")


@check("TRIG-046")
def at_update(events: Exchange, answer: Exchange) -> Difference | None:
    """CustomMessage ran once, with the source CustomMessage_UpdateUserAttribute."""
    return ran_once(events, "CustomMessage_UpdateUserAttribute", "CustomMessage")


@check("TRIG-047")
def at_verification(events: Exchange, answer: Exchange) -> Difference | None:
    """CustomMessage ran once, with the source CustomMessage_VerifyUserAttribute."""
    return ran_once(events, "CustomMessage_VerifyUserAttribute", "CustomMessage")


@check("TRIG-048")
def placeholder(events: Exchange, answer: Exchange) -> Difference | None:
    """codeParameter of the event is the placeholder {####}."""
    seen = request_in(events_of(events, "CustomMessage")[0], "codeParameter")
    return None if seen == "{####}" else Difference("code-parameter", "codeParameter '{####}'", f"{seen!r}")


@prop("TRIG-042", "TRIG-048", plain=("names=addresses",), base=names(), word=word)
def test_sign_up(s: Scenario, base: str, word: int) -> None:
    """SignUp sends a code."""
    function, pool = with_functions(s, WATCH, TRIGGER, **AUTO_EMAIL)
    answer = s.need(
        sign_up_with(s, s.client(pool), s.name(base), attributes={"email": s.email(f"u{word}")}), "SIGNUP-001"
    )
    events = s.events(function)
    s.check("TRIG-042", events, answer)
    needs_event(s, events, "CustomMessage", "TRIG-042")
    s.check("TRIG-048", events, answer)


@prop("TRIG-043", base=names(), word=word)
def test_resending(s: Scenario, base: str, word: int) -> None:
    """ResendConfirmationCode sends the code again."""
    function, pool = with_functions(s, WATCH, TRIGGER, **AUTO_EMAIL)
    user = s.user(pool, username=s.name(base), attributes={"email": s.email(f"u{word}")}, status="UNCONFIRMED")
    client = s.client(pool)
    answer = s.must("ResendConfirmationCode", blame="RESEND-001", ClientId=client.id, Username=user.username)
    s.check("TRIG-043", s.events(function), answer)


@prop("TRIG-044", base=names(), word=word)
def test_reset(s: Scenario, base: str, word: int) -> None:
    """ForgotPassword sends a code."""
    function, pool = with_functions(s, WATCH, TRIGGER)
    user = s.user(
        pool,
        username=s.name(base),
        attributes={"email": s.email(f"u{word}"), "email_verified": "true"},
        made_by="admin",
    )
    client = s.client(pool)
    answer = s.must("ForgotPassword", ClientId=client.id, Username=user.username)
    s.check("TRIG-044", s.events(function), answer)


@prop("TRIG-045", plain=("names=addresses",), base=names(), word=word)
def test_creation(s: Scenario, base: str, word: int) -> None:
    """AdminCreateUser sends an invitation."""
    function, pool = with_functions(s, WATCH, TRIGGER)
    listed = [{"Name": "email", "Value": s.email(f"u{word}")}, {"Name": "email_verified", "Value": "true"}]
    answer = s.must(
        "AdminCreateUser",
        UserPoolId=pool.id,
        Username=s.name(base),
        UserAttributes=listed,
        DesiredDeliveryMediums=["EMAIL"],
    )
    s.check("TRIG-045", s.events(function), answer)


@prop("TRIG-046", base=names(), word=word)
def test_update(s: Scenario, base: str, word: int) -> None:
    """UpdateUserAttributes with a new address sends a code."""
    function, pool = with_functions(s, WATCH, TRIGGER, **AUTO_EMAIL)
    client = s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT)
    user = s.user(
        pool,
        username=s.name(base),
        attributes={"email": s.email(f"u{word}"), "email_verified": "true"},
        made_by="admin",
    )
    session = s.sign_in(client, user)
    answer = s.must(
        "UpdateUserAttributes",
        AccessToken=session.access,
        UserAttributes=[{"Name": "email", "Value": s.email(f"n{word}")}],
    )
    s.check("TRIG-046", s.events(function), answer)


@prop("TRIG-047", base=names(), word=word)
def test_verification(s: Scenario, base: str, word: int) -> None:
    """GetUserAttributeVerificationCode sends a code."""
    function, pool = with_functions(s, WATCH, TRIGGER, **AUTO_EMAIL)
    client = s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT)
    user = s.user(pool, username=s.name(base), attributes={"email": s.email(f"u{word}")}, made_by="admin")
    session = s.sign_in(client, user)
    answer = s.must(
        "GetUserAttributeVerificationCode", blame="VERIFY-009", AccessToken=session.access, AttributeName="email"
    )
    s.check("TRIG-047", s.events(function), answer)


@check("TRIG-059")
def gets_metadata(events: Exchange, answer: Exchange, source: str, given: Mapping[str, str]) -> Difference | None:
    """ClientMetadata of the call that sends it."""
    return passed_on(events, source, "clientMetadata", given)


SENDING = {"SignUp": "SignUp", "ResendConfirmationCode": "ResendCode", "ForgotPassword": "ForgotPassword"}


@prop("TRIG-059", base=names(), word=word, given=metadata(), operation=st.sampled_from(sorted(SENDING)))
def test_metadata(s: Scenario, base: str, word: int, given: dict[str, str], operation: str) -> None:
    """The placeholder in the events of three messages."""
    function, pool = with_functions(s, WATCH, TRIGGER, **AUTO_EMAIL)
    client, attributes = s.client(pool), {"email": s.email(f"u{word}")}
    if operation == "SignUp":
        answer = s.need(
            sign_up_with(s, client, s.name(base), attributes=attributes, ClientMetadata=given), "SIGNUP-001"
        )
    else:
        forgot = operation == "ForgotPassword"
        known = {"email_verified": "true"} if forgot else {}
        user = s.user(
            pool,
            username=s.name(base),
            attributes=attributes | known,
            made_by="admin" if forgot else None,
            status="CONFIRMED" if forgot else "UNCONFIRMED",
        )
        answer = s.must(
            operation,
            blame="FORGOT-001" if forgot else "RESEND-001",
            ClientId=client.id,
            Username=user.username,
            ClientMetadata=given,
        )
    events, source = s.events(function), f"CustomMessage_{SENDING[operation]}"
    needs_event(s, events, source, {"SignUp": "TRIG-042", "ForgotPassword": "TRIG-044"}.get(operation, "TRIG-043"))
    s.check("TRIG-059", events, answer, source=source, given=given)
