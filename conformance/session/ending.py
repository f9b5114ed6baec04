"""How a run's process ends in an orderly way: on Ctrl-C, and when the command that started it is gone."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from conformance.session.state import ALONE_KEY, worker_of


def end_with_the_command(config: pytest.Config) -> None:
    """End this run in an orderly way when the command that started it is gone, also by ``kill -9``."""

    def watch() -> None:
        os.read(config.option.alive_fd, 1)  # returns only when the pipe closes: nothing is ever written to it
        config.stash[ALONE_KEY] = True
        os.killpg(os.getpgrp(), signal.SIGINT)

    threading.Thread(target=watch, daemon=True, name="end-with-the-command").start()


def be_interruptible() -> None:
    """Let Ctrl-C end this process in an orderly way: workers and background processes start with SIGINT ignored."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.default_int_handler)


def interrupt_no_more(config: pytest.Config) -> None:
    """Let a process of a run that was interrupted write its footer, though execnet sends SIGINT to slow workers again.

    The command ends a run at once with other signals. Plain pytest has no command: there the second Ctrl-C counts.
    """
    by_command = worker_of(config) != "main" or bool(config.option.tell)
    if by_command and threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_IGN)
