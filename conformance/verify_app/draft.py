"""A token before it is signed, and the parts of a request that carry it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any, Literal

from conformance.kit.issuing import Key
from conformance.kit.jwt import unsigned

Use = Literal["access", "id"]
AGE = 600  # seconds since a token was issued; above the leeways that are tried, so that exp stays after iat
CLIENT_CLAIM: dict[Use, str] = {"access": "client_id", "id": "aud"}
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


def drawn_name(random: Random, length: int) -> str:
    """Lower-case letters and digits, ``length`` of them."""
    return "".join(random.choice(_LETTERS) for _ in range(length))


def drawn_id(random: Random) -> str:
    """A UUID of version 4, drawn."""
    from uuid import UUID

    return str(UUID(int=random.getrandbits(128), version=4))


@dataclass(frozen=True)
class Fixed:
    """What is the same in all tokens, for an application that knows some users only. What is None is drawn.

    ``groups`` are all the groups of the user, beside the one that the application requires. ``claims`` are further
    claims of each token.
    """

    sub: str | None = None
    username: str | None = None
    groups: tuple[str, ...] | None = None
    claims: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Needs:
    """What a token must be for the application to accept it."""

    issuer: str
    client_id: str
    use: Use = "access"
    scopes: tuple[str, ...] = ()
    group: str | None = None
    fixed: Fixed = Fixed()


@dataclass(frozen=True)
class Draft:
    """One request's token in parts: each wrong form changes one of them.

    ``at`` is the application's time at which it was made, in seconds since 1970. ``after`` changes the signed text;
    ``scheme`` makes the header's value of it, or None for no header.
    """

    header: dict[str, Any]
    claims: dict[str, Any]
    key: str
    at: int
    after: Callable[[str], str] | None = None
    scheme: Callable[[str], str | None] | None = None

    def with_claims(self, **changed: Any) -> Draft:
        """The draft with claims changed; None removes one."""
        merged = {**self.claims, **changed}
        return replace(self, claims={name: value for name, value in merged.items() if value is not None})

    def with_header(self, **changed: Any) -> Draft:
        """The draft with members of the JOSE header changed."""
        return replace(self, header={**self.header, **changed})

    def token(self, keys: Mapping[str, Key]) -> str:
        """The token as text, signed with the key that ``key`` names; under ``alg`` none it is not signed."""
        if self.header["alg"] == "none":
            text = unsigned(keys[self.key].signed(self.claims, {**self.header, "alg": "RS256"}))
        else:
            text = keys[self.key].signed(self.claims, self.header)
        return self.after(text) if self.after else text

    def authorization(self, keys: Mapping[str, Key]) -> str | None:
        """The value of the header that carries the token; None where the request has no such header."""
        text = self.token(keys)
        return self.scheme(text) if self.scheme else f"Bearer {text}"


@dataclass(frozen=True)
class Person:
    """The user that a token is of, drawn."""

    username: str
    sub: str
    groups: tuple[str, ...] = ()


def drawn_person(random: Random, needs: Needs) -> Person:
    """A user with what is fixed, and else a drawn name and drawn groups, the required one among them."""
    fixed = needs.fixed
    drawn = [f"g-{drawn_name(random, 6)}" for _ in range(random.randrange(3))]
    groups = drawn if fixed.groups is None else [name for name in fixed.groups if name != needs.group]
    if needs.group is not None:
        groups.insert(random.randrange(len(groups) + 1), needs.group)
    username, sub = drawn_name(random, random.randrange(3, 24)), drawn_id(random)
    return Person(fixed.username or username, fixed.sub or sub, tuple(groups))


def right_draft(random: Random, needs: Needs, kid: str, now: float | None = None) -> Draft:
    """A token with the claims that Cognito's have, valid for an hour from ``now`` (seconds since 1970)."""
    at, person = int(time.time() if now is None else now), drawn_person(random, needs)
    claims: dict[str, Any] = {
        "sub": person.sub,
        "iss": needs.issuer,
        CLIENT_CLAIM[needs.use]: needs.client_id,
        "origin_jti": drawn_id(random),
        "event_id": drawn_id(random),
        "token_use": needs.use,
        "auth_time": at - AGE,
        "exp": at + 3600,
        "iat": at - AGE,
        "jti": drawn_id(random),
    }
    if person.groups:
        claims["cognito:groups"] = list(person.groups)
    if needs.use == "access":
        scopes = needs.scopes or ("aws.cognito.signin.user.admin",)
        claims |= {"version": 2, "scope": " ".join(scopes), "username": person.username}
    else:
        claims |= {"cognito:username": person.username, "email_verified": True, "email": f"{person.sub}@example.com"}
    return Draft({"kid": kid, "alg": "RS256"}, {**claims, **needs.fixed.claims}, kid, at)


def long_draft(random: Random, needs: Needs, kid: str, now: float | None = None) -> Draft:
    """A right token of about 2 kB: with many groups or, where the groups are fixed, with a long claim."""
    right = right_draft(random, needs, kid, now)
    if needs.fixed.groups is not None:
        return right.with_claims(**{"custom:note": drawn_name(random, 1400)})
    groups = [drawn_name(random, 20) for _ in range(60)] + ([needs.group] if needs.group else [])
    return right.with_claims(**{"cognito:groups": groups})
