"""A request that is throttled waits its turn; one that is throttled to the end is judged in no way."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from conformance.journal import Journal, read_events
from conformance.requirements import parse_catalog
from conformance.run.engine import Engine
from conformance.run.profiles import PROFILES
from conformance.scenario import Scenario
from conformance.scenario.property import Property
from targets.aws.outgoing import Outgoing
from targets.aws.running import RunningAws
from targets.interface import GateRefused, HttpResponse

CATALOG = parse_catalog(
    {
        "demo.toml": """
area = "demo"
title = "Demo"
[[requirement]]
id = "DEMO-001"
title = "A title that says something"
statement = "A statement that is long enough."
level = "must"
grade = "recorded"
sources = ["somewhere"]
[[requirement]]
id = "DEMO-002"
title = "A title that says something"
statement = "A statement that is long enough."
level = "must"
grade = "recorded"
sources = ["somewhere"]
error = ["UserNotFoundException"]
"""
    }
)
CODES = ["TooManyRequestsException", "ThrottlingException", "Throttling", "RequestLimitExceeded"]


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The waits before a request is sent again; none takes time."""
    waits: list[float] = []
    monkeypatch.setattr("conformance.transport.insistence.time.sleep", waits.append)
    return waits


def judge(s: Scenario, word: str) -> None:
    pool = s.pool()
    s.works("DEMO-001", s.call("DescribeUserPool", UserPoolId=pool.id))
    unknown = s.call("AdminGetUser", UserPoolId=pool.id, Username=s.name("nobody"))
    user = s.user(pool, password="Correct-Horse7")
    known = s.call("AdminGetUser", UserPoolId=pool.id, Username=user.username)
    s.accepted("DEMO-001", known)
    s.refused("DEMO-002", unknown, control=known)


def outcomes(rehearsal: RunningAws, folder: Path) -> tuple[Counter[tuple[str, str]], list[dict[str, Any]]]:
    journal = Journal(folder)
    engine = Engine(rehearsal, CATALOG, PROFILES["smoke"], journal, seed=1)
    property_ = Property("demo.judge", ("DEMO-001", "DEMO-002"), {"word": st.sampled_from(["a", "b"])}, judge)
    try:
        engine.run(property_)
    finally:
        journal.close()
    events = [dict(event) for event in read_events(folder)]
    judged = [event for event in events if event["event"] == "observation"]
    return Counter((event["requirement"], event["outcome"]) for event in judged), events


def throttles(rehearsal: RunningAws, monkeypatch: pytest.MonkeyPatch, code: str, times: int) -> list[str]:
    """The first calls of AdminGetUser are throttled; returns what is asked."""
    send, asked = rehearsal.outbound.wire.send, list[str]()

    def answer(request: Outgoing) -> HttpResponse:
        if request.operation == "AdminGetUser":
            asked.append(request.operation)
            if len(asked) <= times:
                return HttpResponse(400, {}, json.dumps({"__type": code, "message": "Rate exceeded"}).encode())
        return send(request)

    monkeypatch.setattr(rehearsal.outbound.wire, "send", answer)
    return asked


def test_without_throttling(rehearsal: RunningAws, tmp_path: Path) -> None:
    found, _ = outcomes(rehearsal, tmp_path)
    assert {outcome for _, outcome in found} == {"agrees"}


@pytest.mark.parametrize("code", CODES)
def test_throttled_for_a_while(
    code: str, rehearsal: RunningAws, slept: list[float], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    throttles(rehearsal, monkeypatch, code, 5)
    found, _ = outcomes(rehearsal, tmp_path)
    assert {outcome for _, outcome in found} == {"agrees"}
    assert slept == [1.0, 2.0, 4.0, 8.0, 16.0]
    assert rehearsal.usage()["throttled"] == 5


@pytest.mark.parametrize("code", CODES)
def test_throttled_to_the_end(
    code: str, rehearsal: RunningAws, slept: list[float], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    throttles(rehearsal, monkeypatch, code, 10**9)
    found, _ = outcomes(rehearsal, tmp_path)
    assert found
    assert {outcome for _, outcome in found} <= {"inconclusive"}
    assert max(slept) == 16.0


def test_a_refusal_of_the_gate_is_written_down_as_an_error(rehearsal: RunningAws, tmp_path: Path) -> None:
    def strays(s: Scenario, word: str) -> None:
        s.accepted("DEMO-001", s.call("DescribeUserPool", UserPoolId="us-east-1_foreign12"))

    journal = Journal(tmp_path)
    engine = Engine(rehearsal, CATALOG, PROFILES["smoke"], journal, seed=1)
    with pytest.raises(GateRefused):
        engine.run(Property("demo.strays", ("DEMO-001",), {"word": st.just("a")}, strays))
    journal.close()
    events = list(read_events(tmp_path))
    (error,) = [event for event in events if event["event"] == "error"]
    assert error["message"].startswith("GateRefused: DescribeUserPool was not sent: pool us-east-1_foreign12")
    assert not [event for event in events if event["event"] == "observation"]
