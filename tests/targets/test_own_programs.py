"""Programs that no package registry has: a binary, a jar, a checkout, a container; what is missing, and what ends."""

from __future__ import annotations

import json
import os
import socket
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from targets.interface import Running, TargetUnusable
from targets.process import Process, ProcessFailed, Workspace, free_port
from targets.program_schema import Choice, Start
from targets.registry import resolve
from targets.smoke import smoke

FAKE = Path(__file__).with_name("fake_emulator.py")
HEAD = 'name = "mine"\nproduct = "Mine"\n'
START = '[start]\ncommand = ["{here}/mine", "{port}"]\nready = { path = "/health", status = 200 }\n'


def program(where: Path, name: str, *more: str) -> Path:
    """A program as people have them: a shell script that starts the real thing."""
    made = where / name
    made.write_text(f'#!/bin/sh\nexec {sys.executable} {FAKE} "$@" {" ".join(more)}\n')
    made.chmod(0o755)
    return made


def definition(where: Path, text: str) -> str:
    """The path of a definition with this text, in a folder of its own."""
    path = where / "mine.toml"
    path.write_text(textwrap.dedent(text))
    return str(path)


@contextmanager
def running(spec: str) -> Iterator[Running]:
    started = resolve(spec).start()
    try:
        yield started
    finally:
        started.stop()


def seen(target: Running) -> dict[str, Any]:
    """What the program knows of itself and of the request."""
    answer: dict[str, Any] = json.loads(target.api({}, b"{}").body)
    return answer


# -- what cannot work --------------------------------------------------------------------------------------------------


def test_a_program_that_is_missing(tmp_path: Path) -> None:
    by_hand = '[install]\nby_hand = "Build it with make."\n'
    target = resolve(definition(tmp_path, HEAD + by_hand + START))
    assert not target.availability().ok
    for said in (target.availability().detail, refusal(target.spec)):
        assert f"{tmp_path}/mine is not there" in said
        assert "Build it with make" in said
    assert f"Mine cannot be started: {tmp_path}/mine is not there" in refusal(target.spec)
    assert f"One that runs already is named {target.spec}?endpoint=URL" in refusal(target.spec)


def test_a_program_that_is_not_executable(tmp_path: Path) -> None:
    program(tmp_path, "mine").chmod(0o644)
    assert "is not executable: make it so (chmod +x), or name its interpreter" in refusal(
        definition(tmp_path, HEAD + START)
    )


def test_a_program_that_the_system_cannot_run(tmp_path: Path) -> None:
    made = tmp_path / "mine"
    made.write_bytes(b"\x00\x01 no program")
    made.chmod(0o755)
    said = refusal(definition(tmp_path, HEAD + START))
    assert "ended while starting, with status 126" in said
    assert "mine cannot be run: Exec format error" in said


def test_what_it_needs_is_missing(tmp_path: Path) -> None:
    program(tmp_path, "mine")
    needs = '[install]\nneeds = ["no-such-java", "{here}/mine.jar"]\nby_hand = "It needs Java 25 and a build."\n'
    target = resolve(definition(tmp_path, HEAD + needs + START))
    assert target.availability().detail == (
        f"no-such-java is not on PATH; {tmp_path}/mine.jar is not there; It needs Java 25 and a build"
    )
    assert "no-such-java is not on PATH" in refusal(target.spec)


def test_a_program_that_ends_at_once(tmp_path: Path) -> None:
    program(tmp_path, "mine", "--end")
    said = refusal(definition(tmp_path, HEAD + START))
    assert "mine ended while starting, with status 3" in said
    assert "cannot read its licence" in said


@pytest.mark.parametrize("folder", ["", 'directory = "{here}/elsewhere"\n'])
def test_a_file_beside_the_definition_that_is_not_where_the_program_starts(tmp_path: Path, folder: str) -> None:
    (tmp_path / "elsewhere").mkdir()
    program(tmp_path, "mine")
    start = START.replace('"{here}/mine"', '"sh", "mine"') + folder
    assert "where mine is not; in command, write {here}/mine" in refusal(definition(tmp_path, HEAD + start))


def test_a_file_where_the_program_starts_is_found(tmp_path: Path) -> None:
    program(tmp_path, "mine")
    start = START.replace('"{here}/mine"', '"sh", "mine"') + 'directory = "{here}"\n'
    with running(definition(tmp_path, HEAD + start)) as target:
        assert seen(target)


def test_a_program_that_never_answers(tmp_path: Path) -> None:
    program(tmp_path, "mine", "--silent")
    said = refusal(definition(tmp_path, HEAD + START + "timeout = 0.5\n"))
    assert "mine was not ready within 0.5 s of its start: GET http://127.0.0.1:" in said


def test_a_program_that_answers_otherwise(tmp_path: Path) -> None:
    program(tmp_path, "mine")
    said = refusal(definition(tmp_path, HEAD + START.replace("/health", "/helth") + "timeout = 3\n"))
    assert "/helth gave status 404, and ready in [start] waits for 200" in said


def test_a_folder_to_start_in_that_is_missing(tmp_path: Path) -> None:
    program(tmp_path, "mine")
    said = refusal(definition(tmp_path, HEAD + START + 'directory = "{here}/checkout"\n'))
    assert f"it is to be started in {tmp_path}/checkout, and there is no such folder" in said


def test_a_version_cannot_be_asked_for() -> None:
    target = resolve("kumolo==0.9")
    assert "version '0.9' cannot be chosen" in target.availability().detail
    assert "version '0.9' cannot be chosen" in refusal("kumolo==0.9")


@pytest.mark.parametrize(
    ("version", "environment", "said"),
    [
        ('pattern = "edition (.+)"', {}, "printed 'fake emulator v2.5.0-rc.1', where 'edition (.+)' finds nothing"),
        ("", {"FAKE_VERSION": ""}, "printed 'fake emulator', where"),
        ("", {"FAKE_VERSION_STATUS": "2"}, "it ended with status 2 and printed 'fake emulator v2.5.0-rc.1'"),
    ],
)
def test_a_version_that_cannot_be_read(
    tmp_path: Path, version: str, environment: dict[str, str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path, "mine")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    text = refusal(
        definition(tmp_path, HEAD + START + f'[version]\ncommand = ["{{here}}/mine", "--version"]\n{version}\n')
    )
    assert said in text
    assert "correct command or pattern in [version], or leave them out" in text


def test_a_version_command_that_is_missing(tmp_path: Path) -> None:
    program(tmp_path, "mine")
    said = refusal(definition(tmp_path, HEAD + START + '[version]\ncommand = ["no-such-program", "-v"]\n'))
    assert "version.command 'no-such-program -v': it cannot be run: No such file or directory" in said


def test_an_address_that_is_taken(tmp_path: Path) -> None:
    """A program that always listens at one port: another one that answers there is not taken for it."""
    program(tmp_path, "mine")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        fixed = f'endpoint = "http://127.0.0.1:{port}"\n[start]\ncommand = ["{{here}}/mine", "{port}"]\n'
        spec = definition(tmp_path, HEAD + fixed)
        said = refusal(spec)
    assert f"mine always listens at http://127.0.0.1:{port}, and something is there already" in said
    assert f"{spec}?endpoint=http://127.0.0.1:{port}" in said


def test_the_output_of_what_is_started_here_is_known(tmp_path: Path) -> None:
    program(tmp_path, "mine")
    with pytest.raises(TargetUnusable, match="add endpoint=URL"):
        resolve(definition(tmp_path, HEAD + START) + f"?log={tmp_path}/x")


def refusal(spec: str) -> str:
    """What is said where a target cannot be started."""
    with pytest.raises(TargetUnusable) as caught:
        resolve(spec).start()
    return str(caught.value)


# -- what works --------------------------------------------------------------------------------------------------------


def test_a_binary_beside_its_definition(tmp_path: Path) -> None:
    program(tmp_path, "mine")
    version = '[version]\ncommand = ["{here}/mine", "--version"]\n'
    spec = definition(tmp_path, HEAD + START + version)
    assert resolve(spec).availability().detail == f"starts {tmp_path}/mine"
    with running(spec) as target:
        assert smoke(target) is None
        assert target.identity.version == "2.5.0-rc.1"
        assert target.identity.extras["runs"] == "subprocess"
        assert "idp:loopback" in target.capabilities
        place = seen(target)["directory"]
        assert os.path.basename(place) == "state"
    assert not os.path.exists(place)


def test_a_jar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``java -jar FILE``: an interpreter on PATH, a file that is no program, and a sentence for people."""
    tools = tmp_path / "tools"
    tools.mkdir()
    java = tools / "java"
    java.write_text(f'#!/bin/sh\ntest "$1" = -jar && exec {sys.executable} "$2" "$3"\n')
    java.chmod(0o755)
    monkeypatch.setenv("PATH", str(tools), prepend=os.pathsep)
    (tmp_path / "mine.jar").write_text(FAKE.read_text())
    text = """
    name = "mine"
    product = "Mine"
    [install]
    needs = ["java", "{here}/mine.jar"]
    by_hand = "It needs Java 25 and mine.jar."
    [start]
    command = ["java", "-jar", "{here}/mine.jar", "{port}"]
    ready = { path = "/health", status = 200 }
    [version]
    path = "/health"
    member = "version"
    """
    with running(definition(tmp_path, text)) as target:
        assert smoke(target) is None
        assert target.identity.version == "2.5.0"  # as it says itself, once it runs


def test_a_checkout(tmp_path: Path) -> None:
    """A script started in its own folder, by this Python; modes and variables as with packages."""
    checkout = tmp_path / "checkout"
    checkout.mkdir()
    (checkout / "serve.py").write_text(FAKE.read_text())
    text = """
    name = "mine"
    product = "Mine"
    [start]
    command = ["{python}", "serve.py", "{port}"]
    directory = "{here}/checkout"
    ready = { path = "/health" }
    [modes.strict.true]
    mode = "strict"
    environment = { FAKE_MODE = "strict at {port}" }
    [reset]
    kind = "restart"
    """
    with running(f"{definition(tmp_path, text)}?strict=true") as target:
        before = seen(target)
        assert before["directory"] == str(checkout)
        assert before["mode"] == f"strict at {before['arguments'][0]}"
        assert target.identity.mode == "strict"
        target.http("POST", f"{target.endpoint}/mail", body=b'{"Id": 1}')
        target.reset()
        assert seen(target)["arguments"] == before["arguments"]
        assert json.loads(target.http("GET", f"{target.endpoint}/mail").body) == {"box": {"messages": []}}
        assert checkout.exists()


@pytest.mark.parametrize(("since", "refused"), [("2.5.1", True), ("2.5.0", False), ("2.4", False), ("2.10", True)])
def test_a_mode_that_the_release_does_not_have(tmp_path: Path, since: str, refused: bool) -> None:
    """Refused once the program says its version: it would ignore the mode, and be reported as if it had it."""
    text = f"""
    name = "mine"
    product = "Mine"
    [start]
    command = ["{{python}}", "{FAKE}", "{{port}}"]
    [modes.strict.true]
    mode = "strict"
    since = "{since}"
    [version]
    path = "/health"
    member = "version"
    """
    path = definition(tmp_path, text)
    with running(str(path)) as plain:
        assert (plain.identity.version, plain.identity.mode) == ("2.5.0", "default")
    if not refused:
        with running(f"{path}?strict=true") as target:
            assert target.identity.mode == "strict"
        return
    with pytest.raises(TargetUnusable, match=r"Mine 2\.5\.0 does not have the mode 'strict', which came with 2"):
        resolve(f"{path}?strict=true").start()


@pytest.mark.parametrize(
    ("version", "lacks"),
    [
        ("1.4.21", True),
        ("1.4.22rc1", True),
        ("1.5.0", False),
        ("1.5.0.dev3+gabc", False),  # what comes before the release may have it already
        ("1.5.0rc1", False),
        ("1.5.0-SNAPSHOT", False),
        ("", False),
    ],
)
def test_which_releases_are_known_to_lack_a_mode(version: str, lacks: bool) -> None:
    assert Choice(mode="auth", since="1.5.0").lacks(version) == lacks
    assert not Choice(mode="auth").lacks(version)


def test_a_choice_that_came_later_has_a_name() -> None:
    """What has none is the default mode, of which no release can be refused."""
    with pytest.raises(ValueError, match="since needs a mode"):
        Choice(since="1.5.0", environment={"AUTH": "true"})


def test_a_mode_that_the_named_release_does_not_have() -> None:
    assert resolve("ministack==1.5.0?auth=true")
    assert resolve("ministack==1.4.21?auth=false")
    with pytest.raises(TargetUnusable, match=r"MiniStack 1\.4\.21 does not have the mode 'auth', .*came with 1\.5\.0"):
        resolve("ministack==1.4.21?auth=true")


def test_a_program_on_path_at_its_own_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path, "fake-emulator")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    port = free_port()
    text = f"""
    name = "mine"
    product = "Mine"
    endpoint = "http://127.0.0.1:{port}"
    [start]
    command = ["fake-emulator", "{port}"]
    """
    with running(definition(tmp_path, text)) as target:
        assert target.endpoint == f"http://127.0.0.1:{port}"
        assert smoke(target) is None


@pytest.mark.parametrize(
    ("command", "contained"),
    [
        (["docker", "run", "--rm", "-p", "127.0.0.1:{port}:4566", "floci/floci"], True),
        (["/usr/bin/podman", "run", "--rm", "x", "{port}"], True),
        (["docker", "run", "--rm", "--network", "host", "x", "{port}"], False),
        (["docker", "run", "--net=host", "x", "{port}"], False),
        (["{here}/docker-like", "{port}"], False),
    ],
)
def test_a_container_does_not_reach_this_machine(command: list[str], contained: bool) -> None:
    assert Start(command=tuple(command)).contained is contained


def test_a_container_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is started is the client: it gets the signal to end, and time to pass it on."""
    ended = tmp_path / "ended"
    docker = tmp_path / "docker"
    docker.write_text(
        f"#!/bin/sh\n{sys.executable} {FAKE} $5 & child=$!\n"
        f"trap 'sleep 0.3; echo yes > {ended}; kill $child; exit 0' TERM\nwait $child\n"
    )
    docker.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    text = """
    name = "mine"
    product = "Mine"
    [start]
    command = ["docker", "run", "--rm", "-p", "127.0.0.1:{port}:4566", "{port}", "mine/mine"]
    grace = 5
    ready = { path = "/health" }
    """
    with running(definition(tmp_path, text)) as target:
        assert "idp:loopback" not in target.capabilities
        assert not ended.exists()
    assert ended.read_text() == "yes\n"


def test_a_program_has_as_long_to_end_as_its_definition_says(tmp_path: Path) -> None:
    workspace = Workspace("test")
    try:
        deaf = "import signal, time; signal.signal(15, signal.SIG_IGN); print('on', flush=True); time.sleep(60)"
        process = Process(
            [sys.executable, "-c", deaf], environment=os.environ, workspace=workspace, name="x", grace=0.3
        )
        process.wait_ready(lambda: None if "on" in workspace.log.read_text() else "it is not on", timeout=10)
        begun = time.monotonic()
        process.stop()
        assert 0.3 <= time.monotonic() - begun < 1.9
        with pytest.raises(ProcessFailed, match="there is no such folder"):
            Process(["sh"], environment=os.environ, workspace=workspace, name="x", directory=tmp_path / "none")
    finally:
        workspace.remove()
