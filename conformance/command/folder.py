"""The output folder: held by one run at a time, and left unchanged by a run that tested nothing."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from conformance.command.use import UseError
from conformance.journal import FILE_NAME

PREVIOUS = "journal.previous.ndjson"
BEFORE = ".journal.before-previous.ndjson"  # the former PREVIOUS, until it is certain that the run tests something
AGAIN_DIR = "journal.again"  # a folder: the journal of what is run again, until it is part of the report
LOCK = ".lock"
STARTED = b'{"event":"target"'  # the journal's first line of a target that was started


class OutputError(Exception):
    """The output folder cannot be used; the message says why and what to do."""


@dataclass
class Held:
    """A folder that this process holds."""

    out: Path
    made: list[Path] = field(default_factory=list)  # the folders that did not exist before, the outermost first
    begun: bool = False  # whether there is a journal of this run
    moved: bool = False  # whether an earlier one was kept aside
    given_back: bool = False

    @property
    def tested(self) -> bool:
        """Whether a target was started, so that there is something to report."""
        try:
            with (self.out / FILE_NAME).open("rb") as lines:
                return any(line.startswith(STARTED) for line in lines)
        except OSError:
            return False

    def give_back(self) -> None:
        """Leave the folder as it was before, with its earlier journal; remove it if it was not there."""
        self.given_back = True
        journal, previous, before = (self.out / name for name in (FILE_NAME, PREVIOUS, BEFORE))
        with contextlib.suppress(OSError):  # a folder that became unusable meanwhile
            if self.moved:
                previous.replace(journal)
                if before.exists():
                    before.replace(previous)
            elif self.begun:
                journal.unlink(missing_ok=True)
            for path in reversed(self.made):
                path.rmdir() if path.is_dir() else path.unlink(missing_ok=True)

    def make_room(self) -> None:
        """Keep an earlier journal aside, and see that a new one can be written before anything is started."""
        journal, previous, before = (self.out / name for name in (FILE_NAME, PREVIOUS, BEFORE))
        if journal.exists():
            if previous.exists():
                previous.replace(before)
            journal.replace(previous)
            self.moved = True
        self.begun = True
        os.close(os.open(journal, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644))

    def end(self) -> None:
        """The run is over: keep the files it wrote."""
        if not self.given_back:
            remove_again(self.out)
            with contextlib.suppress(OSError):
                (self.out / BEFORE).unlink(missing_ok=True)


@contextlib.contextmanager
def output_folder(out: Path) -> Iterator[Held]:
    """Hold the folder for one run: an earlier journal is kept aside, a second run at the same time is refused.

    Raises ``OutputError``.
    """
    with locked_folder(out) as held:
        try:
            held.make_room()
        except OSError as error:
            held.give_back()
            raise OutputError(_cannot(out, error)) from error
        yield held
        held.end()


@contextlib.contextmanager
def locked_folder(out: Path) -> Iterator[Held]:
    """Hold the folder and keep its content; after wrong use no new folder is left behind. Raises ``OutputError``."""
    held = Held(out)
    lock = _lock(held)
    try:
        yield held
    except UseError:
        held.give_back()
        raise
    finally:
        os.close(lock)


def remove_again(out: Path) -> None:
    """Remove the events of an earlier retry that did not finish."""
    with contextlib.suppress(OSError):
        (out / AGAIN_DIR / FILE_NAME).unlink(missing_ok=True)
        (out / AGAIN_DIR).rmdir()


def _lock(held: Held) -> int:
    out = held.out
    try:
        absent = [path for path in (out, *out.parents) if not path.exists()]
        out.mkdir(parents=True, exist_ok=True)
        held.made = absent[::-1]
        if not (out / LOCK).exists():
            held.made.append(out / LOCK)
        lock = os.open(out / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise OutputError(_cannot(out, error)) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        text = f"another run is writing to {out}. Wait for it, or choose another folder with --out."
        raise OutputError(text) from None
    except OSError as error:  # a file system without locks
        os.close(lock)
        raise OutputError(_cannot(out, error)) from error
    return lock


def _cannot(out: Path, error: OSError) -> str:
    return f"cannot write to {out}: {error.strerror}. Choose another folder with --out."
