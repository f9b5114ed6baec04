"""What a file of recorded answers shows, in lines for people."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conformance.evidence import EvidenceFile
    from conformance.requirements import Catalog
    from reports.record import TargetRecord


def summary(file: EvidenceFile, out: Path, target: TargetRecord | None = None) -> Iterator[str]:
    """What a file shows. ``target``: its results, for why something contradicts."""
    from conformance.command.reading import read_catalog
    from conformance.recording import assembling

    catalog = read_catalog()
    yield f"{len(file.recordings)} answers of {file.target} kept in {out}"
    if not file.real:
        yield f"{file.target} is not real Cognito: none of this is evidence, and it raises no grade; it shows the form"
    titles = {
        assembling.RAISES: "would raise the grade to recorded",
        assembling.CONTRADICTS: "contradicts",
        assembling.UNSTEADY: "diverged, and did not when it was tried again",
        assembling.CONFIRMS: "confirms what is recorded already",
        assembling.UNKEPT: "agrees, and what is kept does not show it",
        assembling.SHORT: "agrees, but in too few situations",
    }
    for word, title in titles.items():
        ids = file.conclusions.get(word, ())
        yield f"{title}: {len(ids)}"
        if word in (assembling.RAISES, assembling.CONTRADICTS, assembling.UNSTEADY):
            yield from (_line(identifier, catalog, target) for identifier in ids)
    yield from _questions(file, catalog)
    if not file.complete:
        yield "incomplete: the run did not come to its end"
    yield f"before you give it to anybody: cognito-conformance evidence check {out}"


def _line(identifier: str, catalog: Catalog, target: TargetRecord | None) -> str:
    known = catalog.requirements[identifier]
    results = target.results if target is not None else []
    kinds = next((r.kinds for r in results if r.requirement == identifier), [])
    why = f"; expected {kinds[0].expected}, seen {kinds[0].seen[:200]}" if kinds else ""
    return f"  {identifier} ({known.grade}): {known.title}{why}"


def _questions(file: EvidenceFile, catalog: Catalog) -> Iterator[str]:
    disputed = [r.id for r in catalog.requirements.values() if r.status == "disputed"]
    answered = [q for q in file.questions if q.answered]
    yield f"disputed requirements: {len(answered)} of {len(disputed)} answered; none is scored"
    words = {True: "holds here", False: "does not hold here", None: "is one way here"}
    for question in file.questions:
        how = words[question.holds] if question.answered else "was not answered"
        known = catalog.requirements.get(question.requirement)
        title = known.title if known is not None else "no longer in the catalog"
        yield f"  {question.requirement} {how}: {title}; {question.asked}: {question.answer}"
