"""Applications that look the user up: what they know can be fixed, and their mistakes are still found."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from conformance.cli import main
from conformance.kit import jwt as kit
from conformance.verify_app.asking import Endpoint
from conformance.verify_app.draft import Fixed, Needs, Use
from conformance.verify_app.forms import Level, Step
from conformance.verify_app.issued import IssuedTokens
from conformance.verify_app.issuer import Issuer
from conformance.verify_app.judge import Trial, try_application
from token_apps import Refused, WithPyJWT, bearer, plain_app

ADA = Fixed("6f1c9a", "ada", ("staff",), {"custom:tenant": "acme"})
NAME: dict[Use, str] = {"access": "username", "id": "cognito:username"}


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with Issuer(0, "us-east-1_verifyapp", ["first", "second"]) as started:
        yield started


class LooksUp:
    """A right application but for ``lacks``, which knows Ada alone, and all that it knows of her."""

    def __init__(self, needs: Needs, jwks_url: str, lacks: str) -> None:
        self.needs, self.check = needs, WithPyJWT(needs, jwks_url, lacks)

    def __call__(self, value: str | None) -> None:
        self.check(value)
        claims: dict[str, Any] = kit.payload(bearer(value))
        known = (claims["sub"], claims[NAME[self.needs.use]], claims["custom:tenant"])
        groups = set(claims["cognito:groups"]) - {self.needs.group}
        if known != ("6f1c9a", "ada", "acme") or groups != {"staff"}:
            raise Refused("unknown user")


def tried(issuer: Issuer, needs: Needs, lacks: str = "", fixed: Fixed = ADA) -> Trial:
    sent = Needs(needs.issuer, needs.client_id, needs.use, needs.scopes, needs.group, fixed)
    with plain_app(LooksUp(needs, issuer.jwks_url, lacks)) as url:
        return try_application(Endpoint(url, pause=0), IssuedTokens(issuer, sent), 7, 1, lambda line: None)


@pytest.mark.parametrize("use", ["access", "id"])
def test_one_that_knows_one_user(issuer: Issuer, use: Use) -> None:
    needs = Needs(issuer.url, "client", use, group="editors")
    trial = tried(issuer, needs)
    assert not trial.stopped, trial.stopped
    assert not trial.accepted(Level.FAULT)
    assert not trial.unclear


@pytest.mark.parametrize("fixed", [Fixed(), Fixed("6f1c9a"), Fixed("6f1c9a", "ada", None, ADA.claims)])
def test_unless_all_it_knows_is_fixed_nothing_is_concluded(issuer: Issuer, fixed: Fixed) -> None:
    trial = tried(issuer, Needs(issuer.url, "client"), fixed=fixed)
    assert trial.stopped


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
    ],
)
def test_a_mistake_is_found_behind_the_look_up(issuer: Issuer, use: Use, lacks: str, step: Step) -> None:
    trial = tried(issuer, Needs(issuer.url, "client", use, group="editors"), lacks)
    assert {one.form.step for one in trial.accepted(Level.FAULT)} == {step}
    if lacks == "signature":
        names = {one.form.name for one in trial.accepted(Level.FAULT)}
        assert "claims altered after signing" in names  # what is altered is nothing that it looks up


def test_the_options(tmp_path: Path) -> None:
    seen: list[dict[str, Any]] = []

    def check(value: str | None) -> None:
        if (value or "").count(".") == 2:
            seen.append(kit.payload(bearer(value)))

    words = ["--username", "ada", "--sub", "6f1c9a", "--user-group", "staff", "--group", "editors"]
    words += ["--claim", "custom:tenant=acme", "--claim", "level=3", "--claim", 'roles=["a"]']
    with plain_app(check) as url:
        command = ["verify-app", url, "--times", "1", "--out", str(tmp_path), *words]
        result = CliRunner().invoke(main, command)
    assert result.exit_code == 1
    assert len(seen) > 20
    for claims in seen:
        assert claims["username"] == "ada"
        assert claims["sub"] == "6f1c9a"
        assert set(claims["cognito:groups"]) <= {"staff", "editors"}
        assert (claims["custom:tenant"], claims["level"], claims["roles"]) == ("acme", 3, ["a"])
    assert json.loads((tmp_path / "verify-app.json").read_text())["steps_broken"]
