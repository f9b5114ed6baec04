"""The command as a process, for tests of what it does when things go wrong."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import requests

from conformance.journal import FILE_NAME, read_events
from targets.reference import ReferenceTarget

ROOT = Path(__file__).parents[2]
TIMEOUT = 180


class Done:
    """How a command ended: exit status, and what it printed."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        try:
            self.out, self.err = process.communicate(timeout=TIMEOUT)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise
        self.code = process.returncode
        self.all = self.out + self.err


def start(*arguments: str | Path, cwd: Path | None = None) -> subprocess.Popen[str]:
    """The command, started in a process group of its own."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "HYPOTHESIS"))}
    environment["PYTHONPATH"] = str(ROOT)
    return subprocess.Popen(
        [sys.executable, "-m", "conformance", *map(str, arguments)],
        cwd=cwd or ROOT,
        env=environment,
        text=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def run(*arguments: str | Path, cwd: Path | None = None) -> Done:
    """The command, run to its end."""
    return Done(start(*arguments, cwd=cwd))


def wait_for(what: Callable[[], object], seconds: float = 90) -> None:
    """Poll until it is true."""
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.05)


def events(out: Path, name: str = "") -> list[dict[str, Any]]:
    """The journal's events so far."""
    if not (out / FILE_NAME).exists():
        return []
    return [dict(e) for e in read_events(out) if name in ("", e["event"])]


def verdicts(out: Path) -> dict[str, str]:
    """The verdicts in ``run.json`` for its first target."""
    record = json.loads((out / "run.json").read_text())
    return {r["requirement"]: r["verdict"] for r in record["targets"][0]["results"] if r["scored"]}


def descendants(pid: int) -> list[int]:
    """All processes below one."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError, IndexError, ValueError):
                parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
                children.setdefault(parent, []).append(int(folder.name))
    return _walk(children, pid)


def _walk(children: dict[int, list[int]], pid: int) -> list[int]:
    return [below for child in children.get(pid, []) for below in (child, *_walk(children, child))]


def gone(pids: Sequence[int]) -> bool:
    """Whether none of these processes is left (zombies count as gone)."""
    return not any(_lives(pid) for pid in pids)


def _lives(pid: int) -> bool:
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def interrupt(process: subprocess.Popen[str], number: int = signal.SIGINT) -> None:
    """As the terminal does: to the whole group."""
    os.killpg(process.pid, number)


@dataclass
class Request:
    """A request to the tiny endpoint."""

    number: int  # of all, from 1 on
    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def operation(self) -> str:
        """The API operation, or empty."""
        return self.headers.get("X-Amz-Target", "").rsplit(".", 1)[-1]


Reply = tuple[int, Any]


@contextlib.contextmanager
def server(answer: Callable[[Request], Reply]) -> Iterator[str]:
    """A tiny endpoint; a body that is no bytes becomes JSON. Yields its URL."""
    numbers = itertools.count(1)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, said = answer(Request(next(numbers), self.command, self.path, dict(self.headers), body))
            data = said if isinstance(said, bytes) else json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "text/html" if data.startswith(b"<") else "application/x-amz-json-1.1")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST

        def log_message(self, *_: Any) -> None:
            pass

    made = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.daemon_threads = True
    made.block_on_close = False
    threading.Thread(target=made.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{made.server_port}"
    finally:
        made.shutdown()
        made.server_close()


@contextlib.contextmanager
def faulty(fault: Callable[[Request], Reply | None]) -> Iterator[str]:
    """The reference target behind a tiny endpoint that answers itself where ``fault`` gives an answer."""
    running = ReferenceTarget("reference?http=true").start()

    def answer(request: Request) -> Reply:
        said = fault(request)
        if said is not None:
            return said
        passed = {n: v for n, v in request.headers.items() if n.lower() not in ("host", "content-length", "connection")}
        url = f"{running.endpoint}{request.path}"
        got = requests.request(request.method, url, headers=passed, data=request.body, timeout=30)
        return got.status_code, got.content

    try:
        with server(answer) as url:
            yield url
    finally:
        running.stop()
