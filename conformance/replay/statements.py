"""The steps of a witness as the statements of a script's ``main``."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from conformance.replay.literals import Source, quoted
from conformance.replay.variables import Variable, is_page, last_sent, member

WIDTH = 112  # characters of a line, without its indentation


def statements(
    steps: Sequence[Mapping[str, Any]],
    held: Sequence[Variable | None],
    accepted: Collection[int],
    source: Source,
) -> list[str]:
    """The statement of each step, empty where there is nothing to do.

    A step that is not in ``accepted`` may fail in the script.
    """
    writer = _Writer(steps, held, accepted, source)
    return [writer.statement(number) for number in range(len(steps))]


class Unscripted(ValueError):
    """A script cannot do what these steps do; the message names the step."""


class _Writer:
    def __init__(
        self,
        steps: Sequence[Mapping[str, Any]],
        held: Sequence[Variable | None],
        accepted: Collection[int],
        source: Source,
    ) -> None:
        self._steps = steps
        self._held = held
        self._accepted = accepted
        self._source = source

    def statement(self, number: int) -> str:
        step, variable = self._steps[number], self._held[number]
        if step["kind"] == "advance" and not step["arguments"]["seconds"]:
            return ""
        function, parts = self._expression(number)
        if variable is None:
            return spread(f"{function}(", parts, ")")
        _, after = member(step, variable.path)
        return spread(f"{variable.name} = {function}(", parts, f"){after}")

    def _expression(self, number: int) -> tuple[str, list[str]]:
        """The function that makes the step in a script, and its arguments."""
        step, of = self._steps[number], self._source.of
        arguments = step["arguments"]
        match step["kind"]:
            case "call":
                flags = self._may_fail(number) + ([] if step.get("signed", True) else ["signed=False"])
                return "call", [quoted(step["name"]), *flags, *self._parameters(arguments)]
            case "race":
                return "race", [of(call) for call in arguments["calls"]]
            case "hosted":
                return "hosted", [of(arguments["pool"]), of(arguments["domain"])]
            case "http" | "pages":
                return self._web(number)
            case "raw":
                return "raw", [of(arguments["headers"]), of(arguments["body"]), *self._may_fail(number)]
            case "compute":
                named = [f"{name}={of(value)}" for name, value in arguments["values"].items()]
                return step["name"].rsplit(".", 1)[-1], [*map(of, arguments["arguments"]), *named]
            case "function":
                return "deploy_function", [of(arguments["plan"])]
            case "watch":
                return "watch", [of(arguments["function"])]
            case "events":
                return "events_since", [of(arguments["since"])]
            case "clock":
                return "now", []
            case "advance":
                return "advance", [repr(arguments["seconds"])]
            case "code":
                return "code_sent", self._code(number)
        raise Unscripted(f"no script can make a step of the kind {step['kind']!r}")

    def _may_fail(self, number: int) -> list[str]:
        return [] if number in self._accepted else ["may_fail=True"]

    def _parameters(self, parameters: Mapping[str, Any]) -> list[str]:
        """The parameters of an operation as keyword arguments."""
        if all(name.isidentifier() and name[0].isupper() for name in parameters):
            return [f"{name}={self._source.of(value)}" for name, value in parameters.items()]
        return [f"**{self._source.of(parameters)}"]

    def _code(self, number: int) -> list[str]:
        arguments, announced = self._steps[number]["arguments"], last_sent(self._steps, number)
        names = ("purpose", "pool_id", "username", "destination")
        variable = self._held[announced] if announced is not None else None
        headers = f"{variable.name}.headers" if variable is not None else "{}"
        return [*(f"{name}={self._source.of(arguments[name])}" for name in names), f"headers={headers}"]

    def _web(self, number: int) -> tuple[str, list[str]]:
        step, of = self._steps[number], self._source.of
        arguments, flags = step["arguments"], self._may_fail(number)
        if step["kind"] == "pages":
            named = [f"{name}={of(value)}" for name, value in arguments.items() if name != "answer"]
            return str(step["name"]), [of(arguments["answer"]), *named, *flags]
        if not is_page(step):
            url = of(arguments["url"]) if "url" in arguments else self._below_issuer(arguments)
            return "fetch", [url, of(arguments.get("headers") or {}), *flags]
        given = {name: of(value) for name, value in arguments.items() if name not in ("method", "elsewhere")}
        if "filled" in given:
            return "submit", [given["filled"], given["browser"], *flags]
        url = given.pop("url")
        return "request", [quoted(step["name"]), url, *(f"{name}={code}" for name, code in given.items()), *flags]

    def _below_issuer(self, arguments: Mapping[str, Any]) -> str:
        return f"issuer({self._source.of(arguments['pool'])}) + {quoted(arguments['path'])}"


def spread(before: str, parts: Sequence[str], after: str) -> str:
    """A call in one line, or in lines as full as they can be, indented by four spaces from the second on."""
    lines = [before]
    for number, part in enumerate(parts, 1):
        text = f"{part}," if number < len(parts) else f"{part}{after}"
        apart = "" if lines == [before] else " "
        if len(lines[-1]) + len(apart) + len(text) <= WIDTH:
            lines[-1] += apart + text
        else:
            lines.append(f"    {text}")
    return "\n".join(lines) if parts else before + after
