"""What a release changed, sorted by what may be said of it. Pure.

A divergence where nothing could be judged before is as old as it may be: no release is said to have broken it. Nor is
one said to have fixed or broken a race, which goes wrong now and then, or what a replay did not show again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from reports.compare import Difference, TargetDiff
from reports.record import DIVERGENT

Sort = Literal["fixed", "broke", "added", "shown", "lost", "otherwise", "chance"]
HEADINGS: Mapping[Sort, str] = {
    "fixed": "Fixed",
    "broke": "Broke",
    "added": "Passes, and could not be judged before",
    "shown": "Diverges, and could not be judged before",
    "lost": "Can no longer be judged",
    "otherwise": "Diverges in another way",
    "chance": "Perhaps by chance: races, and what a replay did not show again",
}
RACE = "RACE-"  # the ids of the area races begin so


def sorted_changes(change: TargetDiff | None) -> Mapping[Sort, Sequence[Difference]]:
    """The differences of each sort; every sort is there. Changes between verdicts that judge nothing are left out."""
    found: dict[Sort, list[Difference]] = {sort: [] for sort in HEADINGS}
    for difference in change.differences if change is not None else ():
        if sort := _sort(difference):
            found[sort].append(difference)
    return found


def _sort(difference: Difference) -> Sort | None:
    old, new = difference.old, difference.new
    before, after = (verdict == "pass" or verdict in DIVERGENT for verdict in (old, new))
    if not before:
        return ("shown" if new in DIVERGENT else "added") if after else None
    if not after:
        return "lost"
    if "pass" not in (old, new):
        return "otherwise"
    if difference.requirement.startswith(RACE) or "flaky" in (old, new):
        return "chance"
    return "broke" if old == "pass" else "fixed"
