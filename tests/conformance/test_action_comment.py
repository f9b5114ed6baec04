"""The action's comment: one for each target, replaced by a later run, and never in the way of the gate."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
(STEP,) = [step for step in ACTION["runs"]["steps"] if step["name"] == "Comment on the pull request"]
BASH = shutil.which("bash")
# A gh that knows the comments that EARLIER lists, writes down what it is asked, and fails at what FAILS names.
GH = """#!/bin/sh
echo "$@" >> "$ASKED"
if [ -n "$FAILS" ]; then case "$*" in *"$FAILS"*) echo "HTTP 403" >&2; exit 1;; esac; fi
case "$*" in *--jq*) echo "$EARLIER"; exit 0;; esac
for one in "$@"; do case "$one" in body=@*) cat "${one#body=@}" > "$ASKED.body";; esac; done
"""
pytestmark = pytest.mark.skipif(BASH is None, reason="the step is a shell script")


@dataclass(frozen=True)
class Done:
    """What the step did."""

    status: int
    said: str
    asked: list[str]  # of gh, by call
    body: str


def commented(folder: Path, target: str = "http://localhost:9229", earlier: str = "", fails: str = "") -> Done:
    """Run the step as a runner does, after a run that has written a report."""
    (folder / "gh").write_text(GH)
    (folder / "gh").chmod(0o755)
    (folder / "report.md").write_text('# Report\n\n`$HOME` \\n "quoted"\n')
    given = {"TARGET": target, "REPORT": "report.md", "PULL_REQUEST": "7", "GITHUB_REPOSITORY": "o/r"}
    assert set(STEP["env"]) - {"GH_TOKEN"} <= set(given)
    done = subprocess.run(
        [str(BASH), "--noprofile", "--norc", "-eo", "pipefail", "-c", STEP["run"]],
        cwd=folder,
        env={
            **given,
            "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}",
            "ASKED": str(folder / "asked"),
            "EARLIER": earlier,
            "FAILS": fails,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    body = folder / "asked.body"
    asked = (folder / "asked").read_text().splitlines()
    return Done(done.returncode, done.stdout, asked, body.read_text() if body.exists() else "")


def test_the_first_run_comments(tmp_path: Path) -> None:
    done = commented(tmp_path)
    assert done.status == 0
    assert done.asked[1].startswith("api --silent -X POST repos/o/r/issues/7/comments -F body=@")
    assert done.body.startswith("<!-- cognito-conformance run http://localhost:9229 -->\n# Report\n")
    assert done.body.endswith('`$HOME` \\n "quoted"\n')


def test_a_later_run_replaces_the_first_of_its_comments(tmp_path: Path) -> None:
    done = commented(tmp_path, earlier="11\n12")
    assert done.asked[1].startswith("api --silent -X PATCH repos/o/r/issues/comments/11 ")
    assert 'startswith("<!-- cognito-conformance run http://localhost:9229 -->")' in done.asked[0]


@pytest.mark.parametrize(
    ("target", "marked"),
    [("ministack?auth=true", "ministack?auth=true"), ('x --> "<b>\n\\', "x_______b___")],
)
def test_the_marker_of_a_target_is_one_line_and_stays_a_comment(target: str, marked: str, tmp_path: Path) -> None:
    first = commented(tmp_path, target=target).body.splitlines()[0]
    assert first == f"<!-- cognito-conformance run {marked} -->"


@pytest.mark.parametrize("fails", ["--jq", "POST"])
def test_without_permission_it_warns_and_the_gate_decides(fails: str, tmp_path: Path) -> None:
    done = commented(tmp_path, fails=fails)
    assert done.status == 0
    assert "::warning::no comment could be written" in done.said
    assert "pull-requests: write" in done.said


def test_it_comments_only_on_a_pull_request_with_a_report() -> None:
    names = [step["name"] for step in ACTION["runs"]["steps"]]
    assert names.index("Comment on the pull request") == names.index("Pass or fail") - 1
    for part in ("inputs.comment == 'true'", "github.event.pull_request.number", "steps.run.outputs.comment"):
        assert part in STEP["if"]
