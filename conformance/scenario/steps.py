"""A scenario's steps, and their form on disk: values that came from earlier answers become references.

A property is written with plain values. When a witness is kept, every string that an earlier step returned (a pool
id, a token, a code) is found again in later requests and replaced by a reference to where it came from, so that the
steps can be executed in another namespace.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from conformance.checking.exchange import Exchange
from conformance.journal.redact import Redactor
from conformance.transport.aws_model import enum_values

Kind = Literal[
    "call",
    "http",
    "pages",
    "raw",
    "compute",
    "code",
    "advance",
    "clock",
    "hosted",
    "function",
    "watch",
    "events",
    "race",
]
TELLING_HEADERS = ("location", "set-cookie")  # headers of a page that later requests depend on
SHORTEST_REFERENCE = 6  # shorter strings are too common to trace to their origin
SHORTEST_PART = 9  # the same for a value inside a longer string
HANDED_ON = ("forms.filled_form",)  # computations whose result goes whole into a later step, and nothing else of it
OF_ITS_OWN = ("ChallengeParameters.SALT",)  # a proof takes it from the challenge that it answers: another may differ
WHOLE = "*"
VOCABULARY = ("SchemaAttributes",)  # lists of an answer without any values that the target generated


@dataclass(eq=False)
class Step:
    """One thing a scenario did. ``arguments`` and ``result`` are JSON-like; ``exchange`` is there when it was sent."""

    kind: Kind
    name: str
    arguments: Mapping[str, Any]
    result: Any = None
    exchange: Exchange | None = None
    signed: bool = True
    unneeded: tuple[str, ...] = ()  # arguments that only the example's setting gave it; WHOLE: the step itself


def page_result(exchange: Exchange) -> dict[str, Any]:
    """The result of a page: the members of its JSON, with ``$headers`` and ``$body`` added."""
    return {**exchange.response, "$headers": dict(exchange.headers), "$body": exchange.body}


@dataclass(frozen=True)
class Judgement:
    """A judgement in a form that can be repeated: by a check, or by acceptance or refusal."""

    how: Literal["check", "accepted", "refused"]
    requirement: str
    arguments: Sequence[Any]  # exchanges and JSON-like values
    values: Mapping[str, Any] = field(default_factory=dict)

    def as_now(self) -> Judgement:
        """A deep copy: a property may later change the values that it was judged by."""
        return replace(self, values=_own(self.values))


def _own(value: Any) -> Any:
    """A copy of mappings and lists; their contents, including exchanges, are shared."""
    if isinstance(value, Mapping):
        return {name: _own(member) for name, member in value.items()}
    return [_own(member) for member in value] if isinstance(value, list | tuple) else value


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """The strings in a JSON-like value with their dotted paths."""
    if isinstance(value, Mapping):
        for name, member in value.items():
            yield from leaves(member, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list | tuple):
        for number, member in enumerate(value):
            place = _place(number, member)
            yield from leaves(member, f"{path}.{place}" if path else place)
    elif isinstance(value, str):
        yield path, value


def _place(number: int, member: Any) -> str:
    """How a member of a list is named in a path: attributes by name, since their order is not defined."""
    name = member.get("Name") if isinstance(member, Mapping) and "Value" in member else None
    return f"@{name}" if isinstance(name, str) and name and "." not in name else str(number)


class _Origins:
    """The origin of each string: an answer, or the generators (then it is a literal)."""

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor
        self._known: dict[str, tuple[int, str]] = {}
        self._exchanges: dict[int, int] = {}  # by identity
        self._computed: dict[int, int] = {}  # what is handed on whole, by identity
        self._drawn: set[str] = set()

    def learn(self, number: int, step: Step) -> None:
        if step.exchange is not None:
            self._exchanges[id(step.exchange)] = number
        if step.name in HANDED_ON:
            self._computed[id(step.result)] = number
            return
        short = step.kind in ("code", "compute", "clock", "hosted")
        found = sorted(leaves(step.result), key=lambda leaf: not leaf[0].endswith("Username"))  # may equal the sub
        for path, text in found:
            if path.startswith("$headers.") and path.removeprefix("$headers.") not in TELLING_HEADERS:
                continue
            telling = short or (len(text) >= SHORTEST_REFERENCE and text not in enum_values())
            if any(name in path for name in VOCABULARY) or ("@" in path and path.endswith(".Name")):
                continue
            # Of two computations with one result, the later one is meant; of two answers, mostly the first that had it.
            anew = (short and not path) or path in OF_ITS_OWN
            if text and telling and text not in self._drawn and (anew or text not in self._known):
                self._known[text] = (number, path)

    def encode(self, value: Any) -> Any:
        if isinstance(value, Exchange):
            return {"$step": self._exchanges[id(value)]}
        if isinstance(value, Mapping):
            if id(value) in self._computed:
                return {"$ref": [self._computed[id(value)], ""]}
            return {name: self.encode(member) for name, member in value.items()}
        if isinstance(value, list | tuple):
            return [self.encode(member) for member in value]
        if not isinstance(value, str):
            return value
        known = self._known.get(value)
        if known is not None:
            return {"$ref": list(known)}
        return self._encode_parts(value)

    def _encode_parts(self, text: str) -> Any:
        parts: list[Any] = [text]
        for value, origin in sorted(self._known.items(), key=lambda item: -len(item[0])):
            if len(value) >= SHORTEST_PART and value in text:
                parts = [piece for part in parts for piece in _split(part, value, {"$ref": list(origin)})]
        if len(parts) == 1:
            self._drawn.add(text)
            return self._redactor.literal(text)
        return {"$join": parts}


def _split(part: Any, value: str, reference: Any) -> list[Any]:
    if not isinstance(part, str) or value not in part:
        return [part]
    pieces: list[Any] = []
    for number, text in enumerate(part.split(value)):
        pieces += ([reference] if number else []) + ([text] if text else [])
    return pieces


def encode(
    steps: Sequence[Step], judgement: Judgement, redactor: Redactor
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The steps and the judgement as JSON with ``$ref`` [step, path], ``$join`` and ``$step``; secrets replaced."""
    encoded, origins = _encoded(steps, redactor)
    return encoded, _judge(judgement, origins)


def encode_all(
    steps: Sequence[Step], judgements: Sequence[Judgement], redactor: Redactor
) -> tuple[list[dict[str, Any]], list[dict[str, Any] | None]]:
    """The same of several judgements. One that is about an answer of no step has None in its place."""
    encoded, origins = _encoded(steps, redactor)
    known = {id(step.exchange) for step in steps}
    alien = [any(isinstance(a, Exchange) and id(a) not in known for a in j.arguments) for j in judgements]
    return encoded, [None if other else _judge(j, origins) for j, other in zip(judgements, alien, strict=True)]


def _encoded(steps: Sequence[Step], redactor: Redactor) -> tuple[list[dict[str, Any]], _Origins]:
    for step in steps:
        redactor.learn(step.arguments)
    origins = _Origins(redactor)
    encoded = []
    for number, step in enumerate(steps):
        entry: dict[str, Any] = {"kind": step.kind, "name": step.name, "arguments": origins.encode(step.arguments)}
        if not step.signed:
            entry["signed"] = False
        if step.unneeded:
            entry["unneeded"] = list(step.unneeded)
        encoded.append(entry)
        origins.learn(number, step)
    return encoded, origins


def _judge(judgement: Judgement, origins: _Origins) -> dict[str, Any]:
    return {
        "how": judgement.how,
        "requirement": judgement.requirement,
        "arguments": [origins.encode(value) for value in judgement.arguments],
        "values": {name: origins.encode(value) for name, value in judgement.values.items()},
    }
