"""Checks of claims in tokens that several requirements share. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from conformance.checking.exchange import Difference, Exchange
from conformance.kit.reading import TOKENS, claims_in


def issued_by(signed_in: Exchange, pool_id: str) -> Difference | None:
    """iss of both tokens is https://cognito-idp.<region>.amazonaws.com/<pool id>."""
    region = re.escape(pool_id.partition("_")[0])
    form = rf"https://cognito-idp\.{region}\.amazonaws\.com(\.cn)?/{re.escape(pool_id)}"
    for name in TOKENS:
        seen = claims_in(signed_in, name).get("iss")
        if not isinstance(seen, str) or not re.fullmatch(form, seen):
            return Difference("issuer", f"iss of the {name} matches {form}", f"iss {seen!r}")
    return None


def lacking(claims: Mapping[str, Any], wanted: Mapping[str, Any], kind: str) -> Difference | None:
    """The difference unless each of these claims is there with its value."""
    for name, value in wanted.items():
        if name not in claims:
            return Difference(f"{kind}-missing", f"claim {name} {value!r}", "no such claim")
        if claims[name] != value:
            return Difference(kind, f"claim {name} {value!r}", f"{claims[name]!r}")
    return None


def having(claims: Mapping[str, Any], names: tuple[str, ...] | list[str], kind: str) -> Difference | None:
    """The difference unless none of these claims is there."""
    found = [name for name in names if name in claims]
    return Difference(kind, f"no claim {found[0]}", f"{claims[found[0]]!r}") if found else None
