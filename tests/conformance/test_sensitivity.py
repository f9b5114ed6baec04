"""Who tests the tests is tested too: trials, verdicts, generation, selection, the page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from conformance.command.properties import requirements_of
from conformance.command.use import UseError
from conformance.sensitivity import page, selection
from conformance.sensitivity.__main__ import main
from conformance.sensitivity.generation import measure
from conformance.sensitivity.kept import Kept
from conformance.sensitivity.mutation import (
    MutantJob,
    MutantResult,
    PairJob,
    PairResult,
    how_far,
    related,
    try_mutant,
    try_pair,
)
from conformance.sensitivity.reach import by_mutant, profile_for, trace
from conformance.sensitivity.trial import reaching, try_variant
from targets.reference.mutants import Mutant, mutants
from targets.reference.mutants.pairs import PAIRS

MUTANT = "revoked-refresh-token-works"


def observation(requirement: str, scenario: int, situation: str, outcome: str = "agrees") -> dict[str, Any]:
    """One event of a run."""
    return {
        "event": "observation",
        "property": "a.p",
        "requirement": requirement,
        "scenario": scenario,
        "situation": situation,
        "outcome": outcome,
    }


def test_a_mutant_is_caught_and_the_seed_ends_there() -> None:
    wanted = mutants()[MUTANT].violates
    whole = try_variant([MUTANT], reaching([wanted]), "quick", 1, wanted=frozenset({wanted}))
    stopped = try_variant([MUTANT], reaching([wanted]), "quick", 1, wanted=frozenset({wanted}), stop_at=wanted)
    assert whole.verdicts[wanted] == stopped.verdicts[wanted] == "fail"
    assert stopped.calls_to_first == stopped.calls < whole.calls
    assert stopped.errors == []


def test_the_reference_itself_diverges_nowhere() -> None:
    wanted = mutants()[MUTANT].violates
    trial = try_variant([], reaching([wanted])[:1], "quick", 1, wanted=frozenset({wanted}))
    assert (trial.kinds, trial.errors, trial.verdicts[wanted]) == ({}, [], "pass")


def test_a_result_names_requirement_seeds_and_calls() -> None:
    result = try_mutant(MutantJob(MUTANT, seeds=2, profile="quick"))
    assert (result.caught, result.killed, result.unrelated, result.right) == (2, True, None, True)
    assert len(result.calls_to_catch) == 2
    assert result.kinds == ["accepted"]


def test_a_trace_names_the_properties_that_come_by_a_mutant() -> None:
    mine, other = reaching([mutants()[MUTANT].violates])[0], reaching(["PWPOLICY-001"])[0]
    met = by_mutant([trace(mine), trace(other)])
    assert met[MUTANT] == (mine,)
    assert set(met["pw-length-off-by-one"]) == {mine, other}
    assert "nobody" not in met


def test_what_fails_beside_its_own_requirement_is_unrelated() -> None:
    mutant = mutants()[MUTANT]
    mine = tuple(reaching([mutant.violates]))
    clean = try_mutant(MutantJob(MUTANT, seeds=1, profile="quick", everything=mine))
    assert (clean.unrelated, clean.tried_clean_on) == ({}, len(mine))
    assert profile_for(mine).name == "quick"
    assert profile_for(mine * 101).need == 1


def test_results_are_kept_as_they_come_for_the_same_tree_and_the_same_question(tmp_path: Path) -> None:
    result = MutantResult("m", "refresh", "d", "REFRESH-001", "", seeds=10, caught=9, unrelated={})
    kept = Kept(tmp_path, "standard", clean=True)
    kept.begin()
    kept.keep(result)
    with (tmp_path / "mutants.ndjson").open("a") as file:
        file.write('{"source": "cut o')
    assert kept.of([MutantJob("m", 10, "standard", ())]) == [result]
    assert kept.of([MutantJob("m", 3, "standard", ())]) == []
    assert kept.of([MutantJob("other", 10, "standard", ())]) == []
    assert Kept(tmp_path, "quick", clean=True).of([MutantJob("m", 10, "quick", ())]) == []
    assert Kept(tmp_path, "standard", clean=False).of([MutantJob("m", 10, "standard")]) == []
    assert Kept(None, "standard", clean=True).of([MutantJob("m", 10, "standard", ())]) == []


def test_nine_of_ten_seeds_are_enough() -> None:
    result = MutantResult("m", "refresh", "d", "REFRESH-001", "", seeds=10, caught=9)
    assert result.killed
    result.caught = 8
    assert not result.killed
    result.unkillable = "nobody can tell"
    assert result.right
    assert not result.killed


def test_a_pair_is_right_when_the_second_is_seen_or_said_to_be_hidden() -> None:
    verdicts = {"fail": True, "blocked": True, "pass": False, "not-reached": False, "inconclusive": False}
    assert {v: PairResult("a", "b", "X-001", v).right for v in verdicts} == verdicts


@pytest.mark.parametrize(("first", "second"), [PAIRS[0], PAIRS[len(PAIRS) // 2], PAIRS[-1]])
def test_a_hidden_defect_is_never_a_pass(first: str, second: str) -> None:
    assert try_pair(PairJob(first, second, "quick")).right


def test_there_are_enough_pairs_of_known_mutants() -> None:
    assert len(set(PAIRS)) == len(PAIRS) >= 60
    assert {m for pair in PAIRS for m in pair} <= set(mutants())


def test_texts_of_what_a_mutant_breaks_are_related() -> None:
    assert {"CONFIRM-002", "CONFIRM-003"} <= related(mutants()["confirm-any-code"])


def test_generation_counts_the_examples_that_came_to_observing() -> None:
    run: dict[str, Any] = {
        "event": "property",
        "property": "a.p",
        "area": "a",
        "requirements": ["A-001", "A-002"],
        "examples": 4,
        "calls": 12,
        "seconds": 1.0,
        "events": {},
    }
    events = [
        observation("A-001", 1, "x"),
        observation("A-001", 1, "x"),
        observation("A-001", 2, "y"),
        observation("A-001", 3, "z", "blocked"),
        run,
    ]
    table = measure(events, frozenset({"A-001", "A-002"}))
    assert [r.id for r in measure(events, frozenset({"A-001"})).requirements] == ["A-001"]
    assert [(r.id, r.share, r.situations, r.enough) for r in table.requirements] == [
        ("A-002", 0.0, 0, False),
        ("A-001", 0.5, 2, True),
    ]
    assert [r.id for r in table.poor] == ["A-002"]
    (quality,) = table.properties
    assert (quality.reached, quality.worst, quality.calls_per_observation) == (0.5, "A-002", 4.0)


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("conformance/areas/tokens/revocation.py", MUTANT),
        ("conformance/requirements/revocation.toml", MUTANT),
        ("targets/reference/mutants/revocation.py", MUTANT),
    ],
)
def test_a_change_of_an_area_concerns_its_mutants(file: str, expected: str) -> None:
    found = selection.affected([Path(file)])
    assert expected in found
    assert "confirm-any-code" not in found


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("conformance/areas/users/list_pages.py", "list-limit-unbounded"),
        ("conformance/areas/configuration/pool_rules.py", "pool-zero-days"),
        ("conformance/machines/mfa_life.py", "totp-any-code"),
    ],
)
def test_a_change_of_properties_concerns_the_mutants_they_reach(file: str, expected: str) -> None:
    reached = requirements_of(".".join(Path(file).with_suffix("").parts))
    found = selection.affected([Path(file)])
    assert reached
    assert found == {m.id for m in mutants().values() if m.violates in reached}
    assert expected in found


def test_a_change_of_the_engine_concerns_one_mutant_of_each_area() -> None:
    found = selection.affected([Path("conformance/run/engine.py")])
    assert 10 < len(found) < len(mutants()) / 4


def test_a_change_of_the_documentation_concerns_none() -> None:
    assert selection.affected([Path("docs/targets.md"), Path("README.md")]) == set()


def test_an_unknown_revision_is_refused_by_name() -> None:
    with pytest.raises(selection.NoRevision, match=r"no-such-rev.*--area"):
        selection.chosen((), (), "no-such-rev")


def outcome() -> page.Outcome:
    """A run with one of each kind of result."""
    found = page.Outcome(10, "standard", seconds=3.0)
    killed = MutantResult("good", "refresh", "is <b>caught</b>", "REFRESH-001", "moto", 10, 10, [5] * 10, ["accepted"])
    missed = MutantResult("bad", "sign-up", "is missed", "SIGNUP-001", "", 10, 2, [7, 9], unrelated={"X-001": "y"})
    listed = MutantResult("same", "sign-up", "is the same", "SIGNUP-002", "", 10, unkillable="nobody can tell")
    found.mutants = [killed, missed, listed]
    found.pairs = [PairResult("a", "b", "REFRESH-002", "blocked", "REFRESH-001"), PairResult("c", "d", "X-001", "pass")]
    return found


def test_files_have_the_same_figures(tmp_path: Path) -> None:
    page.write(tmp_path, outcome())
    record = json.loads((tmp_path / page.JSON).read_text())
    shown = (tmp_path / page.HTML).read_text()
    assert record["figures"] == {
        "total": 2,
        "killed": 1,
        "tried_clean": 1,
        "clean": 0,
        "pairs": 2,
        "pairs_right": 1,
        "unkillable": 1,
    }
    assert [m["id"] for m in record["mutants"] if m["killed"]] == ["good"]
    assert "1 / 2</b><br>mutants killed" in shown
    assert "is &lt;b&gt;caught&lt;/b&gt;" in shown
    assert "nobody can tell" in shown
    assert "http://" not in shown
    assert "https://" not in shown


def test_a_result_that_is_not_right_makes_the_whole_wrong() -> None:
    assert not outcome().right


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--area", "refrsh"], "Did you mean 'refresh'?"),
        (["--mutant", MUTANT + "s"], f"Did you mean '{MUTANT}'?"),
        (["--mutant", MUTANT, "--mutant", "no-such-mutant"], "there is no mutant 'no-such-mutant'"),
    ],
)
def test_the_command_says_what_is_not_known(arguments: list[str], said: str) -> None:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2
    assert said in " ".join(result.output.split())


@pytest.mark.parametrize("wrong", [Mutant("m", "", "NONE-001"), Mutant("m", "", "GROUP-001", also=("NONE-001",))])
def test_a_mutant_of_an_unknown_requirement_is_named(wrong: Mutant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selection, "mutants", lambda: {"m": wrong})
    with pytest.raises(UseError, match="mutant 'm' names 'NONE-001'"):
        selection.chosen([], [], None)


@pytest.mark.parametrize(
    ("identifier", "violates", "said"),
    [
        ("without-a-place", "GROUP-011", "no property of GROUP-011 came by deviates('without-a-place')"),
        ("group-role-must-exist", "GROUP-008", "its place was reached, but no check of GROUP-008 saw a difference"),
        ("group-negative", "NONE-001", "no property names NONE-001"),
    ],
)
def test_what_is_not_caught_says_how_far_it_came(identifier: str, violates: str, said: str) -> None:
    assert said in how_far(Mutant(identifier, "", violates), reaching([violates]))
