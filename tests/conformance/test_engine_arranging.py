"""What the engine arranges for a property: pools, users, key sets, and who is blamed when that fails."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from conformance.flows.second_factors import asked
from conformance.journal import Journal
from conformance.run.engine import Engine
from conformance.run.profiles import PROFILES
from conformance.scenario import Scenario
from conformance.scenario.dimensions import PLAIN, Setting
from conformance.scenario.setup import AGAIN
from conformance.sensitivity.trial import reaching, try_variant
from engine_kit import CATALOG, WORDS, engine_maker, events, outcomes, property_of
from fakes import FakeRunning
from targets.interface import HttpResponse, Identity
from targets.reference.target import ReferenceTarget


@pytest.fixture
def engine_on(tmp_path: Path) -> Callable[..., Engine]:
    return engine_maker(tmp_path)


@pytest.mark.parametrize(("profile", "varied"), [("smoke", False), ("quick", True)])
def test_smoke_arranges_plainly(tmp_path: Path, profile: str, varied: bool) -> None:
    seen: list[Setting | None] = []

    def looking(s: Scenario, word: str) -> None:
        seen.append(s.setting)
        s.accepted("DEMO-001", s.call("SignUp", Username=word))

    fake = FakeRunning(lambda operation, parameters: (200, {}))
    engine = Engine(fake, CATALOG, PROFILES[profile], Journal(tmp_path / "j", target="fake"), seed=1)
    engine.run(property_of(looking, "DEMO-001"))
    assert any(setting != PLAIN for setting in seen) is varied


@pytest.mark.parametrize("seed", range(4))
def test_pools_that_differ_in_their_tags_alone_are_made_in_one_way(tmp_path: Path, seed: int) -> None:
    made: list[tuple[Mapping[str, str], ...]] = []

    def looking(s: Scenario, word: str) -> None:
        for config in ({}, {"AutoVerifiedAttributes": ["email"]}):
            made.append((s.pool(**config).values, s.pool(**config, UserPoolTags={"for": word}).values))

    running = ReferenceTarget().start()
    engine = Engine(running, CATALOG, PROFILES["quick"], Journal(tmp_path / "j", target="reference"), seed=seed)
    engine.run(property_of(looking, "DEMO-001"))
    assert made
    assert all(one == other for one, other in made)
    assert any(one != made[0][0] for one, _ in made), "no two pools were made differently"


@pytest.mark.parametrize(
    ("product", "profile", "few"),
    [("aws", "quick", True), ("aws", "standard", False), ("reference", "quick", False)],
)
def test_quick_makes_few_pools_in_an_account(tmp_path: Path, product: str, profile: str, few: bool) -> None:
    """What a property says nothing of is varied all the same; two pools that it compares are alike."""
    said: list[Mapping[str, str]] = []
    free: list[Mapping[str, str]] = []

    def looking(s: Scenario, word: str) -> None:
        said.append(s.pool(AutoVerifiedAttributes=["email"]).values)
        said.append(s.prepared_pool("shown", lambda _: None).values)
        free.append(s.pool().values)
        assert [each.values for each in s.two_pools()] == [free[-1]] * 2
        free.append(s.own_pool().values)

    running = ReferenceTarget().start()
    running.identity = Identity(product, product, "1")
    engine = Engine(running, CATALOG, PROFILES[profile], Journal(tmp_path / "j", target=product), seed=1)
    engine.run(property_of(looking, "DEMO-001"))
    kinds = [{tuple(sorted(values.items())) for values in seen} for seen in (said, free)]
    assert [len(each) == 1 for each in kinds] == [few, False]
    assert all(values[name] == PLAIN[name] for values in said for name in values) is few
    assert {values["mfa"] for values in free} == {"OFF", "OPTIONAL", "ON"}


@pytest.mark.parametrize(("product", "few"), [("aws", True), ("reference", False)])
def test_one_client_serves_sign_ins_by_any_flow_in_an_account(tmp_path: Path, product: str, few: bool) -> None:
    clients: dict[tuple[object, ...], set[str]] = {}
    flows: set[str] = set()

    def signing_in(s: Scenario, word: str) -> None:
        client = s.client(s.pool(), ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"])
        clients.setdefault((client.pool.id, *client.values.values()), set()).add(client.id)
        s.sign_in(client, s.user(client.pool))
        flows.add(s.arranged["flow"])
        assert s.arranged["flow"] == client.flow

    running = ReferenceTarget().start()
    running.identity = Identity(product, product, "1")
    engine = Engine(running, CATALOG, PROFILES["quick"], Journal(tmp_path / "j", target=product), seed=1)
    for number in range(8):
        signing_in.__name__ = f"test_{number}"
        engine.run(property_of(signing_in, "DEMO-001"))
    assert len(flows) > 3
    assert all(len(each) == 1 for each in clients.values()) is few


def test_races_are_run_as_often_as_other_properties_in_an_account(tmp_path: Path) -> None:
    fake = FakeRunning(lambda operation, parameters: (200, {}))
    for product, rounds, wanted in (("fake", None, 8), ("aws", None, 3), ("aws", 5, 5)):
        fake.identity = Identity(product, product, "1")
        journal = Journal(tmp_path / f"{product}{rounds}", target=product)
        assert Engine(fake, CATALOG, PROFILES["quick"], journal, seed=1, rounds=rounds).rounds == wanted


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
    engine.run(property_of(locking, "DEMO-001"))
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
    engine.run(property_of(reading, "DEMO-001"))
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
    engine.run(property_of(asking, "DEMO-001"))
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
    engine.run(property_of(signing_up, "DEMO-001"))
    assert outcomes(engine)["DEMO-001"].keys() == {"agrees"}
    assert confirmed
    assert ("@" in confirmed[0]) is (called == "the-login")


@pytest.mark.parametrize("there", [True, False])
def test_users_sign_up_only_where_that_confirms_them(there: bool, engine_on: Callable[..., Engine]) -> None:
    """How a user is made is left open: what is missing for one way keeps nothing from being judged."""
    operations: list[str] = []

    def answer(operation: str, parameters: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
        operations.append(operation)
        if operation == "AdminConfirmSignUp" and not there:
            return 501, {"__type": "NotImplementedException"}
        made = {"UserPool": {"Id": "x_1"}, "UserPoolClient": {"ClientId": "c1"}, "User": {"Username": "u"}}
        return 200, {**made, "UserSub": "the-sub"}

    def making(s: Scenario, word: str) -> None:
        s.user(s.pool())
        s.accepted("DEMO-001", s.call("GetUser", AccessToken=word))

    engine = engine_on(answer)
    engine.run(property_of(making, "DEMO-001", word=WORDS))
    assert outcomes(engine)["DEMO-001"].keys() == {"agrees"}
    trials = 1 if there else AGAIN  # beside the examples
    assert (operations.count("AdminConfirmSignUp") > trials) is there
    assert ("made=sign-up" in {event["value"] for event in events(engine, "unvaried")}) is not there


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

    engine_on(answer).run(property_of(in_a_pool, "DEMO-004", plain=fixed, word=WORDS))
    ways = {names for names, _ in used}
    assert all(asked is (names == "addresses") for names, asked in used)
    plain = {"plain"} if unasked else {"plain", "aliases"}  # such a target has no aliases
    assert ways == (plain if fixed else {"addresses"} if unasked else plain | {"addresses"})


@pytest.mark.parametrize("refused", [True, False])
def test_factors_are_not_required_where_no_pool_can(refused: bool, engine_on: Callable[..., Engine]) -> None:
    """That is tried once, beside any example: what cannot be arranged would be in the way each time."""
    tried: list[str] = []

    def answer(operation: str, parameters: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
        if operation == "SetUserPoolMfaConfig":
            tried.append(parameters["MfaConfiguration"])
            if refused:
                return 400, {"__type": "InvalidParameterException", "message": "no"}
        return 200, {"UserPool": {"Id": "local_1"}, "Greeting": "hello"}

    wanted: list[bool] = []

    def setting_up(s: Scenario, word: str) -> None:
        s.setting = {**PLAIN, "mfa": "ON"}
        wanted.append(s.wants_factors_required())
        s.check("DEMO-004", s.call("GetUser", AccessToken=word))

    engine = engine_on(answer)
    engine.run(property_of(setting_up, "DEMO-004"))
    assert (set(wanted), tried, len(wanted) > 1) == ({not refused}, ["ON"] * (AGAIN if refused else 1), True)
    written = {event.get("setting", {}).get("mfa") for event in events(engine, "observation")}
    assert written == {None if refused else "ON"}
    assert {event["value"] for event in events(engine, "unvaried")} == ({"mfa=ON"} if refused else set())


def test_factors_seen_to_be_refused_are_not_required_again(engine_on: Callable[..., Engine]) -> None:
    def seen(s: Scenario, word: str) -> None:
        s.context.shared.known["mfa=ON"] = False
        s.setting = {**PLAIN, "mfa": "ON"}
        assert not s.wants_factors_required()
        s.check("DEMO-004", s.call("GetUser", AccessToken=word))

    engine = engine_on((200, {"Greeting": "hello"}))
    engine.run(property_of(seen, "DEMO-004"))
    assert outcomes(engine)["DEMO-004"].keys() == {"agrees"}


def test_users_have_apps_where_no_pool_can_require_one() -> None:
    """The setting is its own requirement; what an app is for is judged all the same, in each example."""
    wanted = frozenset({"MFA-013"})
    trial = try_variant(["refused-mode-on"], reaching(wanted), "quick", 1, wanted=wanted)
    found = [e["outcome"] for e in trial.events if e["event"] == "observation" and e["requirement"] == "MFA-013"]
    assert set(found) == {"agrees"}


@pytest.mark.parametrize(("failures", "works"), [(0, True), (AGAIN - 1, True), (AGAIN, False)])
def test_what_fails_once_is_not_written_off(failures: int, works: bool, engine_on: Callable[..., Engine]) -> None:
    """What a target can do is found out once a run: a fault on the way then would count for all of it."""
    left = [failures]

    def sometimes(quiet: Any) -> None:
        left[0] -= 1
        if left[0] >= 0:
            quiet.end("DEMO-001", "this time", quiet.call("GetUser"))

    found: list[bool] = []

    def looking(s: Scenario, word: str) -> None:
        found.append(s._works("anything", sometimes))
        s.check("DEMO-004", s.call("GetUser", AccessToken=word))

    engine = engine_on((200, {"Greeting": "hello"}))
    engine.run(property_of(looking, "DEMO-004"))
    assert set(found) == {works}
    assert len(events(engine, "unvaried")) == (not works)


def test_an_example_goes_on_where_nobody_knows_how_users_are_made(engine_on: Callable[..., Engine]) -> None:
    """The pool in which that is tried may not come about; else what the example is about had no observation at all."""
    refused = [True]

    def answer(operation: str, parameters: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
        plain = operation == "CreateUserPool" and "UserPoolTags" not in parameters
        if plain and refused[0]:
            return 400, {"__type": "LimitExceededException", "message": "not now"}
        return 200, {"UserPool": {"Id": "local_1"}, "User": {"Username": "u"}, "Greeting": "hello"}

    def with_a_user(s: Scenario, word: str) -> None:
        s.setting = None
        s.user(s.pool(UserPoolTags={"for": "us"}))
        s.check("DEMO-004", s.call("GetUser", AccessToken=word))
        refused[0] = False

    engine = engine_on(answer)
    engine.run(property_of(with_a_user, "DEMO-004"))
    assert outcomes(engine)["DEMO-004"].keys() == {"agrees"}
    assert engine.shared.known["admin"]
