"""How operations change a user's state: what AdminGetUser should show next.

Each function takes the state that was seen last and gives the next one, or None where no source says what happens: then
nothing is expected. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

UNCONFIRMED = "UNCONFIRMED"
CONFIRMED = "CONFIRMED"
FORCE_CHANGE_PASSWORD = "FORCE_CHANGE_PASSWORD"
RESET_REQUIRED = "RESET_REQUIRED"


@dataclass(frozen=True)
class Standing:
    """A user as AdminGetUser shows it."""

    status: str
    enabled: bool = True
    attributes: Mapping[str, str] = field(default_factory=dict)

    @property
    def can_recover(self) -> bool:
        """Whether there is a verified e-mail address that a code can be sent to."""
        return bool(self.attributes.get("email")) and self.attributes.get("email_verified", "").lower() == "true"


def confirmed_by_administrator(standing: Standing) -> Standing | None:
    """AdminConfirmSignUp; None where it is refused."""
    return replace(standing, status=CONFIRMED) if standing.status == UNCONFIRMED else None


def password_set(standing: Standing, *, permanent: bool) -> Standing | None:
    """AdminSetUserPassword."""
    if permanent and standing.status != RESET_REQUIRED:
        return replace(standing, status=CONFIRMED)
    if not permanent and standing.status in (CONFIRMED, FORCE_CHANGE_PASSWORD):
        return replace(standing, status=FORCE_CHANGE_PASSWORD)
    return None


def password_chosen(standing: Standing) -> Standing:
    """The answer to NEW_PASSWORD_REQUIRED, or the code of a reset with a new password."""
    return replace(standing, status=CONFIRMED)


def reset(standing: Standing) -> Standing | None:
    """AdminResetUserPassword."""
    if standing.status == CONFIRMED and standing.enabled and standing.can_recover:
        return replace(standing, status=RESET_REQUIRED)
    return None


def written(standing: Standing, values: Mapping[str, str]) -> Standing:
    """AdminUpdateUserAttributes: an empty value deletes, a new address without its flag is unverified."""
    attributes = {**standing.attributes, **values}
    if "email" in values and "email_verified" not in values and values["email"] != standing.attributes.get("email"):
        attributes["email_verified"] = "false"
    return replace(standing, attributes={name: value for name, value in attributes.items() if value})
