"""Which of the things that people do work on a target, and what decides it. Pure; the fold computes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reports.harm import WORDS, harm_in
from reports.record import Harm, Journey, JourneyResult, JourneyState, RequirementInfo, Result, RunRecord

DECIDING = 6  # requirements that are named
# The verdicts on what a journey needs, those first that say most of it; each with what it makes of the journey.
DECIDES: tuple[tuple[str, JourneyState], ...] = (
    ("fail", "does-not-work"),
    ("flaky", "does-not-work"),
    ("unsupported", "missing"),
    ("blocked", "cannot-be-tried"),
    ("excluded", "cannot-be-tried"),
    ("inconclusive", "cannot-be-tried"),
    ("error", "cannot-be-tried"),
    ("not-reached", "cannot-be-tried"),
)
STATES: dict[JourneyState, tuple[str, str]] = {  # where there is little room: a sign, and a word or two
    "works": ("✓", "works"),
    "works-with-differences": ("≈", "with differences"),
    "does-not-work": ("✕", "not as in Cognito"),
    "missing": ("–", "not offered"),
    "cannot-be-tried": ("?", "cannot be tried"),
}

MANY: dict[JourneyState, str] = {  # behind a number
    "works": "work",
    "works-with-differences": "work with differences",
    "does-not-work": "do not work as in Cognito",
    "missing": "not offered",
    "cannot-be-tried": "cannot be tried",
}


def shown_of(record: RunRecord) -> list[Journey]:
    """The journeys that the run was wholly about on some target, in the order of the catalog's list."""
    found = {journey.id for target in record.targets for journey in target.journeys}
    return [journey for journey in record.journeys if journey.id in found]


def words_of(found: JourneyResult, journey: Journey) -> str:
    """Behind the sign of its state: a word or two that say how it fails, and how much is missing where not all is."""
    if found.state == "does-not-work" and found.harms:
        return ", ".join(WORDS[harm] for harm in found.harms)
    needs = len(journey.needs)
    if found.state == "missing" and 0 < found.missing < needs:
        return f"{found.missing} of {needs} not offered"
    return STATES[found.state][1]


def journeys_of(
    journeys: Sequence[Journey], results: Sequence[Result], infos: Mapping[str, RequirementInfo]
) -> list[JourneyResult]:
    """The journeys all of whose needs this run is about, each with what became of it.

    A journey works where all that it needs passed; it has differences where anything else in its areas diverged, or
    what it needs did so in some situations only. Those that accept too much decide all the same.
    """
    by_id = {result.requirement: result for result in results if result.scored}
    tried = (journey for journey in journeys if all(need in by_id for need in journey.needs))
    return [_judged(journey, by_id, infos) for journey in tried]


def _judged(journey: Journey, by_id: Mapping[str, Result], infos: Mapping[str, RequirementInfo]) -> JourneyResult:
    needs = [by_id[need] for need in journey.needs]
    for verdict, state in DECIDES:
        deciding = [result.requirement for result in needs if result.verdict == verdict and not _now_and_then(result)]
        if deciding:
            return JourneyResult(
                id=journey.id,
                title=journey.title,
                state=_rooted(state, deciding, by_id),
                by=deciding,
                harms=_harms(deciding, by_id),
                missing=sum(result.verdict == "unsupported" for result in needs),
            )
    differing = [r for r in by_id.values() if r.divergent and (r in needs or _area(r, infos) in journey.areas)]
    ordered = [r.requirement for r in sorted(differing, key=lambda r: (r not in needs, -r.weight, r.requirement))]
    state = "works-with-differences" if ordered else "works"
    return JourneyResult(
        id=journey.id, title=journey.title, state=state, by=ordered[:DECIDING], differences=len(ordered)
    )


def _now_and_then(result: Result) -> bool:
    """Whether something works in most situations, and is refused, or other than in Cognito, in others."""
    return result.divergent and result.agreed > result.diverged and harm_in(result) != "accepts"


def _rooted(state: JourneyState, deciding: Sequence[str], by_id: Mapping[str, Result]) -> JourneyState:
    """A need that is blocked by a divergence does not work either: nobody gets past that divergence."""
    roots = {by_id[need].root for need in deciding}
    diverged = any(root in by_id and by_id[root].divergent for root in roots if root)
    return "does-not-work" if state == "cannot-be-tried" and diverged else state


def _harms(deciding: Sequence[str], by_id: Mapping[str, Result]) -> list[Harm]:
    """What the divergences do that decide it, or those by which what decides it is blocked."""
    found = (by_id[need] for need in deciding)
    ends = (result if result.divergent else by_id.get(result.root or "") for result in found)
    return list(dict.fromkeys(harm_in(result) for result in ends if result is not None and result.divergent))


def _area(result: Result, infos: Mapping[str, RequirementInfo]) -> str:
    info = infos.get(result.requirement)
    return info.area if info is not None else ""
