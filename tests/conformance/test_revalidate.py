"""``evidence revalidate``: the same draws again, and what became of each answer."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from conformance.cli import main
from conformance.command.exit_status import DIVERGED, OK, UNUSABLE, USAGE
from conformance.evidence import EvidenceFile, Question, Recording, parse_evidence
from conformance.recording.comparing import asked_again, compared, renewed
from conformance.recording.keeping import OVERSEEN
from conformance.recording.scanning import findings

GROUPS = ("GROUP-001", "GROUP-002", "GROUP-004", "GROUP-005", "GROUP-010", "GROUP-012")


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of some requirements on groups, in one situation each."""
    out = tmp_path_factory.mktemp("recorded") / "groups.json"
    named = [word for identifier in GROUPS for word in ("--requirement", identifier)]
    words = ["record", "reference", "--out", str(out), "--profile", "smoke", *named]
    assert CliRunner().invoke(main, words).exit_code == OK
    return out


@pytest.fixture
def mine(recorded: Path, tmp_path: Path) -> Path:
    """A copy that a test may have written to."""
    return Path(shutil.copy(recorded, tmp_path / "groups.json"))


def again(file: Path, target: str, *more: str) -> Result:
    return CliRunner().invoke(main, ["evidence", "revalidate", str(file), "--target", target, *more])


def read(file: Path) -> EvidenceFile:
    return parse_evidence(file.name, file.read_text("utf-8"))


def test_the_same_target_answers_the_same(mine: Path) -> None:
    before = read(mine)
    result = again(mine, "reference")
    assert result.exit_code == OK, result.output
    assert f"seen again: {len(before.recordings)}\nother now: 0\nnot drawn or not decided this time: 0" in result.output
    after = read(mine)
    assert all(r.revalidated and not r.changed for r in after.recordings)
    assert [r.model_copy(update={"revalidated": ""}) for r in after.recordings] == list(before.recordings)


def test_the_one_answer_that_changed_is_found(mine: Path) -> None:
    count = len(read(mine).recordings)
    result = again(mine, "reference?mutants=group-unknown-accepted")
    assert result.exit_code == DIVERGED, result.output
    assert f"seen again: {count - 1}\nother now: 1\n" in result.output
    assert "GROUP-004, GROUP-005: AdminAddUserToGroup" in result.output
    assert "status: 400, now 200" in result.output
    changed = [r for r in read(mine).recordings if r.changed]
    assert [(r.operation, r.requirements, r.revalidated) for r in changed] == [
        ("AdminAddUserToGroup", ("GROUP-004", "GROUP-005"), "")
    ]
    assert changed[0].status == 400
    assert changed[0].changed["status"] == 200
    assert changed[0].changed["contradicts"] == ["GROUP-004"]
    assert findings(json.loads(mine.read_text("utf-8"))) == []


def test_what_changed_back_has_its_date_again(mine: Path) -> None:
    again(mine, "reference?mutants=group-unknown-accepted")
    assert again(mine, "reference").exit_code == OK
    assert all(r.revalidated and not r.changed for r in read(mine).recordings)


def test_a_file_of_real_cognito_takes_no_date_from_anything_else(mine: Path) -> None:
    mine.write_text(mine.read_text("utf-8").replace('"real": false', '"real": true'), encoding="utf-8")
    before = mine.read_bytes()
    for target in ("reference", "aws?twin=true"):
        result = again(mine, target)
        assert result.exit_code == USAGE
        assert f"recorded on real Cognito, and {target} is not" in " ".join(result.output.split())
    assert mine.read_bytes() == before


def test_a_file_of_something_else_takes_none_from_real_cognito(mine: Path) -> None:
    result = again(mine, "aws?profile=p&region=eu-west-1&account=482915736604&confirm=482915736604")
    assert result.exit_code == USAGE
    assert "which is not real Cognito: record a file of its own" in " ".join(result.output.split())
    assert "482915736604" not in result.output


@pytest.mark.parametrize(
    ("target", "status", "shown"),
    [
        ("nowhere", USAGE, "unknown target 'nowhere'"),
        ("http://127.0.0.1:9", UNUSABLE, "nothing listens there"),
    ],
)
def test_a_target_that_cannot_be_used_leaves_the_file_as_it_was(
    mine: Path, target: str, status: int, shown: str
) -> None:
    before = mine.read_bytes()
    result = again(mine, target)
    assert result.exit_code == status
    assert shown in result.output
    assert mine.read_bytes() == before


def test_a_full_disk_leaves_the_file_as_it_was(mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(fd: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    before = mine.read_bytes()
    result = again(mine, "reference")
    assert result.exit_code == UNUSABLE
    assert "No space left on device; it is as it was" in result.output
    assert mine.read_bytes() == before
    assert [f.name for f in mine.parent.iterdir()] == [mine.name]


def test_a_file_that_does_not_say_how_it_was_drawn_is_wrong_use() -> None:
    from conformance.command.evidence import FOLDER

    result = again(FOLDER / "answers.json", "reference")
    assert result.exit_code == USAGE
    assert "not written by a recording" in " ".join(result.output.split())


def test_options_that_this_version_does_not_know_are_reported(mine: Path) -> None:
    mine.write_text(mine.read_text("utf-8").replace('"profile": "smoke"', '"profile": "thorough"'), encoding="utf-8")
    result = again(mine, "reference")
    assert result.exit_code == USAGE
    assert "This version of the suite cannot draw it again" in " ".join(result.output.split())


def test_another_version_is_reported(mine: Path) -> None:
    text = mine.read_text("utf-8")
    suite = read(mine).versions["suite"]
    mine.write_text(text.replace(f'"suite": "{suite}"', '"suite": "0.0.1"'), encoding="utf-8")
    result = again(mine, "reference")
    assert result.exit_code == OK
    assert f"recorded with suite 0.0.1, this is {suite}" in result.output


# -- comparing ---------------------------------------------------------------------------------------------------------


def recording(name: str = "REC-1", **more: object) -> Recording:
    usual = {"kind": "api-answer", "payload": {}, "source": "test", "situation": "a.test_b", "drawn": "abcdefghijkl"}
    return Recording.model_validate({"id": name, "operation": "X", "places": {"A-001": 1}, **usual, **more})


def file(*recordings: Recording) -> EvidenceFile:
    return EvidenceFile(layout=1, about="for a test", recordings=recordings)


def test_references_are_compared_by_which_are_the_same() -> None:
    old = file(recording(payload={"Username": "<user-7>", "message": "<user-7>"}))
    assert compared(old, file(recording(payload={"Username": "<user-1>", "message": "<user-1>"}))).changed == []
    assert compared(old, file(recording(payload={"Username": "<user-1>", "message": "<user-2>"}))).changed


def test_answers_are_told_apart_by_what_they_decided() -> None:
    first, second = recording("REC-1", status=200), recording("REC-2", status=400, places={"A-001": 2})
    found = compared(file(first, second), file(second, first))
    assert [r.id for r in found.same] == ["REC-1", "REC-2"]
    assert compared(file(first, second), file(first)).absent == [second]


def test_what_chance_has_kept_is_not_compared() -> None:
    found = compared(file(recording(situation=OVERSEEN, status=200)), file(recording(situation=OVERSEEN, status=500)))
    assert (len(found.apart), found.changed, found.same) == (1, [], [])


def test_what_was_not_drawn_keeps_its_dates() -> None:
    old = file(recording(revalidated="2026-01-02"))
    assert renewed(old, compared(old, file()), "2026-11-30") == old


def test_questions_with_other_answers() -> None:
    one = Question(requirement="A-001", asked="x", answer="accepted", holds=True, answered=True)
    other = one.model_copy(update={"answer": "refused", "holds": False})
    assert asked_again([one], [one]) == []
    assert asked_again([one], [other]) == [(one, other)]
    assert asked_again([one], []) == []
