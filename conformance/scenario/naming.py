"""By which name an administrator's operation is given a user: the one that the user types, or the sub.

AWS documents the same names for all of these operations: the user name, any active alias, and a local user's sub. So a
property writes the user name, and another name is sent in its place where the setting gives the user one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

WITHOUT_ALIASES = ("AdminCreateUser", "AdminListUserSessions", "AdminRevokeUserSession")  # what the model says of them
MAKING = ("AdminCreateUser", "SignUp")
ENDING = ("AdminDeleteUser", "DeleteUser")


@dataclass(frozen=True)
class OtherName:
    """Another name of a user; ``attribute``: the one whose change ends it, empty for none. ``kind``: as a dimension."""

    name: str
    kind: str
    attribute: str = ""


class OtherNames:
    """The other names of the users of one example, as long as nothing was sent that may have ended them."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], OtherName] = {}  # by pool and user name

    def learn(self, pool_id: str, username: str, other: OtherName) -> None:
        """From now on a user is named so."""
        if other.name != username:
            self._known[pool_id, username] = other

    def of(self, operation: str, parameters: Mapping[str, Any]) -> OtherName | None:
        """The other name for the user of this request; None where it takes none, or there is none."""
        if not operation.startswith("Admin") or operation in WITHOUT_ALIASES:
            return None
        return self._known.get((str(parameters.get("UserPoolId")), str(parameters.get("Username"))))

    def follow(self, operation: str, parameters: Mapping[str, Any]) -> None:
        """Forget the names that this request may have ended, whatever came of it."""
        if operation in ENDING:
            self._known.clear()
            return
        written, removed = (_listed(parameters.get(each)) for each in ("UserAttributes", "UserAttributeNames"))
        given = {each.get("Name"): each.get("Value") for each in written if isinstance(each, Mapping)}
        touched = {str(name).removesuffix("_verified") for name in (*given, *removed)}
        taken = operation in MAKING  # then only who has the same address
        self._known = {
            user: other
            for user, other in self._known.items()
            if other.attribute not in touched or (taken and given.get(other.attribute) != other.name)
        }


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
