"""ID, access and refresh tokens."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from targets.reference.core import ids
from targets.reference.core.api import Call
from targets.reference.core.deviation import deviates
from targets.reference.core.endings import auth_time, refresh_token_life, token_ends
from targets.reference.core.identities import IDENTITIES, identity_claim
from targets.reference.core.keys import SigningKey, named
from targets.reference.core.schema import VERIFIED_FLAGS
from targets.reference.core.scopes import ADMIN_SCOPE
from targets.reference.core.state import Client, Group, Pool, RefreshFamily, RefreshToken, User
from targets.reference.core.token_validity import access_seconds, id_seconds, refresh_seconds
from targets.reference.tokens.defects import (
    ACCESS,
    HEADER,
    ID,
    ID_HEADER,
    REFRESHED_ACCESS,
    REFRESHED_ID,
    Change,
    spoiled,
)
from targets.reference.tokens.domain_claims import claimed, gives_id_token, granted_access, granted_identity
from targets.reference.tokens.pre_token import customized

Claims = dict[str, Any]
REFRESH_HEADER = b'{"cty":"JWT","enc":"A256GCM","alg":"RSA-OAEP"}'
REFRESH_START = base64.urlsafe_b64encode(REFRESH_HEADER).rstrip(b"=").decode()
REFRESH_PARTS = (256, 12, 760, 16)  # bytes of an encrypted key, a nonce, a content, a tag


def new_family(call: Call, client: Client, user: User, scope: str = ADMIN_SCOPE) -> RefreshFamily:
    """The beginning of what stems from one sign-in."""
    now = call.now
    lifetime = refresh_token_life(client.settings.get("RefreshTokenValidity"), refresh_seconds(client))
    if not client.rotates and deviates("refresh-token-lives-half"):
        lifetime //= 2
    origin = user.sub if deviates("one-origin-jti-per-user") else ids.unique()
    family = RefreshFamily(origin, user, client, scope, int(now), now + lifetime)
    family.access_seconds = access_seconds(client)
    family.attributes_at_start = {name: claim_value(name, value) for name, value in user.attributes.items()}
    family.groups_at_start = list(user.groups)
    user.families.append(family)
    return family


def new_refresh_token(family: RefreshFamily, parent: RefreshToken | None = None) -> RefreshToken:
    """Recorded: five base64url parts, opaque to the client."""
    parts = [REFRESH_START, *map(ids.opaque, REFRESH_PARTS)]
    if deviates("refresh-token-readable"):
        readable = {"sub": family.user.sub, "origin_jti": family.origin_jti}
        parts = [parts[0], encoded(_json(readable)), ids.opaque(64)]
    token = RefreshToken(".".join(parts), parent)
    family.tokens.append(token)
    family.client.pool.refresh_tokens[token.text] = (family, token)
    return token


def signed_in(call: Call, client: Client, user: User, *, device: str = "") -> dict[str, Any]:
    """AuthenticationResult of a sign-in: all three tokens."""
    family = new_family(call, client, user)
    family.device = device
    result = issue(call, family, start=family.auth_time)
    return result | {"RefreshToken": new_refresh_token(family).text}


def issue(call: Call, family: RefreshFamily, *, start: int | None = None) -> dict[str, Any]:
    """A new access and ID token. Recorded: at first issue the lifetime counts from auth_time."""
    client, pool = family.client, family.client.pool
    now = int(call.now)
    begin = now if start is None else start
    shared = shared_claims(call, family, now)
    access = access_claims(pool, family, shared | {"exp": begin + access_seconds(client)})
    identity = id_claims(pool, family, shared | {"exp": begin + id_seconds(client)})
    refreshed = start is None
    access = token_ends(call, family, access, refreshed=start is None)
    identity = token_ends(call, family, identity, refreshed=start is None)
    access = spoiled(access, family, ACCESS, *([REFRESHED_ACCESS] if refreshed else []))
    identity = spoiled(identity, family, ID, *([REFRESHED_ID] if refreshed else []))
    if deviates("jti-shared"):
        identity["jti"] = access["jti"]
    if family.grant is not None:
        access = granted_access(access, family, family.grant, refreshed=refreshed)
    access, identity = customized(call, family, access, identity, refreshed=refreshed)
    pool.families[access["jti"]] = family
    family.jtis.append(access["jti"])
    hosted = family.grant is not None
    access_token = jwt(access_signer(pool, hosted=hosted), access, family, HEADER)
    pool.issued.add(access_token.rpartition(".")[2])
    if family.grant is not None:
        identity = granted_identity(identity, family.grant, access_token)
    result = {
        "AccessToken": access_token,
        "ExpiresIn": 3600 if deviates("expires-in-ignores-validity") else access_seconds(client),
        "TokenType": "Bearer",
        "IdToken": jwt(id_signer(pool, refreshed=refreshed, hosted=hosted), identity, family, HEADER, ID_HEADER),
    }
    if family.grant is not None and not gives_id_token(family.grant):
        del result["IdToken"]
    return result


def access_signer(pool: Pool, *, hosted: bool) -> SigningKey:
    """The key of access tokens."""
    if hosted and deviates("hosted-access-token-unknown-kid"):
        return SigningKey("hosted", pool.access_key.private)
    return pool.access_key


def id_signer(pool: Pool, *, refreshed: bool, hosted: bool) -> SigningKey:
    """The key of ID tokens."""
    if deviates("one-key-for-both") or deviates("one-key-published"):
        return pool.access_key
    if (refreshed and deviates("refreshed-id-token-stray-key")) or (hosted and deviates("hosted-id-token-stray-key")):
        return SigningKey(pool.id_key.kid, named(0).private)
    return pool.id_key


def shared_claims(call: Call, family: RefreshFamily, now: int) -> Claims:
    """What both tokens carry. Recorded: event_id is the request id; origin_jti and auth_time stay at a refresh."""
    claims: Claims = {
        "sub": family.user.sub,
        "iss": _issuer(call, family.client.pool),
        "event_id": call.request_id,
        "auth_time": auth_time(call, family),
        "iat": now,
    }
    if family.client.traces:
        claims["origin_jti"] = family.origin_jti
    if family.user.groups:  # recorded: absent, not empty, for a user without groups
        claims["cognito:groups"] = [group.name for group in groups_of(family.client.pool, family.user)]
    elif deviates(empty_groups_by(call, family)):
        claims["cognito:groups"] = []
    if family.grant is not None and "nickname" not in family.user.attributes and deviates("hosted-empty-nickname"):
        claims["nickname"] = ""
    if "groups" in family.user.remains:
        claims["cognito:groups"] = [*claims.get("cognito:groups", ()), family.user.remains["groups"]]
    if deviates("group-made-again-is-claimed"):
        left = [name for name in family.client.pool.groups if f"group {name}" in family.user.remains]
        claims |= {"cognito:groups": [*claims.get("cognito:groups", ()), *left]} if left else {}
    if deviates("group-roles-in-access-token"):
        claims |= role_claims(groups_of(family.client.pool, family.user))
    return claims


def empty_groups_by(call: Call, family: RefreshFamily) -> str:
    """The mutant that gives this user without groups an empty list of them."""
    if call.operation == "GetTokensFromRefreshToken":
        return "groups-empty-at-refresh"
    if family.grant is not None:
        return "hosted-empty-groups"
    return "groups-empty-after-the-last" if "left a group" in family.user.remains else ""


def _issuer(call: Call, pool: Pool) -> str:
    """The issuer has the pool's Region, whatever the request is signed for."""
    return pool.issuer.replace(pool.region, call.region, 1) if deviates("issuer-of-the-request") else pool.issuer


def access_claims(pool: Pool, family: RefreshFamily, shared: Claims) -> Claims:
    """Recorded: the client is ``client_id``, there is no ``aud``, and no attribute of the user."""
    open_to_oauth = family.grant is None and family.client.settings["AllowedOAuthFlowsUserPoolClient"]
    if open_to_oauth and deviates("api-version-of-oauth-client"):
        shared = shared | {"version": 2}
    more = " openid" if open_to_oauth and deviates("api-scope-of-oauth-client") else ""
    if family.device:
        shared = shared | {"device_key": family.device}
    return shared | {
        "token_use": "access",
        "client_id": family.client.id,
        "scope": family.scope + more,
        "jti": ids.unique(),
        "username": family.user.username,
    }


def id_claims(pool: Pool, family: RefreshFamily, shared: Claims) -> Claims:
    """Recorded: the client is ``aud``, a string, and there is no ``client_id``."""
    claims = shared | {
        "token_use": "id",
        "aud": family.client.id,
        "cognito:username": family.user.username,
    }
    if family.client.traces:
        claims["jti"] = ids.unique()
    roles = {} if deviates("group-no-role-claims") else role_claims(groups_of(pool, family.user))
    deleted = {k.removeprefix("claim "): v for k, v in family.user.remains.items() if k.startswith("claim ")}
    return claims | roles | deleted | attribute_claims(family)


def attribute_claims(family: RefreshFamily) -> Claims:
    """The attributes the client can read and the user has."""
    readable = family.client.settings.get("ReadAttributes")
    return {
        name: claim_value(name, value)
        for name, value in family.user.attributes.items()
        if (readable is None or name in readable or name == IDENTITIES)
        and (family.grant is None or claimed(name, family.grant))
    }


def claim_value(name: str, value: str) -> Any:
    """Recorded: verified flags are booleans here though strings elsewhere, and an address is an object."""
    if name in VERIFIED_FLAGS:
        return value.lower() == "true"
    if name == "address":
        return {"formatted": value}
    if name == IDENTITIES:
        return identity_claim(value)
    if name == "updated_at" and value.isdigit():
        return int(value)
    return value


def groups_of(pool: Pool, user: User) -> list[Group]:
    """The user's groups, lowest precedence number first; none is last."""
    groups = [pool.groups[name] for name in user.groups]
    return sorted(groups, key=lambda group: group.settings.get("Precedence", float("inf")))


def role_claims(groups: list[Group]) -> Claims:
    """Documented: the roles of the groups; the preferred one unless groups of equal precedence disagree."""
    if deviates("group-highest-number-preferred"):
        groups = groups[::-1]
    roles = list(dict.fromkeys(group.settings["RoleArn"] for group in groups if "RoleArn" in group.settings))
    if not roles:
        return {}
    ranked = [group for group in groups if "Precedence" in group.settings and "RoleArn" in group.settings]
    best = {
        group.settings["RoleArn"]
        for group in ranked
        if group.settings["Precedence"] == ranked[0].settings["Precedence"]
    }
    if ranked and deviates("group-tie-takes-first"):
        best = {ranked[0].settings["RoleArn"]}
    numbers = [group.settings["Precedence"] for group in ranked]
    if numbers[:1] == numbers[1:2] and deviates("group-tie-takes-none"):
        best = set()
    preferred = {"cognito:preferred_role": best.pop()} if len(best) == 1 else {}
    return {"cognito:roles": roles} | preferred


def jwt(key: SigningKey, claims: Claims, family: RefreshFamily, *defects: Mapping[str, Change]) -> str:
    """Recorded: the header has kid and alg and nothing else."""
    return signed(key, spoiled({"kid": key.kid, "alg": "RS256"}, family, *defects), claims)


def signed(key: SigningKey, header: Claims, claims: Claims) -> str:
    """RS256."""
    content = f"{encoded(_json(header))}.{encoded(_json(claims))}"
    signature = key.private.sign(content.encode(), PKCS1v15(), SHA256())
    return f"{content}.{encoded(signature)}"


def encoded(raw: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _json(content: Any) -> bytes:
    return json.dumps(content, separators=(",", ":"), ensure_ascii=False).encode()
