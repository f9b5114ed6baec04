"""ClientMetadata of the operations that confirm, create and send codes, and the triggers that it reaches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.checking.trigger_events import passed_on, ran_once
from conformance.flows.passwords import confirm_reset, reset_code
from conformance.flows.triggers import needs_event, with_functions
from conformance.flows.users import admin_create, verify_email
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Pool, User
from conformance.strategies import names, passwords
from conformance.strategies.clients import PASSWORD_CLIENT
from conformance.strategies.pools import AUTO_EMAIL
from conformance.strategies.triggers import WATCH, metadata

SIGN_UP = ("PreSignUp", "PostConfirmation")
MESSAGE = ("CustomMessage",)
WAITING: dict[str, Any] = {
    **AUTO_EMAIL,
    "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]},
}
number = st.integers(0, 10**6)
# The operations that send a code of a user who exists: the source of the event, and what says that it runs.
SENDERS = {
    "AdminResetUserPassword": ("ForgotPassword", "TRIG-090"),
    "AdminUpdateUserAttributes": ("UpdateUserAttribute", "TRIG-091"),
    "GetUserAttributeVerificationCode": ("VerifyUserAttribute", "TRIG-047"),
    "UpdateUserAttributes": ("UpdateUserAttribute", "TRIG-046"),
}


@check("TRIG-087")
def creation_passes_metadata(events: Exchange, answer: Exchange, given: Mapping[str, str]) -> Difference | None:
    """clientMetadata of the PreSignUp event is what AdminCreateUser was sent."""
    return passed_on(events, "PreSignUp_AdminCreateUser", "clientMetadata", given)


@check("TRIG-088")
def code_passes_metadata(
    events: Exchange, answer: Exchange, source: str, given: Mapping[str, str]
) -> Difference | None:
    """clientMetadata of the CustomMessage event is what the operation was sent."""
    return passed_on(events, source, "clientMetadata", given)


@check("TRIG-089")
def confirming_passes_metadata(
    events: Exchange, answer: Exchange, source: str, given: Mapping[str, str]
) -> Difference | None:
    """clientMetadata of the PostConfirmation event is what the operation with the code was sent."""
    return passed_on(events, source, "clientMetadata", given)


@check("TRIG-090")
def at_reset_by_administrator(events: Exchange, answer: Exchange) -> Difference | None:
    """CustomMessage ran once, with the source CustomMessage_ForgotPassword."""
    return ran_once(events, "CustomMessage_ForgotPassword", "CustomMessage")


@check("TRIG-091")
def at_update_by_administrator(events: Exchange, answer: Exchange) -> Difference | None:
    """CustomMessage ran once, with the source CustomMessage_UpdateUserAttribute."""
    return ran_once(events, "CustomMessage_UpdateUserAttribute", "CustomMessage")


@prop("TRIG-087", plain=("names=addresses",), base=names(), given=metadata())
def test_creation(s: Scenario, base: str, given: dict[str, str]) -> None:
    """A user whom an administrator creates, without an invitation."""
    function, pool = with_functions(s, WATCH, SIGN_UP)
    answer = s.need(admin_create(s, pool, s.name(base), ClientMetadata=given), "ADMCREATE-001")
    events = s.events(function)
    needs_event(s, events, "PreSignUp_AdminCreateUser", "TRIG-014")
    s.check("TRIG-087", events, answer, given=given)


@prop("TRIG-089", base=names(), given=metadata())
def test_confirmation(s: Scenario, base: str, given: dict[str, str]) -> None:
    """A user who signed up sends the code."""
    function, pool = with_functions(s, WATCH, SIGN_UP, **AUTO_EMAIL)
    user = s.user(pool, username=s.name(base), attributes={"email": s.email("conf")}, status="UNCONFIRMED")
    code = s.code("sign_up", user, announced=user.created)
    answer = s.must(
        "ConfirmSignUp",
        ClientId=s.client(pool).id,
        Username=user.username,
        ConfirmationCode=code,
        ClientMetadata=given,
    )
    events, source = s.events(function), "PostConfirmation_ConfirmSignUp"
    needs_event(s, events, source, "TRIG-017")
    s.check("TRIG-089", events, answer, source=source, given=given)


@prop("TRIG-089", base=names(), password=passwords(), given=metadata())
def test_reset(s: Scenario, base: str, password: str, given: dict[str, str]) -> None:
    """A user who signed up sends the code for a new password."""
    function, pool = with_functions(s, WATCH, SIGN_UP)
    user = s.user(pool, username=s.name(base), attributes={"email": s.email("re")}, made_by="sign-up")
    verify_email(s, user)
    client = s.client(pool)
    code = reset_code(s, client, user)
    answer = s.need(confirm_reset(s, client, user, code, password, ClientMetadata=given), "FORGOT-011")
    events, source = s.events(function), "PostConfirmation_ConfirmForgotPassword"
    needs_event(s, events, source, "TRIG-019")
    s.check("TRIG-089", events, answer, source=source, given=given)


def sent_by(s: Scenario, pool: Pool, user: User, operation: str, address: str, given: dict[str, str]) -> Exchange:
    """The operation that sends the user a code, with this ClientMetadata."""
    changed: dict[str, Any] = {"UserAttributes": [{"Name": "email", "Value": address}]} if "Update" in operation else {}
    if operation.startswith("Admin"):
        who: dict[str, Any] = {"UserPoolId": pool.id, "Username": user.username}
    else:
        client = s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT)
        who = {"AccessToken": s.sign_in(client, user).access}
    if operation == "GetUserAttributeVerificationCode":
        changed = {"AttributeName": "email"}
    return s.must(operation, **who, **changed, ClientMetadata=given)


@prop("TRIG-088", base=names(), word=number, given=metadata(), operation=st.sampled_from(sorted(SENDERS)))
def test_codes(s: Scenario, base: str, word: int, given: dict[str, str], operation: str) -> None:
    """Four operations that send a code."""
    function, pool = with_functions(s, WATCH, MESSAGE, **(WAITING if operation.endswith("Attributes") else AUTO_EMAIL))
    user = verified_user(s, pool, base, word)
    answer = sent_by(s, pool, user, operation, s.email(f"n{word}"), given)
    source, blame = f"CustomMessage_{SENDERS[operation][0]}", SENDERS[operation][1]
    events = s.events(function)
    needs_event(s, events, source, blame)
    s.check("TRIG-088", events, answer, source=source, given=given)


def verified_user(s: Scenario, pool: Pool, base: str, word: int) -> User:
    """A user with an address that counts as verified, to which no message went."""
    attributes = {"email": s.email(f"u{word}"), "email_verified": "true"}
    return s.user(pool, username=s.name(base), attributes=attributes, made_by="admin")


@prop("TRIG-090", base=names(), word=number)
def test_reset_by_administrator(s: Scenario, base: str, word: int) -> None:
    """AdminResetUserPassword sends a code."""
    function, pool = with_functions(s, WATCH, MESSAGE)
    user = verified_user(s, pool, base, word)
    answer = s.must("AdminResetUserPassword", blame="ADMPW-008", UserPoolId=pool.id, Username=user.username)
    s.check("TRIG-090", s.events(function), answer)


@prop("TRIG-091", base=names(), word=number)
def test_update_by_administrator(s: Scenario, base: str, word: int) -> None:
    """AdminUpdateUserAttributes with an address that waits for its code."""
    function, pool = with_functions(s, WATCH, MESSAGE, **WAITING)
    user = verified_user(s, pool, base, word)
    answer = s.must(
        "AdminUpdateUserAttributes",
        UserPoolId=pool.id,
        Username=user.username,
        UserAttributes=[{"Name": "email", "Value": s.email(f"n{word}")}],
    )
    s.check("TRIG-091", s.events(function), answer)
