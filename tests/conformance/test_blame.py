"""Which requirement a refused request of arrangement is blamed on."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conformance.checking.exchange import Exchange
from conformance.requirements import load_catalog
from conformance.scenario.blame import blame_for, blame_of

RECOVERY = {"RecoveryMechanisms": [{"Priority": 1, "Name": "verified_email"}]}


def refusal(operation: str, message: str, **request: Any) -> Exchange:
    """A request that was refused with this message."""
    return Exchange(operation, request, 400, {}, "", {}, "error", "InvalidParameterException", message)


@pytest.mark.parametrize(
    ("message", "blamed"),
    [
        ("unknown variant `verified_email`", "POOL-089"),
        ("Value at 'accountRecoverySetting' is not accepted", "POOL-089"),
        ("AliasAttributes are not accepted", "POOL-090"),
        ("PoolName is too long", "POOL-001"),
    ],
)
def test_the_setting_that_a_refusal_names_is_blamed(message: str, blamed: str) -> None:
    request = {"PoolName": "x", "AccountRecoverySetting": RECOVERY, "AliasAttributes": ["email"]}
    assert blame_of(refusal("CreateUserPool", message, **request)) == blamed


def test_a_setting_that_was_not_asked_for_is_not_blamed() -> None:
    assert blame_of(refusal("CreateUserPool", "verified_email", PoolName="x")) == "POOL-001"
    assert blame_of(refusal("NoSuchOperation", "x")) is None


def test_a_member_that_is_missing_is_blamed_on_what_says_that_it_is_there() -> None:
    assert blame_for("POST /oauth2/token", "refresh_token") == "OTOKEN-002"
    assert blame_for("GET /.well-known/openid-configuration", "jwks_uri") == "JWT-002"
    assert blame_for("AddUserPoolClientSecret", "ClientSecretDescriptor.ClientSecretValue") == "SECRET-026"
    assert blame_for("InitiateAuth", "Session") is None


def blames_in(call: ast.Call) -> Iterator[ast.expr]:
    """The arguments of a call that name a blame."""
    yield from (keyword.value for keyword in call.keywords if keyword.arg == "blame")
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    place = {"end": 0, "blocked": 1, "need": 1}.get(name)
    if place is not None and len(call.args) > place:
        yield call.args[place]


def test_every_blame_that_is_written_down_is_active() -> None:
    """What is disputed or gone is never judged, so nothing can be blocked by it."""
    catalog, wrong = load_catalog(), []
    for file in (Path(__file__).parents[2] / "conformance").rglob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        named = (each for call in ast.walk(tree) if isinstance(call, ast.Call) for each in blames_in(call))
        texts = (node.value for each in named for node in ast.walk(each) if isinstance(node, ast.Constant))
        for text in texts:
            if isinstance(text, str) and re.fullmatch(r"[A-Z0-9]+-\d{3}", text):
                known = catalog.requirements.get(text)
                wrong += [] if known is not None and known.active else [f"{file.name}: {text}"]
    assert wrong == []
