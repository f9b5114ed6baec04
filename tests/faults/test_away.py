"""An attached target that nobody reaches for a while is waited for; one that stays away is lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError, ReadTimeoutError

import faulty_proxy
from conformance.transport.driver import Driver, TargetLost
from faulty_proxy import Faults, proxy
from targets import server
from targets.functions import TRIES, repeated
from targets.interface import Running
from targets.registry import resolve

AWAY = 0.5  # seconds
REFUSED = EndpointConnectionError(endpoint_url="http://127.0.0.1:1")
LATE = ReadTimeoutError(endpoint_url="http://127.0.0.1:1")


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch) -> Faults:
    monkeypatch.setattr(faulty_proxy, "AWAY", AWAY)
    return Faults(0.0, 1)


@pytest.fixture
def attached(faults: Faults) -> Iterator[Running]:
    """The reference target behind a proxy that can leave its port."""
    running = resolve("reference?http=true").start()
    try:
        with proxy(str(running.endpoint), faults) as url:
            yield resolve(url).start()
    finally:
        running.stop()


def test_it_is_waited_for(attached: Running, faults: Faults) -> None:
    driver = Driver(attached)
    assert driver.call("ListUserPools", {"MaxResults": 1}).ok
    faults.away.set()
    _asked_twice(driver)
    assert driver.call("ListUserPools", {"MaxResults": 1}).ok


def test_one_that_stays_away_is_lost(attached: Running, faults: Faults, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "OUTAGE", AWAY / 5)
    driver = Driver(attached)
    faults.away.set()
    with pytest.raises(TargetLost):
        _asked_twice(driver)
    assert not attached.alive()


def _asked_twice(driver: Driver) -> None:
    """The proxy may still take the first connection; it is the next request that nobody takes."""
    for _ in range(2):
        driver.call("ListUserPools", {"MaxResults": 1})


@pytest.mark.parametrize(
    ("raised", "alive", "asked"),
    [
        ([REFUSED] * 2, True, 3),
        ([REFUSED] * 2, False, 1),  # nobody comes back
        ([REFUSED] * TRIES, True, TRIES),
        ([LATE], True, 2),
        ([LATE] * 2, True, 2),  # its whole patience twice
        ([KeyError("FunctionArn")], True, 2),  # another page in the place of the answer
        ([TypeError("a defect")], True, 1),
    ],
)
def test_what_is_asked_for_functions_is_asked_again(raised: list[Exception], alive: bool, asked: int) -> None:
    left, times = list(raised), 0

    def ask() -> str:
        nonlocal times
        times += 1
        if left:
            raise left.pop(0)
        return "there"

    if len(raised) < asked:
        assert repeated(ask, lambda: alive) == "there"
    else:
        with pytest.raises(type(raised[0])):
            repeated(ask, lambda: alive)
    assert times == asked


def test_json_without_its_last_member_is_json() -> None:
    said: dict[str, Any] = {"User": {"Username": "Ann"}, "Enabled": True}
    assert json.loads(faulty_proxy._without_last(json.dumps(said).encode())) == {"User": {"Username": "Ann"}}
    assert faulty_proxy._without_last(b"<html></html>") == b"<html></html>"
