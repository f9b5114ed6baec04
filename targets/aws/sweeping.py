"""A sweep of an account that has been opened with all guards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from targets.aws.cleanup import Cleanup
from targets.aws.clients import GuardedCalls
from targets.aws.sweep import Sweep
from targets.aws.target import AwsTarget, removal_in
from targets.interface import TargetUnusable


@contextmanager
def opened_sweep(target: AwsTarget, now: float) -> Iterator[Sweep]:
    """A sweep; a pool becomes the sweep's own, for the gate, once it is to be deleted and was seen to be the suite's.

    Raises ``TargetUnusable``, and ``TargetGone`` in the middle.
    """
    opened = target.open("sweep")
    with opened.stack:
        own = GuardedCalls(opened.outbound, opened.endpoints, opened.keys, own=True)
        cleanup = Cleanup(own.send, approve=opened.outbound.book.own_pool)
        try:
            sweep = Sweep(cleanup, opened.folder, now, removal_in(opened))
        except OSError as error:
            why = f"a ledger in {opened.folder} cannot be read: {error.strerror}; nothing was deleted"
            raise TargetUnusable(f"{opened.named.spec}: {why}") from error
        yield sweep
