"""How recordings are put before checks: exchanges made of recorded tokens and documents.

A check of a sign-in reads two tokens, and mostly one of them was recorded. The other one is then a *companion*: it
takes the shared claims from the recorded one and is otherwise as it should be, so that a difference comes from the
recording.
Values that a source masked or cut are replaced by values of the right form; nothing else is added or left out.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from conformance.checking.exchange import Exchange
from conformance.evidence import Recording, load_evidence
from conformance.kit.reading import TOKENS

Claims = dict[str, Any]
REVOCATION_BEGAN = "2021-06-10"  # before, no token had an origin_jti
UUIDS = {
    "sub": "0f0e0d0c-0000-7000-8000-000000000001",
    "origin_jti": "0f0e0d0c-0000-4000-8000-000000000002",
    "event_id": "0f0e0d0c-0000-4000-8000-000000000003",
    "jti": "0f0e0d0c-0000-4000-8000-000000000004",
}
POOL_ID, CLIENT_ID = "us-east-1_Completed", "1completed0completed0compl"
ISSUER = f"https://cognito-idp.us-east-1.amazonaws.com/{POOL_ID}"
RESTORED: Claims = {
    **UUIDS,
    "iss": ISSUER,
    "aud": CLIENT_ID,
    "client_id": CLIENT_ID,
    "auth_time": 1_600_000_000,
    "iat": 1_600_000_000,
    "exp": 1_600_003_600,
}
COMPANION_JTI = "0f0e0d0c-0000-4000-8000-000000000005"
SHARED = ("sub", "iss", "event_id", "origin_jti", "auth_time", "iat", "exp", "cognito:groups")
EXPIRES_IN = {"RT-06": 3600, "RT-07": 3600, "RT-21": 3600}  # recorded next to these tokens: FRAG-1, TE-1


def jwt(header: Mapping[str, Any], claims: Mapping[str, Any]) -> str:
    """A token in the form of a JWT with a signature that is none."""
    parts = (base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in (header, claims))
    return ".".join((*parts, "bm9uZQ"))


@dataclass(frozen=True)
class SignIn:
    """A sign-in of which one token or both were recorded."""

    ids: tuple[str, ...]  # of the recordings
    via: str
    recorded: str  # the earliest date
    headers: Mapping[str, Claims]
    claims: Mapping[str, Claims]
    kept: Mapping[str, frozenset[str]]  # by token: claims with the value that was sent; none for a companion
    whole_header: frozenset[str]  # tokens whose header was recorded
    traits: frozenset[str] = frozenset()
    superseded: frozenset[str] = frozenset()
    expires_in: int | None = None

    def exchange(self) -> Exchange:
        """The answer in which these tokens came."""
        tokens = {name: jwt(self.headers[name], self.claims[name]) for name in TOKENS}
        result = {**tokens, "RefreshToken": refresh_token(), "TokenType": "Bearer"}
        result["ExpiresIn"] = self.expires_in or 3600
        return answer("InitiateAuth", {"AuthenticationResult": result, "ChallengeParameters": {}})

    def reads(self, which: str) -> bool:
        """Whether the token that a check reads (access, id, either, both) was recorded."""
        has = {"access": bool(self.kept["AccessToken"]), "id": bool(self.kept["IdToken"])}
        return any(has.values()) if which == "either" else all(has.values()) if which == "both" else has[which]

    def has(self, *claims: str) -> bool:
        """Whether one of these claims was recorded, in whichever token."""
        return any(claim in kept for kept in self.kept.values() for claim in claims)

    def first(self, *claims: str) -> Any:
        """The value of the first of these claims that was recorded, else the restored one."""
        for claim in claims:
            for name in TOKENS:
                if claim in self.kept[name]:
                    return self.claims[name][claim]
        return next((self.claims[n][c] for c in claims for n in TOKENS if c in self.claims[n]), None)

    @property
    def revocable(self) -> bool:
        """Whether the client surely issues tokens that can be revoked."""
        return self.has("origin_jti") or (self.via == "api" and self.recorded >= REVOCATION_BEGAN)

    def changed(self, name: str, header: Claims | None = None, claims: Claims | None = None, drop: str = "") -> SignIn:
        """The same with something else in one token."""
        new_claims = {k: v for k, v in {**self.claims[name], **(claims or {})}.items() if k != drop}
        new_header = {k: v for k, v in {**self.headers[name], **(header or {})}.items() if k != drop}
        return replace(self, claims={**self.claims, name: new_claims}, headers={**self.headers, name: new_header})


def answer(operation: str, response: Mapping[str, Any], **more: Any) -> Exchange:
    """An exchange with this body."""
    return Exchange(operation, {}, more.pop("status", 200), body=json.dumps(response), response=response, **more)


def refresh_token() -> str:
    """A refresh token with the recorded header and four parts that nobody can read."""
    header = load_evidence()["REFRESH-1"].header
    assert header is not None
    return ".".join([base64.urlsafe_b64encode(json.dumps(header, separators=(",", ":")).encode()).decode(), *"abcd"])


def _name(recording: Recording) -> str:
    return "AccessToken" if recording.kind == "access-token" else "IdToken"


def _completed(recording: Recording) -> Claims:
    """The recorded claims, with values in the place of those that were masked, and what came after a cut."""
    claims = dict(recording.payload)
    claims |= {claim: RESTORED[claim] for claim in recording.altered if claim in RESTORED}
    if "excerpt" in recording.traits:
        begun = claims.get("auth_time", RESTORED["auth_time"])
        claims = {"iat": begun, "exp": begun + 3600} | claims
    return claims


def _companion(name: str, other: Claims) -> Claims:
    """What the other token of the sign-in must have looked like."""
    shared = {claim: other[claim] for claim in SHARED if claim in other}
    shared.setdefault("auth_time", other["iat"])
    if name == "AccessToken":
        own = {
            "client_id": other["aud"],
            "username": other["cognito:username"],
            "token_use": "access",
            "jti": COMPANION_JTI,
            "scope": "aws.cognito.signin.user.admin",
        }
    else:
        own = {"aud": other["client_id"], "cognito:username": other.get("username", "someone"), "token_use": "id"}
        own |= {"jti": COMPANION_JTI} if "origin_jti" in other else {}
    return {**shared, **own}


def _sign_in(recordings: list[Recording]) -> SignIn:
    by_name = {_name(r): r for r in recordings}
    claims = {name: _completed(r) for name, r in by_name.items()}
    for name in TOKENS:
        if name not in claims:
            claims[name] = _companion(name, next(iter(claims.values())))
    ids = tuple(r.id for r in recordings)
    kept = {name: frozenset(set(r.payload) - set(r.altered)) for name, r in by_name.items()}
    headers = {name: dict(r.header) for name, r in by_name.items() if r.header}
    return SignIn(
        ids,
        recordings[0].via,
        min(r.recorded for r in recordings),
        {name: headers.get(name, {"kid": f"{name}=", "alg": "RS256"}) for name in TOKENS},
        claims,
        {name: kept.get(name, frozenset()) for name in TOKENS},
        frozenset(headers),
        frozenset(t for r in recordings for t in r.traits),
        frozenset(i for r in recordings for i in r.superseded),
        next((EXPIRES_IN[i] for i in ids if i in EXPIRES_IN), None),
    )


def sign_ins() -> list[SignIn]:
    """Every recorded access and ID token, those of one sign-in together."""
    found, tokens = [], {i: r for i, r in load_evidence().items() if r.kind in ("access-token", "id-token")}
    for recording in tokens.values():
        if recording.same_sign_in and recording.kind == "id-token":
            continue
        partner = [tokens[recording.same_sign_in]] if recording.same_sign_in else []
        found.append(_sign_in([recording, *partner]))
    return found


# -- documents and refusals --------------------------------------------------------------------------------------------


def jwks_exchange(recording: Recording) -> Exchange:
    """The JWKS, each modulus filled up to its recorded length: the first 20 characters are those that were sent."""
    keys = [{**key, "n": _modulus(key["n"])} for key in recording.payload["keys"]]
    return answer("GET /.well-known/jwks.json", {**recording.payload, "keys": keys})


def _modulus(cut: str) -> str:
    match = re.fullmatch(r"([\w-]{20})\.\.\. \((\d+) characters\)", cut)
    assert match, cut
    return match[1].ljust(int(match[2]), "A")


def discovery_exchange(recording: Recording) -> Exchange:
    """The discovery document; what its author blanked or cut off is filled in."""
    body = dict(recording.payload)
    if recording.altered:
        for name in recording.altered:
            text = str(body[name]).replace("us-east-1_[redacted]", POOL_ID)
            text = text.replace("${aws-region}", "us-east-1").replace("${cognito_pool_id}", POOL_ID)
            body[name] = text or "https://blanked.auth.us-east-1.amazoncognito.com/oauth2/somewhere"
    if "excerpt" in recording.traits:
        body.setdefault("userinfo_endpoint", body["token_endpoint"].replace("token", "userInfo"))
        body.setdefault("token_endpoint_auth_methods_supported", ["client_secret_basic", "client_secret_post"])
    return answer("GET /.well-known/openid-configuration", body)


def refusal_exchange(recording: Recording) -> Exchange:
    """The refusal; status 400 where the source did not keep it."""
    headers = {name.lower(): str(value) for name, value in (recording.header or {}).items()}
    return answer(
        recording.operation,
        recording.payload,
        status=recording.status or 400,
        headers=headers,
        outcome="error",
        code=recording.code,
        message=recording.message,
    )


def of_kind(*kinds: str) -> list[Recording]:
    """The recordings of these kinds that others have published; the suite's own have references for values."""
    return [r for r in load_evidence().values() if r.kind in kinds and not r.drawn]
