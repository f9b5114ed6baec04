"""The action: its steps, run here as a runner would, on an emulator that was started before and is named by its URL."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from targets.process import free_port

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parent.parent.parent
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
NEEDED = ("target",)


@dataclass
class Runner:
    """What a runner keeps of a job: the outputs of its steps, and the summary."""

    folder: Path
    inputs: dict[str, str]
    outputs: dict[str, str] = field(default_factory=dict)

    def value(self, text: str) -> str:
        """The text with its expressions filled in; an unknown one is an error of the action."""
        known = {f"inputs.{name}": seen for name, seen in self.inputs.items()}
        known |= {"github.action_path": str(ROOT), "runner.temp": str(self.folder)}
        known |= {f"steps.{name}": seen for name, seen in self.outputs.items()}
        return re.sub(r"\$\{\{ *([\w.]+) *\}\}", lambda found: known[found[1]], text)

    def run(self, step: dict[str, Any]) -> subprocess.CompletedProcess[str]:
        """One step, as a runner runs it: bash that ends at the first error."""
        output, summary = self.folder / "output", self.folder / "summary"
        output.write_text("")
        given = {name: self.value(seen) for name, seen in step["env"].items()}
        names = ("PATH", "HOME", "PIP_INDEX_URL", "PIP_CONFIG_FILE", "XDG_CACHE_HOME")
        around = {name: os.environ[name] for name in names if name in os.environ}
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=self.folder,
            env={**around, **given, "GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(summary)},
            capture_output=True,
            text=True,
            check=False,
        )
        seen = (line.partition("=") for line in output.read_text(encoding="utf-8").splitlines())
        self.outputs |= {f"{step.get('id', '')}.outputs.{name}": value for name, _, value in seen}
        return done


def runner(folder: Path, **inputs: str) -> Runner:
    """A runner with these inputs and the defaults of the others."""
    defaults = {name: seen.get("default", "") for name, seen in ACTION["inputs"].items()}
    assert [name for name, seen in ACTION["inputs"].items() if seen.get("required")] == list(NEEDED)
    return Runner(folder, {**defaults, "python": sys.executable, **inputs})


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An emulator that somebody has just started, and that does not answer yet: moto's server."""
    port = free_port()
    with (tmp_path_factory.mktemp("moto") / "log").open("wb") as log:
        command = f"sleep 3; exec '{sys.executable}' -m moto.server -H 127.0.0.1 -p {port}"
        process = subprocess.Popen(["sh", "-c", command], stdout=log, stderr=log)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A runner's folder in which the first step has installed the suite from this checkout."""
    folder = tmp_path_factory.mktemp("runner")
    done = runner(folder, target="moto").run(ACTION["runs"]["steps"][0])
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def job(folder: Path, **inputs: str) -> tuple[Runner, subprocess.CompletedProcess[str]]:
    """The steps after the installation, and how the last one ended."""
    here = runner(folder, **inputs)
    _, run, _, gate = ACTION["runs"]["steps"]
    done = here.run(run)
    assert done.returncode == 0, done.stdout + done.stderr
    return here, here.run(gate)


def test_a_divergence_that_is_not_expected_fails_the_job(installed: Path, emulator: str) -> None:
    here, gate = job(
        installed, target=emulator, profile="smoke", options="--requirement SRP-008\n--seed 1", out="report one"
    )
    assert here.outputs["run.outputs.status"] == "1"
    assert gate.returncode == 1
    assert "status 1" in gate.stdout
    outputs = {name: here.value(seen["value"]) for name, seen in ACTION["outputs"].items()}
    assert outputs["report"] == "report one"
    comment = (installed / outputs["comment"]).read_text(encoding="utf-8")
    assert "**SRP-008**" in comment
    assert len(comment.encode()) <= 8192
    assert (installed / outputs["badge"]).read_text(encoding="utf-8").startswith("<svg ")
    assert comment in (installed / "summary").read_text(encoding="utf-8")
    assert (installed / "report one" / "index.html").is_file()


def test_without_the_gate_it_only_says_so(installed: Path, emulator: str) -> None:
    options = "--requirement SRP-008 --seed 1"
    here, gate = job(installed, target=emulator, profile="smoke", options=options, gate="false", out="two")
    assert here.outputs["run.outputs.status"] == "1"
    assert gate.returncode == 0


def test_what_is_expected_passes(installed: Path, emulator: str) -> None:
    (installed / "known.toml").write_text('[[expect]]\nrequirement = "SRP-008"\nkinds = ["*"]\nreason = "known"\n')
    options = "--requirement SRP-008 --seed 1"
    here, gate = job(
        installed, target=emulator, profile="smoke", options=options, expectations="known.toml", out="three"
    )
    assert here.outputs["run.outputs.status"] == "0"
    assert gate.returncode == 0


def test_an_emulator_that_does_not_answer_fails_the_job(installed: Path) -> None:
    target = f"http://127.0.0.1:{free_port()}"
    here, gate = job(installed, target=target, profile="smoke", options="--requirement SRP-008", wait="1", out="four")
    assert here.outputs["run.outputs.status"] == "3"
    assert gate.returncode == 3


def test_wrong_inputs_fail_the_job(installed: Path) -> None:
    here, gate = job(installed, target="moto", profile="none", out="five")
    assert here.outputs["run.outputs.status"] == "2"
    assert gate.returncode == 2
    assert "run.outputs.comment" not in here.outputs
