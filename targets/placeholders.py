"""``{name}`` in the texts of a definition: filled in, and checked for names that nothing fills in."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from targets.interface import TargetUnusable
from targets.spec import nearest

PLACEHOLDER = re.compile(r"\{(\w+)\}")
VARIABLE = re.compile(r"\$\{(\w+)\}")


def fill(template: str, **values: Any) -> str:
    """``{name}`` replaced for the names given; other braces stay (JSON has them)."""
    return PLACEHOLDER.sub(lambda found: str(values.get(found[1], found[0])), template)


def names_in(texts: Iterable[str]) -> set[str]:
    """The names in braces."""
    return {name for text in texts for name in PLACEHOLDER.findall(text)}


def misspelt(text: str, known: Iterable[str]) -> Iterator[str]:
    """What is wrong with names in braces that look like one of ``known``; other braces may be JSON or a template."""
    names = set(known)
    for name in sorted(names_in([text]) - names):
        suggestion = nearest(name, names)
        if suggestion:
            yield f"{text!r} has {{{name}}}, which nothing fills in{suggestion}"


def from_environment(text: str, environment: Mapping[str, str], *, needed_by: str) -> str:
    """``${NAME}`` replaced by that environment variable. Raises ``TargetUnusable`` where it is not set."""

    def value(found: re.Match[str]) -> str:
        name = found[1]
        if name not in environment:
            raise TargetUnusable(f"{needed_by} needs the environment variable {name}; set it and start again")
        return environment[name]

    return VARIABLE.sub(value, text)


def file_path(template: str, **values: Any) -> str:
    """A path with names in braces, ``$VARIABLE`` and ``~`` replaced."""
    return os.path.expanduser(os.path.expandvars(fill(template, **values)))
