"""The meaning of answers to a browser or an OAuth client. Pure; shown in scripts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

ABSENT = (404, 501)
LATER = (429, 502, 503, 504)
NOT_HERE = ("InvalidAction", "NotImplemented", "NotImplementedException", "UnknownOperationException", "Unsupported")


def web_outcome(
    status: int, headers: Mapping[str, str], response: Mapping[str, Any]
) -> tuple[str, str | None, str | None]:
    """Outcome, code and message of an HTTP answer.

    2xx and 3xx are ``ok``, but a redirect that carries ``error`` is how OAuth refuses: an error with that code. Every
    path that is asked for is one that Cognito serves, so 404 says that the target does not have it; so does an answer
    of its API that it knows no such action.
    """
    found = error_in_location(headers.get("location", ""))
    if 200 <= status < 400 and not found.get("error"):
        return "ok", None, None
    kind = str(response.get("__type") or f"HTTP {status}").rsplit("#", 1)[-1]
    if status in ABSENT or kind in NOT_HERE:
        return "unsupported", kind, None
    if status in LATER:
        return "indeterminate", f"HTTP {status}", None
    member = response.get("error")
    found = found or error_in_challenge(headers.get("www-authenticate", ""))
    code = member if isinstance(member, str) else found.get("error")
    message = response.get("error_description", response.get("message", found.get("error_description")))
    return "error", code or kind, None if message is None else str(message)


def error_in_location(location: str) -> dict[str, str]:
    """The parameters of a redirect that carries ``error``, in its query or its fragment; empty for any other."""
    parts = urlsplit(location)
    found = dict(parse_qsl(parts.fragment)) | dict(parse_qsl(parts.query))
    return found if found.get("error") else {}


def error_in_challenge(header: str) -> dict[str, str]:
    """``error`` and ``error_description`` of a WWW-Authenticate header, quoted or not."""
    found = re.findall(r'(error(?:_description)?)\s*=\s*(?:"([^"]*)"|([^",]+))', header)
    return {name: quoted or bare.strip() for name, quoted, bare in found}
