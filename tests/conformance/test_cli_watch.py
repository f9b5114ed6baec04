"""``run --watch``: what is watched, what counts as a change, and how it ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from command import events, interrupt, start, wait_for
from conformance.cli import main
from conformance.command.watching import Watch, Watched, WatchError, watched
from reports_synthetic import clean_run, write_journal

slow = pytest.mark.slow
SOON = 0.02  # seconds between two looks


def write(path: Path, text: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def later(what: Callable[[], object]) -> threading.Thread:
    """Do it when the watch has begun to wait."""

    def work() -> None:
        time.sleep(5 * SOON)
        what()

    thread = threading.Thread(target=work)
    thread.start()
    return thread


def definition(folder: Path, command: str, more: str = "") -> Path:
    """A definition whose program runs beside the suite."""
    install = '[install]\npypi = "moto"\nbeside = ["moto"]\n'
    text = f'name = "mine"\nproduct = "moto"\n{install}[start]\ncommand = [{command}]\n{more}'
    return write(folder / "mine.toml", text)


# -- what is watched ---------------------------------------------------------------------------------------------------


def test_paths_that_are_named(tmp_path: Path) -> None:
    file = write(tmp_path / "a.py")
    found = watched([str(file), str(tmp_path)], ["moto"], [])
    assert found.paths == (file, tmp_path)


def test_the_program_of_a_definition_and_the_definition_itself(tmp_path: Path) -> None:
    program, beside = write(tmp_path / "server.py"), write(tmp_path / "data" / "x")
    file = definition(tmp_path, f'"{{python}}", "{program}", "{{port}}", "./data", "server.py", "--quiet"')
    assert watched([""], [str(file)], []).paths == (file, program, beside.parent)


def test_a_definition_that_cannot_be_read_is_watched_alone(tmp_path: Path) -> None:
    file = write(tmp_path / "mine.toml", "name = [")
    assert watched([""], [str(file)], []).paths == (file,)


@pytest.mark.parametrize(
    ("spec", "address"),
    [
        ("http://127.0.0.1:9229", ("127.0.0.1", 9229)),
        ("https://cognito.example", ("cognito.example", 443)),
        ("ministack?endpoint=http://localhost:4566/x", ("localhost", 4566)),
    ],
)
def test_an_endpoint(spec: str, address: tuple[str, int]) -> None:
    found = watched([""], [spec], [])
    assert (found.paths, found.addresses) == ((), (address,))


def test_an_endpoint_beside_paths(tmp_path: Path) -> None:
    assert watched([str(tmp_path)], ["http://127.0.0.1:9"], []).addresses == (("127.0.0.1", 9),)


def test_where_there_is_nothing_to_watch(tmp_path: Path) -> None:
    with pytest.raises(WatchError, match="nothing of moto, reference can be watched: name files or folders"):
        watched([""], ["moto", "reference"], [])
    with pytest.raises(WatchError, match=r"there is no .*none\. Targets come before --watch"):
        watched([str(tmp_path / "none")], ["moto"], [])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["run", "moto", "--watch"], "name files or folders with --watch=PATH"),
        (["run", "--watch", "moto"], "there is no moto. Targets come before --watch"),
    ],
)
def test_wrong_use_is_2_before_anything_is_run(tmp_path: Path, words: list[str], said: str) -> None:
    done = CliRunner().invoke(main, [*words, "--out", str(tmp_path / "out")])
    assert (done.exit_code, said in done.output) == (2, True), done.output
    assert not (tmp_path / "out").exists()


def test_where_there_is_nothing_to_run_again_it_ends(tmp_path: Path) -> None:
    write_journal(tmp_path / "out", clean_run())
    done = CliRunner().invoke(main, ["run", "--again", str(tmp_path / "out"), f"--watch={write(tmp_path / 'x')}"])
    assert (done.exit_code, "nothing to run again" in done.output) == (0, True), done.output


# -- what counts as a change -------------------------------------------------------------------------------------------


def test_nothing_is_no_change(tmp_path: Path) -> None:
    write(tmp_path / "a.py")
    watch = Watch(Watched((tmp_path,)), SOON)
    thread = threading.Thread(target=watch.wait, daemon=True)
    thread.start()
    thread.join(10 * SOON)
    assert thread.is_alive()
    write(tmp_path / "a.py", "changed")
    thread.join(30)
    assert not thread.is_alive()


@pytest.mark.parametrize("change", ["written", "touched", "made", "removed", "made below"])
def test_a_change(tmp_path: Path, change: str) -> None:
    file = write(tmp_path / "src" / "a.py")
    changed = {"made": tmp_path / "src" / "b.py", "made below": tmp_path / "src" / "c" / "d.py"}.get(change, file)
    watch = Watch(Watched((tmp_path / "src",)), SOON)
    act = {"touched": lambda: os.utime(file, (1, 1)), "removed": file.unlink}.get(change, lambda: write(changed, "x"))
    thread = later(act)
    assert watch.wait() == str(changed)
    thread.join()


def test_a_change_while_the_run_goes_on_is_seen_after_it(tmp_path: Path) -> None:
    file = write(tmp_path / "a.py")
    watch = Watch(Watched((file,)), SOON)
    write(file, "changed")
    assert watch.wait() == str(file)


def test_it_waits_until_no_more_is_written(tmp_path: Path) -> None:
    file = write(tmp_path / "a.py")
    watch, pause = Watch(Watched((file,)), 5 * SOON), 5 * SOON
    ends: list[float] = []

    def build() -> None:
        for number in range(6):
            write(file, "x" * number)
            time.sleep(pause / 2)
        ends.append(time.monotonic())

    thread = later(build)
    watch.wait()
    assert ends
    thread.join()


def test_what_changes_by_itself_is_passed_over(tmp_path: Path) -> None:
    watch = Watch(Watched((tmp_path,), apart=(tmp_path / "report",)), SOON)
    for name in ("__pycache__/a.pyc", ".git/index", "node_modules/x.js", "report/journal.ndjson"):
        write(tmp_path / name)
    write(tmp_path / "z.py")
    assert watch.wait() == str(tmp_path / "z.py")


def test_an_endpoint_that_comes_back() -> None:
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        watch = Watch(Watched(addresses=(("127.0.0.1", port),)), SOON)
        thread = later(taken.listen)
        assert watch.wait() == f"127.0.0.1:{port} is back"
        thread.join()


def test_an_endpoint_that_goes_is_no_reason_to_run() -> None:
    server = socket.create_server(("127.0.0.1", 0))
    watch = Watch(Watched(addresses=(server.getsockname()[:2],)), SOON)
    thread = threading.Thread(target=watch.wait, daemon=True)
    server.close()
    thread.start()
    thread.join(10 * SOON)
    assert thread.is_alive()


# -- the whole command -------------------------------------------------------------------------------------------------

ONE = ("--requirement", "PWAUTH-001", "--seed", "1")


def until_it_watches(process: subprocess.Popen[str]) -> str:
    """What it says on standard error until a run is over."""
    said = [""]
    assert process.stderr is not None
    while "watching" not in said[-1]:
        said.append(process.stderr.readline())
        assert said[-1], "".join(said)
    return "".join(said)


@slow
def test_a_program_that_is_touched_is_run_again(tmp_path: Path) -> None:
    text = "import sys\nfrom moto.server import main\nmain(['-p', sys.argv[1]])\n"
    program = write(tmp_path / "server.py", text)
    file = definition(tmp_path, f'"{sys.executable}", "{program}", "{{port}}"', "ready = { path = '/moto-api/' }\n")
    process = start("run", file, *ONE, "--out", tmp_path / "out", "--watch")
    until_it_watches(process)
    assert len(events(tmp_path / "out", "footer")) == 1
    os.utime(program)
    assert f"{program}: again" in until_it_watches(process)
    interrupt(process)
    printed, err = process.communicate(timeout=60)
    assert process.returncode == 0, printed + err
    assert printed.count("report: ") == 2


@slow
def test_ctrl_c_in_mid_run_ends_it(tmp_path: Path) -> None:
    process = start("run", "moto", "--seed", "1", "--out", tmp_path / "out", f"--watch={write(tmp_path / 'x')}")
    wait_for(lambda: len(events(tmp_path / "out", "observation")) > 10)
    interrupt(process, signal.SIGINT)
    printed, err = process.communicate(timeout=60)
    assert process.returncode in (1, 3), printed + err
    assert "watching" not in err


@slow
def test_an_endpoint_that_is_back_is_run(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = start("run", f"http://127.0.0.1:{port}", *ONE, "--out", tmp_path / "out", "--watch")
    until_it_watches(process)
    assert not (tmp_path / "out").exists()
    words = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    back = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        assert f"127.0.0.1:{port} is back: again" in until_it_watches(process)
        interrupt(process)
        printed, err = process.communicate(timeout=60)
    finally:
        back.kill()
        back.wait()
    assert process.returncode == 0, printed + err
    assert (tmp_path / "out" / "index.html").exists()
