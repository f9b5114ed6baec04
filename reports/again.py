"""What to run again of an earlier run, and the results of that. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from reports.record import PASSING_KINDS, Model, Result, RunRecord, TargetRecord, Verdict

Word = Literal["fixed", "still", "new", "unclear"]
WORDS: tuple[Word, ...] = ("fixed", "still", "new", "unclear")
AGAIN: frozenset[Verdict] = frozenset({"fail", "flaky", "blocked", "inconclusive", "error"})


class Answer(Model):
    """One requirement that was run again, before and now."""

    requirement: str
    title: str = ""
    word: Word
    before: str
    now: str
    seen: str = ""  # of a divergence: its kinds, and what was seen


def to_run_again(target: TargetRecord) -> list[str]:
    """The ids that failed or could not be judged, the ids that blocked them, and those of properties with an error."""
    results = {result.requirement: result for result in target.results}
    broken = {identifier for error in target.errors for identifier in error.requirements}
    waiting = [r.requirement for r in target.results if r.scored and (r.verdict in AGAIN or r.requirement in broken)]
    found: dict[str, None] = {}
    while waiting:
        identifier = waiting.pop()
        if identifier in found:
            continue
        found[identifier] = None
        result = results.get(identifier)
        if result is not None and result.blocked_by:
            waiting.append(result.blocked_by)
    return sorted(found)


def diverges_now(before: TargetRecord, now: TargetRecord) -> list[str]:
    """The ids of the earlier run that did not diverge there but do now."""
    then = {result.requirement: result for result in before.results if result.scored}
    return [
        result.requirement
        for result in now.results
        if result.divergent and (old := then.get(result.requirement)) is not None and not old.divergent
    ]


def answers(record: RunRecord, before: TargetRecord, now: TargetRecord, identifiers: Iterable[str]) -> list[Answer]:
    """The result of each, in the catalog's order; those that pass as before are left out."""
    then, later = ({r.requirement: r for r in target.results} for target in (before, now))
    wanted, titles = set(identifiers), {info.id: info.title for info in record.requirements}
    order = [*titles, *sorted(wanted - set(titles))]
    found = []
    for identifier in order:
        old, new = then.get(identifier), later.get(identifier)
        if identifier in wanted and (word := _word(old, new)) is not None:
            found.append(
                Answer(
                    requirement=identifier,
                    title=titles.get(identifier, ""),
                    word=word,
                    before=old.verdict if old else "in the way",
                    now=_now(new),
                    seen=_seen(new),
                )
            )
    return found


def _word(old: Result | None, new: Result | None) -> Word | None:
    """Also ``new`` if it diverges in a way it did not before; None if nothing was wrong before or now.

    A requirement outside the earlier run that was blamed there counts as having diverged.
    """
    if new is not None and new.verdict == "pass":
        return None if old is not None and old.verdict not in AGAIN else "fixed"
    if new is not None and new.divergent:
        return "still" if old is None or (old.divergent and ways(new) <= ways(old)) else "new"
    same = old is not None and new is not None and old.verdict == new.verdict
    return "still" if same else "unclear"


def ways(result: Result) -> set[str]:
    """The kinds of its divergences, without server errors that did not repeat."""
    return {k.name for k in result.kinds if k.confirmed or not k.kind.startswith(PASSING_KINDS)}


def _now(result: Result | None) -> str:
    if result is None:
        return "not tried"
    return f"blocked by {result.blocked_by}" if result.blocked_by else result.verdict


def _seen(result: Result | None) -> str:
    if result is None or not result.divergent or not result.kinds:
        return ""
    return f"{', '.join(sorted(ways(result)))}: {result.kinds[0].seen}"


def focused(again: TargetRecord, merged: TargetRecord, identifiers: Iterable[str]) -> TargetRecord:
    """The results on these requirements alone, scored, with the footers of the retry."""
    wanted = set(identifiers)
    results = [r.model_copy(update={"scored": True}) for r in merged.results if r.requirement in wanted]
    executed = sum(1 for result in results if result.observed)
    return again.model_copy(update={"results": results, "expected": len(results), "executed": executed})


def counted(found: Sequence[Answer], expected: int = 0) -> str:
    """The summary in one line; ``expected`` is how many of the divergences are known."""
    counts = {word: sum(1 for answer in found if answer.word == word) for word in WORDS}
    parts = [f"{counts[word]} {word}" for word in WORDS if counts[word] or word != "unclear"]
    return ", ".join(parts) + (f"; {expected} of them expected" if expected else "")
