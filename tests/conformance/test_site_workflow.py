"""The workflow that publishes the site: its steps, run here as a runner would, on two shards of a small run."""

from __future__ import annotations

import configparser
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from conformance.command.releases import RANGE
from conformance.requirements import load_catalog
from targets.registry import shipped

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".github" / "workflows"
SITE: dict[str, Any] = yaml.safe_load((FOLDER / "site.yml").read_text(encoding="utf-8"))
MATRIX: dict[str, list[str]] = SITE["jobs"]["run"]["strategy"]["matrix"]


def step(job: str, name: str) -> str:
    """The script of a step."""
    (found,) = [step["run"] for step in SITE["jobs"][job]["steps"] if step.get("name") == name]
    return str(found)


def carried_out(script: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A script in the shell of a runner, with the commands of this environment."""
    path = f"{folder / 'bin'}{os.pathsep}{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=folder,
        env={**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_its_targets_are_ranges_of_products_with_releases() -> None:
    for target in MATRIX["target"]:
        found = RANGE.fullmatch(target)
        assert found is not None
        assert found["name"] in shipped()


def test_its_shards_are_all_of_a_run() -> None:
    count = len(MATRIX["shard"])
    assert MATRIX["shard"] == [f"{n}/{count}" for n in range(1, count + 1)]


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.yml")), ids=lambda file: str(file.name))
def test_tox_has_the_environments_that_workflows_name(file: Path) -> None:
    seen = configparser.ConfigParser()
    seen.read_string((ROOT / "tox.ini").read_text(encoding="utf-8"))
    factors = set(re.findall(r"^([a-z0-9, ]+):", seen["testenv"]["set_env"], re.MULTILINE))
    known = {name.strip() for group in factors for name in group.split(",")}
    known |= set(re.findall(r"^(\w+): CONFORMANCE_TARGET$", seen["testenv"]["pass_env"], re.MULTILINE))
    text = file.read_text(encoding="utf-8")
    named = {name for names in re.findall(r"tox run -e ([a-z,]+)$", text, re.MULTILINE) for name in names.split(",")}
    assert {name for name in named if f"testenv:{name}" not in seen} == set()
    after_python = set(re.findall(r'tox run -e "py\$\{PYTHON//\./\}-(\w+)"', text))
    if "-$TARGET" in text:
        matrix = yaml.safe_load(text)["jobs"]["targets"]["strategy"]["matrix"]
        after_python |= {*matrix["target"], *(more["target"] for more in matrix["include"])}
    assert after_python
    assert after_python - known == set()


@pytest.mark.slow
def test_shards_become_a_site(tmp_path: Path) -> None:
    """What tox does in its own environment is done in this one: a stand-in for it starts the command."""
    tools = tmp_path / "bin"
    tools.mkdir()
    suite = f'exec "{sys.executable}" -m conformance'
    run = 'run "$CONFORMANCE_TARGET" --profile "$CONFORMANCE_PROFILE" --area groups'
    for name, words in {"tox": f'{suite} {run} "${{@:5}}"', "cognito-conformance": f'{suite} "$@"'}.items():
        (tools / name).write_text(f"#!/bin/bash\n{words}\n")
        (tools / name).chmod(0o755)
    given = {"CONFORMANCE_TARGET": "moto", "CONFORMANCE_PROFILE": "smoke"}
    for python in ("3.11", "3.14"):
        for shard in ("1/2", "2/2"):
            words = step("run", "run the newest patch of each minor release").replace(" --every minor", "")
            done = carried_out(words, tmp_path, **given, PYTHON=python, SHARD=shard)
            assert done.returncode == 0, done.stdout + done.stderr
    done = carried_out(step("site", "join the shards"), tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    done = carried_out(
        step("site", "say what depends on the Python"), tmp_path, GITHUB_STEP_SUMMARY=str(tmp_path / "s")
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "moto" in (tmp_path / "s").read_text(encoding="utf-8")
    made = step("site", "make the site").replace("docs/data ", "")
    done = carried_out(made, tmp_path, ADDRESS="https://example.org/c")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Left out" not in done.stdout  # both shards are there
    asked = {requirement.id for requirement in load_catalog().active() if requirement.area == "groups"}
    assert {path.stem for path in (tmp_path / "site" / "requirements").iterdir()} == asked
    assert list((tmp_path / "kept").glob("moto-*.json.xz"))
