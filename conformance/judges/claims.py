"""Drawn claims of Cognito's tokens: what the API and the hosted UI issue. Times are whole seconds."""

from __future__ import annotations

import uuid
from random import Random
from typing import Any

from conformance.judges.issuer import Pool
from conformance.kit.oauth import half_hash

Claims = dict[str, Any]
LETTERS = "abcdefghijklmnopqrstuvwxyz"
NAMES = ("jane", "Ann-Sofie", "josé.núñez", "李小龍", "Müller", "o'neil+test", "user 7")
GROUPS = ("admins", "readers", "team:blue", "Ops-1", "größe", "a/b", "x" * 60)
HOUR, DAY = 3600, 86400


def access(pool: Pool, draw: Random, now: int) -> Claims:
    """An access token as InitiateAuth gives it."""
    return {
        **_common(pool, draw, now),
        "client_id": pool.client_id,
        "token_use": "access",
        "scope": "aws.cognito.signin.user.admin",
        "username": draw.choice((draw.choice(NAMES), _uuid(draw))),
    }


def identity(pool: Pool, draw: Random, now: int) -> Claims:
    """An ID token as InitiateAuth gives it."""
    return {
        **_common(pool, draw, now),
        "aud": pool.client_id,
        "token_use": "id",
        "cognito:username": draw.choice((draw.choice(NAMES), _uuid(draw))),
        "email": f"{_word(draw)}@example.com",
        "email_verified": True,
    }


def machine(pool: Pool, draw: Random, now: int) -> Claims:
    """An access token of client_credentials: no user, no event, the client as its subject."""
    found = _common(pool, draw, now) | {"sub": pool.client_id, "client_id": pool.client_id, "token_use": "access"}
    left = {name: value for name, value in found.items() if name not in ("origin_jti", "event_id")}
    return left | {"scope": f"orders/read https://{_word(draw)}.example.com/write", "version": 2}


def hosted_access(claims: Claims, draw: Random) -> Claims:
    """The same access token as the hosted UI gives it."""
    scopes = ["openid", *draw.sample(["email", "profile", "phone", "aws.cognito.signin.user.admin"], 2)]
    return claims | {"scope": " ".join(scopes), "version": 2}


def hosted_identity(claims: Claims, access_token: str) -> Claims:
    """The same ID token as the hosted UI gives it, with the hash of the access token that comes with it."""
    return claims | {"at_hash": half_hash(access_token)}


def with_groups(claims: Claims, draw: Random) -> Claims:
    """With groups, and with their roles in an ID token."""
    groups = draw.sample(GROUPS, draw.randint(1, 4))
    found = claims | {"cognito:groups": groups}
    if claims["token_use"] == "id":
        roles = [f"arn:aws:iam::123456789012:role/{_word(draw)}" for _ in groups]
        found |= {"cognito:roles": roles, "cognito:preferred_role": roles[0]}
    return found


def with_custom(claims: Claims, draw: Random) -> Claims:
    """With custom attributes, and with claims that a pre token generation trigger adds: text, number, list, object."""
    added = {
        "custom:tenant": _word(draw),
        "custom:level": str(draw.randint(0, 9)),
        "dev:custom:flag": "true",
        "limits": {"rows": draw.randint(1, 10**6), "rate": draw.random()},
        "features": [_word(draw) for _ in range(draw.randint(0, 5))],
        "https://example.com/plan": draw.choice(("free", "größer", "")),
        "beta": draw.random() < 0.5,
    }
    return claims | dict(draw.sample(sorted(added.items(), key=lambda item: item[0]), 4))


def lengthened(claims: Claims, draw: Random) -> Claims:
    """With so many groups that the token has some eight to twelve thousand characters."""
    groups = [f"{_word(draw)}-{number:03d}-{'g' * draw.randint(20, 60)}" for number in range(draw.randint(95, 110))]
    return claims | {"cognito:groups": groups}


def _common(pool: Pool, draw: Random, now: int) -> Claims:
    issued = now - draw.randint(2, 200)
    return {
        "sub": _uuid(draw),
        "iss": pool.issuer,
        "origin_jti": _uuid(draw),
        "event_id": _uuid(draw),
        "auth_time": issued - draw.choice((0, 0, 5, HOUR)),
        "iat": issued,
        "exp": issued + draw.choice((5 * 60 + 300, HOUR, DAY)),
        "jti": _uuid(draw),
    }


def _uuid(draw: Random) -> str:
    return str(uuid.UUID(int=draw.getrandbits(128), version=4))


def _word(draw: Random) -> str:
    return "".join(draw.choices(LETTERS, k=draw.randint(3, 9)))
