"""The record command: answers of a target in the layout of the evidence, and what they do to the grades."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from conformance.checking.acceptance import judge_refused, judge_text
from conformance.checking.exchange import Exchange
from conformance.checking.registry import find_check
from conformance.cli import main
from conformance.command.exit_status import INTERNAL, OK, UNUSABLE, USAGE
from conformance.command.properties import tests as all_tests
from conformance.evidence import EvidenceFile, parse_evidence, unique
from conformance.requirements import load_catalog

all_tests()  # registers every check
CATALOG = load_catalog()
SOME = ("REFRESH-003", "REFRESH-012", "REFRESH-017", "PWAUTH-003")


def record(target: str, out: Path, *more: str, requirements: tuple[str, ...] = SOME) -> Result:
    """Run the command."""
    words = [word for identifier in requirements for word in ("--requirement", identifier)]
    return CliRunner().invoke(main, ["record", target, "--out", str(out), *words, *more])


def read(out: Path) -> EvidenceFile:
    """What it wrote."""
    return parse_evidence(out.name, out.read_text(encoding="utf-8"))


def test_what_is_recorded_is_evidence_in_the_same_layout(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "reference.json"
    result = record("reference", out)
    assert result.exit_code == OK, result.output
    file = read(out)
    assert file.complete
    assert not file.real
    assert {"suite", "catalog", "botocore", "target"} <= set(file.versions)
    assert len(unique(("x", r) for r in file.recordings)) == len(file.recordings)
    assert all(r.recorded and r.region and r.source for r in file.recordings)
    assert {i for r in file.recordings for i in r.requirements} >= set(SOME) - {"REFRESH-012"}
    assert "is not real Cognito: none of this is evidence" in result.output


def test_recorded_refusals_are_accepted_by_the_requirements_they_name(tmp_path: Path) -> None:
    record("reference", tmp_path / "r.json")
    judged = 0
    for recording in read(tmp_path / "r.json").recordings:
        exchange = Exchange(
            recording.operation,
            {},
            recording.status,
            outcome="error",
            code=recording.code,
            message=recording.message,
        )
        for known in (CATALOG.requirements[i] for i in recording.requirements if recording.kind == "api-error"):
            assert (judge_text if known.text_of else judge_refused)(known, exchange) is None
            judged += 1
    assert judged >= 4


def test_recorded_answers_can_be_checked_again(tmp_path: Path) -> None:
    """What is cut out of a recording is not what checks read."""
    record("reference", tmp_path / "r.json")
    shown = [r for r in read(tmp_path / "r.json").recordings if "REFRESH-003" in r.requirements]
    assert shown
    for recording in shown:
        exchange = Exchange(recording.operation, recording.request, recording.status, response=recording.payload)
        assert find_check("REFRESH-003")(exchange) is None
        assert find_check("TOKEN-001")(exchange) is None


def test_agreement_raises_a_grade_that_is_not_recorded(tmp_path: Path) -> None:
    result = record("reference", tmp_path / "r.json")
    found = read(tmp_path / "r.json").conclusions
    for identifier in SOME:
        word = "confirms" if CATALOG.requirements[identifier].grade == "recorded" else "raises"
        assert identifier in found[word]
    assert "would raise the grade to recorded" in result.output
    assert found["contradicts"] == ()


def test_a_divergence_contradicts(tmp_path: Path) -> None:
    result = record("moto", tmp_path / "m.json", requirements=("REFRESH-017", "REFRESH-021", "REFRESH-003"))
    assert result.exit_code == OK
    file = read(tmp_path / "m.json")
    assert "REFRESH-021" in file.conclusions["contradicts"]
    assert any("REFRESH-021" in r.contradicts for r in file.recordings)
    assert "REFRESH-021 (recorded)" in result.output
    assert "seen it was accepted" in result.output


def test_no_secret_is_kept(tmp_path: Path) -> None:
    record("reference", tmp_path / "r.json")
    text = (tmp_path / "r.json").read_text(encoding="utf-8")
    assert "Correct-Horse7" not in text
    for recording in read(tmp_path / "r.json").recordings:
        result = recording.payload.get("AuthenticationResult", {})
        assert "characters, sha256" in result.get("RefreshToken", "characters, sha256")
        assert "signature cut" in result.get("AccessToken", "signature cut")


def test_evidence_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "r.json").write_text("mine", encoding="utf-8")
    result = record("reference", tmp_path / "r.json")
    assert result.exit_code == UNUSABLE
    assert "never overwritten" in result.output
    assert (tmp_path / "r.json").read_text(encoding="utf-8") == "mine"


def test_a_target_that_cannot_be_used_leaves_no_file(tmp_path: Path) -> None:
    result = record("aws", tmp_path / "a.json")
    assert result.exit_code == UNUSABLE
    assert "nothing was sent" in result.output.replace("\n", " ")
    assert not (tmp_path / "a.json").exists()


def test_a_budget_keeps_what_there_is(tmp_path: Path) -> None:
    result = record("reference", tmp_path / "r.json", "--budget", "calls=30")
    assert result.exit_code == UNUSABLE
    file = read(tmp_path / "r.json")
    assert not file.complete
    assert file.recordings
    assert "incomplete: the budget of 30 calls is spent" in result.output


def test_a_defect_of_this_suite_is_told_and_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from conformance.run.engine import Engine

    run = Engine.run

    def broken(self: Engine, property_: object) -> object:
        if getattr(property_, "name", "").startswith("refresh.test_refresh"):
            raise LookupError("ours")
        return run(self, property_)  # type: ignore[arg-type]

    monkeypatch.setattr(Engine, "run", broken)
    result = record("reference", tmp_path / "r.json")
    assert result.exit_code == INTERNAL
    assert "defect of this suite: refresh.test_refresh" in result.output
    assert read(tmp_path / "r.json").recordings


def test_wrong_use_is_told_before_anything_is_made(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["record", "reference", "--out", str(tmp_path / "r.json"), "--area", "refesh"])
    assert result.exit_code == USAGE
    assert "refresh" in result.output
    assert not (tmp_path / "r.json").exists()


def test_account_ids_are_cut_out(tmp_path: Path) -> None:
    record("reference", tmp_path / "r.json", requirements=("POOL-001", "POOL-002"))
    recordings = [json.dumps(r.model_dump(), default=str) for r in read(tmp_path / "r.json").recordings]
    assert any("arn:" in text for text in recordings)
    assert not [text for text in recordings if "arn:" in text and "(account)" not in text]
