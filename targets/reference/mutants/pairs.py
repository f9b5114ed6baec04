"""Pairs of mutants where the first may hide the second.

The first breaks something early in the life of a user, a token or a code; the second something that only shows after
it. With both switched on, the second one's requirement must fail or be blocked: a pass would mean that a check relied
on an unchecked assumption.
"""

from __future__ import annotations

_HIDDEN_BY: dict[str, tuple[str, ...]] = {
    # Nobody signs up, or nobody can be confirmed
    "sign-up-wants-attributes": (
        "confirm-wants-force",
        "sign-up-says-confirmed",
        "sign-up-takes-taken-name",
        "unconfirmed-signs-in-by-user-password-auth",
        "admin-confirm-keeps-status",
        "admpw-unconfirmed-stays",
        "race-users",
    ),
    "confirm-wants-force": ("confirm-keeps-status", "confirm-verifies-nothing", "confirm-twice", "confirm-any-code"),
    "resend-not-for-unconfirmed": ("resend-says-sms", "resend-address-not-masked", "resend-code-does-not-count"),
    "admin-confirm-keeps-status": ("admin-confirm-twice", "admin-confirm-loses-password"),
    # Any code is accepted
    "confirm-any-code": ("confirm-takes-anybodys-code", "sign-up-codes-never-expire", "confirm-wrong-code-text"),
    "forgot-any-code": (
        "forgot-code-of-anybody",
        "forgot-code-for-ever",
        "forgot-code-not-spent",
        "forgot-mismatch-text",
    ),
    "verify-any-code": ("verify-code-for-ever", "verify-code-on-demand-useless"),
    # Any password is accepted
    "any-password-at-user-password-auth": (
        "former-password-lives",
        "changepw-old-password-lives",
        "forgot-old-password-lives",
        "changepw-not-set",
        "forgot-password-not-set",
        "admpw-second-ignored",
        "temporary-password-lives",
        "wrong-password-text-at-user-password-auth",
        "enabling-forgets-password",
        "admin-confirm-loses-password",
    ),
    "any-srp-password": ("secret-block-of-any-challenge", "proof-never-late", "signature-first-bytes-ignored"),
    "any-temporary-password": (
        "invitation-again-keeps-password",
        "temporary-password-lives",
        "temporary-password-never-expires",
    ),
    # Users are shown in another status than they have
    "unconfirmed-looks-confirmed": (
        "admin-confirm-keeps-status",
        "confirm-keeps-status",
        "admpw-unconfirmed-stays",
    ),
    "invited-looks-confirmed": ("new-password-leaves-status",),
    "reset-status-stays": ("forgot-status-stays",),
    # No code can be asked for
    "reset-needs-phone": ("reset-status-stays", "forgot-status-stays", "reset-required-signs-in-by-user-password-auth"),
    "forgot-only-after-reset": ("forgot-password-not-set", "forgot-old-password-lives", "forgot-code-not-spent"),
    "forgot-changes-status": ("forgot-status-stays",),
    # The own password cannot be changed
    "changepw-refused": (
        "changepw-not-set",
        "changepw-old-password-lives",
        "changepw-previous-unchecked",
        "changepw-policy-unchecked",
    ),
    # Temporary passwords need not be replaced, or the new one is refused
    "temporary-password-signs-in": ("new-password-leaves-status", "temporary-password-lives", "session-used-again"),
    "admin-takes-no-new-password": ("new-password-leaves-status",),
    "new-password-with-tokens": ("new-password-leaves-status", "session-never-expires"),
    # Access tokens are not checked, or all refused
    "get-user-refused": (
        "sign-out-keeps-access-tokens",
        "admin-sign-out-keeps-access-tokens",
        "revoke-keeps-first-access-token",
        "revoke-keeps-newer-access-tokens",
        "sign-out-keeps-other-access-tokens",
        "admuser-access-lives",
        "admuser-enable-revives-access",
        "get-user-takes-id-tokens",
        "get-user-ignores-expiry",
        "alg-none-accepted",
        "access-token-of-deleted-user",
        "get-user-ignores-signature",
    ),
    "get-user-ignores-signature": ("alg-none-accepted", "claims-not-signed"),
    "refreshed-access-token-unknown": ("revoke-keeps-newer-access-tokens",),
    # Nobody can refresh
    "refresh-refused": (
        "refresh-returns-refresh-token",
        "refresh-token-single-use",
        "sign-out-keeps-refresh-token",
        "revoked-refresh-token-works",
        "admin-sign-out-keeps-refresh-tokens",
        "refresh-tokens-never-expire",
        "refresh-for-any-client",
        "refresh-new-origin-jti",
        "admuser-enable-revives-refresh",
        "refresh-for-disabled-user",
        "sign-out-keeps-other-refresh-tokens",
    ),
    "refresh-token-single-use": ("revoked-refresh-token-works", "sign-out-keeps-refresh-token"),
    "rotation-refused": (
        "rotation-returns-the-same-token",
        "rotated-token-unusable",
        "reuse-ends-the-session",
        "grace-period-without-end",
        "original-revoked-alone",
    ),
    "rotation-returns-no-refresh-token": ("rotated-token-unusable", "newest-not-revoked", "fork-loses-both"),
    # Nobody can sign out or revoke
    "global-sign-out-refused": (
        "sign-out-keeps-access-tokens",
        "sign-out-keeps-refresh-token",
        "sign-out-ends-all-users",
        "global-sign-out-twice",
        "sign-out-changes-id-key",
    ),
    "admin-sign-out-refused": ("admin-sign-out-keeps-access-tokens", "admin-sign-out-keeps-refresh-tokens"),
    "revoke-refused": (
        "revoked-refresh-token-works",
        "revoke-ends-other-refresh-tokens",
        "revoke-ends-other-access-tokens",
        "revoke-ends-the-client",
        "revoke-changes-id-key",
        "revoke-only-once",
    ),
    # Users cannot be disabled, enabled or deleted, or are shown wrongly
    "admuser-always-enabled": ("disabling-changes-status", "admuser-enable-confirms"),
    "admuser-delete-needs-disabled": (
        "admuser-deleted-signs-in",
        "admuser-name-stays-taken",
        "admuser-sub-comes-back",
    ),
    "admuser-name-stays-taken": ("admuser-sub-comes-back",),
    "enabling-forgets-password": ("admuser-enable-revives-access",),
    # Nothing is published
    "jwks-not-served": (
        "keys-without-alg",
        "stale-access-key",
        "id-token-unpublished-kid",
        "sign-out-changes-id-key",
    ),
    "discovery-not-served": ("discovery-issuer-with-slash", "discovery-without-userinfo"),
    # Writing attributes, adding groups
    "attr-user-update-lost": ("attr-user-empty-stays", "verify-flag-kept"),
    "attr-first-value-stays": ("attr-admin-empty-stays", "refresh-keeps-old-attributes", "race-attributes"),
    "group-only-one": ("group-highest-number-preferred",),
    # Second factors are not asked for, or any code will do
    "mfa-skipped-at-user-password-auth": (
        "totp-any-code",
        "totp-reusable",
        "totp-of-another-user-signs-in",
        "mfa-not-disabled-by-admin",
        "mfa-not-disabled-by-user",
        "mfa-off-still-asks",
        "totp-association-again-ignored",
        "mfa-disabled-though-required",
    ),
    "mfa-setup-skipped-at-user-password-auth": (
        "mfa-setup-without-app",
        "mfa-setup-forgotten",
        "mfa-optional-after-on-still-asks",
        "totp-enrolled-by-any-code-by-session",
    ),
    "totp-any-code": (
        "totp-of-any-age",
        "totp-of-another-user-signs-in",
        "totp-reusable",
        "totp-of-enrolment-signs-in",
        "totp-session-of-anybody",
        "totp-of-replaced-app-signs-in",
        "totp-wrong-code-ends-session",
    ),
    "totp-enrolled-by-any-code": (
        "totp-of-another-user-enrols",
        "totp-of-former-secret-enrols",
        "totp-wrong-at-enrolment-text",
    ),
    "totp-secret-shared": (
        "totp-of-another-user-signs-in",
        "totp-of-another-user-enrols",
        "totp-of-replaced-app-signs-in",
    ),
    "mfa-setting-list-hidden": ("mfa-preference-stays", "totp-verified-is-enabled"),
    "mfa-preference-ignored": ("mfa-enabled-is-preferred",),
    "mfa-config-without-totp": ("mfa-config-keeps-mode",),
    # What a race relies on does not hold for sequential calls: no contender could lose
    "sign-up-takes-taken-name": ("race-sign-up",),
    "sign-up-random-user-sub": ("race-sign-up",),
    "admin-create-takes-taken-name": ("race-admin-create-user",),
    "confirm-twice": ("race-confirm-code",),
    "confirm-takes-foreign-alias": ("race-confirm-address",),
    "email-alias-does-not-sign-in": ("race-confirm-address",),
    "admin-gives-foreign-alias": ("race-verified-address",),
    "forgot-code-not-spent": ("race-forgot-code",),
    "forgot-password-not-set": ("race-forgot-code",),
    "session-used-again": ("race-session",),
    "totp-reusable": ("race-totp",),
    "hosted-code-twice": ("race-authorization-code",),
    "no-grace-means-a-minute": ("race-rotation",),
    "changepw-previous-unchecked": ("race-change-password",),
    "changepw-not-set": ("race-change-password",),
    "group-replaced": ("race-create-group",),
    "group-unknown-accepted": ("race-group-deletion",),
    "group-list-of-pool": ("race-group-memberships",),
    "domain-of-two-pools": ("race-domain",),
    "sign-out-keeps-refresh-token": ("race-refresh-sign-out",),
    "admin-sign-out-keeps-refresh-tokens": ("race-refresh-sign-out",),
    "revoke-keeps-newer-access-tokens": ("race-refresh-revocation",),
    "admuser-deleted-signs-in": ("race-sign-in-deletion",),
    "admuser-access-lives": ("race-sign-in-disabling",),
    # Two locks are missing: one request loses what another one, wrongly accepted too, has written
    "race-users": ("race-sign-up", "race-confirm-code"),
    "race-sign-up": ("race-admin-create-user",),
    "race-admin-create-user": ("race-sign-up",),
    "race-attributes": ("race-verified-address", "race-confirm-address"),
    "race-verified-address": ("race-attributes",),
    "race-confirm-code": ("race-confirm-address",),
    "race-create-group": ("race-group-memberships", "race-group-deletion"),
    "race-group-memberships": ("race-group-deletion",),
    "race-group-deletion": ("race-group-memberships",),
    "race-sign-in-deletion": ("race-sign-in-disabling",),
    "race-sign-in-disabling": ("race-sign-in-deletion",),
    "race-refresh-sign-out": ("race-refresh-revocation",),
    "race-refresh-revocation": ("race-refresh-sign-out",),
}

PAIRS: tuple[tuple[str, str], ...] = tuple((first, second) for first, hidden in _HIDDEN_BY.items() for second in hidden)
