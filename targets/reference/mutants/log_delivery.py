"""Defects of log delivery."""

from __future__ import annotations

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant("logs-answer-empty", "SetLogDeliveryConfiguration answers with an empty list", violates="LOGDEL-001"),
    Mutant(
        "logs-shown-without-destination",
        "GetLogDeliveryConfiguration shows no destinations",
        violates="LOGDEL-002",
        also=("LOGDEL-004", "LOGDEL-024"),
    ),
    Mutant("logs-by-default", "a pool delivers logs by default", violates="LOGDEL-003", also=("LOGDEL-005",)),
    Mutant("logs-merged", "a second request is merged with the first", violates="LOGDEL-004"),
    Mutant("logs-never-ended", "an empty list changes nothing", violates="LOGDEL-005"),
    Mutant("logs-of-any-level", "any LogLevel is accepted", violates="LOGDEL-006"),
    Mutant("logs-level-text", "the text lists the levels in another order", violates="LOGDEL-007"),
    Mutant("logs-of-any-source", "any EventSource is accepted", violates="LOGDEL-008"),
    Mutant("logs-source-text", "the text lists the sources in the model's order", violates="LOGDEL-009"),
    Mutant("logs-to-nowhere", "a configuration needs no destination", violates="LOGDEL-010"),
    Mutant("logs-to-nowhere-text", "another text for a missing destination", violates="LOGDEL-011"),
    Mutant("logs-source-twice", "a source may come twice", violates="LOGDEL-012"),
    Mutant("logs-source-twice-text", "another text for a source that comes twice", violates="LOGDEL-013"),
    Mutant("logs-any-number", "there may be any number of configurations", violates="LOGDEL-014"),
    Mutant("logs-activity-in-every-tier", "user activity is logged in every tier", violates="LOGDEL-015"),
    Mutant("logs-activity-of-any-level", "user activity is logged at any level", violates="LOGDEL-016"),
    Mutant("logs-notifications-to-bucket", "notifications are delivered to S3", violates="LOGDEL-017"),
    Mutant("logs-activity-not-to-group", "user activity is not delivered to a log group", violates="LOGDEL-018"),
    Mutant(
        "logs-activity-not-to-bucket",
        "user activity is not delivered to S3",
        violates="LOGDEL-019",
    ),
    Mutant("logs-activity-not-to-stream", "user activity is not delivered to Firehose", violates="LOGDEL-020"),
    Mutant("pool-unknown-to-SetLogDeliveryConfiguration", "an unknown pool is invalid", violates="LOGDEL-021"),
    Mutant("pool-unknown-to-GetLogDeliveryConfiguration", "an unknown pool is invalid", violates="LOGDEL-022"),
    Mutant("logs-list-left-out", "a request without the list ends delivery", violates="LOGDEL-023"),
    Mutant("logs-set-before-check", "a refused configuration is stored", violates="LOGDEL-024"),
)
