"""What all tables of a definition have in common."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict

from targets.placeholders import misspelt


class Part(BaseModel):
    """Every table of a definition: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def regular_expression(value: str, *, groups: int = 0) -> str:
    """The text itself, if it is a regular expression with that many groups. Raises ``ValueError``."""
    try:
        compiled = re.compile(value)
    except re.error as error:
        raise ValueError(f"is no regular expression: {error}") from error
    if groups and compiled.groups < groups:
        raise ValueError("needs one group in parentheses: what it catches is taken")
    return value


def url_path(value: str) -> str:
    """The text itself, if it can follow an address. Raises ``ValueError``."""
    if not value.startswith("/"):
        raise ValueError(f"must begin with a slash: '/{value}'")
    return value


def json_path(value: str) -> str:
    """The text itself, if it is names joined by dots. Raises ``ValueError``."""
    if value and not all(value.split(".")):
        raise ValueError("has an empty name: write names joined by single dots, * for each")
    return value


def well_spelt(texts: Iterable[str], known: Iterable[str]) -> None:
    """Raises ``ValueError`` for a name in braces that is nearly one of ``known``."""
    names = tuple(known)
    for text in texts:
        for trouble in misspelt(text, names):
            raise ValueError(trouble)
