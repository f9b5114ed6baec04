"""The application as a program that the command starts with --app, and ends."""

from __future__ import annotations

import os
import shlex
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from conformance.cli import main
from conformance.verify_app.application import SETTINGS
from targets.process import free_port

SERVER = """
import http.server, os, pathlib, subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
pathlib.Path("{folder}/pids").write_text(f"{{os.getpid()}} {{child.pid}}")
pathlib.Path("{folder}/settings").write_text("\\n".join(f"{{k}}={{v}}" for k, v in os.environ.items()))
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
http.server.HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
"""


def python(text: str, folder: Path) -> str:
    """The command of a Python program."""
    program = folder / "program.py"
    program.write_text(text)
    return shlex.join([sys.executable, str(program)])


def asked(out: Path, command: str, *words: str, port: int | None = None) -> Result:
    url = f"http://127.0.0.1:{port or free_port()}/me"
    given = ["verify-app", url, "--times", "1", "--seed", "1", "--out", str(out), "--app", command, *words]
    return CliRunner().invoke(main, given)


def ended(pid: int) -> bool:
    with suppress(OSError):
        os.kill(pid, 0)
        # One that has ended and whose parent has not asked for it yet is still in the table.
        return Path(f"/proc/{pid}/stat").is_file() and Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z"
    return True


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize("target", ["", "reference", "moto?http=true"])
def test_it_is_started_with_the_settings_and_ended_with_all_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str
) -> None:
    for name in SETTINGS:
        monkeypatch.setenv(name, "of another pool")
    monkeypatch.setenv("COGNITO_OTHER", "kept")
    result = asked(
        tmp_path, python(SERVER.format(folder=tmp_path), tmp_path), *(["--target", target] if target else [])
    )
    assert result.exit_code == 1, result.output  # it takes every token
    settings = (tmp_path / "settings").read_text().splitlines()
    shown = dict(line.split("=", 1) for line in settings if line.startswith("COGNITO_"))
    assert shown.pop("COGNITO_OTHER") == "kept"
    for name, value in shown.items():
        assert value in result.output or name == "COGNITO_REGION"
    assert set(shown) == (SETTINGS if "http" in target else SETTINGS - {"COGNITO_ENDPOINT"})
    assert shown.get("COGNITO_ENDPOINT", "http://127.0.0.1:").startswith("http://127.0.0.1:")
    pids = [int(word) for word in (tmp_path / "pids").read_text().split()]
    wait_until(lambda: all(ended(pid) for pid in pids))


def test_it_ends_when_the_suite_is_killed(tmp_path: Path) -> None:
    """It never answers, so that the suite waits for it."""
    port, folder = free_port(), tmp_path / "app"
    folder.mkdir()
    program = SERVER.format(folder=folder).replace("def do_GET(self):", "def do_GET(self):\n        time.sleep(600)")
    command = [sys.executable, "-m", "conformance", "verify-app", f"http://127.0.0.1:{port}/", "--out", str(tmp_path)]
    suite = subprocess.Popen(
        [*command, "--app", python("import time" + program, tmp_path)],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: (folder / "pids").is_file() and len((folder / "pids").read_text().split()) == 2)
    finally:
        suite.kill()
        suite.wait()
    pids = [int(word) for word in (folder / "pids").read_text().split()]
    wait_until(lambda: all(ended(pid) for pid in pids))


def test_one_that_ends_at_once(tmp_path: Path) -> None:
    result = asked(tmp_path, python("raise SystemExit('no database')", tmp_path))
    text = " ".join(result.output.split())
    assert result.exit_code == 3
    assert "ended while starting, with status 1" in text
    assert "no database" in text
    assert "verify-app.log" in text


def test_one_that_listens_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from conformance.verify_app import application

    monkeypatch.setattr(application, "SECONDS", 0.5)
    result = asked(tmp_path, python("import time; time.sleep(60)", tmp_path))
    assert result.exit_code == 3
    text = " ".join(result.output.split())
    assert "was not ready within 0.5 s" in text
    assert "has to listen on the port of the URL" in text


@pytest.mark.parametrize("command", ["no-such-program-here", "'unbalanced", ""])
def test_one_that_cannot_be_started(tmp_path: Path, command: str) -> None:
    result = asked(tmp_path, command)
    assert result.exit_code == 3
    assert ("cannot be started" in result.output) == bool(command)
    assert "without a shell" in " ".join(result.output.split())


def test_another_program_at_the_port_is_never_taken_for_it(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        result = asked(tmp_path, "true", port=int(other.getsockname()[1]))
    assert result.exit_code == 3
    assert "something listens on 127.0.0.1:" in result.output
    assert "--app was not started" in result.output
