"""One function in a process of its own: events go in by its input, what it returns comes back by its output."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from targets.aws.twin.refusals import Refused

INSIDE = Path(__file__).with_name("inside.py")
KEPT = ("PATH", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT")


class Failed(Exception):
    """A function raised something: its kind, and what it says."""

    def __init__(self, kind: str, text: str) -> None:
        super().__init__(f"{kind}: {text}")
        self.kind, self.text = kind, text


class Ended(Exception):
    """The process had ended before the event's turn came."""


def unpacked(archive: bytes, folder: Path) -> Path:
    """The files of a function, below ``folder``. Raises ``Refused`` where it is no archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as file:
            file.extractall(folder)
    except zipfile.BadZipFile:
        raise Refused("InvalidParameterValueException", "Could not unzip uploaded file.") from None
    return folder


class Process:
    """A process that waits for events, one at a time."""

    def __init__(self, folder: Path, handler: str, environment: Mapping[str, str]) -> None:
        inherited = {name: os.environ[name] for name in KEPT if name in os.environ}
        self._process = subprocess.Popen(
            [sys.executable, str(INSIDE), handler],
            cwd=folder,
            env=inherited | dict(environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._lines: SimpleQueue[bytes] = SimpleQueue()
        self._turn = threading.Lock()
        self._closed = False
        self.used = time.monotonic()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line)
        self._lines.put(b"")

    @property
    def busy(self) -> bool:
        """Whether it is at work."""
        return self._turn.locked()

    def alive(self) -> bool:
        """Whether it can take an event."""
        return not self._closed and self._process.poll() is None

    def run(self, event: Any, patience: float) -> Any:
        """What the function returns, once it is this event's turn.

        Raises ``Failed``; ``TimeoutError`` after ``patience`` seconds of its turn; ``Ended`` where it did not come.
        """
        with self._turn:
            if self._closed:
                raise Ended
            self.used = time.monotonic()
            assert self._process.stdin is not None
            try:
                self._process.stdin.write(json.dumps(event).encode() + b"\n")
                self._process.stdin.flush()
                line = self._lines.get(timeout=patience)
            except Empty:
                self._closed = True  # what it says later is the answer to nothing
                raise TimeoutError from None
            except OSError:
                line = b""
            self._closed = not line
        if not line:
            raise Failed("Runtime.ExitError", "RequestId: TWIN Error: Runtime exited")
        said = json.loads(line)
        if "kind" in said:
            raise Failed(str(said["kind"]), str(said["text"]))
        return said["returned"]

    def close(self) -> None:
        """End it."""
        self._closed = True
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()
