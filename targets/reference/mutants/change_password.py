"""Defects of ChangePassword."""

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant(
        "changepw-refused",
        "ChangePassword is refused for everybody",
        violates="CHANGEPW-001",
        also=(
            "CHANGEPW-010",
            "WIRE-023",
        ),
    ),
    Mutant("changepw-not-set", "the proposed password is not stored", violates="CHANGEPW-002", also=("CHANGEPW-011",)),
    Mutant(
        "changepw-old-password-lives",
        "the previous password still works",
        violates="CHANGEPW-003",
    ),
    Mutant(
        "changepw-previous-unchecked",
        "the previous password is not compared",
        violates="CHANGEPW-004",
        modelled_on="emulators that trust the token",
    ),
    Mutant(
        "changepw-previous-text",
        "no full stop after a wrong previous password",
        violates="CHANGEPW-005",
        modelled_on="moto, whose text is the user name",
    ),
    Mutant(
        "changepw-garbage-code",
        "a malformed token is an invalid parameter",
        violates="CHANGEPW-006",
    ),
    Mutant(
        "changepw-garbage-text",
        "another text for a malformed token",
        violates="CHANGEPW-007",
        modelled_on="moto, whose text is the token",
    ),
    Mutant(
        "changepw-policy-unchecked",
        "the proposed password is not checked against the policy",
        violates="CHANGEPW-008",
    ),
    Mutant(
        "changepw-previous-optional",
        "the previous password may be left out",
        violates="CHANGEPW-009",
    ),
)
