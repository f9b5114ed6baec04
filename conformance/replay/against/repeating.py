"""Repeats an example on both targets, in pools and under names of its own, with as few steps as show a difference."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conformance.checking.exchange import Exchange
from conformance.replay.against.comparing import ENDS, Contrast, contrasts
from conformance.replay.against.masking import Mask
from conformance.replay.against.naming import ODD
from conformance.replay.execute import NotReplayable, Way, execute_one
from conformance.replay.history import with_history
from conformance.replay.space import Outcome, Space
from conformance.replay.witness import closure, renumber
from conformance.transport.browsers import Browsers
from conformance.transport.driver import Driver

Steps = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Example:
    """The steps of an example, encoded, up to the one whose answers differ, and how they differed."""

    steps: Steps
    contrast: Contrast

    @property
    def last(self) -> int:
        """The number of the step whose answers differ."""
        return len(self.steps) - 1

    @property
    def judge(self) -> dict[str, Any]:
        """What it is about, in the form of a judgement."""
        return {"how": "accepted", "requirement": "", "arguments": [{"$step": self.last}], "values": {}}


@dataclass(frozen=True)
class Shown:
    """A difference that came again: the steps that show it, those accepted on both targets, and the two answers."""

    steps: Steps
    accepted: Collection[int]
    answers: tuple[Exchange, Exchange]
    contrast: Contrast


class Repeater:
    """Repeats examples on two targets. ``tag`` is the part that all names of the run contain."""

    def __init__(self, drivers: tuple[Driver, Driver], tag: str) -> None:
        self._drivers = drivers
        self._tag = tag
        self._space = Space(tag)

    def shown(self, example: Example) -> Shown | None:
        """The difference with the fewest steps that are tried; None where it does not come again."""
        everything = frozenset(range(len(example.steps)))
        needed = with_history(example.steps, closure(example.steps, example.judge), self._tag) & everything
        for kept in dict.fromkeys([needed | {example.last}, everything]):
            found = self._tried(example, kept)
            if found is not None:
                return found
        return None

    def _tried(self, example: Example, kept: frozenset[int]) -> Shown | None:
        space = self._space.next(alone=frozenset(range(len(example.steps))))
        both = [performed(example.steps, kept, driver, space) for driver in self._drivers]
        masks = tuple(Mask([self._tag, space.stand_in], driver.running.region) for driver in self._drivers)
        for number in sorted(kept):
            one, other = (outcomes[number] if number < len(outcomes) else None for outcomes in both)
            if one is None or other is None:
                return None
            if one.exchange is None or other.exchange is None:
                continue
            found = contrasts(one.exchange, other.exchange, (masks[0], masks[1]))
            if number == example.last:
                return _same(example, found, kept, both, (one.exchange, other.exchange))
            if any(each.kind in ENDS for each in found):
                return None  # what follows would follow from that
        return None


def _same(
    example: Example, found: Sequence[Contrast], kept: frozenset[int], both: Any, answers: tuple[Exchange, Exchange]
) -> Shown | None:
    wanted = example.contrast
    alike = [c for c in found if (c.key, c.first, c.second) == (wanted.key, wanted.first, wanted.second)]
    if not alike:
        return None
    steps, _ = renumber(example.steps, example.judge, kept)
    worked = [all(_accepted(outcomes[number]) for outcomes in both) for number in sorted(kept)]
    return Shown(steps, [n for n, ok in enumerate(worked) if ok and n < len(steps) - 1], answers, alike[0])


def _accepted(outcome: Outcome | None) -> bool:
    return outcome is not None and outcome.exchange is not None and outcome.exchange.ok


def performed(steps: Steps, kept: Collection[int], driver: Driver, space: Space) -> list[Outcome | None]:
    """The outcomes of the steps on one target, as far as they could be executed. Raises ``TargetLost``."""
    outcomes: list[Outcome | None] = []
    way = Way(driver, Browsers(driver), "")
    for number, step in enumerate(steps):
        if number not in kept:
            outcomes.append(None)
            continue
        try:
            outcomes.append(execute_one(step, outcomes, way, space))
        except (NotReplayable, NotImplementedError, *ODD):
            break
    return outcomes
