"""Between a first factor and the tokens: is there a second one, and which?

Each kind of second factor registers itself here (``register``); what is asked for is decided here alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from targets.reference.core.api import Answer
from targets.reference.core.attempt import Attempt, challenge
from targets.reference.core.deviation import deviates, varied
from targets.reference.core.factors import Authenticator
from targets.reference.core.sessions import new_session
from targets.reference.core.state import Pool, User
from targets.reference.tokens import issue

SETUP = "MFA_SETUP"
SELECT = "SELECT_MFA_TYPE"


@dataclass(frozen=True)
class Factor:
    """One kind of second factor."""

    name: str  # of its challenge, and in UserMFASettingList
    settings: str  # its member of SetUserMFAPreference
    configuration: str  # its member of SetUserPoolMfaConfig
    can_be_set_up: bool  # whether MFA_SETUP offers it
    usable: Callable[[Pool, User], bool]  # whether this user can be asked for it
    ask: Callable[[Attempt, User], Answer]


FACTORS: dict[str, Factor] = {}


def register(factor: Factor) -> None:
    """Make a kind of second factor known."""
    FACTORS[factor.name] = factor


def configured(pool: Pool, factor: Factor) -> bool:
    """Whether the pool has it switched on."""
    block = pool.mfa.get(factor.configuration)
    return block is not None and bool(block.get("Enabled", True))


def required(pool: Pool) -> bool:
    """Whether nobody signs in without a second factor."""
    return bool(pool.settings["MfaConfiguration"] == "ON")


def active(pool: Pool, user: User) -> list[Factor]:
    """The factors this user is asked for. Recorded: with MFA required, one that can be used needs no preference."""
    needed = required(pool) and not deviates("mfa-verified-needs-preference")
    found = [factor for factor in FACTORS.values() if factor.usable(pool, user)]
    if not required(pool) and deviates("mfa-enabled-needs-preference"):
        return [factor for factor in found if factor.name == user.factors.preferred]
    return [factor for factor in found if needed or factor.name in user.factors.enabled]


def ask_second(attempt: Attempt, user: User) -> Answer | None:
    """The challenge that comes after this first factor, before the tokens; None when there is none."""
    pool = attempt.pool
    mode = pool.settings["MfaConfiguration"]
    if mode == "OFF" and not (user.factors.enabled and deviates("mfa-off-still-asks")):
        return None
    if user.remains.get("mfa-disabled") and deviates("mfa-disabled-though-required"):
        return None
    chosen = active(pool, user)
    if not chosen:
        return ask_to_set_up(attempt, user)
    app_only = [factor.name for factor in chosen] == ["SOFTWARE_TOKEN_MFA"]  # what mutants of this area are about
    if app_only and deviates(f"mfa-skipped-at-{flow_of(attempt)}"):
        return None
    preferred = next((factor for factor in chosen if factor.name == user.factors.preferred), None)
    if preferred is None and len(chosen) > 1:
        return ask_which(attempt, user, chosen)
    answer = (preferred or chosen[0]).ask(attempt, user)
    if app_only and deviates("mfa-asked-with-tokens"):
        answer["AuthenticationResult"] = issue.signed_in(attempt.call, attempt.client, user)
    return answer


def ask_enabled(attempt: Attempt, user: User) -> Answer | None:
    """The challenge for a factor that the user has enabled; nobody is asked to set one up."""
    return ask_second(attempt, user) if user.factors.enabled else None


def flow_of(attempt: Attempt) -> str:
    """Which flow it is: part of the names of mutants."""
    by_choice = attempt.step == "password-verifier" and "Session" in attempt.call.params
    return f"{attempt.step}-by-choice" if by_choice else attempt.step


def ask_to_set_up(attempt: Attempt, user: User) -> Answer | None:
    """Recorded: the list is JSON in a string. Nothing is to be set up where MFA is not required."""
    again = "asked-to-set-up" in user.remains and deviates("mfa-optional-after-on-still-asks")
    if not (required(attempt.pool) or again or deviates("mfa-optional-asks-to-set-up")):
        return None
    if deviates(f"mfa-setup-skipped-at-{flow_of(attempt)}") or (user.families and deviates("mfa-on-spares-old-users")):
        return None
    user.remains["asked-to-set-up"] = "yes"
    names = [f.name for f in FACTORS.values() if f.can_be_set_up and configured(attempt.pool, f)]
    listed = varied(json.dumps(names, separators=(",", ":")), "mfas-can-setup-no-json", ",".join(names))
    session = new_session(attempt.call, attempt.client, user, SETUP)
    parameters = {"MFAS_CAN_SETUP": listed, "USER_ID_FOR_SRP": user.username}
    return challenge(SETUP, parameters, session.text)


def ask_which(attempt: Attempt, user: User, among: list[Factor]) -> Answer:
    """Reported: what can be chosen is JSON in a string. The name of the parameter is disputed."""
    names = [factor.name for factor in among]
    session = new_session(attempt.call, attempt.client, user, SELECT, offered=names)
    parameters = {"MFAS_CAN_CHOOSE": json.dumps(names, separators=(",", ":")), "USER_ID_FOR_SRP": user.username}
    return challenge(SELECT, parameters, session.text)


def others_of(pool: Pool, user: User) -> list[Authenticator]:
    """The authenticators of the pool's other users."""
    return [u.factors.authenticator for u in pool.users.values() if u is not user and u.factors.authenticator]
