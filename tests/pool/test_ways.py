"""Every change that was written down is found in the place, and with the way, that was written with it."""

from __future__ import annotations

import pytest

from conformance.oracle.update_members import Via
from conformance.pool.diff.accepted import Accepted
from conformance.pool.diff.report import report
from pool_changes import Seed, document
from pool_seeds import NOT_APPLIED
from pool_seeds_applied import APPLIED

CASES = [(seed, tool) for seed in (*NOT_APPLIED, *APPLIED) for tool in seed.ways]
KINDS = {"api": "snapshot", "cfn": "cloudformation", "terraform": "terraform"}


@pytest.mark.parametrize(("seed", "tool"), CASES, ids=[f"{seed.name} by {tool}" for seed, tool in CASES])
def test_a_change_is_found_in_its_way(seed: Seed, tool: Via) -> None:
    old, new = document(seed.old, KINDS[tool]), document({**seed.old, **seed.new}, KINDS[tool])
    if seed.name.endswith("left out") and not seed.new:
        new = document({}, KINDS[tool])
    found = report(old, new, tool, Accepted())
    ways = {way.difference.place: (way.way, way.why) for way in found.ways}
    assert seed.place in ways, ways
    assert ways[seed.place][0] == seed.ways[tool], ways
