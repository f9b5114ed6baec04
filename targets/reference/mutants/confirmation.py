"""Defects of sign-up confirmation."""

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant(
        "confirm-any-code",
        "ConfirmSignUp takes any code while one is pending",
        violates="CONFIRM-002",
        modelled_on="emulators that never compare the code",
    ),
)
