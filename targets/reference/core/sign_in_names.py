"""Who signs in by a name, on each way into an account; and the defects that are found on one way only.

On real Cognito a name means the same on every way. Emulators look it up in more than one place.
"""

from __future__ import annotations

from targets.reference.core.deviation import deviates
from targets.reference.core.masks import EMAIL, PHONE
from targets.reference.core.name_index import UNVERIFIABLE, find
from targets.reference.core.state import Pool, User


def named(pool: Pool, name: str, way: str) -> User | None:
    """Who signs in by this name. ``way``: how, as part of the names of mutants; see ``sign_in.ways.way_of``."""
    user = find(pool, name)
    if user is None:
        return owner_of_unverified(pool, name) if deviates(f"unverified-address-signs-in-by-{way}") else None
    return None if overlooked(pool, user, name, way) else user


def overlooked(pool: Pool, user: User, name: str, way: str) -> bool:
    """Whether a mutant does not let this user in by this name on this way."""
    if name == user.username:
        return False
    if pool.fold(name) == pool.fold(user.username):
        return deviates(f"other-case-not-by-{way}")
    if name not in [user.attributes.get(attribute) for attribute in (EMAIL, PHONE, UNVERIFIABLE)]:
        return deviates(f"other-case-not-by-{way}")
    return deviates(f"{'address' if pool.username_attributes else 'alias'}-not-by-{way}")


def owner_of_unverified(pool: Pool, name: str) -> User | None:
    """Who has this address, verified or not, in a pool where it could be an alias: for mutants."""
    attributes = [attribute for attribute in (EMAIL, PHONE) if attribute in pool.alias_attributes]
    users = pool.users.values()
    return next((user for user in users if name in [user.attributes.get(one) for one in attributes]), None)
