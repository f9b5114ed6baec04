"""Defects in tokens: each mutant is one change of the claims or of the header before they are signed."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from targets.reference.core import ids
from targets.reference.core.deviation import deviates
from targets.reference.core.state import RefreshFamily

Claims = dict[str, Any]
Change = Callable[[Claims, RefreshFamily], Claims]


def without(*names: str) -> Change:
    """The claims without these."""
    return lambda claims, family: {name: value for name, value in claims.items() if name not in names}


def _elsewhere(claims: Claims) -> str:
    """The issuer of emulators that name themselves."""
    return f"http://localhost:5000/{str(claims['iss']).rpartition('/')[2]}"


def _typed(claims: Claims, family: RefreshFamily) -> str:
    """What an alias sign-in was typed as."""
    aliased = family.client.pool.alias_attributes and family.user.attributes.get("email")
    return aliased or family.user.username


def _mail(claims: Claims, family: RefreshFamily, claim: str) -> Claims:
    """The e-mail address as the user name of an e-mail pool."""
    if not family.client.pool.username_attributes:
        return claims
    return claims | {claim: family.user.attributes.get("email", claims[claim])}


def _flag_as_text(name: str) -> Change:
    return lambda claims, family: claims | ({name: str(claims[name]).lower()} if name in claims else {})


def _numbers(claims: Claims, family: RefreshFamily) -> Claims:
    custom = {n: int(v) for n, v in claims.items() if n.startswith("custom:") and str(v).isdigit()}
    return claims | custom


def _all_readable(claims: Claims, family: RefreshFamily) -> Claims:
    return dict(family.user.attributes) | claims


def _listed_only(claims: Claims, family: RefreshFamily) -> Claims:
    if family.client.settings.get("ReadAttributes") is not None:
        return claims
    return without(*(n for n in family.user.attributes if not n.startswith("custom:")))(claims, family)


def _hidden_flag(claims: Claims, family: RefreshFamily) -> Claims:
    return {"email_verified": False} | claims if "email" in claims else claims


def _other_origin(claims: Claims, family: RefreshFamily) -> Claims:
    other = str(uuid.uuid5(uuid.NAMESPACE_OID, family.origin_jti))
    return claims | {"origin_jti": other} if "origin_jti" in claims else claims


def _groups_as_text(claims: Claims, family: RefreshFamily) -> Claims:
    groups = claims.get("cognito:groups")
    return claims | {"cognito:groups": ",".join(groups)} if groups else claims


def _group_twice(claims: Claims, family: RefreshFamily) -> Claims:
    groups = claims.get("cognito:groups")
    return claims | {"cognito:groups": [*groups, groups[0]]} if groups else claims


def _former_nickname(claims: Claims, family: RefreshFamily) -> Claims:
    found = family.user.remains.get("former nickname")
    return claims | {"nickname": found} if found and "nickname" in claims else claims


def _role_twice(claims: Claims, family: RefreshFamily) -> Claims:
    roles = claims.get("cognito:roles")
    return claims | {"cognito:roles": [*roles, roles[0]]} if roles else claims


ACCESS: Mapping[str, Change] = {
    "access-token-without-username": without("username"),
    "access-token-client-name": lambda c, f: c | {"client_id": f.client.name},
    "access-token-without-device-key": without("device_key"),
    "access-token-has-aud": lambda c, f: c | {"aud": c["client_id"]},
    "access-token-username-is-sub": lambda c, f: c | {"username": f.user.sub},
    "access-token-has-cognito-username": lambda c, f: c | {"cognito:username": c["username"]},
    "email-pool-username-is-email": lambda c, f: _mail(c, f, "username"),
    "alias-as-username": lambda c, f: c | {"username": _typed(c, f)},
    "access-token-has-openid-scope": lambda c, f: c | {"scope": f"{c['scope']} openid"},
    "access-token-has-version": lambda c, f: c | {"version": 2},
    "access-token-has-email": lambda c, f: c | {n: v for n, v in f.user.attributes.items() if n == "email"},
    "empty-groups": lambda c, f: {"cognito:groups": []} | c,
    "auth-time-after-iat": lambda c, f: c | {"auth_time": c["auth_time"] + 5},
    "origin-jti-always": lambda c, f: c | {"origin_jti": f.origin_jti},
    "access-token-issuer-localhost": lambda c, f: c | {"iss": _elsewhere(c)},
    "access-token-not-yet-valid": lambda c, f: c | {"nbf": c["iat"] + 3600},
    "access-token-names-group-twice": _group_twice,
    "access-token-lives-an-hour": lambda c, f: c | {"exp": c["iat"] + 3600},
}
ID: Mapping[str, Change] = {
    "id-token-without-username": without("cognito:username"),
    "id-token-times-as-text": lambda c, f: c | {"auth_time": str(c["auth_time"])},
    "id-token-issuer-with-slash": lambda c, f: c | {"iss": f"{c['iss']}/"},
    "id-token-aud-list": lambda c, f: c | {"aud": [c["aud"]]},
    "id-token-has-client-id": lambda c, f: c | {"client_id": c["aud"]},
    "id-token-sub-is-username": lambda c, f: c | {"sub": f.user.username},
    "id-token-username-is-sub": lambda c, f: c | {"cognito:username": f.user.sub},
    "id-token-has-at-hash": lambda c, f: c | {"at_hash": "A" * 22},
    "id-token-attributes-only-if-listed": _listed_only,
    "email-verified-as-text": _flag_as_text("email_verified"),
    "phone-verified-as-text": _flag_as_text("phone_number_verified"),
    "email-verified-by-default": _hidden_flag,
    "custom-numbers-as-numbers": _numbers,
    "address-as-text": lambda c, f: c | ({"address": c["address"]["formatted"]} if "address" in c else {}),
    "read-attributes-ignored": _all_readable,
    "unset-attributes-empty": lambda c, f: {"nickname": "", "picture": ""} | c,
    "groups-as-text": _groups_as_text,
    "id-token-has-user-status": lambda c, f: c | {"cognito:user_status": f.user.status},
    "origin-jti-not-shared": _other_origin,
    "event-id-not-shared": lambda c, f: c | {"event_id": ids.unique()},
    "id-token-born-expired": lambda c, f: c | {"exp": c["iat"] - 1},
    "id-token-not-yet-valid": lambda c, f: c | {"nbf": c["iat"] + 3600},
    "id-token-before-update": _former_nickname,
    "id-token-names-role-twice": _role_twice,
    "id-token-null-nonce": lambda c, f: {"nonce": None} | c,
    "id-token-lives-like-access-token": lambda c, f: c | {"exp": c["iat"] + f.access_seconds},
}
REFRESHED_ACCESS: Mapping[str, Change] = {
    "refresh-new-origin-jti": lambda c, f: c | {"origin_jti": ids.unique()},
    "refresh-same-jti": lambda c, f: c | {"jti": f.jtis[0]},
    "refresh-resets-auth-time": lambda c, f: c | {"auth_time": c["iat"]},
    "refresh-keeps-times": lambda c, f: c | {"iat": c["auth_time"], "exp": c["auth_time"] + c["exp"] - c["iat"]},
    "refresh-widens-scope": lambda c, f: c | {"scope": f"{c['scope']} openid"},
    "refresh-repeats-scope": lambda c, f: c | {"scope": f"{c['scope']} {c['scope']}"},
    "refresh-not-before-in-milliseconds": lambda c, f: c | {"nbf": (c["iat"] - 60) * 1000},
    "refresh-keeps-old-groups": lambda c, f: c | {"cognito:groups": f.groups_at_start},
}
REFRESHED_ID: Mapping[str, Change] = {
    "refresh-changes-username": lambda c, f: c | {"cognito:username": f"{c['cognito:username']}-2"},
    "refresh-keeps-old-attributes": lambda c, f: c | f.attributes_at_start,
}
HEADER: Mapping[str, Change] = {
    "header-with-typ": lambda h, f: h | {"typ": "JWT"},
}
ID_HEADER: Mapping[str, Change] = {
    "id-token-without-kid": without("kid"),
    "id-token-unpublished-kid": lambda h, f: h | {"kid": "unpublished"},
}


def spoiled(claims: Claims, family: RefreshFamily, *tables: Mapping[str, Change]) -> Claims:
    """The claims as the mutants that are switched on make them."""
    for table in tables:
        for mutant, change in table.items():
            if deviates(mutant):
                claims = change(claims, family)
    return claims
