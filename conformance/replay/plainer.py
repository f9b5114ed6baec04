"""A witness without what only the setting of its example brought into it: a tier, functions, devices …

The statement holds with and without, so a script that does without says the same and is shorter. What the property
itself asked for is never taken away: the difference could then be right.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from conformance.scenario.references import references
from conformance.scenario.steps import WHOLE, leaves

Steps = Sequence[Mapping[str, Any]]
Place = tuple[int, str]  # the number of a step, and one of its arguments
CASE = "UsernameConfiguration"
INDEPENDENT = (WHOLE, "DeviceConfiguration", "LambdaConfig", "UserPoolTier", CASE)
NAMING = ("UsernameAttributes", "AliasAttributes")
OF_A_USER = frozenset({"AccessToken", "AuthParameters", "ChallengeResponses", "UserAttributes", "Username"})


def unneeded(steps: Steps, judgement: Mapping[str, Any], kept: Collection[int]) -> list[Place]:
    """What these steps of an encoded witness can do without, but for what is judged.

    How users are named and that they need a second factor matters to each step that has to do with a user.
    """
    judged = {*references(judgement["arguments"]), *references(judgement["values"])}
    users = any(_has_a_user(steps[number]) for number in kept)
    places = [
        (number, name)
        for number in sorted(set(kept) - judged)
        for name in steps[number].get("unneeded", ())
        if name in INDEPENDENT + NAMING and not (users and _of_users(steps[number], name))
    ]
    return [(n, name) for n, name in places if name != CASE] if _typed_in_two_cases(steps, kept) else places


def without(steps: Steps, places: Collection[Place]) -> list[Mapping[str, Any]]:
    """The steps without these arguments."""
    gone: dict[int, set[str]] = {}
    for number, name in places:
        gone.setdefault(number, set()).add(name)
    return [_less(step, gone[number]) if number in gone else step for number, step in enumerate(steps)]


def in_use(
    steps: Steps, judgement: Mapping[str, Any], kept: Collection[int], places: Collection[Place]
) -> frozenset[int]:
    """The steps that stay: not those that go as a whole, and no function that no other step refers to any more."""
    whole = {number for number, name in places if name == WHOLE}
    staying = set(kept) - whole
    used = {*references(judgement["arguments"]), *references(judgement["values"])}
    for number in staying:
        used.update(references(steps[number]["arguments"]))
    return frozenset(n for n in staying if steps[n]["kind"] != "function" or n in used)


def _has_a_user(step: Mapping[str, Any]) -> bool:
    """Whether it names a user, or may lead to one: a page, a race."""
    return step["kind"] not in ("call", "function") or not OF_A_USER.isdisjoint(step["arguments"])


def _of_users(step: Mapping[str, Any], name: str) -> bool:
    return name in NAMING or step["arguments"].get("MfaConfiguration") == "ON"


def _less(step: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    return {**step, "arguments": {name: value for name, value in step["arguments"].items() if name not in names}}


def _typed_in_two_cases(steps: Steps, kept: Collection[int]) -> bool:
    """Whether one name occurs in two spellings: the pool must then not tell them apart."""
    texts = {text for number in kept for _, text in leaves(steps[number]["arguments"])}
    return len({text.casefold() for text in texts}) < len(texts)
