"""The rules of AWS's documentation on who gets through to an API with a token of a user pool, each with its source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

REST = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-integrate-with-cognito.html"
REST_SCOPES = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-enable-cognito-user-pool.html"
REST_AUD = "https://docs.aws.amazon.com/apigateway/latest/api/API_CreateAuthorizer.html"
HTTP = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html"
APPSYNC = "https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html"
APPSYNC_CLIENT = "https://docs.aws.amazon.com/appsync/latest/APIReference/API_UserPoolConfig.html"


@dataclass(frozen=True)
class Rule:
    """One request: ``token`` at ``place`` of the API. With ``right`` it has to get through, without it must not.

    The control of a wrong one is the right one of the same ``task``.
    """

    id: str
    api: str
    task: str
    right: bool
    given: str
    place: str
    token: str
    source: str


def _rules() -> Iterator[Rule]:
    yield from _signed("rest", "ID token at a method without scopes", "plain", "id", REST)
    yield Rule(
        "rest-id-access",
        "rest",
        "ID token at a method without scopes",
        False,
        "an access token in its place",
        "plain",
        "access",
        REST_SCOPES,
    )
    scoped = "access token at a method with its scope"
    yield from _signed("rest", scoped, "scoped", "access", REST_SCOPES)
    yield Rule("rest-access-id", "rest", scoped, False, "an ID token in its place", "scoped", "id", REST_SCOPES)
    yield Rule("rest-scope", "rest", scoped, False, "at a method with another scope", "other", "access", REST_SCOPES)
    either = "one of two scopes"
    yield Rule("rest-either", "rest", either, True, "an access token that has one", "either", "access", REST_SCOPES)
    yield Rule("rest-either-id", "rest", either, False, "an ID token, which has none", "either", "id", REST_SCOPES)
    expression = "identity validation expression on aud"
    yield Rule("rest-aud", "rest", expression, True, "an ID token of the client", "client", "id", REST_AUD)
    other = "an ID token of the pool's other client"
    yield Rule("rest-aud-other", "rest", expression, False, other, "client", "client-id", REST_AUD)
    yield from _signed("http", "ID token of an audience", "plain", "id", HTTP)
    yield Rule("http-aud", "http", "ID token of an audience", False, other, "plain", "client-id", HTTP)
    access = "access token of an audience"
    yield from _signed("http", access, "plain", "access", HTTP)
    other = "an access token of the pool's other client"
    yield Rule("http-client", "http", access, False, other, "plain", "client-access", HTTP)
    scope = "scope of a route"
    yield Rule("http-scope", "http", scope, True, "an access token that has it", "scoped", "access", HTTP)
    yield Rule("http-scope-other", "http", scope, False, "at a route with another scope", "other", "access", HTTP)
    yield Rule("http-scope-id", "http", scope, False, "an ID token, which has no scope", "scoped", "id", HTTP)
    yield Rule("http-either", "http", either, True, "an access token that has one", "either", "access", HTTP)
    yield Rule("http-either-id", "http", either, False, "an ID token, which has none", "either", "id", HTTP)
    yield from _signed("appsync", "ID token", "plain", "id", APPSYNC)
    yield from _signed("appsync", "access token", "plain", "access", APPSYNC)
    expression = "appIdClientRegex"
    yield Rule("appsync-client", "appsync", expression, True, "a token of the client", "client", "id", APPSYNC_CLIENT)
    for use, word in (("id", "an ID"), ("access", "an access")):
        given = f"{word} token of the pool's other client"
        token = f"client-{use}"
        yield Rule(f"appsync-client-{use}", "appsync", expression, False, given, "client", token, APPSYNC_CLIENT)
    group = "group of a field"
    yield Rule("appsync-group", "appsync", group, True, "a token of a member", "group", "member", APPSYNC)
    yield Rule("appsync-group-none", "appsync", group, False, "a token of a user of no group", "group", "id", APPSYNC)


def _signed(api: str, task: str, place: str, use: str, source: str) -> Iterator[Rule]:
    """The right token, and those that are wrong for any authorizer."""
    for token, right, given in (
        ("", True, "the token as it was issued"),
        ("none", False, "no token"),
        ("bit", False, "a bit of the signature changed"),
        ("sub", False, "another sub under the old signature"),
        ("pool", False, "a token of another pool"),
    ):
        name = f"{api}-{use}-{token}" if token else f"{api}-{use}"
        named = "none" if token == "none" else f"{token}-{use}" if token else use
        yield Rule(name, api, task, right, given, place, named, source)


RULES: Mapping[str, Rule] = {rule.id: rule for rule in _rules()}


def control_of(rule: Rule) -> Rule:
    """The right one of the same task."""
    return next(each for each in RULES.values() if (each.api, each.task, each.right) == (rule.api, rule.task, True))
