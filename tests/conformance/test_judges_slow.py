"""The judges themselves, on the reference target and on its mutants."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.journal import read_events
from conformance.judges.panel import judge_target, names
from installed import installed
from reports.fold import fold
from reports.judges import Column, columns
from targets.interface import TargetUnusable
from targets.registry import resolve

pytestmark = pytest.mark.slow


def asked(spec: str, names: list[str], out: Path) -> dict[str, Column]:
    """What these judges say of a target; those that are not installed are left out, and without any it is skipped."""
    able = installed(names)
    if not able:
        pytest.skip(f"none of {', '.join(names)} can be installed here")
    judge_target(spec, able, out, seed=1)
    (target,) = fold(read_events(out)).targets
    found = {column.judge: column for column in columns(target)}
    assert list(found) == able
    return found


def test_every_judge_accepts_the_right_and_refuses_the_wrong_on_the_reference(tmp_path: Path) -> None:
    for name, column in asked("reference", names(), tmp_path).items():
        # the reference target is a user pool and nothing beside it
        expected = "not-offered" if name.startswith("gateway-") else "as-it-should"
        assert [(name, task.name, task.words) for task in column.tasks if task.words != (expected,)] == []


def test_the_apis_of_ministack_are_told_apart(tmp_path: Path) -> None:
    try:
        resolve("ministack").start().stop()
    except TargetUnusable as unusable:
        pytest.skip(str(unusable))
    found = asked("ministack", [f"gateway-{kind}" for kind in ("rest", "http", "appsync")], tmp_path)
    assert found["gateway-http"].words == ("as-it-should",)
    assert "accepts-wrong" in found["gateway-appsync"].words


@pytest.mark.parametrize(
    ("mutant", "name", "task", "word"),
    [
        ("stale-access-key", "aws-jwt-verify", "access token", "refuses-right"),
        ("stale-access-key", "pyjwt", "access token", "refuses-right"),
        ("stale-access-key", "envoy", "access token", "refuses-right"),
        ("stale-access-key", "pycognito", "access token", "refuses-right"),
        ("any-srp-password", "pycognito", "SRP sign-in", "accepts-wrong"),
        ("any-srp-password", "amazon-cognito-identity-js", "SRP sign-in", "accepts-wrong"),
        ("any-password-at-user-password-auth", "aws-cli", "password sign-in", "accepts-wrong"),
        ("hosted-verifier-unchecked", "openid-client", "code with PKCE", "accepts-wrong"),
        ("hosted-nonce-dropped", "openid-client", "nonce in the ID token", "refuses-right"),
        ("discovery-issuer-with-slash", "openid-client", "discovery at its own address", "refuses-right"),
        ("hosted-any-password", "chromium", "login page to tokens", "accepts-wrong"),
        ("hosted-token-without-cors", "chromium", "login page to tokens", "refuses-right"),
    ],
)
def test_a_defect_is_found_by_a_judge(mutant: str, name: str, task: str, word: str, tmp_path: Path) -> None:
    column = asked(f"reference?mutants={mutant}", [name], tmp_path)[name]
    (found,) = [each for each in column.tasks if each.name == task]
    assert found.words == (word,), [(o.form, o.outcome, o.message) for o in found.opinions]
