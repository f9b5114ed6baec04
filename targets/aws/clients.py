"""botocore's clients and serializer, all of whose requests leave through ``Outbound``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from targets.aws.endpoints import Endpoints
from targets.aws.functions.services import lambda_operation
from targets.aws.outbound import Outbound
from targets.aws.outgoing import Outgoing, api_operation
from targets.aws.profile import Keys
from targets.calls import Requests
from targets.clients import Connection, as_botocore_has_it, make_client
from targets.interface import Calls, HttpResponse


def connection_to(service: str, endpoints: Endpoints, keys: Keys) -> Connection:
    """How botocore knows a service; the address is a name, the connection is made by ``Wire``."""
    return Connection(
        endpoints.of(service), endpoints.region, keys.access_key, keys.secret_key, keys.session_token, endpoints.ca
    )


def guarded_client(
    service: str, outbound: Outbound, endpoints: Endpoints, keys: Keys, *, signed: bool = True, own: bool = False
) -> Any:
    """A botocore client that has no other way out. ``own``: for what the suite itself asks around a run."""
    client = make_client(connection_to(service, endpoints, keys), signed=signed, service=service)
    model = client.meta.service_model.service_id.hyphenize()

    def send(request: Any, **_: Any) -> Any:
        answer = outbound.send(outgoing_of(service, request), housekeeping=own)
        return as_botocore_has_it(str(request.url), answer.status, answer.headers, answer.body)

    client.meta.events.register_first(f"before-send.{model}", send)
    return client


def outgoing_of(service: str, request: Any) -> Outgoing:
    """A request that botocore has prepared."""
    headers = {str(name).lower(): _text(value) for name, value in request.headers.items()}
    body = request.body or b""
    content = body.encode() if isinstance(body, str) else bytes(body)
    operation = api_operation(headers) or _query_action(content)
    if service == "lambda":
        operation, _ = lambda_operation(str(request.method), urlsplit(str(request.url)).path)
    return Outgoing(service, operation, str(request.method), str(request.url), headers, content)


def _query_action(body: bytes) -> str:
    """The operation of a request in the query protocol, which STS has."""
    from urllib.parse import parse_qs

    return parse_qs(body.decode("utf-8", "replace")).get("Action", [""])[0]


def _text(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


class GuardedCalls(Calls):
    """API calls through ``Outbound``, as botocore's client makes them. ``own``: see ``guarded_client``."""

    def __init__(self, outbound: Outbound, endpoints: Endpoints, keys: Keys, *, own: bool = False) -> None:
        self._outbound, self._own = outbound, own
        self._requests = Requests(connection_to("cognito-idp", endpoints, keys))

    def takes(self, operation: str) -> bool:
        """See the interface."""
        return self._requests.takes(operation)

    def send(self, operation: str, parameters: Mapping[str, Any], *, signed: bool = True) -> HttpResponse:
        """See the interface; raises ``GateRefused`` and ``TargetGone``, too."""
        request = self._requests.made(operation, parameters, signed=signed)
        return self._outbound.send(outgoing_of("cognito-idp", request.prepare()), housekeeping=self._own)
