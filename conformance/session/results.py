"""The result of a property, as plain pytest shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conformance.run.engine import Engine
    from conformance.run.property_run import PropertyRun


def show(run: PropertyRun, engine: Engine) -> None:
    """Fail the test if anything diverged, and skip it if nothing could be judged."""
    if run.waits:
        pytest.skip("waits: judged at the end of the run")
    if run.failed:
        pytest.fail("\n".join(failure_text(i, run, engine) for i in run.failed), pytrace=False)
    if not run.judged:
        outcomes = {outcome for tally in engine.ledger.of(run.name).values() for outcome in tally.outcomes}
        pytest.skip(f"nothing could be judged: {', '.join(sorted(outcomes)) or 'never exercised'}")


def failure_text(identifier: str, run: PropertyRun, engine: Engine) -> str:
    """The divergence of a requirement, in a few lines."""
    difference, clean = run.differences[identifier], engine.redactor.text
    again = "" if identifier in run.confirmed else " (not when it was replayed)"
    title = engine.catalog.requirements[identifier].title
    return (
        f"{identifier} diverges{again}: {title}\n"
        f"  expected: {clean(difference.expected)[:300]}\n  seen:     {clean(difference.seen)[:300]}"
    )
