"""Defects of the status of users."""

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant(
        "unconfirmed-looks-confirmed",
        "AdminGetUser shows UNCONFIRMED users as CONFIRMED",
        violates="STATUS-001",
        also=(
            "ADMUSER-001",
            "TRIG-004",
        ),
    ),
    Mutant(
        "invited-looks-confirmed",
        "AdminGetUser shows FORCE_CHANGE_PASSWORD users as CONFIRMED",
        violates="STATUS-002",
        also=(
            "ADMPW-004",
            "ADMPW-005",
            "ADMCONF-007",
            "ADMUSER-001",
        ),
    ),
)
