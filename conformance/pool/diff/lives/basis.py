"""Which requirement of the catalog says what became of a user; where none does, the reference alone does so. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.pool.contract.sign_in import about_flow, is_open
from conformance.pool.diff.lives import app, device, hosted, password, recovery


@dataclass(frozen=True)
class Outcome:
    """One deed and what came of it, beside the configuration that the change led to."""

    what: str
    before: str
    after: str
    way: str
    client: Mapping[str, Any]  # folded, after the change
    chosen: bool  # whether the client names any flows there
    pool: Mapping[str, Any]
    mfa: Mapping[str, Any]

    @property
    def mode(self) -> str:
        """MfaConfiguration."""
        return str(self.mfa.get("MfaConfiguration", "OFF"))

    @property
    def closed(self) -> str:
        """The requirement that says that the flow is closed; empty where none does."""
        named = self.client.get("ExplicitAuthFlows")
        flows = [flow for flow in named if isinstance(flow, str)] if isinstance(named, list) else []
        return "" if is_open(self.way, flows) else about_flow(self.way, flows, chosen=self.chosen)


def _admin_only(one: Outcome) -> bool:
    mechanisms = (one.pool.get("AccountRecoverySetting") or {}).get("RecoveryMechanisms") or []
    return any(mechanism.get("Name") == "admin_only" for mechanism in mechanisms)


def _rotates(one: Outcome) -> bool:
    return bool((one.client.get("RefreshTokenRotation") or {}).get("Feature") == "ENABLED")


Rules = tuple[tuple[tuple[str, ...], Callable[[Outcome], bool], str], ...]
CLOSED = "InvalidParameterException"  # of a flow that the client does not have
REFUSED_RECOVERY = ("NotAuthorizedException", "InvalidParameterException")
SIGNING_IN = (password.SIGNS_IN, app.SIGNS_IN, device.SIGNS_IN)
# In this order: the deeds, what has to be so, and the requirement.
RULES: Rules = (
    ((password.SIGNS_IN,), lambda one: one.before == "tokens" and one.after == "MFA_SETUP", "MFA-042"),
    (
        (password.SIGNS_IN,),
        lambda one: (one.before, one.after, one.mode) == ("MFA_SETUP", "tokens", "OPTIONAL"),
        "MFA-044",
    ),
    (
        (password.SIGNS_IN,),
        lambda one: (one.before, one.after, one.mode) == ("MFA_SETUP", "tokens", "OFF"),
        "PWAUTH-002",
    ),
    ((app.SIGNS_IN,), lambda one: one.after == "tokens" and one.mode == "OFF", "MFA-043"),
    ((password.REFRESHES, device.REFRESHES), lambda one: one.after == CLOSED and _rotates(one), "ROTATE-018"),
    (
        (device.SIGNS_IN,),
        lambda one: "DeviceConfiguration" in one.pool and one.mode != "OFF" and _not_asked(one),
        "DEVICE-053",
    ),
    ((recovery.ASKS,), lambda one: one.after == "NotAuthorizedException" and _admin_only(one), "FORGOT-025"),
    ((recovery.ASKS,), lambda one: one.before in REFUSED_RECOVERY and one.after == recovery.BY_EMAIL, "FORGOT-001"),
    ((recovery.RESETS,), lambda one: one.after == "InvalidPasswordException", "PWPOLICY-021"),
    ((hosted.SIGNS_IN,), lambda one: one.after == "redirect_mismatch", "AUTHZ-006"),
    ((hosted.SIGNS_IN,), lambda one: "code" not in (one.client.get("AllowedOAuthFlows") or []), "AUTHZ-013"),
)


# Deeds of which sources disagree what comes, whatever the reference does.
DISPUTED: Rules = (
    (
        (app.SIGNS_IN,),
        lambda one: one.mode != "OFF" and not one.mfa.get("SoftwareTokenMfaConfiguration"),
        "MFA-048",
    ),
)


def _not_asked(one: Outcome) -> bool:
    return not one.pool["DeviceConfiguration"].get("ChallengeRequiredOnNewDevice")


def requirement_of(one: Outcome) -> str:
    """The requirement that says so; empty where none does."""
    if one.what in SIGNING_IN and one.after == CLOSED and one.closed:
        return one.closed
    return _first(RULES, one)


def disputed_by(one: Outcome) -> str:
    """The requirement on which sources disagree; empty where there is none."""
    return _first(DISPUTED, one)


def _first(rules: Rules, one: Outcome) -> str:
    return next((requirement for deeds, holds, requirement in rules if one.what in deeds and holds(one)), "")
