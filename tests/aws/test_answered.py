"""How a refusal is read, and what an accepted request adds to the figures of a run."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from targets.aws.answered import members_of, message_in, refusal_code
from targets.aws.running import RunningAws
from targets.interface import HttpResponse


@pytest.mark.parametrize(
    ("headers", "body", "code"),
    [
        ({}, {"__type": "LimitExceededException"}, "LimitExceededException"),
        ({}, {"__type": "com.amazonaws.cognito#LimitExceededException"}, "LimitExceededException"),
        ({"x-amzn-errortype": "TooManyRequestsException:"}, {}, "TooManyRequestsException"),
        ({"x-amzn-errortype": "Throttling:http://internal.amazon.com/"}, {"message": "m"}, "Throttling"),
        ({"x-amzn-errortype": "Other:"}, {"__type": "LimitExceededException"}, "LimitExceededException"),
        ({}, {}, ""),
        ({}, ["__type"], ""),
        ({}, None, ""),
    ],
)
def test_the_code_of_a_refusal(headers: Mapping[str, str], body: Any, code: str) -> None:
    answer = HttpResponse(400, headers, json.dumps(body).encode())
    assert refusal_code(answer, members_of(answer)) == code


@pytest.mark.parametrize("body", [b"", b'{"__type": "Limi', b"\xff", b"7"])
def test_what_is_no_object_has_no_members(body: bytes) -> None:
    assert members_of(HttpResponse(400, {}, body)) == {}


@pytest.mark.parametrize("name", ["message", "Message"])
def test_the_text_of_a_refusal(name: str) -> None:
    assert message_in({name: "why"}) == "why"
    assert message_in({}) == ""


def test_a_throttled_request_that_says_so_in_a_header_alone_is_counted(
    rehearsal: RunningAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    throttled = HttpResponse(400, {"x-amzn-errortype": "TooManyRequestsException:"}, b"{}")
    monkeypatch.setattr(rehearsal.outbound.wire, "send", lambda _: throttled)
    rehearsal.calls.send("DescribeUserPool", {"UserPoolId": "us-east-1_ZqNoneabc"})
    assert rehearsal.usage()["throttled"] == 1


MACHINE = {"AllowedOAuthFlows": ["client_credentials"], "AllowedOAuthFlowsUserPoolClient": True}


def test_machine_clients_are_counted_however_they_became_so(rehearse: Callable[..., RunningAws]) -> None:
    running = rehearse()

    def sent(operation: str, **members: Any) -> dict[str, Any]:
        answer = running.calls.send(operation, running.dressed(operation, members))
        assert answer.status == 200, answer.body
        found: dict[str, Any] = json.loads(answer.body or b"{}")
        return found

    def counted() -> int:
        return int(running.usage()["made"].get("machine clients", 0))

    pool = sent("CreateUserPool", PoolName="cc-m")["UserPool"]["Id"]
    scope = {"ScopeName": "s", "ScopeDescription": "s"}
    sent("CreateResourceServer", UserPoolId=pool, Identifier="r", Name="r", Scopes=[scope])
    machine = {**MACHINE, "AllowedOAuthScopes": ["r/s"], "UserPoolId": pool}
    plain = sent("CreateUserPoolClient", UserPoolId=pool, ClientName="cc-p", GenerateSecret=True)["UserPoolClient"]
    assert counted() == 0
    sent("CreateUserPoolClient", ClientName="cc-m", GenerateSecret=True, **machine)
    assert counted() == 1
    for _ in range(2):
        sent("UpdateUserPoolClient", ClientId=plain["ClientId"], **machine)
    assert counted() == 2
    sent("UpdateUserPoolClient", UserPoolId=pool, ClientId=plain["ClientId"])
    sent("UpdateUserPoolClient", ClientId=plain["ClientId"], **machine)
    assert counted() == 2, "the price takes each of them to have been one from the beginning"
