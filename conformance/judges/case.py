"""What a judge is asked, and what it may answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from conformance.judges.bench import Bench

Form = Literal["right", "wrong"]
Outcome = Literal["accepted", "refused", "not-offered", "not-installed", "not-reached", "no-answer"]


class Unreached(Exception):
    """What the judge would be given could not be made on this target."""

    def __init__(self, reason: str, *, offered: bool = True) -> None:
        super().__init__(reason)
        self.offered = offered  # whether the target has such a thing at all


@dataclass(frozen=True)
class Case:
    """One task in one form. ``ask`` gives why the judge refuses, empty when it accepts.

    It may raise ``Unreached`` and ``ProgramLost``.
    """

    task: str
    form: Form
    given: str  # what is right or wrong about it, in words
    ask: Callable[[], str]


class Judge(Protocol):
    """What a module of this package offers to the panel."""

    NAME: str
    ABOUT: str  # what it is, for people

    def version(self) -> str:
        """The version, installing it where need be. Raises ``NotInstalled``."""

    def cases(self, bench: Bench) -> Iterator[Case]:
        """The tasks, those in right form first."""
