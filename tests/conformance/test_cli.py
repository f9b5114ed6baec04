"""The command line: what it accepts, what it says, and how fast it starts."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from command import ROOT, events, run, verdicts
from conformance.cli import main
from conformance.command import reading
from conformance.command.launch import Plan, command
from conformance.command.one_requirement import find_requirement
from conformance.command.options import OPTIONS, Limits, OptionError, RunOptions, Shard, Wait
from conformance.requirements import CatalogError, load_catalog
from conformance.run.profiles import PROFILES
from reports.render import FORMATS, renderer
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


# -- the options of a run ----------------------------------------------------------------------------------------------

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


@pytest.mark.parametrize(
    "words", [("run", "moto"), ("run", "moto", "--area", "srp"), ("catalog", "SRP-001"), ("catalog",)]
)
def test_an_invalid_catalog_is_told_in_one_line(words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
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


# -- real runs ---------------------------------------------------------------------------------------------------------

QUICK = ("--area", "password-auth", "--seed", "1")


@slow
def test_the_same_verdicts_with_one_worker_and_with_two(tmp_path: Path) -> None:
    for workers in (1, 2):
        done = run("run", "moto", *QUICK, "--area", "refresh", "--workers", workers, "--out", tmp_path / str(workers))
        assert done.code in (0, 1), done.all
        assert len(events(tmp_path / str(workers), "footer")) == workers
        assert len(events(tmp_path / str(workers), "run")) == 1
    assert verdicts(tmp_path / "1") == verdicts(tmp_path / "2")
    names = [{e["property"] for e in events(tmp_path / w, "property")} for w in ("1", "2")]
    assert names[0] == names[1]


@slow
def test_several_targets_one_unusable(tmp_path: Path) -> None:
    done = run("run", "moto", "http://127.0.0.1:1", "reference", *QUICK, "--out", tmp_path)
    record = json.loads((tmp_path / "run.json").read_text())
    assert [t["spec"] for t in record["targets"]] == ["moto", "http-127.0.0.1-1", "reference"]
    assert record["targets"][1]["executed"] == 0
    assert "nothing listens there" in done.err
    assert "moto: " in done.err  # progress
    assert done.code in (1, 3)


@slow
def test_expectations_are_written_and_then_hold(tmp_path: Path) -> None:
    file = tmp_path / "expected.toml"
    words = ("run", "moto", *QUICK, "--out", tmp_path / "out", "--expectations", file)
    done = run(*words, "--update-expectations")
    assert f"{file}: " in done.err
    assert "added" in done.err
    assert done.code == 0, done.all
    again = run(*words)
    assert again.code == 0, again.all
    assert "0 unexpected" in again.out
    file.write_text("")
    assert run(*words).code == 1


@slow
def test_a_divergence_is_replayed(tmp_path: Path) -> None:
    run("run", "moto", "reference", *QUICK, "--out", tmp_path)
    requirement = next(w["requirement"] for w in events(tmp_path, "witness") if w["confirmed"])
    still = run("replay", tmp_path, requirement.lower())
    assert (still.code, "still diverges" in still.out) == (1, True), still.all
    fixed = run("replay", tmp_path, requirement, "--target", "reference")
    assert (fixed.code, "fixed" in fixed.out) == (0, True), fixed.all
    lost = run("replay", tmp_path, requirement, "--target", "http://127.0.0.1:1")
    assert (lost.code, "nothing listens" in lost.out) == (3, True), lost.all
    none = run("replay", tmp_path, "PWAUTH-001")
    assert (none.code, "has no witness of PWAUTH-001" in none.err) == (3, True), none.all


@slow
def test_a_script_names_its_own_file(tmp_path: Path) -> None:
    run("run", "moto", *QUICK, "--out", tmp_path)
    scripts = list((tmp_path / "repro").glob("*.py"))
    assert scripts
    for script in scripts:
        assert f"usage: python {script.name} ENDPOINT" in script.read_text()


@slow
def test_a_spent_budget_is_partial(tmp_path: Path) -> None:
    done = run("run", "reference", *QUICK, "--budget", "calls=40", "--workers", "2", "--out", tmp_path)
    assert done.code == 3, done.all
    assert "BUDGET" in done.out
    assert sum(f["calls"] for f in events(tmp_path, "footer")) < 80


@slow
def test_shards_are_joined(tmp_path: Path) -> None:
    for part in ("1", "2"):
        run("run", "reference", *QUICK, "--shard", f"{part}/2", "--out", tmp_path / part)
    done = run("report", "merge", tmp_path / "1", tmp_path / "2", "--out", tmp_path / "all")
    assert done.code == 0, done.all
    assert set(verdicts(tmp_path / "all").values()) == {"pass"}


def test_a_checkout_in_the_working_directory_is_not_mixed_with_the_suite(tmp_path: Path) -> None:
    (tmp_path / "conformance").mkdir()
    (tmp_path / "conformance" / "__init__.py").write_text("raise ImportError('another checkout')\n")
    done = subprocess.run(
        [
            sys.executable,
            "-P",
            "-m",
            "conformance",
            "run",
            "reference",
            "--profile",
            "quick",
            "--requirement",
            "PWAUTH-001",
            "--out",
            "report",
        ],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert set(verdicts(tmp_path / "report").values()) == {"pass"}


# -- what is left behind -----------------------------------------------------------------------------------------------

REPORT = {"journal.ndjson", ".lock", *(renderer(name).FILE for name in FORMATS)}


@slow
@pytest.mark.parametrize("target", ["reference", "moto"])
def test_a_run_leaves_its_report_and_nothing_else(tmp_path: Path, target: str) -> None:
    done = run("run", target, "--requirement", "PWAUTH-001", "--seed", "1", cwd=tmp_path)
    assert done.code == 0, done.all
    assert [path.name for path in tmp_path.iterdir()] == ["conformance-report"]
    assert {path.name for path in (tmp_path / "conformance-report").iterdir()} <= REPORT | {"repro"}


@slow
@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["run", "motto"], 2),
        (["run", "./no-such.toml"], 2),
        (["run", "--shard", "5/4"], 2),
        (["run", "--requirement", "NONE-001"], 2),
        (["run", "--expectations", "none.toml"], 2),
        (["run", "http://127.0.0.1:1", "http://127.0.0.1:2"], 3),
        (["run", "reference", "--requirement", "PWAUTH-001", "--shard", "64/64"], 3),
        (["record", "http://127.0.0.1:1", "--out", "answers.json"], 3),
        (["catalog", "--json"], 0),
    ],
)
def test_what_tests_nothing_writes_nothing(tmp_path: Path, words: list[str], code: int) -> None:
    done = run(*words, cwd=tmp_path)
    assert done.code == code, done.all
    assert not list(tmp_path.iterdir())


@slow
def test_a_run_that_is_refused_leaves_an_earlier_report_as_it_was(tmp_path: Path) -> None:
    run("run", "reference", "--requirement", "PWAUTH-001", "--out", tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    done = run("run", "http://127.0.0.1:1", "--out", tmp_path)
    assert (done.code, "nothing was written" in done.out) == (3, True), done.all
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


# -- plain pytest ------------------------------------------------------------------------------------------------------


def plain(*words: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """``pytest`` as people type it."""
    environment = {name: value for name, value in os.environ.items() if name != "HYPOTHESIS_STORAGE_DIRECTORY"}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *map(str, words)],
        cwd=cwd,
        env={**environment, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


@slow
def test_plain_pytest_fails_on_divergences(tmp_path: Path) -> None:
    done = plain("conformance", "--target", "moto", "-k", "refresh and client", "--seed", "1", "--out", tmp_path)
    assert done.returncode == 1, done.stdout
    assert "diverges" in done.stdout
    assert "expected:" in done.stdout
    assert "Traceback" not in done.stdout
    assert f"report render {tmp_path}" in done.stdout
    (head,) = events(tmp_path, "run")
    assert 0 < len(head["expected"]) < 60
    plain("conformance", "--target", "moto", "-k", "refresh and client", "--seed", "1", "--out", tmp_path)
    assert len(events(tmp_path, "run")) == 1  # the journal of the run before is kept aside


@slow
def test_plain_pytest_passes_where_nothing_diverges(tmp_path: Path) -> None:
    done = plain("conformance/areas/sign_in/password_auth.py", "--target", "reference", "--out", tmp_path)
    assert done.returncode == 0, done.stdout


@slow
@pytest.mark.parametrize("more", [[], ["-n", "2"]])
def test_plain_pytest_says_why_a_target_is_unusable(tmp_path: Path, more: list[str]) -> None:
    done = plain(
        "conformance/areas/sign_in/password_auth.py", "--target", "http://127.0.0.1:1", "--out", tmp_path, *more
    )
    assert done.returncode != 0
    assert "nothing listens there" in done.stdout
    assert "Traceback" not in done.stdout


@slow
def test_workers_of_plain_pytest_use_the_seed_that_is_shown(tmp_path: Path) -> None:
    words = ("conformance/areas/sign_in/password_auth.py", "--target", "reference", "--shard", "1/2", "-n", "2")
    done = plain(*words, "--out", tmp_path)
    assert done.returncode == 0, done.stdout
    (head,) = events(tmp_path, "run")
    assert f"seed {head['seed']};" in done.stdout
    assert (head["arguments"]["shard"], head["arguments"]["workers"]) == ("1/2", 2)


@slow
def test_a_value_that_means_nothing_ends_plain_pytest(tmp_path: Path) -> None:
    done = plain("conformance", "--target", "reference", "--budget", "calls=0", "--out", tmp_path / "out")
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "--budget calls=0: write calls=N" in done.stderr
    assert not (tmp_path / "out").exists()


@slow
@pytest.mark.parametrize(
    ("target", "left"), [("reference", ["conformance-report"]), ("http://127.0.0.1:1", []), ("motto", [])]
)
def test_plain_pytest_leaves_the_journal_of_what_it_tested(tmp_path: Path, target: str, left: list[str]) -> None:
    words = ("--rootdir", ROOT, "-c", ROOT / "pyproject.toml", "--requirement", "PWAUTH-001")
    done = plain(ROOT / "conformance/areas/sign_in/password_auth.py", "--target", target, *words, cwd=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == left, done.stdout


# -- the documentation -------------------------------------------------------------------------------------------------


def test_the_documentation_has_every_command_option_and_profile() -> None:
    text = (ROOT / "docs" / "usage.md").read_text(encoding="utf-8")
    options = [flag for option in main.commands["run"].params for flag in option.opts if flag.startswith("--")]
    assert [flag for flag in options if f"`{flag}" not in text] == []
    assert [name for name in main.commands if f"| `{name} " not in text and f"| `{name}`" not in text] == []
    assert [name for name, profile in PROFILES.items() if f"`{name}` {profile.need}" not in text] == []
