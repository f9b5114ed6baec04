"""Functions that run what was deployed, and custom senders: the code comes encrypted, through a queue."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from targets.aws.twin import Announcement, started
from targets.aws.twin.account import Account, Settings
from targets.aws.twin.functions import Deployed as Made
from targets.aws.twin.functions import LambdaService
from targets.aws.twin.running import Failed, unpacked
from targets.aws.twin.triggers import Triggers
from twin_kit import archive, client, refusal

# What a function of somebody else might look like: it hands each event on as it came, and may refuse.
CODE = """
import boto3, json, os, threading

def handler(event, context):
    name = event.get("userName", "")
    if event.get("triggerSource") == "PreSignUp_SignUp" and name.startswith("bad"):
        raise ValueError("no bad ones")
    if name.startswith("wait") and event["triggerSource"].startswith("PreSignUp"):
        threading.Event().wait(float(name.removeprefix("wait-")))
    boto3.client("sqs").send_message(QueueUrl=os.environ["QUEUE"], MessageBody=json.dumps(event))
    return event
"""
QUEUE, ROLE, FUNCTION = "cognito-conformance-q", "cognito-conformance-f", "cognito-conformance-f"
COGNITO = "cognito-idp.amazonaws.com"


@pytest.fixture(scope="module")
def twin() -> Iterator[Announcement]:
    with started(options=["--longest-delay", "0"]) as announced:
        yield announced


class Deployed:
    """A function with its queue and its role, in a twin."""

    def __init__(self, twin: Announcement) -> None:
        self.twin = twin
        self.queues, self.functions, self.roles, self.pools = (
            client(twin, service) for service in ("sqs", "lambda", "iam", "cognito-idp")
        )
        self.queue = self.queues.create_queue(QueueName=QUEUE)["QueueUrl"]
        self.role = self.roles.create_role(RoleName=ROLE, AssumeRolePolicyDocument="{}")["Role"]["Arn"]
        self.arn = self.create(FUNCTION)["FunctionArn"]

    def create(self, name: str, code: str = CODE, **more: Any) -> Any:
        given = {"Runtime": "python3.12", "Handler": "index.handler", "Role": self.role, "Timeout": 10}
        variables = {"Variables": {"QUEUE": self.queue}}
        return self.functions.create_function(
            FunctionName=name, Code={"ZipFile": archive(code)}, Environment=variables, **given | more
        )

    def may_send(self) -> None:
        resource = f"arn:aws:sqs:us-east-1:{self.twin.account}:{QUEUE}"
        statement = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": resource}
        document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        self.roles.put_role_policy(RoleName=ROLE, PolicyName="send", PolicyDocument=document)

    def permit(self, pool: str, name: str = FUNCTION) -> None:
        source = f"arn:aws:cognito-idp:us-east-1:{self.twin.account}:userpool/{pool}"
        words = {"StatementId": f"s{time.monotonic_ns()}", "Action": "lambda:InvokeFunction", "Principal": COGNITO}
        self.functions.add_permission(FunctionName=name, SourceArn=source, **words)

    def received(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The first event of a kind that comes through the queue."""
        until = time.monotonic() + 20
        while time.monotonic() < until:
            # One at a time: those that came with it and were not read yet would stay hidden for half a minute.
            wanted_now = {"QueueUrl": self.queue, "MaxNumberOfMessages": 1, "WaitTimeSeconds": 5}
            for message in self.queues.receive_message(**wanted_now).get("Messages", []):
                self.queues.delete_message(QueueUrl=self.queue, ReceiptHandle=message["ReceiptHandle"])
                event: dict[str, Any] = json.loads(message["Body"])
                if wanted(event):
                    return event
        raise AssertionError(f"nothing came; the twin says {self.twin.ask('/state')['senders']}")

    def pool(self, **config: Any) -> tuple[str, str]:
        """A pool and a client of it."""
        pool = self.pools.create_user_pool(PoolName="cc-f", AutoVerifiedAttributes=["email"], **config)["UserPool"][
            "Id"
        ]
        made = self.pools.create_user_pool_client(UserPoolId=pool, ClientName="c")["UserPoolClient"]
        return pool, made["ClientId"]

    def sign_up(self, client_id: str, name: str) -> Any:
        attributes = [{"Name": "email", "Value": f"{name}@example.com"}]
        given = {"ClientId": client_id, "Username": name, "Password": "Passw0rd!x", "UserAttributes": attributes}
        return self.pools.sign_up(**given, ClientMetadata={"k": "v"})


@pytest.fixture(scope="module")
def deployed(twin: Announcement) -> Deployed:
    return Deployed(twin)


def invoked(deployed: Deployed, name: str, event: object) -> tuple[bool, Any]:
    answer = deployed.functions.invoke(FunctionName=name, Payload=json.dumps(event).encode())
    return "FunctionError" in answer, json.loads(answer["Payload"].read())


def test_it_may_do_what_its_role_may_do(deployed: Deployed) -> None:
    failed, said = invoked(deployed, FUNCTION, {"x": 1})
    assert (failed, "not authorized to perform: sqs:SendMessage" in said["errorMessage"]) == (True, True)
    deployed.may_send()
    assert invoked(deployed, FUNCTION, {"x": 1}) == (False, {"x": 1})
    assert deployed.received(lambda event: event == {"x": 1})


def test_who_waits_for_a_message_keeps_nobody_from_sending_one(deployed: Deployed) -> None:
    """One request waits, and has the message that another one sent while it did."""
    queue = deployed.queues.create_queue(QueueName=f"{QUEUE}-waits")["QueueUrl"]

    def send() -> None:
        client(deployed.twin, "sqs").send_message(QueueUrl=queue, MessageBody="meanwhile")

    sender = threading.Timer(0.5, send)
    sender.start()
    found = deployed.queues.receive_message(QueueUrl=queue, WaitTimeSeconds=20)
    sender.join()
    assert [message["Body"] for message in found.get("Messages", [])] == ["meanwhile"]
    assert "Messages" not in deployed.queues.receive_message(QueueUrl=queue, WaitTimeSeconds=0)


def test_a_trigger_needs_a_permission_for_its_pool(deployed: Deployed) -> None:
    deployed.may_send()
    pool, client_id = deployed.pool(LambdaConfig={"PreSignUp": deployed.arn})
    denied = "PreSignUp invocation failed due to error AccessDeniedException."
    assert refusal(lambda: deployed.sign_up(client_id, "ann")) == ("UnexpectedLambdaException", denied)
    deployed.permit("us-east-1_another00")
    assert refusal(lambda: deployed.sign_up(client_id, "ann")) == ("UnexpectedLambdaException", denied)
    deployed.permit(pool)
    assert deployed.sign_up(client_id, "ann")["UserConfirmed"] is False
    event = deployed.received(lambda one: one.get("userName") == "ann")
    assert (event["triggerSource"], event["userPoolId"]) == ("PreSignUp_SignUp", pool)


def test_what_a_trigger_raises_is_what_the_client_is_reported(deployed: Deployed) -> None:
    deployed.may_send()
    pool, client_id = deployed.pool(LambdaConfig={"PreSignUp": deployed.arn})
    deployed.permit(pool)
    expected = ("UserLambdaValidationException", "PreSignUp failed with error no bad ones.")
    assert refusal(lambda: deployed.sign_up(client_id, "bad")) == expected
    assert deployed.sign_up(client_id, "good")["UserConfirmed"] is False


def test_a_function_is_known_by_its_arn_too(deployed: Deployed) -> None:
    found = deployed.functions.get_function_configuration(FunctionName=deployed.arn)
    assert (found["FunctionName"], found["State"]) == (FUNCTION, "Active")


@pytest.mark.parametrize(
    ("name", "wrong", "right"),
    [
        ("account", {"SourceAccount": "210987654321"}, {}),
        ("principal", {"Principal": "sns.amazonaws.com"}, {}),
        ("action", {"Action": "lambda:GetFunction"}, {"Action": "lambda:*"}),
    ],
)
def test_only_a_permission_for_cognito_to_invoke_counts(
    deployed: Deployed, name: str, wrong: dict[str, str], right: dict[str, str]
) -> None:
    arn = deployed.create(name)["FunctionArn"]
    _, client_id = deployed.pool(LambdaConfig={"PreSignUp": arn})
    words = {"FunctionName": name, "Action": "lambda:InvokeFunction", "Principal": COGNITO}
    deployed.functions.add_permission(StatementId="wrong", **words | wrong)
    assert refusal(lambda: deployed.sign_up(client_id, "ann"))[0] == "UnexpectedLambdaException"
    deployed.functions.add_permission(StatementId="right", **words | right)
    deployed.may_send()
    assert deployed.sign_up(client_id, "ann")["UserConfirmed"] is False


@pytest.mark.slow
def test_cognito_waits_five_seconds_for_a_trigger(deployed: Deployed) -> None:
    deployed.may_send()
    pool, client_id = deployed.pool(LambdaConfig={"PreSignUp": deployed.arn})
    deployed.permit(pool)
    assert deployed.sign_up(client_id, "wait-3.5")["UserConfirmed"] is False
    code, text = refusal(lambda: deployed.sign_up(client_id, "wait-30"))
    assert (code, "Socket timeout" in text) == ("UnexpectedLambdaException", True)


def test_a_trigger_is_given_five_seconds_and_no_more() -> None:
    given: list[float | None] = []

    class Functions:
        def for_cognito(self, _: str) -> Made:
            return Made("arn", "f", Path(), sources={"s": "*"})

        def run(self, _: Made, event: Any, patience: float | None = None) -> Any:
            given.append(patience)
            return event

    function = Triggers(Functions(), lambda pool: pool).find("arn")  # type: ignore[arg-type]
    assert function is not None
    assert function.runs is not None
    assert function.runs({"userPoolId": "p", "triggerSource": "PreSignUp_SignUp"})
    assert given == [5.0]


WAITS = """
import threading

def handler(event, context):
    threading.Event().wait(event["seconds"])
    return event
"""


@pytest.mark.parametrize(
    ("seconds", "patience", "timeout", "ends"),
    [
        (0.0, 0.5, 10.0, None),
        (30.0, 0.5, 10.0, TimeoutError),  # Cognito's patience is over
        (30.0, None, 0.5, Failed),  # the function's own time is
        (30.0, 5.0, 0.5, Failed),
        (0.0, None, 0.5, None),
    ],
)
def test_whose_patience_is_over(
    seconds: float, patience: float | None, timeout: float, ends: type[Exception] | None, tmp_path: Path
) -> None:
    lambdas = LambdaService(Account(Settings()), None, tmp_path, {})  # type: ignore[arg-type]
    function = Made("arn", "f", unpacked(archive(WAITS), tmp_path / "f"), "index.handler", timeout=timeout)
    lambdas.run(function, {"seconds": 0}, 20.0) if timeout > 5 else None  # the process is there
    if ends is None:
        assert lambdas.run(function, {"seconds": seconds}, patience) == {"seconds": seconds}
    else:
        with pytest.raises(ends):
            lambdas.run(function, {"seconds": seconds}, patience)
    function.stop()


def test_an_event_that_waits_its_turn_outlives_the_process_of_the_one_before(tmp_path: Path) -> None:
    lambdas = LambdaService(Account(Settings()), None, tmp_path, {})  # type: ignore[arg-type]
    function = Made("arn", "f", unpacked(archive(WAITS), tmp_path / "f"), "index.handler", timeout=20.0)
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(lambdas.run, function, {"seconds": 30}, 2.0)
        while not (function.process and function.process.busy):
            threading.Event().wait(0.01)
        second = threads.submit(lambdas.run, function, {"seconds": 0}, 15.0)
        assert second.result() == {"seconds": 0}
        with pytest.raises(TimeoutError):
            first.result()
    function.stop()


def test_settings_and_code_can_be_changed(deployed: Deployed) -> None:
    name = "cognito-conformance-changed"
    deployed.create(name, "def handler(event, context): return 1\ndef other(event, context): return 2")
    functions = deployed.functions
    assert invoked(deployed, name, {}) == (False, 1)
    functions.update_function_configuration(FunctionName=name, Handler="index.other")
    assert invoked(deployed, name, {}) == (False, 2)
    functions.update_function_code(FunctionName=name, ZipFile=archive(WAITS))
    functions.update_function_configuration(FunctionName=name, Handler="index.handler", Timeout=1)
    assert invoked(deployed, name, {"seconds": 0}) == (False, {"seconds": 0})
    failed, said = invoked(deployed, name, {"seconds": 30})
    assert (failed, said["errorMessage"]) == (True, "Task timed out after 1.00 seconds")
    functions.update_function_configuration(FunctionName=name, Timeout=10)
    assert invoked(deployed, name, {"seconds": 1.5}) == (False, {"seconds": 1.5})


def opened(deployed: Deployed, sealed: str, pool: str) -> str:
    """What a reader at home makes of the code of an event."""
    import aws_encryption_sdk
    from aws_encryption_sdk.key_providers.kms import KMSMasterKey, KMSMasterKeyConfig

    keys = client(deployed.twin, "kms")
    key = KMSMasterKey(config=KMSMasterKeyConfig(key_id=deployed.twin.key, client=keys))
    policy = aws_encryption_sdk.CommitmentPolicy.REQUIRE_ENCRYPT_ALLOW_DECRYPT
    reader = aws_encryption_sdk.EncryptionSDKClient(commitment_policy=policy)
    code, header = reader.decrypt(source=base64.b64decode(sealed), key_provider=key)
    assert header.encryption_context["userpool-id"] == pool
    return str(code.decode())


def test_a_custom_sender_gets_the_code_encrypted(deployed: Deployed) -> None:
    deployed.may_send()
    sender = {"LambdaArn": deployed.arn, "LambdaVersion": "V1_0"}
    config = {"CustomEmailSender": sender, "KMSKeyID": deployed.twin.key}
    pool, client_id = deployed.pool(LambdaConfig=config)
    deployed.permit(pool)
    before = deployed.twin.ask("/state")["messages"]["sent"]
    deployed.sign_up(client_id, "carla")
    event = deployed.received(lambda one: one.get("userName") == "carla")
    assert event["triggerSource"] == "CustomEmailSender_SignUp"
    assert event["callerContext"]["clientId"] == client_id
    request = event["request"]
    assert (request["type"], request["clientMetadata"]) == ("customEmailSenderRequestV1", {"k": "v"})
    code = opened(deployed, request["code"], pool)
    assert (len(code), code.isdigit(), code in json.dumps(event)) == (6, True, False)
    wrong = f"{(int(code) + 1) % 10**6:06}"
    confirm = {"ClientId": client_id, "Username": "carla"}
    assert refusal(deployed.pools.confirm_sign_up, **confirm, ConfirmationCode=wrong)[0] == "CodeMismatchException"
    deployed.pools.confirm_sign_up(**confirm, ConfirmationCode=code)
    shown = json.dumps([deployed.twin.ask("/state"), deployed.twin.ask("/log")])
    assert f'"{code}"' not in shown
    after = deployed.twin.ask("/state")["messages"]["sent"]
    assert after.get("CustomEmailSender", 0) == before.get("CustomEmailSender", 0) + 1
    assert after.get("COGNITO_DEFAULT", 0) == before.get("COGNITO_DEFAULT", 0)


def test_each_reason_to_send_has_its_source(deployed: Deployed) -> None:
    deployed.may_send()
    sender = {"LambdaArn": deployed.arn, "LambdaVersion": "V1_0"}
    config = {"CustomEmailSender": sender, "KMSKeyID": deployed.twin.key}
    pool, client_id = deployed.pool(LambdaConfig=config)
    deployed.permit(pool)
    deployed.sign_up(client_id, "dora")
    deployed.pools.resend_confirmation_code(ClientId=client_id, Username="dora")
    deployed.pools.admin_confirm_sign_up(UserPoolId=pool, Username="dora")
    verified = [{"Name": "email_verified", "Value": "true"}]
    deployed.pools.admin_update_user_attributes(UserPoolId=pool, Username="dora", UserAttributes=verified)
    deployed.pools.forgot_password(ClientId=client_id, Username="dora")
    attributes = [{"Name": "email", "Value": "emil@example.com"}]
    invited = {"UserPoolId": pool, "Username": "emil", "DesiredDeliveryMediums": ["EMAIL"]}
    deployed.pools.admin_create_user(**invited, UserAttributes=attributes)
    seen: set[str] = set()
    sources = {f"CustomEmailSender_{name}" for name in ("SignUp", "ResendCode", "ForgotPassword", "AdminCreateUser")}
    while seen < sources:
        seen.add(deployed.received(lambda one: one.get("userPoolId") == pool)["triggerSource"])
    assert seen == sources


def test_a_function_that_cannot_be_loaded_or_unpacked_says_so(deployed: Deployed) -> None:
    deployed.create("cognito-conformance-broken", "import nothing_of_that_name")
    failed, said = invoked(deployed, "cognito-conformance-broken", {})
    assert (failed, "nothing_of_that_name" in said["errorMessage"]) == (True, True)
    assert refusal(deployed.functions.invoke, FunctionName="cognito-conformance-none")[0] == "ResourceNotFoundException"


def test_deleted_is_gone(deployed: Deployed) -> None:
    deployed.create("cognito-conformance-short")
    assert "cognito-conformance-short" in deployed.twin.ask("/state")["functions"]
    deployed.functions.delete_function(FunctionName="cognito-conformance-short")
    assert "cognito-conformance-short" not in deployed.twin.ask("/state")["functions"]
    assert (
        refusal(deployed.functions.invoke, FunctionName="cognito-conformance-short")[0] == "ResourceNotFoundException"
    )
