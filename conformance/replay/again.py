"""Replays the witness of an earlier run: is the divergence fixed, still there, or not to be told?"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from conformance.driver import Driver, TargetLost
from conformance.journal import JournalError, read_events
from conformance.replay.execute import NotReplayable, decide, execute
from conformance.requirements import load_catalog


class ReplayError(Exception):
    """There is nothing to replay, or it could not be replayed; the message says what to do."""


def replay_again(directory: Path, identifier: str, *, target: str | None, spec: str | None) -> tuple[bool, str]:
    """Whether the divergence still shows, and a text for people. Raises ``ReplayError``."""
    from conformance import discovery
    from targets.interface import TargetUnusable
    from targets.registry import resolve

    discovery.tests()  # registers the checks
    witness, origin = _find(directory, identifier, spec)
    name = target or origin
    try:
        running = resolve(name).start()
    except TargetUnusable as error:
        raise ReplayError(f"{name}: {error}") from error
    try:
        return _replay(witness, Driver(running), name)
    except NotReplayable as error:
        raise ReplayError(f"{identifier} cannot be judged on {name}: {error}") from error
    except TargetLost as error:
        raise ReplayError(str(error)) from error
    finally:
        running.stop()


def _replay(witness: Mapping[str, Any], driver: Driver, name: str) -> tuple[bool, str]:
    requirement = load_catalog().requirements.get(witness["requirement"])
    if requirement is None:
        raise ReplayError(f"{witness['requirement']} is not in this version's catalog")
    outcomes = execute(witness["steps"], lambda number: True, driver)
    difference = decide(witness["judge"], outcomes, requirement)
    lines = [f"  {o.exchange.operation}: {o.exchange.status} {o.exchange.code or ''}".rstrip()
             for o in outcomes if o is not None and o.exchange is not None]  # fmt: skip
    if difference is None:
        return False, "\n".join([f"{requirement.id} on {name}: fixed", *lines])
    about = [f"  expected: {difference.expected}", f"  seen:     {difference.seen}"]
    same = "" if difference.kind == witness["kind"] else f" (of another kind: {difference.kind}, was {witness['kind']})"
    return True, "\n".join([f"{requirement.id} on {name}: still diverges{same}", *lines, *about])


def _find(directory: Path, identifier: str, spec: str | None) -> tuple[Mapping[str, Any], str]:
    specs: dict[str, str] = {}
    found: list[Mapping[str, Any]] = []
    try:
        for event in read_events(directory):
            if event["event"] == "target":
                specs[str(event.get("target"))] = str(event.get("spec"))
            elif event["event"] == "witness" and event.get("requirement") == identifier:
                found.append(event)
    except JournalError as error:
        raise ReplayError(str(error)) from error
    if spec is not None:
        found = [w for w in found if specs.get(str(w.get("target"))) == spec]
    if not found:
        raise ReplayError(f"{directory} has no witness of {identifier}{f' on {spec}' if spec else ''}")
    best = min(found, key=lambda w: (not w.get("confirmed"), len(w["steps"])))
    return best, specs.get(str(best.get("target")), "moto")
