"""The scores: computed here alone, for the report of a run and for the site of several. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from reports.record import LevelScores, RequirementInfo, Result, Score, Scores


def scores_of(results: Sequence[Result], infos: Mapping[str, RequirementInfo], areas: Iterable[str]) -> Scores:
    """Scores in total and by area, of results that are all scored and in ``infos``; areas in the order given."""
    by_area: dict[str, list[Result]] = {area: [] for area in areas}
    for result in results:
        by_area[infos[result.requirement].area].append(result)
    return Scores(
        total=_levels(results, infos),
        areas={area: _levels(found, infos) for area, found in by_area.items() if found},
    )


def bar_of(score: Score) -> tuple[float, float]:
    """For a bar: where passes and judged ones end, in percent of the active."""
    whole = max(score.active, 1)
    return 100 * score.passed / whole, 100 * (score.passed + score.failed) / whole


def _levels(results: Sequence[Result], infos: Mapping[str, RequirementInfo]) -> LevelScores:
    must = [r for r in results if infos[r.requirement].level == "must"]
    return LevelScores(must=_score(must), all=_score(results))


def _score(results: Sequence[Result]) -> Score:
    """conformance = pass / (pass + fail), coverage = (pass + fail) / active; None where there is nothing to divide by.

    Flaky counts as fail. Active is every scored requirement, so what is unsupported, blocked, inconclusive or excluded
    on this target stays in the denominator of coverage; only the catalog can take a requirement out of it.
    """
    passed = sum(1 for r in results if r.verdict == "pass")
    failed = sum(1 for r in results if r.divergent)
    judged, active = passed + failed, len(results)
    return Score(
        conformance=round(passed / judged, 6) if judged else None,
        coverage=round(judged / active, 6) if active else None,
        passed=passed,
        failed=failed,
        active=active,
    )
