"""A script that cannot tell says so: nothing that a target does not answer passes for a change, or for none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from conformance.checking.exchange import Exchange, Outcome
from conformance.pool.contract.derive import contract_of
from conformance.pool.diff import showing
from conformance.pool.diff.accepted import Accepted
from conformance.pool.diff.report import report
from conformance.requirements import load_catalog
from conformance.transport.driver import Driver
from pool_changes import GONE, WEB, document

CATALOG = load_catalog()
FLOWS = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
WITHOUT_MFA = {"mfa/MfaConfiguration": "OFF", "mfa/SoftwareTokenMfaConfiguration": GONE}
OLD: dict[str, Any] = {
    "pool/UsernameAttributes": GONE,
    "pool/Schema": GONE,
    f"{WEB}/ExplicitAuthFlows": FLOWS,
}
BY_ADMIN = {"pool/AccountRecoverySetting": {"RecoveryMechanisms": [{"Name": "admin_only", "Priority": 1}]}}
REVOCATION = {f"{WEB}/EnableTokenRevocation": False}
HIDDEN = {f"{WEB}/PreventUserExistenceErrors": "ENABLED"}
OTHER_CALLBACK = {f"{WEB}/CallbackURLs": ["https://b.example/cb"]}
OTHER_DOMAIN = {"domains/shop-1": GONE, "domains/shop-2": {}}
NO_REFRESH = {f"{WEB}/ExplicitAuthFlows": FLOWS[:2]}
SILENT: tuple[Outcome, ...] = ("unsupported", "indeterminate")


def documents(folder: Path, new: dict[str, Any], old: dict[str, Any] | None = None) -> str:
    """The path of a script that has the two documents beside it."""
    before = {**OLD, **WITHOUT_MFA, **(old or {})}
    for name, changes in (("old.json", before), ("new.json", {**before, **new})):
        (folder / name).write_text(document(changes).text(), encoding="utf-8")
    return str(folder / "script.py")


def silence(
    patch: pytest.MonkeyPatch,
    operation: str,
    outcome: Outcome,
    when: Callable[[int], bool] = lambda number: True,
    on: str = "call",
) -> None:
    """Answer requests of these numbers to an operation so that nobody knows what the target does."""
    real: Callable[..., Exchange] = getattr(Driver, on)
    seen = 0

    def answered(self: Driver, *given: Any, **named: Any) -> Exchange:
        nonlocal seen
        place = given[0] if on == "call" else given[1] if len(given) > 1 else named["url"]
        if not str(place).partition("?")[0].endswith(operation):
            return real(self, *given, **named)
        seen += 1
        if not when(seen):
            return real(self, *given, **named)
        return Exchange(operation, {"url": str(place)}, None, outcome=outcome, code="Silence", message="no answer")

    patch.setattr(Driver, on, answered)


def promise(key: str) -> dict[str, Any]:
    """A promise of OLD, as a script has it."""
    one = next(one for one in contract_of(document({**OLD, **WITHOUT_MFA})).promises if one.key == key)
    return {field.name: getattr(one, field.name) for field in fields(one)}


@pytest.mark.parametrize("outcome", SILENT)
@pytest.mark.parametrize(
    ("new", "key", "operation", "on"),
    [
        (REVOCATION, "clients.web.revocation", "RevokeToken", "call"),
        (HIDDEN, "clients.web.unknown-user", "InitiateAuth", "call"),
        (HIDDEN, "clients.web.unknown-user", "AdminSetUserPassword", "call"),
        (OTHER_CALLBACK, "clients.web.callback.https://a.example/cb", "/oauth2/authorize", "request"),
    ],
)
def test_a_promise_that_is_not_answered_is_not_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, new: Any, key: str, operation: str, on: str, outcome: Outcome
) -> None:
    script, asked = documents(tmp_path, new), promise(key)
    assert showing.show_promise(script, asked, ("", ""), []) == 1
    silence(monkeypatch, operation, outcome, on=on)
    assert showing.show_promise(script, asked, ("", ""), []) == 3


@pytest.mark.parametrize("outcome", SILENT)
def test_a_user_who_does_not_exist_is_judged_by_an_answer_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, outcome: Outcome
) -> None:
    script, asked = documents(tmp_path, HIDDEN), promise("clients.web.unknown-user")
    silence(monkeypatch, "InitiateAuth", outcome, lambda number: number % 2 == 0)  # who is there signs in first
    assert showing.show_promise(script, asked, ("", ""), []) == 3


def life(script: str, key: str, seen: tuple[str, str] = ("", "")) -> int:
    return showing.show_life(script, key, "api", seen, [])


@pytest.mark.parametrize("outcome", SILENT)
@pytest.mark.parametrize(
    ("new", "key", "operation", "after", "on"),
    [
        (BY_ADMIN, "recovery.asks-for", "ForgotPassword", 2, "call"),  # in both rounds
        (BY_ADMIN, "recovery.asks-for", "ForgotPassword", 3, "call"),  # after the change alone
        (BY_ADMIN, "recovery.asks-for", "ForgotPassword", 0, "call"),  # while the users are made
        (BY_ADMIN, "recovery.asks-for", "AdminCreateUser", 0, "call"),
        (BY_ADMIN, "recovery.asks-for", "CreateUserPoolClient", 0, "call"),
        (BY_ADMIN, "recovery.asks-for", "UpdateUserPool", 0, "call"),  # the change itself
        (NO_REFRESH, "password.refreshes-with", "InitiateAuth", 0, "call"),
        (NO_REFRESH, "password.refreshes-with", "InitiateAuth", 2, "call"),
        (OTHER_CALLBACK, "hosted.signs-in", "/login", 0, "request"),
    ],
)
def test_a_life_that_is_not_answered_is_not_reported(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    new: Any,
    key: str,
    operation: str,
    after: int,
    on: str,
    outcome: Outcome,
) -> None:
    script = documents(tmp_path, new)
    assert life(script, f"clients.web.lives.{key}") == 1
    silence(monkeypatch, operation, outcome, lambda number: number > after, on)
    assert life(script, f"clients.web.lives.{key}") == 3


def test_a_domain_that_does_not_tell_is_none_that_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = documents(tmp_path, OTHER_DOMAIN)
    assert life(script, "clients.web.lives.hosted.redeems-a") == 1
    begun = 2  # two codes are redeemed before the change
    silence(monkeypatch, "/oauth2/token", "indeterminate", lambda number: number > begun, on="request")
    assert life(script, "clients.web.lives.hosted.redeems-a") == 3


def test_what_nobody_does_is_not_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = documents(tmp_path, BY_ADMIN)
    assert life(script, "clients.web.lives.device.signs-in") == 3
    assert "no user can do this on this target" in capsys.readouterr().out


def test_what_is_not_made_and_does_not_differ_hinders_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    silence(monkeypatch, "CreateGroup", "unsupported")
    same = {f"{WEB}/ClientName": "another name"}
    assert life(documents(tmp_path, same), "clients.web.lives.recovery.asks-for") == 0
    assert "nothing changes here" in capsys.readouterr().out
    assert life(documents(tmp_path, {"groups/x": {}}), "clients.web.lives.recovery.asks-for") == 3
    assert "does not make this change: CreateGroup: Silence: no answer" in capsys.readouterr().out


def test_what_was_not_made_is_not_updated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    silence(monkeypatch, "CreateResourceServer", "unsupported")
    server = "resource_servers/urn:api"
    script = documents(tmp_path, {server: {"Name": "b", "Scopes": []}}, {server: {"Name": "a", "Scopes": []}})
    assert life(script, "clients.web.lives.recovery.asks-for") == 3
    shown = capsys.readouterr().out
    assert "does not make this change: resource_servers.urn:api: CreateResourceServer: Silence" in shown
    assert "UpdateResourceServer" not in shown


def test_a_defect_is_no_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(*given: Any, **named: Any) -> Exchange:
        raise KeyError("x")

    script, asked = documents(tmp_path, REVOCATION), promise("clients.web.revocation")
    monkeypatch.setattr(Driver, "call", fails)
    assert showing.show_promise(script, asked, ("", ""), []) == 4
    assert "KeyError: 'x'" in capsys.readouterr().err
    assert life(script, "clients.web.lives.recovery.asks-for") == 4


def test_users_who_cannot_be_tried_are_named_in_the_report(monkeypatch: pytest.MonkeyPatch) -> None:
    before, after = document(OLD), document({**OLD, "mfa/MfaConfiguration": "ON"})
    assert report(before, after, "api", Accepted(), CATALOG).meaning.unclear == []
    silence(monkeypatch, "AssociateSoftwareToken", "unsupported")
    found = report(before, after, "api", Accepted(), CATALOG)
    why = "what becomes of these users could not be tried: AssociateSoftwareToken: Silence: no answer"
    assert found.remarks == [f"clients.web.lives.app: {why}"]
