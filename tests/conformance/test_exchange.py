"""What an exchange gives of its response."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.checking.exchange import Exchange

RESPONSE = {"A": {"B": "text", "None": None}, "List": [{"C": 1}, "text"], "1": "digit"}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("A.B", "text"),
        ("A.None", None),
        ("List.0.C", 1),
        ("List.1", "text"),
        ("1", "digit"),
        ("Z", "default"),
        ("A.Z", "default"),
        ("A.B.0", "default"),
        ("A.None.B", "default"),
        ("List.2", "default"),
        ("List.C", "default"),
        ("List.0.C.D", "default"),
    ],
)
def test_a_member_at_a_path(path: str, value: Any) -> None:
    exchange = Exchange("Operation", {}, 200, response=RESPONSE)
    assert exchange.get(path, "default") == value
