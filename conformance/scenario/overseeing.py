"""Checks on every answer of a run, whatever the property that asked for it is about."""

from __future__ import annotations

import hashlib
from functools import cached_property
from typing import Any

from conformance.checking.exchange import Exchange
from conformance.checking.registry import EveryAnswer, checks_on_every_answer, find_check
from conformance.scenario.judging import Judging
from conformance.scenario.steps import Judgement, Step
from conformance.scenario.strangers import Stranger
from conformance.transport.aws_model import is_valid_request

JUDGED_STEPS = ("call", "http", "pages")  # kinds of steps whose exchange is one answer of the target
MOST_WITNESSES = 3  # of one kind of difference in a process


class Overseeing(Judging):
    """The role that judges each answer as it comes.

    Here a situation is an operation: agreement is recorded once per process, and each kind of difference at most
    ``MOST_WITNESSES`` times.
    """

    def __init__(self, *example: Any) -> None:
        super().__init__(*example)
        self._provoking = False

    def provoke(self) -> None:
        """Call this before requests that a target may accept by mistake.

        Its answers then contain values that the suite made up. From then on only the property's own requirements are
        judged.
        """
        self._provoking = True

    def _keep(self, step: Step) -> None:
        super()._keep(step)
        if step.exchange is not None and step.kind in JUDGED_STEPS and not self._provoking:
            self._oversee(step.exchange)
            self.context.shared.users.learn(step, self.steps, self.context.names.tag)
        self.context.shared.pasts.learn(step, self.steps)

    def _oversee(self, answer: Exchange) -> None:
        for requirement, applied in self._applied:
            if applied.to(answer) and not (applied.changeable and self._has_functions()):
                self._judge_beside(requirement, answer, self._strangers_in(answer) if applied.strangers else None)

    @cached_property
    def _applied(self) -> list[tuple[str, EveryAnswer]]:
        """The checks that are not the property's own, of the requirements of this run."""
        return [
            (requirement, applied)
            for requirement, applied in checks_on_every_answer().items()
            if self.context.wants(requirement) and requirement not in self.property.requirements
        ]

    def _has_functions(self) -> bool:
        return any(step.kind == "function" for step in self.steps)

    def _strangers_in(self, answer: Exchange) -> dict[str, Stranger]:
        """The data in the last step's answer that belongs to users unknown to its request and to earlier steps."""
        before = [step for step in self.steps if step.exchange is not answer]
        asked = Step("call", answer.operation, answer.request)
        return self.context.shared.users.strangers_in(answer, [*before, asked], self.context.names.tag)

    def _judge_beside(self, requirement: str, answer: Exchange, strangers: dict[str, Stranger] | None) -> None:
        """Judge once, outside of the property's own requirements."""
        values: dict[str, Any] = {} if strangers is None else {"strangers": sorted(strangers)}
        difference = find_check(requirement)(answer, **values)
        if difference is not None and not is_valid_request(answer.operation, answer.request):
            return  # a target that accepts a malformed request by mistake returns the malformed values
        kind = difference.kind if difference is not None else ""
        written = self.context.shared.overseen
        written[requirement, answer.operation, kind] += 1
        if written[requirement, answer.operation, kind] > (MOST_WITNESSES if difference is not None else 1):
            return
        self.context.ledger.observe(
            requirement,
            "agrees" if difference is None else "diverges",
            property_=self.property.name,
            scenario=self.number,
            situation=hashlib.sha256(f"every answer:{answer.operation}".encode()).hexdigest()[:12],
            operation=answer.operation,
            difference=difference,
            about=answer,
            beside=True,
        )
        if difference is not None:
            where = (self.property.name, self.number)
            judgement = Judgement("check", requirement, [answer], values)
            steps = self._with_strangers(list((strangers or {}).values()))
            self.context.keep_witness(steps, where, requirement, difference, answer, judgement)

    def _with_strangers(self, strangers: list[Stranger]) -> list[Step]:
        """The steps of this example behind those that made users of other examples."""
        made = {id(step): step for stranger in strangers for step in stranger.steps}
        return [*made.values(), *(step for step in self.steps if id(step) not in made)]
