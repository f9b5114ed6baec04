"""One example of a property on one target: its steps so far, and the ways in which it ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from hypothesis import assume as hypothesis_assume

from conformance.checking.acceptance import describe
from conformance.checking.exchange import Difference, Exchange, Missing
from conformance.scenario.blame import BLAME, blame_for, blame_of
from conformance.scenario.context import Context
from conformance.scenario.property import Property
from conformance.scenario.steps import Judgement, Step


class ExampleOver(Exception):
    """This example cannot go on; what it had not reached has been recorded. Never a verdict by itself."""


Place = tuple[str, str, int]  # the operation, the fault, and the how-manieth such request of an attempt it was


class Fault(Exception):
    """An answer that shows nothing of the target: what was tried is given up, to be tried again."""

    def __init__(self, exchange: Exchange, place: Place) -> None:
        seen = f"{exchange.operation}: an answer that is {place[1]}" if exchange.ok else describe(exchange)
        super().__init__(f"fault on the way to the target: {seen}")
        self.exchange = exchange
        self.place = place


def cut_short(missing: Missing) -> Fault:
    """An accepted answer without a member as a fault: something on the way may have taken it out."""
    return Fault(missing.exchange, (missing.exchange.operation, f"without {missing.path}", 0))


class Example:
    """The base of a scenario's roles. ``steps`` is what a witness is made from."""

    def __init__(self, context: Context, property_: Property, number: int, situation: str) -> None:
        self.context = context
        self.property = property_
        self.number = number
        self.situation = situation
        self.cell: Mapping[str, str] = {}  # the values of draws that range over a few, in words
        self.arranged: Mapping[str, str] = {}  # by dimension: what was arranged where the property left it open
        self.steps: list[Step] = []
        self.judgements: list[tuple[Judgement, Difference | None]] = []  # with how each came out
        self.judged = False  # whether anything agreed or diverged
        self.diverged: set[str] = set()  # the property's own requirements that diverged here
        self.hindered: set[str] = set()  # those that could not be judged here
        self.given_up = False  # whether a fault has made its state unknown: then nothing more is sent or judged
        self.endured: frozenset[Place] = frozenset()  # faults that are the target's own, however often it is tried
        self._observed: set[str] = set()

    def assume(self, condition: bool) -> None:
        """Drop this example unless the drawn values fit. The condition must not depend on the target."""
        hypothesis_assume(condition)

    def offers(self, capability: str) -> bool:
        """Whether the target has this capability (see ``targets.interface``)."""
        return capability in self.context.running.capabilities

    @property
    def region(self) -> str:
        """The region that requests are signed for."""
        return self.context.running.region

    @property
    def endpoint(self) -> str | None:
        """The URL of the API; None where the target runs in this process."""
        return self.context.running.endpoint

    # -- how it ends ---------------------------------------------------------------------------------------------------

    def need(self, exchange: Exchange, blame: str | None) -> Exchange:
        """End the example unless this was accepted: blocked by ``blame`` where the target refused it."""
        if exchange.ok:
            return exchange
        self._end_unreached(**self._in_the_way(exchange, blame or "", describe(exchange)))
        raise ExampleOver

    def end(self, blame: str, reason: str, answer: Exchange | None = None) -> NoReturn:
        """End the example: what it had not reached is blocked by that requirement.

        ``answer`` is the answer that shows it: it is named where the requirement turns out to hold. It may be left out
        only where the requirement has just diverged here; what holds and is blamed alone is an error of the suite.
        """
        self._end_unreached(**self._shown(blame, reason, answer))
        raise ExampleOver

    def lack(self, reason: str) -> NoReturn:
        """End the example: what it had not reached is something the target does not have."""
        self._end_unreached("unsupported", "", reason)
        raise ExampleOver

    def exclude(self, reason: str) -> NoReturn:
        """End the example: what it had not reached cannot be tested on this target."""
        self._end_unreached("excluded", "", reason)
        raise ExampleOver

    def end_without(self, missing: Missing) -> None:
        """An answer lacked a member: what this example had not reached is blocked by that.

        One that was not accepted lacks it for that.
        """
        answer = missing.exchange
        if not answer.ok:
            self._end_unreached(**self._in_the_way(answer, blame_of(answer) or "", describe(answer)))
            return
        blame = blame_for(answer.operation, missing.path) or BLAME.get(answer.operation, "")
        self._end_unreached(**self._shown(blame, str(missing), answer))

    def end_too_late(self, reason: str) -> None:
        """The suite was too slow: what this example had not reached is inconclusive."""
        self._end_unreached("inconclusive", "", reason)

    def fault(self, operation: str, reason: str) -> Fault:
        """The exception for something other than a request of a step that got no answer."""
        lost = Exchange(operation, {}, None, outcome="indeterminate", code="NoAnswer", message=reason)
        return Fault(lost, (operation, "NoAnswer", 0))

    def end_in_faults(self, fault: Fault) -> None:
        """Trying again did not help: what this example had not reached is inconclusive."""
        self._end_unreached("inconclusive", "", str(fault))

    def _shown(self, blame: str, reason: str, answer: Exchange | None) -> dict[str, Any]:
        """The outcome, and its members, where this answer shows that a requirement stands in the way."""
        if answer is None:
            return {"outcome": "blocked", "blame": blame, "reason": reason}
        if answer.ok:
            return {"outcome": "blocked", "blame": blame, "reason": reason, "step": answer.operation}
        return self._in_the_way(answer, blame, f"{reason}: {describe(answer)}")

    def _in_the_way(self, answer: Exchange, blame: str, reason: str) -> dict[str, Any]:
        """The same where this answer is no acceptance."""
        if answer.outcome == "unsupported":
            return {"outcome": "unsupported", "blame": "", "reason": reason, "step": answer.operation}
        if answer.outcome == "indeterminate":
            return {"outcome": "inconclusive", "blame": "", "reason": reason}
        lacks = self.context.driver.lacking(answer)
        return {"outcome": "blocked", "blame": blame, "reason": reason, "step": answer.operation, "lacks": lacks}

    # -- for the roles -------------------------------------------------------------------------------------------------

    def _keep(self, step: Step) -> None:
        self.steps.append(step)

    def _observe(self, requirement: str, outcome: Any, about: Exchange | None, **more: Any) -> None:
        if self.given_up:
            raise ExampleOver
        self._observed.add(requirement)
        if outcome == "diverges":
            self.diverged.add(requirement)
        elif outcome != "agrees":
            self.hindered.add(requirement)
        self.judged = self.judged or outcome in ("agrees", "diverges")
        self.context.ledger.observe(
            requirement,
            outcome,
            property_=self.property.name,
            scenario=self.number,
            situation=self.situation,
            operation=about.operation if about is not None else "",
            about=about,
            cell=self.cell,
            setting=self.arranged,
            worked=self.context.driver.news(),
            **more,
        )

    def _end_unreached(self, outcome: str, blame: str, reason: str, step: str = "", lacks: Sequence[str] = ()) -> None:
        """``step``: the operation or page whose answer is the reason; ``lacks``: its parts that are said to lack."""
        for requirement in self.property.expanded(self.context.catalog):
            if requirement not in self._observed:
                other = blame if requirement != blame else ""  # nothing is in its own way: the step is
                self._observe(requirement, outcome, None, blame=other, reason=reason, step=step, lacks=lacks)
