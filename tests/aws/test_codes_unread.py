"""Why no code was read: each reason is said as it is, and a code of another pool is not even asked KMS for."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError
from test_custom_senders import CODES, Scene, Start
from test_policy_statements import printed

from targets.aws.functions import codes, underway
from targets.aws.functions.opening import NotOpened, Opener
from targets.aws.twin import Announcement
from targets.interface import TargetGone
from twin_kit import client

Log = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was announced and does not come is not waited for as long."""
    monkeypatch.setattr(underway, "PATIENCE", 0.5)


@pytest.fixture
def scene(start: Start) -> Scene:
    return Scene(start(CODES))


def why(scene: Scene, purpose: Any, name: str) -> str:
    """What the suite says where no code is read; fails where one is."""
    assert scene.code(purpose, name) is None
    to = {"pool_id": scene.pool, "username": name, "destination": f"{name}@example.com"}
    return scene.running.no_code(purpose, **to, headers={})


def without_its_function(scene: Scene, twin: Announcement) -> None:
    """Somebody deletes the custom sender."""
    functions = client(twin, "lambda")
    for each in functions.list_functions()["Functions"]:
        if each["FunctionName"].startswith("cc-"):
            functions.delete_function(FunctionName=each["FunctionName"])


def test_a_user_of_nobody(scene: Scene) -> None:
    assert why(scene, "sign_up", "hal") == codes.NOBODY


def test_a_code_that_was_never_sent(scene: Scene) -> None:
    scene.sign_up("gus")
    assert scene.code("sign_up", "gus") is not None
    assert why(scene, "forgot_password", "gus") == codes.NONE_SENT


def test_a_function_that_was_not_called(scene: Scene, twin: Announcement, hasty: None) -> None:
    without_its_function(scene, twin)
    scene.sign_up("ida")
    assert why(scene, "sign_up", "ida") == codes.NONE_AT_ALL


def test_a_function_that_was_called_before(scene: Scene, twin: Announcement, hasty: None) -> None:
    scene.sign_up("jon")
    assert scene.code("sign_up", "jon") is not None
    without_its_function(scene, twin)
    scene.sign_up("kim")
    assert why(scene, "sign_up", "kim") == codes.NONE_CAME


def test_a_key_that_does_not_decrypt(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody has switched it off in the meantime: the KMS of the twin would decrypt all the same."""

    def off(**_: Any) -> Any:
        raise ClientError({"Error": {"Code": "DisabledException", "Message": "why"}}, "Decrypt")

    scene.sign_up("lea")
    with monkeypatch.context() as patch:
        patch.setattr(opener(scene), "_decrypt", off)
        said = why(scene, "sign_up", "lea")
    assert said == "the code that had come could not be read: kms Decrypt was refused with DisabledException"
    assert scene.code("sign_up", "lea") is not None, "the control: it is the key alone"


def test_a_permission_that_is_missing_ends_the_run(scene: Scene, twin: Announcement) -> None:
    scene.sign_up("max")
    document = printed("aws?twin=true&codes=custom-sender")
    for each in document["Statement"]:
        if each["Sid"] == "UseTheKey":
            each["Action"].remove("kms:Decrypt")
    twin.ask("/policy", {"document": document})
    try:
        with pytest.raises(TargetGone, match="the permission kms:Decrypt is missing"):
            scene.code("sign_up", "max")
    finally:
        twin.ask("/policy", {"document": None})
    assert scene.code("sign_up", "max") is not None


# -- what is opened ---------------------------------------------------------------------------------------------------


def opener(scene: Scene) -> Opener:
    found = scene.running._reporting._codes._opener  # type: ignore[union-attr]
    assert isinstance(found, Opener)
    return found


def sealed(twin: Announcement, context: dict[str, str]) -> str:
    """A code under the key of the run, bound to whatever this says."""
    import aws_encryption_sdk
    from aws_encryption_sdk.key_providers.kms import KMSMasterKey, KMSMasterKeyConfig

    key = KMSMasterKey(config=KMSMasterKeyConfig(key_id=twin.key, client=client(twin, "kms")))
    made = aws_encryption_sdk.EncryptionSDKClient().encrypt(
        source=b"123456", key_provider=key, encryption_context=context
    )
    return base64.b64encode(made[0]).decode()


def test_only_a_code_that_is_bound_to_the_pool_is_opened(scene: Scene, twin: Announcement, log: Log) -> None:
    own, other = scene.pool, "us-east-1_foreign12"
    for context in ({}, {"userpool-id": other}, {"pool": own}):
        with pytest.raises(NotOpened, match="bound to another pool, or to none"):
            opener(scene).open(sealed(twin, context), own)
    assert [entry for entry in log() if entry["operation"] == "Decrypt"] == []
    assert opener(scene).open(sealed(twin, {"userpool-id": own}), own) == "123456"
    assert len([entry for entry in log() if entry["operation"] == "Decrypt"]) == 1


def test_a_code_of_another_pool_of_the_run_is_not_that_of_this_one(scene: Scene, twin: Announcement) -> None:
    second = scene.sent("CreateUserPool", PoolName="cc-second")["UserPool"]["Id"]
    code = sealed(twin, {"userpool-id": second})
    assert opener(scene).open(code, second) == "123456"
    with pytest.raises(NotOpened):
        opener(scene).open(code, scene.pool)


@pytest.mark.parametrize("text", ["", "123456", "AgV4", "***"])
def test_what_is_no_message_of_the_sdk(text: str, scene: Scene) -> None:
    with pytest.raises(NotOpened, match="no message of the AWS Encryption SDK"):
        opener(scene).open(text, scene.pool)


# -- members that are null --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("more", [{}, {"LambdaConfig": None}, {"UserPoolTags": None}])
def test_a_member_that_is_null_is_one_that_is_left_out(more: dict[str, Any], scene: Scene) -> None:
    """A pool has the senders and the tags of the run all the same."""
    dressed = scene.running.dressed("CreateUserPool", {"PoolName": "cc-null", **more})
    assert {"CustomEmailSender", "CustomSMSSender", "KMSKeyID"} <= dressed["LambdaConfig"].keys()
    assert scene.running.marks.tags.items() <= dressed["UserPoolTags"].items()


@pytest.mark.parametrize("name", ["LambdaConfig", "UserPoolTags"])
def test_what_is_sent_to_be_refused_stays_as_it_is(name: str, scene: Scene) -> None:
    assert scene.running.dressed("CreateUserPool", {"PoolName": "cc-null", name: "x"})[name] == "x"
