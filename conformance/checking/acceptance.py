"""Acceptance and refusal, decided by what the catalog says. Pure: the same code judges live runs and replays."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import find_check
from conformance.requirements import Requirement


def judge_accepted(exchange: Exchange) -> Difference | None:
    """The difference when a request that must be accepted was refused."""
    if exchange.ok:
        return None
    kind = "server-error" if exchange.server_error else f"refused-{exchange.code}"
    return Difference(kind, "the request is accepted", describe(exchange))


def judge_refused(requirement: Requirement, exchange: Exchange) -> Difference | None:
    """The difference when a request that must be refused was accepted, or refused with another code."""
    codes = " or ".join(requirement.error)
    if exchange.ok:
        return Difference("accepted", f"the request is refused with {codes}", "it was accepted")
    if exchange.server_error:
        return Difference("server-error", f"the request is refused with {codes}", describe(exchange))
    if exchange.code in requirement.error:
        return None
    return Difference(f"code-{exchange.code}", f"the request is refused with {codes}", describe(exchange))


def judge_text(requirement: Requirement, exchange: Exchange) -> Difference | None:
    """The difference when the message of a refusal is not one of those recorded."""
    text = exchange.message or ""
    if any(re.fullmatch(pattern, text, re.DOTALL) for pattern in requirement.message):
        return None
    return Difference("text", "message matching " + " or ".join(requirement.message), f"message {text!r}")


def judge(requirement: Requirement, how: str, arguments: Sequence[Any], values: Mapping[str, Any]) -> Difference | None:
    """Decide one judgement of a replayed witness."""
    if how == "accepted":
        return judge_accepted(arguments[0])
    if how == "refused":
        if requirement.text_of:
            return judge_text(requirement, arguments[0])
        return judge_refused(requirement, arguments[0])
    return find_check(requirement.id)(*arguments, **values)


def describe(exchange: Exchange) -> str:
    """An answer in one line for people."""
    if exchange.ok:
        return f"{exchange.operation} was accepted"
    status = f"HTTP {exchange.status}" if exchange.status is not None else "no answer"
    return f"{exchange.operation}: {status}, {exchange.code}: {exchange.message}"
