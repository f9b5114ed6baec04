"""Each guard keeps something from happening; taken out, it happens. The table is ``GUARDS``."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from aws_names import ACCOUNT, SPEC
from targets.aws import AwsTarget, gate, left_out, sweep
from targets.aws.cleanup import Cleanup
from targets.aws.clients import guarded_client
from targets.aws.functions import own
from targets.aws.functions.removal import Removal
from targets.aws.gate import Gate
from targets.aws.ledger import Ledger, ledgers_in
from targets.aws.outgoing import PAGES, Outgoing
from targets.aws.pace import Pace, Turn
from targets.aws.running import RunningAws
from targets.aws.state import state_folder
from targets.aws.sweeping import opened_sweep
from targets.aws.twin import Announcement
from targets.interface import GateRefused, TargetGone, TargetUnusable
from twin_kit import archive, client

OTHER = "210987654321"
CODES = f"{SPEC}&codes=custom-sender"


@dataclass
class Scene:
    """What a provocation has at hand."""

    twin: Announcement
    owner: Any
    home: Path
    profile: Path
    patch: pytest.MonkeyPatch
    log: Callable[[], list[dict[str, Any]]]

    def start(self, spec: str = SPEC) -> RunningAws:
        running = AwsTarget(spec, self.twin).start()
        assert isinstance(running, RunningAws)
        return running

    def sent_by(self, provoke: Callable[[RunningAws], object], spec: str = SPEC) -> list[dict[str, Any]]:
        """What the twin was asked because of this, by a run that has started."""
        running = self.start(spec)
        before = len(self.log())
        try:
            with suppress(GateRefused, TargetGone):
                provoke(running)
            return self.log()[before:]
        finally:
            running.stop()

    def foreign(self) -> dict[str, Any]:
        """Something of somebody else in the account."""
        pool = self.owner.create_user_pool(PoolName="shop-prod")["UserPool"]
        client = self.owner.create_user_pool_client(UserPoolId=pool["Id"], ClientName="app")["UserPoolClient"]
        return {"pool": pool["Id"], "arn": pool["Arn"], "client": client["ClientId"]}


def call(operation: str, **parameters: Any) -> Callable[[RunningAws], object]:
    def send(running: RunningAws) -> object:
        return running.calls.send(operation, running.dressed(operation, parameters))

    return send


def starts(scene: Scene, spec: str = SPEC) -> bool:
    """Whether anything at all was sent for it."""
    with suppress(TargetUnusable):
        scene.start(spec).stop()
    return bool(scene.log())


# -- the harm that each guard keeps away ------------------------------------------------------------------------------


def without_confirmation(scene: Scene) -> bool:
    return starts(scene, SPEC.replace(f"&confirm={ACCOUNT}", ""))


def with_moved_endpoint(scene: Scene) -> bool:
    scene.patch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    return starts(scene)


def with_moved_profile(scene: Scene) -> bool:
    scene.profile.write_text(scene.profile.read_text() + "endpoint_url = http://127.0.0.1:1\n")
    return starts(scene)


def in_a_listed_account(scene: Scene) -> bool:
    file = scene.home / "XDG_CONFIG_HOME" / "cognito-conformance" / "never.toml"
    file.parent.mkdir(parents=True)
    file.write_text(f'[accounts]\nproduction = "{ACCOUNT}"\n')
    return starts(scene)


def in_another_account(scene: Scene) -> bool:
    try:
        scene.start(SPEC.replace(ACCOUNT, OTHER)).stop()
    except TargetUnusable:
        return False
    return True


def to_another_host(scene: Scene) -> bool:
    def send(running: RunningAws) -> None:
        running.outbound.gate.check(Outgoing(PAGES, "GET /", "GET", "https://evil.example.com/"))

    running = scene.start()
    try:
        send(running)
    except GateRefused:
        return False
    finally:
        running.stop()
    return True


def an_operation_that_costs(scene: Scene) -> bool:
    limit = {"LimitClass": "API_CATEGORY", "Attributes": {"Category": "UserCreation"}}
    sent = scene.sent_by(call("UpdateProvisionedLimit", LimitDefinition=limit, RequestedLimitValue=60))
    return any(entry["operation"] == "UpdateProvisionedLimit" for entry in sent)


def somebody_elses_client(scene: Scene) -> bool:
    foreign = scene.foreign()
    flow = {"AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ana", "PASSWORD": "Guess-1234"}}
    return bool(scene.sent_by(call("InitiateAuth", ClientId=foreign["client"], **flow)))


def a_pool_without_marks(scene: Scene) -> bool:
    def send(running: RunningAws) -> None:
        running.calls.send("CreateUserPool", {"PoolName": "cc-x"})

    return bool(scene.sent_by(send))


def a_dear_pool(scene: Scene) -> bool:
    sent = scene.sent_by(call("CreateUserPool", PoolName="cc-x", UserPoolTier="PLUS"))
    return any(entry["operation"] == "CreateUserPool" for entry in sent)


def an_email(scene: Scene) -> bool:
    before = scene.twin.ask("/state")["messages"]["sent"]

    def send(running: RunningAws) -> None:
        made = json.loads(_body(call("CreateUserPool", PoolName="cc-x", AutoVerifiedAttributes=["email"])(running)))
        pool = made["UserPool"]["Id"]
        client = json.loads(_body(call("CreateUserPoolClient", UserPoolId=pool, ClientName="cc-c")(running)))
        attributes = [{"Name": "email", "Value": "ana@example.com"}]
        identifier = client["UserPoolClient"]["ClientId"]
        call("SignUp", ClientId=identifier, Username="ana", Password="Correct-Horse7", UserAttributes=attributes)(
            running
        )

    scene.sent_by(send)
    return bool(scene.twin.ask("/state")["messages"]["sent"] != before)


def _body(answer: Any) -> bytes:
    return bytes(answer.body)


def a_pool_that_is_lost_sight_of(scene: Scene) -> bool:
    """The run dies after the pool was made and before its answer was read."""
    running = scene.start()
    wire = running.outbound.wire
    scene.patch.setattr(running.outbound, "_take", _dies)
    with suppress(ZeroDivisionError):
        call("CreateUserPool", PoolName="cc-lost")(running)
    wire.close()
    names = [each.name for _, found in ledgers_in(folder()) for each in found.open.values()]
    return "cc-lost" not in names


def _dies(*_: object) -> None:
    raise ZeroDivisionError


def folder() -> Path:
    return state_folder(f"twin-{ACCOUNT}", "us-east-1")


def leftovers(scene: Scene) -> bool:
    running = scene.start()
    call("CreateUserPool", PoolName="cc-left")(running)
    running.stop()
    return any(pool["Name"] == "cc-left" for pool in scene.owner.list_user_pools(MaxResults=60)["UserPools"])


def a_sweep_of_others(scene: Scene) -> bool:
    """By name alone a pool is like the suite's own, and a ledger claims it."""
    foreign = scene.owner.create_user_pool(PoolName="cc-theirs", UserPoolTags={"cognito-conformance:run": "feed"})
    pool = foreign["UserPool"]["Id"]
    ledger = Ledger(folder() / "feed-main-1.jsonl", run="feed", expires=0.0)
    ledger.made(ledger.intend("pool", "cc-theirs"), pool)
    ledger.close()
    with opened_sweep(AwsTarget(SPEC, scene.twin), 0.0) as sweeping:
        for found in sweeping.found():
            if isinstance(found, sweep.Left):
                sweeping.delete(found)
    pools = scene.owner.list_user_pools(MaxResults=60)["UserPools"]
    return pool not in [each["Id"] for each in pools]


def too_fast(scene: Scene) -> bool:
    """As many readings at once as half of the quota lets pass, and as many again; time passes only while one waits."""
    running, now = scene.start(), [time.monotonic()]
    begun = now[0]
    scene.patch.setattr(running.outbound.pace, "_clock", lambda: now[0])
    scene.patch.setattr(running.outbound.pace, "_sleep", lambda seconds: now.append(now.pop() + seconds))
    try:
        made = json.loads(_body(call("CreateUserPool", PoolName="cc-fast")(running)))
        for _ in range(14):
            call("DescribeUserPool", UserPoolId=made["UserPool"]["Id"])(running)
        return now[0] - begun < 1
    finally:
        running.stop()


def a_judged_expiry(scene: Scene) -> bool:
    """The login expires in the middle of a run."""
    running = scene.start()
    scene.twin.ask("/expire", {})
    try:
        call("DescribeUserPool", UserPoolId="us-east-1_ZqNoneabc")(running)
    except TargetGone:
        return False
    finally:
        scene.twin.ask("/renew", {})
        running.stop()
    return True


def somebody_elses_function(scene: Scene) -> bool:
    functions, role = client(scene.twin, "lambda"), f"arn:aws:iam::{ACCOUNT}:role/CognitoConformanceFunctions"
    code = {"ZipFile": archive("def handler(event, context): return event")}
    given = {"Runtime": "python3.12", "Handler": "index.handler", "Role": role, "Code": code}
    functions.create_function(FunctionName="nightly-report", **given)
    removal = scene.start(CODES)._removal
    assert removal is not None
    with suppress(GateRefused):
        removal.delete("function", "nightly-report")
    there = [each["FunctionName"] for each in functions.list_functions()["Functions"]]
    functions.delete_function(FunctionName="nightly-report") if "nightly-report" in there else None
    return "nightly-report" not in there


def another_key(scene: Scene) -> bool:
    """Something of the account, encrypted under a key that nobody has named."""
    keys = client(scene.twin, "kms")
    key = keys.create_key()["KeyMetadata"]["KeyId"]
    sealed = keys.encrypt(KeyId=key, Plaintext=b"salary")["CiphertextBlob"]

    def decrypt(running: RunningAws) -> None:
        kms = guarded_client("kms", running.outbound, running._endpoints, running._keys)
        kms.decrypt(KeyId=key, CiphertextBlob=sealed)

    return any(entry["operation"] == "Decrypt" for entry in scene.sent_by(decrypt, CODES))


def a_code_of_another_pool(scene: Scene) -> bool:
    """Under the key that was named, and bound to a pool of somebody else."""
    pool = scene.foreign()["pool"]
    context = {"userpool-id": pool}
    sealed = client(scene.twin, "kms").encrypt(KeyId=scene.twin.key, Plaintext=b"123456", EncryptionContext=context)

    def decrypt(running: RunningAws) -> None:
        kms = guarded_client("kms", running.outbound, running._endpoints, running._keys)
        kms.decrypt(KeyId=scene.twin.key, CiphertextBlob=sealed["CiphertextBlob"], EncryptionContext=context)

    return any(entry["operation"] == "Decrypt" for entry in scene.sent_by(decrypt, CODES))


def a_queue_of_another_account(scene: Scene) -> bool:
    """It has the name of the run's own."""

    def delete(running: RunningAws) -> None:
        call("CreateUserPool", PoolName="cc-x")(running)
        own = running._book.ledger.entries.of("queue")[0].id
        sqs = guarded_client("sqs", running.outbound, running._endpoints, running._keys)
        sqs.delete_queue(QueueUrl=f"https://sqs.us-east-1.amazonaws.com/{OTHER}/{own}")

    sent = scene.sent_by(delete, CODES)
    return any(entry["operation"] == "DeleteQueue" for entry in sent)


def hidden_and_said_to_be_gone(scene: Scene) -> bool:
    """A pool is made, its answer is lost, and no policy lets the run look at it."""
    running = scene.start()
    scene.twin.ask("/faults", {"rate": 1, "kinds": ["lost"], "most": 1})
    with suppress(Exception):
        call("CreateUserPool", PoolName="cc-hidden")(running)
    scene.twin.ask("/faults", {"rate": 0, "kinds": []})
    allow = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    deny = {"Effect": "Deny", "Action": "cognito-idp:DescribeUserPool", "Resource": "*"}
    scene.twin.ask("/policy", {"document": {"Version": "2012-10-17", "Statement": [allow, deny]}})
    try:
        return running.settle()[-1] == "leftovers: 0"
    finally:
        scene.twin.ask("/policy", {"document": None})
        running.stop()
        for pool in scene.owner.list_user_pools(MaxResults=60)["UserPools"]:
            if pool["Name"] == "cc-hidden":
                scene.owner.delete_user_pool(UserPoolId=pool["Id"])


def a_pool_of_a_run_elsewhere(scene: Scene) -> bool:
    """Its run goes on, on another machine: a sweep has looked at it, and would now delete what it found."""
    tags = {"cognito-conformance": "true", "cognito-conformance:run": "feed"}
    tags |= {"cognito-conformance:expires": "2999-01-01T00:00:00Z"}
    pool = scene.owner.create_user_pool(PoolName="cc-elsewhere", UserPoolTags=tags)["UserPool"]["Id"]
    with opened_sweep(AwsTarget(SPEC, scene.twin), 0.0) as sweeping:
        found = [each for each in sweeping.found() if each.pool == pool]
        assert [type(each) for each in found] == [sweep.Kept]
        with suppress(GateRefused):
            sweeping._cleanup._ask("DeleteUserPool", {"UserPoolId": pool})
    there = [each["Id"] for each in scene.owner.list_user_pools(MaxResults=60)["UserPools"]]
    if pool in there:
        scene.owner.delete_user_pool(UserPoolId=pool)
    return pool not in there


def a_message_of_cognitos_own(scene: Scene) -> bool:
    """Of a pool without the senders of the run."""
    scene.patch.setattr("targets.aws.functions.reporting.Reporting.dressed", lambda self, operation, given: given)
    before = scene.twin.ask("/state")["messages"]["sent"].get("COGNITO_DEFAULT", 0)

    def send(running: RunningAws) -> None:
        made = json.loads(_body(call("CreateUserPool", PoolName="cc-x", AutoVerifiedAttributes=["email"])(running)))
        client = call("CreateUserPoolClient", UserPoolId=made["UserPool"]["Id"], ClientName="cc-c")
        app = json.loads(_body(client(running)))["UserPoolClient"]["ClientId"]
        attributes = [{"Name": "email", "Value": "ana@example.com"}]
        given = {"ClientId": app, "Username": "ana", "Password": "Correct-Horse7", "UserAttributes": attributes}
        call("SignUp", **given)(running)

    scene.sent_by(send, CODES)
    return bool(scene.twin.ask("/state")["messages"]["sent"].get("COGNITO_DEFAULT", 0) != before)


def functions_that_stay(scene: Scene) -> bool:
    running = scene.start(CODES)
    call("CreateUserPool", PoolName="cc-left")(running)
    running.stop()
    functions = client(scene.twin, "lambda")
    names = [each["FunctionName"] for each in functions.list_functions()["Functions"]]
    return any(name.startswith("cc-") for name in names)


def nothing(*_: object, **__: object) -> str:
    """A guard that is not there."""
    return ""


def no_rule(rule: Callable[..., str]) -> tuple[Callable[..., str], ...]:
    return tuple(each for each in gate.RULES if each is not rule)


def taken_for_ours(_: str, tags: Mapping[str, Any]) -> bool:
    return True


def taken_for_gone(_: str) -> bool:
    return True


def at_once(pace: Pace, *_: object) -> Turn:
    return Turn((), 0.0)


def no_intent(ledger: Ledger, kind: Any, name: str, *, pool: str = "") -> int:
    return 0


Scenes = Callable[[Scene], bool]
GUARDS: list[tuple[str, Scenes, list[tuple[object, str, object]]]] = [
    ("the account is confirmed", without_confirmation, [("target", "must_be_confirmed", nothing)]),
    ("variables do not move the endpoint", with_moved_endpoint, [("target", "refuse_moved_endpoints", nothing)]),
    ("the profile does not move the endpoint", with_moved_profile, [("target", "refuse_moved_profile", nothing)]),
    ("the account is not on the list", in_a_listed_account, [("target", "refuse_listed", nothing)]),
    ("the keys are the account's", in_another_account, [("target", "must_be_the_account", nothing)]),
    ("requests go home", to_another_host, [(gate, "RULES", no_rule(Gate.goes_home))]),
    (
        "the operation is allowed",
        an_operation_that_costs,
        [(gate, "RULES", no_rule(Gate.is_allowed)), (left_out, "NEVER", {})],
    ),
    ("ids are the run's own", somebody_elses_client, [(gate, "RULES", no_rule(Gate.is_about_own))]),
    ("pools are marked", a_pool_without_marks, [(gate, "RULES", no_rule(Gate.is_marked))]),
    ("nothing dear is made", a_dear_pool, [(gate, "RULES", no_rule(Gate.is_not_left_out))]),
    ("no message is sent", an_email, [(gate, "RULES", no_rule(Gate.is_not_left_out))]),
    ("the intent is on the disk", a_pool_that_is_lost_sight_of, [(Ledger, "intend", no_intent)]),
    ("everything is deleted", leftovers, [(Cleanup, "all_of", nothing)]),
    ("only what is ours is swept", a_sweep_of_others, [("cleanup", "is_ours", taken_for_ours)]),
    ("functions are the run's own", somebody_elses_function, [("functions.own", "strange", nothing)]),
    ("the key is the one that was named", another_key, [("functions.own", "strange", nothing)]),
    (
        "codes are those of the run's pools",
        a_code_of_another_pool,
        [(own, "_RULES", {**own._RULES, "Decrypt": own._the_key})],
    ),
    ("queues are those of the account", a_queue_of_another_account, [("functions.own", "_the_queue", nothing)]),
    ("what is hidden is not gone", hidden_and_said_to_be_gone, [("cleanup", "says_absent", taken_for_gone)]),
    (
        "a sweep may delete what it has judged",
        a_pool_of_a_run_elsewhere,
        [(gate, "RULES", no_rule(Gate.is_about_own))],
    ),
    ("messages go to the run", a_message_of_cognitos_own, [("functions.senders", "missing", nothing)]),
    ("functions are deleted", functions_that_stay, [(Removal, "all_of", nothing)]),
    ("the pace is kept", too_fast, [(Pace, "wait", at_once)]),
    ("refusals by AWS are no answers", a_judged_expiry, [("outbound", "access_lost", nothing)]),
]


@pytest.fixture
def scene(
    twin: Announcement,
    owner: Any,
    home: Path,
    profile: Path,
    monkeypatch: pytest.MonkeyPatch,
    log: Callable[[], list[dict[str, Any]]],
) -> Scene:
    return Scene(twin, owner, home, profile, monkeypatch, log)


@pytest.mark.parametrize(("guard", "provoke", "taken_out"), GUARDS, ids=[guard for guard, *_ in GUARDS])
def test_with_the_guard_no_harm_is_done(guard: str, provoke: Scenes, taken_out: Any, scene: Scene) -> None:
    assert not provoke(scene)


@pytest.mark.parametrize(("guard", "provoke", "taken_out"), GUARDS, ids=[guard for guard, *_ in GUARDS])
def test_without_the_guard_harm_is_done(guard: str, provoke: Scenes, taken_out: Any, scene: Scene) -> None:
    for place, name, instead in taken_out:
        scene.patch.setattr(
            f"targets.aws.{place}.{name}" if isinstance(place, str) else place,
            *((instead,) if isinstance(place, str) else (name, instead)),
        )
    assert provoke(scene)


def test_every_rule_of_the_gate_is_in_the_table() -> None:
    rules = {rule for _, _, outs in GUARDS for place, name, rest in outs if name == "RULES" for rule in [rest]}
    assert {frozenset(gate.RULES) - frozenset(rest) for rest in rules} == {frozenset({rule}) for rule in gate.RULES}
