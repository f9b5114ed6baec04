"""The service as a client of an identity provider: on this machine only."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

LOOPBACK = ("localhost", "127.0.0.1", "::1")
TIMEOUT = 5.0


class Unreachable(Exception):
    """The provider did not answer, or not with a JSON object."""

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


def document(
    url: str, form: Mapping[str, str] | None = None, *, bearer: str | None = None, method: str | None = None
) -> dict[str, Any]:
    """A JSON object at this address: posted to with a form, got without. Raises ``Unreachable``."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or parts.hostname not in LOOPBACK:
        raise Unreachable(f"{parts.hostname} is not this machine; nothing was sent there")
    headers = {"Accept": "application/json"} | ({"Authorization": f"Bearer {bearer}"} if bearer else {})
    data = urlencode(form).encode() if form is not None else None
    request = urllib.request.Request(url, data=data, headers=headers, method=method)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=TIMEOUT) as response:
            content = json.loads(response.read())
    except urllib.error.HTTPError as error:
        raise Unreachable(f"{error.code} error", error.code) from error
    except (OSError, ValueError) as error:
        raise Unreachable(str(error)) from error
    if not isinstance(content, dict):
        raise Unreachable("no JSON object")
    return content
