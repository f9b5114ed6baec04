"""Synthetic runs as the renderers are given them: folded, and judged by the gate; and a page as its readers find it."""

from __future__ import annotations

from datetime import date
from html.parser import HTMLParser

from reports.expectations import Expectation
from reports.fold import fold
from reports.gate import GateResult, gate
from reports.record import RunRecord
from reports.write import with_paths
from reports_synthetic import (
    Event,
    clean_run,
    moto_events,
    partial_run,
    run_event,
    whole_run,
)

TODAY = date(2026, 3, 1)
KNOWN = Expectation(
    requirement="SRP-001",
    kinds=("accepted",),
    product="moto",
    reason="takes any password",
    link="https://example.org/issue/1",
)
RUNS = {
    "whole": whole_run(),
    "one": [run_event(), *moto_events()],
    "clean": clean_run(),
    "partial": partial_run(),
    "empty": [],
    "no run event": moto_events(),
}


def judged(events: list[Event]) -> tuple[RunRecord, GateResult]:
    """The record of the events and the gate's answer."""
    record = with_paths(fold(events))
    return record, gate(record, [KNOWN], TODAY)


VOID = {"meta", "link", "br", "input"}


class Page(HTMLParser):
    """Collects what the tests ask of a page, and that its tags are balanced."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.labels: list[str] = []
        self.requirements: list[str] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag with its attributes."""
        self.tags.append(tag)
        named = {name: value or "" for name, value in attrs}
        self.attributes += [(tag, name, value) for name, value in named.items()]
        self.ids += [named["id"]] if "id" in named else []
        if tag == "details" and "req" in named.get("class", "").split():
            self.requirements.append(named["id"])
        if tag in ("input", "select"):
            assert "label" in self._open, f"{tag} without a label"
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close a tag: it must be the last that was opened."""
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Note the text."""
        self.words.append(data)

    @property
    def text(self) -> str:
        """All text in one line."""
        return " ".join(" ".join(self.words).split())
