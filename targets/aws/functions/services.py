"""The requests to Lambda, SQS and KMS that a run may send, and what each of them is about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote

KEY, ROLE = "alias/cognito-conformance", "CognitoConformanceFunctions"  # as the template of ``setup`` makes them
SERVICES = ("lambda", "sqs", "kms")
SUFFIX = ".fifo"  # documented: the name of every queue that keeps the order ends so

OPERATIONS: Mapping[str, frozenset[str]] = {
    "lambda": frozenset(
        {"CreateFunction", "GetFunctionConfiguration", "AddPermission", "Invoke", "DeleteFunction"}
        | {"ListFunctions", "ListTags"}
    ),
    "sqs": frozenset(
        {"CreateQueue", "SendMessage", "ReceiveMessage", "DeleteMessageBatch", "DeleteQueue"}
        | {"ListQueues", "ListQueueTags"}
    ),
    "kms": frozenset({"DescribeKey", "Decrypt"}),
}
# What looks at functions and queues whoever made them: sent by a sweep, never by a run.
LOOKS = frozenset({"ListFunctions", "ListTags", "ListQueues", "ListQueueTags"})

_FUNCTIONS = r"/2015-03-31/functions"
_ROUTES: tuple[tuple[str, re.Pattern[str], str], ...] = tuple(
    (method, re.compile(path), operation)
    for method, path, operation in (
        ("POST", rf"{_FUNCTIONS}/?", "CreateFunction"),
        ("GET", rf"{_FUNCTIONS}/?", "ListFunctions"),
        ("GET", rf"{_FUNCTIONS}/([^/]+)/configuration", "GetFunctionConfiguration"),
        ("POST", rf"{_FUNCTIONS}/([^/]+)/policy", "AddPermission"),
        ("POST", rf"{_FUNCTIONS}/([^/]+)/invocations", "Invoke"),
        ("DELETE", rf"{_FUNCTIONS}/([^/]+)", "DeleteFunction"),
        ("GET", r"/2017-03-31/tags/([^/]+)", "ListTags"),
    )
)


def lambda_operation(method: str, path: str) -> tuple[str, str]:
    """The operation of a request to Lambda and the function that its path names, each empty where there is none."""
    for wanted, pattern, operation in _ROUTES:
        found = pattern.fullmatch(path)
        if method == wanted and found:
            return operation, unquote(found[1]) if found.groups() else ""
    return "", ""


def function_in(arn: str) -> str:
    """The name of the function with this ARN."""
    return arn.rpartition(":function:")[2].partition(":")[0]


def queue_in(url: str) -> str:
    """The name of the queue with this URL."""
    return url.rpartition("/")[2]
