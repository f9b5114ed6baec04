"""Which steps a judgement depends on although it does not refer to them.

"The old password is refused" is only due after the password was changed; "the code has expired" only after the clock
was moved. A witness cut by trial alone would lose such steps: without them the same behaviour would be correct.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from conformance.replay.space import PHONES
from conformance.scenario.references import references
from conformance.scenario.steps import leaves

READS = ("Get", "List", "Describe", "AdminGet", "AdminList")
SENDS = frozenset({"GetUserAttributeVerificationCode"})  # reads nothing, despite its name
SHARED = frozenset({"CreateUserPool", "CreateUserPoolClient", "hosted"})  # all steps refer to these
# Configuration of a pool or client: everything may depend on it.
SETTING = re.compile(
    "CreateUserPoolDomain|SetUserPoolMfaConfig|AddCustomAttributes|SetUICustomization|SetRiskConfiguration"
    "|(Create|Update|Delete)(ResourceServer|IdentityProvider)|(Update|Delete)UserPool(Client|Domain)?"
    "|(Add|Delete)UserPoolClientSecret|(Un)?[Tt]agResource|SetLogDeliveryConfiguration"
    "|SetUserPool(Client)?SessionConfiguration|(Create|Update|Delete)(ManagedLoginBranding|Terms)"
)


def with_history(
    steps: Sequence[Mapping[str, Any]], needed: frozenset[int], tag: str, values: Any = None
) -> frozenset[int]:
    """``needed``, and the earlier steps that moved the clock or changed a user, group or token it is about.

    ``tag`` is the part that all names of this run contain, ``values`` the arguments of the judgement that are not
    exchanges: names in them count as well.
    """
    last = max(needed, default=-1)
    kept = {*needed, *(n for n in range(last) if _of_everything(steps, n) and not _leaves_nothing(steps, n, needed))}
    while True:
        about = set(_names_in(values, tag)).union(*(_subjects(steps, number, tag) for number in kept))
        more = {
            number
            for number in range(last)
            if number not in kept and changes(steps[number]) and about & _subjects(steps, number, tag)
        }
        if not more:
            return frozenset(kept)
        kept |= more


def _of_everything(steps: Sequence[Mapping[str, Any]], number: int) -> bool:
    """Whether everything after it may depend on this step."""
    return steps[number]["kind"] == "advance" or SETTING.fullmatch(steps[number]["name"]) is not None


def _leaves_nothing(steps: Sequence[Mapping[str, Any]], number: int, needed: frozenset[int]) -> bool:
    """Whether this deletes a client that nothing else is about: without both, the pool is as with them.

    A client is deleted again where its creation ought to have been refused; a right target would refuse that step.
    """
    if steps[number]["name"] != "DeleteUserPoolClient":
        return False
    made = {n for n in references(steps[number]["arguments"]) if steps[n]["name"] == "CreateUserPoolClient"}
    others = (step for n, step in enumerate(steps) if n != number)
    return bool(made) and not made & needed and not any(made & set(references(step["arguments"])) for step in others)


def changes(step: Mapping[str, Any]) -> bool:
    """Whether a step may leave the target in another state."""
    if step["kind"] == "http":  # a page may set a cookie, spend a code, end a session; userInfo is read
        given = step["arguments"].keys()
        return "filled" in given or ("method" in given and given & {"form", "query", "browser"} != set())
    if step["kind"] in ("race", "pages"):
        return True
    reads = str(step["name"]).startswith(READS) and step["name"] not in SENDS
    return step["kind"] == "call" and step["name"] not in SHARED and not reads


def _subjects(steps: Sequence[Mapping[str, Any]], number: int, tag: str) -> set[Any]:
    """The names of this run in a step, and the steps it takes tokens, codes and the like from."""
    if steps[number]["name"] in SHARED:
        return set()
    arguments = steps[number]["arguments"]
    from_steps = {n for n in references(arguments) if steps[n]["name"] not in SHARED}
    browser = {("browser", arguments["browser"])} if "browser" in arguments else set()  # its cookies
    return {number, *from_steps, *browser, *_names(steps, number, tag)}


def _names(steps: Sequence[Mapping[str, Any]], number: int, tag: str) -> set[str]:
    """The names of this run in a step, and in what was computed or read for it: a name may be part of another.

    A user who signed up by an address is confirmed by the name that was read of them.
    """
    found = _names_in(steps[number]["arguments"], tag)
    before = (n for n in references(steps[number]["arguments"]) if _gives_a_name(steps[n]))
    return found.union(*(_names(steps, n, tag) for n in before))


def _gives_a_name(step: Mapping[str, Any]) -> bool:
    """Whether a step only computes or reads, so that what is about its result is about what it names."""
    return step["kind"] == "compute" or (step["kind"] == "call" and step["name"] not in SHARED and not changes(step))


def _names_in(value: Any, tag: str) -> set[str]:
    named = re.compile(f"{re.escape(tag)}[a-z0-9]+|{PHONES.pattern}")
    return {match[0] for _, text in leaves(value) for match in named.finditer(text.lower())}
