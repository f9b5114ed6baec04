"""A target made of a function, for tests of the engine."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from targets.interface import HttpResponse, Identity, Running

Answer = tuple[int, Mapping[str, Any]]


class _Events:
    def __init__(self) -> None:
        self.listeners: list[Callable[..., None]] = []

    def register(self, name: str, listener: Callable[..., None]) -> None:
        self.listeners.append(listener)


class _Meta:
    def __init__(self) -> None:
        self.events = _Events()


class FakeClient:
    """Looks enough like a botocore client for the driver."""

    def __init__(self, answer: Callable[[str, dict[str, Any]], Any]) -> None:
        self.meta = _Meta()
        self._answer = answer

    def _make_api_call(self, operation: str, parameters: dict[str, Any]) -> None:
        status, body = self._answer(operation, parameters)
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        for listener in self.meta.events.listeners:
            listener(response_dict={"status_code": status, "headers": {"X-Amzn-RequestId": "1"}, "body": data})


class FakeRunning(Running):
    """Answers API calls by ``answer(operation, parameters) -> (status, body)``."""

    def __init__(
        self, answer: Callable[[str, dict[str, Any]], Any], capabilities: frozenset[str] = frozenset()
    ) -> None:
        self.identity = Identity("fake", "fake", "1")
        self.region = "eu-west-1"
        self.endpoint = None
        self.capabilities = capabilities
        self.living = True
        self._answer = answer

    def client(self, *, signed: bool = True) -> Any:
        return FakeClient(self._answer)

    def http(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> HttpResponse:
        return HttpResponse(200, {}, b"{}")

    def api(self, headers: Mapping[str, str], body: bytes) -> HttpResponse:
        return HttpResponse(200, {}, b"{}")

    def issuer(self, pool_id: str) -> str:
        return f"https://fake.example/{pool_id}"

    def alive(self) -> bool:
        return self.living

    def stop(self) -> None:
        self.living = False
