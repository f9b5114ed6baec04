"""A target as a client of its APIs sees it: its operations, and requests to what it serves."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

SECONDS = 30  # that an answer may take
ABSENT = ("UnknownOperationException", "NotImplemented", "NotImplementedError", "InvalidAction")


# What is deleted in the end, with all that is in it: by service and operation, how, and where its id is in the answer.
LASTING: Mapping[tuple[str, str], tuple[str, str, tuple[str, ...]]] = {
    ("cognito-idp", "create_user_pool"): ("delete_user_pool", "UserPoolId", ("UserPool", "Id")),
    ("apigateway", "create_rest_api"): ("delete_rest_api", "restApiId", ("id",)),
    ("apigatewayv2", "create_api"): ("delete_api", "ApiId", ("ApiId",)),
    ("appsync", "create_graphql_api"): ("delete_graphql_api", "apiId", ("graphqlApi", "apiId")),
}


class NotServed(Exception):
    """The target does not have this kind of API, or the request that needs no token does not get through either."""


class Undecided(Exception):
    """What the rule needs could not be made, or the answer says neither that the token is let in nor refused."""


class Place:
    """The target: its operations, and requests to the APIs that it serves."""

    def __init__(self, endpoint: str, region: str, keys: tuple[str, str]) -> None:
        self.endpoint = endpoint.rstrip("/")
        self.region = region
        self._keys = keys
        self._clients: dict[str, Any] = {}
        self._made: list[tuple[str, str, dict[str, Any]]] = []  # the calls that delete it

    def call(self, service: str, operation: str, **parameters: Any) -> dict[str, Any]:
        """One call. Raises ``NotServed`` where the target has no such operation, ``Undecided`` where it is refused."""
        found = self.sent(service, operation, parameters)
        if (service, operation) in LASTING:
            delete, member, where = LASTING[service, operation]
            value: Any = found
            for name in where:
                value = value[name]
            self._made.append((service, delete, {member: value}))
        return found

    def tidy(self) -> None:
        """Delete what was made, the newest first. What cannot be deleted is left."""
        while self._made:
            with suppress(NotServed, Undecided):
                self.sent(*self._made.pop())

    def sent(self, service: str, operation: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """As ``call``, of what is not remembered."""
        try:
            return dict(getattr(self._client(service), operation)(**parameters))
        except ClientError as error:
            said = f"{service} {operation}: {error}"
            raise (NotServed if _absent(service, error) else Undecided)(said) from error
        except BotoCoreError as error:
            raise Undecided(f"{service} {operation}: {error}") from error

    def _client(self, service: str) -> Any:
        if service not in self._clients:
            once = Config(
                proxies={}, retries={"total_max_attempts": 1}, read_timeout=SECONDS, parameter_validation=False
            )
            self._clients[service] = boto3.client(
                service,
                endpoint_url=self.endpoint,
                region_name=self.region,
                aws_access_key_id=self._keys[0],
                aws_secret_access_key=self._keys[1],
                config=once,
            )
        return self._clients[service]

    def ask(self, host: str, path: str, headers: Mapping[str, str], body: bytes | None = None) -> tuple[int, str]:
        """Status and text of one request; ``host`` is the name that the API has, empty for the endpoint's own."""
        sent = {**headers, **({"Host": host} if host else {})}
        request = urllib.request.Request(self.endpoint + path, data=body, headers=sent)
        try:
            return _answer(request)
        except (OSError, http.client.HTTPException) as error:
            raise Undecided(f"{path}: {type(error).__name__} {error}") from error


def _absent(service: str, error: ClientError) -> bool:
    """Whether the target has no such operation. A 404 with a code of its own is about a resource.

    botocore puts the status where a body has no code. Of user pools, which the target has, a 404 says nothing else.
    """
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    code = str(error.response.get("Error", {}).get("Code", ""))
    bare = status == 404 and code in ("", "Unknown", "404") and service != "cognito-idp"
    return bare or status in (405, 501) or code in ABSENT


def _answer(request: urllib.request.Request) -> tuple[int, str]:
    """Status and text. Raises ``OSError`` and ``HTTPException``, also where the body of an error breaks off."""
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=SECONDS) as answer:
            return answer.status, answer.read().decode("utf-8", "replace")
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode("utf-8", "replace")


def served(place: Place, ways: Iterator[tuple[str, str]], path: str) -> tuple[str, str]:
    """The host and the base under which this path, which needs no token, is served. Raises ``NotServed``."""
    seen = []
    for host, base in ways:
        status, text = place.ask(host, f"{base}{path}", {})
        if 200 <= status < 300:
            return host, base
        seen.append(f"{host or 'the endpoint'}{base}{path}: HTTP {status} {' '.join(text.split())[:80]}")
    raise NotServed(f"no request to the API gets through, without an authorizer either: {'; '.join(seen)}")


def hosts(place: Place, api_id: str, stage: str, *local: str) -> Iterator[tuple[str, str]]:
    """Where emulators serve an API: by its name on AWS, by one of their own, or below one of these paths."""
    yield f"{api_id}.execute-api.{place.region}.amazonaws.com", stage
    yield f"{api_id}.execute-api.localhost", stage
    yield from (("", base) for base in local)
