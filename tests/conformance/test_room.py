"""The calls of a property share one piece of memory for their frames."""

from __future__ import annotations

import inspect
import traceback
from pathlib import Path

import pytest

from conformance.run.room import SLOTS, with_room
from conformance.scenario import Scenario
from engine_kit import engine_maker, property_of


def test_the_function_is_called_as_it_was() -> None:
    assert with_room(lambda *one, **other: (one, other))(1, 2, three=3) == ((1, 2), {"three": 3})
    with pytest.raises(ZeroDivisionError):
        with_room(lambda: 1 // 0)()


def _frame_below() -> int:
    frame = inspect.currentframe()
    assert frame is not None
    assert frame.f_back is not None
    return frame.f_back.f_code.co_stacksize


def test_the_frame_above_has_the_room() -> None:
    assert with_room(_frame_below)() == SLOTS
    assert _frame_below() < 100  # the control


def test_a_property_is_run_in_it(tmp_path: Path) -> None:
    sizes: set[int] = set()

    def looking(s: Scenario, word: str) -> None:
        sizes.update(frame.f_code.co_stacksize for frame, _ in traceback.walk_stack(None))
        s.accepted("DEMO-001", s.call("SignUp", Username=word))

    engine_maker(tmp_path)((200, {})).run(property_of(looking, "DEMO-001"))
    assert SLOTS in sizes
