"""The tasks that a judge is given, and its possible answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from conformance.judges.bench import Bench

Form = Literal["right", "wrong"]
Outcome = Literal["accepted", "refused", "not-offered", "not-installed", "not-reached", "no-answer"]


class Unreached(Exception):
    """What the judge needs could not be created on this target."""

    def __init__(self, reason: str, *, offered: bool = True) -> None:
        super().__init__(reason)
        self.offered = offered  # whether the target has such a thing at all


@dataclass(frozen=True)
class Case:
    """One task in one form. ``ask`` gives why the judge refuses, empty when it accepts.

    It may raise ``Unreached`` and ``ProgramLost``. ``decides`` are the requirements that the answer is about. A case
    with a ``script`` has a ``name``, and its script is written where the answer is not what it should be.
    """

    task: str
    form: Form
    given: str  # what makes it right or wrong, in words
    ask: Callable[[], str]
    decides: tuple[str, ...] = ()
    name: str = ""
    script: str = ""


class Judge(Protocol):
    """The interface of a judge's module."""

    NAME: str
    ABOUT: str  # description for people

    def version(self) -> str:
        """The version; the judge is installed if necessary. Raises ``NotInstalled``."""

    def cases(self, bench: Bench) -> Iterator[Case]:
        """The tasks, those in right form first."""
