"""Of which situations a statement speaks: the flows, users and pools that it names.

A requirement says nothing of a flow that it does not name where it names others, nor of other pools where it begins
with the kind of pool that it is about. Only words that leave no doubt are read; a statement without them speaks of
everything.
"""

from __future__ import annotations

import re
from collections import defaultdict

from conformance.scenario.dimensions import FLOWS

POOL = re.compile(r"In a pool with ([^,]*),")  # at the beginning
USERS = (
    re.compile(r"\b(?:[Aa]n?|[Tt]he) (CONFIRMED|UNCONFIRMED|RESET_REQUIRED|FORCE_CHANGE_PASSWORD) user\b"),
    re.compile(r"\b(?:for|of) (?:a|the) (disabled) user\b"),
)
POOLS = (  # words of the beginning, the dimension, and the values that they name
    (re.compile(r"\bAliasAttributes\b"), "names", ("aliases",)),
    (re.compile(r"\bUsernameAttributes\b"), "names", ("addresses",)),
    (re.compile(r"\b(?:MFA|MfaConfiguration) (?:ON or )?OPTIONAL\b"), "mfa", ("OPTIONAL",)),
    (re.compile(r"\b(?:MFA|MfaConfiguration) (?:OPTIONAL or )?ON\b"), "mfa", ("ON",)),
    (re.compile(r"\bCaseSensitive false\b"), "case", ("ignored",)),
    (re.compile(r"\bDeviceConfiguration\b"), "devices", ("always", "asked")),
    (re.compile(r"\bDeviceOnlyRememberedOnUserPrompt true\b"), "devices", ("asked",)),
    (re.compile(r"\bDeviceOnlyRememberedOnUserPrompt false\b"), "devices", ("always",)),
)
TRIGGER = re.compile(
    r"\b(?:PreSignUp|PostConfirmation|PreAuthentication|PostAuthentication|PreTokenGeneration|UserMigration|CustomMessage"
    r"|DefineAuthChallenge|CreateAuthChallenge|VerifyAuthChallengeResponse)\b"
)  # without its function nothing of what is said of it comes about
NEGATION = re.compile(r"\b(?:without|neither|no|not)\b")  # then what such words say of the pool is left in doubt


def named_in(statement: str) -> dict[str, frozenset[str]]:
    """By dimension that a statement narrows down: the values that it speaks of."""
    text = " ".join(statement.split())
    found: dict[str, set[str]] = defaultdict(set)
    pool = POOL.match(text)
    if pool is not None and not NEGATION.search(pool[1]):
        for words, dimension, values in POOLS:
            found[dimension].update(values if words.search(pool[1]) else ())
    found["flow"].update(flow for flow in FLOWS if re.search(rf"\b{flow}\b", text))
    if TRIGGER.search(text) and not re.search(r"\bwithout\b", text):
        found["triggers"].add("some")
    found["state"].update(state for words in USERS for state in words.findall(text))
    return {dimension: frozenset(values) for dimension, values in found.items() if values}


def unspoken(statement: str, situation: str) -> str:
    """Why a statement does not speak of this ``dimension=value``; empty where it may. Challenges are no flows."""
    dimension, _, value = situation.partition("=")
    named = named_in(statement).get(dimension)
    if named is None or value in named or (dimension == "flow" and value not in FLOWS):
        return ""
    return f"the statement speaks of {dimension}={' and '.join(sorted(named))}"
