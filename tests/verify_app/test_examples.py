"""The examples of docs/verify-app.md, started as the page says: the right ones pass, each wrong one shows its mistake.

An example whose toolchain is missing, or whose registry of packages cannot be reached, is skipped with the reason:
``pytest -rs``. Any other failure to install or to compile one fails the test.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from conformance.command.verify_app import verify_app
from targets.process import free_port

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples" / "verify-app"
PAGE = (ROOT / "docs" / "verify-app.md").read_text(encoding="utf-8")
TOOLS = {"fastapi": (), "express": ("node", "npm"), "spring-boot": ("java", "mvn"), "go": ("go",), "envoy": ()}
MISTAKES = {
    "fastapi": ("aud or client_id", {"of another client", "without client_id"}),
    "express": ("token_use", {"token_use of the other kind", "without token_use"}),
    "spring-boot": ("iss", {"of another pool", "of a pool in another region", "without iss"}),
    "go": (
        "signature",
        {"signature altered", "claims altered after signing", "signed with another key", "not signed (alg none)"},
    ),
    "envoy": ("exp", {"expired 310 s ago"}),
}
# What only fetches packages, where the page's first line compiles as well; elsewhere that line only fetches them.
FETCHES = {"spring-boot": "mvn -q dependency:resolve dependency:resolve-plugins", "go": "go mod download"}
# What shows that the registry can be reached: it is asked for something that the example does not depend on.
PIP = "env/bin/python -m pip download -q --no-deps --no-cache-dir -d reached pip"
REACHES = {
    "fastapi": PIP,
    "envoy": PIP,
    "express": "npm view npm version --prefer-online",
    "spring-boot": "mvn -q dependency:get -Dartifact=junit:junit:4.13.2 -Dtransitive=false -Dmaven.repo.local=reached",
    "go": "go list -m -versions golang.org/x/text",
}
BUILT = ("node_modules", "target", "__pycache__")
MINUTES = 10


@dataclass(frozen=True)
class Installed:
    """An example in a folder of its own, with the words that try it and the environment they need."""

    folder: Path
    words: list[str]
    environment: dict[str, str]


def lines_of(name: str) -> tuple[str, str]:
    """The two lines of the page: what installs the example, after ``cd``, and what tries it."""
    found = re.search(rf"^cd examples/verify-app/{name} && (.+)\n(cognito-conformance verify-app .+)$", PAGE, re.M)
    assert found, f"docs/verify-app.md does not show how to start {name}"
    return found[1], found[2]


@pytest.fixture(scope="module")
def install() -> Iterator[Callable[[str], Installed | str]]:
    """What installs an example, once; all are removed at the end."""
    with TemporaryDirectory(prefix="verify-app-", ignore_cleanup_errors=True) as folder:
        yield cache(partial(installed, Path(folder)))


def installed(place: Path, name: str) -> Installed | str:
    """The example as the page's first line installs it, or why it cannot be."""
    missing = [tool for tool in TOOLS[name] if shutil.which(tool) is None]
    if missing:
        return f"{name} needs {' and '.join(missing)}"
    folder = place / name
    shutil.copytree(EXAMPLES / name, folder, ignore=shutil.ignore_patterns(*BUILT))
    environment = dict(os.environ) | {"PYTHONPATH": str(ROOT)}
    first, attempt = lines_of(name)
    if (folder / "requirements.txt").is_file():
        environment["PATH"] = f"{folder / 'env' / 'bin'}{os.pathsep}{os.environ['PATH']}"
        succeeds(f"{shlex.quote(sys.executable)} -m venv env", folder, environment)
    fetch = FETCHES.get(name, first)
    trouble = ran(fetch, folder, environment)
    if trouble and ran(REACHES[name], folder, environment):
        return f"{name}: its registry cannot be reached, so {trouble}"
    assert not trouble, trouble
    if fetch != first:
        succeeds(first, folder, environment)
    return Installed(folder, shlex.split(attempt), environment)


def ran(line: str, folder: Path, environment: dict[str, str]) -> str:
    """What the line of a shell says where it fails; nothing where it succeeds."""
    done = subprocess.run(
        line, cwd=folder, env=environment, shell=True, capture_output=True, text=True, timeout=MINUTES * 60, check=False
    )
    return f"{line} failed: {(done.stderr or done.stdout)[-600:]}" if done.returncode else ""


def succeeds(line: str, folder: Path, environment: dict[str, str]) -> None:
    trouble = ran(line, folder, environment)
    assert not trouble, trouble


def result_of(found: Installed | str, variant: str, out: Path, *more: str) -> tuple[int, dict[str, Any], str]:
    """The exit status, the report and the output of the page's second line, on ports that are free."""
    if isinstance(found, str):
        pytest.skip(found)
    ports = {"8000": str(free_port()), "9000": str(free_port())}
    for file in (found.folder / variant).glob("*.yaml"):
        file.write_text(_with_ports((EXAMPLES / found.folder.name / variant / file.name).read_text(), ports))
    words = [_with_ports(word, ports).replace("right", variant) for word in found.words[1:]]
    command = [sys.executable, "-m", "conformance", *words, "--out", str(out), *more]
    done = subprocess.run(
        command, cwd=found.folder, env=found.environment, capture_output=True, text=True, timeout=900, check=False
    )
    print(done.stdout)
    report = out / "verify-app.json"
    assert report.is_file(), done.stdout + done.stderr
    return done.returncode, json.loads(report.read_text()), done.stdout


def _with_ports(text: str, ports: dict[str, str]) -> str:
    for shown, used in ports.items():
        text = re.sub(rf"\b{shown}\b", used, text)
    return text


def accepted(report: dict[str, Any]) -> set[str]:
    return {form["name"] for form in report["forms"] if form["accepted"] and form["level"] == "fault"}


def test_the_page_shows_every_example_and_each_has_both_variants() -> None:
    assert {folder.name for folder in EXAMPLES.iterdir() if folder.is_dir()} == set(TOOLS) == set(MISTAKES)
    for name in TOOLS:
        assert "right" in lines_of(name)[1]
        for variant in ("right", "wrong"):
            assert any((EXAMPLES / name / variant).iterdir()), (name, variant)


@pytest.mark.parametrize(
    ("fetches", "reaches", "compiles", "end"),
    [
        ("true", "true", "true", "installed"),
        ("false", "false", "true", "skipped"),
        ("false", "true", "true", "failed"),
        ("true", "false", "false", "failed"),
        ("true", "true", "false", "failed"),
    ],
)
def test_an_example_is_skipped_only_where_its_packages_cannot_be_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fetches: str, reaches: str, compiles: str, end: str
) -> None:
    monkeypatch.setitem(TOOLS, "go", ())
    monkeypatch.setitem(FETCHES, "go", fetches)
    monkeypatch.setitem(REACHES, "go", reaches)
    monkeypatch.setattr(sys.modules[__name__], "lines_of", lambda name: (compiles, "cognito-conformance verify-app"))
    try:
        found = "skipped" if isinstance(installed(tmp_path, "go"), str) else "installed"
    except AssertionError:
        found = "failed"
    assert found == end


def test_the_page_names_every_option() -> None:
    for parameter in verify_app.params:
        for flag in parameter.opts:
            assert re.search(rf"`{flag}(?![\w-])", PAGE) or flag == "url", flag


@pytest.mark.slow
@pytest.mark.parametrize("variant", ["right", "wrong"])
@pytest.mark.parametrize("name", list(TOOLS))
def test_an_example_on_the_issuer(
    install: Callable[[str], Installed | str], name: str, variant: str, tmp_path: Path
) -> None:
    status, report, text = result_of(install(name), variant, tmp_path)
    step, forms = MISTAKES[name]
    assert not report["stopped"], text
    assert not report["ended"], text
    assert not [form["name"] for form in report["forms"] if form["unclear"]]
    assert accepted(report) == (forms if variant == "wrong" else set()), text
    assert report["steps_broken"] == ([step] if variant == "wrong" else [])
    assert status == (1 if variant == "wrong" else 0)
    each_time = {form["accepted"] for form in report["forms"] if form["level"] == "fault"}
    assert each_time <= {0, report["times"]}  # no form is accepted now and then


@pytest.mark.slow
@pytest.mark.parametrize(("variant", "forms"), [("right", set()), ("wrong", {"of another client"})])
@pytest.mark.parametrize("target", ["moto", "reference"])
def test_an_example_with_tokens_of_a_pool(
    install: Callable[[str], Installed | str], target: str, variant: str, forms: set[str], tmp_path: Path
) -> None:
    status, report, text = result_of(install("fastapi"), variant, tmp_path, "--target", target)
    assert accepted(report) == forms, text
    assert status == (1 if forms else 0)
    advice = {form["name"] for form in report["forms"] if form["accepted"] and form["level"] == "advice"}
    assert "of a user who signed out (GlobalSignOut)" in advice
