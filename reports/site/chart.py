"""A chart of scores over releases, as SVG within a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports.record import percent
from reports.site.history import Line
from reports.text import shorten

LEFT, RIGHT, TOP, BOTTOM = 42, 12, 8, 22
LONGEST = 9  # characters of a version below the drawing; a dot's title has all of it
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
    series: Sequence[Series]


@dataclass(frozen=True)
class Series:
    """One of the scores: its class and words, the points of each unbroken line, and the dots with their titles."""

    name: str
    words: str
    lines: Sequence[str]
    dots: Sequence[tuple[float, float, str]]


def chart_of(line: Line, width: int = 560, height: int = 170) -> Chart:
    """The scores of all releases from 0 to 100 %; at a release without a score the line is interrupted."""
    inner = width - LEFT - RIGHT
    count = len(line.releases)
    places = [LEFT + (inner * (n + 0.5) / count) for n in range(count)]
    series = [_series(line, name, words, places, height) for name, words in SERIES]
    grid = [(_height(share, height), f"{share * 100:.0f} %") for share in (0.0, 0.5, 1.0)]
    every = max(1, -(-count * 62 // inner))  # as many versions as there is room for
    shown = [n for n in range(count) if (count - 1 - n) % every == 0]
    marks = [(places[n], shorten(line.releases[n].version, LONGEST)) for n in shown]
    return Chart(width, height, _label(line), grid, marks, series)


def _series(line: Line, name: str, words: str, places: Sequence[float], height: int) -> Series:
    dots: list[tuple[float, float, str]] = []
    lines: list[list[str]] = [[]]
    for n, x in enumerate(places):
        value = _value(line, n, name)
        if value is None:
            lines.append([])
            continue
        y = _height(value, height)
        dots.append((x, y, f"{line.releases[n].version}: {words} {percent(value)}"))
        lines[-1].append(f"{x:.1f},{y:.1f}")
    return Series(name, words, [" ".join(points) for points in lines if len(points) > 1], dots)


def _value(line: Line, number: int, name: str) -> float | None:
    total = line.releases[number].scores.total
    if name == "covered":
        return total.must.coverage
    return total.must.conformance if name == "must" else total.all.conformance


def _height(value: float, height: int) -> float:
    return TOP + (height - TOP - BOTTOM) * (1 - value)


def _label(line: Line) -> str:
    first, last = line.releases[0], line.releases[-1]
    score = percent(last.scores.total.must.conformance)
    if first is last:
        return f"{line.name}: one release, {last.version}, with {score} conformance on must"
    return (
        f"{line.name}: conformance on must from {percent(first.scores.total.must.conformance)} at {first.version} "
        f"to {score} at {last.version}, over {len(line.releases)} releases"
    )
