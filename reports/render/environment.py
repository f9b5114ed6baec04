"""How templates of pages are read: every value is made visible and escaped."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from reports.harm import MEANS, NAMES
from reports.journeys import STATES, words_of
from reports.record import MEANING, percent
from reports.render.compiled import compiled
from reports.text import SIGNS, is_link, moment, shorten, visible


def templates_of(package: str, module: Path) -> Environment:
    """The environment of the folder ``templates`` of a package, with the words and filters that all pages use.

    ``module`` is the file that adds further ones. Compiled templates are kept until that file, this one or a template
    changes.
    """
    made = Environment(
        loader=PackageLoader(package, "templates"),
        bytecode_cache=compiled(Path(__file__), module),
        autoescape=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: visible(value) if type(value) is str else value,
    )
    made.filters.update(percent=percent, moment=moment, is_link=is_link, shorten=shorten)
    made.globals.update(
        signs=SIGNS, meaning=MEANING, states=STATES, harm_names=NAMES, harm_means=MEANS, words_of=words_of
    )
    return made
