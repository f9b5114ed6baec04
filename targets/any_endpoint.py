"""A URL as a target: nothing is known of it but its address and the usual paths."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from targets.defined import DefinedTarget
from targets.definition import Definition, Host, load
from targets.interface import Running, TargetUnusable
from targets.recognise import recognised
from targets.server import RunningServer
from targets.spec import Spec

AWS_HOSTS = r"cognito-idp\.[a-z0-9-]+\.amazonaws\.com"
FIRST = ("main", "gw0")  # the workers of which one speaks for all
UNDECIDED = {  # what an address may well have: by what key a definition says so
    "hosted-ui": "an address alone does not say where the hosted UI is; a definition does, by hosted_ui",
    "well-known": "an address alone does not say where key sets are; a definition does, by jwks and discovery",
    "functions": "an address alone does not say whether functions run; a definition does, by [functions]",
}


class AnyEndpoint(DefinedTarget):
    """An endpoint by its address alone; says so where a shipped definition knows more of what answers there."""

    def __init__(self, spec: Spec, shipped: Mapping[str, Path]) -> None:
        known = Definition(name="endpoint", product="endpoint", hosts=(Host(published=AWS_HOSTS),))
        options = {"endpoint": spec.name, **spec.options}
        super().__init__(Spec(spec.text, "url", "endpoint", None, options), known, Path.cwd())
        self._shipped = shipped
        self._speaks = False

    def start(self, *, worker: str = "main") -> Running:
        """Attach to it."""
        self._speaks = worker in FIRST
        return super().start(worker=worker)

    def _attached(self, endpoint: str) -> RunningServer:
        return RunningEndpoint(self, endpoint, self._shipped if self._speaks else {})


class RunningEndpoint(RunningServer):
    """What answers at an address; ``known`` are the definitions that may know what it is."""

    def __init__(self, target: DefinedTarget, endpoint: str, known: Mapping[str, Path]) -> None:
        super().__init__(target, endpoint, None)
        self._known = known

    def unknown(self, capability: str) -> str:
        """What only a definition says."""
        return UNDECIDED.get(capability, "")

    def hints(self) -> tuple[str, ...]:
        """Which definition knows more; a GET request to each of a few paths, the first time."""
        return self._hints

    @cached_property
    def _hints(self) -> tuple[str, ...]:
        definitions = {name: found for name, path in self._known.items() if (found := _readable(path))}
        name = recognised(definitions, lambda path: self.http("GET", f"{self.endpoint}{path}"))
        if name is None:
            return ()
        definition = definitions[name]
        more = ", ".join(_knows(definition)) or "its addresses"
        return (f"this looks like {definition.product}: '{name}?endpoint={self.endpoint}' knows more ({more})",)


def _readable(path: Path) -> Definition | None:
    try:
        return load(path)
    except TargetUnusable:
        return None  # `cognito-conformance targets` says what is wrong with it


def _knows(definition: Definition) -> list[str]:
    """What a definition knows that an address alone does not, for people."""
    has = {
        "how codes are read": definition.codes,
        "how it is reset": definition.reset,
        "where its hosted UI is": definition.hosted_ui,
        "how its clock is moved": definition.clock,
        "where functions run": definition.functions,
        "its version": definition.version,
    }
    return [what for what, there in has.items() if there]
