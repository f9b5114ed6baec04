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


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("mfa/MfaConfiguration", "false"),
        ("pool/Policies", None),
        ("pool/UsernameAttributes", [unknown("why")]),
        (f"{WEB}/ReadAttributes", [unknown("why")]),
        (f"{WEB}/WriteAttributes", [unknown("why"), "email"]),
        (f"{WEB}/ExplicitAuthFlows", [unknown("why")]),
        ("pool/LambdaConfig", unknown("why")),
    ],
)
def test_what_cannot_be_told_ends_nothing(tmp_path: Path, place: str, value: Any) -> None:
    path = tmp_path / "pool.json"
    path.write_text(json.dumps(json.loads(document({place: value}).text())))
    read = import_files([str(path)])
    assert contract_of(read).promises
    for old, new in ((document({}), read), (read, document({}))):
        assert report(old, new, "api", Accepted(), CATALOG).exit_status in (0, 1, 3)
