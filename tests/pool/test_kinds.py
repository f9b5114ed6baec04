"""A value of another type than the API takes is named; what is unknown or no value of its kind ends nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from conformance.pool.contract.derive import contract_of
from conformance.pool.diff.accepted import Accepted
from conformance.pool.diff.report import report
from conformance.pool.form.document import unknown
from conformance.pool.form.problems import PoolError
from conformance.pool.importing.files import import_files
from conformance.requirements import load_catalog
from pool_changes import WEB, document

CATALOG = load_catalog()


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        ("pool/Policies/PasswordPolicy/MinimumLength", "x", 'MinimumLength: "x": a whole number is needed'),
        ("pool/Policies/PasswordPolicy/MinimumLength", True, "MinimumLength: true: a whole number is needed"),
        ("pool/Policies/PasswordPolicy/RequireSymbols", {}, "RequireSymbols: {}: true or false is needed"),
        ("pool/Schema", "x", 'pool.Schema: "x": a list is needed'),
        ("pool/UsernameConfiguration", 7, "pool.UsernameConfiguration: 7: an object is needed"),
        (f"{WEB}/ExplicitAuthFlows", ["ALLOW_USER_AUTH", None], r"ExplicitAuthFlows\[1\]: null: a text is needed"),
        (f"{WEB}/AccessTokenValidity", "x", 'clients.web.AccessTokenValidity: "x": a whole number is needed'),
        ("identity_providers/Google/ProviderDetails", {"a": 1}, "ProviderDetails.a: 1: a text is needed"),
    ],
)
def test_values_of_a_wrong_type_are_named(tmp_path: Path, place: str, value: Any, said: str) -> None:
    path = tmp_path / "pool.json"
    path.write_text(document({place: value}).text())
    with pytest.raises(PoolError, match=f"pool.json: .*{said}"):
        import_files([str(path)])


def test_the_file_of_a_wrong_value_is_named(tmp_path: Path) -> None:
    pool = {"UserPool": {"Id": "eu-west-1_x", "Name": "shop"}}
    client = {"UserPoolClient": {"ClientId": "c", "ClientName": "web", "AccessTokenValidity": "x"}}
    files = []
    for name, data in (("pool.json", pool), ("client.json", client)):
        (tmp_path / name).write_text(json.dumps(data))
        files.append(str(tmp_path / name))
    with pytest.raises(PoolError) as raised:
        import_files(files)
    assert str(raised.value) == f'{files[1]}: clients.web.AccessTokenValidity: "x": a whole number is needed'
    pool["UserPool"]["Policies"] = {"PasswordPolicy": {"MinimumLength": "y"}}  # type: ignore[assignment]
    Path(files[0]).write_text(json.dumps(pool))
    with pytest.raises(PoolError, match=r"^.*pool.json: pool.Policies.PasswordPolicy.MinimumLength"):
        import_files(files)


def test_the_parameters_of_a_wrong_value_are_named_beside_the_template(tmp_path: Path) -> None:
    policy = {"PasswordPolicy": {"MinimumLength": {"Ref": "Least"}}}
    resources = {"P": {"Type": "AWS::Cognito::UserPool", "Properties": {"Policies": policy}}}
    stack = {"Parameters": {"Least": {"Type": "String"}}, "Resources": resources}
    (tmp_path / "stack.json").write_text(json.dumps(stack))
    (tmp_path / "values.json").write_text(json.dumps({"Least": "x"}))
    with pytest.raises(PoolError, match=r'stack.json with .*values.json: pool.*MinimumLength: "x": a whole number'):
        import_files([str(tmp_path / "stack.json"), str(tmp_path / "values.json")])


# What is unclear, and the statuses of a comparison from and to a pool in which all is known.
UNDECIDED: list[tuple[str, Any, tuple[int, int]]] = [
    ("mfa/MfaConfiguration", "false", (1, 1)),
    ("pool/Policies", None, (1, 1)),
    ("pool/UsernameAttributes", [unknown("why")], (3, 3)),
    (f"{WEB}/ReadAttributes", [unknown("why")], (3, 3)),
    (f"{WEB}/WriteAttributes", [unknown("why"), "email"], (3, 3)),
    (f"{WEB}/ExplicitAuthFlows", [unknown("why")], (3, 3)),
    ("pool/LambdaConfig", unknown("why"), (3, 3)),
]


@pytest.mark.parametrize(("place", "value", "statuses"), UNDECIDED)
def test_what_is_unclear_ends_nothing(tmp_path: Path, place: str, value: Any, statuses: tuple[int, int]) -> None:
    path = tmp_path / "pool.json"
    path.write_text(document({place: value}).text())
    read, known = import_files([str(path)]), document({})
    assert contract_of(read).promises
    found = [report(old, new, "api", Accepted(), CATALOG) for old, new in ((known, read), (read, known))]
    assert tuple(one.exit_status for one in found) == statuses, [one.ways for one in found]
    ways = [{way.difference.part for way in one.ways} for one in found]
    assert ways == [{place.split("/", maxsplit=1)[0]}] * 2
