"""``run --again``: what failed is run again, and the report is brought up to date."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import requests
from click.testing import CliRunner, Result

from command import Request, events, interrupt, run, server, start, verdicts, wait_for
from conformance.cli import main
from conformance.command.again import AgainError, Report, Retried, Retry, retries
from conformance.command.exit_status import OK, UNUSABLE
from conformance.command.folder import AGAIN_DIR, PREVIOUS, locked_folder
from conformance.command.launch import Outcome
from conformance.command.options import Limits, RunOptions, Shard
from conformance.command.running_again import _renewed
from conformance.journal import FILE_NAME
from conformance.requirements import load_catalog
from reports.fold import fold
from reports_synthetic import (
    NEED,
    Event,
    clean_run,
    diverges,
    event,
    footer,
    observation,
    run_event,
    write_journal,
)
from targets.reference import ReferenceTarget

slow = pytest.mark.slow
IDS = ("PWAUTH-008", "PWAUTH-009", "PWAUTH-010", "PWAUTH-016")
FEW = (*(word for identifier in IDS for word in ("--requirement", identifier)), "--seed", "1")
BROKEN = "reference?mutants=disabled-user-text,unknown-user-text"


def invoke(*arguments: object) -> Result:
    """The command in this process; only for what starts no run."""
    return CliRunner().invoke(main, [str(a) for a in arguments])


def lines(text: str) -> dict[str, str]:
    """The word on each requirement."""
    words = [line.split() for line in text.splitlines() if line.startswith("  ")]
    return {parts[1]: parts[0] for parts in words if parts[0] in ("fixed", "still", "new", "unclear")}


# -- what is refused ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("target", [[], ["moto"]])
def test_a_folder_without_a_journal_is_refused_and_left_alone(tmp_path: Path, target: list[str]) -> None:
    done = invoke("run", *target, "--again", tmp_path)
    assert (done.exit_code, f"{tmp_path} has no {FILE_NAME}." in done.output) == (2, True), done.output
    assert not list(tmp_path.iterdir())


def test_a_record_alone_is_not_enough(tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text("{}")
    done = invoke("run", "--again", tmp_path)
    assert (done.exit_code, "run it whole" in done.output) == (2, True), done.output


def test_a_journal_that_announces_nothing_is_refused(tmp_path: Path) -> None:
    write_journal(tmp_path, [], torn=True)
    done = invoke("run", "--again", tmp_path)
    assert (done.exit_code, "does not say what was run" in done.output) == (2, True), done.output


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    done = invoke("run", "--again", tmp_path / "none")
    assert (done.exit_code, "does not exist" in done.output) == (2, True), done.output


@pytest.mark.parametrize(
    "words", [["--seed", "1"], ["--profile", "quick"], ["--area", "srp"], ["--out", "x"], ["--update-expectations"]]
)
def test_what_would_make_it_another_run_is_refused(tmp_path: Path, words: list[str]) -> None:
    (tmp_path / "expected.toml").write_text("")
    done = invoke("run", "--again", tmp_path, "--expectations", tmp_path / "expected.toml", *words)
    assert (done.exit_code, f"leave out {words[0]}" in done.output) == (2, True), done.output


def test_a_target_that_cannot_be_compared_is_refused(tmp_path: Path) -> None:
    heads = [{**run_event(targets=[slug]), "target": slug, "spec": slug} for slug in ("moto", "ministack")]
    write_journal(tmp_path, heads)
    done = invoke("run", "reference", "--again", tmp_path)
    assert done.exit_code == 2
    assert "reference cannot be compared with one target of" in done.output
    assert "it has moto, ministack" in done.output


def test_a_folder_that_another_run_writes_to(tmp_path: Path) -> None:
    write_journal(tmp_path, clean_run())
    with locked_folder(tmp_path):
        done = invoke("run", "--again", tmp_path)
    assert (done.exit_code, "another run is writing" in done.output) == (3, True), done.output


def test_where_nothing_failed_there_is_nothing_to_run(tmp_path: Path) -> None:
    journal = write_journal(tmp_path, clean_run()).read_bytes()
    done = invoke("run", "--again", tmp_path)
    assert (done.exit_code, "nothing to run again" in done.output) == (0, True), done.output
    assert (tmp_path / FILE_NAME).read_bytes() == journal


def test_a_profile_that_this_version_does_not_have(tmp_path: Path) -> None:
    gone = [e for e in clean_run() if e.get("requirement") != "SRP-001"]
    write_journal(
        tmp_path, [{**e, "profile": "thorough"} if e["event"] == "run" else e for e in gone if e["event"] != "footer"]
    )
    done = invoke("run", "--again", tmp_path)
    assert done.exit_code == 2
    assert "there is no profile 'thorough'" in done.output


# -- with what it is run -----------------------------------------------------------------------------------------------

A, B, C = "REFRESH-001", "SRP-001", "PWAUTH-001"  # active in the catalog


def planned(
    *events: Event, specs: Sequence[str] = (), given: Mapping[str, object] | None = None
) -> tuple[list[Retry], list[str]]:
    """What would be run again, and what is said about it."""
    said: list[str] = []
    report = Report(Path("out"), list(events), fold(events))
    return retries(report, specs, given or {}, load_catalog(), said.append), said


def head(slug: str = "moto", **members: object) -> Event:
    entries = [{"id": i, "area": i.partition("-")[0].lower(), "status": "active"} for i in (A, B, C)]
    expected = members.pop("expected", [A, B, C])
    digest = load_catalog().digest
    made = run_event(entries, catalog_digest=digest, expected=expected, targets=[slug], spec=slug, **members)
    return {**made, "target": slug}


def ending(slug: str = "moto") -> list[Event]:
    identity = event("target", slug, spec=slug, product=slug, version="1")
    return [identity, footer(slug, properties=0, properties_expected=0)]


def failed(identifier: str, slug: str = "moto", name: str = "refresh.test_it") -> Event:
    return diverges(identifier, 1, target=slug, property=name)


def agreed(*identifiers: str, slug: str = "moto") -> list[Event]:
    return [observation(i, "agrees", n, target=slug) for i in identifiers for n in range(NEED)]


def test_the_options_are_those_of_the_run() -> None:
    options = RunOptions(profile="standard", areas=("refresh", "srp", "pwauth"), seed=4, workers=2, rounds=9)
    events = [head(profile="standard", seed=4, arguments=options.arguments()), failed(A), *agreed(B, C), *ending()]
    (retry,), said = planned(*events)
    assert (retry.spec, retry.options, list(retry.again.requirements)) == ("moto", options, [A])
    assert not said
    (other,), _ = planned(*events, given={"workers": "5", "budget": "calls=9"})
    assert other.options == replace(options, workers=5, budget=Limits(calls=9))


@pytest.mark.parametrize(("left", "status"), [(False, OK), (True, UNUSABLE)])
def test_what_is_left_in_an_account_is_in_the_status(tmp_path: Path, left: bool, status: int) -> None:
    (retry,), _ = planned(head(), failed(A), *agreed(B, C), *ending())
    assert _renewed(tmp_path, [Retried(retry, Outcome(left=left))]) == status


def test_the_properties_that_saw_it_diverge_are_run_too() -> None:
    seen = [failed(A, name="by.test_the_way"), failed(A, "other", name="elsewhere.test_it")]
    (retry,), _ = planned(head(), *seen, *agreed(B, C), *ending())
    assert retry.again.properties == ["by.test_the_way"]


def test_shards_that_were_joined_are_run_as_one() -> None:
    parts = [head(arguments=RunOptions(seed=7, shard=Shard(n, 2)).arguments()) for n in (1, 2)]
    (retry,), said = planned(*parts, failed(A), *agreed(B, C), *ending())
    assert (retry.options, said) == (RunOptions(seed=7), [])


def test_selections_that_were_joined_are_joined() -> None:
    parts = [head(arguments=RunOptions(seed=7, areas=(area,)).arguments()) for area in ("srp", "refresh")]
    (retry,), _ = planned(*parts, failed(A), *agreed(B, C), *ending())
    assert retry.options.areas == ("srp", "refresh")
    whole = head(arguments=RunOptions(seed=7).arguments())
    (retry,), _ = planned(*parts, whole, failed(A), *agreed(B, C), *ending())
    assert retry.options.areas == ()


def test_of_parts_with_different_seeds_the_first_is_used_and_named() -> None:
    parts = [head(seed=seed, arguments=RunOptions(seed=seed).arguments()) for seed in (7, 8)]
    (retry,), said = planned(*parts, failed(A), *agreed(B, C), *ending())
    assert (retry.options.seed, said) == (7, ["the parts of that run differ in --seed: 7 is used"])


def test_what_blocked_it_from_outside_the_selection_is_run_too() -> None:
    options = RunOptions(seed=7, areas=("refresh",)).arguments()
    blocked = observation(A, "blocked", target="moto", blame=B)
    (retry,), _ = planned(head(expected=[A], arguments=options), blocked, *ending())
    assert (list(retry.again.requirements), retry.options.areas) == ([A, B], ())


def test_a_run_of_an_earlier_version_says_less() -> None:
    old = {k: v for k, v in head(arguments={"area": [], "shard": "", "rounds": None}).items() if k != "spec"}
    (retry,), said = planned(old, failed(A), *agreed(B, C), *ending())
    assert (retry.spec, retry.options, said) == ("moto", RunOptions(seed=7), [])


def test_a_target_that_was_never_begun_and_not_recorded_has_to_be_named() -> None:
    old = {k: v for k, v in head("http-127.0.0.1-9").items() if k != "spec"}
    found, said = planned(old)
    assert (found, said[-1]) == (
        [],
        "http-127.0.0.1-9: that run does not say how it was named; name it to run it again",
    )
    (retry,), _ = planned(old, specs=["http://127.0.0.1:9"])
    assert (retry.spec, list(retry.again.requirements)) == ("http://127.0.0.1:9", sorted([A, B, C]))


@pytest.mark.parametrize(
    ("spec", "compared"),
    [("moto", "moto"), ("moto==5.2.6", "moto"), ("ministack@1", "ministack"), ("http://127.0.0.1:9", "")],
)
def test_a_target_is_compared_with_its_own_product(spec: str, compared: str) -> None:
    events = [e for s in ("moto", "ministack") for e in (head(s), failed(A, s), *agreed(B, C, slug=s), *ending(s))]
    if not compared:
        with pytest.raises(AgainError, match="cannot be compared with one target of out: it has moto, ministack"):
            planned(*events, specs=[spec])
        return
    (retry,), _ = planned(*events, specs=[spec])
    assert (retry.before.slug, retry.spec) == (compared, spec)


def test_the_only_target_is_compared_with_anything() -> None:
    (retry,), _ = planned(head(), failed(A), *agreed(B, C), *ending(), specs=["http://127.0.0.1:9"])
    assert (retry.before.slug, retry.slug) == ("moto", "http-127.0.0.1-9")


# -- what is run -------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def switched() -> Iterator[tuple[str, list[str]]]:
    """An endpoint whose behaviour is that of the first word: ``broken``, ``other`` or ``good``."""
    specs = {
        "broken": "reference?http=true&mutants=disabled-user-text,unknown-user-text",
        "other": "reference?http=true&mutants=unknown-user-text,public-sign-in-of-disabled-user",
        "good": "reference?http=true",
    }
    running = {name: ReferenceTarget(spec).start() for name, spec in specs.items()}
    now = ["broken"]

    def answer(request: Request) -> tuple[int, Any]:
        passed = {n: v for n, v in request.headers.items() if n.lower() not in ("host", "content-length", "connection")}
        url = f"{running[now[0]].endpoint}{request.path}"
        got = requests.request(request.method, url, headers=passed, data=request.body, timeout=30)
        return got.status_code, got.content

    try:
        with server(answer) as url:
            yield url, now
    finally:
        for one in running.values():
            one.stop()


@slow
def test_fixed_still_and_new(tmp_path: Path) -> None:
    with switched() as (url, now):
        first = run("run", url, *FEW, "--out", tmp_path)
        assert first.code == 1, first.all
        before = verdicts(tmp_path)
        failed = {i for i, verdict in before.items() if verdict == "fail"}
        assert failed == {"PWAUTH-008", "PWAUTH-010"}
        old = (tmp_path / FILE_NAME).read_bytes()

        same = run("run", "--again", tmp_path)
        assert (same.code, lines(same.out)) == (1, dict.fromkeys(sorted(failed), "still")), same.all
        assert "0 fixed, 2 still, 0 new" in same.out.splitlines()
        assert verdicts(tmp_path) == before
        assert (tmp_path / PREVIOUS).read_bytes() == old

        now[0] = "good"
        fixed = run("run", "--again", tmp_path)
        assert (fixed.code, lines(fixed.out)) == (0, dict.fromkeys(sorted(failed), "fixed")), fixed.all
        assert set(verdicts(tmp_path).values()) == {"pass"}
        record = json.loads((tmp_path / "run.json").read_text())
        (target,) = record["targets"]
        assert (record["complete"], target["complete"], record["seed"]) == (True, True, 1)
        (note,) = [note for note in target["notes"] if note.startswith("run again on ")]
        assert note.endswith(": PWAUTH-008 -010")
        assert not (tmp_path / AGAIN_DIR).exists()

        nothing = run("run", "--again", tmp_path)
        assert (nothing.code, "nothing to run again" in nothing.out) == (0, True)


@slow
def test_what_diverges_only_now_is_new_and_in_the_report(tmp_path: Path) -> None:
    with switched() as (url, now):
        run("run", url, *FEW, "--out", tmp_path)
        now[0] = "other"
        done = run("run", "--again", tmp_path)
    assert done.code == 1, done.all
    assert lines(done.out) == {"PWAUTH-008": "still", "PWAUTH-009": "new", "PWAUTH-010": "unclear"}
    assert "fail -> blocked by PWAUTH-009" in done.out
    assert "0 fixed, 1 still, 1 new, 1 unclear" in done.out.splitlines()
    seen = verdicts(tmp_path)
    assert (seen["PWAUTH-008"], seen["PWAUTH-009"], seen["PWAUTH-010"]) == ("fail", "fail", "blocked")


@slow
def test_what_is_expected_is_no_failure(tmp_path: Path) -> None:
    with switched() as (url, _):
        run("run", url, *FEW, "--out", tmp_path / "out")
        accepted = "".join(
            f'[[expect]]\nrequirement = "{i}"\nkinds = ["*"]\nreason = "known"\n' for i in ("PWAUTH-008", "PWAUTH-010")
        )
        (tmp_path / "expected.toml").write_text(accepted)
        done = run("run", "--again", tmp_path / "out", "--expectations", tmp_path / "expected.toml")
    assert (done.code, "0 fixed, 2 still, 0 new; 2 of them expected" in done.out) == (0, True), done.all


@slow
def test_another_version_is_compared_and_comes_beside_it(tmp_path: Path) -> None:
    run("run", BROKEN, *FEW, "--out", tmp_path)
    before = verdicts(tmp_path)
    done = run("run", "reference", "--again", tmp_path, "--workers", "2")
    assert (done.code, set(lines(done.out).values())) == (0, {"fixed"}), done.all
    assert verdicts(tmp_path) == before
    record = json.loads((tmp_path / "run.json").read_text())
    assert [target["spec"] for target in record["targets"]] == [BROKEN, "reference"]
    assert {r["requirement"]: r["verdict"] for r in record["targets"][1]["results"] if r["scored"]} == {
        "PWAUTH-008": "pass",
        "PWAUTH-010": "pass",
    }


@slow
def test_of_several_targets_each_is_run_for_what_it_failed(tmp_path: Path) -> None:
    other = "reference?mutants=reset-required-text"
    run("run", BROKEN, other, *FEW, "--out", tmp_path)
    done = run("run", "--again", tmp_path)
    assert done.code == 1, done.all
    assert lines(done.out) == {"PWAUTH-008": "still", "PWAUTH-010": "still", "PWAUTH-016": "still"}
    part = run("run", other, "--again", tmp_path)
    assert lines(part.out) == {"PWAUTH-016": "still"}, part.all


@slow
def test_a_target_that_cannot_be_reached_leaves_the_report_as_it_was(tmp_path: Path) -> None:
    with switched() as (url, _):
        run("run", url, *FEW, "--out", tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    done = run("run", "--again", tmp_path)
    assert (done.code, "nothing listens there" in done.err) == (3, True), done.all
    assert {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == before
    assert not (tmp_path / AGAIN_DIR).exists()


@slow
def test_an_interrupted_one_leaves_the_report_as_it_was(tmp_path: Path) -> None:
    run("run", "moto", "--area", "password-auth", "--area", "refresh", "--seed", "1", "--out", tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    process = start("run", "--again", tmp_path)
    wait_for(lambda: len(events(tmp_path / AGAIN_DIR, "observation")) > 10)
    interrupt(process)
    out, err = process.communicate(timeout=120)
    assert (process.returncode, "the report stays as it was" in out) == (3, True), out + err
    assert {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == before
    assert events(tmp_path / AGAIN_DIR, "footer")[0]["reason"] == "interrupted"
    again = run("run", "--again", tmp_path)
    assert again.code in (0, 1), again.all
    assert not (tmp_path / AGAIN_DIR).exists()


@slow
def test_a_partial_run_is_gone_on_with_and_stays_partial(tmp_path: Path) -> None:
    done = run("run", "reference", *FEW, "--budget", "calls=20", "--out", tmp_path)
    assert done.code == 3
    again = run("run", "--again", tmp_path, "--budget", "calls=100000")
    assert "did not come to its end" in again.err
    assert (again.code, set(lines(again.out).values())) == (0, {"fixed"}), again.all
    assert set(verdicts(tmp_path).values()) == {"pass"}
    assert "PARTIAL" in (tmp_path / "report.md").read_text()


@slow
def test_ids_that_the_catalog_has_no_more_are_named_and_left_alone(tmp_path: Path) -> None:
    run("run", BROKEN, *FEW, "--out", tmp_path)
    text = (tmp_path / FILE_NAME).read_text().replace(load_catalog().digest, "0000").replace("PWAUTH-010", "GONE-010")
    (tmp_path / FILE_NAME).write_text(text)
    done = run("run", "--again", tmp_path)
    assert "the catalog is another one than in that run (0000, now " in done.err
    assert "no longer in the catalog, or not tested any more: GONE-010" in done.err
    assert lines(done.out) == {"PWAUTH-008": "still"}, done.all
    assert verdicts(tmp_path)["GONE-010"] == "fail"
