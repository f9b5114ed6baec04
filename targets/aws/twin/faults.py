"""Faults on the way, made on purpose and by chance: before a request takes effect, or after it has."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from targets.aws.twin.messages import Answer
from targets.aws.twin.refusals import Refused, refusal

THROTTLED, FAILED, UNAVAILABLE, EXPIRED = "throttle", "500", "503", "expired"  # the request takes no effect
FAILED_AFTER, CUT, LOST = "500-after", "cut", "lost"  # the request has taken effect
BEFORE = (THROTTLED, FAILED, UNAVAILABLE)
KINDS = (THROTTLED, FAILED, UNAVAILABLE, EXPIRED, FAILED_AFTER, CUT, LOST)
ON_PURPOSE = "TWIN: a fault that was asked for"
REFUSALS: Mapping[str, tuple[str, str, int]] = {  # code, message and status
    THROTTLED: ("TooManyRequestsException", "Rate exceeded", 400),
    FAILED: ("InternalErrorException", ON_PURPOSE, 500),
    FAILED_AFTER: ("InternalErrorException", ON_PURPOSE, 500),
    UNAVAILABLE: ("ServiceUnavailable", ON_PURPOSE, 503),
}


class Fault(Refused):
    """The refusal by which a fault of this kind shows."""

    def __init__(self, kind: str) -> None:
        super().__init__(*REFUSALS[kind])
        self.kind = kind


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
        """What is to go wrong with this request, and is counted; empty where nothing is."""
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

    def take_back(self, kind: str) -> None:
        """It did not come to this fault: the request was refused before, or there was nothing to cut."""
        with self._lock:
            self.made[kind] -= 1
            self.made += Counter()  # drops what is at nought


def before(kind: str) -> None:
    """Raises ``Fault`` for a kind that keeps a request from taking effect."""
    if kind in BEFORE:
        raise Fault(kind)


def after(kind: str, service: str, sent: Answer) -> Answer:
    """What becomes of an answer on its way; as it was where the fault is of another kind or cannot be made."""
    if sent.lost:
        return sent
    if kind == FAILED_AFTER:
        return replace(refusal(service, Fault(kind)), fault=kind)
    if kind == LOST:
        return replace(sent, lost=True, fault=kind)
    return replace(sent, cut=True, fault=kind) if kind == CUT and sent.body else sent
