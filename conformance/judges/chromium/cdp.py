"""Chromium driven over the pipe of its DevTools protocol: no port, no driver."""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from conformance.transport.installs import NotInstalled
from conformance.transport.programs import ProgramLost

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
SECONDS = 30
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--no-default-browser-check",
    "--remote-debugging-pipe",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",  # nothing leaves the machine
)
# The browser reads commands from descriptor 3 and writes to 4; by way of two others, for the pipes may be these.
ONTO_3_AND_4 = """
import os, sys
for given, via in zip(sys.argv[1:3], (98, 99)): os.dup2(int(given), via)
os.dup2(98, 3), os.dup2(99, 4), os.close(98), os.close(99)
os.execv(sys.argv[3], sys.argv[3:])
"""


def program() -> str:
    """The path of the browser. Raises ``NotInstalled``."""
    found = next((path for name in PROGRAMS if (path := shutil.which(name))), None)
    if found is None:
        raise NotInstalled("not installed: no Chromium found (apt-get install chromium)")
    return found


class Tab:
    """A browser with one tab; a context manager."""

    def __init__(self) -> None:
        self._profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        command_in, self._to = os.pipe()
        self._back, events_out = os.pipe()
        command = [
            sys.executable,
            "-c",
            ONTO_3_AND_4,
            str(command_in),
            str(events_out),
            program(),
            *FLAGS,
            f"--user-data-dir={self._profile.name}",
            "about:blank",
        ]
        with (Path(self._profile.name) / "log").open("wb") as log:
            self._process = subprocess.Popen(
                command,
                pass_fds=(command_in, events_out),
                stdout=log,
                stderr=log,
                env={**os.environ, "TMPDIR": self._profile.name},  # a browser that is killed leaves its folders there
                start_new_session=True,
            )
        os.close(command_in)
        os.close(events_out)
        self._number = 0
        self._unread = b""
        self._session = ""
        self._requests: dict[str, str] = {}
        self.failed = ""  # the last request that came to nothing, and why

    def __enter__(self) -> Tab:
        pages = self.send("Target.getTargets")["targetInfos"]
        page = next((found["targetId"] for found in pages if found["type"] == "page"), None)
        target = page or self.send("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.send("Page.enable")
        self.send("Network.enable")
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._to)
        os.close(self._back)
        with suppress(ProcessLookupError):  # it ended by itself when its pipe was closed
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._profile.cleanup()

    def send(self, method: str, **parameters: Any) -> dict[str, Any]:
        """The result of one command. Raises ``ProgramLost``."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        try:
            os.write(self._to, json.dumps(message).encode() + b"\0")
        except OSError as error:
            raise ProgramLost(f"chromium ended: {error}") from error
        while True:
            answer = self._read()
            self._note(answer)
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise ProgramLost(f"chromium refuses {method}: {answer['error'].get('message')}")
                found: dict[str, Any] = answer["result"]
                return found

    def _note(self, event: dict[str, Any]) -> None:
        """Remember which request failed."""
        params = event.get("params", {})
        if event.get("method") == "Network.requestWillBeSent":
            self._requests[params["requestId"]] = str(params["request"]["url"])
        elif event.get("method") == "Network.loadingFailed":
            address = self._requests.get(params["requestId"], "").partition("?")[0]
            self.failed = f"{params.get('errorText')} at {address}"

    def _read(self) -> dict[str, Any]:
        deadline = time.monotonic() + SECONDS
        while b"\0" not in self._unread:
            if not select.select([self._back], [], [], max(deadline - time.monotonic(), 0))[0]:
                raise ProgramLost(f"chromium gave no answer in {SECONDS} s")
            more = os.read(self._back, 65536)
            if not more:
                raise ProgramLost("chromium ended")
            self._unread += more
        line, _, self._unread = self._unread.partition(b"\0")
        found: dict[str, Any] = json.loads(line)
        return found

    def go(self, url: str) -> str:
        """Open an address; why it could not be opened, else empty."""
        return str(self.send("Page.navigate", url=url).get("errorText", ""))

    def value(self, expression: str) -> Any:
        """The value of an expression on the current page; None while pages change."""
        try:
            found = self.send("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        except ProgramLost as error:
            if "context" in str(error) or "navigat" in str(error):
                return None
            raise
        return found["result"].get("value")
