"""Whether some order of calls explains their outcomes: linearizability of small histories.

Pure data, no I/O. An event is a mapping with ``call`` (a label for people), ``outcome`` (``ok``, ``refused`` or
``unknown``), ``started`` and ``ended``, and whatever a model reads. A model takes a state and an event that was ``ok``
or ``refused``, and returns the states that may follow: none if the event is impossible in that state. Its
source is shown in reproduction scripts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from conformance.checking.exchange import Difference, Exchange

Event = Mapping[str, Any]
Model = Callable[[Any, Event], Sequence[Any]]
# Refusals of too many or concurrent calls, possible in any state: nothing happened.
NOT_NOW = ("ConcurrentModificationException", "LimitExceededException", "TooManyFailedAttemptsException")


def order_of(events: Sequence[Event], state: Any, model: Model) -> list[int] | None:
    """An order of the events, by number, in which the model allows each; None where there is none.

    An event that ended before another began precedes it. An event whose outcome is unknown may have happened at any
    time from its start on, or never.
    """
    return _search(events, tuple(range(len(events))), state, model)


def _search(events: Sequence[Event], left: tuple[int, ...], state: Any, model: Model) -> list[int] | None:
    known = [number for number in left if events[number]["outcome"] != "unknown"]
    if not known:
        return []
    first_end = min(events[number]["ended"] for number in known)
    for number in left:
        event = events[number]
        if event["started"] > first_end:
            continue
        happened = {**event, "outcome": "ok"} if event["outcome"] == "unknown" else event
        others = tuple(other for other in left if other != number)
        for after in model(state, happened):
            rest = _search(events, others, after, model)
            if rest is not None:
                return [number, *rest]
    return None


def history(raced: Exchange, *later: Event) -> list[Event]:
    """The events of calls made at the same time, and those of later calls, one after the other."""
    found = raced.get("calls")
    calls = [call for call in found if isinstance(call, Mapping)] if isinstance(found, list) else []
    events: list[Event] = [
        {**call, "number": number} for number, call in enumerate(calls) if call.get("code") not in NOT_NOW
    ]
    end = max((float(call.get("ended", 0.0)) for call in calls), default=0.0)
    return [*events, *({**event, "started": end + n, "ended": end + n} for n, event in enumerate(later, 1))]


def afterwards(call: str, exchange: Exchange, **members: Any) -> Event:
    """The event of a call made after all the others had ended."""
    outcome = {"ok": "ok", "error": "refused"}.get(exchange.outcome, "unknown")
    return {"call": call, "outcome": "unknown" if exchange.server_error else outcome, "later": True, **members}


def unexplained(events: Sequence[Event], state: Any, model: Model, rule: str) -> Difference | None:
    """The difference where no order explains the events; ``rule`` describes the constraint on the order."""
    if order_of(events, state, model) is not None:
        return None
    return Difference("no-order", f"some order of the calls explains their outcomes: {rule}", history_in_words(events))


def history_in_words(events: Sequence[Event]) -> str:
    """A history in words: the calls at the same time with the milliseconds of each, then the later ones."""
    at_once = [
        f"{_in_words(e)} ({1000 * e['started']:.1f} to {1000 * e['ended']:.1f} ms)"
        for e in events
        if not e.get("later")
    ]
    then = [_in_words(event) for event in events if event.get("later")]
    return "at the same time: " + ", ".join(at_once) + ("; then: " + ", ".join(then) if then else "")


def _in_words(event: Event) -> str:
    shown = f" shows {event['shows']}" if "shows" in event else ""
    return f"{event['call']} {event['outcome']}{shown}"
