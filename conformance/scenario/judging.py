"""Judging in a scenario: each judgement is an observation, and a divergence does not stop the scenario."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from conformance.checking.acceptance import describe, judge_accepted, judge_refused, judge_text
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import CheckError, find_check, judges_absence
from conformance.requirements import Requirement
from conformance.scenario.blame import blame_of
from conformance.scenario.example import Example, ExampleOver
from conformance.scenario.observation import Refusal
from conformance.scenario.steps import Judgement

Simpler = tuple[str, Callable[[], Exchange]]


class Judging(Example):
    """The role that turns answers into observations."""

    def accepted(self, requirement: str, exchange: Exchange) -> Exchange:
        """The requirement is that this is accepted; the example ends when it was not."""
        if not exchange.ok and exchange.outcome != "error":
            self._settle_unclear(requirement, exchange)
            if exchange.outcome != "unsupported":
                self._end_unreached("inconclusive", "", describe(exchange))
            raise ExampleOver
        self._judge(requirement, judge_accepted(exchange), exchange, Judgement("accepted", requirement, [exchange]))
        if not exchange.ok:
            self._end_unreached("blocked", requirement, describe(exchange))
            raise ExampleOver
        return exchange

    def works(self, requirement: str, exchange: Exchange) -> Exchange:
        """A first part of a requirement.

        A refusal diverges and ends the example; after acceptance it goes on. Unlike ``accepted``, acceptance does not
        count as agreement.
        """
        return exchange if exchange.ok else self.accepted(requirement, exchange)

    def refused(
        self,
        requirement: str,
        exchange: Exchange,
        *,
        control: Exchange | Callable[[], Exchange],
        simpler: Simpler | None = None,
    ) -> Refusal:
        """The requirement is that this is refused with a code of the catalog.

        ``control`` is the same request with the one wrong thing put right. Without its acceptance a refusal proves
        nothing: the requirement is then blocked. The requirements on the refusal's text are judged along with it.

        ``simpler`` names another requirement, and a request that it is about: where both are broken in the same way,
        the cause is reported once, and this one is blocked by the other. It is only sent where this one is broken.

        Raises ``CheckError`` where the catalog does not have the requirement, or no error code for it.
        """
        wanted = self._with_codes(requirement)
        if not exchange.ok and exchange.outcome != "error":
            self._settle_unclear(requirement, exchange)
            return Refusal.UNCLEAR
        difference = judge_refused(wanted, exchange)
        if difference is not None and simpler is not None and self._broken_alike(requirement, difference, *simpler):
            return Refusal.DIVERGES
        if not exchange.ok:
            proof = control() if callable(control) else control
            if not proof.ok:
                self._settle_unproven(requirement, proof)
                return Refusal.UNPROVEN if difference is None else Refusal.UNCLEAR
        self._judge(requirement, difference, exchange, Judgement("refused", requirement, [exchange]))
        self._judge_texts(requirement, exchange)
        return Refusal.PROVEN if difference is None else Refusal.DIVERGES

    def check(self, requirement: str, *arguments: Any, **values: Any) -> bool:
        """Apply the registered check to exchanges and JSON-like values; returns whether it agrees.

        Where one of the exchanges got no clear answer, or was unsupported, nothing is judged: the result is
        inconclusive or unsupported, and True is returned.
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

    def answered(self, requirement: str, exchange: Exchange) -> bool:
        """Whether this was clearly accepted or refused; if not, that is recorded, and the example goes on."""
        clear = exchange.ok or (exchange.outcome == "error" and not exchange.server_error)
        if not clear:
            outcome = "unsupported" if exchange.outcome == "unsupported" else "inconclusive"
            self._observe(requirement, outcome, exchange, reason=describe(exchange))
        return clear

    def blocked(self, requirement: str, blame: str, reason: str, answer: Exchange | None = None) -> None:
        """This requirement cannot be judged here because of another one's divergence; the example goes on.

        ``answer`` as for ``end``.
        """
        shown = self._shown(blame, reason, answer)
        self._observe(requirement, shown.pop("outcome"), None, **shown)

    # -- parts of these ------------------------------------------------------------------------------------------------

    def _judge(
        self, requirement: str, difference: Difference | None, about: Exchange | None, judgement: Judgement
    ) -> None:
        judgement = judgement.as_now()
        self.judgements.append((judgement, difference))
        lacks = self.context.driver.lacking(about) if difference is not None and about is not None else ()
        self._observe(requirement, "diverges" if difference else "agrees", about, difference=difference, lacks=lacks)
        if difference is not None:
            where = (self.property.name, self.number)
            self.context.keep_witness(self.steps, where, requirement, difference, about, judgement)

    def _with_codes(self, identifier: str) -> Requirement:
        """The requirement by whose error codes a refusal is judged. Raises ``CheckError`` where there are none."""
        found = self.context.catalog.requirements.get(identifier)
        if found is None:
            raise CheckError(f"the catalog has no requirement {identifier}, which {self.property.name} judges")
        if not found.error:
            raise CheckError(f"{identifier} has no error codes for s.refused to judge by; give its table error = [...]")
        return found

    def _judge_texts(self, requirement: str, exchange: Exchange) -> None:
        """The requirements on the message of a refusal; blocked where it is not the refusal they are about."""
        refusal = not exchange.ok and exchange.code in self.context.catalog.requirements[requirement].error
        for text in self.context.catalog.texts_of(requirement):
            if refusal:
                self._judge(text.id, judge_text(text, exchange), exchange, Judgement("refused", text.id, [exchange]))
            else:
                self._observe(text.id, "blocked", exchange, blame=requirement, reason="there is no such refusal")

    def _settle_unclear(self, requirement: str, exchange: Exchange) -> None:
        """Record an answer that is neither right nor wrong: inconclusive, or unsupported, which ends the example."""
        outcome = "unsupported" if exchange.outcome == "unsupported" else "inconclusive"
        self._observe(requirement, outcome, exchange, reason=describe(exchange))
        for text in self.context.catalog.texts_of(requirement):
            self._observe(text.id, outcome, exchange, reason=describe(exchange))
        if outcome == "unsupported":
            self._end_unreached("unsupported", "", describe(exchange), exchange.operation)

    def _settle_unproven(self, requirement: str, proof: Exchange) -> None:
        """Record a refusal whose control was not accepted."""
        outcome = {"unsupported": "unsupported", "indeterminate": "inconclusive"}.get(proof.outcome, "blocked")
        blame = (blame_of(proof) or "") if outcome == "blocked" else ""
        reason = f"refused, but so was the control: {describe(proof)}"
        lacks = self.context.driver.lacking(proof)
        for identifier in self._with_texts(requirement):
            self._observe(identifier, outcome, proof, blame=blame, reason=reason, step=proof.operation, lacks=lacks)

    def _with_texts(self, requirement: str) -> list[str]:
        return [requirement, *(text.id for text in self.context.catalog.texts_of(requirement))]

    def _broken_alike(self, requirement: str, difference: Difference, blame: str, ask: Callable[[], Exchange]) -> bool:
        """Whether the request that ``blame`` is about is answered in the same wrong way: then that is in the way."""
        answer = ask()
        if answer.outcome not in ("ok", "error"):
            return False
        other = judge_refused(self.context.catalog.requirements[blame], answer)
        if other is None or other.kind != difference.kind:
            return False
        for identifier in self._with_texts(requirement):
            self.blocked(identifier, blame, f"as there: {difference.seen}", answer)
        return True
