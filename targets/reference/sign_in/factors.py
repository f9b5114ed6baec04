"""Second factors as a user has them: an authenticator app, and what the user wants to be asked for."""

from __future__ import annotations

from dataclasses import dataclass, field


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
