"""Compares two recordings of the same draws: what was seen again, what changed, and what did not come again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from conformance.evidence import EvidenceFile, Question, Recording
from conformance.recording.keeping import ASKED, OVERSEEN
from conformance.recording.references import renumbered

COMPARED = ("status", "payload", "header", "tokens")
_ABSENT = object()  # stands for a member that is not there
COUNTED = frozenset({"EstimatedNumberOfUsers"})  # figures that depend on what else the run has made


@dataclass(frozen=True)
class Change:
    """One answer that is another now."""

    before: Recording
    after: Recording
    places: tuple[str, ...]  # "payload.AuthenticationResult.RefreshToken: absent, now <refresh-token-1>"

    @property
    def requirements(self) -> tuple[str, ...]:
        """The requirements that the answer decided, before or now."""
        return tuple(sorted({*_decided(self.before), *_decided(self.after)}))


@dataclass
class Comparison:
    """What became of each recording, by id."""

    same: list[Recording] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    absent: list[Recording] = field(default_factory=list)  # asked for in vain: not drawn, or not decided, this time
    apart: list[Recording] = field(default_factory=list)  # kept by chance, so that none can be expected again


def compared(old: EvidenceFile, new: EvidenceFile) -> Comparison:
    """What became of the answers of the old file in the new one."""
    found = Comparison()
    again = {key: r for r in new.recordings for key in _keys(r)}
    for recording in old.recordings:
        other = next((again[key] for key in _keys(recording) if key in again), None)
        if recording.situation == OVERSEEN:
            found.apart.append(recording)
        elif other is None:
            found.absent.append(recording)
        elif places := tuple(_places(recording, other)):
            found.changed.append(Change(recording, other, places))
        else:
            found.same.append(recording)
    return found


def _decided(recording: Recording) -> tuple[str, ...]:
    asked = (recording.situation.removeprefix(ASKED),) if recording.situation.startswith(ASKED) else ()
    return (*recording.requirements, *recording.contradicts, *asked)


def _keys(recording: Recording) -> list[tuple[Any, ...]]:
    """What an answer is known by: one key for each requirement that it decided, and one of a question's answer."""
    setting = tuple(sorted(recording.setting.items()))
    where = (recording.situation, recording.drawn, setting, recording.operation)
    return [(*where, *place) for place in recording.places.items()] or [where]


def _places(before: Recording, after: Recording) -> Iterator[str]:
    old, new = (renumbered(_compared_part(recording)) for recording in (before, after))
    yield from _differences(old, new, ())


def _compared_part(recording: Recording) -> dict[str, Any]:
    """The request, too, since its references come first and give the others their numbers."""
    part = {"request": recording.request, **{name: getattr(recording, name) for name in COMPARED}}
    return json.loads(json.dumps(part))  # type: ignore[no-any-return]


def _differences(old: Any, new: Any, path: tuple[str, ...]) -> Iterator[str]:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for name in sorted({*old, *new}):
            if name not in COUNTED:
                yield from _differences(old.get(name, _ABSENT), new.get(name, _ABSENT), (*path, name))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for number, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from _differences(one, other, (*path, str(number)))
    elif old != new:
        yield f"{'.'.join(path)}: {_shown(old)}, now {_shown(new)}"


def _shown(value: Any) -> str:
    return "absent" if value is _ABSENT else json.dumps(value, ensure_ascii=False)[:120]


def renewed(old: EvidenceFile, found: Comparison, seen: str) -> EvidenceFile:
    """The old file with the date on which each answer was seen again, or with what was seen instead."""
    same = {recording.id for recording in found.same}
    changed = {change.before.id: change for change in found.changed}

    def renew(recording: Recording) -> Recording:
        if recording.id in same:
            return recording.model_copy(update={"revalidated": seen, "changed": {}})
        if recording.id in changed:
            return recording.model_copy(update={"changed": _instead(changed[recording.id].after, seen)})
        return recording

    return old.model_copy(update={"recordings": tuple(renew(recording) for recording in old.recordings)})


def _instead(after: Recording, seen: str) -> dict[str, Any]:
    """What was seen instead. Its references are its own, from 1 on: they name nothing of the rest of the file."""
    kept: Mapping[str, Any] = {name: getattr(after, name) for name in COMPARED}
    document: dict[str, Any] = renumbered(dict(kept))
    return {"seen": seen, "contradicts": list(after.contradicts), **document}


def asked_again(old: Sequence[Question], new: Sequence[Question]) -> list[tuple[Question, Question]]:
    """Questions whose answers are others now, each with both."""
    again = {question.requirement: question for question in new}
    pairs = [(question, again[question.requirement]) for question in old if question.requirement in again]
    return [(before, after) for before, after in pairs if _answer(before) != _answer(after)]


def _answer(question: Question) -> Any:
    return renumbered([question.answer, question.holds, question.answered])
