"""Questions about disputed requirements: each can be answered either way, and nothing of it is an observation."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from conformance.checking.exchange import Exchange
from conformance.evidence import EvidenceFile
from conformance.journal import FILE_NAME, Journal, read_events
from conformance.recording.assembling import assembled
from conformance.recording.questions import ask_all, hosted
from conformance.recording.questions.asking import all_questions
from conformance.recording.questions.question import QUESTIONS, acceptance_expected, question, refusal_expected
from conformance.recording.scanning import findings
from conformance.recording.writing import as_text
from conformance.requirements import load_catalog
from conformance.run.budget import Budget
from conformance.run.engine import Engine
from conformance.run.profiles import PROFILES
from conformance.scenario.unjudged import Quiet
from fakes import FakeRunning
from recording_kit import FACTS, opened
from targets.interface import Running
from targets.registry import resolve

CATALOG = load_catalog()
# Whether the statement holds on the reference; None where it has two sides.
REFERENCE = {
    "ALIAS-068": True,
    "AUTHZ-026": None,
    "CASE-014": True,
    "DEVICE-049": True,
    "DISC-012": True,
    "DOMAIN-024": True,
    "FLOW-026": False,
    "FORGOT-027": True,
    "GROUP-024": True,
    "LIST-027": False,
    "LIST-028": True,
    "M2M-024": True,
    "MFA-047": None,
    "MFA-048": None,
    "MFACONF-046": True,
    "OREVOKE-020": True,
    "OTOKEN-042": False,
    "OTOKEN-043": False,
    "PASSKEY-045": True,
    "POOL-060": True,
    "POOL-061": True,
    "POOL-062": True,
    "POOL-063": True,
    "POOL-064": True,
    "POOL-065": True,
    "POOL-066": True,
    "POOL-067": True,
    "PUEE-023": True,
    "PWAUTH-022": False,
    "RESEND-013": False,
    "ROTATE-022": True,
    "ROTATE-023": False,
    "SCOPE-024": False,
    "SCOPE-025": False,
    "SCOPE-026": True,
    "SESSION-016": True,
    "SRP-036": True,
    "SRP-037": True,
    "TOKEN-044": True,
    "TOKEN-045": True,
    "UINFO-023": False,
    "UINFO-024": False,
}
MOTO_DIFFERS = {
    "DOMAIN-024",
    "FORGOT-027",
    "LIST-028",
    "PASSKEY-045",
    "POOL-061",
    "POOL-063",
    "POOL-064",
    "POOL-065",
    "POOL-066",
    "PWAUTH-022",
    "ROTATE-022",
    "SESSION-016",
    "SRP-036",
    "TOKEN-044",
}


def asked(
    running: Running, folder: Path, selected: frozenset[str] | None = None, budget: Budget | None = None
) -> EvidenceFile:
    """All questions, put to this target."""
    engine = Engine(running, CATALOG, PROFILES["smoke"], Journal(folder), seed=1, selected=selected, budget=budget)
    part = opened(folder)
    ask_all(engine, part, selected)
    part.close()
    running.stop()
    assert not engine.ledger.tallies
    written = read_events(folder) if (folder / FILE_NAME).exists() else ()
    assert not [event for event in written if event["event"] == "observation"]
    return assembled(folder, FACTS, CATALOG)


def test_each_question_is_about_a_disputed_requirement() -> None:
    assert [i for i in all_questions() if CATALOG.requirements[i].status != "disputed"] == []
    assert set(all_questions()) == set(REFERENCE)


def test_the_documentation_counts_them() -> None:
    disputed = sum(1 for r in CATALOG.requirements.values() if r.status == "disputed")
    text = (Path(__file__).parents[2] / "docs" / "evidence.md").read_text("utf-8")
    assert f"{len(all_questions())} of the {disputed} are put to it" in text
    assert f"The other {disputed - len(all_questions())} need" in text


def test_the_reference_answers_each(tmp_path: Path) -> None:
    file = asked(resolve("reference").start(), tmp_path)
    assert {q.requirement: q.holds for q in file.questions} == REFERENCE
    assert all(q.answered for q in file.questions)
    assert {r.situation for r in file.recordings} == {f"question {i}" for i in REFERENCE}
    assert "<value" not in "".join(q.answer for q in file.questions)
    assert file.conclusions["raises"] == file.conclusions["contradicts"] == ()


def test_what_is_written_of_questions_has_nothing_to_be_found(tmp_path: Path) -> None:
    assert findings(json.loads(as_text(asked(resolve("reference").start(), tmp_path)))) == []


def test_another_target_answers_otherwise(tmp_path: Path) -> None:
    """No question has its answer in itself."""
    file = asked(resolve("moto").start(), tmp_path)
    answers = {q.requirement: q.holds for q in file.questions if q.answered}
    differ = {i for i, holds in answers.items() if holds != REFERENCE[i]}
    assert differ - {"TOKEN-045"} == MOTO_DIFFERS  # moto orders the groups in one way or another
    words = {q.requirement: q.answer for q in file.questions}
    assert words["MFA-048"] == "the code is asked for"
    assert words["DISC-012"].startswith("unsupported: ")
    assert not any(q.answered for q in file.questions if q.requirement == "DISC-012")


def test_questions_are_asked_in_the_areas_of_the_run_alone(tmp_path: Path) -> None:
    file = asked(resolve("reference").start(), tmp_path, frozenset({"GROUP-001"}))
    assert [q.requirement for q in file.questions] == ["GROUP-024"]


def test_a_spent_budget_ends_the_questions(tmp_path: Path) -> None:
    file = asked(resolve("reference").start(), tmp_path, budget=Budget(calls=12))
    assert 0 < len(file.questions) < len(REFERENCE)


def test_a_target_that_fails_every_call_answers_none(tmp_path: Path) -> None:
    file = asked(FakeRunning(lambda operation, parameters: (400, {"__type": "LimitExceededException"})), tmp_path)
    assert not any(q.answered for q in file.questions)


def test_what_was_never_set_is_neither_kept_nor_gone(tmp_path: Path) -> None:
    """A target that accepts every setting and stores none is not taken for one that keeps, or resets, what it had."""
    pool = {"UserPool": {"Id": "eu-west-1_AbCdEfGhI", "DeletionProtection": "INACTIVE", "EmailConfiguration": {}}}
    file = asked(FakeRunning(lambda operation, parameters: (200, pool)), tmp_path)
    about_updates = {f"POOL-06{digit}" for digit in range(8)} | {"MFACONF-046"}
    said = {q.requirement: q for q in file.questions if q.requirement in about_updates}
    assert set(said) == about_updates
    assert [q for q in said.values() if q.answered or q.holds is not None] == []
    assert "before the update not as it was set: DeletionProtection" in said["POOL-061"].answer


@pytest.mark.parametrize(
    ("mutant", "unanswered"),
    [
        ("hosted-sign-in-without-code", {"AUTHZ-026", "SCOPE-024"}),
        ("groups-as-text", {"TOKEN-045"}),
    ],
)
def test_what_fails_for_another_reason_is_no_answer(mutant: str, unanswered: set[str], tmp_path: Path) -> None:
    """Each of these was answered before, by what looks like a refusal or like a claim that is not there."""
    file = asked(resolve(f"reference?mutants={mutant}").start(), tmp_path)
    assert {q.requirement for q in file.questions if not q.answered} >= unanswered
    assert all(q.holds is None for q in file.questions if not q.answered)


YES, NO = Exchange("X", {}, 200), Exchange("X", {}, 400, outcome="error", code="NotAuthorizedException", message="No.")


@pytest.mark.parametrize(
    ("answer", "codes", "control", "holds"),
    [
        (NO, (), YES, True),
        (NO, ("NotAuthorizedException",), YES, True),
        (NO, ("OtherException",), YES, False),
        (NO, ("NotAuthorizedException",), NO, None),
        (YES, (), YES, False),
        (YES, (), NO, False),
    ],
)
def test_a_refusal_tells_something_only_where_its_control_is_accepted(
    answer: Exchange, codes: tuple[str, ...], control: Exchange, holds: bool | None
) -> None:
    assert refusal_expected(answer, *codes, control=lambda: control).holds is holds


def test_a_refusal_whose_control_is_refused_answers_nothing() -> None:
    assert not refusal_expected(NO, control=lambda: NO).answered
    assert refusal_expected(NO, control=lambda: YES).answered


@pytest.mark.parametrize(
    ("implicit", "code", "holds", "answered"),
    [
        ("unauthorized_client", "invalid_grant", True, True),
        ("unauthorized_client", "unauthorized_client", None, False),
        ("invalid_grant", "invalid_grant", False, True),
    ],
)
def test_a_code_that_every_client_gets_says_nothing_of_one_kind(
    implicit: str, code: str, holds: bool | None, answered: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = {"implicit": implicit, "code": code}
    monkeypatch.setattr(hosted, "application", lambda s, AllowedOAuthFlows: AllowedOAuthFlows[0])
    monkeypatch.setattr(hosted, "redeemed", lambda s, flow, _: replace(NO, code=codes[flow]))
    said = QUESTIONS["OTOKEN-042"].steps(cast(Quiet, None))
    assert (said.holds, said.answered) == (holds, answered)


def test_acceptance() -> None:
    assert acceptance_expected(YES).holds is True
    assert acceptance_expected(NO).holds is False


def test_a_requirement_has_one_question() -> None:
    with pytest.raises(ValueError, match="GROUP-024 has a question already"):
        question("GROUP-024", "again")(QUESTIONS["GROUP-024"].steps)
