"""Defects of passkeys."""

from __future__ import annotations

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant("passkeys-without-limit", "A user can have any number of passkeys", violates="PASSKEY-046"),
    Mutant("passkey-configuration-refused", "SetUserPoolMfaConfig takes no passkeys", violates="PASSKEY-001"),
    Mutant("passkey-configuration-not-shown", "GetUserPoolMfaConfig hides passkeys", violates="PASSKEY-002"),
    Mutant("passkey-registration-refused", "No registration can be begun", violates="PASSKEY-003"),
    Mutant(
        "passkey-rp-of-its-own", "The relying party is always localhost", violates="PASSKEY-004", also=("PASSKEY-047",)
    ),
    Mutant("passkey-es256-only", "RS256 is not offered", violates="PASSKEY-005"),
    Mutant("passkey-not-discoverable", "Passkeys need not be discoverable", violates="PASSKEY-006"),
    Mutant("passkey-verification-not-asked", "User verification is discouraged", violates="PASSKEY-007"),
    Mutant("passkey-challenge-kept", "A user has one challenge", violates="PASSKEY-008"),
    Mutant("passkey-none-excluded", "Known passkeys are not excluded", violates="PASSKEY-009"),
    Mutant("passkey-always-enabled", "Every pool allows passkeys", violates="PASSKEY-010"),
    Mutant("passkey-any-relying-party", "A pool without relying party makes one up", violates="PASSKEY-011"),
    Mutant("passkey-domain-is-no-party", "A prefix domain is not used as the relying party", violates="PASSKEY-047"),
    Mutant(
        "passkey-es256-refused",
        "ES256 passkeys are refused",
        violates="PASSKEY-012",
        also=("PASSKEY-014",),
    ),
    Mutant("passkey-rs256-refused", "RS256 passkeys are refused", violates="PASSKEY-013"),
    Mutant("passkey-must-be-verified", "Registration always wants user verification", violates="PASSKEY-014"),
    Mutant("passkey-need-not-be-verified", "Registration never wants user verification", violates="PASSKEY-015"),
    Mutant("passkey-any-origin", "The origin of a new passkey is not checked", violates="PASSKEY-016"),
    Mutant(
        "passkey-for-any-relying-party",
        "The relying party of a new passkey is not checked",
        violates="PASSKEY-017",
    ),
    Mutant(
        "passkey-any-challenge",
        "A new passkey may answer any challenge",
        violates="PASSKEY-018",
        also=("PASSKEY-019",),
    ),
    Mutant("passkey-challenge-again", "A challenge registers any number of passkeys", violates="PASSKEY-019"),
    Mutant("passkey-any-client", "A registration may be completed at any client", violates="PASSKEY-020"),
    Mutant("passkey-broken-accepted", "A credential that cannot be read is accepted", violates="PASSKEY-021"),
    Mutant("passkey-of-any-algorithm", "A new passkey may be of any algorithm", violates="PASSKEY-022"),
    Mutant("passkey-refused-is-kept", "A refused passkey is registered", violates="PASSKEY-023"),
    Mutant("passkey-listed-without-party", "Listed passkeys have no relying party", violates="PASSKEY-024"),
    Mutant(
        "passkey-lost",
        "A registered passkey is forgotten",
        violates="PASSKEY-024",
        also=("PASSKEY-009", "PASSKEY-026", "PASSKEY-030", "PASSKEY-031", "PASSKEY-033"),
    ),
    Mutant("passkey-listed-without-name", "Listed passkeys have no name", violates="PASSKEY-025"),
    Mutant("passkey-pages-ignored", "Lists of passkeys have no MaxResults", violates="PASSKEY-026"),
    Mutant(
        "passkey-list-of-everybody", "A list shows all users' passkeys", violates="PASSKEY-027", also=("PASSKEY-026",)
    ),
    Mutant(
        "passkey-deleted-remains",
        "A deleted passkey stays",
        violates="PASSKEY-028",
        also=("PASSKEY-043", "PASSKEY-044"),
    ),
    Mutant("passkey-unknown-deleted", "Deleting an unknown passkey is accepted", violates="PASSKEY-029"),
    Mutant("passkey-deleted-by-anybody", "A user deletes another user's passkey", violates="PASSKEY-029"),
    Mutant("passkey-is-no-factor", "GetUserAuthFactors does not list WEB_AUTHN", violates="PASSKEY-030"),
    Mutant(
        "passkey-never-offered",
        "USER_AUTH offers no passkey",
        violates="PASSKEY-031",
        also=("PASSKEY-030", "PASSKEY-033"),
    ),
    Mutant(
        "passkey-offered-to-all",
        "USER_AUTH offers a passkey to everybody",
        violates="PASSKEY-032",
        also=("PASSKEY-043",),
    ),
    Mutant("preferred-web-authn-ignored", "A preferred passkey is not asked for", violates="PASSKEY-033"),
    Mutant("passkey-sign-in-at-another-party", "The options name another relying party", violates="PASSKEY-034"),
    Mutant(
        "passkey-without-options",
        "WEB_AUTHN comes without CREDENTIAL_REQUEST_OPTIONS",
        violates="PASSKEY-034",
        also=("PASSKEY-035",),
    ),
    Mutant("chosen-web-authn-not-begun", "A chosen passkey is asked for without options", violates="PASSKEY-035"),
    Mutant(
        "passkey-right-one-refused",
        "A right assertion is refused",
        violates="PASSKEY-036",
        also=("PASSKEY-042",),
    ),
    Mutant("passkey-any-signature", "Any signature is accepted", violates="PASSKEY-037"),
    Mutant(
        "passkey-unregistered-signs-in",
        "A passkey that nobody registered signs in",
        violates="PASSKEY-038",
        also=("PASSKEY-044",),
    ),
    Mutant("passkey-of-anybody", "Another user's passkey signs in", violates="PASSKEY-038"),
    Mutant("passkey-replayed", "An assertion may answer any challenge", violates="PASSKEY-039"),
    Mutant("passkey-from-anywhere", "Origin and relying party are not checked at sign-in", violates="PASSKEY-040"),
    Mutant("passkey-sign-in-need-not-be-verified", "Sign-in never wants user verification", violates="PASSKEY-041"),
    Mutant("passkey-sign-in-must-be-verified", "Sign-in always wants user verification", violates="PASSKEY-042"),
    Mutant("passkey-deleted-is-asked", "A deleted passkey is still offered", violates="PASSKEY-043"),
    Mutant("passkey-deleted-signs-in", "A deleted passkey signs in", violates="PASSKEY-044"),
    Mutant(
        "disabled-signs-in-by-preferred-web-authn",
        "A disabled user signs in by a passkey",
        violates="PASSKEY-049",
    ),
    Mutant(
        "alias-not-by-preferred-web-authn",
        "Passkeys do not sign in after an alias",
        violates="PASSKEY-050",
    ),
    Mutant(
        "passkey-deletion-deletes-all",
        "Deleting one passkey deletes all of the user",
        violates="PASSKEY-051",
    ),
)
