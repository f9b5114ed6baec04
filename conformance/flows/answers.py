"""Which answers may be judged by a check that judges refusals too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from conformance.checking.exchange import Exchange

if TYPE_CHECKING:
    from conformance.scenario import Scenario


def judged(s: Scenario, exchange: Exchange) -> Exchange:
    """The answer, for a check that judges refusals too; the example ends where it is unsupported or undecided."""
    return s.need(exchange, None) if exchange.outcome in ("unsupported", "indeterminate") else exchange


def checked(s: Scenario, requirement: str, answer: Exchange, **values: Any) -> bool:
    """Apply a check that judges refusals too.

    An answer that says "unsupported", or a missing answer, is recorded as such.
    """
    if answer.outcome in ("unsupported", "indeterminate"):
        s.accepted(requirement, answer)  # ends the example
    return s.check(requirement, answer, **values)
