"""IAM, KMS, Lambda's catalog and SQS: moto serves them, in this process, behind the same signatures and policies."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from targets.aws.twin.messages import Answer, Request
from targets.aws.twin.refusals import QUERY

SERVICES = ("iam", "kms", "lambda", "sqs")
ALIAS = "alias/cognito-conformance"
ROLE = "CognitoConformanceFunctions"
# Nothing of the user's own configuration may lead a client of this process anywhere else.
SURROUNDINGS = {
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true",
    "AWS_EC2_METADATA_DISABLED": "true",
}
LONGEST_POLL = 20.0  # seconds; documented
PAUSE = 0.05  # seconds between two looks into a queue
MARKS = {"content-length", "connection", "date", "server"}


class Elsewhere:
    """moto for one account and Region. Its mock holds for the whole process, which has no other use for AWS."""

    def __init__(self, account: str, region: str) -> None:
        os.environ |= SURROUNDINGS | {"MOTO_ACCOUNT_ID": account}  # read by moto for every request
        import moto
        from moto.core.models import botocore_stubber

        self._account, self._region = account, region
        self._stubber = botocore_stubber
        self._lock = threading.RLock()
        config: Any = {"lambda": {"use_docker": False}, "iam": {"load_aws_managed_policies": True}}
        self._mock: Any = moto.mock_aws(config=config)
        self._mock.start()
        self.key = self._made_key()
        self._make_role()

    def _made_key(self) -> str:
        """The key that the account's owner would have made beforehand; its ARN."""
        import boto3

        client = boto3.client("kms", region_name=self._region)
        made = client.create_key(Description="TWIN: codes of the conformance suite")["KeyMetadata"]
        client.create_alias(AliasName=ALIAS, TargetKeyId=made["KeyId"])
        return str(made["Arn"])

    def _make_role(self) -> None:
        """The role that the owner would have made for functions: it may send to queues with the suite's name."""
        import boto3

        client = boto3.client("iam", region_name=self._region)
        queues = f"arn:aws:sqs:{self._region}:{self._account}:cc-*"
        send = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": queues}
        assume = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}
        client.create_role(RoleName=ROLE, AssumeRolePolicyDocument=_document(assume))
        client.put_role_policy(RoleName=ROLE, PolicyName="Report", PolicyDocument=_document(send))

    def received(self, request: Request, params: Mapping[str, Any]) -> Answer:
        """ReceiveMessage, which may wait: moto would wait with everybody else shut out, those who send too."""
        until = time.monotonic() + min(float(params.get("WaitTimeSeconds") or 0), LONGEST_POLL)
        at_once = replace(request, body=json.dumps({**params, "WaitTimeSeconds": 0}).encode())
        while True:
            found = self.serve(at_once)
            if b'"Messages"' in found.body or found.status >= 300 or time.monotonic() >= until:
                return found
            time.sleep(PAUSE)

    def serve(self, request: Request) -> Answer:
        """moto's answer to a request that has been let in."""
        from botocore.awsrequest import AWSPreparedRequest
        from botocore.compat import HTTPHeaders

        host = "iam.amazonaws.com" if request.service == "iam" else f"{request.service}.{self._region}.amazonaws.com"
        headers = HTTPHeaders()
        for name, value in request.headers.items():
            headers[name] = host if name == "host" else value
        prepared = AWSPreparedRequest(request.method, f"https://{host}{request.target}", headers, request.body, False)
        with self._lock:
            found = self._stubber.process_request(prepared)
        if found is None:
            return Answer(404, (("Content-Type", "text/plain"),), b"TWIN: nothing is served there")
        status, given, body = found
        return _answer(request.service, int(status), given, body)

    # -- what others need to know of it --------------------------------------------------------------------------------

    def key_of(self, named: str) -> tuple[str, list[str]] | None:
        """The ARN of a key and its aliases, by its id, its ARN or an alias; None where there is no such key."""
        from moto.kms.models import kms_backends

        backend: Any = kms_backends[self._account][self._region]
        prefix = f"arn:aws:kms:{self._region}:{self._account}:"
        plain = named.removeprefix(prefix).removeprefix("key/")
        with self._lock:
            for key in backend.keys.values():
                aliases = [str(name) for name in key.aliases]
                if plain == key.id or plain in aliases:
                    return str(key.arn), aliases
        return None

    def key_policy(self, arn: str) -> str:
        """The policy of a key, in JSON; empty where there is no such key."""
        from moto.kms.models import kms_backends

        with self._lock:
            key: Any = kms_backends[self._account][self._region].keys.get(arn.rpartition("/")[2])
            return str(key.policy) if key is not None else ""

    def tags_of(self, service: str, name: str) -> Mapping[str, str]:
        """The tags of a function or a queue; none where there is no such."""
        from moto.awslambda_simple.models import lambda_simple_backends
        from moto.sqs.models import sqs_backends

        with self._lock:
            if service == "sqs":
                queue: Any = sqs_backends[self._account][self._region].queues.get(name)
                return dict(queue.tags) if queue is not None else {}
            backend: Any = lambda_simple_backends[self._account][self._region]
            found = [each for each in backend.list_functions() if each.function_name == name]
            return dict(found[0].tags or {}) if found else {}

    def role_policies(self, role: str) -> list[Any]:
        """The documents of a role's policies, those of its own and those that are attached."""
        from moto.iam.models import iam_backends

        backend: Any = iam_backends[self._account]["aws"]
        with self._lock:
            found = backend.roles.values()
            chosen = next((one for one in found if one.name == role), None)
            if chosen is None:
                return []
            own = [json.loads(text) if isinstance(text, str) else text for text in chosen.policies.values()]
            return own + [json.loads(policy.document) for policy in chosen.managed_policies.values()]


def _document(statement: Mapping[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def _answer(service: str, status: int, headers: Any, body: Any) -> Answer:
    content = body.encode() if isinstance(body, str) else bytes(body or b"")
    lines = [(str(name), str(value)) for name, value in headers.items() if name.lower() not in MARKS]
    error = _code(service, content) if status >= 400 else ""
    return Answer(status, tuple(lines), content, error=error)


def _code(service: str, content: bytes) -> str:
    """The code of a refusal, for the log."""
    text = content.decode("utf-8", "replace")
    if service in QUERY:
        return text.partition("<Code>")[2].partition("</Code>")[0] or "Error"
    try:
        said = json.loads(text)
    except ValueError:
        return "Error"
    return str(said.get("__type") or said.get("Code") or "Error").rpartition("#")[2]
