"""Updates a journal: the results of a retry replace the earlier ones. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from reports.members import Event, list_in, real_number, text_in, texts_in

WORKER = re.compile(r"again (\d+)/")  # how workers of runs of a part are named in the journal


@dataclass(frozen=True)
class Renewal:
    """The requirements of one target that were run again, with the new events."""

    slug: str
    requirements: frozenset[str]
    events: Sequence[Event]

    @cached_property
    def properties(self) -> frozenset[str]:
        """The properties that were run again."""
        return frozenset(text_in(e, "property") for e in self.events if e.get("event") == "property")

    @cached_property
    def started(self) -> bool:
        """Whether the target said what it is."""
        return any(e.get("event") == "target" for e in self.events)

    @property
    def at(self) -> float:
        """The time of its start, in seconds since the epoch."""
        return min((real_number(e.get("at")) for e in self.events), default=0.0)


def renewed(old: Sequence[Event], renewals: Sequence[Renewal]) -> list[dict[str, Any]]:
    """The events of an earlier run without those that were replaced, and the new ones.

    Agreements in properties that were not run again stay. A target that the earlier run did not have is added, with the
    requirements that were run.
    """
    number = 1 + max((int(m[1]) for e in old if (m := WORKER.match(text_in(e, "worker")))), default=0)
    events = [dict(event) for event in old]
    for renewal in renewals:
        known = any(e.get("event") == "run" and text_in(e, "target") in (renewal.slug, "") for e in events)
        note = _note(events, renewal)
        events = [kept for event in events if (kept := _kept(event, renewal)) is not None]
        events += [*_new(renewal, number, known=known), note]
    return list(_without_remains(events))


def _kept(event: Mapping[str, Any], renewal: Renewal) -> dict[str, Any] | None:
    """The part of an earlier event that stays."""
    name = event.get("event")
    if name == "run":
        return _with_entries(event, renewal)
    if text_in(event, "target") != renewal.slug:
        return dict(event)
    again = text_in(event, "property") in renewal.properties
    replaced = text_in(event, "requirement") in renewal.requirements
    gone = {
        "observation": replaced and (again or event.get("outcome") != "agrees"),
        "witness": replaced,
        "property": again and event.get("status") == "error",
        "error": again,
        "target": renewal.started,
    }
    if gone.get(str(name), False):
        return None
    if name == "property" and again:
        return {**event, "requirements": _minus(event, "requirements", renewal)}
    if name == "note" and "again" in event:
        return _noted(event, _minus(event, "again", renewal))
    return dict(event)


def _minus(event: Mapping[str, Any], member: str, renewal: Renewal) -> list[str]:
    return [identifier for identifier in texts_in(event, member) if identifier not in renewal.requirements]


def _with_entries(event: Mapping[str, Any], renewal: Renewal) -> dict[str, Any]:
    """The ``run`` event with the catalog entries of the retry."""
    heads = [e for e in renewal.events if e.get("event") == "run"]
    entries = {text_in(e, "id"): e for head in heads for e in list_in(head, "requirements") if isinstance(e, Mapping)}
    if not entries or all(head.get("catalog_digest") == event.get("catalog_digest") for head in heads):
        return dict(event)
    listed = [
        entries.get(text_in(entry, "id"), entry) if text_in(entry, "id") in renewal.requirements else entry
        for entry in list_in(event, "requirements")
        if isinstance(entry, Mapping)
    ]
    return {**event, "requirements": listed}


def _new(renewal: Renewal, number: int, *, known: bool) -> Iterator[dict[str, Any]]:
    """The new events on the requirements that were run again."""
    for event in renewal.events:
        name = event.get("event")
        if name in ("observation", "witness") and text_in(event, "requirement") not in renewal.requirements:
            continue
        if name == "run" and known:
            continue
        made = {**event, "worker": f"again {number}/{text_in(event, 'worker')}"}
        for member, where in (("expected", "run"), ("requirements", "property")):
            if name == where:
                made[member] = [i for i in texts_in(event, member) if i in renewal.requirements]
        yield made


def _note(old: Sequence[Event], renewal: Renewal) -> dict[str, Any]:
    """The note on what was run again and when; with versions if they differ."""
    heads = {name: _values(old, renewal.slug, "run", name) for name in ("catalog_digest", "suite_version")}
    heads["version"] = _values(old, renewal.slug, "target", "version")
    now = {name: _values(renewal.events, renewal.slug, "run", name) for name in ("catalog_digest", "suite_version")}
    now["version"] = _values(renewal.events, renewal.slug, "target", "version")
    differing = [
        f"{name.replace('_', ' ')} {', '.join(sorted(now[name]))}, the others {', '.join(sorted(heads[name]))}"
        for name in heads
        if now[name] and heads[name] and now[name] != heads[name]
    ]
    event = {"event": "note", "target": renewal.slug, "worker": "again", "at": renewal.at}
    noted = _noted({**event, "differing": "; ".join(differing)}, sorted(renewal.requirements))
    return noted or event


def _values(events: Iterable[Event], slug: str, name: str, member: str) -> set[str]:
    mine = (e for e in events if e.get("event") == name and text_in(e, "target") in (slug, ""))
    return {text for e in mine if (text := text_in(e, member))}


def _noted(event: Mapping[str, Any], identifiers: Sequence[str]) -> dict[str, Any] | None:
    """The note on these retries; None once all of them have been replaced by later ones."""
    if not identifiers:
        return None
    when = datetime.fromtimestamp(real_number(event.get("at")), UTC).strftime("%Y-%m-%d %H:%M UTC")
    differing = text_in(event, "differing")
    text = f"run again on {when}{f' ({differing})' if differing else ''}: {_listed(identifiers)}"
    return {**event, "again": list(identifiers), "text": text}


def _listed(identifiers: Iterable[str]) -> str:
    """Ids by prefix, to be short: ``REFRESH-001 -003, SRP-002``."""
    groups: dict[str, list[str]] = defaultdict(list)
    for identifier in identifiers:
        prefix, _, number = identifier.rpartition("-")
        groups[prefix].append(number)
    return ", ".join(f"{prefix}-{' -'.join(numbers)}" for prefix, numbers in groups.items())


def _without_remains(events: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The events without properties and footers of earlier retries that have no results left."""
    working = {
        (text_in(e, "target"), text_in(e, "worker"))
        for e in events
        if e.get("event") == "observation" or (e.get("event") == "property" and e.get("requirements"))
    }
    for event in events:
        worker = text_in(event, "worker")
        idle = WORKER.match(worker) and (text_in(event, "target"), worker) not in working
        if not (idle and event.get("event") in ("property", "footer")):
            yield event
