"""How answers and errors look on the wire (AWS JSON 1.1)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from targets.reference.errors import ApiError

JSON = "application/x-amz-json-1.1"


@dataclass(frozen=True)
class Reply:
    """One HTTP answer."""

    status: int
    headers: dict[str, str]
    body: bytes


def compact(document: Any) -> bytes:
    """JSON without blanks."""
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()


def success(answer: dict[str, Any], request_id: str) -> Reply:
    """A result of the API."""
    return Reply(200, {"Content-Type": JSON, "x-amzn-RequestId": request_id}, compact(answer))


def failure(error: ApiError, request_id: str) -> Reply:
    """Recorded: the bare code in ``__type``, the text in ``message`` and in a header, a final colon in the type's."""
    headers = {
        "Content-Type": JSON,
        "x-amzn-RequestId": request_id,
        "x-amzn-ErrorType": f"{error.code}:",
        "x-amzn-ErrorMessage": _header_text(error.message),
    }
    return Reply(error.status, headers, compact({"__type": error.code, "message": error.message}))


def document(content: Any) -> Reply:
    """A published JSON document."""
    return Reply(200, {"Content-Type": "application/json", "Access-Control-Allow-Origin": "*"}, compact(content))


def not_found() -> Reply:
    """Nothing is served at this address."""
    return Reply(404, {"Content-Type": "application/json"}, compact({"message": "Not Found"}))


def _header_text(text: str) -> str:
    return " ".join(text.encode("ascii", "replace").decode().split())
