"""The pages of the site, by their paths. Templates display; the figures come from the history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment

from reports.compare import Difference, TargetDiff
from reports.harm import HARMS
from reports.record import Result
from reports.render.environment import templates_of
from reports.scores import bar_of
from reports.site.changes import HEADINGS, sorted_changes
from reports.site.chart import SERIES, chart_of
from reports.site.history import History, Line
from reports.text import shorten


def pages(history: History, scripts: Mapping[tuple[str, str], str]) -> Iterator[tuple[str, str]]:
    """Path and text of each page. ``scripts``: the paths of those that the site has, by line and requirement."""
    common = {"history": history, "harms": [h for h in HARMS if any(_count(line, h) for line in history.lines)]}
    yield "index.html", _page("index.html.j2", "", **common, charts=[chart_of(x, 360, 130) for x in history.lines])
    yield "requirements.html", _page("requirements.html.j2", "", **common)
    for line in history.lines:
        yield f"targets/{line.slug}.html", _page("target.html.j2", "../", **common, line=line, chart=chart_of(line))
    for info in history.infos.values():
        rows = [(line, line.standing(info.id), scripts.get((line.slug, info.id))) for line in history.lines]
        yield f"requirements/{info.id}.html", _page("requirement.html.j2", "../", **common, info=info, rows=rows)


def _page(template: str, up: str, **values: Any) -> str:
    """``up`` leads from the page to the folder of the site."""
    return _environment().get_template(template).render(up=up, **values)


@cache
def _environment() -> Environment:
    made = templates_of("reports.site", Path(__file__))
    made.filters.update(parted=_parted)
    made.globals.update(series=SERIES)
    made.globals.update(
        count_of=_count, verdict_of=_verdict, of_change=_of_change, shares=_shares, sorted_changes=sorted_changes
    )
    return made


def _count(line: Line, harm: str) -> Any:
    """The count of a harm on the newest release, or None."""
    return next((found for found in line.newest.harms if found.harm == harm), None)


def _verdict(result: Result | None) -> str:
    return result.verdict if result is not None else ""


def _of_change(change: TargetDiff | None) -> list[tuple[str, Sequence[Difference]]]:
    """What a release fixed, broke and changed, each with its heading; without what there is nothing of."""
    return [(HEADINGS[sort], some) for sort, some in sorted_changes(change).items() if some]


def _shares(line: Line, area: str) -> tuple[int, int, float, float]:
    """For a bar: passed, active, and where passes and judged ones end, in percent."""
    score = line.newest.scores.areas[area].all
    return score.passed, score.active, *bar_of(score)


def _parted(version: str) -> str:
    return shorten(version, 16)
