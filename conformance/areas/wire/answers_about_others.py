"""An answer about one user contains no other user's name, address, number or sub."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.issued_tokens import SHORT, issued
from conformance.checking.members import members_of
from conformance.checking.registry import every_answer
from conformance.flows.users import refresh, signed_in
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import User
from conformance.strategies import emails_local, names, passwords

LISTS_OF_USERS = ("ListUsers", "ListUsersInGroup")


def is_about_one_user(answer: Exchange) -> bool:
    """Whether an answer, accepted or refused, lists no users."""
    return answer.outcome in ("ok", "error") and answer.operation not in LISTS_OF_USERS


@every_answer("SHAPE-019", to=is_about_one_user, strangers=True)
def nothing_of_others(answer: Exchange, strangers: Sequence[str]) -> Difference | None:
    """None of these names, addresses, numbers and subs of other users is in the answer."""
    for path, text in _texts_of(answer):
        for stranger in strangers:
            if stranger in text:
                return Difference(f"of-another-{path}", "nothing of another user", f"{path} is {text!r}")
    return None


def _texts_of(answer: Exchange) -> list[tuple[str, str]]:
    """Every text of an answer and of the tokens in it, with its place; the whole body where it is no JSON."""
    found = [(path, part) for path, _, part in members_of(dict(answer.response)) if isinstance(part, str)]
    for which, claims in issued(answer):
        inside = members_of(claims, f"{SHORT[which]}-token")
        found += [(path, part) for path, _, part in inside if isinstance(part, str)]
    return found or [("body", answer.body)]


@prop(
    "SHAPE-019",
    base=names(),
    local=emails_local(),
    other_local=emails_local(),
    first=st.booleans(),
    elsewhere=st.booleans(),
    password=passwords(),
)
def test_two_users(
    s: Scenario, *, base: str, local: str, other_local: str, first: bool, elsewhere: bool, password: str
) -> None:
    """A user with a name alone, made before or after one who has more, who may be in another pool."""
    pool, other_pool = s.pool(), s.pool(AutoVerifiedAttributes=["email"]) if elsewhere else s.pool()

    def another() -> User:
        attributes = {"email": s.email(other_local), "phone_number": s.phone(), "nickname": s.name(local)}
        return s.user(other_pool, attributes=attributes, password=password)

    other = another() if first else None
    user = s.user(pool, username=s.name(base), password=password)
    other = other or another()
    strangers = [other.username, *other.attributes.values(), *([other.sub] if other.sub else [])]
    who: dict[str, Any] = {"UserPoolId": pool.id, "Username": user.username}
    session = signed_in(s, pool, user)
    for answer in (
        session.exchange,
        refresh(s, session),
        s.call("GetUser", AccessToken=session.access),
        s.call("GetUserAuthFactors", AccessToken=session.access),
        s.call("AdminGetUser", **who),
        s.call("AdminListGroupsForUser", **who),
        s.call("AdminListDevices", **who),
        s.call("ForgotPassword", ClientId=session.client.id, Username=user.login),
        s.call("AdminCreateUser", **who, MessageAction="SUPPRESS"),
    ):
        if is_about_one_user(answer):
            s.check("SHAPE-019", answer, strangers=strangers)
