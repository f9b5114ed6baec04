"""What should follow a first factor, given the pool's mode and the known state of the user's app. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Next = Literal["tokens", "app", "set-up", "no tokens", "unknown"]


@dataclass
class Standing:
    """The observations of one user. ``None``: not known."""

    has_app: bool | None = False  # a verified one
    unverified_again: bool = False  # a new secret was asked for since, and not verified
    enabled: bool | None = False  # SOFTWARE_TOKEN_MFA in UserMFASettingList
    preferred: bool = False
    disabled_by: str = ""  # user or admin, when it was enabled before
    disabled_though_required: bool = False
    # The flows in which that was seen: a flow that never did it cannot be said to have stopped.
    seen_asked: set[str] = field(default_factory=set)  # for the app's code, since it was enabled or set up
    seen_set_up: set[str] = field(default_factory=set)  # asked for MFA_SETUP, while there was no app
    seen_alone: bool = False  # signed in with the password alone, while there was no app


def expected(mode: str, user: Standing, flow: str) -> tuple[Next, str]:
    """The next step, and the requirement that says so; by-flow requirements are left to the caller (empty)."""
    if mode == "OFF":
        return ("tokens", "MFA-043") if user.enabled and flow in user.seen_asked else ("tokens", "none")
    if user.has_app is None:
        return "unknown", ""
    if mode == "ON":
        return _required(user, flow)
    return _optional(user, flow)


def _required(user: Standing, flow: str) -> tuple[Next, str]:
    if not user.has_app:
        return "set-up", "MFA-042" if user.seen_alone else ""
    if user.unverified_again:
        return ("set-up", "TOTP-025") if flow in user.seen_asked else ("unknown", "")
    if user.disabled_though_required:
        return ("no tokens", "MFA-045") if flow in user.seen_asked else ("unknown", "")
    return ("unknown", "") if user.disabled_by else ("app", "MFA-041")


def _optional(user: Standing, flow: str) -> tuple[Next, str]:
    if not user.has_app:
        if user.seen_set_up and flow not in user.seen_set_up:
            return "unknown", ""
        return "tokens", "MFA-044" if user.seen_set_up else "MFA-027"
    if user.unverified_again:
        return ("tokens", "TOTP-024") if user.enabled and flow in user.seen_asked else ("unknown", "")
    if user.enabled:
        if user.preferred:
            return "app", ""
        return ("app", "MFA-049") if flow == "USER_PASSWORD_AUTH" else ("unknown", "")
    if user.enabled is False and user.disabled_by and flow in user.seen_asked:
        return "tokens", "MFA-028" if user.disabled_by == "admin" else "MFA-029"
    return "unknown", ""  # a verified app without a preference: MFA-047
