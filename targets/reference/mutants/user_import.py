"""Defects of the import of users."""

from __future__ import annotations

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant("header-without-username", "the header has no column cognito:username", violates="IMPORT-001"),
    Mutant("header-without-custom", "the header has no custom attributes", violates="IMPORT-002"),
    Mutant("header-repeats-email", "a column occurs twice", violates="IMPORT-003"),
    Mutant("header-with-sub", "the header has a column sub", violates="IMPORT-004"),
    Mutant("pool-unknown-to-GetCSVHeader", "an unknown pool is invalid", violates="IMPORT-005"),
    Mutant("job-starts-at-once", "a new job is Pending", violates="IMPORT-006", also=("IMPORT-007",)),
    Mutant("job-shown-by-id", "DescribeUserImportJob shows the id as the name", violates="IMPORT-007"),
    Mutant("job-unknown-is-empty", "an unknown job is described as empty", violates="IMPORT-008"),
    Mutant("job-list-loses-one", "ListUserImportJobs leaves the oldest job out", violates="IMPORT-009"),
    Mutant("job-list-unbounded", "MaxResults may be any number", violates="IMPORT-010"),
    Mutant("job-name-of-any-length", "a job's name may be of any length", violates="IMPORT-011"),
    Mutant("job-role-of-any-form", "a job's role may be anything", violates="IMPORT-012"),
    Mutant("pool-unknown-to-CreateUserImportJob", "an unknown pool is invalid", violates="IMPORT-013"),
    Mutant(
        "job-starts-without-file",
        "a job starts although it has no file",
        violates="IMPORT-015",
        also=("IMPORT-016", "IMPORT-017"),
    ),
    Mutant("job-without-file-text", "the text for a job without a file does not name the job", violates="IMPORT-016"),
    Mutant("job-unknown-is-without-file", "an unknown job lacks its file", violates="IMPORT-017"),
    Mutant("pool-unknown-to-ListUserImportJobs", "an unknown pool is invalid", violates="IMPORT-014"),
)
