"""A chart of scores over releases, as SVG within a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports.record import percent
from reports.site.history import Line

LEFT, RIGHT, TOP, BOTTOM = 42, 12, 8, 22
SERIES = (
    ("must", "conformance, must"),
    ("all", "conformance, all"),
    ("covered", "coverage, must"),
)


@dataclass(frozen=True)
class Chart:
    """Places of points and words, in the units of the drawing."""

    width: int
    height: int
    label: str
    grid: Sequence[tuple[float, str]]  # height, words
    marks: Sequence[tuple[float, str]]  # place, version
    series: Sequence[tuple[str, str, str, Sequence[tuple[float, float, str]]]]  # class, words, points, dots with titles


def chart_of(line: Line, width: int = 560, height: int = 170) -> Chart:
    """The scores of all releases from 0 to 100 %; where there is no score the series has a gap."""
    inner = width - LEFT - RIGHT
    count = len(line.releases)
    places = [LEFT + (inner * (n + 0.5) / count) for n in range(count)]
    series = []
    for name, words in SERIES:
        values = [_value(line, n, name) for n in range(count)]
        dots = [
            (x, _height(value, height), f"{line.releases[n].version}: {words} {percent(value)}")
            for n, (x, value) in enumerate(zip(places, values, strict=True))
            if value is not None
        ]
        series.append((name, words, " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in dots), dots))
    grid = [(_height(share, height), f"{share * 100:.0f} %") for share in (0.0, 0.5, 1.0)]
    every = max(1, -(-count * 62 // inner))  # as many versions as there is room for
    shown = [n for n in range(count) if (count - 1 - n) % every == 0]
    marks = [(places[n], line.releases[n].version[:9]) for n in shown]
    return Chart(width, height, _label(line), grid, marks, series)


def _value(line: Line, number: int, name: str) -> float | None:
    total = line.releases[number].scores.total
    if name == "covered":
        return total.must.coverage
    return total.must.conformance if name == "must" else total.all.conformance


def _height(value: float, height: int) -> float:
    return TOP + (height - TOP - BOTTOM) * (1 - value)


def _label(line: Line) -> str:
    first, last = line.releases[0], line.releases[-1]
    told = percent(last.scores.total.must.conformance)
    if first is last:
        return f"{line.name}: one release, {last.version}, with {told} conformance on must"
    return (
        f"{line.name}: conformance on must from {percent(first.scores.total.must.conformance)} at {first.version} "
        f"to {told} at {last.version}, over {len(line.releases)} releases"
    )
