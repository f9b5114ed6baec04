"""Checks on every answer: applied by themselves, written sparingly, and counted for no property."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.checking.exchange import Exchange
from conformance.checking.registry import checks_on_every_answer, find_check
from conformance.command.properties import tests as all_tests
from conformance.evidence import load_evidence
from conformance.journal import Journal, read_events
from conformance.requirements import load_catalog
from conformance.run.engine import Engine
from conformance.run.profiles import PROFILES
from conformance.scenario import Scenario, prop
from conformance.scenario.overseeing import MOST_WITNESSES
from conformance.scenario.property import PROPERTIES, Property
from conformance.scenario.unjudged import Quiet
from conformance.strategies.malformed import WORD_MARK
from conformance.transport.aws_model import answer_members, output_shape
from evidence_table import OF_ANSWERS, answer
from fakes import FakeRunning

all_tests()  # registers every check
GET_USER = {"Username": "someone", "UserAttributes": [{"Name": "sub", "Value": "1"}]}
USERS: dict[str, Any] = {"UserPool": {"Id": "eu-west-1_a"}}
Answers = Callable[[str, Mapping[str, Any]], Mapping[str, Any]]


def described(function: Callable[..., None], *requirements: str) -> Property:
    test = prop(*requirements, word=st.text("abc", min_size=1, max_size=3))(function)
    found: Property = test.__dict__["conformance_property"]
    PROPERTIES.pop(found.name)
    return found


@pytest.fixture
def engine_on(tmp_path: Path) -> Callable[..., Engine]:
    def make(answers: Answers, **more: Any) -> Engine:
        fake = FakeRunning(lambda operation, parameters: (200, answers(operation, parameters)))
        return Engine(fake, load_catalog(), PROFILES["quick"], Journal(tmp_path, target="fake"), seed=1, **more)

    return make


def observed(engine: Engine, requirement: str) -> list[dict[str, Any]]:
    events = [dict(e) for e in read_events(engine.journal.path) if e["event"] == "observation"]
    return [e for e in events if e["requirement"] == requirement]


def get_user(s: Scenario, word: str) -> None:
    s.accepted("ACCESS-001", s.call("GetUser", AccessToken=word))


# -- when they are applied ---------------------------------------------------------------------------------------------


def test_an_answer_is_judged_whatever_its_property_is_about(engine_on: Callable[..., Engine]) -> None:
    engine = engine_on(lambda operation, parameters: GET_USER | {"UserStatus": "CONFIRMED"})
    engine.run(described(get_user, "ACCESS-001"))
    seen = observed(engine, "SHAPE-012")
    assert {(e["outcome"], e["kind"], e["operation"]) for e in seen} == {
        ("diverges", "extra-answer.UserStatus", "GetUser")
    }
    assert 1 <= len(seen) <= MOST_WITNESSES
    witnesses = [e for e in read_events(engine.journal.path) if e["event"] == "witness"]
    assert [(w["requirement"], w["confirmed"]) for w in witnesses] == [("SHAPE-012", True)]


def test_what_agrees_is_written_once_for_each_operation(engine_on: Callable[..., Engine]) -> None:
    engine = engine_on(lambda operation, parameters: GET_USER)
    engine.run(described(get_user, "ACCESS-001"))
    engine.run(described(get_user, "ACCESS-001"))
    assert [e["outcome"] for e in observed(engine, "SHAPE-012")] == ["agrees"]


def test_values_that_a_target_draws_are_judged_wherever_they_come(engine_on: Callable[..., Engine]) -> None:
    """One secret in seven has a character that none may have: the few that a property of its own draws can be right."""
    made = itertools.count(1)

    def answers(operation: str, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
        secret = {"ClientSecret": ("-" if next(made) % 7 == 0 else "a") * 40} if "GenerateSecret" in parameters else {}
        return {"UserPoolClient": {"ClientId": "1a-b", **secret}}

    def clients(s: Scenario, word: str) -> None:
        s.call("CreateUserPoolClient", UserPoolId="eu-west-1_a", ClientName=word)
        for _ in range(7):
            s.call("CreateUserPoolClient", UserPoolId="eu-west-1_a", ClientName=word, GenerateSecret=True)
        s.accepted("ACCESS-001", s.call("GetUser", AccessToken=word))

    engine = engine_on(answers)
    engine.run(described(clients, "ACCESS-001"))
    assert {(e["outcome"], e.get("kind")) for e in observed(engine, "CLIENT-012")} == {
        ("agrees", None),
        ("diverges", "secret-form"),
    }
    assert {e["kind"] for e in observed(engine, "CLIENT-011")} == {"id-form"}


def test_it_counts_for_no_property(engine_on: Callable[..., Engine]) -> None:
    """How much is tried must not depend on what ran before in the same process."""
    engine = engine_on(lambda operation, parameters: GET_USER)
    run = engine.run(described(get_user, "ACCESS-001"))
    assert set(engine.ledger.tallies) == {"ACCESS-001"}
    assert set(engine.ledger.of(run.name)) == {"ACCESS-001"}


def test_a_property_about_it_judges_for_itself(engine_on: Callable[..., Engine]) -> None:
    def judging(s: Scenario, word: str) -> None:
        s.check("SHAPE-012", s.call("GetUser", AccessToken=word))

    engine = engine_on(lambda operation, parameters: GET_USER)
    engine.run(described(judging, "SHAPE-012"))
    assert len({e["situation"] for e in observed(engine, "SHAPE-012")}) >= PROFILES["quick"].need
    assert len(engine.ledger.tallies["SHAPE-012"].situations) >= PROFILES["quick"].need


def test_what_was_not_asked_for_is_not_judged(engine_on: Callable[..., Engine]) -> None:
    engine = engine_on(lambda operation, parameters: GET_USER, selected=frozenset({"ACCESS-001"}))
    engine.run(described(get_user, "ACCESS-001"))
    assert {e["requirement"] for e in read_events(engine.journal.path) if e["event"] == "observation"} == {"ACCESS-001"}


def test_provoking_requests_are_not_judged(engine_on: Callable[..., Engine]) -> None:
    def provoking(s: Scenario, word: str) -> None:
        s.provoke()
        get_user(s, word)

    engine = engine_on(lambda operation, parameters: GET_USER | {"UserStatus": "CONFIRMED"})
    engine.run(described(provoking, "ACCESS-001"))
    assert observed(engine, "SHAPE-012") == []


def test_a_quiet_scenario_judges_nothing(engine_on: Callable[..., Engine]) -> None:
    engine = engine_on(lambda operation, parameters: GET_USER | {"UserStatus": "CONFIRMED"})
    Quiet(engine, "shown").call("GetUser", AccessToken="a")
    assert observed(engine, "SHAPE-012") == []


# -- whose it is -------------------------------------------------------------------------------------------------------


def two_examples(engine: Engine, second: Callable[[Scenario, str], None]) -> list[dict[str, Any]]:
    """A user is made in one example; what SHAPE-019 says of the next one."""

    def first(s: Scenario, word: str) -> None:
        attributes = [{"Name": "email", "Value": s.email(word)}]
        s.must("CreateUserPool", PoolName="p")
        made = s.call("AdminCreateUser", UserPoolId="eu-west-1_a", Username=s.name(word), UserAttributes=attributes)
        s.accepted("ADMCREATE-001", made)

    engine.confirming = False
    engine.run(described(first, "ADMCREATE-001"))
    engine.run(described(second, "ACCESS-001"))
    return [e for e in observed(engine, "SHAPE-019") if e["outcome"] == "diverges"]


def leaking(operation: str, parameters: Mapping[str, Any], known: dict[str, Any] = {}) -> Mapping[str, Any]:  # noqa: B006
    """Every answer about users has the address of the last user that was made."""
    if operation == "CreateUserPool":
        return USERS
    if operation == "AdminCreateUser":
        known["email"] = parameters["UserAttributes"][0]["Value"]
        return {"User": {"Username": parameters["Username"], "Attributes": []}}
    return GET_USER | {"UserAttributes": [{"Name": "email", "Value": known["email"]}]}


def test_the_address_of_a_user_of_another_example_is_seen(engine_on: Callable[..., Engine]) -> None:
    engine = engine_on(leaking)
    kept: list[Any] = []
    engine.keep_witness = lambda *arguments: kept.append(arguments)  # type: ignore[method-assign]
    found = two_examples(engine, get_user)
    assert {(e["operation"], e["kind"]) for e in found} == {("GetUser", "of-another-answer.UserAttributes[].Value")}
    steps, _, requirement, _, _, judgement = kept[0]
    assert requirement == "SHAPE-019"
    assert [step.name for step in steps] == ["CreateUserPool", "AdminCreateUser", "GetUser"]
    assert all(
        stranger in steps[1].arguments["UserAttributes"][0]["Value"] for stranger in judgement.values["strangers"]
    )


def test_whom_the_request_names_is_no_stranger(engine_on: Callable[..., Engine]) -> None:
    def asking(s: Scenario, word: str) -> None:
        address = leaking("GetUser", {})["UserAttributes"][0]["Value"]
        s.accepted("ACCESS-001", s.call("AdminGetUser", UserPoolId="eu-west-1_a", Username=address))

    assert two_examples(engine_on(leaking), asking) == []


def test_lists_of_users_show_everybody(engine_on: Callable[..., Engine]) -> None:
    def listing(s: Scenario, word: str) -> None:
        s.accepted("ACCESS-001", s.call("ListUsers", UserPoolId="eu-west-1_a"))

    assert two_examples(engine_on(leaking), listing) == []


# -- what they accept and refuse ---------------------------------------------------------------------------------------

RECORDED = [answer(r.operation, r.payload) for r in load_evidence().values() if r.kind == "api-answer"]
OTHERS = sorted(answer_members() - set(output_shape("GetUser").members))
LETTERS = st.text("abcdefghijklmnopqrstuvwxyz", min_size=3, max_size=12)
WORDS = LETTERS.filter(lambda word: not word.startswith(WORD_MARK))  # what the suite makes up is let pass


def changed(recorded: Exchange, **members: Any) -> Exchange:
    return answer(recorded.operation, {**recorded.response, **members})


@settings(max_examples=60, deadline=None, database=None)
@given(recorded=st.sampled_from(RECORDED), other=st.sampled_from(OTHERS), word=WORDS)
def test_a_changed_recording_is_refused(recorded: Exchange, other: str, word: str) -> None:
    entry = recorded.get("UserAttributes.0")
    wrong = {
        "SHAPE-001": changed(recorded, Username=None),
        "SHAPE-012": changed(recorded, **{other: "x"}),
        "SHAPE-013": changed(recorded, **{f"_{word}": word}),
        "SHAPE-014": changed(recorded, MFAOptions=[{"DeliveryMedium": word}]),
        "SHAPE-016": changed(recorded, PreferredMfaSetting=None),
        "SHAPE-026": changed(recorded, Username=""),
        "SHAPE-017": changed(recorded, UserAttributes=[entry, {**entry, "Value": word}]),
    }
    assert set(wrong) == set(OF_ANSWERS)
    assert [i for i, exchange in wrong.items() if find_check(i)(exchange) is None] == []
    assert [i for i in wrong if find_check(i)(recorded) is not None] == []


@settings(max_examples=60, deadline=None, database=None)
@given(moment=st.floats(1.1e9, 9.9e9), milliseconds=st.booleans())
def test_times_are_seconds(moment: float, milliseconds: bool) -> None:
    shown = answer("GetGroup", {"Group": {"CreationDate": moment * (1000 if milliseconds else 1)}})
    assert (find_check("SHAPE-015")(shown) is not None) is milliseconds


@pytest.mark.parametrize(
    ("operation", "asked", "shown", "right"),
    [
        ("GetGroup", {"UserPoolId": "a", "GroupName": "g"}, {"Group": {"UserPoolId": "a", "GroupName": "g"}}, True),
        ("GetGroup", {"UserPoolId": "a", "GroupName": "g"}, {"Group": {"UserPoolId": "b", "GroupName": "g"}}, False),
        ("DescribeUserPool", {"UserPoolId": "a"}, {"UserPool": {"Id": "a"}}, True),
        ("DescribeUserPool", {"UserPoolId": "a"}, {"UserPool": {"Id": "b"}}, False),
        ("ListUserPoolClients", {"UserPoolId": "a"}, {"UserPoolClients": [{"UserPoolId": "b"}]}, False),
        ("CreateUserPoolClient", {"UserPoolId": "a"}, {"UserPoolClient": {"UserPoolId": "a", "ClientId": "c"}}, True),
    ],
)
def test_an_answer_is_about_what_was_asked_for(
    operation: str, asked: dict[str, Any], shown: dict[str, Any], right: bool
) -> None:
    exchange = Exchange(operation, asked, 200, body=json.dumps(shown), response=shown)
    assert checks_on_every_answer()["SHAPE-018"].to(exchange)
    assert (find_check("SHAPE-018")(exchange) is None) is right


@pytest.mark.parametrize(
    ("sent", "shown", "right"),
    [(["a", "b"], ["a", "b"], True), (["a", "a"], ["a", "a"], True), (["a", "b"], ["a", "b", "a"], False)],
)
def test_a_list_that_the_request_repeats_is_the_requests(sent: list[str], shown: list[str], right: bool) -> None:
    body = {"UserPoolClient": {"CallbackURLs": shown}}
    exchange = Exchange("CreateUserPoolClient", {"CallbackURLs": sent}, 200, body=json.dumps(body), response=body)
    assert (find_check("SHAPE-017")(exchange) is None) is right


def test_each_is_about_an_active_requirement_and_is_a_check() -> None:
    catalog = load_catalog()
    applied = [i for i, entry in checks_on_every_answer().items() if find_check(i).__module__.startswith("conf")]
    assert len(applied) >= 15
    assert [i for i in applied if not catalog.requirements[i].active] == []
