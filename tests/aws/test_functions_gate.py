"""What the gate lets pass to Lambda, SQS and KMS, and of pools with custom senders; and its like that it does not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from aws_names import ACCOUNT
from targets.aws.book import Book
from targets.aws.endpoints import Endpoints
from targets.aws.functions.lent import Lent
from targets.aws.gate import Gate
from targets.aws.ledger import Ledger
from targets.aws.marks import Marks
from targets.aws.outgoing import Outgoing
from targets.interface import GateRefused

REGION = "us-east-1"
OWN_POOL, FOREIGN_POOL = f"{REGION}_own123456", f"{REGION}_foreign12"
OWN, FOREIGN, NEW = "cc-0badcafe-main-1-1", "cc-theirs", "cc-0badcafe-main-1-2"
QUEUE = "cc-0badcafe-main-1.fifo"
KEY, OTHER_KEY = (f"arn:aws:kms:{REGION}:{ACCOUNT}:key/{end}" for end in ("1-2", "3-4"))
ROLE = f"arn:aws:iam::{ACCOUNT}:role/CognitoConformanceFunctions"
MARKS = Marks("0badcafe", 2_000_000_000.0, "1")
FUNCTIONS = "/2015-03-31/functions"


@pytest.fixture
def gate(tmp_path: Path) -> Gate:
    book = Book(Ledger(tmp_path / "run.jsonl", run=MARKS.run, expires=MARKS.expires), ACCOUNT, Endpoints(REGION))
    book.lent = Lent(ROLE, "alias/cognito-conformance", KEY)
    book.own("pool", OWN_POOL)
    book.own("function", OWN)
    book.own("queue", QUEUE)
    return Gate(book, MARKS)


def to(service: str, operation: str, method: str = "POST", path: str = "/", **members: Any) -> Outgoing:
    url = f"https://{service}.{REGION}.amazonaws.com{path}"
    return Outgoing(service, operation, method, url, {"authorization": "AWS4"}, json.dumps(members).encode())


def function(operation: str, name: str, end: str = "", method: str = "POST", **members: Any) -> Outgoing:
    return to("lambda", operation, method, f"{FUNCTIONS}/{name}{end}", **members)


def made(name: str = NEW, role: str = ROLE, tags: dict[str, str] = MARKS.tags, **more: Any) -> Outgoing:
    given: dict[str, Any] = {"FunctionName": name, "Role": role, "Tags": tags, **more}
    return to("lambda", "CreateFunction", "POST", FUNCTIONS, **given)


def reporting_to(queue: str, **more: str) -> Outgoing:
    return made(Environment={"Variables": {"PLAN": "{}", "REPORT_QUEUE": queue, **more}})


def permit(
    name: str = OWN,
    principal: str = "cognito-idp.amazonaws.com",
    account: str = ACCOUNT,
    action: str = "lambda:InvokeFunction",
) -> Outgoing:
    return function("AddPermission", name, "/policy", Principal=principal, SourceAccount=account, Action=action)


def url(name: str) -> str:
    return f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/{name}"


def arn(name: str, account: str = ACCOUNT) -> str:
    return f"arn:aws:lambda:{REGION}:{account}:function:{name}"


def decrypt(pool: str = OWN_POOL, key: str = KEY, **more: Any) -> Outgoing:
    return to("kms", "Decrypt", **{"KeyId": key, "EncryptionContext": {"userpool-id": pool}, **more})


def pool(key: str = KEY, email: str = arn(OWN), sms: str = arn(OWN), **more: Any) -> Outgoing:
    senders = {"CustomEmailSender": {"LambdaArn": email}, "CustomSMSSender": {"LambdaArn": sms}, "KMSKeyID": key}
    members = {"PoolName": "cc-x", "UserPoolTags": MARKS.tags, "LambdaConfig": {**senders, **more}}
    return to("cognito-idp", "CreateUserPool", **members)


def without(sender: str) -> Outgoing:
    members = dict(pool().members)
    members["LambdaConfig"] = {name: each for name, each in members["LambdaConfig"].items() if name != sender}
    return to("cognito-idp", "CreateUserPool", **members)


PAIRS = [  # what passes, and its like that does not
    (made(), made(role=f"arn:aws:iam::{ACCOUNT}:role/Admin")),
    (made(), made(tags={})),
    (made(), made(tags=MARKS.tags | {"cognito-conformance:run": "other"})),
    (made(), made(name="nightly-report")),
    (made(), made(VpcConfig={"SubnetIds": ["subnet-1"]})),
    (made(Code={"ZipFile": "x"}), made(Code={"S3Bucket": "shop"})),
    (reporting_to(url(QUEUE)), reporting_to(url("orders"))),
    (reporting_to(url(QUEUE)), reporting_to(url(QUEUE).replace("sqs.", "sqs.elsewhere."))),
    (reporting_to(url(QUEUE)), reporting_to(url(QUEUE).replace(REGION, "eu-west-1"))),
    (reporting_to(url(QUEUE)), reporting_to(url(QUEUE).replace("https", "http"))),
    (reporting_to(url(QUEUE)), reporting_to(url(QUEUE), REPORT_TO="https://example.com")),
    (made(), to("lambda", "UpdateFunctionCode", "PUT", f"{FUNCTIONS}/{OWN}/code")),
    (permit(), permit(name=FOREIGN)),
    (permit(), permit(action="lambda:*")),
    (permit(), permit(principal="*")),
    (permit(), permit(account="210987654321")),
    (function("DeleteFunction", OWN, method="DELETE"), function("DeleteFunction", FOREIGN, method="DELETE")),
    (function("Invoke", OWN, "/invocations"), function("Invoke", FOREIGN, "/invocations")),
    (function("Invoke", arn(OWN), "/invocations"), function("Invoke", arn(FOREIGN), "/invocations")),
    (function("Invoke", arn(OWN), "/invocations"), function("Invoke", arn(OWN, "210987654321"), "/invocations")),
    (
        function("Invoke", arn(OWN), "/invocations"),
        function("Invoke", arn(OWN).replace(REGION, "eu-west-1"), "/invocations"),
    ),
    (function("Invoke", OWN, "/invocations"), function("Invoke", f"{OWN}:1", "/invocations")),
    (to("sqs", "CreateQueue", QueueName=QUEUE, tags=MARKS.tags), to("sqs", "CreateQueue", QueueName=QUEUE)),
    (to("sqs", "ReceiveMessage", QueueUrl=url(QUEUE)), to("sqs", "ReceiveMessage", QueueUrl=url("orders"))),
    (
        to("sqs", "ReceiveMessage", QueueUrl=url(QUEUE)),
        to("sqs", "ReceiveMessage", QueueUrl=url(QUEUE).replace(REGION, "eu-west-1")),
    ),
    (
        to("sqs", "DeleteQueue", QueueUrl=url(QUEUE)),
        to("sqs", "DeleteQueue", QueueUrl=url(QUEUE).replace(ACCOUNT, "210987654321")),
    ),
    (to("sqs", "DeleteQueue", QueueUrl=url(QUEUE)), to("sqs", "DeleteQueue", QueueUrl=url("orders"))),
    (to("sqs", "SendMessage", QueueUrl=url(QUEUE)), to("sqs", "PurgeQueue", QueueUrl=url(QUEUE))),
    (decrypt(), decrypt(pool=FOREIGN_POOL)),
    (decrypt(), decrypt(key=OTHER_KEY)),
    (decrypt(), decrypt(EncryptionContext=None)),
    (decrypt(), decrypt(EncryptionContext={})),
    (decrypt(), decrypt(EncryptionContext={"userpool-id": None})),
    (decrypt(), decrypt(EncryptionContext={"pool": OWN_POOL})),
    (decrypt(), to("kms", "Decrypt", KeyId=KEY)),
    (decrypt(), to("kms", "Encrypt", KeyId=KEY)),
    (decrypt(), to("kms", "Decrypt", CiphertextBlob="x")),
    (to("kms", "DescribeKey", KeyId="alias/cognito-conformance"), to("kms", "DescribeKey", KeyId="alias/prod")),
    (pool(), pool(key=OTHER_KEY)),
    (pool(), pool(email=arn(FOREIGN))),
    (pool(), pool(sms=arn(FOREIGN))),
    (pool(), pool(email=arn(OWN, "210987654321"))),
    (pool(), to("cognito-idp", "CreateUserPool", **{**pool().members, "LambdaConfig": None})),
    (pool(), to("cognito-idp", "UpdateUserPool", **{**pool().members, "UserPoolId": OWN_POOL, "LambdaConfig": None})),
    (pool(), without("CustomSMSSender")),
    (pool(), without("CustomEmailSender")),
    (pool(), without("KMSKeyID")),
    (pool(PreSignUp=arn(OWN)), pool(PreSignUp=arn(FOREIGN))),
]


@pytest.mark.parametrize(("fine", "refused"), PAIRS)
def test_one_passes_and_its_like_does_not(fine: Outgoing, refused: Outgoing, gate: Gate) -> None:
    gate.check(fine)
    with pytest.raises(GateRefused):
        gate.check(refused)


@pytest.mark.parametrize(("fine", "_"), PAIRS)
def test_where_nobody_has_named_codes_nothing_of_it_passes(fine: Outgoing, _: Outgoing, gate: Gate) -> None:
    gate.book.lent = None
    with pytest.raises(GateRefused):
        gate.check(fine)


@pytest.mark.parametrize("service", ["lambda", "sqs", "kms"])
def test_other_hosts(service: str, gate: Gate) -> None:
    elsewhere = Outgoing(service, "Decrypt", "POST", f"https://{service}.eu-west-1.amazonaws.com/", {}, b"{}")
    with pytest.raises(GateRefused, match="is not"):
        gate.check(elsewhere)


@pytest.mark.parametrize(
    "looks",
    [
        to("lambda", "ListFunctions", "GET", FUNCTIONS),
        to("lambda", "ListTags", "GET", f"/2017-03-31/tags/{arn(FOREIGN)}"),
        to("sqs", "ListQueues", QueueNamePrefix="cc-"),
        to("sqs", "ListQueueTags", QueueUrl=url("orders")),
    ],
)
def test_only_a_sweep_looks_at_what_others_have(looks: Outgoing, gate: Gate) -> None:
    gate.check(looks, housekeeping=True)
    with pytest.raises(GateRefused):
        gate.check(looks)


def test_a_sweep_deletes_nothing_of_others(gate: Gate) -> None:
    for request in (function("DeleteFunction", FOREIGN, method="DELETE"), to("sqs", "DeleteQueue", QueueUrl=url("o"))):
        with pytest.raises(GateRefused):
            gate.check(request, housekeeping=True)


def test_the_path_says_which_function_it_is(gate: Gate) -> None:
    """What a body says besides does not make it another one."""
    gate.check(function("DeleteFunction", OWN, method="DELETE", FunctionName=FOREIGN))
    with pytest.raises(GateRefused):
        gate.check(function("DeleteFunction", FOREIGN, method="DELETE", FunctionName=OWN))
