"""Recording a run: the file, what it says of the grades, and the ways in which it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from conformance.checking.acceptance import judge_refused, judge_text
from conformance.checking.exchange import Exchange
from conformance.cli import main
from conformance.command.exit_status import DIVERGED, INTERNAL, OK, UNUSABLE, USAGE
from conformance.command.properties import tests as all_tests
from conformance.command.recorded_runs import status_of
from conformance.command.recorder import named_without_owner
from conformance.evidence import EvidenceFile, parse_evidence, unique
from conformance.recording.scanning import findings
from conformance.requirements import load_catalog
from reports.record import RunRecord, SuiteError, TargetRecord

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


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """A file recorded on the reference, and how the command ended."""
    out = tmp_path_factory.mktemp("recorded") / "deep" / "reference.json"
    return out, record("reference", out)


def test_what_is_recorded_is_evidence_in_the_same_layout(recorded: tuple[Path, Result]) -> None:
    out, result = recorded
    assert result.exit_code == OK, result.output
    file = read(out)
    assert file.complete
    assert not file.real
    assert {"suite", "catalog", "botocore", "target"} == set(file.versions)
    assert file.recorded
    assert file.region == "us-east-1"
    assert "ESSENTIALS" in file.tiers
    assert len(unique(("x", r) for r in file.recordings)) == len(file.recordings)
    assert all(r.recorded and r.region and r.source and r.drawn for r in file.recordings)
    assert {i for r in file.recordings for i in r.requirements} >= set(SOME) - {"REFRESH-012"}


def test_what_is_not_of_real_cognito_says_so(recorded: tuple[Path, Result]) -> None:
    assert "is not real Cognito: none of this is evidence, and it raises no grade" in recorded[1].output


def test_a_recorded_file_has_nothing_to_be_found(recorded: tuple[Path, Result]) -> None:
    assert findings(json.loads(recorded[0].read_text("utf-8"))) == []


def test_recorded_refusals_are_accepted_by_the_requirements_they_name(recorded: tuple[Path, Result]) -> None:
    judged = 0
    for recording in read(recorded[0]).recordings:
        exchange = Exchange(
            recording.operation, {}, recording.status, outcome="error", code=recording.code, message=recording.message
        )
        for known in (CATALOG.requirements[i] for i in recording.requirements if recording.kind == "api-error"):
            if known.error or known.text_of:
                assert (judge_text if known.text_of else judge_refused)(known, exchange) is None
                judged += 1
    assert judged >= 4


def test_agreement_raises_a_grade_that_is_not_recorded(recorded: tuple[Path, Result]) -> None:
    out, result = recorded
    found = read(out).conclusions
    for identifier in SOME:
        word = "confirms" if CATALOG.requirements[identifier].grade == "recorded" else "raises"
        assert identifier in found[word]
    assert "would raise the grade to recorded: 1\n  REFRESH-012 (documented)" in result.output
    assert found["contradicts"] == ()


def test_a_planted_difference_contradicts_the_requirement_it_breaks(tmp_path: Path) -> None:
    result = record("reference?mutants=refresh-returns-refresh-token", tmp_path / "m.json")
    assert result.exit_code == OK, result.output
    file = read(tmp_path / "m.json")
    assert file.conclusions["contradicts"] == ("REFRESH-003",)
    assert "contradicts: 1\n  REFRESH-003 (recorded): A refresh returns no new refresh token; expected" in result.output
    shown = [r for r in file.recordings if "REFRESH-003" in r.contradicts]
    assert shown
    assert all("RefreshToken" in r.payload["AuthenticationResult"] for r in shown)


def test_evidence_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "r.json").write_text("mine", encoding="utf-8")
    result = record("reference", tmp_path / "r.json")
    assert result.exit_code == UNUSABLE
    assert "never overwritten" in result.output
    assert (tmp_path / "r.json").read_text(encoding="utf-8") == "mine"


def test_a_place_that_cannot_be_written_is_reported_before_anything_is_sent(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    result = record("reference", tmp_path / "file" / "r.json")
    assert result.exit_code == UNUSABLE
    assert "Name another file" in result.output


def test_a_full_disk_leaves_no_half_of_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(fd: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    result = record("reference", tmp_path / "r.json", requirements=("REFRESH-003",))
    assert result.exit_code == UNUSABLE
    assert "No space left on device. Nothing of it is left; make room there" in result.output
    assert list(tmp_path.iterdir()) == []


def test_an_account_that_is_not_named_leaves_no_file(tmp_path: Path) -> None:
    result = record("aws?profile=p&region=eu-west-1", tmp_path / "a.json")
    assert result.exit_code == UNUSABLE
    assert "does not name the account" in result.output
    assert not (tmp_path / "a.json").exists()


def test_a_budget_keeps_what_there_is(tmp_path: Path) -> None:
    result = record("reference", tmp_path / "r.json", "--budget", "calls=60")
    assert result.exit_code == UNUSABLE, result.output
    file = read(tmp_path / "r.json")
    assert not file.complete
    assert file.recordings
    assert "incomplete: the run did not come to its end" in result.output


def test_a_defect_of_this_suite_is_reported() -> None:
    broken = TargetRecord(
        slug="x", complete=True, errors=[SuiteError(message="LookupError: ours", property="a.test_b")]
    )
    assert status_of(RunRecord(targets=[broken])) == INTERNAL
    assert status_of(RunRecord(targets=[TargetRecord(slug="x", complete=True)])) == OK
    assert status_of(RunRecord(targets=[TargetRecord(slug="x")])) == UNUSABLE


def test_wrong_use_is_reported_before_anything_is_made(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["record", "reference", "--out", str(tmp_path / "r.json"), "--area", "refesh"])
    assert result.exit_code == USAGE
    assert "refresh" in result.output
    assert not (tmp_path / "r.json").exists()


@pytest.mark.parametrize(
    ("more", "seen"),
    [(["moto", "reference"], "--record is of one target"), (["reference", "--watch=x"], "leave out --watch")],
)
def test_a_recording_is_of_one_run_of_one_target(tmp_path: Path, more: list[str], seen: str) -> None:
    result = CliRunner().invoke(
        main, ["run", *more, "--record", str(tmp_path / "r.json"), "--out", str(tmp_path / "o")]
    )
    assert result.exit_code == USAGE
    assert seen in result.output
    assert not (tmp_path / "r.json").exists()


@pytest.mark.parametrize(
    ("spec", "named"),
    [
        ("aws?profile=acme-prod&region=eu-west-1&account=********9012", "aws?region=eu-west-1"),
        ("aws?twin=true", "aws?twin=true"),
        ("/home/ana/emulators/mine.toml", "mine.toml"),
        ("reference", "reference"),
        ("http://localhost:9229", "http://localhost:9229"),
        ("http://ana:secret@localhost:9229", "http://localhost:9229"),
        ("moto?endpoint=http://ana:p@ss@localhost:9229/a@b", "moto?endpoint=http://localhost:9229/a@b"),
    ],
)
def test_the_target_is_named_without_its_owner(spec: str, named: str) -> None:
    assert named_without_owner(spec) == named


def test_a_run_writes_its_report_and_the_file(tmp_path: Path) -> None:
    """With two processes: the same answers are kept."""
    words = ["run", "reference", "--record", str(tmp_path / "r.json"), "--out", str(tmp_path / "o"), "--seed", "1"]
    both = [*words, "--workers", "2", *(w for i in SOME for w in ("--requirement", i))]
    result = CliRunner().invoke(main, both)
    assert result.exit_code == OK, result.output
    assert (tmp_path / "o" / "index.html").exists()
    assert record("reference", tmp_path / "one.json").exit_code == OK
    two, one = read(tmp_path / "r.json"), read(tmp_path / "one.json")
    keys = [{(r.situation, r.drawn, r.operation, tuple(r.places.items())) for r in f.recordings} for f in (two, one)]
    assert keys[0] == keys[1] != set()


def test_a_run_that_diverges_keeps_its_exit_status(tmp_path: Path) -> None:
    words = ["run", "reference?mutants=refresh-returns-refresh-token", "--requirement", "REFRESH-003"]
    result = CliRunner().invoke(main, [*words, "--record", str(tmp_path / "r.json"), "--out", str(tmp_path / "o")])
    assert result.exit_code == DIVERGED
    assert read(tmp_path / "r.json").conclusions["contradicts"] == ("REFRESH-003",)
