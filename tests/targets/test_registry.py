"""Specs, names, errors, the listing, and targets of other packages."""

from __future__ import annotations

import importlib
import sys
import textwrap
from pathlib import Path

import pytest

from targets.defined import DefinedTarget
from targets.interface import Target, TargetUnusable
from targets.moto_embedded import MotoEmbedded
from targets.registry import GROUP, listing, resolve
from targets.smoke import smoke
from targets.spec import parse


@pytest.mark.parametrize(
    ("text", "kind", "name", "version", "options"),
    [
        ("moto", "name", "moto", None, {}),
        ("moto==5.1.22", "name", "moto", "5.1.22", {}),
        ("cognito-local@5.1.0", "name", "cognito-local", "5.1.0", {}),
        ("ministack?auth=true", "name", "ministack", None, {"auth": "true"}),
        ("ministack==1.4.0?auth=true", "name", "ministack", "1.4.0", {"auth": "true"}),
        ("http://localhost:9229/", "url", "http://localhost:9229", None, {}),
        ("https://h:1/base?region=local", "url", "https://h:1/base", None, {"region": "local"}),
        ("./mine.toml?auth=true", "path", "./mine.toml", None, {"auth": "true"}),
        ("mine.toml", "path", "mine.toml", None, {}),
        ("moto?endpoint=http://127.0.0.1:4570", "name", "moto", None, {"endpoint": "http://127.0.0.1:4570"}),
        (" moto ", "name", "moto", None, {}),
    ],
)
def test_parse(text: str, kind: str, name: str, version: str | None, options: dict[str, str]) -> None:
    spec = parse(text)
    assert (spec.kind, spec.name, spec.version, dict(spec.options)) == (kind, name, version, options)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("mot", "did you mean 'moto'"),
        ("minstack", "did you mean 'ministack'"),
        ("zzzz", "known: aws, aws-emulator"),
        ("moto==", "cannot be read"),
        ("moto = 5", "cannot be read"),
        ("floci=http://h:1", "write 'floci?endpoint=http://h:1'"),
        ("ministack@https://h:1?auth=true", "write 'ministack?endpoint=https://h:1&auth=true'"),
        ("==5", "cannot be read"),
        ("ministack?auth", "after '?' cannot be read"),
        ("ministack?auth=true&auth=false", "given twice"),
        ("ministack?auht=true", "did you mean 'auth'"),
        ("ministack?auth=maybe", "it can be: false, true"),
        ("moto?http=perhaps", "neither true nor false"),
        ("moto?htp=true", "did you mean 'http'"),
        ("ministack?read_timeout=soon&endpoint=http://h:1", "seconds"),
        ("./there-is-none.toml", "no such file"),
        ("aws?profil=x", "did you mean 'profile'"),
        ("reference?mutant=x", "mutants"),
    ],
)
def test_errors_say_what_is_wrong(text: str, said: str) -> None:
    with pytest.raises(TargetUnusable, match=said.replace("?", r"\?")):
        resolve(text).start()


def test_a_definition_named_like_a_target_is_pointed_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(TargetUnusable, match="known: aws"):
        resolve("mine")
    (tmp_path / "mine.toml").touch()
    with pytest.raises(TargetUnusable, match=r"write \./mine\.toml$"):
        resolve("mine")


@pytest.mark.parametrize("spec", ["aws", "aws?profile=x&region=eu-west-1", "aws?confirm=true"])
def test_an_account_that_is_not_named_is_refused(spec: str) -> None:
    target = resolve(spec)
    with pytest.raises(TargetUnusable, match="nothing was sent"):
        target.start()


def test_kinds_of_targets() -> None:
    assert isinstance(resolve("moto"), MotoEmbedded)
    assert isinstance(resolve("moto?http=false"), MotoEmbedded)
    for spec in ("moto?http=true", "moto==5.1.22", "ministack", "http://localhost:9229"):
        target = resolve(spec)
        assert isinstance(target, DefinedTarget)
        assert target.spec == spec


@pytest.mark.parametrize(
    ("spec", "mode"),
    [
        ("ministack", "default"),
        ("ministack?auth=false", "default"),
        ("ministack?auth=true", "auth"),
        ("cognito-local?code=123456", "fixed-code"),
        ("moto?http=true", "http"),
    ],
)
def test_mode(spec: str, mode: str) -> None:
    target = resolve(spec)
    assert isinstance(target, DefinedTarget)
    assert target.mode == mode


def test_attached_without_asking_the_network() -> None:
    running = resolve("cognito-local@5.0.0?endpoint=http://127.0.0.1:9/").start()
    assert running.endpoint == "http://127.0.0.1:9"
    assert running.identity.version == "5.0.0"
    assert running.identity.extras["runs"] == "attached"
    assert running.region == "local"
    assert "reset" not in running.capabilities  # it was not started here
    assert not any(word.startswith("codes:") for word in running.capabilities)  # nor can its console be read
    assert not running.alive()
    running.stop()
    running.stop()


def test_code_option_of_an_attached_target() -> None:
    running = resolve("cognito-local?endpoint=http://127.0.0.1:9&code=424242").start()
    assert {"codes:sign_up", "codes:forgot_password"} <= running.capabilities
    code = running.read_code("sign_up", pool_id="p", username="u", destination="d", headers={})
    assert code == "424242"
    assert "424242" in running.code_snippet


def test_listing_is_complete() -> None:
    found = {one.name: one for one in listing()}
    assert {"moto", "ministack", "ministack?auth=true", "cognito-local", "localemu", "floci", "aws"} <= set(found)
    assert not found["moto"].caveat
    assert "definition" in found["fakecloud"].caveat
    assert "definition" not in found["aws"].caveat, "it has none"
    assert found["aws"].caveat
    assert not found["floci"].availability.ok
    assert "docker run" in found["floci"].availability.detail


def test_target_of_another_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package(
        tmp_path,
        "toy = toy_target:make\nbroken = toy_target:no_such_thing\nwrong = toy_target:wrong\n",
        """
        from targets.interface import Availability, Running, Target

        class Toy(Target):
            def __init__(self, spec, options):
                self.spec, self.options = spec, options
            def availability(self):
                return Availability(True, "always")
            def start(self, *, worker="main"):
                raise NotImplementedError

        def make(spec, options):
            return Toy(spec, options)

        def wrong(spec, options):
            return "a string"
        """,
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    importlib.invalidate_caches()
    try:
        target = resolve("toy?speed=9")
        assert isinstance(target, Target)
        assert (target.spec, vars(target)["options"]) == ("toy?speed=9", {"speed": "9"})
        assert "toy" in {one.name for one in listing()}
        with pytest.raises(TargetUnusable, match="did you mean 'toy'"):
            resolve("toyy")
        with pytest.raises(TargetUnusable, match="repair or remove that package"):
            resolve("broken")
        with pytest.raises(TargetUnusable, match="gave a str"):
            resolve("wrong")
    finally:
        sys.modules.pop("toy_target", None)


def test_the_documented_package_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (Path(__file__).parents[2] / "docs" / "targets.md").read_text(encoding="utf-8")
    source = text.split("# my_emulator_conformance.py\n")[1].split("```")[0]
    package(tmp_path, "my-emulator = my_emulator_conformance:make\n", "")
    (tmp_path / "my_emulator_conformance.py").write_text(source)
    monkeypatch.syspath_prepend(str(tmp_path))
    importlib.invalidate_caches()
    try:
        running = resolve("my-emulator?at=http://127.0.0.1:9").start()
        assert running.endpoint == "http://127.0.0.1:9"
        with pytest.raises(TargetUnusable, match="Connection refused"):
            running.api({}, b"")
        assert "nothing listens there" in str(smoke(running))
        running.stop()
    finally:
        sys.modules.pop("my_emulator_conformance", None)


def package(where: Path, entries: str, source: str) -> None:
    """A package as pip would have installed it."""
    information = where / "toy_target-1.0.dist-info"
    information.mkdir()
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: toy-target\nVersion: 1.0\n")
    (information / "entry_points.txt").write_text(f"[{GROUP}]\n{entries}")
    (where / "toy_target.py").write_text(textwrap.dedent(source))
