"""A race is replayed round by round: one in which another call came first, so that a later step fails, says nothing."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from conformance.command import properties
from conformance.command.replaying import replayed
from conformance.replay import rounds
from conformance.replay.rounds import FRUITLESS
from conformance.replay.witness import ROUNDS, _raced_again
from conformance.transport.driver import Driver
from fakes import FakeRunning
from witnesses import TAG, call, ref

LOST, FINE, WRONG = "lost", "fine", "wrong"  # rounds: a later step is not possible; no difference; the difference


class Rounds:
    """A target on which each replay goes as the next of these words says; the last one holds for all that follow."""

    def __init__(self, *course: str) -> None:
        self.course = list(course)
        self.number = 0

    def answer(self, operation: str, parameters: Any) -> Any:
        if operation == "SignUp":
            self.number += 1
            return 200, {} if self._now == LOST else {"UserSub": "s"}
        wrong = self._now == WRONG
        return (400, {"__type": "UserNotFoundException", "message": "no"}) if wrong else (200, {})

    @property
    def _now(self) -> str:
        return self.course[min(self.number, len(self.course)) - 1]


def replayed_on(target: Rounds, **witness: Any) -> bool | None:
    """What a replay of a race says whose later step needs an answer of an earlier one."""
    properties.tests()
    steps = [call("SignUp", Username=f"u{TAG}"), call("AdminGetUser", Username=ref(0, "UserSub"))]
    judge = {"how": "accepted", "arguments": [{"$step": 1}], "values": {}}
    made = {"requirement": "ADMUSER-001", "kind": "refused-UserNotFoundException", "steps": steps, "judge": judge}
    return replayed({**made, "tag": TAG, **witness}, Driver(FakeRunning(target.answer)), "fake").still


@pytest.mark.parametrize(
    ("course", "still", "number"),
    [
        ((LOST, WRONG), True, 2),
        ((LOST, FINE, LOST, WRONG), True, 4),
        ((LOST, LOST, FINE), False, ROUNDS),
        ((FINE, LOST), False, ROUNDS),  # one round alone has said something
        ((LOST,), None, FRUITLESS),
    ],
)
def test_a_round_that_says_nothing_is_followed_by_the_next(
    course: Sequence[str], still: bool | None, number: int
) -> None:
    target = Rounds(*course)
    assert (replayed_on(target), target.number) == (still, number)


def test_a_witness_that_is_no_race_is_replayed_once() -> None:
    properties.tests()
    steps = [call("SignUp", Username="u"), call("AdminGetUser", Username=ref(0, "UserSub"))]
    judge = {"how": "accepted", "arguments": [{"$step": 1}], "values": {}}
    target = Rounds(LOST, WRONG)
    witness = {"requirement": "ADMUSER-001", "kind": "x", "steps": steps, "judge": judge}
    assert replayed(witness, Driver(FakeRunning(target.answer)), "fake").still is None
    assert target.number == 1


# -- in the run itself -------------------------------------------------------------------------------------------------


class Raced:
    """A replayer whose rounds go as these words say; the last one holds for all that follow."""

    everything = frozenset({0, 1})

    def __init__(self, *course: str) -> None:
        self.course = list(course)
        self.number = 0
        self.undone = ""
        self.met: Sequence[Any] = ()

    def shows(self, kept: frozenset[int]) -> object:
        now = self.course[min(self.number, len(self.course) - 1)]
        self.number += 1
        self.undone = "no UserSub in the answer" if now == LOST else ""
        return self if now == WRONG else None

    def silence(self) -> str:
        return ""


@pytest.mark.parametrize(
    ("course", "shown", "undone", "number"),
    [
        ((LOST, FINE, WRONG), True, False, 3),
        ((LOST, FINE, LOST), False, False, 2 * ROUNDS),  # by chance, the last one says nothing
        ((LOST,), False, True, 2 * FRUITLESS),
    ],
)
def test_a_race_is_run_again_until_it_goes_wrong(course: Sequence[str], shown: bool, undone: bool, number: int) -> None:
    replayer: Any = Raced(*course)
    found = _raced_again(replayer, frozenset({1}))[1]
    assert (found is not None, replayer.undone != "", replayer.number) == (shown, undone, number)


# -- in a script -------------------------------------------------------------------------------------------------------


def in_a_script(one_round: Callable[[], Any], number: int = 300) -> tuple[Any, str]:
    """The result of a script's ``rounds``, and what it prints."""
    text = rounds.RACE.substitute(rounds.CALLS, fruitless=FRUITLESS)
    given: dict[str, Any] = {"contextlib": contextlib, "io": io, "FIRST": 1, "ROUNDS": number, "letters": str}
    exec(compile(text, "script", "exec"), given)
    with contextlib.redirect_stdout(io.StringIO()) as said:
        found = given["rounds"](one_round)
    return found, said.getvalue()


def going(course: Sequence[Any]) -> Callable[[], Any]:
    """A round of a script that raises or returns the next of these; the last one for ever."""
    left = list(course)

    def one_round() -> Any:
        now = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(now, Exception):
            raise now
        return now

    return one_round


REFUSED, GONE = RuntimeError("GetUser has to succeed before the difference can show"), LookupError("no name")


@pytest.mark.parametrize("course", [(REFUSED, "x"), (GONE, REFUSED, None, GONE, "x")])
def test_a_script_goes_on_with_the_next_round(course: Sequence[Any]) -> None:
    found, said = in_a_script(going(course))
    assert (found, f"round {len(course)}" in said) == ("x", True)


@pytest.mark.parametrize("error", [REFUSED, GONE])
@pytest.mark.parametrize("number", [3, 300])
def test_a_script_in_which_no_round_says_anything_cannot_tell(error: Exception, number: int) -> None:
    tried = 0

    def one_round() -> None:
        nonlocal tried
        tried += 1
        raise error

    with pytest.raises(type(error)):
        in_a_script(one_round, number)
    assert tried == min(number, FRUITLESS)


def test_a_script_counts_the_rounds_that_say_something() -> None:
    found, said = in_a_script(going((REFUSED, None, GONE, None, GONE)), 10)
    assert (found, said.strip()) == (None, "2 rounds showed no difference.")
