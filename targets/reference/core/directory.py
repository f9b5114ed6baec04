"""Users as operations name, make, remove and show them."""

from __future__ import annotations

from targets.reference.core import ids
from targets.reference.core.api import Call
from targets.reference.core.deviation import deviates, varied
from targets.reference.core.errors import (
    NotAuthorizedException,
    ResourceNotFoundException,
    UserNotFoundException,
    user_not_found,
)
from targets.reference.core.name_index import by_any_case, find, index
from targets.reference.core.namesakes import inherit
from targets.reference.core.state import EXTERNAL_PROVIDER, UNCONFIRMED, Pool, User


def managed_user(call: Call, pool: Pool) -> User:
    """The user that ``Username`` of an Admin operation names. Documented: the name, any alias, or the sub.

    Recorded: an unknown one is an error whatever the clients' settings, since no client is involved.
    """
    name = call["Username"]
    user = find(pool, name) or varied(pool.users.get(name), "sub-finds-nobody", None)
    if user is None and call.operation == "AdminGetUser" and deviates("administrators-find-any-case"):
        user = by_any_case(pool, name)
    if user is None and call.operation == "AdminGetUser" and deviates("admin-get-finds-any-address"):
        user = next((user for user in pool.users.values() if user.attributes.get("email") == name), None)
    if user is not None and overlooks(call, pool, user, name):
        user = None
    if user is None:
        if call.operation in {"AdminGetUser", "AdminDeleteUser"} and deviates("administrators-do-not-tell"):
            raise NotAuthorizedException("Incorrect username or password.")
        if deviates(f"unknown-in-{call.operation}"):
            raise ResourceNotFoundException("User not found")
        if call.operation == "AdminDeleteUser" and deviates("admuser-unknown-text"):
            raise UserNotFoundException("User not found.")
        raise user_not_found()
    return user


def overlooks(call: Call, pool: Pool, user: User, name: str) -> bool:
    """Whether a mutant of this operation does not find the user, who is there."""
    if pool.fold(name) == pool.fold(user.username):
        exactly = {"AdminGetUser": "admin-get-exact-case", "AdminDeleteUser": "admin-delete-exact-case"}
        return name != user.username and deviates(exactly.get(call.operation, ""))
    if pool.username_attributes:
        return call.operation == "AdminUserGlobalSignOut" and deviates("admin-sign-out-knows-no-address")
    if name == user.sub:
        return call.operation == "AdminEnableUser" and deviates("admin-enable-knows-no-sub")
    no_alias = {
        "AdminGetUser": "admin-get-knows-no-alias",
        "AdminUpdateUserAttributes": "admin-update-knows-no-alias",
        "AdminDisableUser": "admin-disable-knows-no-alias",
    }
    return deviates(no_alias.get(call.operation, ""))


MADE_BY = {"SignUp": "sign-up", "AdminCreateUser": "administrator", "AdminLinkProviderForUser": "provider"}


def add_user(call: Call, pool: Pool, name: str, attributes: dict[str, str], status: str) -> User:
    """A new user. Recorded: where an attribute is used as the name, the user name is the sub."""
    sub = pool.deleted[name].sub if name in pool.deleted and deviates("admuser-sub-comes-back") else ids.subject()
    attributes = {key: value for key, value in attributes.items() if value}
    username = name
    if pool.username_attributes:
        kept = "sign-up-keeps-address-as-name" if status == UNCONFIRMED else "admin-create-keeps-address-as-name"
        username = name if deviates(kept) else sub
        attributes.setdefault(named_attribute(pool, name), name)
    now = call.now
    made = MADE_BY.get(call.operation, "migration" if status != EXTERNAL_PROVIDER else "provider")
    user = User(sub, username, status, created=now, modified=now, made=made, attributes=attributes)
    inherit(pool, user)
    pool.users[sub] = user
    pool.names[pool.fold(username)] = user
    index(pool, user)
    return user


def named_attribute(pool: Pool, name: str) -> str:
    """Which attribute a name of a UsernameAttributes pool is."""
    if "phone_number" in pool.username_attributes and name.startswith("+"):
        return "phone_number"
    return "email" if "email" in pool.username_attributes else "phone_number"


def remove_user(pool: Pool, user: User) -> None:
    """Forget a user. What the user's tokens name is then gone."""
    for key in user.claims:
        pool.aliases.pop(key, None)
    user.claims.clear()
    pool.names.pop(pool.fold(user.username), None)
    pool.users.pop(user.sub, None)
    pool.deleted[user.username] = user
    for family in pool.families.values() if deviates("deletion-signs-out-others") else ():
        family.revoked = True


def touch(call: Call, user: User) -> None:
    """The user was changed: UserLastModifiedDate moves, by a millisecond at least."""
    user.modified = max(call.now, user.modified + 0.001)


def listed_attributes(user: User, readable: set[str] | None = None) -> list[dict[str, str]]:
    """Attributes with ``sub`` first; only the readable ones, if given."""
    shown = {"sub": user.sub} | {
        name: value for name, value in user.attributes.items() if readable is None or name in readable
    }
    return [{"Name": name, "Value": value} for name, value in shown.items()]


def attribute_map(listed: list[dict[str, str]] | None) -> dict[str, str]:
    """``[{Name, Value}]`` as a mapping; a missing value is empty."""
    return {entry["Name"]: entry.get("Value", "") for entry in listed or []}


def date(moment: float) -> float:
    """A point in time as the API shows it: epoch seconds with milliseconds."""
    return round(varied(moment, "dates-in-milliseconds", moment * 1000), 3)
