"""What each client begins a sign-in with, what comes after it, and what its tokens are like."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from conformance.pool.contract.promise import Promise
from conformance.pool.form.document import is_unknown

# Flow: the requirement where it is open, the one where it is closed, and the values that open it.
FLOWS: dict[str, tuple[str, str, frozenset[str]]] = {
    "USER_PASSWORD_AUTH": ("FLOW-001", "FLOW-002", frozenset({"ALLOW_USER_PASSWORD_AUTH", "USER_PASSWORD_AUTH"})),
    "ADMIN_USER_PASSWORD_AUTH": (
        "FLOW-004",
        "FLOW-005",
        frozenset({"ALLOW_ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"}),
    ),
    "USER_SRP_AUTH": (
        "FLOW-007",
        "FLOW-008",
        frozenset({"ALLOW_USER_SRP_AUTH", "USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"}),
    ),
    "USER_AUTH": ("FLOW-009", "FLOW-010", frozenset({"ALLOW_USER_AUTH"})),
}
DEFAULT = {"USER_PASSWORD_AUTH": "FLOW-021", "ADMIN_USER_PASSWORD_AUTH": "FLOW-021", "USER_SRP_AUTH": "FLOW-019"}
WITHOUT_FACTOR = {"OFF": "PWAUTH-002", "OPTIONAL": "MFA-027", "ON": "MFA-030"}  # by MfaConfiguration
OLDER = {"USER_PASSWORD_AUTH": "FLOW-013", "ADMIN_USER_PASSWORD_AUTH": "FLOW-016", "USER_SRP_AUTH": "FLOW-014"}
ONLY_CUSTOM = "CUSTOM_AUTH_FLOW_ONLY"  # an older value that closes every other flow
BY_PASSWORD = ("USER_PASSWORD_AUTH", "ADMIN_USER_PASSWORD_AUTH", "USER_SRP_AUTH")
REFRESHING = frozenset({"ALLOW_REFRESH_TOKEN_AUTH", "USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"})


def is_open(flow: str, flows: Iterable[str]) -> bool:
    """Whether a client with these values has the flow."""
    values = set(flows)
    return bool(FLOWS[flow][2] & values) and ONLY_CUSTOM not in values


def password_flow(flows: Iterable[str]) -> str:
    """The flow by which users of a client with these values give a password; empty where there is none."""
    values = set(flows)
    return next((flow for flow in BY_PASSWORD if is_open(flow, values)), "")


def sign_in_promises(
    key: str, client: Mapping[str, Any], pool: Mapping[str, Any], mfa: Mapping[str, Any], *, chosen: bool
) -> Iterator[Promise]:
    """Everything about the sign-ins of one client; ``chosen`` says whether it names any flows."""
    flows = client["ExplicitAuthFlows"]
    if is_unknown(flows) or any(is_unknown(flow) for flow in flows):
        return
    for flow in FLOWS:
        begins = is_open(flow, flows)
        requirement = about_flow(flow, flows, chosen=chosen)
        if not requirement:
            continue
        yield Promise(
            f"clients.{key}.flows.{flow}",
            f"{flow} of client {key} {'begins' if begins else 'is closed'}.",
            requirement,
            "flow",
            "taken" if begins else "refused",
            {"flow": flow},
            key,
        )
    if way := password_flow(flows):
        yield from _after_password(key, client, pool, mfa, way)


def about_flow(flow: str, flows: Collection[str], *, chosen: bool) -> str:
    """The requirement that says whether a client has a flow; empty where none is about clients like it.

    ``flows`` are the values that it has, by default or because they were ``chosen``.
    """
    opened, closed, _ = FLOWS[flow]
    begins = is_open(flow, flows)
    if not chosen:
        return DEFAULT.get(flow, closed)
    if ONLY_CUSTOM in flows:
        return "FLOW-023" if flow in ("USER_PASSWORD_AUTH", "USER_SRP_AUTH") else ""
    if any(value.startswith("ALLOW_") for value in flows):
        return opened if begins else closed
    if begins and flow == "USER_SRP_AUTH" and "USER_PASSWORD_AUTH" not in flows:
        return "FLOW-017"  # what ADMIN_NO_SRP_AUTH leaves enabled
    return OLDER.get(flow, "") if begins else ""


def _after_password(
    key: str, client: Mapping[str, Any], pool: Mapping[str, Any], mfa: Mapping[str, Any], way: str
) -> Iterator[Promise]:
    mode, apps = mfa.get("MfaConfiguration", "OFF"), mfa.get("SoftwareTokenMfaConfiguration")
    given = {"way": way}
    yield Promise(
        f"clients.{key}.invited",
        f"An invited user of client {key} chooses a password at the first sign-in.",
        "NEWPW-002",
        "invited",
        "NEW_PASSWORD_REQUIRED",
        given,
        key,
    )
    yield from _unknown_user(key, client, pool, way)
    if is_unknown(mode) or mode not in WITHOUT_FACTOR or is_unknown(apps) or (mode == "ON" and not apps):
        return
    next_step = "MFA_SETUP" if mode == "ON" else "tokens"
    what = "sets up a second factor first" if mode == "ON" else "is signed in by the password"
    yield Promise(
        f"clients.{key}.without-factor",
        f"A user without a second factor {what}.",
        WITHOUT_FACTOR[mode],
        "next_step",
        next_step,
        given,
        key,
    )
    if mode != "ON":
        yield from _tokens(key, client, given)
        if pool.get("DeviceConfiguration"):
            yield from _refresh_of_device(key, client)
        else:
            yield from _refresh(key, client, given)


def _unknown_user(key: str, client: Mapping[str, Any], pool: Mapping[str, Any], way: str) -> Iterator[Promise]:
    setting, triggers = client["PreventUserExistenceErrors"], pool.get("LambdaConfig") or {}
    if way != "USER_PASSWORD_AUTH" or is_unknown(setting) or is_unknown(triggers) or "UserMigration" in triggers:
        return
    hides = setting == "ENABLED"
    yield Promise(
        f"clients.{key}.unknown-user",
        f"Client {key} {'hides' if hides else 'reveals'} that a user does not exist.",
        "PUEE-001" if hides else "PWAUTH-007",
        "unknown_user",
        "NotAuthorizedException" if hides else "UserNotFoundException",
        {"way": way},
        key,
    )


def _tokens(key: str, client: Mapping[str, Any], given: Mapping[str, Any]) -> Iterator[Promise]:
    for token, requirement in (("Access", "TOKEN-041"), ("Id", "TOKEN-042")):
        lifetime = client[f"{token}TokenValidity"]
        if not is_unknown(lifetime):
            yield Promise(
                f"clients.{key}.lifetime.{token.lower()}",
                f"{token} tokens of client {key} are valid for {lifetime}.",
                requirement,
                "lifetime",
                str(lifetime),
                {**given, "token": f"{token}Token"},
                key,
            )
    revocable, rotation = client["EnableTokenRevocation"], client["RefreshTokenRotation"]
    if is_unknown(revocable) or is_unknown(rotation) or is_unknown(rotation["Feature"]):
        return
    rotates = rotation["Feature"] == "ENABLED"
    named = revocable or rotates
    yield Promise(
        f"clients.{key}.origin-jti",
        f"Access tokens of client {key} have {'an' if named else 'no'} origin_jti.",
        "ROTATE-016" if rotates else "TOKEN-034" if revocable else "TOKEN-038",
        "origin_jti",
        "present" if named else "absent",
        given,
        key,
    )
    if rotates and not revocable:  # nobody says what revocation does there
        return
    yield Promise(
        f"clients.{key}.revocation",
        f"Refresh tokens of client {key} can{'' if revocable else 'not'} be revoked.",
        "REVOKE-001" if revocable else "REVOKE-015",
        "revocation",
        "taken" if revocable else "refused",
        given,
        key,
    )


def _refresh_of_device(key: str, client: Mapping[str, Any]) -> Iterator[Promise]:
    """Where devices are tracked: of sign-ins by SRP, for of others nobody says it."""
    rotation = client["RefreshTokenRotation"]
    usual = not is_unknown(rotation) and rotation["Feature"] == "DISABLED"
    flows = set(client["ExplicitAuthFlows"])
    if usual and flows & REFRESHING and is_open("USER_SRP_AUTH", flows):
        yield Promise(
            f"clients.{key}.refresh",
            f"A refresh through client {key} without the key of the confirmed device is refused.",
            "DEVICE-041",
            "refresh",
            "refused",
            {"way": "USER_SRP_AUTH", "device": True},
            key,
        )


def _refresh(key: str, client: Mapping[str, Any], given: Mapping[str, Any]) -> Iterator[Promise]:
    rotation, flows = client["RefreshTokenRotation"], set(client["ExplicitAuthFlows"])
    if is_unknown(rotation) or is_unknown(rotation["Feature"]):
        return
    if rotation["Feature"] == "ENABLED":
        yield Promise(
            f"clients.{key}.rotation",
            f"Refreshing through client {key} gives a new refresh token.",
            "ROTATE-002",
            "rotation",
            "new refresh token",
            given,
            key,
        )
        yield Promise(
            f"clients.{key}.refresh",
            f"REFRESH_TOKEN_AUTH of client {key} is closed.",
            "ROTATE-018",
            "refresh",
            "refused",
            given,
            key,
        )
    elif flows & REFRESHING:
        yield Promise(
            f"clients.{key}.refresh",
            f"A refresh token of client {key} gives new tokens.",
            "REFRESH-001",
            "refresh",
            "taken",
            given,
            key,
        )
