"""A policy of IAM, read and applied: Allow and Deny by action, resource and condition.

Small on purpose. What it does not know (an operator, a key, a variable) it refuses to read: a condition that is passed
over would make the policy mean something else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

ALLOW_ALL = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
Values = Sequence[str]
Comparison = Callable[[str, str], bool]


class BadPolicy(ValueError):
    """A document that cannot be read; the message says where and why."""


@dataclass(frozen=True)
class Demand:
    """What a request needs permission for. ``keys``: the condition keys that it has, in lower case."""

    action: str
    resource: str  # an ARN; "*" for an action that is on no resource
    keys: Mapping[str, Values] = field(default_factory=dict)


@dataclass(frozen=True)
class Condition:
    """One comparison of one key with some values."""

    operator: str  # without what stands around it
    key: str
    values: Values
    each: str = ""  # ForAllValues, ForAnyValue
    if_exists: bool = False

    def holds(self, keys: Mapping[str, Values]) -> bool:
        """Whether the request meets it."""
        there = keys.get(self.key)
        if self.operator == "Null":
            return self.values[0] == ("true" if there is None else "false")
        if there is None or (not there and self.each == "ForAllValues"):
            return self.if_exists or self.each == "ForAllValues" or (self._negated and self.each != "ForAnyValue")
        tried = [self._matches(value) for value in there]
        return any(tried) if self.each == "ForAnyValue" else all(tried)

    @property
    def _negated(self) -> bool:
        return "Not" in self.operator

    def _matches(self, value: str) -> bool:
        compare = OPERATORS[self.operator]
        found = any(compare(value, wanted) for wanted in self.values)
        return not found if self._negated else found


def _equal(value: str, wanted: str) -> bool:
    return value == wanted


def _same_letters(value: str, wanted: str) -> bool:
    return value.lower() == wanted.lower()


def like(value: str, pattern: str) -> bool:
    """Whether a text matches a pattern with ``*`` and ``?``."""
    return _pattern(pattern).fullmatch(value) is not None


@cache
def _pattern(text: str) -> re.Pattern[str]:
    parts = (".*" if char == "*" else "." if char == "?" else re.escape(char) for char in text)
    return re.compile("".join(parts), re.DOTALL)


OPERATORS: Mapping[str, Comparison] = {
    "StringEquals": _equal,
    "StringNotEquals": _equal,
    "StringEqualsIgnoreCase": _same_letters,
    "StringNotEqualsIgnoreCase": _same_letters,
    "StringLike": like,
    "StringNotLike": like,
    "ArnEquals": like,
    "ArnLike": like,
    "ArnNotEquals": like,
    "ArnNotLike": like,
    "Bool": _same_letters,
    "Null": _same_letters,
}
# The keys that requests here have. Others are not known: a condition on them would always fail, or always hold. A name
# after a slash is that of a tag, whose case counts.
KEYS = (
    "aws:requestedregion",
    "aws:principalaccount",
    "aws:principalarn",
    "aws:resourceaccount",
    "aws:tagkeys",
    "aws:securetransport",
    "aws:requesttag/",
    "aws:resourcetag/",
    "iam:passedtoservice",
    "kms:requestalias",
    "kms:resourcealiases",
    "kms:encryptioncontextkeys",
    "kms:encryptioncontext:",
    "lambda:principal",
)


def key_named(text: str) -> str:
    """A condition key as it is kept: the case of a tag's name counts, that of the rest does not."""
    for mark in ("/", ":"):
        before, found, name = text.partition(mark) if mark == "/" else text.rpartition(mark)
        if found and f"{before.lower()}{mark}" in KEYS:
            return f"{before.lower()}{mark}{name}"
    return text.lower()


@dataclass(frozen=True)
class Statement:
    """One statement of a document."""

    name: str
    effect: str
    actions: Values
    resources: Values
    conditions: Sequence[Condition] = ()
    not_actions: bool = False
    not_resources: bool = False

    def applies(self, demand: Demand) -> bool:
        """Whether the statement is about this."""
        action = any(like(demand.action.lower(), wanted.lower()) for wanted in self.actions)
        if action is self.not_actions:
            return False
        resource = any(like(demand.resource, wanted) for wanted in self.resources)
        if resource is self.not_resources:
            return False
        return all(condition.holds(demand.keys) for condition in self.conditions)


class Policy:
    """A document. Raises ``BadPolicy``."""

    def __init__(self, document: Any = ALLOW_ALL) -> None:
        if not isinstance(document, Mapping):
            raise BadPolicy("the policy has to be a JSON object")
        _only(document, ("Version", "Id", "Statement"), "the policy")
        listed = document.get("Statement")
        statements = [listed] if isinstance(listed, Mapping) else listed
        if not isinstance(statements, list) or not statements:
            raise BadPolicy("the policy has to have a Statement")
        self.statements = [_statement(one, f"statement {number}") for number, one in enumerate(statements, 1)]

    def verdict(self, demand: Demand) -> str:
        """``allowed``, ``denied`` by a statement, or ``not allowed`` by any."""
        effects = {statement.effect for statement in self.statements if statement.applies(demand)}
        if "Deny" in effects:
            return "denied"
        return "allowed" if effects else "not allowed"


def _statement(given: Any, where: str) -> Statement:
    if not isinstance(given, Mapping):
        raise BadPolicy(f"{where} has to be a JSON object")
    known = ("Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition")
    _only(given, known, where)
    if given.get("Effect") not in {"Allow", "Deny"}:
        raise BadPolicy(f"{where}: Effect has to be Allow or Deny")
    actions, not_actions = _either(given, "Action", where)
    resources, not_resources = _either(given, "Resource", where)
    conditions = tuple(_conditions(given.get("Condition", {}), where))
    name = str(given.get("Sid", where))
    return Statement(name, given["Effect"], actions, resources, conditions, not_actions, not_resources)


def _either(given: Mapping[str, Any], name: str, where: str) -> tuple[Values, bool]:
    """A member, or the one that says the opposite."""
    if (name in given) is (f"Not{name}" in given):
        raise BadPolicy(f"{where} has to have either {name} or Not{name}")
    negated = name not in given
    return _texts(given[f"Not{name}" if negated else name], f"{where}: {name}"), negated


def _conditions(given: Any, where: str) -> Iterable[Condition]:
    if not isinstance(given, Mapping):
        raise BadPolicy(f"{where}: Condition has to be a JSON object")
    for written, pairs in given.items():
        each, colon, rest = str(written).partition(":")
        operator = (rest if colon else str(written)).removesuffix("IfExists")
        if operator not in OPERATORS or (colon and each not in {"ForAllValues", "ForAnyValue"}):
            raise BadPolicy(f"{where}: the operator {written} is not known here")
        if not isinstance(pairs, Mapping):
            raise BadPolicy(f"{where}: {written} has to be a JSON object")
        for key, values in pairs.items():
            named = key_named(str(key))
            if not any(named == one or (one[-1] in "/:" and named.startswith(one)) for one in KEYS):
                raise BadPolicy(f"{where}: the condition key {key} is not known here")
            texts = _texts(values, f"{where}: {key}")
            yield Condition(operator, named, texts, each if colon else "", str(written).endswith("IfExists"))


def _texts(given: Any, where: str) -> Values:
    values = given if isinstance(given, list) else [given]
    found = [str(value).lower() if isinstance(value, bool) else value for value in values]
    if not found or not all(isinstance(value, str) for value in found):
        raise BadPolicy(f"{where} has to be a text, or a list of texts")
    if any("${" in value for value in found):
        raise BadPolicy(f"{where}: variables are not known here")
    return found


def _only(given: Mapping[str, Any], known: Sequence[str], where: str) -> None:
    unknown = sorted(set(map(str, given)) - set(known))
    if unknown:
        raise BadPolicy(f"{where} has {', '.join(unknown)}; known are {', '.join(known)}")
