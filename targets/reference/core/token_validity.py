"""How long the tokens of a client live, in seconds."""

from __future__ import annotations

from typing import Any

from targets.reference.core.deviation import deviates
from targets.reference.core.state import Client

UNITS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400}


def seconds(settings: dict[str, Any], token: str, *, default: int, unit: str) -> int:
    """How long a kind of token lives. Documented: the unit is hours, for refresh tokens days, unless set."""
    value = settings.get(f"{token}Validity", default)
    return int(value) * UNITS.get(settings["TokenValidityUnits"].get(token, unit), 1)


def access_seconds(client: Client) -> int:
    """Documented: an hour unless set."""
    return seconds(client.settings, "AccessToken", default=2 if deviates("two-hours-by-default") else 1, unit="hours")


def id_seconds(client: Client) -> int:
    """Documented: an hour unless set."""
    return seconds(client.settings, "IdToken", default=1, unit="hours")


def refresh_seconds(client: Client) -> int:
    """Recorded: thirty days unless set."""
    return seconds(client.settings, "RefreshToken", default=30, unit="days")
