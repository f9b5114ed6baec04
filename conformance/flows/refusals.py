"""Requests that have to be refused before the rest of an example means anything."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from conformance.checking.differences import not_refused
from conformance.checking.exchange import Exchange
from conformance.scenario import Scenario


def must_be_refused(s: Scenario, attempt: Exchange, blame: str) -> None:
    """The example goes on only after a clear refusal: an acceptance is another requirement's divergence."""
    if attempt.outcome not in ("ok", "error"):
        s.need(attempt, None)
    if not_refused(attempt, "the request"):
        s.end(blame, f"{attempt.operation} was not refused as the caller's error", attempt)


def left_as_it_was(
    s: Scenario,
    requirement: str,
    read: Callable[[], Exchange],
    attempt: Callable[[], Exchange],
    blame: str,
    **values: Any,
) -> None:
    """Judge that a request, which has to be refused, changes nothing of what ``read`` shows."""
    before = read()
    must_be_refused(s, attempt(), blame)
    s.check(requirement, before, read(), **values)
