"""What goes wrong in a run: a clear message, the right exit status, no false fail, and nothing recorded is lost."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from threading import Event

import pytest

from command import Done, Request, descendants, events, faulty, gone, interrupt, run, server, start, verdicts, wait_for
from conformance.command.folder import AGAIN_DIR, PREVIOUS, output_folder
from conformance.journal import FILE_NAME, Journal

slow = pytest.mark.slow
QUICK = ("--area", "password-auth", "--seed", "1")


def render(out: Path) -> Done:
    """What was recorded stays readable."""
    done = run("report", "render", out)
    assert (out / "index.html").exists()
    assert done.code in (1, 3), done.all
    return done


def no_fail(out: Path) -> None:
    """The reference has no divergence: whatever is called one was made by the fault."""
    assert not {i: v for i, v in verdicts(out).items() if v in ("fail", "flaky", "error")}


# -- endpoints that cannot be used -------------------------------------------------------------------------------------


@slow
@pytest.mark.parametrize("workers", ["1", "2"])
def test_nothing_listens(tmp_path: Path, workers: str) -> None:
    done = run("run", "http://127.0.0.1:1", *QUICK, "--workers", workers, "--out", tmp_path / "out")
    assert done.code == 3
    (line,) = [line for line in done.err.splitlines() if line.startswith("cognito-conformance:")]
    assert line.startswith("cognito-conformance: http://127.0.0.1:1: nothing listens there")
    assert "nothing was tested" in done.out
    assert not (tmp_path / "out").exists()


@slow
@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (200, b"<html>hello</html>", "is not Cognito: it answers with a web page"),
        (404, b"<html>no</html>", "is not Cognito: it answers with a web page"),
        (500, {"__type": "InternalFailure", "message": "boom"}, "fails the first call"),
        (503, b"<html>busy</html>", "fails the first call"),
        (400, {"__type": "TooManyRequestsException", "message": "Rate exceeded"}, "throttles"),
        (429, {"__type": "ThrottlingException", "message": "Rate exceeded"}, "throttles"),
        (403, {"__type": "AccessDeniedException", "message": "no"}, "refuses the credentials"),
    ],
)
def test_what_is_not_cognito_is_named(tmp_path: Path, status: int, body: object, said: str) -> None:
    with server(lambda request: (status, body)) as url:
        done = run("run", url, *QUICK, "--out", tmp_path)
    assert said in done.err
    assert done.code == 3


@slow
def test_an_endpoint_that_hangs(tmp_path: Path) -> None:
    def hang(request: Request) -> tuple[int, object]:
        time.sleep(30)
        return 200, {}

    with server(hang) as url:
        done = run("run", f"{url}?read_timeout=0.5", *QUICK, "--out", tmp_path)
    assert "it hangs" in done.err
    assert done.code == 3


# -- targets that fail in mid-run --------------------------------------------------------------------------------------


@slow
def test_a_target_that_begins_to_hang(tmp_path: Path) -> None:
    def hang(request: Request) -> None:
        if request.number > 60:
            time.sleep(30)

    with faulty(hang) as url:
        done = run("run", f"{url}?read_timeout=0.3", *QUICK, "--out", tmp_path)
    assert done.code == 3
    assert "TARGET-LOST" in done.out
    no_fail(tmp_path)
    (footer,) = events(tmp_path, "footer")
    assert "no longer answers" in footer["text"]


@slow
@pytest.mark.parametrize(
    ("status", "body"),
    [
        (503, b"<html>busy</html>"),
        (400, {"__type": "TooManyRequestsException", "message": "Rate exceeded"}),
        (500, {"__type": "InternalFailure", "message": "boom"}),
    ],
)
def test_errors_now_and_then_are_not_held_against_the_target(tmp_path: Path, status: int, body: object) -> None:
    def sometimes(request: Request) -> tuple[int, object] | None:
        return (status, body) if request.number > 20 and request.number % 17 == 0 else None

    with faulty(sometimes) as url:
        done = run("run", url, *QUICK, "--out", tmp_path)
    assert done.code in (0, 3), done.all
    no_fail(tmp_path)


@slow
@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_target_killed_in_mid_run(tmp_path: Path, workers: str) -> None:
    process = start(
        "run", "moto?http=true", "--area", "refresh", "--area", "password-auth", "--workers", workers, "--out", tmp_path
    )
    wait_for(lambda: len(events(tmp_path, "observation")) > 10)
    everything = descendants(process.pid)
    servers = [pid for pid in everything if _is_server(pid)]
    assert servers
    for pid in servers:
        os.kill(pid, signal.SIGKILL)
    done = Done(process)
    assert "TARGET-LOST" in done.out
    assert "PARTIAL" in done.out
    assert done.code in (1, 3)  # moto diverges: what was confirmed before stands
    assert gone(everything)
    render(tmp_path)


def _is_server(pid: int) -> bool:
    line = Path(f"/proc/{pid}/cmdline").read_bytes()
    return b"moto_server" in line and b"process.py" not in line


# -- the end of the suite itself ---------------------------------------------------------------------------------------


@slow
@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize("spec", ["moto", "moto?http=true"])
def test_ctrl_c(tmp_path: Path, workers: str, spec: str) -> None:
    process = start("run", spec, "--workers", workers, "--out", tmp_path)
    wait_for(lambda: len(events(tmp_path, "observation")) > 30)
    everything = descendants(process.pid)
    before = events(tmp_path)
    interrupt(process)
    done = Done(process)
    assert "ending in an orderly way" in done.err
    assert "INTERRUPTED" in done.out
    assert done.code in (1, 3)
    assert gone(everything)
    assert events(tmp_path)[: len(before)] == before
    assert {f["reason"] for f in events(tmp_path, "footer")} == {"interrupted"}
    assert len(events(tmp_path, "footer")) == int(workers)
    assert not events(tmp_path, "error")


@slow
def test_ctrl_c_twice(tmp_path: Path) -> None:
    hanging, waited_for = Event(), Event()

    def hang(request: Request) -> None:
        if hanging.is_set():
            waited_for.set()
            time.sleep(60)

    with faulty(hang) as url:
        process = start("run", f"{url}?read_timeout=50", *QUICK, "--out", tmp_path)
        wait_for(lambda: len(events(tmp_path, "observation")) > 3)
        hanging.set()
        wait_for(waited_for.is_set)
        everything = descendants(process.pid)
        interrupt(process)
        time.sleep(0.3)
        interrupt(process)
        started = time.monotonic()
        done = Done(process)
    assert time.monotonic() - started < 15
    assert done.code == 3
    assert gone(everything)
    render(tmp_path)


@slow
def test_terminated(tmp_path: Path) -> None:
    process = start("run", "moto", "--out", tmp_path)
    wait_for(lambda: events(tmp_path, "observation"))
    everything = descendants(process.pid)
    process.terminate()
    assert Done(process).code in (1, 3)
    assert gone(everything)
    assert [f["reason"] for f in events(tmp_path, "footer")] == ["interrupted"]


@slow
@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize("victim", ["command", "pytest"])
def test_kill_9(tmp_path: Path, workers: str, victim: str) -> None:
    process = start("run", "moto?http=true", "--workers", workers, "--out", tmp_path)
    wait_for(lambda: len(events(tmp_path, "observation")) > 10)
    everything = descendants(process.pid)
    os.kill(process.pid if victim == "command" else everything[0], signal.SIGKILL)
    done = Done(process)
    if victim == "pytest":
        assert "the run was ended by SIGKILL" in done.err
        assert done.code in (1, 3)
    wait_for(lambda: gone(everything), 20)
    assert not list(Path(tempfile.gettempdir()).glob(f"cognito-conformance-run-{process.pid}-*"))
    assert "PARTIAL" in render(tmp_path).out


# -- the folder --------------------------------------------------------------------------------------------------------


@slow
def test_two_runs_into_one_folder(tmp_path: Path) -> None:
    with output_folder(tmp_path):
        done = run("run", "moto", *QUICK, "--out", tmp_path)
    assert done.code == 3
    assert f"another run is writing to {tmp_path}" in done.err


def test_an_earlier_journal_is_kept_aside(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text('{"event":"note","text":"old"}\n')
    (tmp_path / PREVIOUS).write_text('{"event":"note","text":"older"}\n')
    with output_folder(tmp_path):
        assert (tmp_path / FILE_NAME).read_text() == ""
    assert "old" in (tmp_path / PREVIOUS).read_text()
    assert {path.name for path in tmp_path.iterdir()} == {FILE_NAME, PREVIOUS, ".lock"}


def test_a_folder_is_given_back_with_the_journals_it_had(tmp_path: Path) -> None:
    names = {FILE_NAME: "old", PREVIOUS: "older", "report.md": "mine"}
    for name, text in names.items():
        (tmp_path / name).write_text(text)
    with output_folder(tmp_path) as folder:
        assert not folder.tested
        folder.give_back()
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == names


def test_folders_that_were_made_are_removed_again(tmp_path: Path) -> None:
    with output_folder(tmp_path / "a" / "b") as folder:
        folder.give_back()
    assert not list(tmp_path.iterdir())


def test_a_folder_with_a_file_of_somebody_else_is_not_removed(tmp_path: Path) -> None:
    with output_folder(tmp_path / "a") as folder:
        (tmp_path / "a" / "mine").write_text("")
        folder.give_back()
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["mine"]


def test_a_new_run_removes_what_an_interrupted_one_of_a_part_left(tmp_path: Path) -> None:
    Journal(tmp_path / AGAIN_DIR).close()
    with output_folder(tmp_path):
        assert (tmp_path / AGAIN_DIR / FILE_NAME).exists()
    assert not (tmp_path / AGAIN_DIR).exists()


def test_what_was_tested_is_seen_in_the_journal(tmp_path: Path) -> None:
    with output_folder(tmp_path) as folder:
        journal = Journal(tmp_path, target="moto")
        journal.write("run", targets=["moto"])
        journal.write("note", text='{"event":"target"')
        assert not folder.tested
        journal.write("target", spec="moto")
        assert folder.tested
        journal.close()


@slow
def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = run("run", "moto", *QUICK, "--out", tmp_path / "file" / "folder")
    assert done.code == 3
    assert "cannot write to" in done.err
    assert "--out" in done.err


@slow
@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("chattr"), reason="needs a folder that root cannot write")
def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    if subprocess.run(["chattr", "+i", tmp_path], capture_output=True, check=False).returncode:
        pytest.skip("this file system has no immutable folders")
    try:
        done = run("run", "moto", *QUICK, "--out", tmp_path)
    finally:
        subprocess.run(["chattr", "-i", tmp_path], check=True)
    assert done.code == 3
    assert f"cannot write to {tmp_path}" in done.err


@pytest.fixture
def small_disk(tmp_path: Path) -> object:
    """A file system of 2 MB: what a run announces fits, what it sees does not."""
    place = tmp_path / "small"
    place.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", place], capture_output=True, check=False, text=True
    )
    if made.returncode:
        pytest.skip(f"no file system can be mounted here: {made.stderr.strip()}")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


@slow
@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_full_disk(small_disk: Path, tmp_path: Path, workers: str) -> None:
    out = small_disk / "report"
    done = run("run", "moto", "--seed", "1", "--workers", workers, "--out", out)
    assert done.code == 3, done.all
    assert "No space left on device" in done.err
    assert f"report render {out}" in done.err
    shutil.copytree(out, tmp_path / "copy")
    assert "PARTIAL" in render(tmp_path / "copy").out


# -- files that cannot be read -----------------------------------------------------------------------------------------


@slow
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[expect", "not TOML"),
        ('[[expect]]\nrequirement = "X-1"\nkindz = ["*"]\n', "kindz"),
        ('[[expect]]\nrequirement = "X-1"\n', "needs kinds"),
        ('[[expect]]\nrequirement = "REFRSH-001"\nkinds = ["*"]\n', "Did you mean 'REFRESH-001'?"),
    ],
)
def test_expectations_that_cannot_be_read(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "expected.toml"
    file.write_text(text)
    done = run("run", "moto", *QUICK, "--expectations", file, "--out", tmp_path / "out")
    assert done.code == 2
    assert str(file) in done.err
    assert said in done.err
    assert not (tmp_path / "out").exists()  # said before anything was run


@slow
def test_a_definition_that_cannot_be_read(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('name = "mine"\nproduct = [')
    done = run("run", file, *QUICK, "--out", tmp_path / "out")
    assert done.code == 2
    assert str(file) in done.err
