"""What a scenario judges: each judgement is an observation, and none of them stops at a divergence."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NoReturn

from hypothesis import assume as hypothesis_assume

from conformance.checking.acceptance import describe, judge_accepted, judge_refused, judge_text
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import find_check, judges_absence
from conformance.scenario.blame import BLAME
from conformance.scenario.property import Property
from conformance.scenario.steps import Judgement, Step

if TYPE_CHECKING:
    from conformance.run.engine import Engine


Simpler = tuple[str, Callable[[], Exchange]]


class ExampleOver(Exception):
    """This example cannot go on; what it had not reached has been recorded. Never a verdict by itself."""


class Observing:
    """One example of a property on one target: its steps so far, and what was observed."""

    def __init__(self, engine: Engine, property_: Property, number: int, situation: str) -> None:
        self.engine = engine
        self.property = property_
        self.number = number
        self.situation = situation
        self.steps: list[Step] = []
        self._observed: set[str] = set()

    def _keep(self, step: Step) -> None:
        self.steps.append(step)

    def accepted(self, requirement: str, exchange: Exchange) -> Exchange:
        """The requirement is that this is accepted; the example ends when it was not."""
        if self._undecided(requirement, exchange):
            raise ExampleOver
        self._judge(requirement, judge_accepted(exchange), exchange, Judgement("accepted", requirement, [exchange]))
        if not exchange.ok:
            self._end_unreached("blocked", requirement, describe(exchange))
            raise ExampleOver
        return exchange

    def refused(
        self,
        requirement: str,
        exchange: Exchange,
        *,
        control: Exchange | Callable[[], Exchange],
        simpler: Simpler | None = None,
    ) -> bool:
        """The requirement is that this is refused with a code of the catalog; returns whether it was.

        ``control`` is the same request with the one wrong thing put right. Without its acceptance a refusal proves
        nothing: the requirement is then blocked. The requirements on the refusal's text are judged along with it.

        ``simpler`` names another requirement, and a request that it is about: where both are broken in the same way,
        one cause is told once, and this one is blocked by the other. It is only asked where this one is broken.
        """
        if self._undecided(requirement, exchange):
            return False
        catalog = self.engine.catalog
        difference = judge_refused(catalog.requirements[requirement], exchange)
        if difference is not None and simpler is not None and self._told_by(difference, *simpler):
            for identifier in [requirement, *(text.id for text in catalog.texts_of(requirement))]:
                self.blocked(identifier, simpler[0], f"as there: {difference.seen}")
            return False
        if not exchange.ok:
            proof = control() if callable(control) else control
            if not proof.ok:
                self._unproven(requirement, proof)
                return difference is None
        self._judge(requirement, difference, exchange, Judgement("refused", requirement, [exchange]))
        for text in catalog.texts_of(requirement):
            if exchange.ok or exchange.code not in catalog.requirements[requirement].error:
                self._observe(text.id, "blocked", exchange, blame=requirement, reason="there is no such refusal")
            else:
                self._judge(text.id, judge_text(text, exchange), exchange, Judgement("refused", text.id, [exchange]))
        return difference is None

    def check(self, requirement: str, *arguments: Any, **values: Any) -> bool:
        """Apply the registered check to exchanges and JSON-like values; returns whether it agrees.

        Where one of the exchanges got no clear answer, or the answer that there is no such thing here, there is nothing
        to judge: inconclusive or unsupported, and nothing disagrees.
        """
        met: dict[str, Exchange] = {a.outcome: a for a in reversed(arguments) if isinstance(a, Exchange)}
        if "indeterminate" in met:
            self._observe(requirement, "inconclusive", met["indeterminate"], reason=describe(met["indeterminate"]))
            return True
        if "unsupported" in met and not judges_absence(requirement):
            self._observe(requirement, "unsupported", met["unsupported"], reason=describe(met["unsupported"]))
            return True
        difference = find_check(requirement)(*arguments, **values)
        about = next((a for a in reversed(arguments) if isinstance(a, Exchange)), None)
        self._judge(requirement, difference, about, Judgement("check", requirement, arguments, values))
        return difference is None

    def blocked(self, requirement: str, blame: str, reason: str) -> None:
        """This requirement cannot be judged here because of another one's divergence; the example goes on."""
        self._observe(requirement, "blocked", None, blame=blame, reason=reason)

    def works(self, requirement: str, exchange: Exchange) -> Exchange:
        """A first part of what a requirement says: refused, it diverges and the example ends; accepted, it goes on.

        Unlike ``accepted`` the part alone is not counted as agreement.
        """
        return exchange if exchange.ok else self.accepted(requirement, exchange)

    def need(self, exchange: Exchange, blame: str | None) -> Exchange:
        """End the example, blamed on a requirement, unless this was accepted."""
        if exchange.ok:
            return exchange
        if exchange.outcome == "unsupported":
            self._end_unreached("unsupported", "", describe(exchange))
        elif exchange.outcome == "indeterminate":
            self._end_unreached("inconclusive", "", describe(exchange))
        else:
            self._end_unreached("blocked", blame or "", describe(exchange))
        raise ExampleOver

    def end(self, blame: str, reason: str) -> NoReturn:
        """End the example: what it had not reached is blocked by that requirement."""
        self._end_unreached("blocked", blame, reason)
        raise ExampleOver

    def lack(self, reason: str) -> NoReturn:
        """End the example: what it had not reached is something the target does not have."""
        self._end_unreached("unsupported", "", reason)
        raise ExampleOver

    def exclude(self, reason: str) -> NoReturn:
        """End the example: what it had not reached cannot be tested on this target."""
        self._end_unreached("excluded", "", reason)
        raise ExampleOver

    def came_late(self, reason: str) -> None:
        """The suite was too slow: what this example had not reached is inconclusive."""
        self._end_unreached("inconclusive", "", reason)

    def assume(self, condition: bool) -> None:
        """Drop this example unless the drawn values fit. The condition must not depend on the target."""
        hypothesis_assume(condition)

    def _undecided(self, requirement: str, exchange: Exchange) -> bool:
        if exchange.outcome == "unsupported":
            self._observe(requirement, "unsupported", exchange, reason=describe(exchange))
        elif exchange.outcome == "indeterminate":
            self._observe(requirement, "inconclusive", exchange, reason=describe(exchange))
        else:
            return False
        for text in self.engine.catalog.texts_of(requirement):
            self._observe(text.id, "blocked", exchange, blame=requirement, reason=describe(exchange))
        if exchange.outcome == "unsupported":
            self._end_unreached("unsupported", "", describe(exchange))
        return True

    def _told_by(self, difference: Difference, blame: str, ask: Callable[[], Exchange]) -> bool:
        """Whether the request that ``blame`` is about is answered in the same wrong way."""
        answer = ask()
        if answer.outcome not in ("ok", "error"):
            return False
        other = judge_refused(self.engine.catalog.requirements[blame], answer)
        return other is not None and other.kind == difference.kind

    def _unproven(self, requirement: str, proof: Exchange) -> None:
        outcome = {"unsupported": "unsupported", "indeterminate": "inconclusive"}.get(proof.outcome, "blocked")
        blame = BLAME.get(proof.operation, "") if outcome == "blocked" else ""
        reason = f"refused, but so was the control: {describe(proof)}"
        for identifier in [requirement, *(text.id for text in self.engine.catalog.texts_of(requirement))]:
            self._observe(identifier, outcome, proof, blame=blame, reason=reason)

    def _judge(
        self, requirement: str, difference: Difference | None, about: Exchange | None, judgement: Judgement
    ) -> None:
        self._observe(requirement, "diverges" if difference else "agrees", about, difference=difference)
        if difference is not None:
            self.engine.keep_witness(self, requirement, difference, about, judgement)

    def _observe(self, requirement: str, outcome: Any, about: Exchange | None, **more: Any) -> None:
        self._observed.add(requirement)
        self.engine.ledger.observe(
            requirement,
            outcome,
            property_=self.property.name,
            scenario=self.number,
            situation=self.situation,
            operation=about.operation if about is not None else "",
            about=about,
            **more,
        )

    def _end_unreached(self, outcome: str, blame: str, reason: str) -> None:
        for requirement in self.property.expanded(self.engine.catalog):
            if requirement not in self._observed and requirement != blame:
                self._observe(requirement, outcome, None, blame=blame, reason=reason)
