"""Users who are deleted, and others who are made under their names. Sent, not judged."""

from __future__ import annotations

from conformance.scenario import Scenario
from conformance.scenario.resources import Session, User

WAYS = ("administrator", "user")  # who deletes


def delete(s: Scenario, former: User, session: Session | None = None) -> None:
    """AdminDeleteUser or, with a session of the user, DeleteUser; the example ends where it is refused."""
    if session is None:
        s.must("AdminDeleteUser", UserPoolId=former.pool.id, Username=former.username)
    else:
        s.must("DeleteUser", blame="ADMUSER-005", AccessToken=session.access)


def make_again(
    s: Scenario,
    former: User,
    password: str,
    *,
    attributes: dict[str, str] | None = None,
    status: str = "CONFIRMED",
) -> User:
    """A new user under the name of one who was deleted, with another password and with these attributes alone."""
    given = dict(attributes or {})
    if "email" in former.pool.username_attributes:
        given["email"] = former.login
    made_by = None if status == "UNCONFIRMED" else "admin"
    return s.user(
        former.pool, username=_own_name(former), password=password, attributes=given, status=status, made_by=made_by
    )


def _own_name(former: User) -> str:
    """The name as it was typed, in whatever case; not an alias, by which no user can be made."""
    typed = bool(former.pool.username_attributes) or former.login.casefold() == former.username.casefold()
    return former.login if typed else former.username


def replace(s: Scenario, former: User, password: str, *, session: Session | None = None) -> User:
    """Delete the former user and create a new one with the same name."""
    delete(s, former, session)
    return make_again(s, former, password)


def other_password(password: str) -> str:
    """A different password that satisfies the same policy."""
    return f"{password}Zz9"
