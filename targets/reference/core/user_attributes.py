"""Changing the attributes of a user, with what depends on them: verified flags, codes, aliases."""

from __future__ import annotations

from collections.abc import Mapping

from targets.reference.core.deviation import deviates
from targets.reference.core.errors import ApiError
from targets.reference.core.mailbox import ATTRIBUTE
from targets.reference.core.name_index import index
from targets.reference.core.pending_codes import spend_code
from targets.reference.core.schema import VERIFIED_FLAGS, check_update
from targets.reference.core.state import Pool, User


def write(pool: Pool, user: User, changes: Mapping[str, str], *, keep_empty: bool = False) -> None:
    """Change attributes. Documented: a blank value deletes. Recorded: a new address is unverified."""
    for name, value in changes.items():
        if name in user.attributes:
            user.remains[f"former {name}"] = user.attributes[name]  # for mutants
        if value or keep_empty:
            user.attributes[name] = value
        else:
            remove(user, name)
    for flag, name in VERIFIED_FLAGS.items():
        if changes.get(name) and flag not in changes:
            user.attributes[flag] = "false"
    if not (pool.username_attributes and deviates("changed-address-does-not-sign-in")):
        index(pool, user)


def former(user: User, mutant: str, name: str, value: str) -> str:
    """The value of an attribute; with this mutant the one that it had before."""
    return user.remains.get(f"former {name}", value) if deviates(mutant) else value


def write_until_refused(pool: Pool, user: User, changes: Mapping[str, str]) -> None:
    """For mutants: what comes before the first attribute that an update refuses, where it refuses one."""
    written: dict[str, str] = {}
    for name, value in changes.items():
        try:
            check_update(pool.schema, {name: value}, user.attributes)
        except ApiError:
            write(pool, user, written)
            return
        written[name] = value


def remove(user: User, name: str) -> None:
    """An address takes its verified flag and its code along."""
    if name in user.attributes:
        user.remains[f"deleted {name}"] = user.attributes.pop(name)  # for mutants
    if f"{name}_verified" in VERIFIED_FLAGS:
        user.attributes.pop(f"{name}_verified", None)
        user.pending.pop(name, None)
        spend_code(user, ATTRIBUTE, name)


def is_true(value: str | None) -> bool:
    """Recorded: ``True`` counts as well."""
    return (value or "").lower() == "true"
