"""Asks again where an answer may be due to something on the way to the target.

What comes again is the target's own and counts. What does not was a fault of the way: the answer to a request that
changes nothing is then that of the repetition; of any other nobody knows what became of it.
"""

from __future__ import annotations

import re
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from conformance.checking.exchange import Exchange
from conformance.checking.faults import FORMS, fault_of, throttled

HARMLESS = re.compile(
    r"(Admin)?(List|Get)(?!UserAttributeVerificationCode|TokensFrom|\w*Token$)\w+|Describe\w+"
    r"|GET /\.well-known/.*|(GET|POST) /oauth2/userInfo"
)
ALIKE = 3  # times that the same fault must come, one after the other, to be the target's own
MOST = 8  # requests that are sent for one
PAUSES = (0.02, 0.1, 0.4)  # seconds before a throttled request is sent again; the last one from then on
LONG_PAUSES = (1.0, 2.0, 4.0, 8.0, 16.0)  # the same where others use up the limit, too: in an account of AWS
WINDOW = (1.0, 4.0, 15.0, 45.0)  # seconds to wait for a limit by the minute to end, one after the other
TRUST = 3  # times more that such a wait may be in vain than not
SOON = 0.01  # seconds before another that got no clear answer
RARE = 300  # requests to one fault of the way: where there are fewer faults, the way counts as sound
SOME = 3  # faults that may be chance
SLOW = "Timeout"  # the fault that costs the whole patience of a client each time


@dataclass(frozen=True)
class Answer:
    """``certain``: the exchange shows what the target does with this request. Otherwise it shows nothing."""

    exchange: Exchange
    certain: bool


class Insistence:
    """One run's patience with one target. Threads may share it.

    An operation that was answered in the same way over and over is not asked again until it is answered otherwise.
    """

    def __init__(self, *, patient: bool = False) -> None:
        """``patient``: that a request is throttled says nothing of the target, however often it is."""
        self._patient = patient
        self._pauses = LONG_PAUSES if patient else PAUSES
        self.passed: Counter[str] = Counter()  # faults that did not come again, by the word for them
        self._hopeless: Counter[tuple[str, str]] = Counter()  # operation and fault -> requests it was the last word of
        self._served: set[str] = set()  # operations that were answered once
        self._trust = TRUST  # in waiting for a limit to end
        self._lock = threading.Lock()

    def ask(self, send: Callable[[], Exchange]) -> Answer:
        """The answer to a request, which is sent again while it is not certain. Raises what ``send`` raises."""
        answer = send()
        fault = fault_of(answer)
        if not fault:
            self._answered(answer)
            return Answer(answer, True)
        if self.hopeless(answer.operation, fault):
            return Answer(answer, True)
        return self._insist(send, answer, fault)

    def _insist(self, send: Callable[[], Exchange], first: Exchange, fault: str) -> Answer:
        answer, alike, untouched = first, 1, _changes_nothing(first)
        for number in range(MOST - 1):
            if alike >= self._enough(fault):
                return self._last_word(send, answer, fault)
            self._pause(answer, number)
            answer = send()
            now = fault_of(answer)
            if not now:
                self._answered(answer)
                self._passed(fault_of(first))
                return Answer(answer, True) if untouched else Answer(first, False)
            alike, fault = (alike + 1, fault) if now == fault else (1, now)
            untouched = untouched and _changes_nothing(answer)
        return Answer(answer, False)

    def _enough(self, fault: str) -> int:
        """How often the same fault must come to be the target's own."""
        if fault == "throttled" and self._patient:
            return MOST + 1
        return 2 if fault == SLOW else ALIKE

    def _pause(self, answer: Exchange, number: int) -> None:
        """Let a busy target breathe; one that fails by itself will do so at once."""
        if throttled(answer):
            time.sleep(self._pauses[min(number, len(self._pauses) - 1)])
        elif answer.outcome == "indeterminate":
            time.sleep(SOON)

    def _last_word(self, send: Callable[[], Exchange], answer: Exchange, fault: str) -> Answer:
        """The answer that asking again does not change. A limit by the minute is waited for first."""
        if throttled(answer) and self._waits_for(answer.operation):
            for seconds in WINDOW:
                time.sleep(seconds)
                answer = send()
                if not throttled(answer):
                    self._trusts(1)
                    self._answered(answer)
                    return Answer(answer, not fault_of(answer))
            self._trusts(-1)
        self.persists(answer.operation, fault)
        return Answer(answer, True)

    def _waits_for(self, operation: str) -> bool:
        """Whether it may help: the operation was served before, and such waits were not in vain time and again."""
        with self._lock:
            return operation in self._served and self._trust > 0

    def _trusts(self, change: int) -> None:
        with self._lock:
            self._trust += change

    def hopeless(self, operation: str, fault: str) -> bool:
        """Whether asking again did not help several times, and this operation was answered in no other way since."""
        with self._lock:
            return self._hopeless[operation, fault] >= ALIKE

    def _passed(self, fault: str) -> None:
        with self._lock:
            self.passed[fault] += 1

    def persists(self, operation: str, fault: str) -> None:
        """Take note that nothing helped: this was the last word on a request."""
        with self._lock:
            self._hopeless[operation, fault] += 1

    def _answered(self, answer: Exchange) -> None:
        """Take note of a clear answer. A refusal does not show in which form the target accepts."""
        with self._lock:
            self._served.add(answer.operation)
            for operation, fault in list(self._hopeless):
                if operation == answer.operation and (answer.ok or fault not in FORMS):
                    del self._hopeless[operation, fault]

    def unsound(self, requests: int) -> bool:
        """Whether so many faults passed, of this many requests, that an answer may be due to one that does not show."""
        with self._lock:
            faults = self.passed.total()
        return faults >= SOME and faults * RARE >= requests


def _changes_nothing(answer: Exchange) -> bool:
    """Whether a request that was answered so has changed nothing: by what it is, or because it was turned away."""
    return throttled(answer) or HARMLESS.fullmatch(answer.operation) is not None
