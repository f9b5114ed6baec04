"""Codes on the twin: handed over encrypted, decrypted here, and everything that was made for it is deleted."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from aws_names import ACCOUNT, SPEC
from targets.aws import AwsTarget
from targets.aws.functions import deploying, lent
from targets.aws.running import RunningAws
from targets.aws.sweep import Kept, Left
from targets.aws.sweeping import opened_sweep
from targets.aws.twin import Announcement
from targets.interface import TargetGone, TargetUnusable
from twin_kit import client

CODES = f"{SPEC}&codes=custom-sender"
PASSWORD = "Correct-Horse7"
Start = Callable[..., RunningAws]


class Scene:
    """A pool that verifies addresses, and its client."""

    def __init__(self, running: RunningAws) -> None:
        self.running = running
        self.pool = self.sent("CreateUserPool", PoolName="cc-x", AutoVerifiedAttributes=["email"])["UserPool"]["Id"]
        made = self.sent("CreateUserPoolClient", UserPoolId=self.pool, ClientName="cc-c")
        self.client = made["UserPoolClient"]["ClientId"]

    def answer(self, operation: str, **members: Any) -> tuple[int, dict[str, Any]]:
        assert self.running.calls is not None
        answer = self.running.calls.send(operation, self.running.dressed(operation, members))
        return answer.status, json.loads(answer.body or b"{}")

    def sent(self, operation: str, **members: Any) -> dict[str, Any]:
        status, said = self.answer(operation, **members)
        assert status == 200, said
        return said

    def sign_up(self, name: str) -> str:
        address = f"{name}@example.com"
        attributes = [{"Name": "email", "Value": address}]
        self.sent("SignUp", ClientId=self.client, Username=name, Password=PASSWORD, UserAttributes=attributes)
        return address

    def code(self, purpose: Any, name: str) -> str | None:
        to = {"pool_id": self.pool, "username": name, "destination": f"{name}@example.com"}
        return self.running.read_code(purpose, **to, headers={})

    def confirm(self, name: str, code: str) -> tuple[int, dict[str, Any]]:
        return self.answer("ConfirmSignUp", ClientId=self.client, Username=name, ConfirmationCode=code)


@pytest.fixture
def scene(start: Start) -> Scene:
    return Scene(start(CODES))


def ours(twin: Announcement) -> list[str]:
    """The functions and queues of runs that are there."""
    functions = [each["FunctionName"] for each in client(twin, "lambda").list_functions()["Functions"]]
    queues = client(twin, "sqs").list_queues().get("QueueUrls", [])
    return [name for name in functions if name.startswith("cc-")] + [url for url in queues if "/cc-" in url]


def test_a_code_is_read_and_right(scene: Scene) -> None:
    scene.sign_up("ana")
    code = scene.code("sign_up", "ana")
    assert code is not None
    assert re.fullmatch(r"\d{6}", code)
    wrong = f"{(int(code) + 1) % 10**6:06}"
    assert scene.confirm("ana", wrong)[1]["__type"].endswith("CodeMismatchException")
    assert scene.confirm("ana", code)[0] == 200


def test_the_newest_code_is_read_and_an_older_one_never(scene: Scene) -> None:
    """Nobody reads the first: it may come after the answer to the request for the second."""
    for name in ("bob", "cem", "dan"):
        scene.sign_up(name)
        for _ in range(2):
            scene.sent("ResendConfirmationCode", ClientId=scene.client, Username=name)
        code = scene.code("sign_up", name)
        assert code is not None
        assert scene.confirm(name, code)[0] == 200
        assert scene.code("sign_up", name) == code, "asked again, it is still the newest"


def test_each_purpose_has_its_own_codes(scene: Scene) -> None:
    scene.sign_up("eve")
    scene.sent("AdminConfirmSignUp", UserPoolId=scene.pool, Username="eve")
    verified = [{"Name": "email_verified", "Value": "true"}]
    scene.sent("AdminUpdateUserAttributes", UserPoolId=scene.pool, Username="eve", UserAttributes=verified)
    first = scene.code("sign_up", "eve")
    scene.sent("ForgotPassword", ClientId=scene.client, Username="eve")
    forgot = scene.code("forgot_password", "eve")
    assert forgot is not None
    assert scene.code("sign_up", "eve") == first
    given = {"ClientId": scene.client, "Username": "eve", "Password": f"{PASSWORD}8"}
    assert scene.answer("ConfirmForgotPassword", **given, ConfirmationCode=forgot)[0] == 200
    assert scene.code("attribute", "eve") is None


def test_the_password_of_an_invitation(scene: Scene) -> None:
    attributes = [{"Name": "email", "Value": "fay@example.com"}]
    media = ["EMAIL"]
    scene.sent(
        "AdminCreateUser",
        UserPoolId=scene.pool,
        Username="fay",
        UserAttributes=attributes,
        DesiredDeliveryMediums=media,
    )
    password = scene.code("invitation", "fay")
    assert password is not None
    assert len(password) >= 8


def test_nobody_is_read_the_code_of_somebody_else(scene: Scene) -> None:
    scene.sign_up("gus")
    assert scene.code("sign_up", "gus") is not None
    assert scene.code("sign_up", "hal") is None
    assert scene.code("forgot_password", "gus") is None


def test_an_update_of_a_pool_keeps_its_senders(scene: Scene) -> None:
    scene.sent("UpdateUserPool", UserPoolId=scene.pool, AutoVerifiedAttributes=["email"])
    scene.sign_up("ian")
    assert scene.code("sign_up", "ian") is not None


def test_cognito_itself_sends_nothing(scene: Scene, twin: Announcement) -> None:
    before = twin.ask("/state")["messages"]["sent"]
    scene.sign_up("jan")
    scene.code("sign_up", "jan")
    after = twin.ask("/state")["messages"]["sent"]
    assert after.get("CustomEmailSender", 0) == before.get("CustomEmailSender", 0) + 1
    assert {name: count for name, count in after.items() if "Custom" not in name} == {
        name: count for name, count in before.items() if "Custom" not in name
    }


def test_events_of_triggers_come_by_the_same_way(scene: Scene) -> None:
    functions = scene.running.functions
    assert functions is not None
    arn = functions.deploy({"PreSignUp": [{"response": {"autoConfirmUser": True}}]})
    made = scene.sent("CreateUserPool", PoolName="cc-y", LambdaConfig={"PreSignUp": arn})["UserPool"]
    app = scene.sent("CreateUserPoolClient", UserPoolId=made["Id"], ClientName="cc-d")["UserPoolClient"]["ClientId"]
    before = len(functions.events(arn))
    for name in ("kay", "leo", "mia"):
        assert scene.sent("SignUp", ClientId=app, Username=name, Password=PASSWORD)["UserConfirmed"] is True
        events = functions.events(arn)[before:]
        assert events[-1]["userName"] == name
    assert [event["userName"] for event in events] == ["kay", "leo", "mia"]


def test_all_of_it_is_deleted_and_in_no_ledger(scene: Scene, twin: Announcement) -> None:
    assert len(ours(twin)) == 2
    assert scene.running.settle()[-1] == "leftovers: 0"
    assert ours(twin) == []
    assert scene.running._book.ledger.entries.empty


def test_nothing_is_made_before_it_is_needed(start: Start, twin: Announcement) -> None:
    start(CODES)
    assert ours(twin) == []


# -- what is swept ----------------------------------------------------------------------------------------------------


@pytest.fixture
def killed(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """A run that has made all of it, and has come to its end without deleting anything."""
    ledger = scene.running._book.ledger
    monkeypatch.setattr(scene.running, "_settled", ("killed",))
    scene.running.stop()
    assert ledger.file.exists()
    return scene


def swept(twin: Announcement, spec: str, now: float = 0.0) -> tuple[list[str], list[str], bool]:
    """What a sweep deletes, what it leaves alone, and whether it says that there may be more."""
    with opened_sweep(AwsTarget(spec, twin), now) as sweeping:
        found = list(sweeping.found())
        left = [each for each in found if isinstance(each, Left)]
        assert all(sweeping.delete(each) for each in left)
        sweeping.forget_ledgers()
        kept = [each.pool for each in found if isinstance(each, Kept)]
        return [each.kind for each in left], kept, sweeping.elsewhere


def test_what_a_killed_run_has_left_is_swept(killed: Scene, twin: Announcement) -> None:
    assert len(ours(twin)) == 2
    kinds, _, unseen = swept(twin, CODES)
    assert (sorted(kinds), unseen) == (["function", "pool", "queue"], False)
    assert ours(twin) == []
    assert not killed.running._book.ledger.file.exists()


def test_a_sweep_that_does_not_look_for_functions_says_so(killed: Scene, twin: Announcement) -> None:
    kinds, _, unseen = swept(twin, SPEC)
    assert (kinds, unseen) == (["pool"], True)
    assert killed.running._book.ledger.file.exists(), "it is needed yet"
    assert len(ours(twin)) == 2
    assert sorted(swept(twin, CODES)[0]) == ["function", "queue"]


def test_functions_and_queues_of_others_stay(killed: Scene, twin: Announcement) -> None:
    """With the suite's name and other tags, with its tags and another name, with both and a run that nobody knows."""
    tags = killed.running.marks.tags
    strange = {**tags, "cognito-conformance:run": "unknown"}
    queues = client(twin, "sqs")
    names = {"cc-theirs.fifo": {}, "theirs.fifo": tags, "cc-strange.fifo": strange}
    for name, given in names.items():
        queues.create_queue(QueueName=name, Attributes={"FifoQueue": "true"}, tags=given)
    try:
        _, kept, _ = swept(twin, CODES)
        assert {"cc-theirs.fifo", "cc-strange.fifo"} <= set(kept)
        there = {url.rpartition("/")[2] for url in queues.list_queues()["QueueUrls"]}
        assert names.keys() <= there
    finally:
        for url in queues.list_queues().get("QueueUrls", []):
            queues.delete_queue(QueueUrl=url)


# -- what is refused --------------------------------------------------------------------------------------------------


def refusal(spec: str, twin: Announcement) -> str:
    with pytest.raises(TargetUnusable) as caught:
        AwsTarget(spec, twin).start().stop()
    return " ".join(str(caught.value).split())


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ("codes=custom_sender", "the one way to read codes is custom-sender"),
        ("key=alias/mine", "key= is for codes=custom-sender"),
        ("role=Mine", "role= is for codes=custom-sender"),
        ("codes=custom-sender&key=a b", "is not the name of a key"),
        ("codes=custom-sender&role=a/b", "is not the name of a role"),
    ],
)
def test_what_is_named_wrongly(
    options: str, says: str, twin: Announcement, profile: Any, log: Callable[[], list[Any]]
) -> None:
    assert says in refusal(f"{SPEC}&{options}", twin)
    assert log() == []


def test_without_the_sdk(
    twin: Announcement, profile: Any, log: Callable[[], list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lent, "find_spec", lambda name: None)
    assert "pip install 'cognito-conformance[aws]'" in refusal(CODES, twin)
    assert log() == []
    AwsTarget(SPEC, twin).start().stop()


def test_a_key_that_is_not_there(twin: Announcement, profile: Any) -> None:
    assert "there is no key alias/none" in refusal(f"{CODES}&key=alias/none", twin)
    assert not twin.ask("/state")["pools"]


def test_a_key_that_is_switched_off(twin: Announcement, profile: Any) -> None:
    keys = client(twin, "kms")
    made = keys.create_key()["KeyMetadata"]["KeyId"]
    AwsTarget(f"{CODES}&key={made}", twin).start().stop()
    keys.disable_key(KeyId=made)
    assert "is not in use: Disabled" in refusal(f"{CODES}&key={made}", twin)


def test_a_key_that_cannot_encrypt_codes(twin: Announcement, profile: Any) -> None:
    made = client(twin, "kms").create_key(KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
    assert "is not a symmetric key" in refusal(f"{CODES}&key={made}", twin)


def test_a_role_that_is_not_there(start: Start, twin: Announcement, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deploying, "ROLE_AFTER", 0.0)
    running = start(f"{CODES}&role=NobodyMadeIt")
    with pytest.raises(TargetGone, match="no function can be deployed") as caught:
        running.dressed("CreateUserPool", {"PoolName": "cc-x"})
    assert ACCOUNT not in str(caught.value)
    assert not twin.ask("/state")["pools"]
