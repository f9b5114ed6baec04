"""Which operation a request is, in each protocol, and its parameters."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, unquote

from targets.aws.twin.messages import Request
from targets.aws.twin.refusals import QUERY
from targets.clients import session

JSON_PREFIXES = {
    "cognito-idp": "AWSCognitoIdentityProviderService.",
    "kms": "TrentService.",
    "sqs": "AmazonSQS.",
    "tagging": "ResourceGroupsTaggingAPI_20170126.",
    "service-quotas": "ServiceQuotasV20190624.",
}
PAGE = "page"  # what a request to a pool's domain is called


@dataclass(frozen=True)
class Operation:
    """An operation and its parameters; both empty where a request is none."""

    name: str
    params: dict[str, Any]


def operation_of(request: Request) -> Operation:
    """The operation that a request to the API of a service asks for."""
    if request.service in QUERY:
        return _query(request)
    if request.service == "lambda":
        return _rest(request)
    target = request.headers.get("x-amz-target", "")
    prefix = JSON_PREFIXES[request.service]
    name = target.removeprefix(prefix) if target.startswith(prefix) else ""
    return Operation(name, _json(request.body))


def _json(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _query(request: Request) -> Operation:
    pairs: dict[str, Any] = dict(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))
    pairs |= dict(parse_qsl(request.query, keep_blank_values=True))
    return Operation(str(pairs.pop("Action", "")), pairs)


def _rest(request: Request) -> Operation:
    """By method and path, as the service's model has them."""
    parts = request.path.rstrip("/").split("/")
    for name, method, template in _routes(request.service):
        if method != request.method or len(template) != len(parts):
            continue
        filled = {}
        for wanted, given in zip(template, parts, strict=True):
            if wanted.startswith("{"):
                filled[wanted.strip("{}+")] = unquote(given)
            elif wanted != given:
                break
        else:
            return Operation(name, (_json(request.body) if request.method != "GET" else {}) | filled)
    return Operation("", {})


@cache
def _routes(service: str) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    model = session().get_service_model(service)
    found = []
    for name in model.operation_names:
        http = model.operation_model(name).http
        template = tuple(http["requestUri"].partition("?")[0].rstrip("/").split("/"))
        found.append((str(name), str(http["method"]), template))
    # those with fewer places to fill in first: /functions/{name}/policy before /functions/{name}/{other}
    return tuple(sorted(found, key=lambda route: sum(part.startswith("{") for part in route[2])))


@cache
def unsigned_operations() -> frozenset[str]:
    """The operations of user pools that take requests without a signature, from the service's model."""
    model = session().get_service_model("cognito-idp")
    return frozenset(name for name in model.operation_names if model.operation_model(name).auth_type == "none")
