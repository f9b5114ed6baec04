"""Custom senders: what Cognito hands to a function instead of sending a message, the code encrypted as AWS does it.

Documented: the code is a message of the AWS Encryption SDK under the pool's key, in base64, and the function is invoked
asynchronously: the answer to the request does not wait for it, and nobody hears of its errors.
"""

from __future__ import annotations

import base64
import queue
import sys
import threading
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from targets.aws.twin.functions import LambdaService, may_come_from
from targets.aws.twin.mail import EMAIL, SENDERS, SMS
from targets.aws.twin.operations import Operation
from targets.aws.twin.running import Failed
from targets.reference.core.mailbox import ATTRIBUTE, FORGOT_PASSWORD, INVITATION, SIGN_IN, SIGN_UP, Message
from targets.reference.core.state import Pool
from targets.reference.triggers.fire import attributes_of

TRIES = 3  # documented: Lambda repeats an asynchronous invocation twice
SOURCES = {
    SIGN_UP: "SignUp",
    FORGOT_PASSWORD: "ForgotPassword",
    SIGN_IN: "Authentication",
    INVITATION: "AdminCreateUser",
    ATTRIBUTE: "UpdateUserAttribute",
}
BY_OPERATION = {"ResendConfirmationCode": "ResendCode", "GetUserAttributeVerificationCode": "VerifyUserAttribute"}
WITH_METADATA = frozenset({"SignUp", "ForgotPassword", "Authentication"})  # documented
TYPES = {True: "customEmailSenderRequestV1", False: "customSMSSenderRequestV1"}
NO_CLIENT = "CLIENT_ID_NOT_APPLICABLE"


@dataclass(frozen=True)
class Delivery:
    """A code on its way to a function."""

    function: str  # an ARN
    pool: str  # an ARN
    key: str  # an ARN
    context: Mapping[str, str]
    code: str
    event: Mapping[str, Any]


class Senders:
    """Delivers in a thread of its own, in order. ``current`` says in whose course a message is sent."""

    def __init__(self, functions: LambdaService, current: Callable[[], Operation]) -> None:
        self._functions = functions
        self._current = current
        self._waiting: queue.SimpleQueue[Delivery] = queue.SimpleQueue()
        self.delivered = 0
        self.lost: list[str] = []  # why
        self._thread = threading.Thread(target=self._work, daemon=True, name="twin-senders")
        self._thread.start()

    def hand_over(self, pool: Pool, function: str, message: Message) -> None:
        """Take a message from a pool; it is delivered later."""
        user = pool.users[message.sub]
        current = self._current()
        by_email = "@" in message.destination
        source = BY_OPERATION.get(current.name, SOURCES[message.purpose])
        params = current.params
        event: dict[str, Any] = {
            "version": "1",
            "triggerSource": f"{SENDERS[EMAIL if by_email else SMS]}_{source}",
            "region": pool.region,
            "userPoolId": pool.id,
            "userName": user.username,
            "callerContext": {
                "awsSdkVersion": "aws-sdk-unknown-unknown",
                "clientId": str(params.get("ClientId", NO_CLIENT)),
            },
            "request": {"type": TYPES[by_email], "userAttributes": attributes_of(user)},
            "response": {},
        }
        if source in WITH_METADATA and params.get("ClientMetadata"):
            event["request"]["clientMetadata"] = params["ClientMetadata"]
        key = str(pool.settings["LambdaConfig"].get("KMSKeyID", ""))
        context = {"userpool-id": pool.id}
        self._waiting.put(Delivery(function, pool.arn, key, context, message.code, event))

    def _work(self) -> None:
        while True:
            delivery = self._waiting.get()
            try:
                self._deliver(delivery)
                self.delivered += 1
            except Exception as error:  # nobody hears of it on AWS; here the state tells
                self.lost.append(f"{delivery.event['triggerSource']}: {type(error).__name__}: {error}"[:300])
                print("TWIN: a code was lost:", traceback.format_exc(), file=sys.stderr)

    def _deliver(self, delivery: Delivery) -> None:
        function = self._functions.for_cognito(delivery.function)
        if function is None or not may_come_from(function, delivery.pool):
            raise PermissionError(f"Cognito may not invoke {delivery.function}")
        request = {**delivery.event["request"], "code": encrypted(delivery.code, delivery.key, delivery.context)}
        event = {**delivery.event, "request": request}
        for attempt in range(1, TRIES + 1):
            try:
                self._functions.run(function, event)
                return
            except Failed:
                if attempt == TRIES:
                    raise


def encrypted(code: str, key: str, context: Mapping[str, str]) -> str:
    """The code as a function gets it: a message of the AWS Encryption SDK in base64.

    Raises ``ImportError`` where the SDK is not installed, and what KMS refuses.
    """
    import aws_encryption_sdk

    policy = aws_encryption_sdk.CommitmentPolicy.REQUIRE_ENCRYPT_ALLOW_DECRYPT
    client = aws_encryption_sdk.EncryptionSDKClient(commitment_policy=policy)
    sealed, _ = client.encrypt(source=code.encode(), key_provider=_provider(key), encryption_context=dict(context))
    return base64.b64encode(sealed).decode()


@cache
def _provider(key: str) -> Any:
    """What knows the key; making one takes longer than using it."""
    import aws_encryption_sdk

    return aws_encryption_sdk.StrictAwsKmsMasterKeyProvider(key_ids=[key])
