"""The pace: never more requests in a second than a share of each quota, in all processes on this machine together.

Each bucket is a file with the times of its last requests. A request takes its time under the file's lock, then waits
for it. Windows are a little longer than a second: requests that leave evenly may arrive in a bunch. One that is late,
on a busy machine say, arrives later than its time: so once it is answered the time of its answer counts.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from targets.aws.functions.services import SERVICES
from targets.aws.operations import PER_DOMAIN, PER_POOL, POOL_CATEGORIES, api_category, page_category, used_of
from targets.aws.outgoing import PAGES, Outgoing
from targets.interface import TargetGone

WINDOW = 1.15  # seconds that count as one
QUEUE = 60.0  # seconds: no request waits longer for its turn
LONGEST = 100  # characters of a bucket's name that are shown in that of its file
SLOWED = 10.0  # seconds for which half the pace is kept after a request was throttled


@dataclass(frozen=True)
class Turn:
    """The time that a request has taken, and the buckets in which it has."""

    buckets: tuple[str, ...]
    at: float


class Pace:
    """The buckets of one account and region. ``quotas``: requests a second by category, of which ``share`` is used.

    ``clock`` counts seconds in the same way for all processes of the machine.
    """

    def __init__(
        self,
        folder: Path,
        quotas: Mapping[str, float],
        share: float,
        *,
        kept: bool = True,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """``kept``: whether anything waits at all."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder = folder
        self._kept = kept
        self._limits = {category: used_of(quota, share) for category, quota in quotas.items()}
        self._of_a_domain = used_of(PER_DOMAIN, share)
        self._clock, self._sleep = clock, sleep
        self.waited = 0.0  # seconds, in this process

    def limit(self, category: str) -> int:
        """Requests in one window; 0 for a category without a quota."""
        return self._limits.get(category, 0)

    def wait(self, request: Outgoing, pool: str = "") -> Turn:
        """Return when this request may leave. ``pool`` is the one that it is about. Raises ``TargetGone``."""
        if not self._kept:
            return Turn((), 0.0)
        limits = self._limits_on(request, pool)
        turn, pause = self._taken(limits)
        if pause > 0:
            self.waited += pause
            self._sleep(pause)
        return turn

    def answered(self, turn: Turn) -> None:
        """Count a request from now on: it has arrived by now, and nobody knows when.

        Where that cannot be written, the next request says so: what this one has made is to be noted first.
        """
        with suppress(TargetGone):
            for name in turn.buckets:
                with self._bucket(name) as bucket:
                    taken: list[float] = bucket["taken"]
                    if turn.at in taken:
                        taken[taken.index(turn.at)] = max(turn.at, self._clock())
                        taken.sort()

    def _limits_on(self, request: Outgoing, pool: str) -> dict[str, int]:
        """The buckets that a request counts for, with what each lets pass in one window."""
        category, found = category_of(request), dict[str, int]()
        if category in POOL_CATEGORIES and pool:
            found[f"{request.operation}@{pool}"] = PER_POOL
        if domain := _domain_of(request):
            found[f"domain@{domain}"] = self._of_a_domain
        if limit := self.limit(category):
            found[category] = limit
        return found

    def throttled(self, request: Outgoing) -> None:
        """Take note that the account's limit was reached all the same: something else uses it too."""
        category = category_of(request)
        if self.limit(category):
            with self._bucket(category) as bucket:
                bucket["slow_until"] = self._clock() + SLOWED

    def _taken(self, limits: Mapping[str, int]) -> tuple[Turn, float]:
        """Take a time that suits all these buckets; that, and the seconds until then.

        All are held at once, in the same order by everybody: a request that waited for one after the other would leave
        later than the first of them has it, among those that have taken their time since.
        """
        with ExitStack() as held:
            buckets = {name: held.enter_context(self._bucket(name)) for name in sorted(limits)}
            now = self._clock()
            at = max([now, *(_earliest(bucket, limits[name], now) for name, bucket in buckets.items())])
            for name, bucket in buckets.items():
                bucket["taken"].append(at)
                del bucket["taken"][: -2 * limits[name]]
        return Turn(tuple(sorted(limits)), at), at - now

    @contextmanager
    def _bucket(self, name: str) -> Iterator[dict[str, Any]]:
        """The content of a bucket, held against others; what is in it is written again. Raises ``TargetGone``."""
        try:
            descriptor = os.open(self._folder / _file_of(name), os.O_RDWR | os.O_CREAT, 0o600)
            with os.fdopen(descriptor, "r+", encoding="ascii") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                bucket = _read(file.readline(), self._clock())
                yield bucket
                line = json.dumps(bucket).encode() + b"\n"  # over the one before: killed here, one of both is there
                os.ftruncate(descriptor, os.pwrite(descriptor, line, 0))
        except OSError as error:
            raise TargetGone(
                f"cannot keep the pace in {self._folder}: {error.strerror}; nothing is sent without it. Make room, or "
                "set XDG_STATE_HOME to a folder that can be written"
            ) from error


def _file_of(name: str) -> str:
    """The name of a bucket's file: that of the pool in it is whatever a property sends to be refused."""
    safe = "".join(c if c.isascii() and (c.isalnum() or c in "@_-") else "." for c in name)
    return (
        safe
        if len(safe) <= LONGEST
        else f"{safe[:LONGEST]}.{hashlib.sha256(name.encode('utf-8', 'replace')).hexdigest()}"
    )


def _earliest(bucket: Mapping[str, Any], limit: int, now: float) -> float:
    """When the next request of a bucket may leave at the earliest; never before those that have their time already."""
    taken: list[float] = bucket["taken"]
    if bucket["slow_until"] > now:
        limit = max(1, limit // 2)
    at = taken[-limit] + WINDOW if len(taken) >= limit else now
    return max([at, *taken[-1:]])


def _read(text: str, now: float) -> dict[str, Any]:
    """What a bucket's file says; an empty bucket for one that was torn, or that is of before the machine started."""
    try:
        found = json.loads(text)
        taken = [float(each) for each in found["taken"]]
        slow_until = float(found["slow_until"])
    except (ValueError, KeyError, TypeError):
        return {"taken": [], "slow_until": 0.0}
    fresh = not taken or taken[-1] < now + QUEUE
    return {"taken": taken if fresh else [], "slow_until": slow_until if fresh else 0.0}


def _domain_of(request: Outgoing) -> str:
    """The domain whose page this is; empty for a document of a pool, which has no limit of this kind."""
    host = urlsplit(request.url).netloc.lower()
    return host if request.service == PAGES and ".auth." in host else ""


def category_of(request: Outgoing) -> str:
    """What a request counts for: the category of its quota, a service without one, empty for the rest."""
    if request.service == PAGES:
        return page_category(request.method, request.path, request.body)
    if request.service != "cognito-idp":
        return request.service if request.service in SERVICES else ""
    return api_category(request.operation, request.members.get("ChallengeName"))
