"""What a scenario did can be written down and done again elsewhere."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.checking.exchange import Exchange
from conformance.journal.redact import Redactor
from conformance.replay.execute import NotReplayable, decide, execute, resolve
from conformance.replay.history import with_history
from conformance.replay.needed import went_alike
from conformance.replay.space import Outcome
from conformance.requirements import Requirement
from conformance.scenario.steps import FromAnswer, Judgement, Step, encode
from conformance.transport.driver import Driver
from fakes import FakeRunning

REQUIREMENT = Requirement(
    id="DEMO-001",
    title="A title that says something",
    statement="A statement that is long enough.",
    level="must",
    grade="recorded",
    sources=("x",),
    error=("NotAuthorizedException",),
)


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


def test_a_name_that_an_answer_shows_is_that_of_the_next_answer() -> None:
    """Where the target calls a user by the address that was typed, another one may not."""
    driver = Driver(FakeRunning(lambda operation, given: (200, {"User": {"Username": given.get("Username", "")}})))
    created = driver.call("AdminCreateUser", {"Username": "ann@example.com"})
    called = FromAnswer(str(created.get("User.Username")), created, "User.Username")
    shown = driver.call("AdminGetUser", {"Username": called})
    again = driver.call("AdminGetUser", {"Username": "ann@example.com"})
    steps = [
        Step("call", exchange.operation, exchange.request, exchange.response, exchange)
        for exchange in (created, shown, again)
    ]
    encoded, _ = encode(steps, Judgement("accepted", "DEMO-001", [again]), Redactor("x"))
    names = [step["arguments"]["Username"] for step in encoded]
    assert names == ["ann@example.com", {"$ref": [0, "User.Username"]}, "ann@example.com"]


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


def test_a_proof_is_made_with_the_salt_of_its_own_challenge() -> None:
    """Equal salts of two challenges are no proof that a right target has the same salt in both."""
    salt = {"ChallengeParameters": {"SALT": "5f3c8d21a0b94e77", "USER_ID_FOR_SRP": "user-of-a-name"}}
    steps = [Step("call", "InitiateAuth", {}, salt, None) for _ in range(2)]
    given = ["5f3c8d21a0b94e77", "user-of-a-name"]
    steps.append(Step("compute", "srp.claim", {"arguments": given, "values": {}}, "claim", None))
    encoded, _ = encode(steps, Judgement("check", "DEMO-001", []), Redactor("1"))
    assert encoded[2]["arguments"]["arguments"] == [
        {"$ref": [1, "ChallengeParameters.SALT"]},
        {"$ref": [0, "ChallengeParameters.USER_ID_FOR_SRP"]},
    ]


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


# -- what gives a witness its meaning ----------------------------------------------------------------------------------


def call(name: str, result: dict[str, Any] | None = None, **arguments: Any) -> Step:
    """A step that was accepted."""
    answer = Exchange(name, arguments, 200, {}, "", result or {}, "ok")
    return Step("call", name, arguments, answer.response, answer)


def encoded(*steps: Step) -> list[dict[str, Any]]:
    judged = steps[-1].exchange
    assert judged is not None
    return encode(steps, Judgement("check", "DEMO-001", [judged]), Redactor("x"))[0]


def test_names_of_the_schema_are_no_references() -> None:
    """They stand in the answer of CreateUserPool, at places that nobody promises."""
    schema = {"UserPool": {"Id": "one_pool1", "SchemaAttributes": [{"Name": "preferred_username"}]}}
    _, second = encoded(
        call("CreateUserPool", schema),
        call("AdminUpdateUserAttributes", UserAttributes=[{"Name": "preferred_username"}]),
    )
    assert second["arguments"] == {"UserAttributes": [{"Name": "preferred_username"}]}


def test_values_of_the_model_are_no_references() -> None:
    _, second = encoded(call("GetUserPoolMfaConfig", {"MfaConfiguration": "OPTIONAL"}), call("Next", Mode="OPTIONAL"))
    assert second["arguments"] == {"Mode": "OPTIONAL"}


def test_attributes_are_referred_to_by_name() -> None:
    """Another target may list them in another order."""
    user = {"User": {"Attributes": [{"Name": "email", "Value": "a@example.com"}, {"Name": "sub", "Value": "12345678"}]}}
    made, used = encoded(call("AdminCreateUser", user), call("AdminGetUser", Username="12345678"))
    assert used["arguments"] == {"Username": {"$ref": [0, "User.Attributes.@sub.Value"]}}
    other = {"User": {"Attributes": [{"Name": "sub", "Value": "another"}, {"Name": "email", "Value": "x"}]}}
    driver = Driver(FakeRunning(lambda operation, parameters: (200, other)))
    outcomes = execute([made, used], lambda number: True, driver)
    assert outcomes[1] is not None
    assert outcomes[1].exchange is not None
    assert outcomes[1].exchange.request["Username"] == "another"
    with pytest.raises(NotReplayable, match="no phone_number"):
        resolve({"$ref": [0, "User.Attributes.@phone_number.Value"]}, outcomes)


def test_of_two_equal_codes_the_later_is_meant() -> None:
    """A target that gives everybody the same secret; on another the second user's code is another."""
    first, second = (
        Step("compute", "totp.code", {"arguments": [secret], "values": {}}, "123456") for secret in ("first", "second")
    )
    steps = encoded(first, call("VerifySoftwareToken", UserCode="123456"), second, call("Verify", UserCode="123456"))
    assert [steps[number]["arguments"]["UserCode"] for number in (1, 3)] == [{"$ref": [0, ""]}, {"$ref": [2, ""]}]


TAG = "jtmq"


@pytest.mark.parametrize(
    ("changing", "judged"),
    [
        ("userjtmq7", "userjtmq7"),
        ("Provider_userjtmq7", "userjtmq7"),  # a federated user has the name inside another
        ("userjtmq7", "USERJTMQ7"),
        ("+15550000309", "+15550000309"),
    ],
)
def test_what_changed_the_user_stays(changing: str, judged: str) -> None:
    steps = encoded(call("AdminDisableUser", Username=changing), call("InitiateAuth", Username=judged))
    assert with_history(steps, frozenset({1}), TAG) == {0, 1}


def test_what_changed_a_user_that_the_judgement_names_stays() -> None:
    """Without it the user would rightly be missing from a list of confirmed ones."""
    users = [call("AdminSetUserPassword", Username=name) for name in ("userjtmq7", "userjtmq8")]
    steps = encoded(*users, call("ListUsers", Filter="status"))
    assert with_history(steps, frozenset({2}), TAG, {"wanted": ["userjtmq7"]}) == {0, 2}


@pytest.mark.parametrize("address", ["userjtmq7@example.com", "userjtmq8@example.com"])
def test_what_names_a_user_by_what_was_read_of_them_stays(address: str) -> None:
    """Where addresses are user names, a user is confirmed by the name that AdminGetUser shows."""
    read = Step("call", "AdminGetUser", {"Username": address}, {"Username": "5c1-0f"})
    steps = encoded(
        read, call("AdminConfirmSignUp", Username="5c1-0f"), call("InitiateAuth", Username="userjtmq7@example.com")
    )
    assert steps[1]["arguments"]["Username"] == {"$ref": [0, "Username"]}
    assert (1 in with_history(steps, frozenset({2}), TAG)) == (address == "userjtmq7@example.com")


def test_a_judgement_keeps_what_it_was_given() -> None:
    exchange, shown = call("GetUser").exchange, {"names": ["a"], "settings": {"a": 1}}
    judgement = Judgement("check", "R-1", [exchange], {**shown, "seen": exchange}).as_now()
    shown["names"].append("b")
    shown["settings"].update(b=2)
    assert judgement.values == {"names": ["a"], "settings": {"a": 1}, "seen": exchange}
    assert judgement.values["seen"] is exchange


def test_a_user_name_that_equals_the_sub_comes_from_the_user_name() -> None:
    user = {"Attributes": [{"Name": "sub", "Value": "5c1-user"}], "Username": "5c1-user"}
    made, read = Step("call", "AdminCreateUser", {}, {"User": user}), call("AdminGetUser", Username="5c1-user")
    assert encoded(made, read)[1]["arguments"]["Username"] == {"$ref": [0, "User.Username"]}


def test_what_changed_somebody_else_goes() -> None:
    steps = encoded(call("AdminDisableUser", Username="userjtmq71"), call("InitiateAuth", Username="userjtmq7"))
    assert with_history(steps, frozenset({1}), TAG) == {1}


def test_what_was_computed_for_a_step_is_part_of_it() -> None:
    """The code of a sign-in elsewhere is computed from the subject, whose profile is read later by name."""
    code = Step("compute", "idp.code", {"arguments": [{"sub": "userjtmq7"}], "values": {}}, "code-of-the-user")
    steps = encoded(code, call("InitiateAuth", Code="code-of-the-user"), call("AdminGetUser", Username="P_userjtmq7"))
    assert with_history(steps, frozenset({2}), TAG) == {1, 2}


@pytest.mark.parametrize(
    "name", ["UpdateUserPoolClient", "UpdateUserPool", "SetUserPoolMfaConfig", "AddCustomAttributes"]
)
def test_what_a_pool_is_like_stays(name: str) -> None:
    steps = encoded(call(name, ClientName="x"), call("DescribeUserPoolClient", ClientId="y"))
    assert with_history(steps, frozenset({1}), TAG) == {0, 1}


@pytest.mark.parametrize(
    ("used", "needed", "kept"),
    [
        ([], {2}, {2}),  # the pool is the same without both
        ([call("InitiateAuth", ClientId="made-client")], {3}, {1, 3}),
        ([], {0, 2}, {0, 1, 2}),  # the judgement is about that client
    ],
)
def test_a_client_that_was_deleted_at_once_goes(used: list[Step], needed: set[int], kept: set[int]) -> None:
    made = Step("call", "CreateUserPoolClient", {"ClientName": "a"}, {"UserPoolClient": {"ClientId": "made-client"}})
    gone = call("DeleteUserPoolClient", ClientId="made-client")
    steps = encoded(made, gone, *used, call("CreateUserPoolClient", ClientName="b"))
    assert with_history(steps, frozenset(needed), TAG) == kept


def outcome(ok: bool) -> Outcome:
    answer = Exchange("Op", {}, 200 if ok else 400, {}, "", {}, "ok" if ok else "error")
    return Outcome({}, answer)


JUDGE = {"arguments": [{"$step": 1}], "values": {}}


@pytest.mark.parametrize(
    ("first", "again", "alike"),
    [
        ((True, True), (True, True), True),
        ((True, True), (False, True), False),  # what had to work did not
        ((True, True), (True, False), False),  # the user that is read was never made
        ((True, False), (True, False), True),
        ((True, False), (True, True), False),
        ((False, True), (True, True), True),  # what was refused before may be accepted
    ],
)
def test_a_shorter_witness_goes_as_the_first_did(
    first: tuple[bool, bool], again: tuple[bool, bool], alike: bool
) -> None:
    steps = encoded(call("CreateUserPool"), call("AdminGetUser"))
    before, now = ([outcome(ok) for ok in each] for each in (first, again))
    assert went_alike(steps, JUDGE, before, now) is alike
