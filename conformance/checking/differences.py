"""Differences that many checks report, so that all word them alike. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.checking.acceptance import describe
from conformance.checking.exchange import Difference, Exchange


def not_refused(exchange: Exchange, what: str) -> Difference | None:
    """The difference when something was accepted, or broke the target, that must be refused with any code."""
    if exchange.ok:
        return Difference("accepted", f"{what} is refused", "it was accepted")
    if exchange.server_error:
        return Difference("server-error", f"{what} is refused as the caller's error", describe(exchange))
    return None


def refused_otherwise(exchange: Exchange, code: str, what: str) -> Difference | None:
    """The difference when something was not refused, or not with this code."""
    other = Difference(f"code-{exchange.code}", f"{what} is refused with {code}", describe(exchange))
    return not_refused(exchange, what) or (other if exchange.code != code else None)


def members_differ(found: Any, expected: Mapping[str, Any], where: str) -> Difference | None:
    """The difference when a JSON object lacks expected members or has other values for them."""
    if not isinstance(found, Mapping):
        return Difference("not-there", f"{where} is there", f"{where} is {found!r}")
    for name, value in expected.items():
        if name not in found:
            return Difference(f"without-{name}", f"{where} has {name} {value!r}", f"{where} has no {name}")
        if type(found[name]) is not type(value) or found[name] != value:
            return Difference(f"other-{name}", f"{where} has {name} {value!r}", f"{name} is {found[name]!r}")
    return None


def member_present(found: Any, name: str, where: str) -> Difference | None:
    """The difference when a JSON object has a member that it must not have."""
    if not isinstance(found, Mapping):
        return Difference("not-there", f"{where} is there", f"{where} is {found!r}")
    if name in found:
        return Difference(f"with-{name}", f"{where} has no {name}", f"{name} is {found[name]!r}")
    return None
