"""What users prove who they are with, besides a password: an authenticator app, devices, passkeys."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Authenticator:
    """An authenticator app. Its secret is only good for signing in once a code has proved that the user has it."""

    secret: str
    verified: bool = False
    name: str = ""
    used: set[int] = field(default_factory=set)  # time steps whose code was accepted


@dataclass
class Factors:
    """The second factors of a user."""

    authenticator: Authenticator | None = None
    former: list[Authenticator] = field(default_factory=list)  # replaced ones; only mutants look here
    enabled: list[str] = field(default_factory=list)  # UserMFASettingList
    preferred: str = ""  # PreferredMfaSetting


@dataclass
class Device:
    """A confirmed device. Times are seconds since the epoch."""

    key: str
    group: str
    name: str | None
    salt: int
    verifier: int
    remembered: bool
    created: float
    modified: float
    authenticated: float


@dataclass
class Passkey:
    """A registered passkey; ``public`` is its key in COSE."""

    identifier: str
    rp_id: str
    public: dict[int, Any]
    attachment: str | None
    transports: list[str]
    created: float
