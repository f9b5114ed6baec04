"""Passkeys of users: registration, lists, and the challenge at sign-in."""

from __future__ import annotations

import hmac
from typing import Any

from targets.reference.core import ids
from targets.reference.core.api import Answer, Call, operation
from targets.reference.core.clock import MINUTE
from targets.reference.core.deviation import deviates, varied
from targets.reference.core.directory import date
from targets.reference.core.errors import (
    InvalidParameterException,
    LimitExceededException,
    ResourceNotFoundException,
    WebAuthnChallengeNotFoundException,
    WebAuthnClientMismatchException,
    WebAuthnConfigurationMissingException,
    WebAuthnCredentialNotSupportedException,
    WebAuthnNotEnabledException,
    WebAuthnOriginNotAllowedException,
    WebAuthnRelyingPartyMismatchException,
)
from targets.reference.core.factors import Passkey
from targets.reference.core.paging import page
from targets.reference.core.state import Pool, User
from targets.reference.sign_in import webauthn
from targets.reference.sign_in.relying_party import CHALLENGE_SIZE, REQUIRED, enough, relying_party, verification
from targets.reference.sign_in.webauthn import ES256, RS256, AuthenticatorData, ClientData, Unreadable
from targets.reference.tokens.access import Caller, caller

PASSKEYS_OF_A_USER = 20
PATIENCE = 5 * MINUTE  # how long a registration may take is not published


def enabled_caller(call: Call) -> tuple[Caller, str]:
    """Who registers, and the relying party."""
    who = caller(call)
    if "WEB_AUTHN" not in who.pool.first_factors and not deviates("passkey-always-enabled"):
        raise WebAuthnNotEnabledException("Passkeys are not enabled for this user pool.")
    rp_id = relying_party(who.pool)
    if not rp_id:
        raise WebAuthnConfigurationMissingException("The user pool has no relying party id and no domain.")
    return who, rp_id


@operation("StartWebAuthnRegistration")
def start_registration(call: Call) -> Answer:
    """Documented: the members of this example."""
    who, rp_id = enabled_caller(call)
    if deviates("passkey-registration-refused"):
        raise InvalidParameterException("Not available.")
    check_number(who.user)
    challenge = ids.opaque(CHALLENGE_SIZE)
    if who.user.ceremonies and deviates("passkey-challenge-kept"):
        challenge = next(reversed(who.user.ceremonies))
    who.user.ceremonies[challenge] = (who.client, call.now + PATIENCE)
    options = {
        "rp": {"id": varied(rp_id, "passkey-rp-of-its-own", "localhost"), "name": rp_id},
        "user": {
            "id": webauthn.encoded(who.user.sub.encode()),
            "name": who.user.username,
            "displayName": who.user.username,
        },
        "challenge": challenge,
        "pubKeyCredParams": [{"type": "public-key", "alg": number} for number in algorithms()],
        "timeout": 60000,
        "excludeCredentials": excluded(who.user),
        "authenticatorSelection": {
            "requireResidentKey": True,
            "residentKey": varied(REQUIRED, "passkey-not-discoverable", "discouraged"),
            "userVerification": varied(verification(who.pool), "passkey-verification-not-asked", "discouraged"),
        },
    }
    return {"CredentialCreationOptions": options}


def algorithms() -> list[int]:
    """Documented: two."""
    return [ES256] if deviates("passkey-es256-only") else [ES256, RS256]


def excluded(user: User) -> list[dict[str, str]]:
    """The passkeys that must not be made again."""
    if deviates("passkey-none-excluded"):
        return []
    return [{"type": "public-key", "id": identifier} for identifier in user.passkeys]


@operation("CompleteWebAuthnRegistration")
def complete_registration(call: Call) -> Answer:
    """Documented: each thing that is wrong has its error. The order of the checks is ours."""
    who, rp_id = enabled_caller(call)
    credential = call["Credential"]
    try:
        response = credential["response"]
        client_data = webauthn.client_data(response["clientDataJSON"])
        data = webauthn.attestation(response["attestationObject"])
    except (Unreadable, KeyError, TypeError):
        if deviates("passkey-broken-accepted"):
            return {}
        raise InvalidParameterException("Credential data is not valid") from None
    check_number(who.user)
    check_challenge(call, who, client_data)
    kept = deviates("passkey-refused-is-kept")
    try:
        check_registration(who.pool, rp_id, client_data, data)
    finally:
        if kept:
            keep(call, who.user, rp_id, credential, data)
    if who.user.ceremonies.pop(client_data.challenge, None) and deviates("passkey-challenge-again"):
        who.user.ceremonies[client_data.challenge] = (who.client, call.now + PATIENCE)
    keep(call, who.user, rp_id, credential, data)
    return {}


def check_number(user: User) -> None:
    """Documented: there is a most; at which of the two steps it counts is ours."""
    if len(user.passkeys) >= PASSKEYS_OF_A_USER and not deviates("passkeys-without-limit"):
        raise LimitExceededException("The user has too many passkeys.")


def check_challenge(call: Call, who: Caller, client_data: ClientData) -> None:
    """The challenge is one of this user's, and was given at this client."""
    client, until = who.user.ceremonies.get(client_data.challenge, (None, 0.0))
    if client is None or call.now > until:
        if deviates("passkey-any-challenge"):
            return
        raise WebAuthnChallengeNotFoundException("The challenge was not found.")
    if client is not who.client and not deviates("passkey-any-client"):
        raise WebAuthnClientMismatchException("The registration was begun at another client.")


def check_registration(pool: Pool, rp_id: str, client_data: ClientData, data: AuthenticatorData) -> None:
    """Ceremony, origin, relying party, user verification and algorithm."""
    if client_data.ceremony != "webauthn.create":
        raise InvalidParameterException("Credential data is not valid")
    if not webauthn.belongs(client_data.origin, rp_id) and not deviates("passkey-any-origin"):
        raise WebAuthnOriginNotAllowedException("The origin is not of the relying party.")
    if not hmac.compare_digest(data.rp_hash, webauthn.hash_of(rp_id)) and not deviates("passkey-for-any-relying-party"):
        raise WebAuthnRelyingPartyMismatchException("The passkey is of another relying party.")
    if not enough(pool, data, "passkey"):
        raise InvalidParameterException("Credential data is not valid")
    algorithm = (data.public or {}).get(3)
    if algorithm not in (ES256, RS256) and not deviates("passkey-of-any-algorithm"):
        raise WebAuthnCredentialNotSupportedException("The algorithm is not supported.")
    if algorithm == RS256 and deviates("passkey-rs256-refused"):
        raise WebAuthnCredentialNotSupportedException("The algorithm is not supported.")
    if algorithm == ES256 and deviates("passkey-es256-refused"):
        raise WebAuthnCredentialNotSupportedException("The algorithm is not supported.")


def keep(call: Call, user: User, rp_id: str, credential: dict[str, Any], data: AuthenticatorData) -> None:
    """The passkey is the user's from now on."""
    if deviates("passkey-lost"):
        return
    transports = credential["response"].get("transports", [])
    attachment = credential.get("authenticatorAttachment")
    user.passkeys[data.identifier] = Passkey(
        data.identifier, rp_id, data.public or {}, attachment, list(transports), call.now
    )


@operation("ListWebAuthnCredentials")
def list_credentials(call: Call) -> Answer:
    """Documented: the user's own, in pages."""
    who = caller(call)
    found = list(who.user.passkeys.values())
    if deviates("passkey-list-of-everybody"):
        found = [passkey for user in who.pool.users.values() for passkey in user.passkeys.values()]
    limit = None if deviates("passkey-pages-ignored") else call.get("MaxResults")
    shown, token = page(call, found, lambda passkey: passkey.identifier, limit, "NextToken")
    return {"Credentials": [described(passkey) for passkey in shown]} | token


def described(passkey: Passkey) -> dict[str, Any]:
    """WebAuthnCredentialDescription."""
    shown: dict[str, Any] = {
        "CredentialId": passkey.identifier,
        "FriendlyCredentialName": "Passkey",
        "RelyingPartyId": varied(passkey.rp_id, "passkey-listed-without-party", ""),
        "AuthenticatorTransports": passkey.transports,
        "CreatedAt": date(passkey.created),
    }
    if deviates("passkey-listed-without-name"):
        del shown["FriendlyCredentialName"]
    return shown | ({"AuthenticatorAttachment": passkey.attachment} if passkey.attachment else {})


@operation("DeleteWebAuthnCredential")
def delete_credential(call: Call) -> Answer:
    """Documented: gone."""
    who, identifier = caller(call), call["CredentialId"]
    owner = who.user
    if deviates("passkey-deleted-by-anybody"):
        owner = next((user for user in who.pool.users.values() if identifier in user.passkeys), owner)
    if identifier not in owner.passkeys:
        if deviates("passkey-unknown-deleted"):
            return {}
        if deviates("unknown-passkey-deletes-all"):
            owner.passkeys.clear()
        raise ResourceNotFoundException("The credential does not exist.")
    if not deviates("passkey-deleted-remains"):
        who.user.deleted_passkeys[identifier] = owner.passkeys.pop(identifier)
        if deviates("passkey-deletion-deletes-all"):
            owner.passkeys.clear()
    return {}
