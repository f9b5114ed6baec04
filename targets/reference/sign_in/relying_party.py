"""The pool as the relying party of its users' passkeys."""

from __future__ import annotations

import json
from typing import Any

from targets.reference.core.deviation import deviates, varied
from targets.reference.core.factors import Passkey
from targets.reference.core.state import Pool, User
from targets.reference.sign_in import webauthn
from targets.reference.sign_in.webauthn import AuthenticatorData

CHALLENGE_SIZE = 32
REQUIRED = "required"


def configuration(pool: Pool) -> dict[str, Any]:
    """What SetUserPoolMfaConfig said of passkeys."""
    return dict(pool.mfa.get("WebAuthnConfiguration", {}))


def relying_party(pool: Pool) -> str:
    """Documented: as configured, else the domain, where that has the newer pages; else nothing."""
    configured = configuration(pool).get("RelyingPartyId")
    if configured:
        return str(configured)
    if not pool.domain or not pool.managed_login or deviates("passkey-domain-is-no-party"):
        return varied("", "passkey-any-relying-party", "example.com")
    custom = "CustomDomainConfig" in pool.domain_settings
    return pool.domain if custom else f"{pool.domain}.auth.{pool.region}.amazoncognito.com"


def verification(pool: Pool) -> str:
    """Documented: preferred, unless it is said."""
    return str(configuration(pool).get("UserVerification", "preferred"))


def enough(pool: Pool, data: AuthenticatorData, mutant: str) -> bool:
    """Whether the user was known to the authenticator as well as the pool wants it."""
    if not data.flags & webauthn.PRESENT:
        return False
    if verification(pool) != REQUIRED:
        return data.verified or not deviates(f"{mutant}-must-be-verified")
    return data.verified or deviates(f"{mutant}-need-not-be-verified")


def usable(pool: Pool, user: User) -> list[Passkey]:
    """The passkeys that a user can sign in with. Documented: another relying party needs new ones."""
    if "WEB_AUTHN" not in pool.first_factors:
        return []
    rp_id = relying_party(pool)
    return [passkey for passkey in user.passkeys.values() if passkey.rp_id == rp_id]


def request_options(pool: Pool, user: User, challenge: str) -> str:
    """Reported: what a browser needs to sign, as JSON in a string."""
    allowed = [{"type": "public-key", "id": passkey.identifier} for passkey in usable(pool, user)]
    options = {
        "challenge": challenge,
        "rpId": varied(relying_party(pool), "passkey-sign-in-at-another-party", "localhost"),
        "timeout": 180000,
        "allowCredentials": allowed,
        "userVerification": verification(pool),
    }
    return json.dumps(options, separators=(",", ":"))
