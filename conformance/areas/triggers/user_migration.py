"""UserMigration: users that a function describes are made at sign-in and at a forgotten password."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from conformance.checking.attributes import attributes_of
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.checking.trigger_events import events_of, passed_on, ran_not, ran_once, request_in
from conformance.flows.sign_in import srp_first, with_password
from conformance.flows.triggers import needs_event, with_functions
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Client
from conformance.strategies import passwords
from conformance.strategies.clients import ANY_PASSWORD_CLIENT, typed_flows
from conformance.strategies.triggers import failure_texts, metadata

MIGRATES: dict[str, Any] = {
    "UserMigration": [
        {
            "named": ["email"],
            "response": {
                "userAttributes": {"email_verified": "true", "nickname": "from elsewhere"},
                "finalUserStatus": "CONFIRMED",
                "messageAction": "SUPPRESS",
            },
        }
    ]
}
NAMELESS: dict[str, Any] = {
    "UserMigration": [
        {
            "response": {
                "userAttributes": {"nickname": "from elsewhere"},
                "finalUserStatus": "CONFIRMED",
                "messageAction": "SUPPRESS",
            }
        }
    ]
}
AT_SIGN_IN = "UserMigration_Authentication"
AT_RESET = "UserMigration_ForgotPassword"
word = st.integers(0, 10**6)


@check("TRIG-032")
def runs_at_sign_in(events: Exchange, answer: Exchange) -> Difference | None:
    """UserMigration ran once, with the source UserMigration_Authentication."""
    return ran_once(events, AT_SIGN_IN, "UserMigration")


@check("TRIG-033")
def gets_credentials(events: Exchange, answer: Exchange, name: str, password: str) -> Difference | None:
    """The event has the user name and the password as they were typed."""
    event = events_of(events, AT_SIGN_IN)[0]
    if event.get("userName") != name:
        return Difference("user-name", f"userName {name!r}", f"{event.get('userName')!r}")
    right = request_in(event, "password") == password
    return None if right else Difference("password", "request.password as typed", "another value, or none")


@check("TRIG-035")
def is_there(answer: Exchange, user: Exchange, address: str) -> Difference | None:
    """The user is CONFIRMED, with the attributes that the function returned."""
    if user.get("UserStatus") != "CONFIRMED":
        return Difference("status", "UserStatus CONFIRMED", f"{user.get('UserStatus')!r}")
    shown, wanted = attributes_of(user), {"email": address, "email_verified": "true", "nickname": "from elsewhere"}
    lost = {name: value for name, value in wanted.items() if shown.get(name) != value}
    return Difference("attributes", f"attributes {wanted}", f"{shown}") if lost else None


@check("TRIG-036")
def not_for_known(events: Exchange, answer: Exchange, wrong: Exchange, again: Exchange) -> Difference | None:
    """The first sign-in ran UserMigration, the later ones did not."""
    return ran_once(events, AT_SIGN_IN, "UserMigration")


@check("TRIG-038")
def failure_text(attempt: Exchange, text: str) -> Difference | None:
    """The message begins with the recorded text; its end was not recorded."""
    wanted = f"UserMigration failed with error {text}"
    right = (attempt.message or "").startswith(wanted)
    return None if right else Difference("text", f"a message that begins {wanted!r}", f"{attempt.message!r}")


@check("TRIG-040")
def runs_at_reset(events: Exchange, answer: Exchange) -> Difference | None:
    """UserMigration ran once, and a code is sent."""
    difference = ran_once(events, AT_RESET, "UserMigration")
    if difference is not None:
        return difference
    if not answer.ok:
        return Difference(f"refused-{answer.code}", "the code is sent", f"{answer.code}: {answer.message}")
    seen = answer.get("CodeDeliveryDetails.AttributeName")
    return None if seen == "email" else Difference("delivery", "a code to email", f"{seen!r}")


@check("TRIG-041")
def not_by_srp(events: Exchange, control: Exchange, attempt: Exchange) -> Difference | None:
    """UserMigration did not run."""
    return ran_not(events, "UserMigration")


def migrating(s: Scenario, plan: dict[str, Any]) -> tuple[str, Client]:
    """A pool of e-mail names with this function, and a client."""
    function, pool = with_functions(s, plan, ("UserMigration",), UsernameAttributes=["email"])
    return function, s.client(pool, ExplicitAuthFlows=ANY_PASSWORD_CLIENT)


@prop("TRIG-032", "TRIG-033", "TRIG-034", "TRIG-035", word=word, password=passwords(), flow=typed_flows)
def test_sign_in(s: Scenario, word: int, password: str, flow: str) -> None:
    """A user whom only the function knows signs in."""
    function, client = migrating(s, MIGRATES)
    address = s.email(f"m{word}")
    answer = with_password(s, client, address, password, flow)
    if answer.outcome in ("unsupported", "indeterminate"):
        s.need(answer, None)
    events = s.events(function)
    s.check("TRIG-032", events, answer)
    needs_event(s, events, AT_SIGN_IN, "TRIG-032")
    s.check("TRIG-033", events, answer, name=address, password=password)
    s.accepted("TRIG-034", answer)
    s.check("TRIG-034", answer)
    s.check("TRIG-035", answer, s.must("AdminGetUser", UserPoolId=client.pool.id, Username=address), address=address)


@check("TRIG-034")
def signed_in(answer: Exchange) -> Difference | None:
    """The answer has tokens and needs no further step."""
    named = answer.get("ChallengeName")
    there = answer.get("AuthenticationResult.AccessToken")
    return None if there else Difference("no-tokens", "tokens", f"challenge {named!r}" if named else "none")


@prop("TRIG-036", word=word, password=passwords(), wrong=passwords())
def test_known_user(s: Scenario, word: int, password: str, wrong: str) -> None:
    """The function does not run again for a user who is in the pool, whatever password is typed."""
    s.assume(wrong != password)
    function, client = migrating(s, MIGRATES)
    address = s.email(f"m{word}")
    first = s.need(with_password(s, client, address, password), "TRIG-034")
    other = with_password(s, client, address, wrong)
    again = s.need(with_password(s, client, address, password), "TRIG-034")
    events = s.events(function)
    needs_event(s, events, AT_SIGN_IN, "TRIG-032")
    s.check("TRIG-036", events, first, other, again)


@prop("TRIG-037", "TRIG-038", word=word, password=passwords(), text=failure_texts(), flow=typed_flows)
def test_failure(s: Scenario, word: int, password: str, text: str, flow: str) -> None:
    """A function that does not know the user either."""
    _, client = migrating(s, {"UserMigration": [{"raise": text}]})
    _, other = migrating(s, MIGRATES)
    address = s.email(f"m{word}")
    attempt = with_password(s, client, address, password, flow)
    s.refused("TRIG-037", attempt, control=lambda: s.need(with_password(s, other, address, password, flow), "TRIG-034"))
    if attempt.code != "UserNotFoundException":
        s.end("TRIG-037", "there is no refusal", attempt)
    s.check("TRIG-038", attempt, text=text)


@prop("TRIG-039", word=word, password=passwords(), flow=typed_flows)
def test_nameless(s: Scenario, word: int, password: str, flow: str) -> None:
    """A function that returns no address, where addresses are the names."""
    _, client = migrating(s, NAMELESS)
    _, other = migrating(s, MIGRATES)
    address = s.email(f"m{word}")
    s.refused(
        "TRIG-039",
        with_password(s, client, address, password, flow),
        control=lambda: s.need(with_password(s, other, address, password, flow), "TRIG-034"),
    )


@prop("TRIG-040", word=word)
def test_forgotten_password(s: Scenario, word: int) -> None:
    """ForgotPassword for a user whom only the function knows."""
    function, client = migrating(s, MIGRATES)
    answer = s.call("ForgotPassword", ClientId=client.id, Username=s.email(f"m{word}"))
    if answer.outcome in ("unsupported", "indeterminate"):
        s.need(answer, None)
    s.check("TRIG-040", s.events(function), answer)


@prop("TRIG-041", word=word, password=passwords())
def test_srp(s: Scenario, word: int, password: str) -> None:
    """SRP does not run UserMigration, which needs the password; the password flow of the same client does."""
    function, client = migrating(s, MIGRATES)
    attempt = srp_first(s, client, s.email(f"s{word}")).challenge
    if attempt.outcome in ("unsupported", "indeterminate"):
        s.need(attempt, None)
    events = s.events(function)
    control = s.need(with_password(s, client, s.email(f"m{word}"), password), "TRIG-034")
    needs_event(s, s.events(function), AT_SIGN_IN, "TRIG-032")
    s.check("TRIG-041", events, control, attempt)


@check("TRIG-060")
def gets_validation_data(events: Exchange, answer: Exchange, given: Mapping[str, str]) -> Difference | None:
    """validationData of the event is ClientMetadata of the request."""
    return passed_on(events, AT_SIGN_IN, "validationData", given)


@check("TRIG-061")
def gets_metadata(events: Exchange, answer: Exchange, given: Mapping[str, str]) -> Difference | None:
    """clientMetadata of the event is ClientMetadata of the request."""
    return passed_on(events, AT_RESET, "clientMetadata", given)


@prop("TRIG-060", word=word, password=passwords(), given=metadata(), admin=st.booleans())
def test_metadata_of_sign_in(s: Scenario, word: int, password: str, given: dict[str, str], admin: bool) -> None:
    """A user whom only the function knows signs in."""
    function, client = migrating(s, MIGRATES)
    flow = "ADMIN_USER_PASSWORD_AUTH" if admin else "USER_PASSWORD_AUTH"
    pool: dict[str, Any] = {"UserPoolId": client.pool.id} if admin else {}
    answer = s.call(
        "AdminInitiateAuth" if admin else "InitiateAuth",
        ClientId=client.id,
        AuthFlow=flow,
        ClientMetadata=given,
        AuthParameters={"USERNAME": s.email(f"m{word}"), "PASSWORD": password},
        **pool,
    )
    s.need(answer, "TRIG-034")
    events = s.events(function)
    needs_event(s, events, AT_SIGN_IN, "TRIG-032")
    s.check("TRIG-060", events, answer, given=given)


@prop("TRIG-061", word=word, given=metadata())
def test_metadata_of_reset(s: Scenario, word: int, given: dict[str, str]) -> None:
    """ForgotPassword for a user whom only the function knows."""
    function, client = migrating(s, MIGRATES)
    answer = s.call("ForgotPassword", ClientId=client.id, Username=s.email(f"m{word}"), ClientMetadata=given)
    s.need(answer, "TRIG-040")
    events = s.events(function)
    needs_event(s, events, AT_RESET, "TRIG-040")
    s.check("TRIG-061", events, answer, given=given)
