"""Races are run in the settings of examples, too, and their outcome is not put down to a setting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from conformance.sensitivity.trial import Trial, reaching, try_variant


def tried(requirement: str, *variant: str) -> Trial:
    wanted = frozenset({requirement})
    return try_variant(variant, reaching(wanted), "quick", 1, wanted=wanted)


def observed(trial: Trial, requirement: str) -> list[Mapping[str, Any]]:
    return [event for event in trial.events if event["event"] == "observation" and event["requirement"] == requirement]


@pytest.mark.parametrize(
    ("variant", "requirement"),
    [
        ("race-domain@mfa=OPTIONAL", "RACE-012"),  # in pools of the property's own
        ("race-create-group@tier=PLUS", "RACE-011"),
        ("race-change-password@names=aliases", "RACE-010"),
        ("race-rotation@client=secret", "RACE-009"),  # of whose secret the property knows nothing
    ],
)
def test_a_race_is_lost_in_one_setting_only(variant: str, requirement: str) -> None:
    assert tried(requirement, variant).verdicts[requirement] == "fail"


def test_no_setting_is_said_to_decide_a_race() -> None:
    found = observed(tried("RACE-011", "race-create-group@tier=PLUS"), "RACE-011")
    assert {event["outcome"] for event in found} == {"agrees", "diverges"}
    assert not any(event.get("setting") for event in found)


def test_what_a_race_relies_on_is_tried_in_each_setting() -> None:
    """Where a group is made twice one after the other, in one tier, nothing is a race's fault."""
    found = observed(tried("RACE-011", "group-replaced@tier=PLUS"), "RACE-011")
    assert {event["outcome"] for event in found} == {"agrees", "blocked"}
    assert {event["blame"] for event in found if event["outcome"] == "blocked"} == {"GROUP-008"}
