"""The options of a run: what the journal records of them, what is refused, and what they select."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from command import run
from conformance.command.launch import Plan, command
from conformance.command.options import OPTIONS, Limits, OptionError, RunOptions, Shard, Wait

EVERY = RunOptions(
    profile="standard",
    areas=("refresh", "srp"),
    requirements=("REFRESH-001",),
    seed=0,
    workers=2,
    shard=Shard(2, 3),
    budget=Limits(10, 5),
    allow_wait=Wait(420.0, "7m"),
    rounds=9,
    allow_lockout=True,
    keep=True,
)


def test_every_option_differs_from_its_default() -> None:
    """So that the tests below would see one that is lost."""
    plain = RunOptions(seed=1)
    assert [name for name in OPTIONS if getattr(EVERY, name) == getattr(plain, name)] == []


def test_the_journal_records_every_option() -> None:
    recorded = json.loads(json.dumps(EVERY.arguments()))
    assert set(recorded) == {option.key for option in OPTIONS.values()}
    assert RunOptions.of(recorded) == EVERY
    plain = RunOptions(seed=1)
    assert RunOptions.of(json.loads(json.dumps(plain.arguments()))) == plain


def test_a_journal_of_an_earlier_version_says_less() -> None:
    old = {"area": ["srp"], "requirement": [], "shard": "", "budget": None, "allow_wait": "", "rounds": None}
    assert RunOptions.of({**old, "seed": 7}) == RunOptions(areas=("srp",), seed=7)


@pytest.mark.parametrize("given", [{"shard": "3/2"}, {"budget": "calls"}, {"rounds": "x"}, {"profile": "fast"}])
def test_a_value_that_means_nothing_is_named_with_its_option(given: dict[str, object]) -> None:
    (key,) = given
    with pytest.raises(OptionError, match=f"^--{key} "):
        RunOptions.of(given)


def test_areas_and_requirements_narrow_each_other(tmp_path: Path) -> None:
    done = run("run", "reference", "--area", "srp", "--requirement", "REFRESH-001", "--out", tmp_path)
    assert done.code == 3
    assert "no property fits --area srp --requirement REFRESH-001; a property has to fit both" in done.err


def test_a_budget_and_a_shard_are_numbers() -> None:
    assert Limits.parse("calls=10, seconds=5") == Limits(10, 5)
    assert Shard.parse("2/3") == Shard(2, 3)
    assert str(Shard.parse("1/1")) == ""


def test_each_property_is_in_one_shard() -> None:
    for name in ("refresh.test_once", "srp.test_wrong_proof", ""):
        assert [Shard(index, 4).holds(name) for index in (1, 2, 3, 4)].count(True) == 1


def test_the_process_of_a_target_is_given_all() -> None:
    words = command(Plan(["moto", "ministack"], EVERY, Path("x")), "moto", "r")
    assert [w for w in words if w.startswith("--beside")] == ["--beside=moto", "--beside=ministack"]
    assert {"--profile=standard", "--area=refresh", "--area=srp", "--requirement=REFRESH-001"} <= set(words)
    assert {"--seed=0", "--shard=2/3", "--budget=calls=10,seconds=5", "--allow-wait=7m"} <= set(words)
    assert {"--rounds=9", "--allow-lockout"} <= set(words)
    assert words[words.index("-n") + 1] == "2"
