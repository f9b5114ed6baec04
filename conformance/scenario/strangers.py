"""Which user each name, address, number and sub of a run belongs to, and which of them occur in an answer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

from conformance.checking.exchange import Exchange
from conformance.checking.issued_tokens import issued
from conformance.kit.reading import UUID
from conformance.scenario.steps import Step, leaves

MAKES_USERS = ("SignUp", "AdminCreateUser")
OPAQUE = re.compile(r"[\w+/=-]{200,}")  # longer than any name: parts of tokens, in which any few letters come by chance
PHONE = re.compile(r"\+1555\d{7}")  # as Scenario.phone makes them


@dataclass
class Stranger:
    """A user of the run, and the steps that made them with their pool and client."""

    pool: str  # the pool's id, or the client's where that was named
    login: str
    steps: list[Step]


@dataclass
class Acquaintances:
    """The users of one worker's run, by each mark of theirs: the fresh part of a name, a number, a sub."""

    owners: dict[str, Stranger | None] = field(default_factory=dict)  # None: more than one user has it
    _texts: WeakKeyDictionary[Step, str] = field(default_factory=WeakKeyDictionary)

    def learn(self, step: Step, before: Sequence[Step], tag: str) -> None:
        """Remember the user that a step made. ``before`` are the steps of its example up to it."""
        exchange = step.exchange
        if step.kind != "call" or step.name not in MAKES_USERS or exchange is None or not exchange.ok:
            return
        where = str(step.arguments.get("UserPoolId") or step.arguments.get("ClientId"))
        made = Stranger(where, str(step.arguments.get("Username")), [*_makers(step, before), step])
        own = {"Username": made.login, "UserAttributes": step.arguments.get("UserAttributes"), "sub": _sub_in(exchange)}
        for mark in marks(json.dumps(own), tag):
            known = self.owners.get(mark, made)
            same = known is not None and (known.pool, known.login) == (made.pool, made.login)
            self.owners[mark] = made if same else None

    def strangers_in(self, answer: Exchange, steps: Sequence[Step], tag: str) -> dict[str, Stranger]:
        """The marks in an answer whose users none of these steps knows, with their users."""
        found = {mark: owner for mark in marks(text_of(answer), tag) if (owner := self.owners.get(mark)) is not None}
        return {mark: owner for mark, owner in found.items() if not any(mark in self._text(step) for step in steps)}

    def _text(self, step: Step) -> str:
        """What a step mentions, kept: each later answer of its example is compared with it."""
        kept = self._texts.get(step)
        if kept is None:
            kept = self._texts[step] = _text_of_step(step)
        return kept


def marks(text: str, tag: str) -> set[str]:
    """The parts of a text that belong to one user only; none of those that long opaque parts have by chance."""
    text = OPAQUE.sub(" ", text)
    found = set(UUID.findall(text))
    if tag in text:
        found.update(re.findall(rf"{re.escape(tag)}[0-9a-f]+(?![0-9A-Za-z])", text))  # not within a random id
    if "+1555" in text:
        found.update(PHONE.findall(text))
    return found


def text_of(answer: Exchange) -> str:
    """The full content of an answer: its body, and the claims of the tokens in it."""
    return "\n".join((answer.body, *(json.dumps(claims) for _, claims in issued(answer))))


def _sub_in(made: Exchange) -> Any:
    listed = made.get("User.Attributes") or []
    subs = [entry.get("Value") for entry in listed if isinstance(entry, Mapping) and entry.get("Name") == "sub"]
    return made.get("UserSub") or next(iter(subs), None)


def _makers(step: Step, before: Sequence[Step]) -> Iterator[Step]:
    """The steps that made the pool and the client that a step names, oldest first."""
    wanted = {str(step.arguments.get(name)) for name in ("UserPoolId", "ClientId")}
    clients = [s for s in before if s.exchange is not None and s.exchange.get("UserPoolClient.ClientId", "") in wanted]
    wanted |= {str(client.arguments.get("UserPoolId")) for client in clients}
    yield from (s for s in before if s.exchange is not None and s.exchange.get("UserPool.Id", "") in wanted)
    yield from clients


def _text_of_step(step: Step) -> str:
    """All that a step sent and got."""
    values = [text for _, text in leaves([step.arguments, step.result])]
    return "\n".join([*values, text_of(step.exchange)] if step.exchange is not None else values)
