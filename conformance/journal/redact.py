"""Redaction: nothing that is written contains a secret.

Passwords are replaced by others of the same shape: each letter and digit is shifted by an amount that depends on its
place and on the run; other characters stay. So two equal passwords stay equal, two different ones stay different, a
policy that one satisfies is satisfied by the other, and a witness can be replayed from what was written. Signature
parts of tokens, opaque tokens, client secrets, sessions and credentials are cut out.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

PASSWORD_MEMBERS = frozenset(
    {
        "Password",
        "TemporaryPassword",
        "PreviousPassword",
        "ProposedPassword",
        "NEW_PASSWORD",
        "PASSWORD",
        "password",
        "new_password",
        "confirm_password",
    }
)
SECRET_MEMBERS = frozenset(
    {
        "ClientSecret",
        "ClientSecretValue",
        "RefreshToken",
        "REFRESH_TOKEN",
        "SecretHash",
        "SECRET_HASH",
        "Token",
        "SecretCode",
        "PASSWORD_CLAIM_SIGNATURE",
        "PASSWORD_CLAIM_SECRET_BLOCK",
        "SECRET_BLOCK",
        "Session",
        "client_secret",
        "a",
        "x-amz-security-token",
        "authorization",
        "Authorization",
        "access_token",
        "refresh_token",
        "Cookie",
        "code_verifier",
        "_csrf",
    }
)
_CODE = re.compile(r"(?<=[?&]code=)[^&#\s\"<]+")  # of a redirect to a callback
_IN_JSON = re.compile(
    rf'(?P<name>"(?:{"|".join(sorted(PASSWORD_MEMBERS))})"\s*:\s*")(?P<value>(?:[^"\\]|\\.)*)(?P<end>"|$)'
)
_JWT = re.compile(r"eyJ[\w-]+\.[\w-]*\.[\w-]*(?:\.[\w-]*)*")


SHORTEST = 6  # characters of a password that is looked for inside of longer texts


class Redactor:
    """Replaces secrets in JSON-like values; remembers the passwords it has seen."""

    def __init__(self, key: str) -> None:
        self._key = hashlib.sha256(f"passwords:{key}".encode()).digest()
        self._passwords: dict[str, str] = {}
        self._beginnings: dict[str, list[str]] = {}  # of passwords long enough to be looked for inside of texts

    def password(self, value: str) -> str:
        """The replacement for a password; the same one each time."""
        known = self._passwords.get(value)
        if known is None:
            known = self._passwords[value] = self._shifted(value)
            if len(value) >= SHORTEST:
                self._beginnings.setdefault(value[:SHORTEST], []).append(value)
        return known

    def _shifted(self, value: str) -> str:
        return "".join(self._shift(place, character) for place, character in enumerate(value))

    def _shift(self, place: int, character: str) -> str:
        amount = self._key[place % 32] % 9 + 1
        if "a" <= character <= "z" or "A" <= character <= "Z":
            base = ord("a") if character.islower() else ord("A")
            return chr(base + (ord(character) - base + amount) % 26)
        if "0" <= character <= "9":
            return chr(ord("0") + (ord(character) - ord("0") + amount) % 10)
        return character

    def learn(self, value: Any) -> None:
        """Remember the passwords in a request so that they are replaced wherever they occur."""
        if isinstance(value, Mapping):
            for name, member in value.items():
                if name in PASSWORD_MEMBERS and isinstance(member, str):
                    self.password(member)
                else:
                    self.learn(member)
        elif isinstance(value, list | tuple):
            for member in value:
                self.learn(member)

    def literal(self, text: str) -> str:
        """A string of a replayable step: only passwords are replaced, the rest stays exact.

        Inside of a longer text, a raw body for instance, one becomes what it becomes by itself: a replay has to send
        the same everywhere.
        """
        known = self._passwords.get(text)
        if known is not None:
            return known
        text = _IN_JSON.sub(self._member, text)
        return self._without_passwords(text) if len(text) >= SHORTEST else text

    def _member(self, match: re.Match[str]) -> str:
        """A password in JSON text, which may break off inside of it: then as much is left of its stand-in."""
        try:
            value = json.loads(f'"{match["value"]}"')
        except ValueError:  # it breaks off inside of an escape
            return match["name"]
        return match["name"] + json.dumps(self._shifted(value))[1:-1] + match["end"]

    def clean(self, value: Any, name: str = "") -> Any:
        """A JSON-like value fit to be shown: without any secret."""
        if isinstance(value, Mapping):
            return {key: self.clean(member, _kind(name, str(key))) for key, member in value.items()}
        if isinstance(value, list | tuple):
            return [self.clean(member, name) for member in value]
        if not isinstance(value, str):
            return value
        if name in PASSWORD_MEMBERS:
            return self.password(value)
        if name in SECRET_MEMBERS and len(value) > 8:
            return f"({name}, {len(value)} characters, sha256 {_digest(value)})"
        return self.text(value)

    def text(self, value: str) -> str:
        """A text fit to be shown: passwords replaced, signatures and opaque tokens cut out."""
        value = _CODE.sub("(cut)", _JWT.sub(_cut_token, value))
        return self._without_passwords(value) if len(value) >= SHORTEST else value

    def _without_passwords(self, value: str) -> str:
        """One walk over the text, however many passwords there are; none where no password begins."""
        beginnings = {value[at : at + SHORTEST] for at in range(len(value) - SHORTEST + 1)}
        if self._beginnings.keys().isdisjoint(beginnings):
            return value
        parts, done, at, end = [], 0, 0, len(value) - SHORTEST
        while at <= end:
            there = (p for p in self._beginnings.get(value[at : at + SHORTEST], ()) if value.startswith(p, at))
            password = max(there, key=len, default="")
            if password:
                parts += [value[done:at], self._passwords[password]]
                done = at + len(password)
            at += len(password) or 1
        return "".join([*parts, value[done:]])


def _kind(parent: str, name: str) -> str:
    """The kind of secret in a member: every cookie is one whatever its name, and so is an authorization code."""
    if parent == "cookies":
        return "Cookie"
    return "code_verifier" if (parent, name) == ("form", "code") else name


def _digest(value: str) -> str:
    return hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def _cut_token(match: re.Match[str]) -> str:
    parts = match[0].split(".")
    if len(parts) == 3:
        return f"{parts[0]}.{parts[1]}.(signature cut, sha256 {_digest(parts[2])})"
    return f"({len(parts)}-part token, {len(match[0])} characters, sha256 {_digest(match[0])})"
