"""Calls made at the same time: threads that wait for each other at a barrier, and their outcomes.

A call is a mapping: ``call`` is its label; ``operation`` and ``parameters`` (``signed`` false: without credentials) for
the API, or ``method``, ``url`` and ``form`` for a page; ``after`` seconds that it waits behind the barrier; ``does`` is
for the model of the race. The result is one exchange whose response lists all calls under ``calls``, with start and
end.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from typing import Any

from conformance.checking.exchange import Exchange
from conformance.checking.faults import fault_of
from conformance.transport.driver import Driver

Call = Mapping[str, Any]
PATIENCE = 60.0  # seconds until a thread that never came to the barrier is a defect of this suite


def race(driver: Driver, calls: Sequence[Call]) -> Exchange:
    """Make these calls at the same time. Raises what a call by itself raises, ``TargetLost`` among it."""
    driver.prepare()
    barrier = threading.Barrier(len(calls) + 1)
    ends: list[dict[str, Any] | None] = [None] * len(calls)
    failures: list[BaseException] = []

    def contend(number: int) -> None:
        try:
            barrier.wait(PATIENCE)
            ends[number] = _timed(driver, calls[number])
        except BaseException as failure:  # raised again in the thread that waits for this one
            failures.append(failure)

    threads = [threading.Thread(target=contend, args=(number,), daemon=True) for number in range(len(calls))]
    for thread in threads:
        thread.start()
    barrier.wait(PATIENCE)
    zero = time.perf_counter()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return _together(calls, [_since(zero, end) for end in ends if end is not None])


def _timed(driver: Driver, call: Call) -> dict[str, Any]:
    if call.get("after"):
        time.sleep(float(call["after"]))
    started = time.perf_counter()
    exchange = _sent(driver, call)
    return {"exchange": exchange, "started": started, "ended": time.perf_counter()}


def _sent(driver: Driver, call: Call) -> Exchange:
    if "operation" in call:
        return driver.call(str(call["operation"]), call["parameters"], signed=bool(call.get("signed", True)))
    return driver.request(str(call["method"]), str(call["url"]), form=call.get("form"), headers=call.get("headers"))


def _since(zero: float, end: Mapping[str, Any]) -> dict[str, Any]:
    """One call as the response of the race has it: times in seconds since the barrier fell."""
    exchange: Exchange = end["exchange"]
    times = {name: round(max(0.0, end[name] - zero), 6) for name in ("started", "ended")}
    return {
        "outcome": outcome_of(exchange),
        "status": exchange.status,
        "code": exchange.code,
        "message": exchange.message,
        "response": dict(exchange.response),
        **times,
    }


def outcome_of(exchange: Exchange) -> str:
    """``ok`` or ``refused``; ``unknown`` for what may have happened; ``unsupported``."""
    if fault_of(exchange):
        return "unknown"
    return {"ok": "ok", "error": "refused"}.get(exchange.outcome, exchange.outcome)


def ends_of(raced: Exchange) -> Sequence[Mapping[str, Any]]:
    """How each call of a race ended."""
    calls: Sequence[Mapping[str, Any]] = raced.get("calls")
    return calls


def fault_in(exchange: Exchange) -> str:
    """As ``fault_of``; of a race also where one of its calls got no clear answer."""
    raced = exchange.request.get("calls") is not None and exchange.get("calls") is not None
    unknown = raced and any(end["outcome"] == "unknown" for end in ends_of(exchange))
    return "unknown" if unknown else fault_of(exchange)


def _named(call: Call) -> dict[str, Any]:
    return {name: call[name] for name in ("call", "does") if name in call}


def _together(calls: Sequence[Call], ends: Sequence[Mapping[str, Any]]) -> Exchange:
    """The race as one exchange: without a clear answer when no call got one, unsupported when one was."""
    name = " | ".join(dict.fromkeys(str(call.get("operation") or call["method"]) for call in calls))
    outcomes = [end["outcome"] for end in ends]
    response = {"calls": [{**_named(call), **end} for call, end in zip(calls, ends, strict=True)]}
    first = next((end for end in ends if end["outcome"] in ("unsupported", "unknown")), ends[0])
    if "unsupported" in outcomes:
        return Exchange(
            name,
            {"calls": list(calls)},
            first["status"],
            response=response,
            outcome="unsupported",
            code=first["code"],
            message=first["message"],
        )
    if set(outcomes) == {"unknown"}:
        return Exchange(
            name,
            {"calls": list(calls)},
            None,
            response=response,
            outcome="indeterminate",
            code=first["code"],
            message=first["message"],
        )
    return Exchange(name, {"calls": list(calls)}, 200, response=response)
