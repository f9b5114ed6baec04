"""Which steps give a judgement its meaning although it does not refer to them.

"The old password is refused" is only due after the password was changed; "the code has expired" only after the clock
was moved. A witness cut by trial alone would lose such steps: without them the target behaves in the same way, and
rightly so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from conformance.replay.references import references
from conformance.replay.steps import leaves

READS = ("Get", "List", "Describe", "AdminGet", "AdminList")
SENDS = frozenset({"GetUserAttributeVerificationCode"})  # reads nothing, in spite of its name
SHARED = frozenset({"CreateUserPool", "CreateUserPoolClient", "hosted"})  # everything refers to these: it says nothing
SETTING = frozenset(
    {"CreateUserPoolDomain", "CreateResourceServer", "CreateIdentityProvider", "SetUserPoolMfaConfig"}
)  # by name


def with_history(steps: Sequence[Mapping[str, Any]], needed: frozenset[int], tag: str) -> frozenset[int]:
    """``needed``, and the earlier steps that moved the clock or changed a user, group or token it is about.

    ``tag`` is what every name made by this run contains.
    """
    last = max(needed, default=-1)
    kept = {*needed, *(n for n in range(last) if steps[n]["kind"] == "advance" or steps[n]["name"] in SETTING)}
    while True:
        about = set().union(*(_subjects(steps, number, tag) for number in kept)) if kept else set()
        more = {
            number
            for number in range(last)
            if number not in kept and _changes(steps[number]) and about & _subjects(steps, number, tag)
        }
        if not more:
            return frozenset(kept)
        kept |= more


def _changes(step: Mapping[str, Any]) -> bool:
    if step["kind"] == "http":  # a page may set a cookie, spend a code, end a session; userInfo is read
        return "method" in step["arguments"] and step["arguments"].keys() & {"form", "query", "cookies"} != set()
    if step["kind"] == "race":
        return True
    reads = str(step["name"]).startswith(READS) and step["name"] not in SENDS
    return step["kind"] == "call" and step["name"] not in SHARED and not reads


def _subjects(steps: Sequence[Mapping[str, Any]], number: int, tag: str) -> set[Any]:
    """The names of this run in a step, and the steps it takes tokens, codes and the like from."""
    if steps[number]["name"] in SHARED:
        return set()
    arguments = steps[number]["arguments"]
    from_steps = {n for n in references(arguments) if steps[n]["name"] not in SHARED}
    return {number, *from_steps, *(text for _, text in leaves(arguments) if tag in text)}
