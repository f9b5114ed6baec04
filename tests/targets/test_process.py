"""Subprocesses end with the run, however it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from targets.process import Process, ProcessFailed, Workspace, free_port

ROOT = Path(__file__).parents[2]
STUBBORN = """
import os, signal, subprocess, sys, time
if "stubborn" in sys.argv:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print("pids", os.getpid(), child.pid, flush=True)
time.sleep(60)
"""


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    made = Workspace("test")
    yield made
    made.remove()


def start(workspace: Workspace, *command: str) -> Process:
    return Process(
        [sys.executable, *command],
        environment=os.environ,
        workspace=workspace,
        name="a program",
    )


def eventually(condition: Callable[[], object], timeout: float = 10.0) -> bool:
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False


def runs(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in {"Z", "X"}


def printed_pids(log: Path) -> list[int]:
    assert eventually(lambda: log.exists() and "pids" in log.read_text())
    return [int(word) for word in log.read_text().split("pids")[1].split()[:2]]


@pytest.mark.parametrize("manner", ["polite", "stubborn"])
def test_stop_ends_the_program_and_its_children(
    workspace: Workspace, manner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = start(workspace, "-c", STUBBORN, manner)
    pids = printed_pids(workspace.log)
    assert all(map(runs, pids))
    assert process.alive()
    process.stop()
    process.stop()
    assert not process.alive()
    assert eventually(lambda: not any(map(runs, pids)), 2)


@pytest.mark.parametrize("manner", ["polite", "stubborn"])
def test_nothing_outlives_a_suite_that_is_killed(tmp_path: Path, manner: str) -> None:
    suite = tmp_path / "suite.py"
    suite.write_text(
        textwrap.dedent(f"""
        import os, sys, time
        from targets.process import Process, Workspace
        workspace = Workspace("test")
        Process([sys.executable, "-c", {STUBBORN!r}, {manner!r}], environment=os.environ, workspace=workspace, name="x")
        print(workspace.path, flush=True)
        time.sleep(60)
        """)
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, str(suite)], env=environment, stdout=subprocess.PIPE, text=True) as running:
        try:
            assert running.stdout is not None
            workspace = Path(running.stdout.readline().strip())
            pids = printed_pids(workspace / "output.log")
            os.kill(running.pid, signal.SIGKILL)
            assert eventually(lambda: not any(map(runs, pids)))
            assert eventually(lambda: not workspace.exists())
        finally:
            running.kill()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux ends a child with its parent")
def test_the_program_ends_with_its_guard(workspace: Workspace) -> None:
    process = start(workspace, "-c", "import os, time; print('pids', os.getpid(), 0, flush=True); time.sleep(60)")
    pid = printed_pids(workspace.log)[0]
    os.kill(process.pid, signal.SIGKILL)
    assert eventually(lambda: not runs(pid))
    process.stop()


def test_it_lives_on_after_the_thread_that_started_it(workspace: Workspace) -> None:
    made: list[Process] = []
    thread = threading.Thread(target=lambda: made.append(start(workspace, "-c", "import time; time.sleep(60)")))
    thread.start()
    thread.join()
    time.sleep(0.4)
    assert made[0].alive()
    made[0].stop()


def test_a_program_that_ends_at_once_shows_its_last_words(workspace: Workspace) -> None:
    process = start(workspace, "-c", "print('no such option'); raise SystemExit(7)")
    with pytest.raises(ProcessFailed, match=r"a program ended while starting, with status 7.*\nno such option"):
        process.wait_ready(lambda: "nothing listens", timeout=10)
    process.stop()


def test_a_program_that_never_answers(workspace: Workspace) -> None:
    process = start(workspace, "-c", "import time; time.sleep(60)")
    with pytest.raises(
        ProcessFailed, match=r"was not ready within 0.3 s of its start: nothing listens;.*\n\(it wrote nothing\)"
    ):
        process.wait_ready(lambda: "nothing listens", timeout=0.3)
    process.stop()


def test_a_program_that_is_not_there(workspace: Workspace) -> None:
    with pytest.raises(ProcessFailed, match="no-such-program is not on PATH"):
        Process(["no-such-program"], environment={}, workspace=workspace, name="x")


def test_free_ports_are_free() -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", free_port()))


def test_workspace_is_cleaned_and_removed() -> None:
    made = Workspace("test")
    (made.state / "file").write_text("x")
    made.clean()
    assert list(made.state.iterdir()) == []
    made.remove()
    made.remove()
    assert not made.path.exists()


def test_a_definition_runs_resets_and_ends(tmp_path: Path) -> None:
    """A whole target from a definition alone, with a program that needs no installation."""
    from targets.interface import TargetUnusable
    from targets.registry import resolve

    path = tmp_path / "mine.toml"
    server = tmp_path / "server.py"
    server.write_text(
        textwrap.dedent("""
        import http.server, json, os, sys
        calls = 0
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            def answer(self, body):
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            def do_GET(self):
                self.answer(b"ok")
            def do_POST(self):
                global calls
                calls += 1
                self.rfile.read(int(self.headers["Content-Length"]))
                self.answer(json.dumps({"UserPools": [], "Calls": calls, "Mode": os.environ["MODE"],
                                        "Aws": os.environ.get("AWS_PROFILE")}).encode())
        http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
        """)
    )
    path.write_text(
        textwrap.dedent(f"""
        name = "mine"
        product = "Mine"
        [install]
        by_hand = "It is here."
        pypi = "pip"
        beside = ["pip"]
        [start]
        command = ["{{python}}", "{server}", "{{port}}"]
        environment = {{ MODE = "plain" }}
        [modes.strict.true]
        mode = "strict"
        environment = {{ MODE = "strict" }}
        [reset]
        kind = "restart"
        """)
    )
    from targets.smoke import smoke

    os.environ["AWS_PROFILE"] = "mine-and-secret"
    try:
        running = resolve(f"{path}?strict=true").start()
        try:
            assert smoke(running) is None
            assert running.identity.mode == "strict"
            assert running.identity.extras["runs"] == "subprocess"
            body = running.api({"X-Amz-Target": "x"}, b"{}").body
            assert b'"Calls": 2' in body
            assert b'"strict", "Aws": null' in body
            running.reset()
            assert b'"Calls": 1' in running.api({}, b"{}").body
            assert running.alive()
        finally:
            running.stop()
        assert not running.alive()
        with pytest.raises(TargetUnusable, match="no answer to POST"):
            running.api({}, b"{}")
    finally:
        del os.environ["AWS_PROFILE"]
