"""A sweep of an account that has been opened with all guards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from targets.aws.cleanup import Cleanup
from targets.aws.running import send_own
from targets.aws.sweep import Sweep
from targets.aws.target import AwsTarget
from targets.interface import HttpResponse


@contextmanager
def opened_sweep(target: AwsTarget, now: float) -> Iterator[Sweep]:
    """A sweep; a pool becomes the sweep's own, for the gate, once its name and tags are seen to be the suite's.

    Raises ``TargetUnusable``, and ``TargetGone`` in the middle.
    """
    opened = target.open("sweep")
    with opened.stack:
        outbound, endpoints, keys = opened.outbound, opened.endpoints, opened.keys

        def send(operation: str, members: Mapping[str, Any]) -> HttpResponse:
            return send_own(outbound, endpoints, keys, lambda _, given: given, operation, members)

        yield Sweep(Cleanup(send, approve=outbound.book.own_pool), opened.folder, now)
