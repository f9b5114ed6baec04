"""The process that runs pytest, forked from the command: a process of its own in all that others see."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
HEAD = "import os, signal, subprocess, sys, time\nfrom conformance.command import process\n"


def script(text: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A program that forks; in this one, pytest's own threads and handlers would come into it."""
    return subprocess.run(
        [sys.executable, "-c", HEAD + text],
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0", **environment},
        cwd=ROOT.anchor,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_its_exit_status_is_known() -> None:
    done = script("print(process._fork(lambda: 7).wait(), process._fork(lambda: 1 // 0).wait())")
    assert done.stdout == "7 1\n"
    assert "ZeroDivisionError" in done.stderr


def test_a_signal_ends_it_and_all_that_it_started() -> None:
    text = """
def body():
    subprocess.Popen(["sleep", "50"])
    time.sleep(50)
forked = process._fork(body)
try:
    forked.wait(0.2)
except subprocess.TimeoutExpired:
    print("waits")
assert os.getpgid(forked.pid) == forked.pid
process.signal_group(forked, signal.SIGKILL)
print(forked.wait())
process.signal_group(forked, signal.SIGKILL)
"""
    assert script(text).stdout == "waits\n-9\n"


def test_it_has_no_handlers_of_the_command() -> None:
    text = """
signal.signal(signal.SIGTERM, lambda *_: print("caught"))
signal.signal(signal.SIGHUP, signal.SIG_IGN)
def body():
    kept = [signal.getsignal(n) for n in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)]
    return 0 if kept == [signal.default_int_handler, signal.SIG_DFL, signal.SIG_IGN] else 1
print(process._fork(body).wait())
"""
    assert script(text).stdout == "0\n"


def test_what_is_to_be_done_at_its_end_is_done() -> None:
    text = """
import atexit
def body():
    atexit.register(print, "at the end of the fork")
    return 0
sys.stdout.write("before, ")
process._fork(body).wait()
"""
    assert script(text).stdout == "before, at the end of the fork\n"


def test_hashes_that_differ_from_process_to_process_cannot_be_forked() -> None:
    assert script("print(process._can_fork())").stdout == f"{sys.platform == 'linux'}\n"
    assert script("print(process._can_fork())", PYTHONHASHSEED="random").stdout == "False\n"
    assert script("import pytest\nprint(process._can_fork())").stdout == "False\n"


def test_a_fork_has_the_environment_of_a_process_that_is_started(tmp_path: Path) -> None:
    (tmp_path / "alive.py").write_text("def pytest_addoption(parser): parser.addoption('--alive-fd')\n")
    (tmp_path / "test_seen.py").write_text(
        "import os, sys\n"
        "def test_seen():\n"
        "    names = ('PYTHONHASHSEED', 'PYTHONSAFEPATH', 'PYTEST_ADDOPTS', 'PYTEST_DISABLE_PLUGIN_AUTOLOAD')\n"
        "    opened = os.path.exists('/proc/self/fd/77')\n"
        "    print('seen', [os.environ.get(n) for n in names], sys.path[1], os.getpgrp() == os.getpid(), opened)\n"
    )
    text = f"""
os.dup2(1, 77)
os.environ["PYTEST_ADDOPTS"] = "--nonsense"
reading, writing = os.pipe()
words = ["-q", "-s", "-p", "alive", "-c", os.devnull, {str(tmp_path / "test_seen.py")!r}]
for fresh in (False, True):
    with open({str(tmp_path)!r} + f"/printed-{{fresh}}", "wb") as printed:
        started = process.start_pytest(words, printed, reading, fresh=fresh)
        print(type(started).__name__, started.wait())
"""
    done = script(text, PYTHONPATH=os.pathsep.join([str(ROOT), str(tmp_path)]))
    assert done.stdout.splitlines() == ["_Forked 0" if sys.platform == "linux" else "Popen 0", "Popen 0"], done
    printed = [(tmp_path / f"printed-{fresh}").read_text().splitlines() for fresh in (False, True)]
    forked, started = ([line for line in lines if "seen [" in line] for lines in printed)
    assert forked == started
    assert f"['0', '1', None, '1'] {ROOT} True False" in forked[0]
