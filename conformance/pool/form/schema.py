"""The attributes of a pool: what every pool has, and what was chosen. Only what was chosen is compared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.oracle.standard_attributes import STANDARD_ATTRIBUTES

WIDE = {"MinLength": "0", "MaxLength": "2048"}
PREFIXES = ("custom:", "dev:")
CONSTRAINTS = {"String": "StringAttributeConstraints", "Number": "NumberAttributeConstraints"}
FLAGS = tuple(name for name, kind in STANDARD_ATTRIBUTES.items() if kind == "Boolean")


def _standard() -> dict[str, dict[str, Any]]:
    limits = {
        "String": {"StringAttributeConstraints": WIDE},
        "Number": {"NumberAttributeConstraints": {"MinValue": "0"}},
    }
    found = {name: _described(kind, **limits.get(kind, {})) for name, kind in STANDARD_ATTRIBUTES.items()}
    found["sub"]["StringAttributeConstraints"] = {"MinLength": "1", "MaxLength": "2048"}
    found["sub"] |= {"Mutable": False, "Required": True}
    found["birthdate"]["StringAttributeConstraints"] = {"MinLength": "10", "MaxLength": "10"}
    return found


def _described(kind: str, **more: Any) -> dict[str, Any]:
    return {"AttributeDataType": kind, "DeveloperOnlyAttribute": False, "Mutable": True, "Required": False, **more}


STANDARD = _standard()
# What a client can read, and write, where it names no attributes. Documented: all standard ones, the flags to read.
READABLE = frozenset({*STANDARD} - {"sub"})
WRITABLE = READABLE - {*FLAGS}


def chosen(schema: list[Any]) -> dict[str, Any]:
    """The attributes that are not as every pool has them, by their full names.

    An attribute without a prefix that is not in this list was added by AWS since, or is ``identities``: it counts only
    when it is required or immutable, for then somebody chose that.
    """
    found: dict[str, Any] = {}
    for entry in schema:
        name, attribute = _completed(entry)
        standard = STANDARD.get(name)
        by_itself = standard is None and not name.startswith(PREFIXES)
        if by_itself and attribute["Mutable"] and not attribute["Required"]:
            continue
        if attribute != standard:
            found[name] = attribute
    return found


def full_name(entry: Mapping[str, Any]) -> str:
    """The name with the prefix that Cognito gives attributes that are not standard ones."""
    name = str(entry.get("Name", ""))
    if name.startswith(PREFIXES) or name in STANDARD or name == "identities":
        return name
    return f"dev:{name}" if entry.get("DeveloperOnlyAttribute") else f"custom:{name}"


def _completed(entry: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    name = full_name(entry)
    base = STANDARD.get(name) or _described(str(entry.get("AttributeDataType") or "String"))
    given = {key: value for key, value in entry.items() if key != "Name" and value is not None}
    attribute = {**base, **given}
    if name in STANDARD:
        attribute["AttributeDataType"] = base["AttributeDataType"]
    kind = CONSTRAINTS.get(str(attribute["AttributeDataType"]))
    for member in CONSTRAINTS.values():
        limits = attribute.pop(member, None)
        if member == kind:
            own = {key: str(value) for key, value in (limits or {}).items() if value is not None}
            attribute[member] = own or base.get(member, {})
    return name, attribute
