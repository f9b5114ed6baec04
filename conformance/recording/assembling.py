"""Makes the finished file of the parts that the processes of a run have written, and says what it shows."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conformance.checking.acceptance import judge_refused, judge_text
from conformance.checking.exchange import Difference, Exchange
from conformance.evidence import LAYOUT, EvidenceFile, Kind, Question, Recording
from conformance.recording.keeping import ASKED, KEPT_OF_EACH, OVERSEEN
from conformance.recording.references import numbered
from conformance.requirements import Catalog, Requirement

RAISES, CONTRADICTS, UNSTEADY, CONFIRMS = "raises", "contradicts", "unsteady", "confirms"
UNKEPT, SHORT = "not shown by what is kept", "seen too rarely"
WORDS = (RAISES, CONTRADICTS, UNSTEADY, CONFIRMS, UNKEPT, SHORT)


@dataclass(frozen=True)
class Facts:
    """What a run was, as its report has it."""

    target: str  # as it may be printed
    real: bool
    recorded: str  # ISO date
    region: str
    complete: bool
    versions: Mapping[str, str]
    arguments: Mapping[str, Any]
    verdicts: Mapping[str, str]  # by requirement
    observed: frozenset[str] = frozenset()  # requirements that agreed or diverged at least once


@dataclass
class _Answer:
    """One kept answer, with the requirements that it decided."""

    line: Mapping[str, Any]
    shows: dict[str, str] = field(default_factory=dict)  # requirement -> agrees or diverges
    places: dict[str, int] = field(default_factory=dict)  # requirement -> the how-manieth time it was decided there

    def take(self, line: Mapping[str, Any]) -> None:
        """Take what one line says of it."""
        self.shows[line["requirement"]] = line["outcome"]
        self.places[line["requirement"]] = line["place"]


def assembled(folder: Path, facts: Facts, catalog: Catalog, *, all_kept: bool = False) -> EvidenceFile:
    """The finished file. ``all_kept``: with all answers that were kept, also where fewer show the same.

    Torn lines of a part are passed over. Raises ``OSError`` where a part cannot be read.
    """
    answers, questions = _read(folder)
    chosen = answers if all_kept else _first_of_each(answers)
    document = numbered({"answers": [_as_data(a) for a in chosen], "questions": questions})
    recordings = tuple(_recordings(document["answers"], facts, catalog))
    return EvidenceFile(
        layout=LAYOUT,
        about=f"answers of {facts.target} that decided requirements, as the suite kept them",
        target=facts.target,
        real=facts.real,
        versions=facts.versions,
        recorded=facts.recorded,
        region=facts.region,
        tiers=tuple(sorted({r.tier for r in recordings} - {""})),
        arguments=facts.arguments,
        complete=facts.complete,
        questions=tuple(Question(**question) for question in document["questions"]),
        conclusions=_conclusions(facts, catalog, recordings),
        recordings=recordings,
    )


def _read(folder: Path) -> tuple[list[_Answer], list[Any]]:
    """The answers of all parts in an order that does not depend on which process made them, and the questions."""
    found: list[_Answer] = []
    questions: list[Any] = []
    for part in sorted(folder.glob("part-*.ndjson")):
        by_number: dict[int, _Answer] = {}
        for line in _lines(part):
            if "question" in line:
                questions.append(line["question"])
            elif "number" in line:
                by_number[line["number"]] = _Answer(line)
            elif line.get("answer") in by_number:
                by_number[line["answer"]].take(line)
        found += by_number.values()
    found.sort(key=_order)
    kept = [answer for answer in found if answer.shows or answer.line["property"].startswith(ASKED)]
    return kept, sorted(questions, key=lambda q: str(q["requirement"]))


def _lines(part: Path) -> Iterator[Mapping[str, Any]]:
    with part.open(encoding="utf-8", errors="replace") as lines:
        for text in lines:
            try:
                line = json.loads(text)
            except ValueError:  # torn, by a full disk or the end of its process
                continue
            if isinstance(line, dict):
                yield line


def _order(answer: _Answer) -> tuple[bool, str, str, str, list[tuple[str, int]]]:
    """What was met by chance comes last."""
    line = answer.line
    late = line["property"] == OVERSEEN or line["property"].startswith(ASKED)
    return late, line["property"], line["drawn"], line["operation"], sorted(answer.places.items())


def _first_of_each(answers: Sequence[_Answer]) -> list[_Answer]:
    """The first few answers that agree, and that diverge, of each requirement."""
    counts = Counter[tuple[str, str]]()
    chosen = []
    for answer in answers:
        new = [pair for pair in answer.shows.items() if counts[pair] < KEPT_OF_EACH]
        if new or answer.line["property"].startswith(ASKED):
            counts.update(new)
            chosen.append(_Answer(answer.line, dict(new), {i: answer.places[i] for i, _ in new}))
    return chosen


def _as_data(answer: _Answer) -> dict[str, Any]:
    return {**answer.line, "shows": answer.shows, "places": answer.places}


def _recordings(answers: Iterable[Mapping[str, Any]], facts: Facts, catalog: Catalog) -> Iterator[Recording]:
    stem = "-".join(("REC", facts.recorded.replace("-", ""), facts.region.replace("-", "").upper() or "NOWHERE"))
    for number, answer in enumerate(answers, 1):
        shows = {i: outcome for i, outcome in answer["shows"].items() if _still_shown(answer, catalog, i, outcome)}
        yield Recording(
            id=f"{stem}-S{facts.arguments.get('seed', 0)}-{number:04d}",
            kind=_kind(answer),
            recorded=facts.recorded,
            region=facts.region,
            operation=answer["operation"],
            situation=answer["property"],
            status=answer["status"],
            payload=answer["payload"],
            header=answer["header"],
            request=answer["request"],
            tokens=answer["tokens"],
            drawn=answer["drawn"],
            setting=answer["setting"],
            places={i: place for i, place in answer["places"].items() if i in shows},
            tier=answer["tier"],
            requirements=tuple(i for i, outcome in shows.items() if outcome == "agrees"),
            contradicts=tuple(i for i, outcome in shows.items() if outcome == "diverges"),
            source=f"recorded by the suite on {facts.target}",
        )


def _kind(answer: Mapping[str, Any]) -> Kind:
    if " " in answer["operation"]:
        return "web-answer"
    return "api-error" if answer["refused"] and answer["payload"].get("__type") else "api-answer"


def _still_shown(answer: Mapping[str, Any], catalog: Catalog, identifier: str, outcome: str) -> bool:
    """Whether what is kept of a refusal still shows what the whole of it showed: a message may have lost words."""
    known = catalog.requirements.get(identifier)
    if known is None or outcome == "diverges" or not answer["refused"] or not (known.error or known.text_of):
        return known is not None
    return _refusal_judged(known, answer) is None


def _refusal_judged(known: Requirement, answer: Mapping[str, Any]) -> Difference | None:
    code, message = answer["code"], answer["message"]
    exchange = Exchange(answer["operation"], {}, answer["status"], outcome="error", code=code, message=message)
    return judge_text(known, exchange) if known.text_of else judge_refused(known, exchange)


def _conclusions(facts: Facts, catalog: Catalog, recordings: Sequence[Recording]) -> dict[str, tuple[str, ...]]:
    """What the run does to the grades of the catalog, by the verdicts of its report."""
    shown = {i for r in recordings for i in r.requirements}
    found: dict[str, list[str]] = defaultdict(list)
    for identifier, verdict in sorted(facts.verdicts.items()):
        known = catalog.requirements.get(identifier)
        word = _word(verdict, known, identifier in shown, identifier in facts.observed) if known is not None else ""
        if word:
            found[word].append(identifier)
    return {word: tuple(found[word]) for word in WORDS}


def _word(verdict: str, known: Requirement, shown: bool, observed: bool) -> str:
    if verdict in ("fail", "flaky"):
        return CONTRADICTS if verdict == "fail" else UNSTEADY
    if verdict == "pass" and known.grade == "recorded":
        return CONFIRMS
    if verdict == "pass":
        return RAISES if shown else UNKEPT
    return SHORT if observed else ""
