"""Which requirements of the catalog a difference between two targets is about.

A requirement is about a difference where it diverges on one of the two, and would come out otherwise if the second
target had answered there as the first did.
"""

from __future__ import annotations

import base64
import copy
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import checks_on_every_answer, find_check
from conformance.kit.reading import part_of
from conformance.replay.against.comparing import ABSENT, Contrast, Place
from conformance.replay.execute import NotReplayable, decide
from conformance.replay.space import Outcome
from conformance.requirements import Catalog
from conformance.scenario.references import references

UNKNOWN = "(cannot be judged)"
# What a check may stumble over where an answer is not of the form that it was written for.
ODD = (TypeError, ValueError, AttributeError, LookupError, RecursionError)
CALM = "cc_nothing"  # a claim that no check is about


@dataclass(frozen=True)
class Judged:
    """A judgement of the example on the first target, encoded, with the kind of its difference there, or None."""

    judge: Mapping[str, Any]
    first: str | None

    @property
    def requirement(self) -> str:
        """The id of the requirement."""
        return str(self.judge["requirement"])


class Namer:
    """Names the requirements that the differences of one example are about."""

    def __init__(self, catalog: Catalog, judged: Sequence[Judged]) -> None:
        self._catalog = catalog
        self._judged = judged

    def diverging(self, outcomes: Sequence[Outcome | None]) -> set[str]:
        """The requirements that diverge on the second target, where the example's judgements can be repeated there."""
        known = set(range(len(outcomes)))
        due = [j for j in self._judged if set(references([j.judge["arguments"], j.judge["values"]])) <= known]
        return {j.requirement for j in due if self._decided(j, outcomes) not in (None, UNKNOWN)}

    def names(
        self,
        contrast: Contrast,
        number: int,
        first: Exchange,
        outcomes: Sequence[Outcome | None],
        beside: Sequence[Contrast] = (),
    ) -> set[str]:
        """The requirements that a difference at the step ``number`` is about.

        ``first`` is the answer there of the first target, ``outcomes`` are those of the second one. ``beside`` are the
        other differences there: a check that stops at the first thing that is wrong says nothing of the next one.
        """
        if contrast.place is None:
            about = (j for j in self._judged if self._is_about_all_of(j, contrast, number, first, outcomes))
            return {judged.requirement for judged in about} | set(self._of_form(contrast, first, outcomes[number]))
        found = {judged.requirement for judged in self._judged if self._is_about(judged, contrast, number, outcomes)}
        outcome = outcomes[number]
        if beside and contrast.place and outcome is not None and outcome.exchange is not None:
            answer = outcome.exchange
            for other in beside:
                answer = _patched(answer, other, False)
            rest = _with(outcomes, number, answer)
            found |= {judged.requirement for judged in self._judged if self._is_about(judged, contrast, number, rest)}
        return found | set(self._of_form(contrast, first, outcomes[number]))

    def _is_about_all_of(
        self, judged: Judged, contrast: Contrast, number: int, first: Exchange, outcomes: Sequence[Outcome | None]
    ) -> bool:
        """Whether this is about a difference of whole answers: what is said would be otherwise of the first one."""
        if not self._could_be_about(judged, contrast, number) or not _answers(judged, contrast):
            return False
        if judged.first is None and self._decided(judged, outcomes) in (None, UNKNOWN):
            return False
        return self._difference_of(judged, _with(outcomes, number, first)) != self._difference_of(judged, outcomes)

    def _could_be_about(self, judged: Judged, contrast: Contrast, number: int) -> bool:
        if number not in set(references(judged.judge["arguments"])):
            return False
        return bool(self._catalog.requirements[judged.requirement].text_of) == (contrast.kind == "text")

    def _is_about(self, judged: Judged, contrast: Contrast, number: int, outcomes: Sequence[Outcome | None]) -> bool:
        if not self._could_be_about(judged, contrast, number):
            return False
        second = self._decided(judged, outcomes)
        if judged.judge["how"] != "check" or (judged.first is None and second in (None, UNKNOWN)):
            return False
        if self._turns(contrast, number, outcomes, lambda changed: self._decided(judged, changed)):
            return True
        # One of several members that it is about, or both targets break it in one way: what is said of it can tell.
        difference = self._difference_of(judged, outcomes)
        member = contrast.where.rsplit(".", 1)[-1].strip("@[]")
        named = difference is not None and (judged.first == second or member in difference[1])
        return named and self._turns(contrast, number, outcomes, lambda changed: self._difference_of(judged, changed))

    def _turns(self, contrast: Contrast, number: int, outcomes: Any, decided: Any) -> bool:
        """Whether a judgement comes out otherwise with the first target's member in the second one's answer."""
        outcome = outcomes[number]
        if outcome is None or outcome.exchange is None:
            return False
        second = decided(outcomes)
        changed = [_with(outcomes, number, _patched(outcome.exchange, contrast, calm)) for calm in (False, True)]
        return bool(decided(changed[0]) != second and decided(changed[1]) == second)

    def _decided(self, judged: Judged, outcomes: Sequence[Outcome | None]) -> str | None:
        """The kind of the difference on the second target, None where it agrees, ``UNKNOWN`` where nobody can say."""
        difference = self._difference_of(judged, outcomes)
        return difference[0] if difference is not None else None

    def _difference_of(self, judged: Judged, outcomes: Sequence[Outcome | None]) -> tuple[str, str] | None:
        """The same with what was seen."""
        try:
            difference = decide(judged.judge, outcomes, self._catalog.requirements[judged.requirement])
        except (NotReplayable, *ODD):
            return UNKNOWN, ""
        if not isinstance(difference, Difference):
            return None
        return difference.kind, f"{difference.expected} {difference.seen}"

    def _of_form(self, contrast: Contrast, first: Exchange, outcome: Outcome | None) -> Iterator[str]:
        """The requirements on the form of every answer that this is about."""
        if outcome is None or outcome.exchange is None or contrast.kind in ("accepted", "offered"):
            return
        second = outcome.exchange
        for requirement, applied in checks_on_every_answer().items():
            if applied.strangers or not self._catalog.requirements[requirement].active:
                continue
            kinds = [_kind_of(requirement, applied.to, answer) for answer in (first, second)]
            if kinds[0] == kinds[1]:
                continue
            if (
                contrast.place is None
                or _kind_of(requirement, applied.to, _patched(second, contrast, False)) != kinds[1]
            ):
                yield requirement


def _answers(judged: Judged, contrast: Contrast) -> bool:
    """Whether a judgement is about whether a request was accepted, or about how it was refused, as the difference is.

    A check gets whole answers: what it says of one that was refused is about the refusal.
    """
    return judged.judge["how"] != "accepted" or contrast.kind in ("accepted", "offered", "code", "status")


def _kind_of(requirement: str, fits: Any, answer: Exchange) -> str | None:
    try:
        difference = find_check(requirement)(answer) if fits(answer) else None
    except ODD:
        return UNKNOWN
    return difference.kind if difference is not None else None


def _with(outcomes: Sequence[Outcome | None], number: int, exchange: Exchange) -> list[Outcome | None]:
    changed = list(outcomes)
    changed[number] = Outcome(exchange.response, exchange)
    return changed


def _patched(exchange: Exchange, contrast: Contrast, calm: bool) -> Exchange:
    """The second answer with the first one's member. ``calm``: unchanged but for what nothing is about."""
    if not contrast.place:
        return exchange
    try:
        changed = _put(copy.deepcopy(dict(exchange.response)), contrast.place, contrast.instead, calm)
    except ODD:  # it has no such place: a lifetime, say, in a token without times
        return exchange
    return replace(exchange, response=changed, body=json.dumps(changed))


def _put(value: Any, place: Place, instead: Any, calm: bool) -> Any:
    head, rest = place[0], place[1:]
    if isinstance(head, str) and head in ("$header", "$claims") and isinstance(value, str):
        return _rewritten(value, 0 if head == "$header" else 1, rest, instead, calm)
    if not rest:
        return value if calm else _set(value, head, instead)
    value[head] = _put(value[head], rest, instead, calm)
    return value


def _set(value: Any, head: str | int, instead: Any) -> Any:
    if instead is ABSENT:
        del value[head]
    else:
        value[head] = instead
    return value


def _rewritten(token: str, number: int, rest: Place, instead: Any, calm: bool) -> str:
    """A token with a changed header or claims, under its old signature."""
    parts = token.split(".")
    part = part_of(token, number)
    part = {**part, CALM: True} if calm or not rest or rest[0] == "exp - iat" else _put(part, rest, instead, False)
    if rest and rest[0] == "exp - iat" and not calm:
        part["exp"] = part["iat"] + 60 * instead
        part.pop(CALM, None)
    parts[number] = base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")
    return ".".join(parts)
