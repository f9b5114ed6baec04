"""The process that runs pytest: in a group of its own, forked from this one where that can be done, else started.

A fork has at hand what this process has imported and read already. Only a process whose hashes are fixed can be forked:
see ``conformance.command.fixed_hashes``.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import os
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Protocol

ROOT = Path(__file__).parents[2]
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
SHORT, LONG = 0.005, 0.05  # seconds between two looks at a forked process that is waited for


class Process(Protocol):
    """A process that leads a group."""

    @property
    def pid(self) -> int:
        """Its number, and that of the group."""
        ...

    def wait(self, timeout: float | None = None) -> int:
        """Its exit status; that of a signal is negative. Raises ``subprocess.TimeoutExpired``."""
        ...


def start_pytest(words: Sequence[str], printed: IO[bytes], alive: int, *, fresh: bool) -> Process:
    """Run pytest with these words; what it prints goes to ``printed``.

    ``alive`` is the reading end of a pipe, which stays open there: its end means that this process is gone. ``fresh``:
    what this process has imported may have changed since.
    """
    words = [*words, "--alive-fd", str(alive)]
    if not fresh and _can_fork():
        return _fork(lambda: _run_pytest(words, printed.fileno(), alive))
    return subprocess.Popen(
        [sys.executable, "-m", "pytest", *words],
        stdin=subprocess.DEVNULL,
        stdout=printed,
        env=_environment(),
        pass_fds=(alive,),
        start_new_session=True,
    )


def signal_group(process: Process, number: int) -> None:
    """Send a signal to a process and to all that it started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):  # nothing is left of the group
        os.killpg(process.pid, number)


def _environment() -> dict[str, str]:
    ours = {
        "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH", "")])]),
        "PYTHONUNBUFFERED": "1",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "PYTHONSAFEPATH": "1",  # a checkout in the working directory is not to be mixed with an installed suite
        "PYTHONHASHSEED": "0",  # sets in the same order in every process: the same seed gives the same
    }
    environment = {**os.environ, **ours}
    environment.pop("PYTEST_ADDOPTS", None)
    return environment


# -- forking -----------------------------------------------------------------------------------------------------------


def _can_fork() -> bool:
    """Elsewhere than on Linux system libraries may not stand it; and in a process that has pytest there is a run."""
    fixed = os.environ.get("PYTHONHASHSEED") == "0" and not sys.flags.hash_randomization
    return sys.platform == "linux" and fixed and threading.active_count() == 1 and "pytest" not in sys.modules


class _Forked:
    """A process that was forked from this one."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._status: int | None = None

    def wait(self, timeout: float | None = None) -> int:
        """Its exit status; that of a signal is negative. Raises ``subprocess.TimeoutExpired``."""
        deadline = None if timeout is None else time.monotonic() + timeout
        pause = SHORT
        while self._status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self._status = os.waitstatus_to_exitcode(status)
                break
            if deadline is not None and time.monotonic() >= deadline:
                raise subprocess.TimeoutExpired(["pytest"], timeout or 0.0)
            time.sleep(pause)
            pause = min(2 * pause, LONG)
        return self._status


def _fork(body: Callable[[], int]) -> Process:
    """A process that does this and ends with the status it gives; returns once it leads a group."""
    reading, writing = os.pipe()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()  # what is still to be written is this process's
    before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    gc.freeze()  # what is there stays: to go through it again, in either process, is of no use
    try:
        pid = os.fork()
        if not pid:
            _in_the_fork(body, writing, before)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        os.close(writing)
    os.read(reading, 1)  # returns when the other end is closed there
    os.close(reading)
    return _Forked(pid)


def _in_the_fork(body: Callable[[], int], ready: int, mask: set[int] | set[signal.Signals]) -> None:
    """Never returns: the frames above belong to the process that was forked."""
    status = 1
    try:
        os.setsid()
        for number in SIGNALS:
            ignored = signal.getsignal(number) is signal.SIG_IGN
            signal.signal(number, signal.SIG_IGN if ignored else signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        os.close(ready)
        status = body()
    except BaseException:
        traceback.print_exc()
    finally:
        with contextlib.suppress(BaseException):
            atexit._run_exitfuncs()
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(status)


def _run_pytest(words: Sequence[str], printed: int, alive: int) -> int:
    """pytest in this process, with the environment and the files of one that was started for it."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(printed, 1)
    for number in map(int, os.listdir("/proc/self/fd")):
        if number > 2 and number != alive:
            with contextlib.suppress(OSError):  # the one that listed them
                os.close(number)
    environment = _environment()
    os.environ.clear()
    os.environ.update(environment)
    if not sys.flags.safe_path:
        del sys.path[0]
    sys.path.insert(0, str(ROOT))
    import pytest

    return int(pytest.main(list(words)))
