"""Joins the journals of shards into one. Merging is concatenating; only worker names are kept apart."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from conformance.journal import FILE_NAME, read_events
from reports.store import ReportError, write_text

Event = Mapping[str, Any]
SAME = ("catalog_digest", "need", "suite_version")
RELEASE = ("product", "version", "mode")  # what tells the targets of one name apart


class MergeError(ReportError):
    """The journals do not belong together; the message names the difference."""


def merge_events(journals: Sequence[Iterable[Event]]) -> Iterator[dict[str, Any]]:
    """The events of all journals; workers are renamed so that the footers of each part are still required.

    A part that did not finish therefore makes the whole PARTIAL. Raises ``MergeError`` when the parts were
    made with different catalogs, suites or profiles, or on different releases of what has one name in both: their
    counts could not be added up.
    """
    known: dict[str, Any] = {}
    for number, journal in enumerate(journals, 1):
        for event in journal:
            if event.get("event") == "run":
                _same(event, known)
            elif event.get("event") == "target":
                _one_release(event, known)
            yield {**event, "worker": f"{number}/{event.get('worker', '')}"}


def _same(event: Event, known: dict[str, Any]) -> None:
    for member in SAME:
        if event.get(member) is None:
            continue
        if known.setdefault(member, event[member]) != event[member]:
            raise MergeError(
                f"these runs differ in {member} ({known[member]} and {event[member]}): merge runs of the same suite "
                "version, catalog and profile"
            )


def _one_release(event: Event, known: dict[str, Any]) -> None:
    """A name such as ``moto`` stands for whatever release is installed; two of them are two targets."""
    name = str(event.get("target", ""))
    release = " ".join(str(event[member]) for member in RELEASE if event.get(member))
    if known.setdefault(f"target {name}", release) != release:
        raise MergeError(
            f"these runs have two releases under the name {name} ({known[f'target {name}']} and {release}), and a "
            "target is one release: compare them with 'report diff' or 'site', or run them by name and version"
        )


def merge_journals(sources: Sequence[Path], out_dir: Path) -> Path:
    """Write ``out_dir/journal.ndjson`` from the journals of several folders; the sources stay as they are.

    Raises ``MergeError``, ``ReportError`` and ``JournalError``.
    """
    target = out_dir / FILE_NAME
    inside = [s for s in sources if (s / FILE_NAME if s.is_dir() else s).resolve() == target.resolve()]
    if inside:
        raise MergeError(f"{inside[0]} cannot be merged into itself: choose another folder with --out")
    files = [(s / FILE_NAME if s.is_dir() else s).resolve() for s in sources]
    if len(set(files)) != len(files):
        raise MergeError("one of these journals is named twice")
    parts = [read_events(source) for source in sources]
    lines = [json.dumps(e, ensure_ascii=False, separators=(",", ":")) + "\n" for e in merge_events(parts)]
    write_text(target, "".join(lines))
    return target
