"""A defect's witness does not show on the reference, which does not have the defect, and shows where it was found."""

from __future__ import annotations

from pathlib import Path

import pytest

from command import events, run


@pytest.mark.parametrize(
    ("mutant", "requirement"),
    [
        ("domain-refused@mfa=OPTIONAL", "DOMAIN-001"),  # a trial without the factor makes the domain
        ("race-domain", "RACE-012"),  # a pool has one domain, and a name serves one round
        ("srp-verifier-stays", "EFFECT-016"),  # after a new password the salt may be another one
    ],
)
def test_a_witness_is_about_the_defect(mutant: str, requirement: str, tmp_path: Path) -> None:
    spec = f"reference?mutants={mutant}"
    done = run("run", spec, "--requirement", requirement, "--seed", "6", "--out", tmp_path)
    assert done.code == 1, done.all
    found = [event for event in events(tmp_path, "witness") if event["requirement"] == requirement]
    assert found
    assert all(event["confirmed"] for event in found)
    there = run("replay", tmp_path, requirement)
    assert (there.code, "still diverges" in there.out) == (1, True), there.all
    fixed = run("replay", tmp_path, requirement, "--target", "reference")
    assert (fixed.code, "still diverges" in fixed.out) == (0, False), fixed.all
