"""A sweep of an account that has been opened with all guards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from targets.aws.cleanup import Cleanup
from targets.aws.clients import GuardedCalls
from targets.aws.sweep import Sweep
from targets.aws.target import AwsTarget


@contextmanager
def opened_sweep(target: AwsTarget, now: float) -> Iterator[Sweep]:
    """A sweep; a pool becomes the sweep's own, for the gate, once its name and tags are seen to be the suite's.

    Raises ``TargetUnusable``, and ``TargetGone`` in the middle.
    """
    opened = target.open("sweep")
    with opened.stack:
        own = GuardedCalls(opened.outbound, opened.endpoints, opened.keys, own=True)
        yield Sweep(Cleanup(own.send, approve=opened.outbound.book.own_pool), opened.folder, now)
