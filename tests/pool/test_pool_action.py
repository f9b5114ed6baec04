"""The GitHub Action: one comment, which a later run replaces, and the status of the comparison."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from pool_changes import WEB, document

ACTION = Path(__file__).parents[2] / "pool"
BASH = shutil.which("bash")
# A gh that knows the comments that EARLIER lists, writes down what it is asked, and fails at what FAILS names.
GH = """#!/bin/sh
echo "$@" >> "$ASKED"
if [ -n "$FAILS" ]; then case "$*" in *"$FAILS"*) echo "HTTP 403" >&2; exit 1;; esac; fi
case "$*" in *--jq*) echo "$EARLIER"; exit 0;; esac
for one in "$@"; do case "$one" in body=@*) cat "${one#body=@}" > "$ASKED.body";; esac; done
"""
pytestmark = pytest.mark.skipif(BASH is None, reason="the action is a shell script")


@dataclass(frozen=True)
class Done:
    """What the script did."""

    status: int
    asked: str  # of gh, a line for each call
    body: str  # that gh was given
    said: str
    folder: Path

    @property
    def summary(self) -> str:
        return _text(self.folder / "summary")

    @property
    def output(self) -> str:
        return _text(self.folder / "output")


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def run(folder: Path, old: dict[str, Any], new: dict[str, Any], **variables: str) -> Done:
    """Compare two pools; the command is this suite's."""
    for name, changes in (("old.json", old), ("new.json", new)):
        (folder / name).write_text(document(changes).text(), encoding="utf-8")
    files = {"OLD": str(folder / "old.json"), "NEW": str(folder / "new.json")}
    return run_with(folder, f'exec "{sys.executable}" -m conformance "$@"', **{**files, **variables})


def run_with(folder: Path, command: str, **variables: str) -> Done:
    """Run the script where cognito-conformance does this."""
    path = folder / "bin"
    path.mkdir(exist_ok=True)
    (path / "gh").write_text(GH)
    (path / "cognito-conformance").write_text(f"#!/bin/sh\n{command}\n")
    for one in path.iterdir():
        one.chmod(0o755)
    given = {
        "PATH": f"{path}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ACTION.parent),
        "OLD": "old.json",
        "NEW": "new.json",
        "GITHUB_REPOSITORY": "o/r",
        "PULL_REQUEST": "7",
        "EARLIER": "",
        "FAILS": "",
        "ASKED": str(folder / "asked"),
        "GITHUB_STEP_SUMMARY": str(folder / "summary"),
        "GITHUB_OUTPUT": str(folder / "output"),
    }
    done = subprocess.run(
        [str(BASH), str(ACTION / "comment.sh")],
        env={**os.environ, **given, **variables},
        check=False,
        capture_output=True,
        text=True,
    )
    asked, body = (_text(Path(f"{folder}/asked{end}")) for end in ("", ".body"))
    return Done(done.returncode, asked, body, done.stderr, folder)


def test_a_first_run_comments_and_a_second_one_replaces_it(tmp_path: Path) -> None:
    done = run(tmp_path, {}, {f"{WEB}/CallbackURLs": []})
    assert (done.status, "-X POST repos/o/r/issues/7/comments" in done.asked) == (1, True)
    assert done.body.startswith("<!-- cognito-conformance pool -->\n### Pool configuration")
    assert "**refused by Cognito**" in done.summary
    assert done.output == "status=1\n"
    again = run(tmp_path, {}, {f"{WEB}/CallbackURLs": []}, EARLIER="42\n43")
    assert "-X PATCH repos/o/r/issues/comments/42 " in again.asked


def test_nothing_is_sent_where_nobody_asked_for_it(tmp_path: Path) -> None:
    for variables in ({"COMMENT": "false"}, {"PULL_REQUEST": ""}):
        done = run(tmp_path, {}, {}, **variables)
        assert (done.status, done.asked) == (0, "")


def test_another_word_than_true_and_false_is_refused(tmp_path: Path) -> None:
    done = run(tmp_path, {}, {}, COMMENT="False")
    assert (done.status, done.asked, "comment: False: it is true or false" in done.said) == (2, "", True)


def test_what_is_wrong_is_said_in_the_comment(tmp_path: Path) -> None:
    done = run(tmp_path, {}, {}, NEW=str(tmp_path / "no.json"))
    assert (done.status, "no.json: there is no such file" in done.body) == (2, True)


def test_the_inputs_reach_the_comparison(tmp_path: Path) -> None:
    asked = tmp_path / "arguments"
    command = f'for one in "$@"; do echo "$one"; done > "{asked}"; echo report'
    run_with(tmp_path, command, OLD="a b.json", NEW="$(c).json", VIA="cfn", ACCEPT="d.toml")
    expected = ["pool", "diff", "a b.json", "$(c).json", "--via", "cfn", "--accept", "d.toml"]
    assert asked.read_text().splitlines() == expected
    run_with(tmp_path, command, VIA="", ACCEPT="")
    assert asked.read_text().splitlines() == ["pool", "diff", "old.json", "new.json"]


@pytest.mark.parametrize("fails", ["--jq", "-X POST"])
def test_a_comment_that_cannot_be_written_is_no_finding(tmp_path: Path, fails: str) -> None:
    done = run_with(tmp_path, "echo report; exit 1", FAILS=fails)
    assert (done.status, "permissions: pull-requests: write" in done.said) == (3, True)
    assert (done.output, done.summary) == ("status=1\n", "report\n")


@pytest.mark.parametrize("status", [0, 1, 2, 3, 4])
def test_the_status_is_that_of_the_comparison_where_it_was_made(tmp_path: Path, status: int) -> None:
    assert run_with(tmp_path, f"echo report; exit {status}").status == status
    unreported = run_with(tmp_path, f"echo broken >&2; exit {status}")
    assert unreported.status == (status if status > 1 else 3)
    assert "broken" in unreported.body


def test_a_comparison_that_cannot_be_made_is_no_finding(tmp_path: Path) -> None:
    done = run_with(tmp_path, "echo report", GITHUB_OUTPUT=str(tmp_path))  # a folder: nothing can be written there
    assert (done.status, "could not be made" in done.said) == (3, True)


@pytest.mark.parametrize("shift", range(5))
def test_a_long_report_is_cut_between_characters(tmp_path: Path, shift: int) -> None:
    """A line of characters of four bytes each: wherever it is cut, one of these is cut inside a character."""
    lines = [f"line {number} " + "\U0001f600" * 100 for number in range(200)]
    report = tmp_path / "report"
    report.write_text("-" * shift + "\n".join(lines) + "\n", encoding="utf-8")
    done = run_with(tmp_path, f'cat "{report}"; exit 1')
    assert (done.status, "-X POST" in done.asked) == (1, True)
    assert 64_000 < len(done.body.encode()) < 65_536
    shown = [line for line in done.body.splitlines() if "line" in line]
    assert shown == [f"{'-' * shift}{lines[0]}", *lines[1 : len(shown)]]
    assert "all of it is in the summary" in done.body
    assert done.summary == report.read_text(encoding="utf-8")


def test_the_script_gets_every_input() -> None:
    action = yaml.safe_load((ACTION / "action.yml").read_text(encoding="utf-8"))
    given = action["runs"]["steps"][-1]["env"]
    used = {value.split("inputs.")[1].rstrip(" }"): name for name, value in given.items() if "inputs." in str(value)}
    assert used == {name: name.upper() for name in action["inputs"] if name != "token"} | {"token": "GH_TOKEN"}
    assert all("${{ inputs." not in str(step.get("run")) for step in action["runs"]["steps"])
    script = (ACTION / "comment.sh").read_text(encoding="utf-8")
    read = set(re.findall(r"\$\{?([A-Z_]+)", script))
    assert set(used.values()) - read == {"GH_TOKEN"}  # which gh reads
