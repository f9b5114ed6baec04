"""The engine on a target made of a function: what becomes an observation, and what never does."""

from __future__ import annotations

import contextlib
import itertools
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import CheckError, check
from conformance.flows.second_factors import asked
from conformance.journal import Journal, read_events
from conformance.requirements import parse_catalog
from conformance.run.budget import Budget
from conformance.run.engine import Engine
from conformance.run.generation import Generation
from conformance.run.profiles import PROFILES
from conformance.run.property_run import PropertyRun
from conformance.run.stop import RunOver
from conformance.scenario import Scenario
from conformance.scenario.dimensions import PLAIN, Setting
from conformance.scenario.property import PROPERTIES, Property, prop
from conformance.transport.driver import LOST_AFTER
from fakes import FakeRunning
from targets.interface import HttpResponse, Identity
from targets.reference.target import ReferenceTarget

TABLE = """
[[requirement]]
id = "{id}"
title = "A title that says something"
statement = "A statement that is long enough."
level = "must"
grade = "recorded"
sources = ["somewhere"]
{more}
"""
CATALOG = parse_catalog(
    {
        "demo.toml": 'area = "demo"\ntitle = "Demo"\n'
        + TABLE.format(id="DEMO-001", more="")
        + TABLE.format(id="DEMO-002", more='error = ["NotAuthorizedException"]')
        + TABLE.format(id="DEMO-003", more='text_of = "DEMO-002"\nmessage = ["No\\\\."]')
        + TABLE.format(id="DEMO-004", more="")
        + TABLE.format(id="DEMO-005", more='error = ["NotAuthorizedException"]')
        + TABLE.format(id="DEMO-006", more="")
    }
)
WORDS = st.text("abcdefgh", min_size=1, max_size=12)


@check("DEMO-004")
def greets(answer: Exchange) -> Difference | None:
    """A check for these tests."""
    return None if answer.get("Greeting") == "hello" else Difference("greeting", "hello", str(answer.get("Greeting")))


@check("DEMO-006", of_form=True)
def greets_in_form(answer: Exchange) -> Difference | None:
    """The same as a check of form."""
    return greets(answer)


def _property(function: Callable[..., None], *requirements: str, **strategies: Any) -> Property:
    test = prop(*requirements, **(strategies or {"word": WORDS}))(function)
    described: Property = test.__dict__["conformance_property"]
    PROPERTIES.pop(described.name)
    return described


@pytest.fixture
def engine_on(tmp_path: Path) -> Callable[..., Engine]:
    numbers = itertools.count()

    def make(answer: Any, *, seed: int = 1, budget: Budget | None = None, **running: Any) -> Engine:
        journal = Journal(tmp_path / str(next(numbers)), target="fake")
        fake = FakeRunning(answer if callable(answer) else lambda operation, parameters: answer, **running)
        return Engine(fake, CATALOG, PROFILES["quick"], journal, seed=seed, budget=budget)

    return make


def outcomes(engine: Engine) -> dict[str, Counter[str]]:
    return {name: tally.outcomes for name, tally in engine.ledger.tallies.items()}


def events(engine: Engine, name: str) -> list[Any]:
    return [e for e in read_events(engine.journal.path) if e["event"] == name]


def sign_up(s: Scenario, word: str) -> None:
    s.accepted("DEMO-001", s.call("SignUp", Username=word))
    s.check("DEMO-004", s.call("GetUser", AccessToken=word))


def refusal(s: Scenario, word: str) -> None:
    attempt = s.call("InitiateAuth", Password=word)
    s.refused("DEMO-002", attempt, control=lambda: s.call("Control"))


def in_parts(s: Scenario, word: str) -> None:
    s.works("DEMO-001", s.call("SignUp", Username=word))
    s.end("DEMO-002", "never mind")


@pytest.mark.parametrize(("status", "seen"), [(200, "blocked"), (400, "diverges")])
def test_a_first_part_that_works_is_no_agreement(status: int, seen: str, engine_on: Callable[..., Engine]) -> None:
    engine = engine_on((status, {"Greeting": "hello"} if status == 200 else {"__type": "X", "message": "no"}))
    engine.run(_property(in_parts, "DEMO-001"))
    assert outcomes(engine)["DEMO-001"].keys() == {seen}


def test_what_holds_is_seen_in_distinct_situations(engine_on: Callable[..., Engine]) -> None:
    engine = engine_on((200, {"Greeting": "hello"}))
    engine.run(_property(sign_up, "DEMO-001", "DEMO-004"))
    for name in ("DEMO-001", "DEMO-004"):
        assert engine.ledger.tallies[name].outcomes.keys() == {"agrees"}
        assert len(engine.ledger.tallies[name].situations) >= PROFILES["quick"].need


@pytest.mark.parametrize(("profile", "varied"), [("smoke", False), ("quick", True)])
def test_smoke_arranges_plainly(tmp_path: Path, profile: str, varied: bool) -> None:
    seen: list[Setting | None] = []

    def looking(s: Scenario, word: str) -> None:
        seen.append(s.setting)
        s.accepted("DEMO-001", s.call("SignUp", Username=word))

    fake = FakeRunning(lambda operation, parameters: (200, {}))
    engine = Engine(fake, CATALOG, PROFILES[profile], Journal(tmp_path / "j", target="fake"), seed=1)
    engine.run(_property(looking, "DEMO-001"))
    assert any(setting != PLAIN for setting in seen) is varied


@pytest.mark.parametrize("seed", range(4))
def test_pools_that_differ_in_their_tags_alone_are_made_in_one_way(tmp_path: Path, seed: int) -> None:
    made: list[tuple[Mapping[str, str], ...]] = []

    def looking(s: Scenario, word: str) -> None:
        for config in ({}, {"AutoVerifiedAttributes": ["email"]}):
            made.append((s.pool(**config).values, s.pool(**config, UserPoolTags={"for": word}).values))

    running = ReferenceTarget().start()
    engine = Engine(running, CATALOG, PROFILES["quick"], Journal(tmp_path / "j", target="reference"), seed=seed)
    engine.run(_property(looking, "DEMO-001"))
    assert made
    assert all(one == other for one, other in made)
    assert any(one != made[0][0] for one, _ in made), "no two pools were made differently"


@pytest.mark.parametrize(
    ("product", "allowed", "outcome"),
    [("fake", False, "agrees"), ("aws", False, "excluded"), ("aws", True, "agrees")],
)
def test_users_of_an_account_are_locked_out_only_when_allowed(
    tmp_path: Path, product: str, allowed: bool, outcome: str
) -> None:
    def locking(s: Scenario, word: str) -> None:
        s.allow_lockout()
        s.accepted("DEMO-001", s.call("SignUp", Username=word))

    fake = FakeRunning(lambda operation, parameters: (200, {}))
    fake.identity = Identity(product, product, "1")
    journal = Journal(tmp_path, target=product)
    engine = Engine(fake, CATALOG, PROFILES["quick"], journal, seed=1, allow_lockout=allowed)
    engine.run(_property(locking, "DEMO-001"))
    assert outcomes(engine)["DEMO-001"].keys() == {outcome}


@pytest.mark.parametrize(
    ("status", "unknown", "outcome"),
    [(404, "", "diverges"), (404, "an address alone does not say", "excluded"), (500, "an address alone", "diverges")],
)
def test_a_key_set_that_may_be_elsewhere_is_not_missed(
    status: int, unknown: str, outcome: str, engine_on: Callable[..., Engine], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By its bare address nobody knows where a target has its key sets."""

    def reading(s: Scenario, word: str) -> None:
        s.accepted("DEMO-001", s.jwks(s.pool(PoolName=word)))

    engine = engine_on((200, {"UserPool": {"Id": "x_1"}}), capabilities=frozenset({"well-known"}))
    engine.confirming = False
    monkeypatch.setattr(engine.running, "http", lambda *_, **__: HttpResponse(status, {}, b""))
    monkeypatch.setattr(engine.running, "unknown", lambda capability: unknown)
    engine.run(_property(reading, "DEMO-001"))
    assert outcomes(engine)["DEMO-001"].keys() == {outcome}


@pytest.mark.parametrize("srp", [501, 200])
def test_what_another_flow_lacks_is_not_to_blame(srp: int, engine_on: Callable[..., Engine]) -> None:
    """A password that leads to tokens without a code is what is wrong, whether the target knows SRP or not."""

    def answer(operation: str, parameters: Any) -> Any:
        if operation == "InitiateAuth" and parameters["AuthFlow"] == "USER_SRP_AUTH":
            return srp, {"AuthenticationResult": {"AccessToken": "a.b.c"}}
        made = {"UserPool": {"Id": "x_1"}, "UserPoolClient": {"ClientId": "c1"}, "User": {"Username": "u"}}
        return 200, {**made, "AuthenticationResult": {"AccessToken": "a.b.c"}}

    def asking(s: Scenario, word: str) -> None:
        pool = s.pool()
        asked(s, s.client(pool), s.user(pool))
        raise AssertionError("there was no challenge")

    engine = engine_on(answer)
    engine.run(_property(asking, "DEMO-001"))
    assert outcomes(engine)["DEMO-001"].keys() == {"blocked"}
    assert {event["blame"] for event in events(engine, "observation")} == {"MFA-001"}


@pytest.mark.parametrize("called", ["the-sub", "the-login", "another"])
def test_who_signs_up_with_an_address_is_called_as_the_target_shows(
    called: str, engine_on: Callable[..., Engine]
) -> None:
    """On Cognito that is the sub; elsewhere a list has the user under another name, and is not wrong for that."""
    confirmed: list[str] = []

    def answer(operation: str, parameters: Any) -> Any:
        if operation == "AdminConfirmSignUp":
            confirmed.append(parameters["Username"])
        name = {"the-login": parameters.get("Username")}.get(called, called)
        made = {"UserPool": {"Id": "x_1"}, "UserPoolClient": {"ClientId": "c1"}}
        return 200, {**made, "UserSub": "the-sub", "Username": name}

    def signing_up(s: Scenario, word: str) -> None:
        user = s.user(s.pool(UsernameAttributes=["email"]), made_by="sign-up")
        assert user.username == (user.login if called == "the-login" else called)
        s.accepted("DEMO-001", s.call("GetUser", AccessToken=word))

    engine = engine_on(answer)
    engine.run(_property(signing_up, "DEMO-001"))
    assert outcomes(engine)["DEMO-001"].keys() == {"agrees"}
    assert confirmed
    assert ("@" in confirmed[0]) is (called == "the-login")


def test_a_divergence_does_not_end_the_example(engine_on: Callable[..., Engine]) -> None:
    engine = engine_on((200, {"Greeting": "bye"}))
    run = engine.run(_property(sign_up, "DEMO-001", "DEMO-004"))
    assert outcomes(engine)["DEMO-001"].keys() == {"agrees"}
    assert outcomes(engine)["DEMO-004"].keys() == {"diverges"}
    assert run.failed == ["DEMO-004"]
    (witness,) = events(engine, "witness")
    assert witness["confirmed"]
    assert [step["name"] for step in witness["steps"]] == ["GetUser"]  # cut: SignUp is not needed
    compile(witness["script"], "script", "exec")
    assert "conformance" not in witness["script"].replace("cognito-conformance", "")


@pytest.mark.parametrize(("requirement", "confirmed"), [("DEMO-006", True), ("DEMO-004", False)])
def test_what_a_target_draws_may_be_wrong_now_and_then(
    requirement: str, confirmed: bool, engine_on: Callable[..., Engine]
) -> None:
    """The form of one answer is tried more than once: a secret has a forbidden letter only in some of them."""
    numbers = itertools.count()

    def draw(operation: str, parameters: Any) -> Any:
        return 200, {"Greeting": "bye" if next(numbers) % 7 == 0 else "hello"}

    def reading(s: Scenario, word: str) -> None:
        s.check(requirement, s.call("GetUser", AccessToken=word))

    engine = engine_on(draw)
    engine.run(_property(reading, requirement))
    (witness,) = events(engine, "witness")
    assert witness["confirmed"] is confirmed


def test_what_a_refusal_blocks_is_blamed_on_it(engine_on: Callable[..., Engine]) -> None:
    engine = engine_on((400, {"__type": "InternalThing", "message": "x"}))
    engine.run(_property(sign_up, "DEMO-001", "DEMO-004"))
    assert outcomes(engine)["DEMO-001"].keys() == {"diverges"}
    assert outcomes(engine)["DEMO-004"].keys() == {"blocked"}
    assert {e["blame"] for e in events(engine, "observation") if e["outcome"] == "blocked"} == {"DEMO-001"}


NO = (400, {"__type": "NotAuthorizedException", "message": "No."})
CASES = [
    # the attempt, the control, what DEMO-002 and its text DEMO-003 come to
    (NO, (200, {}), "agrees", "agrees"),
    ((200, {}), (200, {}), "diverges", "blocked"),
    ((400, {"__type": "NotAuthorizedException", "message": "Nope"}), (200, {}), "agrees", "diverges"),
    ((400, {"__type": "OtherException", "message": "No."}), (200, {}), "diverges", "blocked"),
    (NO, NO, "blocked", "blocked"),  # refused, but so is the control: it proves nothing
    (NO, (501, {}), "unsupported", "unsupported"),
    (NO, (503, {}), "inconclusive", "inconclusive"),
    ((501, {}), (200, {}), "unsupported", "unsupported"),
    ((503, {}), (200, {}), "inconclusive", "inconclusive"),
    ((500, b"trace"), (200, {}), "diverges", "blocked"),
]


@pytest.mark.parametrize(("attempt", "control", "code", "text"), CASES)
def test_a_refusal_needs_its_control(
    engine_on: Callable[..., Engine], attempt: Any, control: Any, code: str, text: str
) -> None:
    engine = engine_on(lambda operation, parameters: control if operation == "Control" else attempt)
    engine.confirming = False
    engine.run(_property(refusal, "DEMO-002"))
    assert outcomes(engine)["DEMO-002"].keys() == {code}
    assert outcomes(engine)["DEMO-003"].keys() == {text}


@pytest.mark.parametrize(
    ("requirement", "said"),
    [("DEMO-001", "DEMO-001 has no error codes"), ("DEMO-099", "the catalog has no requirement DEMO-099")],
)
def test_a_refusal_is_judged_by_codes_of_the_catalog(
    requirement: str, said: str, engine_on: Callable[..., Engine]
) -> None:
    def refused(s: Scenario, word: str) -> None:
        s.refused(requirement, s.call("InitiateAuth", Password=word), control=lambda: s.call("Control"))

    engine = engine_on(NO)
    with pytest.raises(CheckError, match=said):
        engine.run(_property(refused, "DEMO-001"))
    assert not any(tally.diverged for tally in engine.ledger.tallies.values())


def accepted_first(s: Scenario, word: str) -> None:
    s.accepted("DEMO-001", s.call("InitiateAuth", Password=word))
    s.accepted("DEMO-005", s.call("GetUser", AccessToken=word))


@pytest.mark.parametrize(
    ("answer", "first", "then"),
    [
        ((200, {}), "agrees", "agrees"),
        (NO, "diverges", "blocked"),
        ((501, {}), "unsupported", "unsupported"),
        ((429, {}), "inconclusive", "inconclusive"),  # nothing is left without a word
    ],
)
def test_what_an_acceptance_leaves_unreached(
    engine_on: Callable[..., Engine], answer: Any, first: str, then: str
) -> None:
    engine = engine_on(lambda operation, parameters: answer if operation == "InitiateAuth" else (200, {}))
    engine.confirming = False
    engine.run(_property(accepted_first, "DEMO-001", "DEMO-005"))
    assert outcomes(engine)["DEMO-001"].keys() == {first}
    assert outcomes(engine)["DEMO-005"].keys() == {then}


def refusal_behind_a_simpler_one(s: Scenario, word: str) -> None:
    attempt = s.call("InitiateAuth", Password=word)
    simpler = ("DEMO-005", lambda: s.call("Simpler"))
    s.refused("DEMO-002", attempt, control=lambda: s.call("Control"), simpler=simpler)


OTHER = (400, {"__type": "OtherException", "message": "No."})


@pytest.mark.parametrize(
    ("attempt", "simpler", "outcome"),
    [
        (OTHER, OTHER, "blocked"),
        ((200, {}), (200, {}), "blocked"),
        (OTHER, (200, {}), "diverges"),  # wrong too, but in another way
        (OTHER, NO, "diverges"),
        (OTHER, (503, {}), "diverges"),
        (NO, OTHER, "agrees"),  # nothing to explain
    ],
)
def test_one_cause_is_told_once(engine_on: Callable[..., Engine], attempt: Any, simpler: Any, outcome: str) -> None:
    answers = {"InitiateAuth": attempt, "Simpler": simpler, "Control": (200, {})}
    engine = engine_on(lambda operation, parameters: answers[operation])
    engine.confirming = False
    engine.run(_property(refusal_behind_a_simpler_one, "DEMO-002"))
    assert outcomes(engine)["DEMO-002"].keys() == {outcome}
    blamed = {(e["requirement"], e["blame"]) for e in events(engine, "observation") if e["outcome"] == "blocked"}
    if outcome == "blocked":
        assert blamed == {("DEMO-002", "DEMO-005"), ("DEMO-003", "DEMO-005")}


@pytest.mark.parametrize(("status", "outcome"), [(501, "unsupported"), (503, "inconclusive"), (400, "diverges")])
def test_what_is_not_there_is_not_judged(engine_on: Callable[..., Engine], status: int, outcome: str) -> None:
    """A check is given what came; that the target has no such thing is no way to diverge."""
    engine = engine_on((status, {"__type": "X"}))
    engine.confirming = False

    def only_checked(s: Scenario, word: str) -> None:
        s.check("DEMO-004", s.call("GetUser", AccessToken=word))

    engine.run(_property(only_checked, "DEMO-004"))
    assert outcomes(engine)["DEMO-004"].keys() == {outcome}


def test_a_script_that_cannot_tell_says_so(engine_on: Callable[..., Engine], tmp_path: Path) -> None:
    """Whatever goes wrong in a script is no divergence: exit status 2, as for a server that is not there."""
    engine = engine_on((200, {"Greeting": "bye"}))
    engine.run(_property(sign_up, "DEMO-001", "DEMO-004"))
    (witness,) = events(engine, "witness")
    script = tmp_path / "script.py"

    def run(text: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        script.write_text(text, encoding="utf-8")
        here = Path(__file__).parent  # the check of these tests is of this module
        path = {"PYTHONPATH": os.pathsep.join(map(str, [here, here.parent / "support", here.parent.parent]))}
        return subprocess.run(
            [sys.executable, str(script), *arguments],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            env=os.environ | path,
        )

    broken = run(witness["script"].replace("ENDPOINT =", "[][0]\nENDPOINT =", 1), "http://127.0.0.1:9")
    assert (broken.returncode, "Cannot tell: list index out of range" in broken.stdout) == (2, True), broken
    nobody = run(witness["script"], "http://127.0.0.1:9")
    assert (nobody.returncode, "Cannot tell: Could not connect to the endpoint" in nobody.stdout) == (2, True), nobody
    nowhere = run(witness["script"])
    assert (nowhere.returncode, "usage: python" in nowhere.stdout) == (2, True), nowhere


def test_the_same_seed_generates_the_same(engine_on: Callable[..., Engine]) -> None:
    def requests(seed: int) -> list[Any]:
        seen: list[Any] = []

        def answer(operation: str, parameters: dict[str, Any]) -> Any:
            seen.append((operation, sorted(parameters.items())))
            return 200, {"Greeting": "hello"}

        engine_on(answer, seed=seed).run(_property(sign_up, "DEMO-001", "DEMO-004"))
        return seen

    assert requests(1) == requests(1)
    assert requests(1) != requests(2)


def test_a_divergence_that_does_not_repeat_is_not_confirmed(engine_on: Callable[..., Engine]) -> None:
    counted = itertools.count()
    engine = engine_on(lambda operation, parameters: (200, {"Greeting": "bye" if next(counted) < 6 else "hello"}))
    engine.run(_property(sign_up, "DEMO-001", "DEMO-004"))
    (witness,) = events(engine, "witness")
    assert not witness["confirmed"]
    assert [e["response"]["Greeting"] for e in witness["replayed"]][-1] == "hello"
    assert witness["undecided"] == ""


@pytest.mark.parametrize(("every", "confirmed"), [(1, True), (3, False), (2, False)])
def test_a_server_error_has_to_last(every: int, confirmed: bool, engine_on: Callable[..., Engine]) -> None:
    """One that comes now and then may come in a replay as well."""
    counted = itertools.count()
    broken, fine = (500, {"__type": "InternalFailure", "message": "boom"}), (200, {"Greeting": "hello"})
    engine = engine_on(lambda operation, parameters: fine if next(counted) % every else broken)
    engine.run(_property(sign_up, "DEMO-001", "DEMO-004"))
    found = [one["confirmed"] for one in events(engine, "witness") if one["requirement"] == "DEMO-001"]
    assert any(found) is confirmed


def test_a_divergence_that_cannot_be_replayed_is_undecided(engine_on: Callable[..., Engine]) -> None:
    counted = itertools.count()
    busy = (503, {"message": "busy"})
    engine = engine_on(lambda operation, parameters: (200, {"Greeting": "bye"}) if next(counted) < 6 else busy)
    engine.run(_property(sign_up, "DEMO-001", "DEMO-004"))
    (witness,) = events(engine, "witness")
    assert (witness["confirmed"], witness["undecided"]) == (False, "SignUp")


def test_no_check_is_applied_to_an_answer_that_never_came(engine_on: Callable[..., Engine]) -> None:
    def answer(operation: str, parameters: dict[str, Any]) -> Any:
        return (200, {}) if operation == "SignUp" else (429, {"__type": "TooManyRequestsException"})

    engine = engine_on(answer)
    engine.run(_property(sign_up, "DEMO-001", "DEMO-004"))
    assert outcomes(engine)["DEMO-004"].keys() == {"inconclusive"}


def test_draws_do_not_depend_on_what_is_loaded(
    engine_on: Callable[..., Engine], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hypothesis would mix the constants of this module into what it draws."""

    def drawn() -> list[str]:
        seen: list[str] = []

        def number(s: Scenario, word: int) -> None:
            seen.append(str(word))
            s.accepted("DEMO-001", s.call("SignUp"))

        engine = engine_on((200, {}))
        described = _property(number, "DEMO-001", word=st.integers())
        for count in range(40):
            Generation(engine).generate(described, 20, count, PropertyRun("numbers"))
        return seen

    before = drawn()
    (tmp_path / "late_module.py").write_text("NUMBERS = [" + ", ".join(str(10**6 + n) for n in range(500)) + "]")
    monkeypatch.syspath_prepend(tmp_path)
    __import__("late_module")
    assert drawn() == before


def test_each_property_counts_for_itself(engine_on: Callable[..., Engine]) -> None:
    """What another property found depends on the worker that ran it."""
    engine = engine_on((200, {"Greeting": "hello"}))
    engine.run(_property(sign_up, "DEMO-001", "DEMO-004"))
    assert engine.run(_property(refusal, "DEMO-001")).examples > 0


def test_a_spent_budget_ends_the_run(engine_on: Callable[..., Engine]) -> None:
    engine = engine_on((200, {"Greeting": "hello"}), budget=Budget(calls=3))
    with pytest.raises(RunOver, match="budget of 3 calls"):
        engine.run(_property(sign_up, "DEMO-001", "DEMO-004"))
    engine.footer(1)
    (footer,) = events(engine, "footer")
    assert (footer["complete"], footer["reason"]) == (False, "budget")


def test_a_lost_target_ends_the_run_and_fails_nothing(engine_on: Callable[..., Engine]) -> None:
    from botocore.exceptions import EndpointConnectionError

    def answer(operation: str, parameters: dict[str, Any]) -> Any:
        raise EndpointConnectionError(endpoint_url="http://127.0.0.1:1")

    engine = engine_on(answer)
    described = _property(sign_up, "DEMO-001", "DEMO-004")
    with pytest.raises(RunOver, match="no longer answers"):
        engine.run(described)
    assert not any(tally.diverged for tally in engine.ledger.tallies.values())


def test_a_few_requests_without_an_answer_are_bad_luck(engine_on: Callable[..., Engine]) -> None:
    from botocore.exceptions import EndpointConnectionError

    counted = itertools.count()

    def answer(operation: str, parameters: dict[str, Any]) -> Any:
        if next(counted) % 20 < LOST_AFTER - 1:
            raise EndpointConnectionError(endpoint_url="http://127.0.0.1:1")
        return 200, {"Greeting": "hello"}

    engine = engine_on(answer)
    engine.run(_property(sign_up, "DEMO-001", "DEMO-004"))
    assert not any(tally.diverged for tally in engine.ledger.tallies.values())


def test_our_own_defect_is_an_error_of_ours(engine_on: Callable[..., Engine]) -> None:
    def broken(s: Scenario, word: str) -> None:
        raise ZeroDivisionError("ours")

    engine = engine_on((200, {}))
    with pytest.raises(ZeroDivisionError):
        engine.run(_property(broken, "DEMO-001"))
    (error,) = events(engine, "error")
    assert "ours" in error["message"]
    assert not any(tally.diverged for tally in engine.ledger.tallies.values())


@pytest.mark.parametrize(("calls", "left"), [(3, 5), (7, 1), (8, 0), (None, 0)])
def test_what_was_stopped_says_which_values_it_left_untried(
    calls: int | None, left: int, engine_on: Callable[..., Engine]
) -> None:
    def one_of_eight(s: Scenario, which: int) -> None:
        s.accepted("DEMO-001", s.call("SignUp", Username=str(which)))

    engine = engine_on((200, {}), budget=Budget(calls=calls))
    described = _property(one_of_eight, "DEMO-001", which=st.sampled_from(range(8)))
    with contextlib.suppress(RunOver):
        engine.run(described)
    (event,) = events(engine, "property")
    assert (event["status"] == "stopped") is bool(left)
    assert len(event.get("untried", [])) == left
    assert all(word.startswith("which=") for word in event.get("untried", []))


def test_a_small_space_is_exhausted_and_said_to_be(engine_on: Callable[..., Engine]) -> None:
    engine = engine_on((200, {"Greeting": "hello"}))
    run = engine.run(_property(sign_up, "DEMO-001", word=st.sampled_from(["a", "b"])))
    assert run.exhausted
    assert len(engine.ledger.tallies["DEMO-001"].situations) == 2


def test_nothing_secret_reaches_the_journal(engine_on: Callable[..., Engine]) -> None:
    def secret(s: Scenario, word: str) -> None:
        s.check("DEMO-004", s.call("SignUp", Username="u", Password="Very-Secret-Word7"))

    engine = engine_on((200, {"AuthenticationResult": {"RefreshToken": "refresh-token-value-of-some-length"}}))
    engine.run(_property(secret, "DEMO-004"))
    written = engine.journal.path.read_text()
    assert '"witness"' in written
    assert "Very-Secret-Word7" not in written
    assert "refresh-token-value-of-some-length" not in written


@pytest.mark.parametrize("fixed", [(), ("names=addresses",)])
@pytest.mark.parametrize("unasked", [True, False])
def test_a_pool_asks_for_the_names_that_a_target_gives_unasked(
    unasked: bool, fixed: tuple[str, ...], engine_on: Callable[..., Engine]
) -> None:
    """Else a replay elsewhere made a pool with other names; not where the property needs plain ones."""

    def answer(operation: str, parameters: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
        given = ["email"] if unasked else list(parameters.get("UsernameAttributes", ()))
        return 200, {"UserPool": {"Id": "local_1", "UsernameAttributes": given}, "Greeting": "hello"}

    used: list[tuple[str, bool]] = []

    def in_a_pool(s: Scenario, word: str) -> None:
        pool = s.pool() if len(word) % 2 else s.own_pool()
        used.append((pool.values["names"], "UsernameAttributes" in pool.steps[0].arguments))
        s.check("DEMO-004", s.call("GetUser", AccessToken=word))

    engine_on(answer).run(_property(in_a_pool, "DEMO-004", plain=fixed, word=WORDS))
    ways = {names for names, _ in used}
    assert all(asked is (names == "addresses") for names, asked in used)
    plain = {"plain"} if unasked else {"plain", "aliases"}  # such a target has no aliases
    assert ways == (plain if fixed else {"addresses"} if unasked else plain | {"addresses"})
