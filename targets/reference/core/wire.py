"""How answers and errors look on the wire (AWS JSON 1.1)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from targets.reference.core.deviation import deviates, varied
from targets.reference.core.errors import ApiError

JSON = "application/x-amz-json-1.1"


@dataclass(frozen=True)
class Reply:
    """One HTTP answer."""

    status: int
    headers: dict[str, str]
    body: bytes
    cookies: tuple[str, ...] = ()

    @property
    def lines(self) -> list[tuple[str, str]]:
        """The headers, one line for each cookie."""
        return [*self.headers.items(), *(("Set-Cookie", cookie) for cookie in self.cookies)]


def compact(document: Any) -> bytes:
    """JSON without blanks."""
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()


def success(answer: dict[str, Any], request_id: str) -> Reply:
    """A result of the API."""
    headers = {"Content-Type": JSON} | _request_id(request_id)
    if deviates("answer-empty-lists-as-text"):
        answer = {name: "" if value == [] else value for name, value in answer.items()}
    return Reply(varied(200, "answer-accepted-with-201", 201), headers, compact(answer))


def failure(error: ApiError, request_id: str) -> Reply:
    """Recorded: the bare code in ``__type``, the text in ``message`` and in a header, a final colon in the type's."""
    headers = {"Content-Type": varied(JSON, "refusal-as-plain-json", "application/json")} | _request_id(request_id)
    if not deviates("refusal-without-type-header"):
        headers["x-amzn-ErrorType"] = f"{varied(error.code, 'refusal-type-header-general', 'ClientError')}:"
    if not deviates("refusal-without-message-header"):
        headers["x-amzn-ErrorMessage"] = _header_text(error.message)
    kind = varied(error.code, "refusal-type-with-namespace", f"com.amazonaws.cognito#{error.code}")
    text = varied("message", "refusal-message-in-capitals", "Message")
    return Reply(_status(error), headers, compact({"__type": kind, text: error.message}))


def _status(error: ApiError) -> int:
    by_traits = {"NotAuthorizedException": 403, "UserNotFoundException": 404, "ResourceNotFoundException": 404}
    return varied(error.status, "refusal-status-by-traits", by_traits.get(error.code, error.status))


def _request_id(request_id: str) -> dict[str, str]:
    if deviates("answer-without-request-id"):
        return {}
    return {"x-amzn-RequestId": varied(request_id, "answer-with-one-request-id", "00000000")}


def document(content: Any) -> Reply:
    """A published JSON document."""
    return Reply(200, {"Content-Type": "application/json", "Access-Control-Allow-Origin": "*"}, compact(content))


def not_found() -> Reply:
    """Nothing is served at this address."""
    return Reply(404, {"Content-Type": "application/json"}, compact({"message": "Not Found"}))


def _header_text(text: str) -> str:
    return " ".join(text.encode("ascii", "replace").decode().split())
