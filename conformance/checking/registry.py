"""The registry of checks: for each requirement the function that decides it from what was observed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from conformance.checking.exchange import Difference, Exchange

Check = Callable[..., Difference | None]
Condition = Callable[[Exchange], bool]
_CHECKS: dict[str, Check] = {}
_OF_ABSENCE: set[str] = set()
_OF_FORM: set[str] = set()
_EVERY_ANSWER: dict[str, EveryAnswer] = {}
F = TypeVar("F", bound=Check)


@dataclass(frozen=True)
class EveryAnswer:
    """Which answers a check is applied to automatically, and whether it also gets the data of other users in them."""

    to: Condition
    strangers: bool
    changeable: bool  # whether a pool's functions may change what it is about


class CheckError(Exception):
    """A check is registered twice, or what it judges by is missing: a defect of this suite."""


def check(*requirements: str, of_absence: bool = False, of_form: bool = False) -> Callable[[F], F]:
    """Register a pure function as the check of these requirements.

    It takes exchanges and JSON-like values and returns None when they agree with the requirement, else the
    ``Difference``. Answers that say the target lacks an operation are not passed to it, unless it is a check
    ``of_absence``. A check ``of_form`` looks only at the form of a request or answer: its result does not depend on
    earlier requests. Raises ``CheckError`` when a requirement already has one.
    """
    if of_absence:
        _OF_ABSENCE.update(requirements)
    if of_form:
        _OF_FORM.update(requirements)

    def register(function: F) -> F:
        for requirement in requirements:
            known = _CHECKS.get(requirement)
            if known is not None and (known.__module__, known.__qualname__) != (
                function.__module__,
                function.__qualname__,
            ):
                raise CheckError(f"{requirement} has two checks: {known.__qualname__} and {function.__qualname__}")
            _CHECKS[requirement] = function
        return function

    return register


def every_answer(
    requirement: str, *, to: Condition, strangers: bool = False, changeable: bool = False
) -> Callable[[F], F]:
    """Register a check of one exchange that a scenario applies by itself to each answer for which ``to`` holds.

    A property that names the requirement applies it as any other check: for its own steps nothing happens by itself.
    The check is one of form, unless it also takes ``strangers``: what stands in the answer and belongs to users whom
    the example does not know (see ``conformance.scenario.strangers``). ``changeable``: functions of a pool may change
    it, so that it is not applied in an example that has any.
    """

    def register(function: F) -> F:
        _EVERY_ANSWER[requirement] = EveryAnswer(to, strangers, changeable)
        return check(requirement, of_form=not strangers)(function)

    return register


def checks_on_every_answer() -> Mapping[str, EveryAnswer]:
    """The answers that each requirement's check is applied to, by requirement."""
    return _EVERY_ANSWER


def find_check(requirement: str) -> Check:
    """The check of a requirement. Raises ``CheckError`` when there is none."""
    try:
        return _CHECKS[requirement]
    except KeyError:
        raise CheckError(f"{requirement} has no check; register one with @check({requirement!r})") from None


def judges_absence(requirement: str) -> bool:
    """Whether the check of a requirement is about answers that say the target lacks an operation."""
    return requirement in _OF_ABSENCE


def judges_form(requirement: str) -> bool:
    """Whether the check of a requirement is about the form of one request or answer, whatever went before."""
    return requirement in _OF_FORM


def registered() -> dict[str, Any]:
    """All checks by requirement id."""
    return dict(_CHECKS)
