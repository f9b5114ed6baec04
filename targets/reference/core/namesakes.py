"""What a new user has of a deleted one with the same name: nothing, but for mutants."""

from __future__ import annotations

from collections.abc import Iterable

from targets.reference.core.deviation import deviates
from targets.reference.core.mailbox import ATTRIBUTE, FORGOT_PASSWORD, SIGN_UP
from targets.reference.core.state import Pool, User

KEEPS_CODE = {
    SIGN_UP: "made-again-keeps-sign-up-code",
    FORGOT_PASSWORD: "made-again-keeps-recovery-code",
    ATTRIBUTE: "made-again-keeps-verification-code",
}


def namesake(pool: Pool, gone: User) -> User | None:
    """The user of the pool who has the name of one who is gone."""
    return pool.names.get(pool.fold(gone.username))


def elsewhere(pools: Iterable[Pool], pool: Pool, user: User) -> list[User]:
    """The users of other pools with the same name: only mutants ask for them."""
    found = (namesake(other, user) for other in pools if other is not pool)
    return [other for other in found if other is not None]


def same_group(pools: Iterable[Pool], pool: Pool, name: str) -> list[Pool]:
    """The other pools that have a group of this name: only mutants ask for them."""
    return [other for other in pools if other is not pool and name in other.groups]


def inherit(pool: Pool, user: User) -> None:
    """Where mutants hand on what a deleted user had."""
    former = pool.deleted.get(user.username)
    if former is None:
        return
    _inherit_secrets(former, user)
    _inherit_factors(former, user)
    if deviates("made-again-keeps-attributes"):
        user.attributes = former.attributes | user.attributes
    if former.groups and deviates("made-again-keeps-group-claim"):
        user.remains["groups"] = former.groups[0]
    if deviates("made-again-stays-disabled"):
        user.enabled = former.enabled
    if not former.enabled and deviates("made-again-signs-in-no-more"):
        user.remains["disabled"] = "yes"


def _inherit_secrets(former: User, user: User) -> None:
    if former.password is not None and deviates("made-again-keeps-password"):
        user.remains["password"] = former.password.text
    if deviates("made-again-keeps-history"):
        user.password_history = list(former.password_history)
    for (purpose, attribute), code in former.codes.items():
        if deviates(KEEPS_CODE.get(purpose, "")):
            user.codes[purpose, attribute] = code
            user.remains[f"code {purpose}"] = code.code


def _inherit_factors(former: User, user: User) -> None:
    for mutant, hidden in (("made-again-keeps-factors", ""), ("made-again-keeps-hidden-factors", "yes")):
        if deviates(mutant):
            user.factors = former.factors
            user.remains["factors hidden"] = hidden
    if deviates("made-again-keeps-devices"):
        user.devices = former.devices
    if deviates("made-again-keeps-passkeys"):
        user.passkeys = former.passkeys
