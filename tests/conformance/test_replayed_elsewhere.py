"""A witness replayed on a target that is right does not diverge, wherever the sign-in that it shows had ended."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from conformance.checking.exchange import Exchange
from conformance.command import properties
from conformance.command.replaying import replayed
from conformance.kit.jwt import with_claims
from conformance.replay.execute import NotReplayable, decide
from conformance.replay.space import Outcome, Space
from conformance.replay.undecided import where_undecided
from conformance.requirements import load_catalog
from conformance.run.profiles import PROFILES
from conformance.sensitivity.trial import reaching, try_variant
from conformance.transport.driver import Driver
from targets.reference import ReferenceTarget
from witnesses import call


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
    asks = "goes_on(" if mutant.endswith("pages") else "has_more("
    assert all(f"and {asks}" in witness["script"] for witness in witnesses)


ASKED = Exchange("InitiateAuth", {}, 200, response={"ChallengeName": "DEVICE_SRP_AUTH"})
REFUSED = Exchange("RespondToAuthChallenge", {}, 400, outcome="error", code="NotAuthorizedException")
FURTHER = Exchange("RespondToAuthChallenge", {}, 200, response={"ChallengeName": "SMS_MFA"})
TWO_STEPS = [call("InitiateAuth"), call("RespondToAuthChallenge")]
OF_BOTH = {
    "how": "check",
    "arguments": [{"$step": 0}, {"$step": 1}],
    "values": {"username": "somebody"},
}


def test_a_challenge_that_came_before_the_end_does_not_go_on() -> None:
    """Of a check that gets both, only the answer at which the sign-in ended tells whether it goes on now."""
    requirement = load_catalog().requirements["DEVICE-054"]
    properties.tests()
    found = where_undecided(TWO_STEPS, OF_BOTH, [Outcome(None, ASKED), Outcome(None, REFUSED)], requirement, "refused")
    assert found["ended"] == [1]
    judgement = {**OF_BOTH, "ended": found["ended"]}
    difference = decide(judgement, [Outcome(None, ASKED), Outcome(None, REFUSED)], requirement)
    assert difference is not None
    with pytest.raises(NotReplayable, match="goes on"):
        decide(judgement, [Outcome(None, ASKED), Outcome(None, FURTHER)], requirement)


def test_a_region_is_that_of_the_target() -> None:
    judge = {"how": "check", "arguments": [{"$step": 0}], "values": {"region": "local"}}
    steps = [call("CreateUserPool", PoolName="p")]
    witness = {"requirement": "POOL-003", "kind": "id-form", "steps": steps, "judge": judge}
    properties.tests()
    running = ReferenceTarget("reference").start()
    assert replayed(witness, Driver(running), "reference").still is False
    running.stop()


def page(*names: str, token: str | None = None) -> Outcome:
    users = [{"Username": name} for name in names]
    return Outcome(None, Exchange("ListUsers", {}, 200, response={"Users": users, "PaginationToken": token}))


def test_a_list_that_goes_on_is_not_judged_by_the_page_at_which_it_ended() -> None:
    """A target without paging ended it after one page; elsewhere the others were never asked for."""
    requirement, steps = load_catalog().requirements["LIST-012"], [call("ListUsers"), call("ListUsers")]
    properties.tests()
    pages = {"how": "check", "arguments": [{"$step": 0}, {"$step": 1}], "values": {"wanted": ["a", "b", "c"]}}
    found = where_undecided(steps, pages, [page("a", token="t"), page("b")], requirement, "lost")
    assert found["ended"] == [1]
    judgement = {**pages, "ended": found["ended"]}
    assert decide(judgement, [page("a", token="t"), page("b")], requirement) is not None
    assert decide(judgement, [page("a", "b", token="t"), page("c")], requirement) is None
    with pytest.raises(NotReplayable, match="goes on"):
        decide(judgement, [page("a", token="t"), page("b", token="u")], requirement)


NOT_LISTED = Exchange("ListGroups", {}, 400, outcome="error", code="ResourceNotFoundException")


@pytest.mark.parametrize(("requirement", "found"), [("SHAPE-005", {}), ("LIST-012", {"ended": [0]})])
def test_a_list_that_is_to_be_refused_has_no_further_pages(requirement: str, found: dict[str, list[int]]) -> None:
    """It diverges whatever a list says that is accepted; a list that is to have certain elements goes on."""
    properties.tests()
    values: dict[str, dict[str, object]] = {"SHAPE-005": {"member": "UserPoolId"}, "LIST-012": {"wanted": ["a"]}}
    judgement = {"how": "check", "arguments": [{"$step": 0}], "values": values[requirement]}
    refused, rule = [Outcome(None, NOT_LISTED)], load_catalog().requirements[requirement]
    assert where_undecided([call("ListGroups")], judgement, refused, rule, "any") == found


LAX = [
    f"unconfirmed-signs-in-by-{flow}"
    for flow in ("user-password-auth", "user-srp-auth", "admin-user-password-auth", "admin-no-srp-auth")
]


def test_a_refusal_does_not_lack_what_an_accepted_answer_lacked() -> None:
    """Where users need no confirmation, the witnesses have none, and such a sign-in is refused elsewhere."""
    mutants = ["id-token-attributes-only-if-listed", *LAX]
    trial = try_variant(
        mutants, reaching(["TOKEN-022"]), PROFILES["quick"], 1, wanted=frozenset({"TOKEN-022"}), confirming=True
    )
    written = [json.loads(json.dumps(e, default=str)) for e in trial.events if e["event"] == "witness"]
    witnesses = [witness for witness in written if witness["confirmed"]]
    assert witnesses
    assert all("it is refused, and was accepted" in witness["script"] for witness in witnesses)
    for spec, allowed in (
        (f"reference?mutants={','.join(mutants)}", {True}),
        (f"reference?mutants={mutants[0]}", {True, None}),
        ("reference", {False, None}),
    ):
        running = ReferenceTarget(spec).start()
        assert {replayed(witness, Driver(running), spec).still for witness in witnesses} <= allowed, spec
        running.stop()


TOKENS = Exchange("InitiateAuth", {}, 200, response={"AuthenticationResult": {"IdToken": "no claims"}})
ONE_STEP = [call("InitiateAuth")]
OF_ATTRIBUTES = {"how": "check", "arguments": [{"$step": 0}], "values": {"attributes": {"name": "somebody"}}}


@pytest.mark.parametrize(
    ("answer", "outcome"), [(TOKENS, "differs"), (replace(TOKENS, status=400, outcome="error", code="X"), "undecided")]
)
def test_what_a_refusal_lacks_as_well_is_judged_in_accepted_answers_alone(answer: Exchange, outcome: str) -> None:
    properties.tests()
    requirement = load_catalog().requirements["TOKEN-022"]
    found = where_undecided(ONE_STEP, OF_ATTRIBUTES, [Outcome(None, TOKENS)], requirement, "attribute-missing")
    assert found == {"accepted": [0]}
    judgement = {**OF_ATTRIBUTES, **found}
    if outcome == "differs":
        assert decide(judgement, [Outcome(None, answer)], requirement) is not None
    else:
        with pytest.raises(NotReplayable, match="InitiateAuth was accepted then and is refused now"):
            decide(judgement, [Outcome(None, answer)], requirement)


def test_another_difference_in_a_refusal_is_one() -> None:
    """A refusal is reserved only where the check finds in it what it found in the accepted answer."""
    properties.tests()
    requirement = load_catalog().requirements["TOKEN-022"]
    assert where_undecided(ONE_STEP, OF_ATTRIBUTES, [Outcome(None, TOKENS)], requirement, "attribute-type") == {}
    refused = [Outcome(None, replace(TOKENS, status=400, outcome="error", code="X"))]
    assert where_undecided(ONE_STEP, OF_ATTRIBUTES, refused, requirement, "attribute-missing") == {"ended": [0]}


EMPTY = Exchange("ForgotPassword", {}, 200)
OF_ONE = {"how": "check", "arguments": [{"$step": 0}], "values": {}}


@pytest.mark.parametrize(("kind", "found"), [("call", {"accepted": [0]}), ("http", {})])
def test_an_accepted_answer_may_be_empty(kind: str, found: dict[str, list[int]]) -> None:
    """Of a page without members nobody knows whether it refused."""
    properties.tests()
    requirement = load_catalog().requirements["FORGOT-002"]
    steps = [{**call("ForgotPassword"), "kind": kind}]
    assert where_undecided(steps, OF_ONE, [Outcome(None, EMPTY)], requirement, "no-delivery-details") == found


def test_names_are_those_of_the_replay() -> None:
    """With the names of the run the check would find another difference before: the token of another user."""
    properties.tests()
    requirement = load_catalog().requirements["FEDSAML-005"]
    space = Space("jtmq").next()
    name = space.rename("saml_jtmq7")
    assert name != "saml_jtmq7"
    claims = {"id_token": with_claims("e30.e30.", {"cognito:username": name})}
    token = Exchange("POST /oauth2/token", {}, 200, response=claims)
    outcomes = [Outcome(None, token), Outcome(None, Exchange("AdminGetUser", {}, 200, response={"Username": "other"}))]
    steps = [call("POST /oauth2/token"), call("AdminGetUser")]
    judgement = {**OF_BOTH, "values": {"username": "saml_jtmq7"}}
    found = where_undecided(steps, judgement, outcomes, requirement, "profile", space)
    assert found == {"accepted": [1]}


@pytest.mark.parametrize(("requirement", "mutant"), [("RACE-010", "race-change-password"), ("RACE-020", "race-users")])
def test_chance_decides_which_answer_is_refused_after_a_race(requirement: str, mutant: str) -> None:
    """Another contender wins, or is lost, in another round: that is no reason to decide nothing."""
    trial = try_variant(
        [mutant], reaching([requirement]), PROFILES["quick"], 1, wanted=frozenset({requirement}), confirming=True
    )
    witnesses = [event for event in trial.events if event["event"] == "witness" and event["confirmed"]]
    assert witnesses
    assert not any("accepted" in witness["judge"] for witness in witnesses)
    assert not any("it is refused, and was accepted" in witness["script"] for witness in witnesses)
