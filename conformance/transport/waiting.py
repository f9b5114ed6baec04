"""Letting time pass where no clock can be moved: all that has to be waited for, side by side.

Each piece of work that may wait has a thread of its own, but only one thread runs at a time: waiting work lets the
others run. So the objects that work uses need not be thread-safe, and an hour that twenty examples wait for
is one hour.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Hashable

SLICE = 0.5  # seconds between two looks at whether the run is over
LATE = 1.0  # seconds of delay after which work no longer observes the intended point in time
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


class TooLate(Exception):
    """Work resumed so late that it would observe a different point in time."""


class _Task:
    """One piece of work. ``owner`` is what it belongs to."""

    def __init__(self, work: Callable[[], None], owner: Hashable, back: threading.Semaphore) -> None:
        self.owner = owner
        self.due: float | None = None  # None: it does not wait
        self.ended = False
        self.failure: BaseException | None = None
        self._work = work
        self._go, self._back = threading.Semaphore(0), back
        self._thread = threading.Thread(target=self._run, daemon=True, name="waiting")
        self._thread.start()

    def _run(self) -> None:
        self._go.acquire()
        _here.task = self
        try:
            self._work()
        except BaseException as failure:  # raised again in the thread that handed over
            self.failure = failure
        self.ended = True
        self._back.release()

    def go_on(self) -> None:
        """Run this task until it ends or waits. Raises what it raised."""
        self.due = None
        self._go.release()
        self._back.acquire()
        if self.failure is not None:
            raise self.failure

    def pause(self, seconds: float) -> None:
        """Called by the work itself: pause until its time has come. Raises ``TooLate``."""
        due = self.due = time.monotonic() + seconds
        self._back.release()
        self._go.acquire()
        late = time.monotonic() - due
        if late > LATE:
            raise TooLate(f"the suite came back {late:.0f} seconds late from waiting for {seconds:.0f} seconds")


class _Here(threading.local):
    task: _Task | None = None


_here = _Here()


class Waiting:
    """All waiting work of this process. ``longest``: how long one example may wait in all; 0 where nothing waits."""

    def __init__(self, longest: float) -> None:
        self.longest = longest
        self._back = threading.Semaphore(0)
        self._tasks: list[_Task] = []

    @staticmethod
    def pause(seconds: float) -> None:
        """Let time pass, for work that was begun here side by side with the others. Raises ``TooLate``."""
        task = _here.task
        if task is None:
            time.sleep(seconds)
        else:
            task.pause(seconds)

    def allows(self, seconds: float) -> bool:
        """Whether the work that asks may wait this long in all."""
        return _here.task is not None and seconds <= self.longest

    def begin(self, work: Callable[[], None], owner: Hashable) -> None:
        """Do this work until it ends or waits. Raises what it raises before it waits."""
        task = _Task(work, owner, self._back)
        task.go_on()
        if not task.ended:
            self._tasks.append(task)

    def waits(self, owner: Hashable) -> bool:
        """Whether work of this owner waits."""
        return any(task.owner == owner for task in self._tasks)

    def resume_due(self, entered: Callable[[Hashable], None]) -> None:
        """Resume all work whose time has come; ``entered`` is called with the owner of each. Raises what it raises."""
        while True:
            due = [task for task in self._tasks if task.due is not None and task.due <= time.monotonic()]
            if not due:
                return
            self._go_on(min(due, key=lambda task: task.due or 0.0), entered)

    def finish(self, entered: Callable[[Hashable], None], look: Callable[[], None]) -> None:
        """Go on until nothing waits any more. ``look`` is called while time passes, and may raise."""
        while self._tasks:
            self.resume_due(entered)
            look()
            next_one = min((task.due or 0.0 for task in self._tasks), default=0.0)
            time.sleep(max(0.0, min(SLICE, next_one - time.monotonic())))

    def _go_on(self, task: _Task, entered: Callable[[Hashable], None]) -> None:
        entered(task.owner)
        try:
            task.go_on()
        finally:
            if task.ended:
                self._tasks.remove(task)


def parse_duration(text: str) -> float:
    """``90s``, ``6m``, ``1h`` or ``1h30m`` in seconds; nothing is 0. Raises ``ValueError``."""
    if not text:
        return 0.0
    if not re.fullmatch(r"(\d+[smhd])+", text):
        raise ValueError(f"{text!r} is no duration: write 90s, 6m or 1h30m")
    return float(sum(int(number) * _UNITS[unit] for number, unit in re.findall(r"(\d+)([smhd])", text)))
