"""Results of independent software on a target: from its answers to one word for each task. No I/O.

Nothing here changes a verdict: the judges have a table of their own.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from reports.record import JudgeOpinion, JudgesShare, RunRecord, TargetRecord

Event = Mapping[str, Any]
Word = Literal[
    "as-it-should", "accepts-wrong", "refuses-right", "not-offered", "not-reached", "no-answer", "not-installed"
]
MEANING: dict[Word, str] = {
    "as-it-should": "accepts the right form and refuses every wrong one, as with real Cognito",
    "accepts-wrong": "accepts a wrong form: a wrong password, a changed token, another verifier",
    "refuses-right": "refuses the right form, so its refusals of wrong ones prove nothing",
    "not-offered": "the target does not have what this task needs",
    "not-reached": "what the judge would be given could not be made on this target",
    "no-answer": "the judge itself failed: a defect of this suite or of this machine",
    "not-installed": "the judge is not on this machine",
}
SAYS: dict[Word, str] = {
    "as-it-should": "as it should",
    "accepts-wrong": "accepts a wrong one",
    "refuses-right": "refuses the right one",
    "not-offered": "not offered",
    "not-reached": "not reached",
    "no-answer": "no answer",
    "not-installed": "not installed",
}
BAD: tuple[Word, ...] = ("accepts-wrong", "refuses-right")
SILENT: tuple[Word, ...] = ("not-offered", "not-reached", "no-answer", "not-installed")


@dataclass(frozen=True)
class Task:
    """One task of one judge."""

    judge: str
    version: str
    name: str
    words: tuple[Word, ...]
    opinions: tuple[JudgeOpinion, ...]


@dataclass(frozen=True)
class Column:
    """All results of one judge on one target."""

    judge: str
    version: str
    words: tuple[Word, ...]  # the words in its cell
    tasks: tuple[Task, ...]

    def count(self, word: Word) -> int:
        """How many of its tasks ended so."""
        return sum(1 for task in self.tasks if word in task.words)


@dataclass(frozen=True)
class Decided:
    """One requirement that judges decide: those whose answers are as it says, and those whose answers are not."""

    requirement: str
    agree: tuple[str, ...]
    differ: tuple[str, ...]


def opinions(events: Iterable[Event]) -> list[JudgeOpinion]:
    """The answers by their numbers, in whatever order they came; the last one of a case that was asked twice."""
    found: dict[tuple[str, ...], tuple[Any, JudgeOpinion]] = {}
    for event in sorted(events, key=_rank):
        try:
            opinion = JudgeOpinion.model_validate(dict(event))
        except ValueError:  # of a version that this one does not know
            continue
        found[opinion.judge, opinion.task, opinion.form, opinion.given] = (_rank(event), opinion)
    return [opinion for _, opinion in sorted(found.values(), key=lambda entry: (entry[0][1], entry[0]))]


def _rank(event: Event) -> tuple[float, int, str]:
    at, number = event.get("at"), event.get("number")
    return (
        float(at) if isinstance(at, int | float) else 0.0,
        number if isinstance(number, int) else 0,
        json.dumps(event, sort_keys=True, default=str),
    )


def columns(target: TargetRecord) -> list[Column]:
    """One for each judge that was asked, in the order of asking."""
    return _columns(target.judges)


def share(said: Sequence[JudgeOpinion]) -> JudgesShare | None:
    """How many judges are content; those that could try nothing are not counted. None where none was asked."""
    heard = [column for column in _columns(said) if any(set(task.words) - set(SILENT) for task in column.tasks)]
    content = sum(1 for column in heard if column.words == ("as-it-should",))
    return JudgesShare(content=content, heard=len(heard)) if said else None


def decided(target: TargetRecord) -> list[Decided]:
    """The requirements that judges decide, in the order of asking.

    A judge's refusal of a wrong form counts only where it accepted the right form of the same task.
    """
    found: dict[str, dict[str, bool]] = {}
    for task in (task for column in columns(target) for task in column.tasks):
        control = any((o.form, o.outcome) == ("right", "accepted") for o in task.opinions)
        for said in task.opinions:
            if said.outcome in ("accepted", "refused") and (
                control or (said.form, said.outcome) != ("wrong", "refused")
            ):
                for requirement in said.decides:
                    as_said = (said.form == "right") == (said.outcome == "accepted")
                    judges = found.setdefault(requirement, {})
                    judges[said.judge] = judges.get(said.judge, True) and as_said
    return [
        Decided(name, tuple(j for j, ok in judges.items() if ok), tuple(j for j, ok in judges.items() if not ok))
        for name, judges in found.items()
    ]


def _columns(said: Sequence[JudgeOpinion]) -> list[Column]:
    names = dict.fromkeys(opinion.judge for opinion in said)
    return [_column(name, [o for o in said if o.judge == name]) for name in names]


def judges_of(record: RunRecord) -> list[str]:
    """The judges that were asked about any target."""
    return list(dict.fromkeys(o.judge for target in record.targets for o in target.judges))


def _column(name: str, said: Sequence[JudgeOpinion]) -> Column:
    tasks = tuple(_task([o for o in said if o.task == task]) for task in dict.fromkeys(o.task for o in said))
    words = {word for task in tasks for word in task.words}
    shown = tuple(word for word in BAD if word in words)
    if not shown:
        shown = ("as-it-should",) if "as-it-should" in words else tuple(w for w in SILENT if w in words)[:1]
    return Column(name, said[0].version, shown, tasks)


def _task(said: Sequence[JudgeOpinion]) -> Task:
    return Task(said[0].judge, said[0].version, said[0].task, _words(said), tuple(said))


def _words(said: Sequence[JudgeOpinion]) -> tuple[Word, ...]:
    right = next((o.outcome for o in said if o.form != "wrong"), "not-reached")
    silent = tuple(word for word in SILENT if word == right)
    if silent:
        return silent
    wrong = [o.outcome for o in said if o.form == "wrong"]
    words: list[Word] = ["accepts-wrong"] if "accepted" in wrong else []
    words += ["refuses-right"] if right == "refused" else []
    if not words:
        words = ["as-it-should"] if set(wrong) <= {"refused"} else ["no-answer"]
    return tuple(words)
