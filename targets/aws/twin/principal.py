"""The account, and whoever may sign requests in it."""

from __future__ import annotations

import secrets
import string
import threading
import time
from dataclasses import dataclass

ROLE = "cognito-conformance"
ALPHABET = string.ascii_uppercase + string.digits[2:8]


@dataclass(frozen=True)
class Keys:
    """Temporary credentials. None of them is good anywhere but here."""

    access_key: str
    secret_key: str
    session_token: str


@dataclass(frozen=True)
class Principal:
    """Who signed a request. ``role``: whose policies in IAM apply to it; without one, the policy that can be set."""

    arn: str
    user_id: str
    keys: Keys
    role: str = ""


def fresh_keys() -> Keys:
    """Keys that look like those of STS; the token says whose they are."""
    access = "ASIATWIN" + "".join(secrets.choice(ALPHABET) for _ in range(12))
    return Keys(access, secrets.token_urlsafe(30), f"TWIN-{secrets.token_urlsafe(120)}")


class Principals:
    """Those who hold keys, by access key; the first is the one that is announced."""

    def __init__(self, account: str) -> None:
        self.account = account
        self._lock = threading.Lock()
        self._by_key: dict[str, Principal] = {}
        self._expired: set[str] = set()  # session tokens
        self.skew = 0.0  # seconds by which this clock is ahead of the machine's
        self.announced = self.assumed(ROLE, "twin")

    def now(self) -> float:
        """The time that signatures are held against: not that of the pools, which can be moved on its own."""
        return time.time() + self.skew

    def assumed(self, name: str, session: str, *, role: str = "") -> Principal:
        """Fresh keys of a session of a role. ``role`` where its own policies apply."""
        keys = fresh_keys()
        arn = f"arn:aws:sts::{self.account}:assumed-role/{name}/{session}"
        principal = Principal(arn, f"AROATWIN{keys.access_key[-12:]}:{session}", keys, role)
        with self._lock:
            self._by_key[keys.access_key] = principal
        return principal

    def find(self, access_key: str) -> Principal | None:
        """Whose key it is."""
        return self._by_key.get(access_key)

    def expire(self) -> bool:
        """The session token that was announced is good no longer; whether it was until now."""
        was_good = not self.expired(self.announced)
        self._expired.add(self.announced.keys.session_token)
        return was_good

    def renew(self) -> None:
        """It is good again, as after another login."""
        self._expired.discard(self.announced.keys.session_token)

    def expired(self, principal: Principal) -> bool:
        """Whether a token's time is over."""
        return principal.keys.session_token in self._expired
