"""A target as the commands on pools use it: the one way to it, and one sort of error."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from conformance.pool.form.problems import PoolUnreadable
from conformance.transport import reaching
from conformance.transport.driver import Driver, TargetLost
from targets.interface import TargetUnusable

GUARDED = (
    "this command does not reach into an account of AWS, nor into its stand-in; nothing was sent. Describe the pool "
    "with the AWS CLI, and import that"
)


@contextmanager
def reached(spec: str) -> Iterator[Driver]:
    """The target that ``spec`` names. Raises ``PoolUnreadable`` where it cannot be used, or is lost on the way."""
    try:
        with reaching.reached(spec, GUARDED) as running:
            yield Driver(running)
    except (TargetUnusable, TargetLost) as error:
        raise PoolUnreadable(str(error)) from None
