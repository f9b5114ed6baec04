"""An API of each kind, made on a target by the target's own operations, behind an authorizer for a pool."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from conformance.judges.gateways.place import NotServed, Place, hosts, served
from conformance.judges.gateways.pools import GROUP, Pools

OWN_SCOPE, OTHER_SCOPE = "aws.cognito.signin.user.admin", "orders/read"
ROUTES = {  # of an HTTP API, with their scopes; None: without an authorizer
    "open": None,
    "plain": [],
    "scoped": [OWN_SCOPE],
    "other": [OTHER_SCOPE],
    "either": [OTHER_SCOPE, OWN_SCOPE],
}
# A request that may get through: the place of the API and the token, to its status and text.
Send = Callable[[str, str], "tuple[int, str]"]


@contextmanager
def api(kind: str, place: Place, pools: Pools) -> Iterator[Send]:
    """An API of this kind, ready for requests. Raises ``NotServed`` and ``Undecided``."""
    if kind == "http":
        with _backend() as address:
            yield _http_api(place, pools, address)
    else:
        yield (_rest_api if kind == "rest" else _graphql_api)(place, pools)


def _rest_api(place: Place, pools: Pools) -> Send:
    made = place.call("apigateway", "create_rest_api", name=f"rest-{pools.name}")["id"]
    root = next(item["id"] for item in place.call("apigateway", "get_resources", restApiId=made)["items"])
    expression = {"identityValidationExpression": f"^{pools.client}$"}
    any_client, one_client = (
        place.call(
            "apigateway",
            "create_authorizer",
            restApiId=made,
            name=name,
            type="COGNITO_USER_POOLS",
            providerARNs=[pools.arn],
            identitySource="method.request.header.Authorization",
            **more,
        )["id"]
        for name, more in (("pool", {}), ("client", expression))
    )
    for path, authorizer, scopes in (
        ("open", "", []),
        ("plain", any_client, []),
        ("scoped", any_client, [OWN_SCOPE]),
        ("other", any_client, [OTHER_SCOPE]),
        ("either", any_client, [OTHER_SCOPE, OWN_SCOPE]),
        ("client", one_client, []),
    ):
        _rest_method(place, made, root, path, authorizer, scopes)
    place.call("apigateway", "create_deployment", restApiId=made, stageName="test")
    ways = hosts(place, made, "/test", f"/restapis/{made}/test/_user_request_")
    host, base = served(place, ways, "/open")
    return lambda path, token: place.ask(host, f"{base}/{path}", {"Authorization": token} if token else {})


def _rest_method(place: Place, api_id: str, root: str, path: str, authorizer: str, scopes: list[str]) -> None:
    made = place.call("apigateway", "create_resource", restApiId=api_id, parentId=root, pathPart=path)["id"]
    where = {"restApiId": api_id, "resourceId": made, "httpMethod": "GET"}
    kind = {"authorizationType": "COGNITO_USER_POOLS", "authorizerId": authorizer} if authorizer else {}
    scoped = {"authorizationScopes": scopes} if scopes else {}
    place.call("apigateway", "put_method", **where, **({"authorizationType": "NONE"} | kind), **scoped)
    place.call(
        "apigateway",
        "put_integration",
        **where,
        type="MOCK",
        requestTemplates={"application/json": '{"statusCode": 200}'},
    )
    place.call("apigateway", "put_method_response", **where, statusCode="200")
    place.call(
        "apigateway",
        "put_integration_response",
        **where,
        statusCode="200",
        responseTemplates={"application/json": '{"through": true}'},
    )


@contextmanager
def _backend() -> Iterator[str]:
    """The address of a server on this machine that the API leads to."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing is printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def _http_api(place: Place, pools: Pools, backend: str) -> Send:
    made = place.call("apigatewayv2", "create_api", Name=f"http-{pools.name}", ProtocolType="HTTP")["ApiId"]
    integration = place.call(
        "apigatewayv2",
        "create_integration",
        ApiId=made,
        IntegrationType="HTTP_PROXY",
        IntegrationMethod="GET",
        IntegrationUri=f"{backend}/",
        PayloadFormatVersion="1.0",
    )["IntegrationId"]
    authorizer = place.call(
        "apigatewayv2",
        "create_authorizer",
        ApiId=made,
        Name="pool",
        AuthorizerType="JWT",
        IdentitySource=["$request.header.Authorization"],
        JwtConfiguration={"Issuer": pools.issuer, "Audience": [pools.client]},
    )["AuthorizerId"]
    for path, scopes in ROUTES.items():
        kind: dict[str, Any] = {"AuthorizationType": "JWT", "AuthorizerId": authorizer} if scopes is not None else {}
        if scopes:
            kind["AuthorizationScopes"] = scopes
        key, target = f"GET /{path}", f"integrations/{integration}"
        place.call("apigatewayv2", "create_route", ApiId=made, RouteKey=key, Target=target, **kind)
    place.call("apigatewayv2", "create_stage", ApiId=made, StageName="$default", AutoDeploy=True)
    below = [f"/_aws/{service}/{made}/$default" for service in ("execute-api", "execute-api-v2")]
    host, base = served(place, hosts(place, made, "", *below), "/open")
    return lambda path, token: place.ask(host, f"{base}/{path}", {"Authorization": f"Bearer {token}"} if token else {})


SCHEMA = f"""
type Query {{
  plain: String
  group: String @aws_auth(cognito_groups: ["{GROUP}"])
}}
schema {{ query: Query }}
"""


def _graphql_api(place: Place, pools: Pools) -> Send:
    any_client = _one_graphql_api(place, pools, {})
    one_client = _one_graphql_api(place, pools, {"appIdClientRegex": f"^{pools.client}$"})

    def send(field: str, token: str) -> tuple[int, str]:
        host, path = one_client if field == "client" else any_client
        return _query(place, host, path, "plain" if field == "client" else field, token)

    return send


def _query(place: Place, host: str, path: str, field: str, token: str) -> tuple[int, str]:
    headers = {"Content-Type": "application/json"} | ({"Authorization": token} if token else {})
    return place.ask(host, path, headers, json.dumps({"query": f"query {{ {field} }}"}).encode())


def _one_graphql_api(place: Place, pools: Pools, more: Mapping[str, Any]) -> tuple[str, str]:
    config = {"userPoolId": pools.pool, "awsRegion": place.region, "defaultAction": "ALLOW", **more}
    made = place.call(
        "appsync",
        "create_graphql_api",
        name=f"graphql-{pools.name}",
        authenticationType="AMAZON_COGNITO_USER_POOLS",
        userPoolConfig=config,
    )["graphqlApi"]
    there = {"apiId": made["apiId"]}
    place.call("appsync", "start_schema_creation", **there, definition=SCHEMA.encode())
    place.call("appsync", "create_data_source", **there, name="none", type="NONE")
    for field in ("plain", "group"):
        place.call(
            "appsync",
            "create_resolver",
            **there,
            typeName="Query",
            fieldName=field,
            dataSourceName="none",
            requestMappingTemplate='{"version": "2018-05-29", "payload": "through"}',
            responseMappingTemplate="$util.toJson($context.result)",
        )
    host = f"{made['apiId']}.appsync-api.{place.region}.amazonaws.com"
    seen = []
    for base, path in (
        (host, "/graphql"),
        ("", f"/v1/apis/{made['apiId']}/graphql"),
        ("", f"/graphql/{made['apiId']}"),
    ):
        status, text = _query(place, base, path, "plain", pools.token("id"))
        if status not in (404, 405):
            return base, path
        seen.append(f"{base}{path}: HTTP {status} {' '.join(text.split())[:80]}")
    raise NotServed(f"the API answers no query: {'; '.join(seen)}")
