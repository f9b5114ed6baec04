"""Subprocesses that never outlive the run.

Each runs in a process group of its own under a small guard (this file, run as a script). The guard ends the group
when the suite asks it to, when it is itself asked to end, and when the suite is gone, even by ``kill -9``: its standard
input is a pipe whose writing end only the suite has, so the system closes it whatever happens. Should the guard be
killed, the kernel ends the program (Linux). The suite itself is not watched that way: the kernel would take the end of
the thread that started a target for the end of the run.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from threading import Lock

GRACE = 2.0  # seconds between asking a program to end and ending it
CANNOT_BE_RUN = 126  # the guard's exit status, as a shell has it
PR_SET_PDEATHSIG = 1
STOP = b"s"  # asks the guard to end the program; the end of the pipe alone means that the suite is gone
PREFIX = "cognito-conformance-"
_live: dict[int, Process] = {}
_live_lock = Lock()


class ProcessFailed(Exception):
    """A program could not be started or ended early; the message holds the tail of its log."""


def free_port() -> int:
    """A port on 127.0.0.1 that nothing listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def missing_program(program: str, *, path: str | None = None) -> str | None:
    """Why a program cannot be found, as a clause; None when it can. ``path`` is a PATH other than this process's."""
    if shutil.which(program, path=path):
        return None
    if os.sep not in program:
        return f"{program} is not on PATH"
    if os.path.isfile(program):
        return f"{program} is not executable: make it so (chmod +x), or name its interpreter before it"
    return f"{program} is not there"


class Workspace:
    """A temporary directory with a log file, gone at the end."""

    def __init__(self, name: str) -> None:
        self.path = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{name}-"))
        self.log = self.path / "output.log"
        self.state = self.path / "state"
        self.state.mkdir()
        atexit.register(self.remove)

    def clean(self) -> None:
        """An empty state directory, as at the first start."""
        shutil.rmtree(self.state, ignore_errors=True)
        self.state.mkdir(exist_ok=True)

    def remove(self) -> None:
        """Remove it; safe to call twice."""
        atexit.unregister(self.remove)
        shutil.rmtree(self.path, ignore_errors=True)


class Process:
    """One program, started; its output goes to ``log``."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        environment: Mapping[str, str],
        workspace: Workspace,
        name: str,
        directory: Path | None = None,
        grace: float = GRACE,
    ) -> None:
        """Start it in ``directory`` (the workspace's state). Raises ``ProcessFailed`` where that cannot be done.

        ``grace`` is how many seconds it has to end after it was asked to.
        """
        self.name = name
        self.log = workspace.log
        self.command = list(command)
        self._directory = directory or workspace.state
        self._grace = grace
        trouble = missing_program(self.command[0], path=environment.get("PATH"))
        if trouble:
            raise ProcessFailed(f"{name}: {trouble}")
        if not self._directory.is_dir():
            raise ProcessFailed(f"{name}: it is to be started in {self._directory}, and there is no such folder")
        reading, self._writing = os.pipe()
        try:
            self._guard = self._spawn(reading, environment, workspace)
        except OSError as error:
            os.close(self._writing)
            raise ProcessFailed(f"{name} cannot be started: {error}") from error
        finally:
            os.close(reading)
        with _live_lock:
            _live[self._guard.pid] = self

    def _spawn(self, reading: int, environment: Mapping[str, str], workspace: Workspace) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as output:
            return subprocess.Popen(
                [sys.executable, "-I", "-S", __file__, str(workspace.path), str(self._grace), *self.command],
                cwd=self._directory,
                env=dict(environment),
                stdin=reading,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """The guard's process id."""
        return self._guard.pid

    def alive(self) -> bool:
        """Whether the program still runs."""
        return self._guard.poll() is None

    def tail(self, lines: int = 15) -> str:
        """The end of the log, for messages."""
        try:
            with self.log.open("rb") as log:
                log.seek(max(0, self.log.stat().st_size - 16384))
                text = log.read().decode("utf-8", "replace")
        except OSError as error:
            return f"(the log cannot be read: {error})"
        return "\n".join(text.splitlines()[-lines:]) or "(it wrote nothing)"

    def wait_ready(self, ready: Callable[[], str | None], *, timeout: float) -> None:
        """Wait until ``ready`` returns None; until then it returns what it saw instead, for the message.

        Raises ``ProcessFailed`` when the program ends first or takes longer than ``timeout`` seconds.
        """
        deadline = time.monotonic() + timeout
        pause = 0.02
        while (seen := ready()) is not None:
            if not self.alive():
                raise ProcessFailed(
                    f"{self.name} ended while starting, with status {self._guard.returncode}; its last lines:\n"
                    f"{self.tail()}"
                )
            if time.monotonic() > deadline:
                raise ProcessFailed(
                    f"{self.name} was not ready within {timeout:g} s of its start: {seen}; its last lines:\n"
                    f"{self.tail()}"
                )
            time.sleep(pause)
            pause = min(pause * 1.5, 0.25)

    def stop(self) -> None:
        """End it and all that it started; safe to call twice."""
        with _live_lock:
            mine = _live.pop(self._guard.pid, None)
        if mine is None:
            return
        with contextlib.suppress(OSError):
            os.write(self._writing, STOP)
        os.close(self._writing)
        try:
            self._guard.wait(self._grace + 1)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(OSError):
                os.killpg(self._guard.pid, signal.SIGKILL)
            self._guard.wait()


@atexit.register
def stop_all() -> None:
    """End everything that is still running."""
    for process in list(_live.values()):
        process.stop()


def _forked() -> None:
    """A forked child owns nothing: what it inherited belongs to its parent, whose pipe it must not hold open."""
    for process in _live.values():
        with contextlib.suppress(OSError):
            os.close(process._writing)
    _live.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)


def _die_with_parent() -> None:
    """Ask the kernel for an end at the parent's death, where it has that (Linux)."""
    if not sys.platform.startswith("linux"):
        return
    import ctypes

    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _end(program: subprocess.Popen[bytes], grace: float) -> int:
    """Ask the program's group to end, and wait so many seconds."""
    with contextlib.suppress(OSError):
        os.killpg(program.pid, signal.SIGTERM)
    try:
        return program.wait(grace)
    except subprocess.TimeoutExpired:
        return -signal.SIGKILL


def guard(workspace: str, grace: float, command: Sequence[str]) -> int:
    """Run a program until it ends, or until the suite is gone: then its workspace goes too."""
    asked: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda got, _frame: asked.append(got))
    try:
        program = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509  # the guard has no threads
        )
    except OSError as error:  # a script without its first line, a binary of another machine
        print(f"{command[0]} cannot be run: {error.strerror}", file=sys.stderr, flush=True)
        return CANNOT_BE_RUN
    status = _watch(program, asked, grace)
    with contextlib.suppress(OSError):
        os.killpg(program.pid, signal.SIGKILL)  # what is left of the group
    if _suite_is_gone() and os.path.basename(workspace).startswith(PREFIX):
        shutil.rmtree(workspace, ignore_errors=True)
    return status


def _suite_is_gone() -> bool:
    """Whether the pipe from the suite has ended without a word."""
    import select

    readable, _, _ = select.select([0], [], [], 0)
    return bool(readable) and not os.read(0, 1)


def _watch(program: subprocess.Popen[bytes], asked: list[int], grace: float) -> int:
    """Until the program ends by itself (its status), or someone wants it to end."""
    import select

    while program.poll() is None:
        readable, _, _ = select.select([0], [], [], 0.1)
        if readable or asked:
            return _end(program, grace)
    return program.returncode


if __name__ == "__main__":
    sys.exit(abs(guard(sys.argv[1], float(sys.argv[2]), sys.argv[3:])))
