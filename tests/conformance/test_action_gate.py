"""The last step of the action: which words of its input let a divergence pass."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

ACTION = yaml.safe_load((Path(__file__).parents[2] / "action.yml").read_text(encoding="utf-8"))
BASH = shutil.which("bash")
pytestmark = pytest.mark.skipif(BASH is None, reason="the action is a shell script")


@pytest.mark.parametrize(
    ("gate", "status", "ends"),
    [
        ("true", 0, 0),
        ("true", 1, 1),
        ("true", 3, 3),
        ("false", 0, 0),
        ("false", 1, 0),
        ("True", 1, 1),
        ("yes", 1, 1),
        ("", 4, 4),
        ("no", 0, 2),
    ],
)
def test_only_false_lets_a_divergence_pass(gate: str, status: int, ends: int) -> None:
    step = ACTION["runs"]["steps"][-1]
    assert set(step["env"]) == {"GATE", "STATUS"}
    done = subprocess.run(
        [str(BASH), "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        env={**os.environ, "GATE": gate, "STATUS": str(status)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == ends
    assert ("it is true or false" in done.stdout) is (gate not in ("true", "false"))
