"""Defects of threat protection settings."""

from __future__ import annotations

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant(
        "risk-addresses-lost",
        "lists of addresses are accepted and not stored",
        violates="RISK-001",
        also=("RISK-004", "RISK-005", "RISK-006"),
    ),
    Mutant("risk-compromised-lost", "actions for compromised credentials are not stored", violates="RISK-002"),
    Mutant("risk-takeover-lost", "actions for takeovers are not stored", violates="RISK-003"),
    Mutant("risk-of-pool-only", "DescribeRiskConfiguration ignores ClientId", violates="RISK-004"),
    Mutant("risk-of-client-is-of-pool", "a client's settings become the pool's", violates="RISK-005"),
    Mutant(
        "risk-never-replaced",
        "settings stay as they were first set",
        violates="RISK-006",
        also=("RISK-001", "RISK-002", "RISK-003", "RISK-005"),
    ),
    Mutant("risk-any-compromised-action", "any action for compromised credentials is accepted", violates="RISK-007"),
    Mutant("risk-any-takeover-action", "any action for takeovers is accepted", violates="RISK-008"),
    Mutant("risk-any-filter", "any EventFilter is accepted", violates="RISK-009"),
    Mutant("risk-any-number-of-addresses", "a list of addresses may be of any length", violates="RISK-010"),
    Mutant("pool-unknown-to-SetRiskConfiguration", "an unknown pool is invalid", violates="RISK-011"),
    Mutant("pool-unknown-to-DescribeRiskConfiguration", "an unknown pool is invalid", violates="RISK-012"),
    Mutant(
        "history-without-protection",
        "every pool has a history of its users",
        violates="RISK-014",
        modelled_on="MiniStack before August 2026",
    ),
    Mutant("history-without-list", "a user without events has no list of them", violates="RISK-015"),
    Mutant("history-of-anybody", "an unknown user has a history", violates="RISK-016"),
    Mutant("risk-of-any-client", "settings may be made for any client", violates="RISK-013"),
)
