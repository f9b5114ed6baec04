"""How a scenario lets time pass: a clock that is moved, or time that is waited for."""

from __future__ import annotations

import time
from typing import Any, TypeVar

from conformance.scenario.example import Example
from conformance.scenario.steps import Step
from targets.interface import TargetUnusable

T = TypeVar("T")
LONGEST_WAIT = 1.2  # seconds; where no clock can be moved: times in whole seconds differ then


class Timing(Example):
    """The role that moves the target's clock, or waits."""

    def __init__(self, *example: Any) -> None:
        super().__init__(*example)
        self._waited = 0.0  # seconds that were waited for where no clock can be moved

    @property
    def waited(self) -> float:
        """How many seconds this example has waited for."""
        return self._waited

    def advance(self, seconds: float) -> None:
        """Move the target's clock forward, or wait if the run allows an example to wait that long.

        Ends the example as excluded where neither can be done.
        """
        if self.offers("clock"):
            try:
                self.context.running.advance(seconds)
            except TargetUnusable as error:  # it may have been moved: only fresh users know nothing of that
                raise self.fault("advance", str(error)) from error
            self._keep(Step("advance", "advance", {"seconds": seconds}))
            return
        self._waited += seconds
        if not seconds or not self.context.waiting.allows(self._waited):  # advance(0) needs a movable clock
            allowed = self.context.waiting.longest
            more = f", and {self._waited:g} seconds are more than --allow-wait lets pass" if allowed and seconds else ""
            self.exclude(f"the clock of this target cannot be moved{more}")
        self._keep(Step("advance", "wait", {"seconds": seconds}))
        self.context.waiting.pause(seconds)

    def soon(self, drawn: T, brief: T) -> T:
        """``drawn``; ``brief`` where time would have to be waited for. Pass a drawn value, never one from an answer."""
        return drawn if self.offers("clock") else brief

    def let_pass(self, seconds: float) -> float:
        """Let time pass on the target and return how much did: its clock is moved, or a second is waited for."""
        if self.offers("clock"):
            self.advance(seconds)
            return seconds
        waited = min(seconds, LONGEST_WAIT)
        time.sleep(waited)
        self._keep(Step("advance", "wait", {"seconds": waited}))
        return waited

    def clock(self) -> str:
        """The target's clock: whole seconds since the epoch as a string, recorded as a step."""
        now = str(int(self.context.running.now()))
        self._keep(Step("clock", "now", {}, now))
        return now
