"""Examples that a fault on the way has spoiled: made again, and nothing is held against the target."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from conformance.journal import Journal, read_events
from conformance.requirements import load_catalog
from conformance.run.engine import Engine
from conformance.run.profiles import PROFILES
from conformance.run.witnesses import UNSOUND
from conformance.scenario import Scenario
from conformance.scenario.attempts import OWN
from conformance.scenario.dimensions import FREE
from conformance.scenario.property import PROPERTIES, Property, prop
from conformance.transport import insistence
from conformance.transport.insistence import SOME
from fakes import FakeRunning

OK = (200, {})
GROUP = (200, {"Group": {"RoleArn": "arn:aws:iam::123456789012:role/group"}})
BROKEN = (500, {"__type": "InternalErrorException", "message": "boom"})
THROTTLED = (400, {"__type": "TooManyRequestsException", "message": "slow down"})
BAD = (400, {"__type": "InvalidParameterException", "message": "no"})
WORDS = st.text("abcdefgh", min_size=1, max_size=12)
ACCEPTED = "SIGNUP-001"

Answer = Callable[[str, dict[str, Any]], Any]
ENDPOINT = "http://127.0.0.1:9"  # where the target is said to be: nothing is sent there


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(insistence.time, "sleep", lambda seconds: None)


@pytest.fixture
def outcomes(tmp_path: Path) -> Callable[..., tuple[Counter[str], list[Any]]]:
    """Run a property on a target made of a function: its outcomes, and its witnesses."""

    def run(
        answer: Answer, function: Callable[..., None], endpoint: str | None = ENDPOINT
    ) -> tuple[Counter[str], list[Any]]:
        journal, running = Journal(tmp_path, target="fake"), FakeRunning(answer)
        running.endpoint = endpoint
        engine = Engine(running, load_catalog(), PROFILES["quick"], journal, seed=1)
        engine.run(described(function))
        journal.close()
        events = [e for e in read_events(tmp_path) if e.get("requirement") == ACCEPTED]
        counts = Counter(str(e["outcome"]) for e in events if e["event"] == "observation")
        return counts, [e for e in events if e["event"] == "witness"]

    return run


def described(function: Callable[..., None]) -> Property:
    test = prop(ACCEPTED, plain=tuple(FREE), word=WORDS)(function)
    found: Property = test.__dict__["conformance_property"]
    PROPERTIES.pop(found.name)
    return found


def signs_up(s: Scenario, word: str) -> None:
    name = s.name(word)
    s.accepted(ACCEPTED, s.call("SignUp", ClientId="c", Username=name, Password="x"))


def taken_names(fault: Callable[[int], Any]) -> Answer:
    """A target that refuses a name that is taken; ``fault`` answers the n-th request, after it has had its effect."""
    numbers, taken = itertools.count(1), set[str]()

    def answer(operation: str, parameters: dict[str, Any]) -> Any:
        known = parameters["Username"] in taken
        taken.add(parameters["Username"])
        return fault(next(numbers)) or ((400, {"__type": "UsernameExistsException"}) if known else OK)

    return answer


@pytest.mark.parametrize("fault", [BROKEN, (503, {})])
def test_a_fault_that_hides_what_happened_is_no_divergence(fault: Any, outcomes: Callable[..., Any]) -> None:
    counts, witnesses = outcomes(taken_names(lambda number: fault if number % 4 == 1 else None), signs_up)
    assert counts.keys() == {"agrees"}
    assert not witnesses


def test_the_same_request_is_refused_by_a_target_that_is_wrong(outcomes: Callable[..., Any]) -> None:
    """The control: without faults, what is refused diverges."""
    counts, witnesses = outcomes(lambda operation, parameters: BAD, signs_up)
    assert counts.keys() == {"diverges"}
    assert any(witness["confirmed"] for witness in witnesses)


def test_a_server_error_on_one_kind_of_input_is_found(outcomes: Callable[..., Any]) -> None:
    def answer(operation: str, parameters: dict[str, Any]) -> Any:
        return BROKEN if parameters["Username"][0] < "e" else OK

    counts, witnesses = outcomes(answer, signs_up)
    assert counts["diverges"]
    assert any(witness["confirmed"] and witness["kind"] == "server-error" for witness in witnesses)


def test_a_server_error_after_the_effect_is_found(outcomes: Callable[..., Any]) -> None:
    """The repetition is refused, for the name is taken by then: fresh names show it."""
    taken: set[str] = set()

    def answer(operation: str, parameters: dict[str, Any]) -> Any:
        known = parameters["Username"] in taken
        taken.add(parameters["Username"])
        return (400, {"__type": "UsernameExistsException"}) if known else BROKEN

    counts, witnesses = outcomes(answer, signs_up)
    assert counts.keys() == {"diverges"}
    assert any(witness["confirmed"] and witness["kind"] == "server-error" for witness in witnesses)


def test_a_target_that_always_throttles_is_inconclusive_and_says_so(outcomes: Callable[..., Any]) -> None:
    sent = Counter[str]()

    def answer(operation: str, parameters: dict[str, Any]) -> Any:
        sent[operation] += 1
        return THROTTLED

    counts, witnesses = outcomes(answer, signs_up)
    assert counts.keys() == {"inconclusive"}
    assert not witnesses
    assert sent["SignUp"] < 60  # patience has an end


def test_a_limit_of_one_client_is_met_with_another(outcomes: Callable[..., Any]) -> None:
    """After five requests of a client each further one is turned away."""
    used, numbers = Counter[str](), itertools.count()

    def answer(operation: str, parameters: dict[str, Any]) -> Any:
        if operation == "CreateUserPool":
            return 200, {"UserPool": {"Id": f"eu-west-1_{next(numbers):06d}"}}
        if operation == "CreateUserPoolClient":
            return 200, {"UserPoolClient": {"ClientId": f"client{next(numbers):06d}"}}
        used[parameters["ClientId"]] += 1
        return THROTTLED if used[parameters["ClientId"]] > 5 else OK

    def property_(s: Scenario, word: str) -> None:
        client = s.client(s.pool())
        for _ in range(2):
            s.accepted(ACCEPTED, s.call("SignUp", ClientId=client.id, Username=s.name(word), Password="x"))

    counts, _ = outcomes(answer, property_)
    assert counts.keys() == {"agrees"}


def test_a_pool_that_was_left_half_done_is_not_used_again(outcomes: Callable[..., Any]) -> None:
    """SetUserPoolMfaConfig got no clear answer: what the pool is like nobody knows."""
    numbers, faults = itertools.count(), iter([BROKEN])
    configured: list[str] = []

    def answer(operation: str, parameters: dict[str, Any]) -> Any:
        if operation == "CreateUserPool":
            return 200, {"UserPool": {"Id": f"eu-west-1_{next(numbers):06d}"}}
        if operation == "SetUserPoolMfaConfig":
            configured.append(parameters["UserPoolId"])
            return next(faults, OK)
        return OK

    def property_(s: Scenario, word: str) -> None:
        pool = s.pool()
        s.once(pool, "mfa", lambda: s.must("SetUserPoolMfaConfig", UserPoolId=pool.id))
        s.accepted(ACCEPTED, s.call("SignUp", ClientId="c", Username=s.name(word), Password="x"))

    counts, _ = outcomes(answer, property_)
    assert counts.keys() == {"agrees"}
    assert configured == ["eu-west-1_000000", "eu-west-1_000000", "eu-west-1_000001"]


def test_what_was_found_out_once_is_not_decided_by_a_fault(outcomes: Callable[..., Any]) -> None:
    """The probe for the way to make users meets a fault; users are made by administrators all the same."""
    faults, met = iter([BROKEN, OK, BROKEN]), Counter[str]()

    def answer(operation: str, parameters: dict[str, Any]) -> Any:
        met[operation] += 1
        if operation == "CreateUserPool":
            return 200, {"UserPool": {"Id": "eu-west-1_abcdefghi"}}
        return next(faults, OK) if operation == "AdminCreateUser" else OK

    def property_(s: Scenario, word: str) -> None:
        user = s.user(s.pool(), password="Correct-Horse7")
        s.accepted(ACCEPTED, s.call("SignUp", ClientId="c", Username=user.login, Password="x"))

    outcomes(answer, property_)
    assert met["AdminSetUserPassword"]
    assert not met["AdminConfirmSignUp"]


# -- replays -----------------------------------------------------------------------------------------------------------


def reads_after_making(s: Scenario, word: str) -> None:
    group = s.must("CreateGroup", UserPoolId="p", GroupName=s.name(word))
    role = group.text("Group.RoleArn")
    s.accepted(ACCEPTED, s.call("SignUp", ClientId="c", Username=word, Password="x", ClientMetadata={"role": role}))


@pytest.mark.parametrize("every", [4, 5, 7])
def test_a_divergence_is_confirmed_in_spite_of_faults(every: int, outcomes: Callable[..., Any]) -> None:
    numbers = itertools.count(1)

    def answer(operation: str, parameters: dict[str, Any]) -> Any:
        if next(numbers) % every == 0:
            return BROKEN
        return GROUP if operation == "CreateGroup" else BAD

    counts, witnesses = outcomes(answer, reads_after_making)
    assert counts.keys() == {"diverges"}
    assert [(w["confirmed"], w["kind"]) for w in witnesses] == [(True, "refused-InvalidParameterException")]


def test_a_replay_whose_arrangement_is_refused_says_so(outcomes: Callable[..., Any]) -> None:
    """Three groups are all that this target takes, and each example has used one up."""
    left = iter([GROUP] * 3)

    def answer(operation: str, parameters: dict[str, Any]) -> Any:
        return next(left, BAD) if operation == "CreateGroup" else BAD

    _, witnesses = outcomes(answer, reads_after_making)
    assert {(w["confirmed"], w["undone"]) for w in witnesses} == {(False, "CreateGroup was refused")}


def test_a_replay_that_went_as_before_and_shows_nothing_says_nothing_else(outcomes: Callable[..., Any]) -> None:
    """The control: this one is flaky."""
    wrong = iter([BAD] * 3)

    def answer(operation: str, parameters: dict[str, Any]) -> Any:
        return GROUP if operation == "CreateGroup" else next(wrong, OK)

    _, witnesses = outcomes(answer, reads_after_making)
    assert {(w["confirmed"], w["undone"]) for w in witnesses} == {(False, "")}


@pytest.mark.parametrize(("endpoint", "undone"), [(ENDPOINT, UNSOUND), (None, "")])
def test_what_does_not_come_again_on_a_faulty_way_is_not_flaky(
    endpoint: str | None, undone: str, outcomes: Callable[..., Any]
) -> None:
    """Something on the way sent a request twice: the second one is refused, as if the target were wrong.

    To a target in this process there is no way: there the same is flaky.
    """
    wrong, numbers = iter([BAD] * 3), itertools.count(1)

    def answer(operation: str, parameters: dict[str, Any]) -> Any:
        if next(numbers) % 3 == 0:
            return THROTTLED
        return GROUP if operation == "CreateGroup" else next(wrong, OK)

    _, witnesses = outcomes(answer, reads_after_making, endpoint)
    assert {(w["confirmed"], w["undone"]) for w in witnesses} == {(False, undone)}


@pytest.mark.parametrize("times", [1, 2, 9])
def test_a_member_that_is_missing_now_and_then_on_a_faulty_way(times: int, outcomes: Callable[..., Any]) -> None:
    """An answer that lacks it again and again is the target's own."""
    lacking, met = iter([OK] * times), itertools.count(1)

    def answer(operation: str, parameters: dict[str, Any]) -> Any:
        if operation == "ListGroups":
            return THROTTLED if next(met) % 2 else OK
        return next(lacking, GROUP) if operation == "CreateGroup" else OK

    def property_(s: Scenario, word: str) -> None:
        for _ in range(SOME):
            s.call("ListGroups", UserPoolId="p")
        reads_after_making(s, word)

    counts, _ = outcomes(answer, property_)
    assert counts.keys() == ({"agrees"} if times <= OWN else {"agrees", "blocked"})


def test_what_always_fails_after_its_effect_is_known_after_a_while(outcomes: Callable[..., Any]) -> None:
    """Several requests of an example that fail so leave attempts enough, and later examples go on at once."""
    answered: set[tuple[str, str]] = set()

    def answer(operation: str, parameters: dict[str, Any]) -> Any:
        request = (operation, parameters["Username"])
        return BROKEN if request not in answered and not answered.add(request) else BAD  # type: ignore[func-returns-value]

    def property_(s: Scenario, word: str) -> None:
        name = s.name(word)
        for operation in ("AdminCreateUser", "AdminConfirmSignUp"):
            s.call(operation, UserPoolId="p", Username=name)
        s.accepted(ACCEPTED, s.call("SignUp", ClientId="c", Username=name, Password="x"))

    counts, _ = outcomes(answer, property_)
    assert counts.keys() == {"diverges"}
