"""How templates of pages are read: every value is made visible and escaped."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from reports.render.compiled import compiled
from reports.text import visible


def templates_of(package: str, module: Path) -> Environment:
    """The environment of the folder ``templates`` of a package; ``module`` is the file that adds filters to it.

    Compiled templates are kept until that file, this one or a template changes.
    """
    return Environment(
        loader=PackageLoader(package, "templates"),
        bytecode_cache=compiled(Path(__file__), module),
        autoescape=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: visible(value) if type(value) is str else value,
    )
