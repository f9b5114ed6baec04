"""Defects of the verification of addresses."""

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant(
        "verify-flag-kept",
        "a new address keeps the flag of the old one",
        violates="VERIFY-001",
        modelled_on="moto",
    ),
    Mutant(
        "verify-no-delivery-list",
        "UpdateUserAttributes does not say where the code went",
        violates="VERIFY-002",
        modelled_on="moto",
    ),
    Mutant(
        "verify-flag-not-set",
        "VerifyUserAttribute leaves the flag as it was",
        violates="VERIFY-003",
        also=("VERIFY-010",),
    ),
    Mutant(
        "verify-any-code",
        "any code is taken while one is pending",
        violates="VERIFY-004",
        modelled_on="emulators that never compare the code",
    ),
    Mutant(
        "verify-user-never-waits",
        "a user's new address is not pending until its code is confirmed",
        violates="VERIFY-005",
        modelled_on="moto",
    ),
    Mutant(
        "verify-waiting-value-lost",
        "the code sets the flag and not the pending value",
        violates="VERIFY-006",
    ),
    Mutant(
        "verify-admin-never-waits",
        "a new address that an administrator sets is not pending",
        violates="VERIFY-007",
        modelled_on="moto",
    ),
    Mutant(
        "verify-flag-waits-too",
        "an address with its flag is pending too",
        violates="VERIFY-008",
    ),
    Mutant(
        "verify-on-demand-without-details",
        "GetUserAttributeVerificationCode does not say where the code went",
        violates="VERIFY-009",
    ),
    Mutant(
        "verify-code-on-demand-useless",
        "the code of GetUserAttributeVerificationCode is refused",
        violates="VERIFY-010",
        also=("EXPIRY-024",),
    ),
    Mutant(
        "verify-code-for-ever",
        "attribute codes do not expire",
        violates="VERIFY-011",
    ),
    Mutant(
        "verify-always-delivers", "every update says that a code was sent", violates="VERIFY-013", also=("TRIG-046",)
    ),
)
