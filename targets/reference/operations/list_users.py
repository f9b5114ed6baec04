"""ListUsers: filters and pages."""

from __future__ import annotations

import re
from collections.abc import Callable

from targets.reference.core.api import Answer, Call, Params, operation
from targets.reference.core.deviation import deviates, varied
from targets.reference.core.errors import InvalidParameterException
from targets.reference.core.paging import bookmark, page
from targets.reference.core.state import Pool, User
from targets.reference.core.user_attributes import former
from targets.reference.operations.admin_users import described

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
    wanted = filter_of(call.get("Filter", " "))
    if call.get("PaginationToken") and deviates("list-later-pages-without-filter"):
        wanted = filter_of(" ")
    chosen = [user for user in pool.users.values() if wanted(user)]
    if not call.get("Filter") and deviates("list-hides-new-users"):
        chosen = [user for user in chosen if user.status != "FORCE_CHANGE_PASSWORD"]
    if call.get("PaginationToken") and chosen:
        chosen = chosen[:-1] if deviates("list-loses-last") else chosen
        chosen = [*chosen, chosen[0]] if deviates("list-repeats-first") else chosen
    names = call.get("AttributesToGet")
    check_names(pool, names)
    limit = call.get("Limit")
    if limit and deviates("list-limit-and-one"):
        limit += 1
    shown, token = page(call, chosen, lambda user: user.sub, limit, "PaginationToken")
    if limit and not token and deviates("list-without-end"):
        token = {"PaginationToken": bookmark(call, shown[-1].sub if shown else "none", "PaginationToken")}
    check_values(shown, names)
    return {"Users": [distorted(narrowed(described_now(user), names)) for user in shown]} | token


def described_now(user: User) -> Params:
    """The user; for a mutant with the nickname from before it was changed."""
    found = described(user)
    if "deleted nickname" in user.remains and deviates("list-users-after-deletion"):
        found["Attributes"] = [*found["Attributes"], {"Name": "nickname", "Value": user.remains["deleted nickname"]}]
    for entry in found["Attributes"]:
        if entry["Name"] == "nickname":
            entry["Value"] = former(user, "list-users-before-update", "nickname", entry["Value"])
    return found


def distorted(shown: Params) -> Params:
    """What mutants show instead."""
    if deviates("list-without-modified-date"):
        shown.pop("UserLastModifiedDate")
    if deviates("list-shows-all-enabled"):
        shown["Enabled"] = True
    if deviates("list-without-sub"):
        shown["Attributes"] = [entry for entry in shown["Attributes"] if entry["Name"] != "sub"]
    return shown


def filter_of(text: str) -> Callable[[User], bool]:
    """Documented: one attribute, ``=`` for all of the value or ``^=`` for its beginning; no filter takes all."""
    if not text.strip():
        return lambda user: not text.strip() and not (text == "" and deviates("list-empty-filter-finds-nobody"))
    found = FILTER.fullmatch(text)
    if found is not None and " = " not in text and " ^= " not in text and deviates("list-filter-needs-blanks"):
        found = None
    if found is not None and text.lstrip().startswith('"') and deviates("list-quoted-name-ignored"):
        return lambda user: True
    if found is None and text.count('"') > 2 and deviates("list-quote-in-value"):
        return lambda user: False
    if found is None and deviates("list-unreadable-filter-ignored"):
        return lambda user: True
    if found is None:
        text = "Error while parsing filter."
        raise InvalidParameterException(varied(text, "list-unreadable-filter-text", text.rstrip(".")))
    name, operator, quoted = found.groups()
    value = re.sub(r"\\(.)", r"\1", quoted)
    if name not in SEARCHED and not deviates("list-searches-custom"):
        text = "Input fails to satisfy the constraints."
        raise InvalidParameterException(varied(text, "list-searches-custom-text", f"Invalid search attribute: {name}"))
    if name in ("given_name", "family_name") and deviates("list-family-not-searched"):
        return lambda user: False
    if (name == "status" and deviates("list-status-ignored")) or (
        name == "cognito:user_status" and deviates("list-user-status-ignored")
    ):
        return lambda user: True
    if name == "cognito:user_status" or (
        name == "status" and deviates("list-status-is-user-status")
    ):  # documented: the only one that ignores case
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
    if operator == "=" and deviates("list-equals-is-begins"):
        return actual.startswith(value)
    if operator != "=" and deviates("list-begins-is-equals"):
        return actual == value
    if operator != "=" and deviates("list-begins-is-contains"):
        return value in actual
    return actual == value if operator == "=" else actual.startswith(value)


def check_names(pool: Pool, names: list[str] | None) -> None:
    """Recorded for an attribute that is not there. Which count as such is disputed: here, those not in the schema."""
    if any(name not in pool.schema for name in names or []):
        raise InvalidParameterException("Input fails to satisfy the constraints.")


def check_values(users: list[User], names: list[str] | None) -> None:
    """Documented and recorded: everybody found must have what is asked for."""
    if deviates("list-lacking-attributes-passed-over"):
        return
    if any(name not in user.attributes and name != "sub" for name in names or [] for user in users):
        raise InvalidParameterException("One or more requested attributes do not exist.")


def narrowed(user: Params, names: list[str] | None) -> Params:
    """Only the attributes asked for."""
    if names is None or deviates("list-all-attributes"):
        return user
    return user | {"Attributes": [entry for entry in user["Attributes"] if entry["Name"] in names]}
