"""ListUsers: filters and pages."""

from __future__ import annotations

import re
from collections.abc import Callable

from targets.reference.admin_users import described
from targets.reference.calls import Answer, Call, Params, operation
from targets.reference.errors import InvalidParameterException
from targets.reference.paging import page
from targets.reference.state import Pool, User

# Documented: nothing else can be searched, custom attributes least of all.
SEARCHED = frozenset(
    [
        "username",
        "email",
        "phone_number",
        "name",
        "given_name",
        "family_name",
        "preferred_username",
        "cognito:user_status",
        "status",
        "sub",
    ]
)
FILTER = re.compile(r'\s*"?([A-Za-z_:]+)"?\s*(\^?=)\s*"((?:[^"\\]|\\.)*)"\s*')


@operation("ListUsers")
def list_users(call: Call) -> Answer:
    """Users, oldest first."""
    pool = call.pool()
    wanted = filter_of(call.get("Filter", ""))
    chosen = [user for user in pool.users.values() if wanted(user)]
    names = call.get("AttributesToGet")
    check_names(pool, names)
    shown, token = page(call, chosen, lambda user: user.sub, call.get("Limit"), "PaginationToken")
    check_values(shown, names)
    return {"Users": [narrowed(described(user), names) for user in shown]} | token


def filter_of(text: str) -> Callable[[User], bool]:
    """Documented: one attribute, ``=`` for all of the value or ``^=`` for its beginning; no filter takes all."""
    if not text.strip():
        return lambda user: True
    found = FILTER.fullmatch(text)
    if found is None:
        raise InvalidParameterException("Error while parsing filter.")
    name, operator, quoted = found.groups()
    value = re.sub(r"\\(.)", r"\1", quoted)
    if name not in SEARCHED:
        raise InvalidParameterException("Input fails to satisfy the constraints.")
    if name == "cognito:user_status":  # documented: the one that does not tell upper from lower case
        return lambda user: _fits(user.status.lower(), operator, value.lower())
    return lambda user: _fits(searched_value(user, name), operator, value)


def searched_value(user: User, name: str) -> str | None:
    """What a filter looks at."""
    if name == "username":
        return user.username
    if name == "sub":
        return user.sub
    if name == "status":
        return "Enabled" if user.enabled else "Disabled"
    return user.attributes.get(name)


def _fits(actual: str | None, operator: str, value: str) -> bool:
    if actual is None:
        return False
    return actual == value if operator == "=" else actual.startswith(value)


def check_names(pool: Pool, names: list[str] | None) -> None:
    """Recorded for an attribute that is not there. Which count as such is disputed: here, those not in the schema."""
    if any(name not in pool.schema for name in names or []):
        raise InvalidParameterException("Input fails to satisfy the constraints.")


def check_values(users: list[User], names: list[str] | None) -> None:
    """Documented and recorded: everybody found must have what is asked for."""
    if any(name not in user.attributes and name != "sub" for name in names or [] for user in users):
        raise InvalidParameterException("One or more requested attributes do not exist.")


def narrowed(user: Params, names: list[str] | None) -> Params:
    """Only the attributes asked for."""
    if names is None:
        return user
    return user | {"Attributes": [entry for entry in user["Attributes"] if entry["Name"] in names]}
