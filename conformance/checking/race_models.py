"""Models of the one object that calls race for, and the parts of checks that use them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.linearizability import Event, afterwards, history, unexplained

FIRST_ONLY = "the first one is accepted and no other"

ENDED = "the end invalidates everything issued before it, and nothing is accepted after it"

ALL_KEPT = "what was accepted is kept"


def one_winner(state: Any, event: Event) -> Sequence[Any]:
    """The state is the contender that came first, None before there is one. Later events test who it is, or show it."""
    accepted = event["outcome"] == "ok"
    if "try" in event:
        return [state] if accepted == (event["try"] == state) else []
    if "shows" in event:
        return [state] if event["shows"] == state else []
    if accepted:
        return [event["number"]] if state is None else []
    return [] if state is None else [state]


def until_ended(state: Any, event: Event) -> Sequence[Any]:
    """The state is whether the object is still alive. A refused call to end it changes nothing."""
    accepted = event["outcome"] == "ok"
    if event.get("does") == "end":
        return [False] if accepted else [state]
    return [state] if accepted == state else []


def nothing_lost(state: Any, event: Event) -> Sequence[Any]:
    """The state is which contenders have written, in ascending order."""
    if "shows" in event:
        return [state] if list(event["shows"]) == list(state) else []
    return [sorted({*state, event["number"]})] if event["outcome"] == "ok" else [state]


def group_and_member(state: Any, event: Event) -> Sequence[Any]:
    """The state is whether the group is there, and whether the user is in it.

    No source says whether a group with members can be deleted, so a refusal of that is allowed too.
    """
    there, member = state
    accepted = event["outcome"] == "ok"
    if "shows" in event:
        return [state] if event["shows"] == list(state) else []
    if event.get("does") == "end":
        if accepted:
            return [(False, False)] if there else []
        return [state] if member or not there else []
    if accepted:
        return [(True, True)] if there else []
    return [] if there else [state]


def first_wins(raced: Exchange, *tries: Exchange) -> Difference | None:
    """One contender wins; each of ``tries``, in the order of the contenders, is accepted for the winner alone."""
    later = [afterwards(f"{t.operation} as {n} would", t, **{"try": n - 1}) for n, t in enumerate(tries, 1)]
    return unexplained(history(raced, *later), None, one_winner, FIRST_ONLY)


def sub_in(attributes: Any) -> Any:
    """The sub in a list of attributes."""
    found = attributes if isinstance(attributes, list) else []
    return next((each.get("Value") for each in found if isinstance(each, dict) and each.get("Name") == "sub"), None)


def winner_shown(raced: Exchange, shown: Exchange) -> Difference | None:
    """One contender wins, and the user shown afterwards has the sub in the winner's answer.

    A contender without a clear answer may have created the user, whose sub is then in no answer.
    """
    events = history(raced)
    answers = [raced.get(f"calls.{number}.response") or {} for number in range(len(raced.get("calls") or []))]
    subs = [answer.get("UserSub") or sub_in(answer.get("User", {}).get("Attributes")) for answer in answers]
    sub = sub_in(shown.get("UserAttributes"))
    silent = next((event["number"] for event in events if event["outcome"] == "unknown"), -1)
    owner = subs.index(sub) if sub is not None and sub in subs else silent
    seen = afterwards(f"{shown.operation} (number of the contender)", shown, shows=owner if shown.ok else None)
    return unexplained(history(raced, seen), None, one_winner, FIRST_ONLY)


def dead_afterwards(raced: Exchange, *later: Exchange) -> Difference | None:
    """After the end nothing is accepted, whatever was accepted before it."""
    return unexplained(history(raced, *(afterwards(e.operation, e) for e in later)), True, until_ended, ENDED)
