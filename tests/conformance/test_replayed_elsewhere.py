"""A witness replayed on a target that is right does not diverge, wherever the sign-in that it shows had ended."""

from __future__ import annotations

import json

import pytest

from conformance.command.replaying import replayed
from conformance.run.profiles import PROFILES
from conformance.sensitivity.trial import reaching, try_variant
from conformance.transport.driver import Driver
from targets.reference import ReferenceTarget


@pytest.mark.parametrize(
    ("requirement", "mutant"),
    [
        ("CASE-015", "other-case-not-by-user-srp-auth"),  # the challenge of a proof comes first
        ("CASE-023", "other-case-not-by-custom-auth"),  # a question comes first
        ("CASE-025", "other-case-not-by-pages"),  # a code is redeemed last
    ],
)
def test_a_sign_in_that_goes_on_is_not_judged_by_where_it_ended(requirement: str, mutant: str) -> None:
    trial = try_variant(
        [mutant], reaching([requirement]), PROFILES["quick"], 1, wanted=frozenset({requirement}), confirming=True
    )
    written = [json.loads(json.dumps(e, default=str)) for e in trial.events if e["event"] == "witness"]
    witnesses = [witness for witness in written if witness["requirement"] == requirement and witness["confirmed"]]
    assert witnesses
    for spec, still in ((f"reference?mutants={mutant}", True), ("reference", None)):
        running = ReferenceTarget(spec).start()
        assert {replayed(witness, Driver(running), spec).still for witness in witnesses} == {still}
        running.stop()
    assert all("goes_on(" in witness["script"] for witness in witnesses)
