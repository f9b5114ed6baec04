"""The output folder: held by one run at a time."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from conformance.journal import FILE_NAME

PREVIOUS = "journal.previous.ndjson"


class OutputError(Exception):
    """The output folder cannot be used; the message says why and what to do."""


@contextlib.contextmanager
def output_folder(out: Path) -> Iterator[None]:
    """Hold the folder for one run: an earlier journal is kept aside, a second run at the same time is refused.

    Raises ``OutputError``.
    """
    lock = _lock(out)
    try:
        _make_room(out)
        yield
    finally:
        os.close(lock)


def _lock(out: Path) -> int:
    try:
        out.mkdir(parents=True, exist_ok=True)
        lock = os.open(out / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
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


def _make_room(out: Path) -> None:
    """Keep an earlier journal aside, and see that a new one can be written before anything is started."""
    journal = out / FILE_NAME
    try:
        if journal.exists():
            journal.replace(out / PREVIOUS)
        os.close(os.open(journal, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644))
    except OSError as error:
        raise OutputError(_cannot(out, error)) from error


def _cannot(out: Path, error: OSError) -> str:
    return f"cannot write to {out}: {error.strerror}. Choose another folder with --out."
