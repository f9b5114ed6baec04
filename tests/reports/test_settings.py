"""What the fold makes of settings: how a property's pools, clients and users were made where it leaves that open."""

from __future__ import annotations

from typing import Any

import pytest

from reports.fold import fold
from reports.record import Result
from reports_synthetic import NEED, event, observation, run_event

SIGN_IN: dict[str, Any] = {"id": "R-001", "area": "a", "level": "must"}
DIMENSIONS = {"names": ["plain", "aliases"], "client": ["public", "secret"]}


def result(*observed: dict[str, Any], over: dict[str, list[str]] | None = None) -> Result:
    entry = SIGN_IN | ({"over": over} if over else {})
    run = run_event([entry], dimensions=DIMENSIONS, targets=["moto"], areas={"a": "A"})
    footer = event("footer", "moto", reason="finished", complete=True)
    (target,) = fold([run, event("target", "moto", product="moto"), *observed, footer]).targets
    found = target.result("R-001")
    assert found is not None
    return found


def agreements(**setting: str) -> list[dict[str, Any]]:
    more = {"setting": setting} if setting else {}
    return [observation("R-001", "agrees", f"{setting} {number}", **more) for number in range(NEED)]


def blocked(**setting: str) -> dict[str, Any]:
    """Blocked by a step that the target refused."""
    answer = {"reason": "SignUp: HTTP 400, InvalidParameterException", "step": "SignUp"}
    return observation("R-001", "blocked", f"{setting}", setting=setting, **answer)


def test_agreement_in_other_settings_is_no_pass_where_the_plain_one_was_blocked() -> None:
    assert result(*agreements(names="aliases"), blocked(names="plain")).verdict == "blocked"


@pytest.mark.parametrize("setting", [{"names": "plain"}, {}])
def test_agreement_in_the_plain_setting_or_without_any_is_a_pass(setting: dict[str, str]) -> None:
    assert result(*agreements(**setting), blocked(names="plain")).verdict == "pass"


def test_what_blocks_another_setting_alone_does_not_matter() -> None:
    assert result(*agreements(names="plain"), blocked(names="aliases")).verdict == "pass"


def test_a_requirement_over_a_dimension_needs_each_value() -> None:
    over = {"client": ["public", "secret"]}
    found = result(*agreements(client="public"), over=over)
    assert (found.verdict, found.reason) == ("not-reached", "never judged with client=secret")
    assert result(*agreements(client="public"), *agreements(client="secret"), over=over).verdict == "pass"


def test_but_for_those_that_the_target_does_not_have() -> None:
    over = {"client": ["public", "secret"]}
    lacking = event("unvaried", "moto", value="client=secret")
    assert result(*agreements(client="public"), lacking, over=over).verdict == "pass"
    other = event("unvaried", "moto", value="names=aliases")
    assert result(*agreements(client="public"), other, over=over).verdict == "not-reached"


@pytest.mark.parametrize("outcome", ["excluded", "unsupported", "inconclusive"])
def test_what_was_in_the_way_with_such_a_value_is_said(outcome: str) -> None:
    """Nobody reads that it is a gap in the generators."""
    over = {"client": ["public", "secret"]}
    met = observation("R-001", outcome, "other", setting={"client": "secret"}, reason="no codes can be read")
    found = result(*agreements(client="public"), met, over=over)
    assert (found.verdict, found.reason) == (outcome, "never judged with client=secret: no codes can be read")
    elsewhere = observation("R-001", outcome, "other", setting={"client": "public"}, reason="no codes can be read")
    assert result(*agreements(client="public"), elsewhere, over=over).verdict == "not-reached"


def test_what_blocked_such_a_value_is_said() -> None:
    over = {"client": ["public", "secret"]}
    found = result(*agreements(client="public"), blocked(client="secret"), over=over)
    assert (found.verdict, found.step) == ("blocked", "SignUp")
