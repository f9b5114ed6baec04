"""Verification of tokens by others: published keys, discovery, PyJWT and aws-jwt-verify."""

from __future__ import annotations

import base64
import re
from typing import Any

from hypothesis import strategies as st

from conformance.checking.claims import issued_by
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.tokens import need_jwt
from conformance.kit.reading import TOKENS, claims_in, header_in, key_named, keys_in, seconds, token_in
from conformance.kit.signature import refusal, tampered
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Pool, Session
from conformance.strategies import names, passwords
from conformance.strategies.clients import PASSWORD_CLIENT
from conformance.strategies.tokens import places

OTHER_POOL: dict[str, Any] = {"AliasAttributes": ["preferred_username"]}
KEY_VALUES = {"alg": "RS256", "e": "AQAB", "kty": "RSA", "use": "sig"}
LISTS = {
    "response_types_supported": {"code", "token"},
    "scopes_supported": {"openid", "email", "phone", "profile"},
    "subject_types_supported": {"public"},
    "id_token_signing_alg_values_supported": {"RS256"},
    "token_endpoint_auth_methods_supported": {"client_secret_basic", "client_secret_post"},
}


@check("JWT-001")
def keys_served(jwks: Exchange) -> Difference | None:
    """The status is 200, and the list keys is not empty."""
    if jwks.status != 200:
        return Difference("status", "status 200", f"status {jwks.status}")
    return None if keys_in(jwks) else Difference("no-keys", "a non-empty list keys", f"{jwks.get('keys')!r}"[:80])


@check("JWT-002")
def discovery_served(discovery: Exchange) -> Difference | None:
    """The status is 200, and the document has issuer and jwks_uri."""
    if discovery.status != 200:
        return Difference("status", "status 200", f"status {discovery.status}")
    for member in ("issuer", "jwks_uri"):
        if not isinstance(discovery.get(member), str):
            return Difference(f"no-{member.replace('_', '-')}", member, f"{discovery.get(member)!r}")
    return None


@check("JWT-003")
def key_members(jwks: Exchange) -> Difference | None:
    """Each key has alg RS256, e AQAB, kty RSA and use sig, and a kid and an n."""
    for key in keys_in(jwks):
        for member, value in KEY_VALUES.items():
            if key.get(member) != value:
                return Difference(f"key-{member}", f"{member} {value!r}", f"{key.get(member)!r}")
        for member in ("kid", "n"):
            if not isinstance(key.get(member), str) or not key[member]:
                return Difference(f"key-{member}", f"a string {member}", f"{key.get(member)!r}")
    return None if keys_in(jwks) else Difference("no-keys", "keys", "none")


@check("JWT-004")
def key_size(jwks: Exchange) -> Difference | None:
    """Each key's modulus has 2048 bits, in 342 characters of base64url."""
    for key in keys_in(jwks):
        text = key.get("n")
        if not isinstance(text, str) or not re.fullmatch(r"[A-Za-z0-9_-]+", text) or len(text) % 4 == 1:
            return Difference("modulus-form", "n in base64url without padding", f"{text!r}"[:60])
        size = int.from_bytes(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), "big").bit_length()
        if size != 2048 or len(text) != 342:
            return Difference("key-size", "2048 bits in 342 characters", f"{size} bits in {len(text)} characters")
    return None if keys_in(jwks) else Difference("no-keys", "keys", "none")


@check("JWT-005")
def two_different_keys(jwks: Exchange) -> Difference | None:
    """There are at least two keys, with kids and moduli of their own."""
    keys = keys_in(jwks)
    if len(keys) < 2:
        return Difference("one-key", "at least two keys", f"{len(keys)}")
    for member in ("kid", "n"):
        if len({str(key.get(member)) for key in keys}) < len(keys):
            return Difference(f"same-{member}", f"another {member} for each key", "one twice")
    return None


@check("JWT-006")
def kids_published(signed_in: Exchange, jwks: Exchange) -> Difference | None:
    """The kids of both tokens are in the key set."""
    for name in TOKENS:
        kid = header_in(signed_in, name).get("kid")
        if kid is None or key_named(jwks, kid) is None:
            return Difference("unknown-kid", f"the kid of the {name} is in the JWKS", f"kid {kid!r} is not")
    return None


def _signature(signed_in: Exchange, jwks: Exchange, place: int, name: str) -> Difference | None:
    token, key = token_in(signed_in, name), key_named(jwks, header_in(signed_in, name).get("kid"))
    why = refusal(token, key)
    if why:
        return Difference("not-verified", f"the {name} verifies with the key of its kid", f"PyJWT: {why}")
    if not all(refusal(forged, key) for forged in tampered(token, place)):
        return Difference("tampered-verifies", f"a changed {name} does not verify", "it does")
    return None


@check("JWT-007")
def access_token_verifies(signed_in: Exchange, jwks: Exchange, place: int) -> Difference | None:
    """The token verifies, and a changed copy does not."""
    return _signature(signed_in, jwks, place, "AccessToken")


@check("JWT-008")
def id_token_verifies(signed_in: Exchange, jwks: Exchange, place: int) -> Difference | None:
    """The token verifies, and a changed copy does not."""
    return _signature(signed_in, jwks, place, "IdToken")


def _steps(signed_in: Exchange, jwks: Exchange, now: str, name: str, use: str, **expected: Any) -> Difference | None:
    claims, key = claims_in(signed_in, name), key_named(jwks, header_in(signed_in, name).get("kid"))
    why = refusal(token_in(signed_in, name), key, **expected)
    if why:
        return Difference(f"refused-{why}", f"PyJWT accepts the {name} for {expected}", f"PyJWT: {why}")
    if claims.get("token_use") != use:
        return Difference("token-use", f"token_use {use}", f"{claims.get('token_use')!r}")
    ends = seconds(claims.get("exp"))
    if ends is None or ends <= int(now):
        return Difference("expired", f"exp later than {now}", f"exp {ends!r}")
    return None


@check("JWT-009")
def id_token_passes(
    signed_in: Exchange, jwks: Exchange, discovery: Exchange, client_id: str, now: str
) -> Difference | None:
    """PyJWT accepts signature, issuer and audience, token_use is id, and exp is later than now."""
    return _steps(signed_in, jwks, now, "IdToken", "id", issuer=str(discovery.get("issuer")), audience=client_id)


@check("JWT-010")
def access_token_passes(
    signed_in: Exchange, jwks: Exchange, discovery: Exchange, client_id: str, now: str
) -> Difference | None:
    """client_id is the client's, PyJWT accepts signature and issuer, token_use is access, exp is later."""
    seen = claims_in(signed_in, "AccessToken").get("client_id")
    if seen != client_id:
        return Difference("client-id", f"client_id {client_id!r}", f"{seen!r}")
    return _steps(signed_in, jwks, now, "AccessToken", "access", issuer=str(discovery.get("issuer")))


def _second_judge(
    signed_in: Exchange, jwks: Exchange, name: str, use: str, *, place: int, pool_id: str, client_id: str, now: str
) -> Difference | None:
    from conformance.transport import aws_jwt_verify

    def refused(token: str) -> str:
        return aws_jwt_verify.refusal(
            token, dict(jwks.response), pool_id=pool_id, client_id=client_id, token_use=use, now=int(now)
        )

    token = token_in(signed_in, name)
    why = refused(token)
    if why:
        return Difference(f"refused-{why.partition(':')[0]}", f"aws-jwt-verify accepts the {name}", why[:200])
    if not all(refused(forged) for forged in tampered(token, place)):
        return Difference("tampered-verifies", f"a changed {name} does not verify", "it does")
    return None


@check("JWT-011")
def second_judge_access(
    signed_in: Exchange, jwks: Exchange, *, place: int, pool_id: str, client_id: str, now: str
) -> Difference | None:
    """AWS's verifier, as an application uses it."""
    return _second_judge(
        signed_in, jwks, "AccessToken", "access", place=place, pool_id=pool_id, client_id=client_id, now=now
    )


@check("JWT-012")
def second_judge_id(
    signed_in: Exchange, jwks: Exchange, *, place: int, pool_id: str, client_id: str, now: str
) -> Difference | None:
    """AWS's verifier, as an application uses it."""
    return _second_judge(signed_in, jwks, "IdToken", "id", place=place, pool_id=pool_id, client_id=client_id, now=now)


@check("JWT-013")
def one_issuer(signed_in: Exchange, discovery: Exchange) -> Difference | None:
    """iss of both tokens is the document's issuer."""
    expected = discovery.get("issuer")
    for name in TOKENS:
        seen = claims_in(signed_in, name).get("iss")
        if seen is None or seen != expected:
            return Difference("issuer-differs", f"iss of the {name} is the document's {expected!r}", f"{seen!r}")
    return None


@check("JWT-014")
def jwks_uri_leads_to_keys(signed_in: Exchange, discovery: Exchange, found: Exchange) -> Difference | None:
    """The key set at jwks_uri has the keys of both tokens."""
    if not found.ok:
        return Difference("not-served", f"the keys at {discovery.get('jwks_uri')}", f"status {found.status}")
    return kids_published(signed_in, found)


@check("JWT-015")
def discovery_members(discovery: Exchange) -> Difference | None:
    """The document has the three addresses, which may not work."""
    for member in ("authorization_endpoint", "token_endpoint", "userinfo_endpoint"):
        value = discovery.get(member)
        if not isinstance(value, str) or not value.startswith(("https://", "http://")):
            kind = "missing" if value is None else "form"
            return Difference(f"{member.replace('_', '-')}-{kind}", f"a URL as {member}", f"{value!r}")
    return None


@check("JWT-016")
def discovery_values(discovery: Exchange) -> Difference | None:
    """Each list has the values that every pool supports."""
    for member, values in LISTS.items():
        listed = discovery.get(member)
        missing = values - {str(value) for value in listed} if isinstance(listed, list) else values
        if missing:
            return Difference(member.replace("_", "-"), f"{sorted(values)} in {member}", f"without {sorted(missing)}")
    return None


@check("JWT-017")
def kids_differ(one: Exchange, other: Exchange) -> Difference | None:
    """Both key sets have keys, and no kid is in both."""
    first, second = ({str(key.get("kid")) for key in keys_in(jwks)} for jwks in (one, other))
    if not first or not second:
        return Difference("no-keys", "keys in both documents", "none")
    return Difference("shared-kid", "no kid in both pools", "one in both") if first & second else None


@check("JWT-018")
def other_pools_keys_refuse(signed_in: Exchange, other: Exchange) -> Difference | None:
    """Neither token verifies with any key of the other pool."""
    if not keys_in(other):
        return Difference("no-keys", "keys in the other pool's document", "none")
    for name in TOKENS:
        if any(not refusal(token_in(signed_in, name), key) for key in keys_in(other)):
            return Difference("verifies", f"the {name} does not verify with another pool's keys", "it does")
    return None


def _session(s: Scenario, pool: Pool, password: str, base: str) -> Session:
    client = s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT)
    session = s.issued(client, s.user(pool, password=password, username=s.name(base)))
    need_jwt(s, session)
    return session


def _pool(s: Scenario, other: bool) -> Pool:
    return s.pool(**OTHER_POOL) if other else s.pool()


@prop(
    "JWT-001",
    "JWT-003",
    "JWT-004",
    "JWT-005",
    "JWT-006",
    "JWT-007",
    "JWT-008",
    password=passwords(),
    base=names(),
    other=st.booleans(),
    place=places(),
)
def test_keys(s: Scenario, password: str, base: str, other: bool, place: int) -> None:
    """The published keys, and tokens that they verify."""
    pool = _pool(s, other)
    session = _session(s, pool, password, base)
    jwks = s.jwks(pool)
    if not s.check("JWT-001", jwks):
        s.end("JWT-001", "there are no keys to judge")
    for requirement in ("JWT-003", "JWT-004", "JWT-005"):
        s.check(requirement, jwks)
    s.check("JWT-006", session.exchange, jwks)
    s.check("JWT-007", session.exchange, jwks, place=place)
    s.check("JWT-008", session.exchange, jwks, place=place)


@prop("JWT-002", "JWT-013", "JWT-014", "JWT-015", "JWT-016", password=passwords(), base=names(), other=st.booleans())
def test_discovery(s: Scenario, password: str, base: str, other: bool) -> None:
    """The discovery document, and where it leads."""
    pool = _pool(s, other)
    session = _session(s, pool, password, base)
    discovery = s.discovery(pool)
    if not s.check("JWT-002", discovery):
        s.end("JWT-002", "there is no discovery document to judge")
    s.check("JWT-013", session.exchange, discovery)
    s.check("JWT-015", discovery)
    s.check("JWT-016", discovery)
    s.check("JWT-014", session.exchange, discovery, s.fetch(discovery.text("jwks_uri")))


@prop("JWT-009", "JWT-010", password=passwords(), base=names(), other=st.booleans())
def test_steps(s: Scenario, password: str, base: str, other: bool) -> None:
    """Verification as in AWS's guide, with the published keys."""
    pool = _pool(s, other)
    session = _session(s, pool, password, base)
    jwks, discovery = s.need(s.jwks(pool), "JWT-001"), s.need(s.discovery(pool), "JWT-002")
    now, client_id = s.clock(), session.client.id
    s.check("JWT-009", session.exchange, jwks, discovery, client_id=client_id, now=now)
    s.check("JWT-010", session.exchange, jwks, discovery, client_id=client_id, now=now)


@prop("JWT-011", "JWT-012", password=passwords(), base=names(), other=st.booleans(), place=places())
def test_second_judge(s: Scenario, password: str, base: str, other: bool, place: int) -> None:
    """A verifier that shares no code with this suite."""
    from conformance.transport import aws_jwt_verify

    if why := aws_jwt_verify.unavailable():
        s.exclude(why)
    pool = _pool(s, other)
    session = _session(s, pool, password, base)
    if issued_by(session.exchange, pool.id) is not None:
        other_issuer = "this verifier knows the issuer by the pool's id, and the tokens name another"
        s.end("TOKEN-007", other_issuer, session.exchange)
    jwks, now = s.need(s.jwks(pool), "JWT-001"), s.clock()
    for requirement in ("JWT-011", "JWT-012"):
        s.check(requirement, session.exchange, jwks, place=place, pool_id=pool.id, client_id=session.client.id, now=now)


@prop("JWT-017", "JWT-018", password=passwords(), base=names(), turned=st.booleans())
def test_two_pools(s: Scenario, password: str, base: str, turned: bool) -> None:
    """Tokens of one pool do not verify with another pool's keys."""
    pool, other = _pool(s, turned), _pool(s, not turned)
    session = _session(s, pool, password, base)
    jwks, others = s.need(s.jwks(pool), "JWT-001"), s.need(s.jwks(other), "JWT-001")
    s.check("JWT-017", jwks, others)
    s.check("JWT-018", session.exchange, others)
