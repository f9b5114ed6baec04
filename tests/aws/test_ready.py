"""A domain is waited for until it can be used, and until it is gone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from targets.aws import AwsTarget
from targets.aws.outgoing import Outgoing
from targets.aws.ready import PATIENCE, Ready
from targets.aws.twin import started
from targets.interface import HttpResponse, TargetGone


class Account:
    """Answers with one status after the other, the last one from then on; time passes when somebody sleeps."""

    def __init__(self, *statuses: str | None) -> None:
        self.statuses = list(statuses)
        self.now = 0.0
        self.asked = 0

    def send(self, operation: str, members: Any) -> HttpResponse:
        self.asked += 1
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        if status is None:
            return HttpResponse(500, {}, b"")
        return HttpResponse(200, {}, json.dumps({"DomainDescription": {"Status": status} if status else {}}).encode())

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def wait(self, operation: str) -> None:
        ready = Ready(self.send, sleep=self.sleep, clock=lambda: self.now)
        ready(Outgoing("cognito-idp", operation, "POST", "", {}, b'{"Domain": "cc-x"}'))


@pytest.mark.parametrize(
    ("operation", "statuses", "asked"),
    [
        ("CreateUserPoolDomain", ["ACTIVE"], 1),
        ("CreateUserPoolDomain", ["CREATING", None, "CREATING", "ACTIVE"], 4),
        ("DeleteUserPoolDomain", [""], 1),
        ("DeleteUserPoolDomain", ["DELETING", "ACTIVE", ""], 3),
        ("UpdateUserPoolDomain", ["CREATING"], 0),
    ],
)
def test_until_it_is_so(operation: str, statuses: list[str | None], asked: int) -> None:
    account = Account(*statuses)
    account.wait(operation)
    assert account.asked == asked


def test_a_wait_without_end() -> None:
    account = Account("CREATING")
    with pytest.raises(TargetGone, match="cc-x is not ACTIVE after 180 seconds"):
        account.wait("CreateUserPoolDomain")
    assert PATIENCE < account.now < PATIENCE + 5


@pytest.fixture(scope="module")
def slow_domains() -> Iterator[AwsTarget]:
    """On a twin where a domain takes up to a second."""
    with started(options=["--longest-delay", "1"]) as announced:
        yield AwsTarget("aws?twin=true", announced)


def test_a_domain_can_be_used_at_once(slow_domains: AwsTarget) -> None:
    running = slow_domains.start()
    assert running.calls is not None
    made = running.calls.send("CreateUserPool", running.dressed("CreateUserPool", {"PoolName": "cc-slow"}))
    pool = json.loads(made.body)["UserPool"]["Id"]
    for number in range(3):
        of_pool = {"UserPoolId": pool, "Domain": f"cc-slow-{number}"}
        assert running.calls.send("CreateUserPoolDomain", of_pool).status == 200
        shown = running.calls.send("DescribeUserPoolDomain", {"Domain": f"cc-slow-{number}"})
        assert json.loads(shown.body)["DomainDescription"]["Status"] == "ACTIVE"
        assert running.http("GET", f"{running.hosted_ui(pool, of_pool['Domain'])}/login").status < 500
        assert running.calls.send("DeleteUserPoolDomain", of_pool).status == 200
    running.stop()
