"""What the examples of a run made in the pools that they share, for replays that depend on it.

A target may keep something once for each pool that Cognito keeps for each client. What an example then shows depends on
what earlier ones left behind, and a replay with a new pool does not show it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from conformance.scenario.steps import Step

MOST = 24  # things made in a pool that are remembered: the first ones, since what is kept once is often kept from then
# What is made in a pool, and taken away. Users have names of their own, and clients alone change nothing for others.
MAKES = re.compile(r"(Create|Set|Update|Add|Tag)(?!UserPool$|UserPoolClient$|User(?!Pool|Import))\w+")
TAKES = re.compile(r"(Delete|Untag)(?!UserPool$|UserPoolClient$|User(?!Pool|Import))\w+")


@dataclass
class PoolPasts:
    """What was made in each pool, by the pool's id: the steps in their order."""

    entries: dict[str, list[list[Step]]] = field(default_factory=lambda: defaultdict(list))

    def learn(self, step: Step, before: Sequence[Step]) -> None:
        """Remember a step that made something in a pool. ``before`` are the steps of its example up to it."""
        exchange, pool = step.exchange, step.arguments.get("UserPoolId")
        if step.kind != "call" or exchange is None or not exchange.ok or not isinstance(pool, str):
            return
        known = self.entries[pool]
        if TAKES.fullmatch(step.name) or (MAKES.fullmatch(step.name) and len(known) < MOST):
            known.append([*_clients(step, before), step])

    def of(self, steps: Sequence[Step]) -> list[list[Step]]:
        """What other examples made in the pools that these steps made: the steps for each thing."""
        own = {id(step) for step in steps}
        pools = [str(step.exchange.get("UserPool.Id")) for step in steps if step.exchange and makes_pool(step)]
        return [entry for pool in pools for entry in self.entries.get(pool, ()) if id(entry[-1]) not in own]


def with_past(steps: Sequence[Step], past: Sequence[Sequence[Step]]) -> list[Step]:
    """The steps with a past: behind the last of the first steps that make pools."""
    first = next((number for number, step in enumerate(steps) if not makes_pool(step)), len(steps))
    made = {id(step): step for entry in past for step in entry}
    return [*steps[:first], *made.values(), *(step for step in steps[first:] if id(step) not in made)]


def about(entry: Sequence[Step], operation: str) -> bool:
    """Whether a past thing is one of those that an operation is about: ``CreateGroup`` for ``ListGroups``."""
    return re.sub("^[A-Z][a-z]+", "", entry[-1].name) in operation


def makes_pool(step: Step) -> bool:
    """Whether a step made a pool."""
    return step.kind == "call" and step.name == "CreateUserPool"


def _clients(step: Step, before: Sequence[Step]) -> Iterator[Step]:
    """The steps that made the clients that a step names."""
    named = step.arguments.get("ClientId")
    yield from (s for s in before if named and s.exchange and s.exchange.get("UserPoolClient.ClientId", "") == named)
