"""Attribute lists of the API as mappings, and mappings as attribute lists. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.checking.exchange import Exchange


def attribute_list(attributes: Mapping[str, str]) -> list[dict[str, str]]:
    """Attributes in the form of the API."""
    return [{"Name": name, "Value": value} for name, value in attributes.items()]


def attributes_of(exchange: Exchange, member: str = "UserAttributes") -> dict[str, str]:
    """The attributes in an answer (``UserAttributes``, ``User.Attributes``) by name."""
    found = exchange.get(member) or []
    return {str(entry.get("Name")): str(entry.get("Value", "")) for entry in found if isinstance(entry, Mapping)}
