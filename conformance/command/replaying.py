"""Replays the witnesses of an earlier run: is each divergence fixed, still there, or undecided?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance.checking.exchange import Difference
from conformance.journal import JournalError, read_events
from conformance.replay.execute import NotReplayable, decide, execute
from conformance.replay.needed import refused_now
from conformance.replay.rounds import FRUITLESS
from conformance.replay.space import Outcome, Space
from conformance.replay.witness import ROUNDS
from conformance.requirements import Requirement, load_catalog
from conformance.transport.driver import Driver, TargetLost
from targets.masking import public


class ReplayError(Exception):
    """There is nothing to replay; the message says what to do."""


@dataclass(frozen=True)
class Replayed:
    """The outcome of one witness: ``still`` is True if it diverges, False if fixed, None if undecided."""

    still: bool | None
    text: str


def replay_again(directory: Path, identifier: str, *, target: str | None, spec: str | None) -> list[Replayed]:
    """Replay each way in which this requirement diverged, on each target of the run or on ``target``.

    Without an ``identifier``, every confirmed divergence of every requirement is replayed. Raises ``ReplayError``.
    """
    from conformance.command import properties

    properties.tests()  # registers the checks
    found = _find(directory, identifier.upper(), spec)
    by_target: dict[str, list[Mapping[str, Any]]] = {}
    for origin, witness in found:
        by_target.setdefault(target or origin, []).append(witness)
    return [answer for name, witnesses in by_target.items() for answer in _on_target(name, _distinct(witnesses))]


def _on_target(spec: str, witnesses: Sequence[Mapping[str, Any]]) -> list[Replayed]:
    from targets.interface import GateRefused, TargetUnusable
    from targets.registry import resolve
    from targets.smoke import smoke

    name = public(spec)
    identifier = ", ".join(sorted({str(witness["requirement"]) for witness in witnesses}))
    try:
        running = resolve(spec).start()
    except TargetUnusable as error:
        return [Replayed(None, f"{identifier} on {name}: undecided: {error}")]
    try:
        trouble = smoke(running)
        if trouble:
            return [Replayed(None, f"{identifier} on {name}: undecided: {trouble}")]
        return [replayed(witness, Driver(running), name) for witness in witnesses]
    except (TargetLost, GateRefused) as error:
        return [Replayed(None, f"{identifier} on {name}: undecided: {error}")]
    finally:
        running.stop()


@dataclass(frozen=True)
class _Once:
    """One replay of a witness. ``undecided``: why it says nothing; empty where it does."""

    difference: Difference | None
    outcomes: Sequence[Outcome | None]
    undecided: str = ""


def _in_region(judge: Mapping[str, Any], driver: Driver) -> Mapping[str, Any]:
    """The judgement, with the region of this target where it has that of the one where it was found."""
    values = judge.get("values", {})
    return {**judge, "values": {**values, "region": driver.running.region}} if "region" in values else judge


def replayed(witness: Mapping[str, Any], driver: Driver, name: str) -> Replayed:
    """The outcome of one witness, an event of a journal, on the target called ``name``. Raises ``TargetLost``."""
    requirement = load_catalog().requirements.get(witness["requirement"])
    head = f"{witness['requirement']} on {name}: "
    if requirement is None:
        return Replayed(None, head + "undecided: this version's catalog does not have it")
    raced = "tag" in witness
    found = _raced(witness, requirement, driver) if raced else _once(witness, requirement, driver, None)
    if found.undecided:
        return Replayed(None, "\n".join([f"{head}undecided: {found.undecided}", *_lines(found.outcomes)]))
    return _reported(head, witness, found.difference, _lines(found.outcomes))


def _raced(witness: Mapping[str, Any], requirement: Requirement, driver: Driver) -> _Once:
    """The first round in which the race goes wrong; else the last one that says something, or the last of all.

    In which rounds a step behind the race cannot be repeated is chance. Where that is so in each of the first rounds,
    it is none.
    """
    space, decided = Space(witness["tag"]), None
    for number in range(ROUNDS):
        found = _once(witness, requirement, driver, space.round(witness["steps"]))
        decided = decided if found.undecided else found
        if found.difference is not None or (decided is None and number + 1 == FRUITLESS):
            break
    return decided or found


def _once(witness: Mapping[str, Any], requirement: Requirement, driver: Driver, space: Space | None) -> _Once:
    outcomes: Sequence[Outcome | None] = ()
    try:
        outcomes = execute(witness["steps"], lambda number: True, driver, space)
        difference = decide(_in_region(witness["judge"], driver), outcomes, requirement, space)
    except NotReplayable as error:
        return _Once(None, error.outcomes or outcomes, f"a step did not work: {error}")
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, LookupError, NotImplementedError) as error:
        return _Once(None, outcomes, f"{type(error).__name__}: {error}: the answers do not match the recording")
    refused = refused_now(frozenset(witness.get("accepted", ())), outcomes)
    if refused:
        return _Once(None, outcomes, f"a step did not work: {refused} was accepted then and is refused now")
    return _Once(difference, outcomes)


def _reported(head: str, witness: Mapping[str, Any], difference: Difference | None, lines: Sequence[str]) -> Replayed:
    if difference is None:
        return Replayed(False, "\n".join([f"{head}fixed ({witness['kind']})", *lines]))
    other = difference.kind != witness["kind"]
    kind = f"{difference.kind}, was {witness['kind']}" if other else difference.kind
    about = [f"  expected: {difference.expected}", f"  seen:     {difference.seen}"]
    return Replayed(True, "\n".join([f"{head}still diverges ({kind})", *lines, *about]))


def _lines(outcomes: Sequence[Outcome | None]) -> list[str]:
    exchanges = [o.exchange for o in outcomes if o is not None and o.exchange is not None]
    return [f"  {e.operation}: {e.status or 'no answer'} {e.code or ''}".rstrip() for e in exchanges]


def _find(directory: Path, identifier: str, spec: str | None) -> list[tuple[str, Mapping[str, Any]]]:
    """The witnesses of a requirement with the targets they were found on."""
    specs: dict[str, str] = {}
    found: list[Mapping[str, Any]] = []
    diverged: set[str] = set()
    try:
        for event in read_events(directory):
            if event["event"] == "target":
                specs[str(event.get("target"))] = str(event.get("spec"))
            elif event["event"] == "witness":
                diverged.add(str(event.get("requirement")))
                wanted = event.get("requirement") == identifier or (not identifier and event.get("confirmed"))
                found += [event] if wanted else []
    except JournalError as error:
        raise ReplayError(str(error)) from error
    named = [(specs.get(str(w.get("target")), str(w.get("target"))), w) for w in found]
    named = [(origin, w) for origin, w in named if spec in (None, origin)]
    if not named:
        known = ", ".join(sorted(diverged)[:12]) or "none"
        where = f" on {spec}" if spec else ""
        if not identifier:
            raise ReplayError(f"{directory} has no confirmed witness{where}: nothing diverged, or nothing was replayed")
        raise ReplayError(f"{directory} has no witness of {identifier}{where}; it has witnesses of: {known}")
    return named


def _distinct(witnesses: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """One witness for each requirement, operation and kind: confirmed before others, then the shortest."""
    best: dict[tuple[str, str, str], Mapping[str, Any]] = {}
    for witness in sorted(witnesses, key=lambda w: (w["requirement"], not w.get("confirmed"), len(w["steps"]))):
        best.setdefault((str(witness["requirement"]), str(witness.get("operation")), str(witness["kind"])), witness)
    return list(best.values())
