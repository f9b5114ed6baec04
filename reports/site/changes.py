"""What a release changed, by what may be said of it (``Difference.sort``). Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reports.compare import Difference, Sort, TargetDiff

HEADINGS: Mapping[Sort, str] = {
    "fixed": "Fixed",
    "broke": "Broke",
    "added": "Passes, and could not be judged before",
    "shown": "Diverges, and could not be judged before",
    "lost": "Can no longer be judged",
    "otherwise": "Diverges in another way",
    "chance": "Perhaps by chance: races, and what a replay did not show again",
}


def sorted_changes(change: TargetDiff | None) -> Mapping[Sort, Sequence[Difference]]:
    """The differences of each sort; every sort is there. Changes between verdicts that judge nothing are left out."""
    found: dict[Sort, list[Difference]] = {sort: [] for sort in HEADINGS}
    for difference in change.differences if change is not None else ():
        if difference.sort:
            found[difference.sort].append(difference)
    return found
