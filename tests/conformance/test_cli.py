"""The command line: what it accepts, what it says, and how fast it starts."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from command import ROOT, events, run
from conformance.cli import main
from conformance.command import reading
from conformance.command.one_requirement import find_requirement
from conformance.requirements import CatalogError, load_catalog
from conformance.run.profiles import PROFILES
from reports_synthetic import event, footer, moto_events, observation, run_event, whole_run, write_journal

COMMANDS = [
    [],
    ["run"],
    ["targets"],
    ["catalog"],
    ["replay"],
    ["site"],
    ["report"],
    ["report", "render"],
    ["report", "merge"],
    ["report", "diff"],
]
slow = pytest.mark.slow


def invoke(*arguments: object) -> Result:
    """The command in this process; only for what starts no run."""
    return CliRunner().invoke(main, [str(a) for a in arguments])


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_help_is_short_and_fits_a_terminal(words: list[str]) -> None:
    shown = invoke(*words, "--help")
    assert shown.exit_code == 0
    lines = shown.output.splitlines()
    assert len(lines) <= 45
    assert max(map(len, lines)) <= 80
    assert "..." not in shown.output.replace("[TARGET]...", "").replace("DIRECTORY...", "").replace("[ARGS]...", "")


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from click.testing import CliRunner; from conformance.cli import main;"
        "CliRunner().invoke(main, ['run', '--help']);"
        "print([m for m in ('botocore', 'hypothesis', 'pydantic', 'moto', 'pytest', 'rich') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def _cpu(*words: str) -> float:
    """Seconds of CPU that the command takes, which a loaded machine changes less than the time on the clock."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert run(*words).code == 0
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)


@slow
@pytest.mark.parametrize("words", [["--help"], ["run", "--help"], ["catalog", "REFRESH-001"]], ids=" ".join)
def test_what_shows_a_page_starts_fast(words: list[str]) -> None:
    assert min(_cpu(*words) for _ in range(5)) < 0.3


def test_a_requirement_is_found_without_the_catalog() -> None:
    catalog = load_catalog()
    last = {requirement.area: requirement for requirement in catalog.requirements.values()}  # one of each file
    assert [find_requirement(requirement.id) for requirement in last.values()] == list(last.values())


@pytest.mark.parametrize("identifier", ["NONE-001", "REFRESH", "", ".*"])
def test_what_no_file_has_is_left_to_the_catalog(identifier: str) -> None:
    assert find_requirement(identifier) is None


def test_a_file_that_cannot_be_read_alone_is_left_to_the_catalog(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("conformance.command.one_requirement.files", lambda package: tmp_path)
    for text in ('area = "a"\n[[requirement]]\nid = "A-001"\n', '[[requirement]]\nid = "A-001"\n', 'id = "A-001"\n=\n'):
        (tmp_path / "a.toml").write_text(text)
        assert find_requirement("A-001") is None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["rum"], "Did you mean 'run'?"),
        (["run", "motto"], "did you mean 'moto'?"),
        (["run", "ministack?auht=true"], "did you mean 'auth'?"),
        (["run", "ministack?auth=maybe"], "it can be:"),
        (["run", ""], "the target's name is empty"),
        (["run", "--area", "refrsh"], "Did you mean 'refresh'?"),
        (["run", "--requirement", "REFRSH-001"], "Did you mean 'REFRESH-001'?"),
        (["run", "--requirement", "refresh-001"], "Did you mean 'REFRESH-001'?"),
        (["run", "--profile", "quik"], "Did you mean 'quick'? Write "),
        (["run", "--seed", "x"], "x: write a whole number from 0 to 2147483647"),
        (["run", "--seed", "-1"], "whole number from 0 "),
        (["run", "--workers", "0"], "0: write a whole number from 1 to 64"),
        (["run", "--rounds", "0"], "whole number from 1 "),
        (["run", "--shard", "5/4"], "write I/N"),
        (["run", "--shard", "0/4"], "write I/N"),
        (["run", "--budget", "call=3"], "write calls=N"),
        (["run", "--budget", "calls=0"], "from 1 on"),
        (["run", "--budget", "calls=²"], "whole number"),
        (["run", "--allow-wait", "7"], "write 90s, 6m or 1h30m"),
        (["record", "moto", "--out", "/no/such/file", "--budget", "7"], "write calls=N"),
        (["run", "--expectations", "/no/such.toml"], "there is no such file"),
        (["run", "--update-expectations"], "needs --expectations FILE"),
        (["run", "/no/such.toml"], "there is no such file"),
        (["run", "http://a.example:1", "http://a.example/1"], "cannot be told apart"),
        (["catalog", "REFRSH-001"], "Did you mean 'REFRESH-001'?"),
        (["replay", "/no/such", "REFRESH-001"], "does not exist"),
        (["report", "rendr"], "Did you mean 'render'?"),
        (["report", "render", "/tmp"], "Name a folder that a run has written"),
        (["report", "diff", "/no/such", "/tmp"], "does not exist"),
    ],
)
def test_wrong_use_is_2_and_says_what_would_be_right(words: list[str], said: str, tmp_path: Path) -> None:
    done = invoke(*words, *(["--out", tmp_path / "out"] if words[0] == "run" else []))
    assert said in done.output
    assert done.exit_code == 2
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [(ZeroDivisionError("ours"), 4, "please report it"), (KeyboardInterrupt(), 3, "interrupted")],
)
def test_our_own_end_is_no_divergence(
    monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, said: str
) -> None:
    def fail() -> None:
        raise error

    monkeypatch.setattr("targets.registry.listing", fail)
    done = invoke("targets")
    assert done.exit_code == code
    assert said in done.output


@pytest.mark.parametrize(
    "words", [("run", "moto"), ("run", "moto", "--area", "srp"), ("catalog", "SRP-001"), ("catalog",)]
)
def test_an_invalid_catalog_is_reported_in_one_line(words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    def load() -> None:
        raise CatalogError("srp.toml: requirement SRP-001: title: String should have at least 8 characters")

    monkeypatch.setattr(reading, "load_catalog", load)
    monkeypatch.setattr("conformance.command.one_requirement.find_requirement", lambda identifier: None)
    done = invoke(*words)
    assert done.exit_code == 4
    assert done.output.strip() == (
        "cognito-conformance: the catalog is not valid: "
        "srp.toml: requirement SRP-001: title: String should have at least 8 characters"
    )


def test_help_shows_every_profile() -> None:
    shown = " ".join(invoke("run", "--help").output.split())
    assert ", ".join(f"{name} {profile.need}" for name, profile in PROFILES.items()) in shown


def test_a_report_is_made_of_a_journal(tmp_path: Path) -> None:
    write_journal(tmp_path, whole_run(), torn=True)
    done = invoke("report", "render", tmp_path)
    assert done.exit_code in (1, 3, 4), done.output
    assert (tmp_path / "index.html").exists()


@pytest.mark.parametrize("outcome", ["unsupported", "blocked", "excluded"])
def test_a_run_that_judged_nothing_says_why(tmp_path: Path, outcome: str) -> None:
    requirement = "REFRESH-003"
    said = observation(
        requirement, outcome, blame="POOL-001" if outcome == "blocked" else "", reason="it is so", target="mine"
    )
    begun = event("target", "mine", spec="./mine.toml", product="mine")
    write_journal(tmp_path, [run_event(expected=[requirement]), begun, said, footer("mine")])
    done = invoke("report", "render", tmp_path)
    assert done.exit_code == 3
    assert f"1 {outcome} (judged 0 of 1)" in done.output
    assert "./mine.toml: nothing could be judged" in done.output


def test_two_reports_are_compared(tmp_path: Path) -> None:
    for name in ("old", "new"):
        write_journal(tmp_path / name, [run_event(), *moto_events()])
    assert "no difference" in invoke("report", "diff", tmp_path / "old", tmp_path / "new").output
    (pair,) = json.loads(invoke("report", "diff", tmp_path / "old", tmp_path / "new", "--json").output)
    assert pair["differences"] == []


def test_journals_are_merged(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_journal(tmp_path / name, [run_event(), *moto_events()])
    done = invoke("report", "merge", tmp_path / "a", tmp_path / "b", "--out", tmp_path / "all")
    assert (tmp_path / "all" / "index.html").exists(), done.output
    again = invoke("report", "merge", tmp_path / "a", tmp_path / "all", "--out", tmp_path / "all")
    assert (again.exit_code, "into itself" in again.output) == (2, True)
    assert events(tmp_path / "all")  # refused before anything was touched


def test_journals_of_different_runs_are_not_merged(tmp_path: Path) -> None:
    write_journal(tmp_path / "a", [run_event(), *moto_events()])
    write_journal(tmp_path / "b", [{**run_event(), "catalog_digest": "another"}])
    done = invoke("report", "merge", tmp_path / "a", tmp_path / "b", "--out", tmp_path / "all")
    assert (done.exit_code, "differ in catalog_digest" in done.output) == (2, True)
    assert not (tmp_path / "all").exists()


# -- the documentation -------------------------------------------------------------------------------------------------


def test_the_documentation_has_every_command_option_and_profile() -> None:
    text = (ROOT / "docs" / "usage.md").read_text(encoding="utf-8")
    options = [flag for option in main.commands["run"].params for flag in option.opts if flag.startswith("--")]
    assert [flag for flag in options if f"`{flag}" not in text] == []
    assert [name for name in main.commands if f"| `{name} " not in text and f"| `{name}`" not in text] == []
    assert [name for name, profile in PROFILES.items() if f"`{name}` {profile.need}" not in text] == []
