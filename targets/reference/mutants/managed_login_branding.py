"""Defects of the styles of managed login."""

from __future__ import annotations

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant("style-always-provided", "every style has Cognito's values", violates="BRAND-001"),
    Mutant("style-by-client-without-id", "a client's style is shown without its id", violates="BRAND-002"),
    Mutant("style-twice", "a client may have two styles", violates="BRAND-003"),
    Mutant(
        "style-unknown-is-empty", "an unknown style is described as empty", violates="BRAND-004", also=("BRAND-006",)
    ),
    Mutant("style-of-none-is-empty", "a client without a style has an empty one", violates="BRAND-005"),
    Mutant(
        "style-of-the-pool",
        "a client without a style has that of another client of its pool",
        violates="BRAND-005",
        also=("SHAPE-018",),
        modelled_on="cognitox, which keeps one style for each pool",
    ),
    Mutant("style-deleted-remains", "a deleted style is still there", violates="BRAND-006"),
    Mutant("style-used-up", "a client whose style was deleted cannot get another", violates="BRAND-007"),
    Mutant("style-unknown-updated", "UpdateManagedLoginBranding takes any id", violates="BRAND-008"),
    Mutant("style-without-assets", "a style without assets shows no list of them", violates="BRAND-010"),
    Mutant("style-with-empty-settings", "a style without settings shows empty ones", violates="BRAND-010"),
    Mutant("style-deleted-twice", "DeleteManagedLoginBranding takes any id", violates="BRAND-009"),
)
