"""Applications that lack one check, each found by it and by nothing else; right ones have no finding."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from conformance.cli import main
from conformance.verify_app.asking import REFUSALS, Endpoint
from conformance.verify_app.draft import Needs, Use
from conformance.verify_app.forms import CHANGES, Form, Level, Pair, Step
from conformance.verify_app.issued import IssuedTokens
from conformance.verify_app.issuer import Issuer
from conformance.verify_app.judge import Trial, Tried, try_application
from conformance.verify_app.telling import as_markdown, summary
from token_apps import WithPyJWT, flask_app, plain_app

POOL = "us-east-1_verifyapp"


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with Issuer(0, POOL, ["first", "second"]) as started:
        yield started


def needs_of(issuer: Issuer, use: Use = "access") -> Needs:
    scopes = ("books/read",) if use == "access" else ()
    return Needs(issuer.url, "client", use, scopes, "editors")


def tried(url: str, issuer: Issuer, needs: Needs) -> Trial:
    return trial_of(Endpoint(url, pause=0), issuer, needs)


def trial_of(endpoint: Endpoint, issuer: Issuer, needs: Needs) -> Trial:
    return try_application(endpoint, IssuedTokens(issuer, needs), seed=7, times=1, say=lambda line: None)


def steps(trial: Trial) -> set[Step]:
    assert not trial.stopped
    return {one.form.step for one in trial.accepted(Level.FAULT)}


@pytest.mark.parametrize("use", ["access", "id"])
def test_a_right_application_on_http_server(issuer: Issuer, use: Use) -> None:
    needs = needs_of(issuer, use)
    with plain_app(WithPyJWT(needs, issuer.jwks_url)) as url:
        trial = tried(url, issuer, needs)
    assert not steps(trial)
    assert not trial.unclear
    assert trial.leeway == 0
    assert all(one.refused == 1 for one in trial.tried if one.form.level is not Level.ADVICE)


@pytest.mark.parametrize("use", ["access", "id"])
def test_a_right_application_on_flask(issuer: Issuer, use: Use) -> None:
    needs = Needs(issuer.url, "client", use)
    with flask_app(needs, issuer.jwks_url) as url:
        trial = tried(url, issuer, needs)
    assert not steps(trial)
    assert not trial.unclear
    assert not trial.rotation  # it fetches the key set for each request


@pytest.mark.parametrize("use", ["access", "id"])
@pytest.mark.parametrize(
    ("lacks", "step"),
    [
        ("signature", Step.SIGNATURE),
        ("exp", Step.EXPIRY),
        ("client", Step.CLIENT),
        ("iss", Step.ISSUER),
        ("token_use", Step.USE),
        ("permission", Step.PERMISSION),
        ("token", Step.STRUCTURE),
    ],
)
def test_an_application_that_lacks_one_check(issuer: Issuer, use: Use, lacks: str, step: Step) -> None:
    needs = needs_of(issuer, use)
    with plain_app(WithPyJWT(needs, issuer.jwks_url, lacks)) as url:
        trial = tried(url, issuer, needs)
    assert steps(trial) == {step}
    assert not trial.unclear
    page = as_markdown(trial, url)
    assert all(one.form.name in page and one.curl in page for one in trial.accepted(Level.FAULT))


def test_claims_that_are_compared_only_where_present(issuer: Issuer) -> None:
    needs = Needs(issuer.url, "client")
    with flask_app(needs, issuer.jwks_url, essential=False) as url:
        trial = tried(url, issuer, needs)
    assert {one.form.name for one in trial.accepted(Level.FAULT)} == {
        "without iss",
        "without client_id",
        "without token_use",
    }


@pytest.mark.parametrize(
    ("allowed", "seen", "fault"), [(0, 0, False), (60, 30, False), (299, 90, False), (303, 90, False), (320, 310, True)]
)
def test_leeway_is_reported_and_a_fault_only_beyond_the_common_one(
    issuer: Issuer, allowed: int, seen: int, fault: bool
) -> None:
    needs = needs_of(issuer)
    with plain_app(WithPyJWT(needs, issuer.jwks_url, leeway=allowed)) as url:
        trial = tried(url, issuer, needs)
    assert trial.leeway == seen
    assert steps(trial) == ({Step.EXPIRY} if fault else set())


def test_an_application_that_refuses_right_tokens_is_not_judged(issuer: Issuer) -> None:
    other = Needs(issuer.url, "another client")
    with plain_app(WithPyJWT(other, issuer.jwks_url)) as url:
        trial = tried(url, issuer, needs_of(issuer))
    assert trial.stopped
    assert not trial.tried
    assert "HTTP 401" in summary(trial)[0]


def test_a_failure_of_the_application_is_no_refusal(issuer: Issuer) -> None:
    needs = needs_of(issuer)
    with plain_app(WithPyJWT(needs, issuer.jwks_url), broken=500) as url:
        trial = tried(url, issuer, needs)
    assert not steps(trial)
    assert {one.form.name for one in trial.unclear} >= {"of another client", "without iss", "no token"}


@pytest.mark.parametrize("status", [302, 400, 404, 422])
def test_only_401_and_403_refuse_unless_another_is_named(issuer: Issuer, status: int) -> None:
    needs = needs_of(issuer)
    with plain_app(WithPyJWT(needs, issuer.jwks_url), broken=status) as url:
        trial = tried(url, issuer, needs)
        named = trial_of(Endpoint(url, refusals=REFUSALS | {status}), issuer, needs)
    unclear = {one.form.name: one.reason for one in trial.unclear}
    assert not steps(trial)
    assert f"--refused {status}" in unclear["of another client"]
    assert ("no token" in unclear) == (status != 400)  # 400: the request is malformed
    assert not steps(named)
    assert not named.unclear


@pytest.mark.parametrize("lacks", ["client", "iss"])
def test_a_named_status_hides_no_fault(issuer: Issuer, lacks: str) -> None:
    needs = needs_of(issuer)
    with plain_app(WithPyJWT(needs, issuer.jwks_url, lacks), broken=404) as url:
        trial = trial_of(Endpoint(url, refusals=REFUSALS | {404}), issuer, needs)
    assert {step.name.lower() for step in steps(trial)} == {"issuer" if lacks == "iss" else lacks}


@pytest.mark.parametrize(
    ("level", "undecided", "leeway"),
    [(Level.ADVICE, False, []), (Level.LEEWAY, True, ["leeway: not known"]), (Level.FAULT, True, [])],
)
def test_unclear_advice_decides_nothing(level: Level, undecided: bool, leeway: list[str]) -> None:
    seconds = 30 if level is Level.LEEWAY else 0
    form = Form("one", Step.EXPIRY, level, lambda random: Pair(None, lambda: None), seconds)
    trial = Trial(1, 1, tried=[Tried(form, unclear=1, reason="HTTP 500")])
    lines = summary(trial)
    assert trial.undecided == undecided
    assert lines[0].startswith("none of the") != undecided
    assert "cannot be judged: one: HTTP 500" in lines
    assert [line for line in lines if line.startswith("leeway")] == leeway


@pytest.mark.parametrize(
    ("ended", "unmade", "unprotected"), [("", False, True), ("interrupted", False, False), ("", True, False)]
)
def test_nothing_is_called_unprotected_before_every_form_was_accepted(
    ended: str, unmade: bool, unprotected: bool
) -> None:
    first, second = (
        Form(name, Step.CLIENT, Level.FAULT, lambda random: Pair(None, lambda: None)) for name in ("one", "two")
    )
    trial = Trial(1, 1, ended=ended, tried=[Tried(first, accepted=1)])
    trial.unmade += [Tried(second, reason="refused")] if unmade else []
    lines = summary(trial)
    assert trial.unprotected == unprotected
    assert any("nothing looks at the token" in line for line in lines) == unprotected
    assert any(CHANGES[Step.CLIENT] in line for line in lines) != unprotected


@pytest.mark.parametrize("status", [401, 403])
def test_the_statuses_that_refuse(issuer: Issuer, status: int) -> None:
    needs = needs_of(issuer)
    with plain_app(WithPyJWT(needs, issuer.jwks_url), broken=status) as url:
        trial = tried(url, issuer, needs)
    assert not steps(trial)
    assert not trial.unclear


def test_a_url_that_answers_nothing_is_named_as_such(issuer: Issuer) -> None:
    trial = tried("http://127.0.0.1:1/", issuer, needs_of(issuer))
    assert "nothing listens on 127.0.0.1:1. Start the application" in trial.stopped


def test_ctrl_c_while_it_waits_sends_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt() -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("builtins.input", interrupt)
    result = CliRunner().invoke(main, ["verify-app", "http://127.0.0.1:1/", "--serve", "--out", str(tmp_path)])
    assert result.exit_code != 0
    assert not list(tmp_path.iterdir())
    assert "cannot be judged" not in result.output


@pytest.mark.parametrize(("lacks", "status"), [("", 0), ("iss", 1)])
def test_the_command(tmp_path: Path, lacks: str, status: int) -> None:
    with Issuer(0, POOL, []) as free:
        port = int(free.url.split(":")[2].split("/")[0])
    base = f"http://127.0.0.1:{port}/{POOL}"
    check = WithPyJWT(Needs(base, "verifyappclient"), f"{base}/.well-known/jwks.json", lacks)
    with plain_app(check) as url:
        words = ["verify-app", url, "--issuer-port", str(port), "--seed", "3", "--times", "1", "--out", str(tmp_path)]
        result = CliRunner().invoke(main, words)
    assert result.exit_code == status, result.output
    found = json.loads((tmp_path / "verify-app.json").read_text())
    assert found["steps_broken"] == (["iss"] if lacks else [])
    assert (tmp_path / "verify-app.md").read_text().startswith("# verify-app http://127.0.0.1")


def test_a_wrong_claim_is_found_before_the_folder_is_made(tmp_path: Path) -> None:
    words = ["http://127.0.0.1:1/", "--claim", "exp=1", "--out", str(tmp_path / "new")]
    assert CliRunner().invoke(main, ["verify-app", *words]).exit_code == 2
    assert not (tmp_path / "new").exists()


def test_another_header_with_the_name_of_the_usual_one(tmp_path: Path) -> None:
    """An endpoint that takes the token in a header of its own may want Authorization for something else."""
    words = ["http://127.0.0.1:1/", "--token-header", "X-Token", "--header", "Authorization: Basic x"]
    result = CliRunner().invoke(main, ["verify-app", *words, "--out", str(tmp_path)])
    assert result.exit_code == 3
    assert "nothing listens on" in " ".join(result.output.split())


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["ftp://x/"], "no http or https URL"),
        (["http://[x"], "is no URL"),
        (["https://staging.example/me"], "--yes"),
        (["http://127.0.0.1:1/", "--token", "id", "--scope", "a"], "--scope is for access tokens"),
        (["http://127.0.0.1:1/", "--header", "X"], "has no colon"),
        (["http://127.0.0.1:1/", "--header", "authorization: Basic x"], "--header authorization is the header that"),
        (["http://127.0.0.1:1/", "--header", "x-TOKEN : x", "--token-header", "X-Token"], "is the header that carries"),
        (["http://127.0.0.1:1/", "--header", "X: \u2603"], "no request can be made"),
        (["http://127.0.0.1:1/", "--header", "X: a\nb"], "no request can be made"),
        (["http://127.0.0.1:1/", "--token-header", "\u2603"], "no request can be made"),
        (["http://127.0.0.1:1/", "--method", "\u2603"], "no request can be made"),
        (["http://127.0.0.1:99999/"], "no request can be made"),
        (["http://127.0.0.1:1/", "--pool-id", "eu-west-1_x"], "does not begin with the region"),
    ],
)
def test_wrong_use(words: list[str], text: str) -> None:
    result = CliRunner().invoke(main, ["verify-app", *words])
    assert result.exit_code == 2
    assert text in " ".join(result.output.split())
