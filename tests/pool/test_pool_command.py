"""The command ``pool``: its exit statuses, and what it says when something is wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from conformance.cli import main
from pool_changes import WEB, document


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["pool", *arguments])


def written(path: Path, changes: dict[str, Any], kind: str = "snapshot") -> str:
    path.write_text(document(changes, kind).text())
    return str(path)


def test_a_pool_is_made_read_and_compared(tmp_path: Path) -> None:
    source, made = written(tmp_path / "a.json", {}, "cloudformation"), str(tmp_path / "made.json")
    done = run("create", source, "--target", "reference", "--out", made)
    assert done.exit_code == 0, done.output
    assert "replaced: identity_providers.Google.ProviderDetails.client_secret: made up" in done.output
    compared = run("diff", source, made)
    assert compared.exit_code == 0, compared.output
    assert "Nothing differs." in compared.output


def test_diff_ends_with_what_was_found(tmp_path: Path) -> None:
    old = written(tmp_path / "old.json", {})
    new = written(tmp_path / "new.json", {f"{WEB}/CallbackURLs": []})
    strange = written(tmp_path / "strange.json", {"pool/Telepathy": 1})
    assert run("diff", old, old).exit_code == 0
    found = run("diff", old, new, "--format", "json")
    assert found.exit_code == 1
    assert json.loads(found.output)["differences"][0]["way"] == "refused"
    seen = run("diff", old, strange)
    assert seen.exit_code == 3
    assert "pool.Telepathy" in seen.output
    entry = '[[accept]]\nmember = "clients.web.CallbackURLs"\nreason = "known"\n'
    (tmp_path / "accept.toml").write_text(entry)
    assert run("diff", old, new, "--accept", str(tmp_path / "accept.toml")).exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["import", "no.yaml"], 2, "no.yaml: there is no such file"),
        (["diff", "no.json", "no.json"], 2, "no.json: there is no such file"),
        (["create", "no.json", "--target", "reference"], 2, "no.json: there is no such file"),
        (["snapshot", "reference", "--pool", "us-east-1_x"], 3, "reference has no pool"),
        (["snapshot", "nothing", "--pool", "us-east-1_x"], 3, "unknown target 'nothing'"),
        (["snapshot", "aws?profile=x", "--pool", "us-east-1_x"], 3, "nothing was sent"),
        (["snapshot", "reference"], 2, "--pool"),
    ],
)
def test_wrong_use(arguments: list[str], code: int, said: str) -> None:
    done = run(*arguments)
    assert (done.exit_code, said in done.output) == (code, True), done.output


def test_what_is_unknown_is_said_while_importing(tmp_path: Path) -> None:
    members = {"LambdaConfig": {"PreSignUp": {"Fn::GetAtt": ["F", "Arn"]}}, "Telepathy": 1}
    stack = {"Resources": {"P": {"Type": "AWS::Cognito::UserPool", "Properties": members}}}
    (tmp_path / "stack.json").write_text(json.dumps(stack))
    done = run("import", f"{tmp_path}/stack.json", "--out", f"{tmp_path}/pool.json")
    assert done.exit_code == 0
    assert "pool.LambdaConfig.PreSignUp: unknown: GetAtt F.Arn" in done.output
    assert "pool.Telepathy: no member that this version knows" in done.output


def test_a_contract_and_its_check(tmp_path: Path) -> None:
    source = written(tmp_path / "a.json", {"identity_providers": {}, WEB: {"ClientName": "web"}})
    contract = run("contract", source)
    assert contract.exit_code == 0
    assert 'requirement = "PWPOLICY-001"' in contract.output
    checked = run("check", source, "--target", "reference", "--situations", "1")
    assert checked.exit_code == 0, checked.output
    assert "0 broken, 0 unclear" in checked.output


def test_a_check_finds_a_defect(tmp_path: Path) -> None:
    source = written(tmp_path / "a.json", {"identity_providers": {}, WEB: {"ClientName": "web"}})
    defective = "reference?mutants=pw-no-symbol-rule"
    checked = run("check", source, "--target", defective, "--situations", "1", "--format", "json")
    assert checked.exit_code == 1
    broken = [one["key"] for one in json.loads(checked.output)["promises"] if one["outcome"] == "broken"]
    assert broken == ["passwords.without-symbols"]
