"""Repeats each example of a run on a second target, step by step, and gathers where the two differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from conformance.checking.exchange import Difference, Exchange
from conformance.journal.redact import Redactor
from conformance.replay.against.comparing import ENDS, Contrast, contrasts
from conformance.replay.against.masking import Mask
from conformance.replay.against.naming import ODD, Judged, Namer
from conformance.replay.against.repeating import Example, Repeater, Shown, Steps
from conformance.replay.execute import NotReplayable, Way, execute_one
from conformance.replay.history import changes
from conformance.replay.space import Outcome
from conformance.requirements import Catalog
from conformance.scenario.blame import blame_of
from conformance.scenario.steps import Judgement, Step, encode_all
from conformance.transport.browsers import Browsers
from conformance.transport.driver import Driver, TargetLost

EXAMPLES = 3  # of each difference that are tried until it shows again
FOLLOWS = "what follows from a difference in an earlier step"
RACES = "calls at the same time, which are in no order"
ENDED = "a request that one of the two refused"
SILENT = "a request without a clear answer on one of the two"


class Named(Protocol):
    """A property, as far as it matters here."""

    @property
    def name(self) -> str:
        """Its name."""
        ...


class Done(Protocol):
    """An example that came to its end on the first target: a scenario is one."""

    steps: list[Step]
    judgements: list[tuple[Judgement, Difference | None]]

    @property
    def property(self) -> Named:
        """The property that it is one of."""
        ...


@dataclass
class Group:
    """One difference, wherever it was seen. ``examples``: the shortest ones, the shortest first."""

    contrast: Contrast
    count: int = 0
    properties: Counter[str] = field(default_factory=Counter)
    requirements: set[str] = field(default_factory=set)
    blamed: set[tuple[int, str]] = field(default_factory=set)  # by side: what says that the refused step is accepted
    examples: list[Example] = field(default_factory=list)
    shown: Shown | None = None

    def add(self, name: str, steps: Steps, contrast: Contrast, requirements: set[str]) -> None:
        """Count one occurrence in an example of the property ``name``."""
        self.count += 1
        self.properties[name] += 1
        self.requirements |= requirements
        if len(self.examples) < EXAMPLES or len(steps) < len(self.examples[-1].steps):
            self.examples = sorted([*self.examples, Example(steps, contrast)], key=lambda each: len(each.steps))
            self.examples = self.examples[:EXAMPLES]


@dataclass
class Counts:
    """What was compared: examples, answers, and the ends of examples that could not be compared whole, by reason."""

    examples: int = 0
    answers: int = 0
    ended: Counter[str] = field(default_factory=Counter)


class Gathering:
    """The comparison of one run's target with a second one."""

    def __init__(self, first: Driver, second: Driver, catalog: Catalog, redactor: Redactor, tag: str) -> None:
        """``tag``: the part that all names of the run contain."""
        self.groups: dict[tuple[str, ...], Group] = {}
        self.counts = Counts()
        self.left_out: list[Contrast] = []  # differences that did not come again
        self.lost = ""  # why one of the two no longer answers
        self.second_lost = False
        self._drivers = (first, second)
        self._catalog = catalog
        self._redactor = redactor
        self._tag = tag
        self._masks = (Mask([tag], first.running.region), Mask([tag], second.running.region))
        self._known: WeakKeyDictionary[Step, Outcome] = WeakKeyDictionary()  # what examples share was done once there
        self._ended: WeakKeyDictionary[Step, bool] = WeakKeyDictionary()  # steps after which the two are not alike
        self._diverging: tuple[set[str], set[str]] = (set(), set())  # requirements, by target

    def example(self, done: Done) -> None:
        """Repeat an example on the second target and gather the differences. Never raises for what that does."""
        if self.lost or not done.steps:
            return
        self.counts.examples += 1
        if any(step.kind == "race" for step in done.steps):
            self.counts.ended[RACES] += 1
            return
        steps = list(done.steps)
        try:
            encoded, judges = encode_all(steps, [judgement for judgement, _ in done.judgements], self._redactor)
            judged = [
                Judged(judge, difference.kind if difference is not None else None)
                for judge, (_, difference) in zip(judges, done.judgements, strict=True)
                if judge is not None
            ]
            self._repeat(done.property.name, steps, encoded, judged)
        except TargetLost as error:  # examples are repeated on the second one alone
            self.lost, self.second_lost = str(error), True

    def _repeat(self, name: str, steps: Sequence[Step], encoded: Steps, judged: Sequence[Judged]) -> None:
        outcomes: list[Outcome | None] = []
        met: list[tuple[int, Exchange, Contrast]] = []
        way = Way(self._drivers[1], Browsers(self._drivers[1]), "")
        for number, step in enumerate(steps):
            reason, found = self._step(step, encoded[number], outcomes, way)
            if step.exchange is not None:
                met += [(number, step.exchange, contrast) for contrast in found]
            if reason:
                self.counts.ended[reason] += 1
                break
        namer = Namer(self._catalog, judged)
        self._diverging[0].update(each.requirement for each in judged if each.first is not None)
        self._diverging[1].update(namer.diverging(outcomes))
        for number, answer, contrast in met:
            group = self.groups.setdefault(contrast.key, Group(contrast))
            beside = [other for at, _, other in met if at == number and other is not contrast]
            requirements = namer.names(contrast, number, answer, outcomes, beside)
            group.add(name, encoded[: number + 1], contrast, requirements)
            group.blamed.update(_blamed(answer, outcomes[number]))

    def _step(
        self, step: Step, encoded: Mapping[str, Any], outcomes: list[Outcome | None], way: Way
    ) -> tuple[str, list[Contrast]]:
        """Execute one step on the second target and compare the answers.

        Returns why the example ends there, empty where it goes on, and the differences.
        """
        known = self._known.get(step)  # examples share pools: what made them is done once there, too
        if known is not None:
            outcomes.append(known)
            return (FOLLOWS if step in self._ended else ""), []
        try:
            outcome = execute_one(encoded, outcomes, way, None)
        except NotReplayable as error:
            return f"{step.name}: {error}", []
        except (NotImplementedError, *ODD) as error:
            return f"{step.name}: {type(error).__name__}", []
        outcomes.append(outcome)
        self._known[step] = outcome
        if step.exchange is None or outcome.exchange is None:
            return "", []
        if "indeterminate" in (step.exchange.outcome, outcome.exchange.outcome):
            self._ended[step] = True
            return SILENT, []
        self.counts.answers += 1
        found = contrasts(step.exchange, outcome.exchange, self._masks)
        if any(contrast.kind in ENDS for contrast in found) and changes(encoded):
            self._ended[step] = True
            return ENDED, found
        return "", found

    def finish(self, ended: str = "") -> list[Group]:
        """Repeat each difference on both targets; returns those that came again, those without a requirement first.

        ``ended``: why the run ended early; then nothing is repeated.
        """
        self.lost = self.lost or ended
        repeater = Repeater(self._drivers, self._tag)
        for group in self.groups.values():
            if not self.lost:
                self._show(group, repeater)
            if group.contrast.kind in ENDS and not group.requirements:
                group.requirements |= {name for side, name in group.blamed if name in self._diverging[side]}
        kept = [group for group in self.groups.values() if group.shown is not None]
        self.left_out = [group.contrast for group in self.groups.values() if group.shown is None]
        return sorted(kept, key=lambda group: (bool(group.requirements), group.contrast.key))

    def _show(self, group: Group, repeater: Repeater) -> None:
        try:
            found = (repeater.shown(example) for example in group.examples)
            group.shown = next((shown for shown in found if shown is not None), None)
        except TargetLost as error:
            self.lost, self.second_lost = str(error), not self._drivers[1].running.alive()


def _blamed(first: Exchange, second: Outcome | None) -> Iterator[tuple[int, str]]:
    """The requirements that say that this is accepted, each with the side that refused it: 0 or 1."""
    answers = (first, second.exchange if second is not None else None)
    for side, answer in enumerate(answers):
        if answer is not None and not answer.ok and (name := blame_of(answer)):
            yield side, name
