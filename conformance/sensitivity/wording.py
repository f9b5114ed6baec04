"""Of which situations a statement speaks: the flows, users and pools that it names.

A requirement says nothing of a flow that it does not name where it names others, nor of other pools where it begins
with the kind of pool that it is about. Only words that leave no doubt are read; a statement without them speaks of
everything.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from conformance.scenario.dimensions import FLOWS

POOL = re.compile(r"In a pool with ([^,]*),")  # at the beginning
USER = re.compile(r"\b(?:a|an|the) (CONFIRMED|UNCONFIRMED|RESET_REQUIRED|FORCE_CHANGE_PASSWORD) user\b")
POOLS: Mapping[str, tuple[str, str]] = {  # words of the beginning: the value that they name
    "AliasAttributes": ("names", "aliases"),
    "UsernameAttributes": ("names", "addresses"),
    "MFA OPTIONAL": ("mfa", "OPTIONAL"),
    "CaseSensitive false": ("case", "ignored"),
}


def named_in(statement: str) -> dict[str, frozenset[str]]:
    """By dimension that a statement narrows down: the values that it speaks of."""
    text = " ".join(statement.split())
    pool = POOL.match(text)
    found = {name: frozenset({value}) for words, (name, value) in POOLS.items() if pool and words in pool[1]}
    flows = frozenset(flow for flow in FLOWS if re.search(rf"\b{flow}\b", text))
    users = frozenset(USER.findall(text))
    return found | ({"flow": flows} if flows else {}) | ({"state": users} if users else {})


def unspoken(statement: str, situation: str) -> str:
    """Why a statement does not speak of this ``dimension=value``; empty where it may. Challenges are no flows."""
    dimension, _, value = situation.partition("=")
    named = named_in(statement).get(dimension)
    if named is None or value in named or (dimension == "flow" and value not in FLOWS):
        return ""
    return f"the statement speaks of {dimension}={' and '.join(sorted(named))}"
