"""Defects of what ExplicitAuthFlows open and close."""

from __future__ import annotations

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant("custom-closes-user-password-auth", "ALLOW_CUSTOM_AUTH closes USER_PASSWORD_AUTH", violates="FLOW-001"),
    Mutant(
        "user-password-auth-not-enforced",
        "USER_PASSWORD_AUTH is served though no value opens it",
        violates="FLOW-002",
        modelled_on="moto: ExplicitAuthFlows are stored and never checked",
        also=(
            "FLOW-021",
            "FLOW-023",
        ),
    ),
    Mutant(
        "user-password-auth-not-enabled-text",
        "The text for USER_PASSWORD_AUTH not enabled differs",
        violates="FLOW-003",
    ),
    Mutant(
        "custom-closes-admin-user-password-auth",
        "ALLOW_CUSTOM_AUTH closes ADMIN_USER_PASSWORD_AUTH",
        violates="FLOW-004",
    ),
    Mutant(
        "admin-user-password-auth-not-enforced",
        "ADMIN_USER_PASSWORD_AUTH is served though no value opens it",
        violates="FLOW-005",
        modelled_on="moto: ExplicitAuthFlows are stored and never checked",
        also=("FLOW-021",),
    ),
    Mutant(
        "admin-user-password-auth-not-enabled-text",
        "The text for ADMIN_USER_PASSWORD_AUTH not enabled differs",
        violates="FLOW-006",
    ),
    Mutant("custom-closes-user-srp-auth", "ALLOW_CUSTOM_AUTH closes USER_SRP_AUTH", violates="FLOW-007"),
    Mutant(
        "user-srp-auth-not-enforced",
        "USER_SRP_AUTH is served though no value opens it",
        violates="FLOW-008",
        modelled_on="moto: ExplicitAuthFlows are stored and never checked",
        also=("FLOW-023",),
    ),
    Mutant("custom-closes-user-auth", "ALLOW_CUSTOM_AUTH closes USER_AUTH", violates="FLOW-009"),
    Mutant("user-auth-not-enforced", "USER_AUTH is served though no value opens it", violates="FLOW-010"),
    Mutant("custom-closes-refresh-token-auth", "ALLOW_CUSTOM_AUTH closes REFRESH_TOKEN_AUTH", violates="FLOW-011"),
    Mutant(
        "older-user-password-auth-adds-nothing",
        "The value USER_PASSWORD_AUTH opens nothing",
        violates="FLOW-013",
    ),
    Mutant("older-user-password-auth-closes-srp", "The value USER_PASSWORD_AUTH closes SRP", violates="FLOW-014"),
    Mutant(
        "older-user-password-auth-closes-refreshing",
        "The value USER_PASSWORD_AUTH closes refreshing",
        violates="FLOW-015",
    ),
    Mutant("older-admin-no-srp-auth-adds-nothing", "The value ADMIN_NO_SRP_AUTH opens nothing", violates="FLOW-016"),
    Mutant("older-admin-no-srp-auth-closes-srp", "The value ADMIN_NO_SRP_AUTH closes SRP", violates="FLOW-017"),
    Mutant(
        "older-admin-no-srp-auth-closes-refreshing",
        "The value ADMIN_NO_SRP_AUTH closes refreshing",
        violates="FLOW-018",
    ),
    Mutant(
        "default-closes-srp",
        "A client without ExplicitAuthFlows allows no SRP",
        violates="FLOW-019",
        also=("CASE-008",),
    ),
    Mutant(
        "default-closes-refreshing",
        "A client without ExplicitAuthFlows allows no refreshing",
        violates="FLOW-020",
    ),
    Mutant(
        "default-opens-passwords",
        "A client without ExplicitAuthFlows allows all flows",
        violates="FLOW-021",
        modelled_on="floci: a client without a list stays ungated",
    ),
    Mutant(
        "custom-only-not-enforced",
        "CUSTOM_AUTH_FLOW_ONLY closes nothing",
        violates="FLOW-023",
        modelled_on="moto: ExplicitAuthFlows are stored and never checked",
    ),
    Mutant("custom-auth-not-enforced", "CUSTOM_AUTH is open on every client", violates="FLOW-025"),
)
