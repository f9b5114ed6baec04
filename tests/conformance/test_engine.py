"""The engine on a target made of a function: what it runs, confirms, repeats and ends."""

from __future__ import annotations

import contextlib
import itertools
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from conformance.run.budget import Budget
from conformance.run.engine import Engine
from conformance.run.generation import Generation
from conformance.run.profiles import PROFILES
from conformance.run.property_run import PropertyRun
from conformance.run.stop import RunOver
from conformance.scenario import Scenario
from conformance.transport.driver import LOST_AFTER, NotSent
from engine_kit import engine_maker, events, outcomes, property_of, refusal, sign_up


@pytest.fixture
def engine_on(tmp_path: Path) -> Callable[..., Engine]:
    return engine_maker(tmp_path)


def test_what_holds_is_seen_in_distinct_situations(engine_on: Callable[..., Engine]) -> None:
    engine = engine_on((200, {"Greeting": "hello"}))
    engine.run(property_of(sign_up, "DEMO-001", "DEMO-004"))
    for name in ("DEMO-001", "DEMO-004"):
        assert engine.ledger.tallies[name].outcomes.keys() == {"agrees"}
        assert len(engine.ledger.tallies[name].situations) >= PROFILES["quick"].need


def test_a_divergence_does_not_end_the_example(engine_on: Callable[..., Engine]) -> None:
    engine = engine_on((200, {"Greeting": "bye"}))
    run = engine.run(property_of(sign_up, "DEMO-001", "DEMO-004"))
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
    engine.run(property_of(reading, requirement))
    (witness,) = events(engine, "witness")
    assert witness["confirmed"] is confirmed


def test_a_script_that_cannot_tell_says_so(engine_on: Callable[..., Engine], tmp_path: Path) -> None:
    """Whatever goes wrong in a script is no divergence: exit status 2, as for a server that is not there."""
    engine = engine_on((200, {"Greeting": "bye"}))
    engine.run(property_of(sign_up, "DEMO-001", "DEMO-004"))
    (witness,) = events(engine, "witness")
    script = tmp_path / "script.py"

    def run(text: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        script.write_text(text, encoding="utf-8")
        tests = Path(__file__).parent.parent  # the check of these tests is in their support
        path = {"PYTHONPATH": os.pathsep.join(map(str, [tests / "support", tests.parent]))}
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

        engine_on(answer, seed=seed).run(property_of(sign_up, "DEMO-001", "DEMO-004"))
        return seen

    assert requests(1) == requests(1)
    assert requests(1) != requests(2)


def test_a_divergence_that_does_not_repeat_is_not_confirmed(engine_on: Callable[..., Engine]) -> None:
    counted = itertools.count()
    engine = engine_on(lambda operation, parameters: (200, {"Greeting": "bye" if next(counted) < 6 else "hello"}))
    engine.run(property_of(sign_up, "DEMO-001", "DEMO-004"))
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
    engine.run(property_of(sign_up, "DEMO-001", "DEMO-004"))
    found = [one["confirmed"] for one in events(engine, "witness") if one["requirement"] == "DEMO-001"]
    assert any(found) is confirmed


def test_a_divergence_that_cannot_be_replayed_is_undecided(engine_on: Callable[..., Engine]) -> None:
    counted = itertools.count()
    busy = (503, {"message": "busy"})
    engine = engine_on(lambda operation, parameters: (200, {"Greeting": "bye"}) if next(counted) < 6 else busy)
    engine.run(property_of(sign_up, "DEMO-001", "DEMO-004"))
    (witness,) = events(engine, "witness")
    assert (witness["confirmed"], witness["undecided"]) == (False, "SignUp")


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
        described = property_of(number, "DEMO-001", word=st.integers())
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
    engine.run(property_of(sign_up, "DEMO-001", "DEMO-004"))
    assert engine.run(property_of(refusal, "DEMO-001")).examples > 0


def test_a_spent_budget_ends_the_run(engine_on: Callable[..., Engine]) -> None:
    engine = engine_on((200, {"Greeting": "hello"}), budget=Budget(calls=3))
    with pytest.raises(RunOver, match="budget of 3 calls"):
        engine.run(property_of(sign_up, "DEMO-001", "DEMO-004"))
    engine.footer(1)
    (footer,) = events(engine, "footer")
    assert (footer["complete"], footer["reason"]) == (False, "budget")


def test_what_is_left_of_an_ended_run_costs_the_same_each_time(engine_on: Callable[..., Engine]) -> None:
    """A thousand properties may be left, and pytest formats the traceback of each."""
    engine = engine_on((200, {"Greeting": "hello"}), budget=Budget(calls=3))
    frames = []
    for _ in range(4):
        with pytest.raises(RunOver, match="budget of 3 calls") as raised:
            engine.run(property_of(sign_up, "DEMO-001", "DEMO-004"))
        frames.append(len(raised.traceback))
    assert frames[1:] == [frames[1]] * 3


def test_a_lost_target_ends_the_run_and_fails_nothing(engine_on: Callable[..., Engine]) -> None:
    from botocore.exceptions import EndpointConnectionError

    def answer(operation: str, parameters: dict[str, Any]) -> Any:
        raise EndpointConnectionError(endpoint_url="http://127.0.0.1:1")

    engine = engine_on(answer)
    described = property_of(sign_up, "DEMO-001", "DEMO-004")
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
    engine.run(property_of(sign_up, "DEMO-001", "DEMO-004"))
    assert not any(tally.diverged for tally in engine.ledger.tallies.values())


def test_our_own_defect_is_an_error_of_ours(engine_on: Callable[..., Engine]) -> None:
    def broken(s: Scenario, word: str) -> None:
        raise ZeroDivisionError("ours")

    engine = engine_on((200, {}))
    with pytest.raises(ZeroDivisionError):
        engine.run(property_of(broken, "DEMO-001"))
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
    described = property_of(one_of_eight, "DEMO-001", which=st.sampled_from(range(8)))
    with contextlib.suppress(RunOver):
        engine.run(described)
    (event,) = events(engine, "property")
    assert (event["status"] == "stopped") is bool(left)
    assert len(event.get("untried", [])) == left
    assert all(word.startswith("which=") for word in event.get("untried", []))


def test_a_small_space_is_exhausted_and_said_to_be(engine_on: Callable[..., Engine]) -> None:
    engine = engine_on((200, {"Greeting": "hello"}))
    run = engine.run(property_of(sign_up, "DEMO-001", word=st.sampled_from(["a", "b"])))
    assert run.exhausted
    assert len(engine.ledger.tallies["DEMO-001"].situations) == 2


def test_nothing_secret_reaches_the_journal(engine_on: Callable[..., Engine]) -> None:
    def secret(s: Scenario, word: str) -> None:
        s.check("DEMO-004", s.call("SignUp", Username="u", Password="Very-Secret-Word7"))

    engine = engine_on((200, {"AuthenticationResult": {"RefreshToken": "refresh-token-value-of-some-length"}}))
    engine.run(property_of(secret, "DEMO-004"))
    written = engine.journal.path.read_text()
    assert '"witness"' in written
    assert "Very-Secret-Word7" not in written
    assert "refresh-token-value-of-some-length" not in written


@pytest.mark.parametrize(
    ("endpoint", "status", "outcome"), [(None, "done", "diverges"), ("http://127.0.0.1:1", "error", None)]
)
def test_an_exception_is_the_targets_only_in_this_process(
    engine_on: Callable[..., Engine], endpoint: str | None, status: str, outcome: str | None
) -> None:
    """What fails on the way to a server is a defect of the suite, and nothing is held against the target."""

    def answer(operation: str, parameters: dict[str, Any]) -> Any:
        raise KeyError("Username")

    engine = engine_on(answer)
    engine.running.endpoint = endpoint
    with contextlib.nullcontext() if endpoint is None else pytest.raises(NotSent):
        engine.run(property_of(sign_up, "DEMO-001"))
    assert [event["status"] for event in events(engine, "property")] == [status]
    assert outcome is None or outcome in outcomes(engine)["DEMO-001"]
    assert outcome is not None or not engine.ledger.tallies


def test_what_goes_wrong_on_the_way_ends_a_replay_too(engine_on: Callable[..., Engine]) -> None:
    """It is no answer that no longer fits a check."""
    engine = engine_on((200, {"Greeting": "bye"}))
    engine.running.endpoint = "http://127.0.0.1:1"

    def then_broken(s: Scenario, word: str) -> None:
        s.check("DEMO-004", s.call("GetUser", AccessToken=word))
        if s.number == 3:
            engine.running._answer = broken  # type: ignore[attr-defined]
            engine.driver._clients.clear()

    def broken(operation: str, parameters: dict[str, Any]) -> Any:
        raise TypeError("no bytes")

    with pytest.raises(NotSent):
        engine.run(property_of(then_broken, "DEMO-004"))
    assert events(engine, "witness") == []
