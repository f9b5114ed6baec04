"""What each probe is given, and the words that may come of it: what a committed contract is held to. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

REFUSED_WITH = "refused with "  # before the code, where the requirement has none, or another one
_ANSWER = r"taken|refused(?: with \w+)?"
_STEP = rf"{_ANSWER}|[A-Z][A-Z0-9_]+|tokens"


@dataclass(frozen=True)
class Question:
    """One probe: the members of ``given`` with their types, and the outcomes that it can have."""

    words: str  # a regular expression
    shown: str  # the same for a person
    given: Mapping[str, type] = field(default_factory=dict)
    optional: Mapping[str, type] = field(default_factory=dict)
    of_client: bool = True


_TAKEN = "taken, refused, or refused with CODE"
_NEXT = "tokens, the name of a challenge, refused, or refused with CODE"
_WAY = {"way": str}
_PAGE = {"url": str, "domain": str, "response_type": str}
QUESTIONS: dict[str, Question] = {
    "callback": Question("page|refused", "page or refused", _PAGE),
    "flow": Question(_ANSWER, _TAKEN, {"flow": str}),
    "invited": Question(_STEP, _NEXT, _WAY),
    "lifetime": Question(r"\d+ s", "a number of seconds: 3600 s", {**_WAY, "token": str}),
    "machine": Question(rf"token|{_ANSWER}", "token, refused, or refused with CODE", {"domain": str}, {"scope": str}),
    "next_step": Question(_STEP, _NEXT, _WAY),
    "origin_jti": Question("present|absent", "present or absent", _WAY),
    "other_case": Question(_ANSWER, _TAKEN, of_client=False),
    "password": Question(_ANSWER, _TAKEN, {"length": int, "without": list}, of_client=False),
    "read": Question(rf"shown|hidden|{_ANSWER}", "shown or hidden", {**_WAY, "attribute": str}),
    "refresh": Question(_ANSWER, _TAKEN, _WAY, {"device": bool}),
    "revocation": Question(_ANSWER, _TAKEN, _WAY),
    "rotation": Question(
        rf"new refresh token|no new refresh token|{_ANSWER}",
        "new refresh token, no new refresh token, refused, or refused with CODE",
        _WAY,
    ),
    "sign_up": Question(_ANSWER, _TAKEN, optional={"plain_name": bool}),
    "unknown_user": Question(r"taken|\w+Exception", "taken, or the code of the refusal", _WAY),
    "write": Question(_ANSWER, _TAKEN, {**_WAY, "attribute": str}),
}


def may_be(probe: str, expected: str) -> bool:
    """Whether this outcome can come of the probe."""
    return re.fullmatch(QUESTIONS[probe].words, expected) is not None


def wrong_given(probe: str, given: Mapping[str, object]) -> str:
    """What is wrong with what the probe is given; empty where nothing is."""
    question = QUESTIONS[probe]
    for name, kind in question.given.items():
        if name not in given:
            return f"{name} is missing"
        if not _is(given[name], kind):
            return f"{name}: a {NAMES[kind]} is needed"
    for name, value in given.items():
        kind = {**question.given, **question.optional}.get(name, object)
        if kind is object:
            return f"{name}: the probe {probe} takes nothing of that name"
        if not _is(value, kind):
            return f"{name}: a {NAMES[kind]} is needed"
    return _out_of_range(given)


NAMES = {str: "text", int: "whole number", bool: "true or false", list: "list of texts"}


def _is(value: object, kind: type) -> bool:
    if kind is list:
        return isinstance(value, list) and all(isinstance(one, str) for one in value)
    return type(value) is kind


def _out_of_range(given: Mapping[str, object]) -> str:
    """A password's shape: at least one character, of at least one kind."""
    kinds = ("uppercase", "lowercase", "numbers", "symbols")
    length, without = given.get("length", 1), given.get("without", [])
    if isinstance(length, int) and length < 1:
        return "length: at least 1"
    if isinstance(without, list):
        if strange := [one for one in without if one not in kinds]:
            return f"without: {strange[0]!r}; the kinds are {', '.join(kinds)}"
        if len(set(without)) == len(kinds):
            return "without: a kind has to be left"
    return ""
