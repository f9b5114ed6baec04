"""What the areas on races are written with: contenders, what is supposed of them in turn, and models of one object.

A race is only worth running where the same calls, one after the other, do what Cognito does: ``supposed`` sees to that
once in a run. What a race then shows is that the target checks and changes in one step.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from conformance.arrange import password_step
from conformance.exchange import Difference, Exchange
from conformance.linear import Event, afterwards, history, unexplained

if TYPE_CHECKING:
    from conformance.arrange import Client
    from conformance.races import Call
    from conformance.scenario import Scenario

FIRST_ONLY = "the first one is accepted and no other"
ENDED = "what comes before the end is ended by it, and nothing is accepted behind it"
ALL_KEPT = "what was accepted is kept"


def api(call: str, operation: str, *, does: str = "", after: float = 0.0, **parameters: Any) -> Call:
    """One call of a race: its label, the operation with its parameters, what it does to the object of the race."""
    return {
        "call": call, "operation": operation, "parameters": parameters, **({"does": does} if does else {}),
        **({"after": after} if after else {}),
    }  # fmt: skip


def send(s: Scenario, call: Call) -> Exchange:
    """One call of a race by itself."""
    if "operation" in call:
        return s.call(str(call["operation"]), **call["parameters"])
    return s.request(str(call["method"]), str(call["url"]), form=call["form"])


def supposed(s: Scenario, sequential: str, race: str, holds: Callable[[], bool]) -> None:
    """See once in a run that what the race supposes holds in turn; the example ends, blamed on ``sequential``, if not.

    Where calls are not made at the same time, the example ends before anything is asked of the target.
    """
    if "threads" not in s.engine.running.capabilities:
        s.lack("calls are not made at the same time on this target")
    remembered = s.engine.remembered
    if race not in remembered:
        remembered[race] = holds()
    if not remembered[race]:
        s.end(sequential, "it does not hold for calls one after the other")


def second_refused(s: Scenario, calls: Sequence[Call], works: str) -> bool:
    """Make the first two calls in turn; whether the second is refused. ``works`` says that the first is accepted."""
    s.need(send(s, calls[0]), works)
    return refusal(s, send(s, calls[1]))


def refusal(s: Scenario, answer: Exchange) -> bool:
    """Whether this is one; the example ends where the answer says nothing."""
    if answer.outcome in ("unsupported", "indeterminate"):
        s.need(answer, None)
    return not answer.ok and answer.status != 500


def signs_in(s: Scenario, client: Client, login: str, password: str) -> Exchange:
    """One USER_PASSWORD_AUTH request, not judged."""
    return password_step(s, client, login, password, "USER_PASSWORD_AUTH")


# -- models: pure, shown in scripts ------------------------------------------------------------------------------------


def one_winner(state: Any, event: Event) -> Sequence[Any]:
    """The state is who was first, None before anybody was. Later events try who it is, or show it."""
    accepted = event["outcome"] == "ok"
    if "try" in event:
        return [state] if accepted == (event["try"] == state) else []
    if "shows" in event:
        return [state] if event["shows"] == state else []
    if accepted:
        return [event["number"]] if state is None else []
    return [] if state is None else [state]


def until_ended(state: Any, event: Event) -> Sequence[Any]:
    """The state is whether it lives. An end that is refused ends nothing."""
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

    No source says whether a group with members can be deleted, so that it is not may be told too.
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


# -- parts of checks ---------------------------------------------------------------------------------------------------


def first_wins(raced: Exchange, *tries: Exchange) -> Difference | None:
    """One contender wins; each of ``tries``, in the order of the contenders, is accepted for the winner alone."""
    later = [afterwards(f"{t.operation} as {n} would", t, **{"try": n - 1}) for n, t in enumerate(tries, 1)]
    return unexplained(history(raced, *later), None, one_winner, FIRST_ONLY)


def sub_in(attributes: Any) -> Any:
    """The sub in a list of attributes."""
    found = attributes if isinstance(attributes, list) else []
    return next((each.get("Value") for each in found if isinstance(each, dict) and each.get("Name") == "sub"), None)


def winner_shown(raced: Exchange, shown: Exchange) -> Difference | None:
    """One contender wins, and the user shown afterwards has the sub that the winner was told.

    One that got no clear answer may have made the user that nobody was told of.
    """
    events = history(raced)
    told_to = [raced.get(f"calls.{number}.response") or {} for number in range(len(raced.get("calls") or []))]
    subs = [answer.get("UserSub") or sub_in(answer.get("User", {}).get("Attributes")) for answer in told_to]
    sub = sub_in(shown.get("UserAttributes"))
    silent = next((event["number"] for event in events if event["outcome"] == "unknown"), -1)
    owner = subs.index(sub) if sub is not None and sub in subs else silent
    seen = afterwards(f"{shown.operation} (number of the contender)", shown, shows=owner if shown.ok else None)
    return unexplained(history(raced, seen), None, one_winner, FIRST_ONLY)


def dead_afterwards(raced: Exchange, *later: Exchange) -> Difference | None:
    """After the end nothing is accepted, whatever was accepted before it."""
    return unexplained(history(raced, *(afterwards(e.operation, e) for e in later)), True, until_ended, ENDED)
