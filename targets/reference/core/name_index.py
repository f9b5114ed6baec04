"""Who signs in by which name: user names, and the aliases that attributes give."""

from __future__ import annotations

from targets.reference.core.deviation import deviates
from targets.reference.core.schema import VERIFIED_FLAGS
from targets.reference.core.state import Pool, User

UNVERIFIABLE = "preferred_username"


def find(pool: Pool, name: str) -> User | None:
    """Who signs in by this name: the user name, or an alias."""
    user = pool.names.get(pool.fold(name))
    return user or find_by_alias(pool, name)


def find_by_alias(pool: Pool, value: str) -> User | None:
    """Who signs in by this address, number or preferred name."""
    for attribute in pool.username_attributes + pool.alias_attributes:
        if (former := _former_owner(pool, attribute, value)) is not None:
            return former
        if owner := pool.aliases.get((attribute, pool.fold(value))):
            return owner
    return None


def _former_owner(pool: Pool, attribute: str, value: str) -> User | None:
    """Nobody, but for a mutant: a deleted user who had this address."""
    if not deviates("address-stays-with-deleted-user"):
        return None
    return next((user for user in pool.deleted.values() if user.attributes.get(attribute) == value), None)


def by_any_case(pool: Pool, name: str) -> User | None:
    """Who has this name when case does not count: for mutants."""
    return next((user for user in pool.users.values() if user.username.lower() == name.lower()), None)


def index(pool: Pool, user: User) -> None:
    """Let a user be found by the aliases the attributes give now."""
    claims = set(_claims(pool, user))
    for key in user.claims - claims:
        kept = "former-preferred-name-signs-in" if key[0] == UNVERIFIABLE else "former-address-signs-in"
        if pool.aliases.get(key) is user and not deviates(kept):
            del pool.aliases[key]
    for key in claims - user.claims:
        _take(pool, user, key)
    user.claims = claims


def _claims(pool: Pool, user: User) -> list[tuple[str, str]]:
    held = []
    for attribute in pool.username_attributes:
        if value := user.attributes.get(attribute):
            held.append((attribute, pool.fold(value)))
    for attribute in pool.alias_attributes:
        value = user.attributes.get(attribute)
        # Documented: an unverified address does not sign in; there is no verification for a preferred name.
        if value and (attribute == UNVERIFIABLE or user.verified(attribute)):
            held.append((attribute, pool.fold(value)))
    return held


def _take(pool: Pool, user: User, key: tuple[str, str]) -> None:
    """Documented: an alias moves to who verified it last; the previous owner's attribute becomes unverified."""
    attribute, _ = key
    previous = pool.aliases.get(key)
    if previous is not None and previous is not user:
        previous.claims.discard(key)
        if f"{attribute}_verified" in VERIFIED_FLAGS and not deviates("former-owner-stays-verified"):
            previous.attributes[f"{attribute}_verified"] = "false"
    pool.aliases[key] = user


def other_owner(pool: Pool, user: User | None, attribute: str, value: str) -> bool:
    """Whether someone else signs in by this value of an alias or name attribute."""
    if attribute not in pool.username_attributes + pool.alias_attributes:
        return False
    owner = pool.aliases.get((attribute, pool.fold(value)))
    if deviates("aliases-of-any-case-are-taken"):
        owner = next((u for (_, taken), u in pool.aliases.items() if taken.lower() == value.lower()), owner)
    return owner is not None and owner is not user


def take_from_owner(pool: Pool, attribute: str, value: str) -> None:
    """For mutants: whoever signs in by this address has it unverified from now on."""
    owner = pool.aliases.pop((attribute, pool.fold(value)), None)
    if owner is not None:
        owner.attributes[f"{attribute}_verified"] = "false"
