"""What a scenario did can be written down and done again elsewhere."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.driver import Driver
from conformance.exchange import Exchange
from conformance.redact import Redactor
from conformance.replay.execute import NotReplayable, decide, execute, resolve
from conformance.replay.steps import Judgement, Step, encode
from conformance.requirements import Requirement
from tests.fakes import FakeRunning

REQUIREMENT = Requirement(
    id="DEMO-001", title="A title that says something", statement="A statement that is long enough.", level="must",
    grade="recorded", sources=("x",), error=("NotAuthorizedException",),
)  # fmt: skip


class Service:
    """Pools with fresh ids, and tokens that only work for their pool."""

    def __init__(self, prefix: str) -> None:
        self.numbers = itertools.count(1)
        self.prefix = prefix
        self.seen: list[tuple[str, dict[str, Any]]] = []

    def __call__(self, operation: str, parameters: dict[str, Any]) -> Any:
        self.seen.append((operation, parameters))
        if operation == "CreateUserPool":
            return 200, {"UserPool": {"Id": f"{self.prefix}_pool{next(self.numbers):06d}"}}
        if operation == "InitiateAuth":
            return 200, {"AuthenticationResult": {"AccessToken": f"token-of-{parameters['UserPoolId']}"}}
        good = str(parameters.get("AccessToken", "")).startswith(f"token-of-{self.prefix}")
        return (200, {}) if good else (400, {"__type": "NotAuthorizedException", "message": "no"})


def recorded(password: str = "Secret-Word7") -> tuple[list[Step], Exchange]:
    driver = Driver(FakeRunning(Service("one")))
    steps: list[Step] = []

    def call(name: str, **parameters: Any) -> Exchange:
        exchange = driver.call(name, parameters)
        steps.append(Step("call", name, parameters, exchange.response, exchange))
        return exchange

    pool = call("CreateUserPool", PoolName="p").get("UserPool.Id")
    token = call("InitiateAuth", UserPoolId=pool, Password=password).get("AuthenticationResult.AccessToken")
    last = call("GetUser", AccessToken=token, Filter=f'pool = "{pool}"')
    return steps, last


def test_values_from_answers_become_references() -> None:
    steps, last = recorded()
    encoded, judge = encode(steps, Judgement("refused", "DEMO-001", [last]), Redactor("1"))
    assert encoded[1]["arguments"]["UserPoolId"] == {"$ref": [0, "UserPool.Id"]}
    assert encoded[2]["arguments"]["AccessToken"] == {"$ref": [1, "AuthenticationResult.AccessToken"]}
    assert encoded[2]["arguments"]["Filter"] == {"$join": ['pool = "', {"$ref": [0, "UserPool.Id"]}, '"']}
    assert judge["arguments"] == [{"$step": 2}]


def test_no_password_is_written() -> None:
    steps, last = recorded("Secret-Word7")
    encoded, _ = encode(steps, Judgement("refused", "DEMO-001", [last]), Redactor("1"))
    assert "Secret-Word7" not in repr(encoded)


def test_steps_replay_where_everything_has_another_id() -> None:
    steps, last = recorded()
    encoded, judge = encode(steps, Judgement("refused", "DEMO-001", [last]), Redactor("1"))
    elsewhere = Service("two")
    outcomes = execute(encoded, lambda number: True, Driver(FakeRunning(elsewhere)))
    assert elsewhere.seen[2][1] == {"AccessToken": "token-of-two_pool000001", "Filter": 'pool = "two_pool000001"'}
    difference = decide(judge, outcomes, REQUIREMENT)
    assert difference is not None
    assert difference.kind == "accepted"


def test_a_step_that_was_left_out_is_not_silently_missing() -> None:
    steps, last = recorded()
    encoded, _ = encode(steps, Judgement("refused", "DEMO-001", [last]), Redactor("1"))
    with pytest.raises(NotReplayable, match="step 0 was left out"):
        execute(encoded, {1, 2}.__contains__, Driver(FakeRunning(Service("two"))))


@given(
    st.recursive(
        st.text() | st.integers() | st.none(), lambda inner: st.lists(inner) | st.dictionaries(st.text("ab.$"), inner)
    )
)
def test_what_came_from_no_answer_stays_as_it_was(value: Any) -> None:
    """Literals survive encoding and resolving, whatever they look like, unless they use our own markers."""
    text = repr(value)
    if "$ref" in text or "$step" in text or "$join" in text:
        return
    step = Step("call", "SignUp", {"value": value}, {}, None)
    encoded, _ = encode([step], Judgement("check", "DEMO-001", []), Redactor("1"))
    assert resolve(encoded[0]["arguments"], []) == {"value": value}
