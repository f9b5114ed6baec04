"""Requests that have to be refused before the rest of an example means anything."""

from __future__ import annotations

from conformance.checking.differences import not_refused
from conformance.checking.exchange import Exchange
from conformance.scenario import Scenario


def must_be_refused(s: Scenario, attempt: Exchange, blame: str) -> None:
    """The example goes on only after a clear refusal: an acceptance is another requirement's divergence."""
    if attempt.outcome not in ("ok", "error"):
        s.need(attempt, None)
    if not_refused(attempt, "the request"):
        s.end(blame, f"{attempt.operation} was not refused as the caller's error", attempt)
