"""What the events of triggers say of the user and of the caller: of a creation, a confirmation, and of tokens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.checking.trigger_events import (
    STATUS,
    attributes_passed,
    events_of,
    of_groups,
    ran_not,
    request_in,
    source_of,
    status_passed,
)
from conformance.flows.groups import make_group, must_add_to_group, role_in
from conformance.flows.sign_in import forced, new_password
from conformance.flows.sign_up import sign_up_with
from conformance.flows.triggers import needs_event, with_functions
from conformance.flows.users import sub_of
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Pool
from conformance.strategies import group_names, names, passwords
from conformance.strategies.clients import PASSWORD_CLIENT
from conformance.strategies.names import role_names
from conformance.strategies.pools import AUTO_EMAIL
from conformance.strategies.triggers import WATCH

SIGN_UP = ("PreSignUp", "PostConfirmation")
CREATION = ("PreSignUp", "CustomMessage")
NO_CLIENT = "CLIENT_ID_NOT_APPLICABLE"
ANSWERS = {"autoConfirmUser": False, "autoVerifyEmail": False, "autoVerifyPhone": False}
word = st.integers(0, 10**6)


@check("TRIG-077")
def user_in_event_after(events: Exchange, answer: Exchange, attributes: Mapping[str, str]) -> Difference | None:
    """userAttributes of the PostConfirmation event has the user's attributes, sub among them."""
    return attributes_passed(events, "PostConfirmation", attributes)


@check("TRIG-078")
def status_in_event_after(events: Exchange, answer: Exchange) -> Difference | None:
    """The PostConfirmation event has the status CONFIRMED."""
    return status_passed(events, "PostConfirmation", "CONFIRMED")


@check("TRIG-079")
def status_of_invited(events: Exchange, answer: Exchange) -> Difference | None:
    """The CustomMessage event has the status FORCE_CHANGE_PASSWORD."""
    return status_passed(events, "CustomMessage", "FORCE_CHANGE_PASSWORD")


@check("TRIG-080")
def invitation_placeholders(events: Exchange, answer: Exchange) -> Difference | None:
    """codeParameter and usernameParameter of the event are the two placeholders."""
    event = events_of(events, "CustomMessage")[0]
    for member, wanted in (("codeParameter", "{####}"), ("usernameParameter", "{username}")):
        if (seen := request_in(event, member)) != wanted:
            return Difference(member, f"{member} {wanted!r}", f"{seen!r}")
    return None


@check("TRIG-081")
def nothing_of_the_future(events: Exchange, answer: Exchange) -> Difference | None:
    """userAttributes of the PreSignUp event has neither sub nor a status."""
    attributes = request_in(events_of(events, "PreSignUp")[0], "userAttributes")
    found = [name for name in ("sub", STATUS) if isinstance(attributes, Mapping) and name in attributes]
    if not found:
        return None
    kind = "sub" if found == ["sub"] else "user-status"
    return Difference(kind, f"userAttributes without {found[0]}", f"{attributes!r}")


@check("TRIG-082")
def answers_offered(events: Exchange, answer: Exchange) -> Difference | None:
    """response of the PreSignUp event has the three answers, all false."""
    seen = events_of(events, "PreSignUp")[0].get("response")
    shown: Mapping[str, Any] = seen if isinstance(seen, Mapping) else {}
    right = all(shown.get(name) is value for name, value in ANSWERS.items())
    return None if right else Difference("response", f"response with {ANSWERS}", f"{seen!r}")


@check("TRIG-083")
def called_by_no_client(events: Exchange, answer: Exchange) -> Difference | None:
    """callerContext.clientId of each event is the word for no client."""
    for event in events_of(events):
        caller = event.get("callerContext")
        seen = caller.get("clientId") if isinstance(caller, Mapping) else None
        if seen != NO_CLIENT:
            return Difference("client-id", f"clientId {NO_CLIENT} in {source_of(event)}", f"{seen!r}")
    return None


@check("TRIG-086")
def new_password_confirms_nothing(events: Exchange, control: Exchange, answer: Exchange) -> Difference | None:
    """PostConfirmation did not run."""
    return ran_not(events, "PostConfirmation")


@prop("TRIG-081", "TRIG-082", plain=("names=addresses",), base=names(), nickname=names())
def test_sign_up(s: Scenario, base: str, nickname: str) -> None:
    """What PreSignUp is given at a SignUp."""
    function, pool = with_functions(s, WATCH, SIGN_UP)
    attributes = {"email": s.email("up"), "nickname": nickname}
    answer = s.need(sign_up_with(s, s.client(pool), s.name(base), attributes=attributes), "SIGNUP-001")
    events = s.events(function)
    needs_event(s, events, "PreSignUp", "TRIG-001")
    s.check("TRIG-081", events, answer)
    s.check("TRIG-082", events, answer)


def invited(s: Scenario, pool: Pool, base: str, number: int) -> Exchange:
    """AdminCreateUser that sends an invitation by e-mail."""
    listed = [{"Name": "email", "Value": s.email(f"u{number}")}, {"Name": "email_verified", "Value": "true"}]
    return s.must(
        "AdminCreateUser",
        UserPoolId=pool.id,
        Username=s.name(base),
        UserAttributes=listed,
        DesiredDeliveryMediums=["EMAIL"],
    )


@prop(
    "TRIG-079",
    "TRIG-080",
    "TRIG-081",
    "TRIG-082",
    "TRIG-083",
    plain=("names=addresses",),
    base=names(),
    number=word,
)
def test_creation(s: Scenario, base: str, number: int) -> None:
    """What PreSignUp and CustomMessage are given when an administrator creates a user."""
    function, pool = with_functions(s, WATCH, CREATION)
    answer = invited(s, pool, base, number)
    events = s.events(function)
    needs_event(s, events, "PreSignUp", "TRIG-014")
    s.check("TRIG-081", events, answer)
    s.check("TRIG-082", events, answer)
    s.check("TRIG-083", events, answer)
    needs_event(s, events, "CustomMessage", "TRIG-045")
    s.check("TRIG-079", events, answer)
    s.check("TRIG-080", events, answer)


@prop("TRIG-077", "TRIG-078", base=names(), nickname=names(), by_code=st.booleans())
def test_confirmation(s: Scenario, base: str, nickname: str, by_code: bool) -> None:
    """What PostConfirmation is given: by the code that was sent, or by an administrator."""
    function, pool = with_functions(s, WATCH, SIGN_UP, **AUTO_EMAIL)
    attributes = {"email": s.email("conf"), "nickname": nickname}
    user = s.user(pool, username=s.name(base), attributes=attributes, status="UNCONFIRMED")
    if by_code:
        code = s.code("sign_up", user, announced=user.created)
        client = s.client(pool)
        answer = s.must("ConfirmSignUp", ClientId=client.id, Username=user.username, ConfirmationCode=code)
    else:
        answer = s.must("AdminConfirmSignUp", UserPoolId=pool.id, Username=user.username)
    events = s.events(function)
    needs_event(s, events, "PostConfirmation", "TRIG-017" if by_code else "ADMCONF-010")
    s.check("TRIG-077", events, answer, attributes={"nickname": nickname, "sub": sub_of(s, user)})
    s.check("TRIG-078", events, answer)


def _of_groups(events: Exchange, member: str) -> Any:
    """Of the latest sign-in."""
    return of_groups(events_of(events, "TokenGeneration")[-1], member)


@check("PRETOKEN-039")
def roles_in_event(events: Exchange, answer: Exchange, roles: list[str]) -> Difference | None:
    """iamRolesToOverride of the event lists the roles of the user's groups, in any order."""
    seen = _of_groups(events, "iamRolesToOverride")
    right = isinstance(seen, list) and sorted(map(str, seen)) == sorted(roles)
    return None if right else Difference("roles", f"iamRolesToOverride {roles}", f"{seen!r}")


@check("PRETOKEN-040")
def preferred_role_in_event(events: Exchange, answer: Exchange, role: str) -> Difference | None:
    """preferredRole of the event is the role of the group with the lowest Precedence."""
    seen = _of_groups(events, "preferredRole")
    return None if seen == role else Difference("preferred-role", f"preferredRole {role!r}", f"{seen!r}")


@check("PRETOKEN-041")
def no_roles_in_event(events: Exchange, answer: Exchange) -> Difference | None:
    """iamRolesToOverride of the event is an empty list, and there is no preferredRole."""
    roles, preferred = _of_groups(events, "iamRolesToOverride"), _of_groups(events, "preferredRole")
    if roles != []:
        return Difference("roles", "iamRolesToOverride []", f"{roles!r}")
    return Difference("preferred-role", "preferredRole null", f"{preferred!r}") if preferred is not None else None


@prop(
    "PRETOKEN-039",
    "PRETOKEN-040",
    "PRETOKEN-041",
    base=names(),
    group=group_names(),
    roles=st.lists(role_names, min_size=2, max_size=3, unique=True),
    first=st.integers(0, 50),
    reverse=st.booleans(),
)
def test_roles(s: Scenario, *, base: str, group: str, roles: list[str], first: int, reverse: bool) -> None:
    """A user in groups with roles, and one in a group without."""
    function, pool = with_functions(s, WATCH, ("PreTokenGeneration",))
    client = s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT)
    user, other = s.user(pool, username=s.name(base)), s.user(pool, username=s.name(f"{base}2"))
    ranked = [(role_in(pool, name), first + place) for place, name in enumerate(roles)]
    for role, precedence in reversed(ranked) if reverse else ranked:
        must_add_to_group(s, user, make_group(s, pool, group, RoleArn=role, Precedence=precedence))
    must_add_to_group(s, other, make_group(s, pool, group))
    without = s.sign_in(client, other).exchange
    events = s.events(function)
    needs_event(s, events, "TokenGeneration", "PRETOKEN-019")
    s.check("PRETOKEN-041", events, without)
    answer = s.sign_in(client, user).exchange
    later = s.events(function)
    s.check("PRETOKEN-039", later, answer, roles=[role for role, _ in ranked])
    s.check("PRETOKEN-040", later, answer, role=ranked[0][0])


@prop("TRIG-086", base=names(), password=passwords(), chosen=passwords())
def test_new_password(s: Scenario, base: str, password: str, chosen: str) -> None:
    """A user whom an administrator created sets a password; one who signed up is confirmed."""
    s.assume(password != chosen)
    function, pool = with_functions(s, WATCH, SIGN_UP)
    client = s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT)
    user = s.user(pool, username=s.name(base), password=password, status="FORCE_CHANGE_PASSWORD", made_by="admin")
    answer = s.need(new_password(s, client, forced(s, client, user), user, chosen), "NEWPW-007")
    events = s.events(function)
    other = s.user(pool, username=s.name(f"{base}2"), status="UNCONFIRMED")
    control = s.must("AdminConfirmSignUp", UserPoolId=pool.id, Username=other.username)
    needs_event(s, s.events(function), "PostConfirmation", "ADMCONF-010")
    s.check("TRIG-086", events, control, answer)
