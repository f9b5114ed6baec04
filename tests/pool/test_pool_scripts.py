"""Every consequence that is reported comes with a script that shows it, before and after."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from conformance.cli import main
from conformance.pool.diff.accepted import Accepted
from conformance.pool.diff.render import SCRIPTS, markdown
from conformance.pool.diff.report import report
from conformance.pool.diff.scripts import scripts
from conformance.pool.form.document import unknown
from conformance.requirements import load_catalog
from pool_changes import GONE, POLICY, SMS, WEB, document

CATALOG = load_catalog()
FLOWS = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
OLD: dict[str, Any] = {"pool/UsernameAttributes": GONE, f"{WEB}/ExplicitAuthFlows": FLOWS, "pool/Schema": GONE}
OFF = {"mfa/MfaConfiguration": "OFF", "mfa/SoftwareTokenMfaConfiguration": GONE}
NO_APPS = {"mfa/SoftwareTokenMfaConfiguration": {"Enabled": False}}
DEVICES = {"pool/DeviceConfiguration": {"ChallengeRequiredOnNewDevice": True}}
BY_ADMIN = {"pool/AccountRecoverySetting": {"RecoveryMechanisms": [{"Name": "admin_only", "Priority": 1}]}}
MACHINE = {"clients/web/AllowedOAuthFlows": ["implicit"]}
# name: what OLD has beside the above, what NEW changes, and how many scripts come of it
CHANGES: dict[str, tuple[dict[str, Any], dict[str, Any], int]] = {
    "longer passwords": ({}, {"pool/Policies/PasswordPolicy": {**POLICY, "MinimumLength": 20}}, 2),
    "shorter passwords": ({}, {"pool/Policies/PasswordPolicy": {**POLICY, "MinimumLength": 8}}, 1),
    "no symbols": ({}, {"pool/Policies/PasswordPolicy": {**POLICY, "RequireSymbols": False}}, 1),
    "no sign-up": ({}, {"pool/AdminCreateUserConfig": {"AllowAdminCreateUserOnly": True}}, 1),
    "required MFA": ({}, {"mfa/MfaConfiguration": "ON"}, 2),
    "MFA required of those who had none": (OFF, {"mfa": document({}).parts["mfa"] | {"MfaConfiguration": "ON"}}, 2),
    "no MFA": ({"mfa/MfaConfiguration": "ON"}, OFF, 3),
    "a flow less": ({}, {f"{WEB}/ExplicitAuthFlows": FLOWS[1:]}, 3),
    "SRP alone goes": (OFF, {f"{WEB}/ExplicitAuthFlows": [FLOWS[0], FLOWS[2]]}, 1),
    "no refresh": (OFF, {f"{WEB}/ExplicitAuthFlows": FLOWS[:2]}, 1),
    "longer tokens": (OFF, {f"{WEB}/AccessTokenValidity": 2}, 1),
    "shorter ID tokens": (OFF, {f"{WEB}/IdTokenValidity": 5, f"{WEB}/TokenValidityUnits": {"IdToken": "minutes"}}, 1),
    "no revocation": (OFF, {f"{WEB}/EnableTokenRevocation": False}, 2),
    "rotation": (
        OFF,
        {
            f"{WEB}/RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 0},
            f"{WEB}/ExplicitAuthFlows": FLOWS[:2],
        },
        2,
    ),
    "hidden users": (OFF, {f"{WEB}/PreventUserExistenceErrors": "ENABLED"}, 1),
    "a callback less": (OFF, {f"{WEB}/CallbackURLs": ["https://b.example/cb"]}, 1),
    "another domain": (OFF, {"domains/shop-1": GONE, "domains/shop-2": {}}, 3),
    "another grant": (OFF, MACHINE, 4),
    "recovery by administrators": (OFF, BY_ADMIN, 1),
    "devices are tracked": (OFF, DEVICES, 2),
    "devices are forgotten": ({**OFF, **DEVICES}, {"pool/DeviceConfiguration": GONE}, 2),
    "a read-only attribute": (
        {**OFF, f"{WEB}/WriteAttributes": ["nickname", "website"]},
        {f"{WEB}/WriteAttributes": ["website"]},
        1,
    ),
    "SMS beside apps": ({"pool/SmsConfiguration": SMS}, {"mfa/SmsMfaConfiguration": {}}, 0),
}


def files_of(name: str) -> tuple[dict[str, str], int]:
    """The scripts of a change, and how many things users notice in it."""
    old, new, _ = CHANGES[name]
    before, after = document({**OLD, **old}), document({**OLD, **old, **new})
    found = report(before, after, "api", Accepted(), CATALOG)
    seen = [one for one in found.meaning.lives if not one.disputed]
    assert all(one.shown for one in found.meaning.consequences), found.meaning
    return scripts(before, found.meaning, "api", CATALOG), len(found.meaning.consequences) + len(seen)


def run_here(script: Path, *arguments: str, monkeypatch: pytest.MonkeyPatch) -> object:
    """The exit status of a script that runs in this process."""
    monkeypatch.setattr(sys, "argv", [str(script), *arguments])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(script), run_name="__main__")
    return ended.value.code


@pytest.mark.parametrize("name", CHANGES)
def test_every_consequence_is_shown_by_its_script(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    files, noticed = files_of(name)
    found = [file for file in files if file.endswith(".py")]
    assert len(found) == noticed == CHANGES[name][2]
    for file, text in files.items():
        (tmp_path / file).write_text(text, encoding="utf-8")
    for file in found:
        status = run_here(tmp_path / file, monkeypatch=monkeypatch)
        seen = capsys.readouterr().out
        assert (status, "as reported" in seen) == (1, True), (file, seen)


def test_the_report_offers_scripts_where_there_are_some() -> None:
    def said(*names: str) -> str:
        old, new, _ = CHANGES[names[0]]
        return markdown(report(document({**OLD, **old}), document({**OLD, **old, **new}), "api", Accepted(), CATALOG))

    assert SCRIPTS in said("no revocation")
    assert SCRIPTS not in said("SMS beside apps")
    disputed = document({**OLD, **CHANGES["SMS beside apps"][0], "mfa/SmsMfaConfiguration": {}})
    without = document({**OLD, "pool/SmsConfiguration": SMS, "mfa/SmsMfaConfiguration": {}, **NO_APPS})
    found = report(disputed, without, "api", Accepted(), CATALOG)
    assert [one.disputed for one in found.meaning.lives] == [True]
    assert "sources disagree" in markdown(found)
    assert SCRIPTS not in markdown(found)


def test_a_script_where_the_suite_is_not_installed_is_wrong_use(tmp_path: Path) -> None:
    files, _ = files_of("no revocation")
    name = next(file for file in files if "origin-jti" in file)
    (tmp_path / name).write_text(files[name], encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-I", "-S", name], cwd=tmp_path, capture_output=True, text=True, check=False
    )  # without any package
    assert (done.returncode, "cognito-conformance is not installed" in done.stderr) == (2, True), done


def test_a_script_shows_that_nothing_changes_where_nothing_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    files, _ = files_of("no revocation")
    script = next(file for file in files if "origin-jti" in file)
    (tmp_path / script).write_text(files[script], encoding="utf-8")
    for name in ("old.json", "new.json"):
        (tmp_path / name).write_text(files["old.json"], encoding="utf-8")
    assert run_here(tmp_path / script, monkeypatch=monkeypatch) == 0
    assert "nothing changes here" in capsys.readouterr().out
    assert run_here(tmp_path / script, "nothing", monkeypatch=monkeypatch) == 3
    assert run_here(tmp_path / script, "--help", monkeypatch=monkeypatch) == 2
    (tmp_path / "new.json").unlink()
    assert run_here(tmp_path / script, monkeypatch=monkeypatch) == 2
    assert "new.json: there is no such file" in capsys.readouterr().err


def test_the_command_writes_scripts_that_run_by_themselves(tmp_path: Path) -> None:
    old, new = tmp_path / "a.json", tmp_path / "b.json"
    old.write_text(document({**OLD, **OFF}).text(), encoding="utf-8")
    hard = {
        f"{WEB}/AccessTokenValidity": 2,
        'clients/a"""b\\\n#': {"ClientName": "x"},
        "pool/LambdaConfig": unknown("If"),
    }
    new.write_text(document({**OLD, **OFF, **hard}).text(), encoding="utf-8")

    def run(*more: str) -> Result:
        return CliRunner().invoke(main, ["pool", "diff", str(old), str(new), *more])

    folder = tmp_path / "scripts"
    assert run("--scripts", str(folder)).exit_code == 1
    script = next(folder.glob("*lifetime.access.py"))
    done = subprocess.run(
        [sys.executable, str(script)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    assert (done.returncode, "before: 3600 s\nafter: 7200 s\nas reported" in done.stdout) == (1, True), done
    again = run("--scripts", str(folder))
    assert (again.exit_code, "the folder is not empty" in again.output) == (2, True)
