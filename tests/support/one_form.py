"""Tokens of which one is right, and one form wrong."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from conformance.verify_app.forms import Form


class OneForm:
    """A source of tokens with no form but this one."""

    def __init__(self, form: Form) -> None:
        self.form = form

    @property
    def untried(self) -> dict[str, str]:
        return {}

    def right(self, random: Random, times: int) -> Iterator[tuple[str, str | None]]:
        yield "the right one", "Bearer x"

    def later(self, random: Random) -> str | None:
        return None

    def forms(self) -> list[Form]:
        return [self.form]
