"""The calls of a property share one piece of memory for their frames."""

from __future__ import annotations

import inspect

import pytest

from conformance.run.engine import Engine
from conformance.run.room import SLOTS, with_room


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


def test_a_property_is_run_in_it() -> None:
    assert "with_room" in Engine._guarded.__code__.co_names
