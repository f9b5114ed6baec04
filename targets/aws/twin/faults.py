"""Faults on the way, made on purpose and by chance: before a request takes effect, or after it has."""

from __future__ import annotations

import random
import threading
from collections import Counter
from dataclasses import dataclass, field, replace

from targets.aws.twin.messages import Answer
from targets.aws.twin.refusals import Refused, refusal

THROTTLED, FAILED, UNAVAILABLE, EXPIRED = "throttle", "500", "503", "expired"  # the request takes no effect
FAILED_AFTER, CUT, LOST = "500-after", "cut", "lost"  # the request has taken effect
BEFORE = (THROTTLED, FAILED, UNAVAILABLE)
KINDS = (THROTTLED, FAILED, UNAVAILABLE, EXPIRED, FAILED_AFTER, CUT, LOST)
REFUSALS = {
    THROTTLED: Refused("TooManyRequestsException", "Rate exceeded"),
    FAILED: Refused("InternalErrorException", "TWIN: a fault that was asked for", 500),
    FAILED_AFTER: Refused("InternalErrorException", "TWIN: a fault that was asked for", 500),
    UNAVAILABLE: Refused("ServiceUnavailable", "TWIN: a fault that was asked for", 503),
}


@dataclass
class Faults:
    """How often something goes wrong, and what. ``rate``: of a request, from 0 to 1; ``most``: faults in all."""

    rate: float = 0.0
    kinds: tuple[str, ...] = ()
    most: int | None = None
    operations: frozenset[str] = frozenset()  # only these; all where there is none
    seed: int = 0
    made: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)
        self._lock = threading.Lock()

    def pick(self, operation: str) -> str:
        """What is to go wrong with this request; empty where nothing is."""
        if not self.kinds or (self.operations and operation not in self.operations):
            return ""
        with self._lock:
            if self.most is not None and self.made.total() >= self.most:
                return ""
            if self._chance.random() >= self.rate:
                return ""
            kind = self._chance.choice(self.kinds)
            self.made[kind] += 1
            return kind


def after(kind: str, service: str, sent: Answer) -> Answer:
    """What becomes of an answer on its way."""
    if kind == FAILED_AFTER:
        return refusal(service, REFUSALS[kind])
    return replace(sent, cut=sent.cut or kind == CUT, lost=sent.lost or kind == LOST)
