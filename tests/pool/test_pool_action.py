"""The GitHub Action: one comment, which a later run replaces, and the status of the comparison."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from pool_changes import WEB, document

ACTION = Path(__file__).parents[2] / "pool"
BASH = shutil.which("bash")
# A gh that knows one comment where EARLIER says so, and writes down what it is asked.
GH = """#!/bin/sh
echo "$@" >> "$ASKED"
case "$*" in *--jq*) echo "$EARLIER"; exit 0;; esac
for one in "$@"; do case "$one" in body=@*) cat "${one#body=@}" > "$ASKED.body";; esac; done
"""
pytestmark = pytest.mark.skipif(BASH is None, reason="the action is a shell script")


def run(folder: Path, old: dict[str, Any], new: dict[str, Any], **variables: str) -> tuple[int, str, str]:
    """The status, what gh was asked, and the body that it was given."""
    command = folder / "bin"
    command.mkdir(exist_ok=True)
    (command / "gh").write_text(GH)
    (command / "cognito-conformance").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m conformance "$@"\n')
    for one in command.iterdir():
        one.chmod(0o755)
    for name, changes in (("old.json", old), ("new.json", new)):
        (folder / name).write_text(document(changes).text(), encoding="utf-8")
    given = {
        "PATH": f"{command}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ACTION.parent),
        "OLD": str(folder / "old.json"),
        "NEW": str(folder / "new.json"),
        "GITHUB_REPOSITORY": "o/r",
        "PULL_REQUEST": "7",
        "EARLIER": "",
        "ASKED": str(folder / "asked"),
        "GITHUB_STEP_SUMMARY": str(folder / "summary"),
        "GITHUB_OUTPUT": str(folder / "output"),
    }
    done = subprocess.run(
        [str(BASH), str(ACTION / "comment.sh")],
        env={**os.environ, **given, **variables},
        check=False,
        capture_output=True,
    )
    asked, body = (Path(f"{folder}/asked{end}") for end in ("", ".body"))
    texts = [path.read_text(encoding="utf-8") if path.exists() else "" for path in (asked, body)]
    return done.returncode, texts[0], texts[1]


def test_a_first_run_comments_and_a_second_one_replaces_it(tmp_path: Path) -> None:
    status, asked, body = run(tmp_path, {}, {f"{WEB}/CallbackURLs": []})
    assert (status, "-X POST repos/o/r/issues/7/comments" in asked) == (1, True)
    assert body.startswith("<!-- cognito-conformance pool -->\n### Pool configuration")
    assert "**refused by Cognito**" in (tmp_path / "summary").read_text()
    assert (tmp_path / "output").read_text() == "status=1\n"
    _, asked, _ = run(tmp_path, {}, {f"{WEB}/CallbackURLs": []}, EARLIER="42")
    assert "-X PATCH repos/o/r/issues/comments/42" in asked


def test_nothing_is_sent_where_nobody_asked_for_it(tmp_path: Path) -> None:
    assert run(tmp_path, {}, {}, COMMENT="false")[:2] == (0, "")
    assert run(tmp_path, {}, {}, PULL_REQUEST="")[:2] == (0, "")


def test_what_is_wrong_is_said_in_the_comment(tmp_path: Path) -> None:
    status, _, body = run(tmp_path, {}, {}, NEW=str(tmp_path / "no.json"))
    assert (status, "no.json: there is no such file" in body) == (2, True)


def test_a_long_report_is_cut_between_characters(tmp_path: Path) -> None:
    many = {f"groups/grüppe{number:04d}" + "ü" * 55: {"Precedence": number} for number in range(350)}
    _, _, body = run(tmp_path, {}, many)
    assert len(body.encode()) < 65_536
    assert "all of it is in the summary" in body


def test_the_script_gets_every_input() -> None:
    action = yaml.safe_load((ACTION / "action.yml").read_text(encoding="utf-8"))
    given = action["runs"]["steps"][-1]["env"]
    assert {name.lower() for name in given} >= {"old", "new", "via", "accept", "comment"}
    assert all("${{ inputs." not in str(step.get("run")) for step in action["runs"]["steps"])
