"""A target, started for one command and stopped after it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from conformance.pool.form.problems import PoolUnreadable
from conformance.transport.driver import Driver, TargetLost
from targets.interface import TargetUnusable
from targets.registry import resolve
from targets.smoke import smoke
from targets.spec import parse


@contextmanager
def reached(spec: str) -> Iterator[Driver]:
    """The target that ``spec`` names. Raises ``PoolUnreadable`` where it cannot be used, or is lost on the way."""
    try:
        if parse(spec).name == "aws":
            raise PoolUnreadable(
                "this command does not reach into an account of AWS, nor into its stand-in; nothing was sent. Describe "
                "the pool with the AWS CLI, and import that"
            )
        running = resolve(spec).start()
    except TargetUnusable as error:
        raise PoolUnreadable(str(error)) from None
    try:
        if trouble := smoke(running):
            raise PoolUnreadable(trouble)
        yield Driver(running)
    except TargetLost as error:
        raise PoolUnreadable(str(error)) from None
    finally:
        running.stop()
