"""Where mutants lose the lock: between a check and the change that rests on it others get their turn.

The service answers one request at a time. These defects are those of a store that is read, waited for and written, as
many emulators have them: what was read may no longer be true.
"""

from __future__ import annotations

from dataclasses import replace

from targets.reference.core.api import Call
from targets.reference.core.deviation import deviates
from targets.reference.core.state import Group, Pool, RefreshFamily, User


def gap(call: Call, mutant: str) -> bool:
    """Nothing, but for this mutant: whoever waits is served in between. Whether there was such a gap."""
    if not deviates(mutant):
        return False
    call.store.let_others_in()
    return True


def read_before(call: Call, family: RefreshFamily) -> RefreshFamily:
    """The family as it was; a mutant goes on with it though it was ended meanwhile."""
    for mutant, ends in (("race-refresh-sign-out", "GlobalSignOut"), ("race-refresh-revocation", "RevokeToken")):
        if gap(call, mutant) and family.revoked and ends in family.ended_by:
            return replace(family, revoked=False, ended_by="", tokens=list(family.tokens), jtis=[])
    return family


def signed_in_meanwhile(call: Call, pool: Pool, user: User) -> None:
    """Nothing, but for mutants that write the user back as it was read before the sign-in."""
    if gap(call, "race-sign-in-deletion") and user.sub not in pool.users:
        pool.users[user.sub] = pool.names[pool.fold(user.username)] = user
    if gap(call, "race-sign-in-disabling"):
        user.enabled = True


def joined_meanwhile(call: Call, pool: Pool, group: Group, user: User) -> None:
    """Nothing, but for mutants: a group that was deleted is back, and groups joined meanwhile are forgotten."""
    if gap(call, "race-group-deletion"):
        pool.groups[group.name] = group
    before = list(user.groups)
    if gap(call, "race-group-memberships"):
        user.groups[:] = before


def written_meanwhile(call: Call, user: User) -> None:
    """Nothing, but for a mutant that forgets the attributes written meanwhile."""
    before = dict(user.attributes)
    if gap(call, "race-attributes"):
        user.attributes.clear()
        user.attributes.update(before)


def registered_meanwhile(call: Call, pool: Pool) -> None:
    """Nothing, but for mutants: who signed up meanwhile is forgotten, or the name is given twice."""
    users, names = dict(pool.users), dict(pool.names)
    if gap(call, "race-users"):
        pool.users, pool.names = users, names
    gap(call, "race-sign-up")
