"""One request as it is about to leave: what it asks for, read from its bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from targets.aws.functions.services import lambda_operation

PAGES = "pages"  # the service of requests to a pool's domain or issuer
JSON = frozenset({"cognito-idp", "lambda", "sqs", "kms"})  # the services whose requests are JSON objects


@dataclass(frozen=True)
class Outgoing:
    """A request. ``service`` is botocore's name of it, or ``pages``; header names in lower case."""

    service: str
    operation: str  # of an API; of a page its method and path
    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def signed(self) -> bool:
        """Whether it has a signature of the account's keys."""
        return "authorization" in self.headers and self.service != PAGES

    @property
    def path(self) -> str:
        """The path of the URL."""
        return urlsplit(self.url).path

    @cached_property
    def members(self) -> Mapping[str, Any]:
        """The parameters of an operation; none where the body is no JSON object. Lambda has some in the path."""
        try:
            found = json.loads(self.body or b"{}") if self.service in JSON else {}
        except ValueError:
            return {}
        named = {"FunctionName": self._function} if self._function else {}
        return {**found, **named} if isinstance(found, dict) else {}

    @cached_property
    def texts(self) -> list[tuple[str, str]]:
        """Every text in the parameters with its member's name, also of a member that is there twice."""
        try:
            found = json.loads(self.body or b"{}", object_pairs_hook=_Pairs) if self.service in JSON else None
        except ValueError:
            return []
        return list(_texts_of(found))

    @property
    def _function(self) -> str:
        """The function that the path names."""
        return lambda_operation(self.method, self.path)[1] if self.service == "lambda" else ""

    @cached_property
    def fields(self) -> list[tuple[str, str]]:
        """The fields of a page's query and form, in the order in which they stand there."""
        query = urlsplit(self.url).query
        form = self.body.decode("utf-8", "replace") if self.service == PAGES else ""
        return [pair for text in (query, form) if text for pair in parse_qsl(text, keep_blank_values=True)]


def api_operation(headers: Mapping[str, str]) -> str:
    """The operation that these headers ask for, without the name of the API; empty where they name none."""
    return headers.get("x-amz-target", "").rpartition(".")[2]


def given_object(members: Mapping[str, Any], name: str) -> Mapping[str, Any] | None:
    """A member that is an object; an empty one where it is left out or null, which Cognito takes for the same.

    None for any other value: it is sent to be refused.
    """
    found = members.get(name)
    if found is None:
        return {}
    return found if isinstance(found, Mapping) else None


class _Pairs(list[tuple[str, Any]]):
    """The members of a JSON object, none of them lost for another one of the same name."""


def _texts_of(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, _Pairs):
        for key, member in value:
            yield from _texts_of(member, key)
    elif isinstance(value, list):
        for member in value:
            yield from _texts_of(member, name)
    else:
        yield from texts(value, name)


def texts(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Every text in a JSON value, keys of objects not among them, with the name of the member it stands in."""
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, Mapping):
        for key, member in value.items():
            yield from texts(member, str(key))
    elif isinstance(value, list | tuple):
        for member in value:
            yield from texts(member, name)
