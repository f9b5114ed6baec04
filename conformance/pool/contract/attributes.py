"""Attributes that a client's users may read and write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from conformance.pool.contract.promise import Promise
from conformance.pool.form.document import is_unknown
from conformance.pool.form.schema import STANDARD

# Attributes that take any text and start no verification.
PLAIN = ("nickname", "website", "profile", "zoneinfo", "locale", "middle_name")


def attribute_promises(key: str, client: Mapping[str, Any], schema: Any, way: str) -> Iterator[Promise]:
    """For one attribute that is listed, and one that is not, of each list that the client has."""
    if is_unknown(schema):
        return
    changeable = [name for name in PLAIN if (schema or {}).get(name, STANDARD[name])["Mutable"]]
    writable = client.get("WriteAttributes")
    if isinstance(writable, list) and not any(is_unknown(one) for one in writable):
        yield from _written(key, writable, changeable, way)
    readable = client.get("ReadAttributes")
    if isinstance(readable, list) and not any(is_unknown(one) for one in readable):
        hidden = next((name for name in changeable if name not in readable), "")
        if hidden:
            yield Promise(
                f"clients.{key}.read",
                f"Client {key} does not show {hidden} to the user.",
                "ATTR-014",
                "read",
                "hidden",
                {"way": way, "attribute": hidden},
                key,
            )


def _written(key: str, writable: list[str], changeable: list[str], way: str) -> Iterator[Promise]:
    pairs = (
        ("writable", next((name for name in changeable if name in writable), ""), "ATTR-002", "taken"),
        ("read-only", next((name for name in changeable if name not in writable), ""), "ATTR-010", "refused"),
    )
    for what, name, requirement, expected in pairs:
        if name:
            yield Promise(
                f"clients.{key}.{what}",
                f"Users of client {key} may {'' if expected == 'taken' else 'not '}change their {name}.",
                requirement,
                "write",
                expected,
                {"way": way, "attribute": name},
                key,
            )
