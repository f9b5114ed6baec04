"""A run that is repeated as something changes."""

from __future__ import annotations

import signal
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from conformance.command.exit_status import Ended
from conformance.command.watching import Watch, watched


def repeat(once: Callable[[], Ended], paths: Sequence[str], targets: Sequence[str], out: Path) -> int:
    """Repeat the run whenever something changes, until Ctrl-C; returns the exit status of the last run."""
    watch = Watch(watched(paths, targets, [out]))
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as in what a script runs in the background
        signal.signal(signal.SIGINT, signal.default_int_handler)
    while True:
        ended = once()
        if ended.last:
            return ended.code
        try:
            click.echo(f"watching {watch.what}; Ctrl-C ends it", err=True)
            seen = watch.wait()
        except KeyboardInterrupt:
            return ended.code
        click.echo(f"\n{seen}: again", err=True)
