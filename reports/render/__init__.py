"""Renderers: each is one module with ``FILE`` (its name in the report's folder) and ``render(record, gate) -> str``.

A new format is one module here and one name in ``FORMATS``. Renderers show the record's figures and never compute
their own.
"""

from __future__ import annotations

from importlib import import_module
from typing import Protocol, cast

from reports.gate import GateResult
from reports.record import RunRecord

FORMATS: dict[str, str] = {
    "json": "reports.render.json",
    "html": "reports.render.html",
    "scopes": "reports.render.scopes",
    "markdown": "reports.render.markdown",
    "junit": "reports.render.junit",
    "badge": "reports.render.badge",
    "svg": "reports.render.badge_svg",
}


class Renderer(Protocol):
    """The interface of a module of this package.

    It must name each target by ``record.name(target)``: two targets can have equal labels. Texts that a target made
    (messages, names) go through ``reports.text.visible`` first, which shows control characters instead of sending them.
    A result that is not ``scored`` is in no figure, and no format may show it as a pass or a failure: it is of a
    requirement outside the run's selection, or of one that the catalog does not score. A run can be without targets and
    an area without requirements. The text ends with a line feed and is the same each time.
    """

    FILE: str

    def render(self, record: RunRecord, gate: GateResult) -> str:
        """The text of the file."""


def renderer(name: str) -> Renderer:
    """The renderer of a format. Raises ``KeyError`` for a name that ``FORMATS`` does not have."""
    return cast(Renderer, import_module(FORMATS[name]))
