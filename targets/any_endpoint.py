"""A URL as a target: nothing is known of it but its address and the usual paths."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from targets.defined import DefinedTarget
from targets.definition import Definition, Host, load
from targets.interface import Running, TargetUnusable
from targets.recognise import recognised
from targets.spec import Spec

AWS_HOSTS = r"cognito-idp\.[a-z0-9-]+\.amazonaws\.com"
FIRST = ("main", "gw0")  # the workers of which one speaks for all


class AnyEndpoint(DefinedTarget):
    """An endpoint by its address alone; says so where a definition knows more of what answers there."""

    def __init__(self, spec: Spec, shipped: Mapping[str, Path]) -> None:
        known = Definition(name="endpoint", product="endpoint", hosts=(Host(published=AWS_HOSTS),))
        options = {"endpoint": spec.name, **spec.options}
        super().__init__(Spec(spec.text, "url", "endpoint", None, options), known, Path.cwd())
        self._shipped = shipped

    def start(self, *, worker: str = "main") -> Running:
        """Attach to it. The first worker also asks what it is, with GET requests to a few paths."""
        running = super().start(worker=worker)
        if worker in FIRST:
            running.hints = tuple(self._hints(running))
            for hint in running.hints:
                print(f"cognito-conformance: {hint}", file=sys.stderr, flush=True)
        return running

    def _hints(self, running: Running) -> list[str]:
        definitions = self._definitions()
        name = recognised(definitions, lambda path: running.http("GET", f"{running.endpoint}{path}"))
        if name is None:
            return []
        more = ", ".join(_known(definitions[name])) or "its addresses"
        product = definitions[name].product
        return [f"this looks like {product}: '{name}?endpoint={running.endpoint}' knows more ({more})"]

    def _definitions(self) -> dict[str, Definition]:
        """Those shipped that can be read."""
        found = {}
        for name, path in self._shipped.items():
            try:
                found[name] = load(path)
            except TargetUnusable:
                continue  # `cognito-conformance targets` says what is wrong with it
        return found


def _known(definition: Definition) -> list[str]:
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
