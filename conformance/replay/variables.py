"""The variable for the result of each step in a script: the whole result, or the one member that is used."""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count
from typing import Any

from conformance.replay.literals import quoted

SENT = ("call", "http", "pages", "raw", "race")  # kinds of steps that have an answer
_NAME_OF = {
    "pages": "page",
    "function": "function",
    "watch": "since",
    "events": "events",
    "hosted": "base",
    "http": "document",
    "raw": "answer",
    "code": "code",
    "clock": "moment",
    "race": "raced",
}
_WITH_OWNER = ("Id", "Name", "Value", "Arn")  # members whose names say nothing by themselves
_SHORTER = {"user_pool_id": "pool_id", "user_pool_name": "pool_name", "user_pool_arn": "pool_arn"}


@dataclass(frozen=True)
class Variable:
    """``path`` is the member of the result that it holds; empty: the whole result."""

    name: str
    path: str = ""


def is_page(step: Mapping[str, Any]) -> bool:
    """Whether a step is a request as a browser or an OAuth client makes it."""
    return bool(step["kind"] == "http" and step["arguments"].keys() & {"method", "filled"})


def is_list(step: Mapping[str, Any]) -> bool:
    """Whether a step asks for a page of a list."""
    return step["kind"] == "call" and str(step["name"]).removeprefix("Admin").startswith("List")


def may_go_on(step: Mapping[str, Any]) -> bool:
    """Whether a step is part of a sign-in, or of a list, that can have further steps."""
    return (
        is_page(step)
        or is_list(step)
        or step["kind"] == "pages"
        or str(step["name"]).endswith(("InitiateAuth", "RespondToAuthChallenge"))
    )


def variables(
    steps: Sequence[Mapping[str, Any]], judge: Mapping[str, Any], taken: Collection[str]
) -> list[Variable | None]:
    """The variable of each step, avoiding the names in ``taken``; None for a result that nothing uses."""
    paths = _paths(steps, judge)
    known = set(taken)
    found: list[Variable | None] = []
    for number, step in enumerate(steps):
        used = paths.get(number)
        if used is None:
            found.append(None)
            continue
        path = next(iter(used)) if len(used) == 1 else ""
        path = "" if "@" in path else path  # reading it takes a helper, so it is not part of the line of the call
        name = unused(member_name(path) if path else _step_name(step), known)
        known.add(name)
        found.append(Variable(name, path))
    return found


def unused(name: str, known: Collection[str]) -> str:
    """The name, or the name with the first free number appended."""
    numbered = (f"{name}_{number}" for number in count(2))
    return next(one for one in chain([name], numbered) if one not in known)


def _paths(steps: Sequence[Mapping[str, Any]], judge: Mapping[str, Any]) -> dict[int, set[str]]:
    """The members of each step's result that are used, "" for the whole."""
    found: dict[int, set[str]] = {}
    for value in [*(step["arguments"] for step in steps), judge["arguments"], judge["values"]]:
        for number, path in uses(value):
            found.setdefault(number, set()).add(path)
    for number, step in enumerate(steps):
        announced = last_sent(steps, number) if step["kind"] == "code" else None
        if announced is not None:
            found.setdefault(announced, set()).add("")
    return found


def last_sent(steps: Sequence[Mapping[str, Any]], number: int) -> int | None:
    """The last step before this one that has an answer."""
    return next((n for n in range(number - 1, -1, -1) if steps[n]["kind"] in SENT), None)


def uses(value: Any) -> Iterator[tuple[int, str]]:
    """The steps that an encoded value refers to, each with the path of the member, "" for the whole."""
    if isinstance(value, Mapping) and "$ref" in value:
        yield int(value["$ref"][0]), str(value["$ref"][1])
    elif isinstance(value, Mapping) and "$step" in value:
        yield int(value["$step"]), ""
    elif isinstance(value, Mapping):
        for member in value.values():
            yield from uses(member)
    elif isinstance(value, list):
        for member in value:
            yield from uses(member)


def _step_name(step: Mapping[str, Any]) -> str:
    if is_page(step):
        return "page"
    name = _NAME_OF.get(step["kind"]) or _snake(str(step["name"]).rsplit(".", 1)[-1])
    return f"{name}_value" if step["kind"] == "compute" else name  # the computation itself has this name


def member_name(path: str) -> str:
    """A name for the member at a path."""
    parts = [part.lstrip("$") for part in path.split(".") if not part.isdigit()] or ["member"]
    name = _snake("_".join(parts[-2:]) if parts[-1] in _WITH_OWNER else parts[-1])
    return _SHORTER.get(name, name)


def _snake(name: str) -> str:
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", re.sub(r"\W+", "_", name)).lower().strip("_")
    plain = text.isidentifier() and not hasattr(builtins, text) and not keyword.iskeyword(text)
    return text if plain else f"the_{text}"


def member(step: Mapping[str, Any], path: str) -> tuple[str, str]:
    """How the member at a path is read from the result of a step: the code before the result, and the code after it."""
    before, after = "", ""
    parts = [part for part in path.split(".") if part]
    if parts and parts[0] in ("$headers", "$body"):
        after, parts = f".{parts[0][1:]}", parts[1:]
    elif parts and step["kind"] in SENT:
        after = ".response"
    for part in parts:
        if part.startswith("@"):
            before, after = f"named_member({before}", f"{after}, {quoted(part[1:])})"
        else:
            after += f"[{part}]" if part.isdigit() else f"[{quoted(part)}]"
    return before, after


def expression(steps: Sequence[Mapping[str, Any]], held: Sequence[Variable | None], number: int, path: str) -> str:
    """The expression for what a step returned at a path."""
    variable = held[number]
    if variable is None:
        raise ValueError(f"step {number} is used and has no variable")
    if variable.path:
        return variable.name
    before, after = member(steps[number], path)
    return f"{before}{variable.name}{after}"
