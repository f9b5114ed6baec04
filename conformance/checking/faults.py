"""Whether an answer may be due to something on the way to the target, and so says nothing about it. Pure.

A server error, a throttled request, a lost or a broken answer may be the target's own or not; one answer cannot show
which. Only one that comes again tells (``conformance.transport.insistence``).
"""

from __future__ import annotations

import json
import re

from conformance.checking.exchange import Exchange

THROTTLED_STATUS = 429
THROTTLED_CODES = frozenset(
    {"TooManyRequestsException", "ThrottlingException", "Throttling", "RequestLimitExceeded", "SlowDown"}
)
_JSON = re.compile(r"application/(?:[\w.-]+\+)?(?:x-amz-)?json")
_HTML_BEGINS = re.compile(r"\s*(?:<!doctype html[^>]*>\s*)?<html\b", re.IGNORECASE)
_HTML_ENDS = re.compile(r"</html\s*>\s*(?:<!--.*-->\s*)*$", re.IGNORECASE | re.DOTALL)


def fault_of(answer: Exchange) -> str:
    """A stable word for what may have gone wrong on the way of this answer; empty where nothing shows."""
    if answer.outcome == "unsupported":
        return ""
    if throttled(answer):
        return "throttled"
    if answer.status is None:
        return str(answer.code) if answer.outcome == "indeterminate" else ""
    if answer.outcome == "indeterminate" or answer.status >= 500:
        return f"HTTP {answer.status}"
    if _cut(answer):
        return "cut"
    return "unreadable" if _unreadable(answer) else ""


def throttled(answer: Exchange) -> bool:
    """Whether the request was turned away because there are too many: then it has had no effect."""
    return answer.status == THROTTLED_STATUS or (answer.code in THROTTLED_CODES and not answer.ok)


def _cut(answer: Exchange) -> bool:
    """Whether less came than the answer's own Content-Length says."""
    length = answer.headers.get("content-length", "")
    plain = answer.headers.get("content-encoding", "identity") == "identity"
    return plain and length.isdigit() and len(answer.body.encode("utf-8", "surrogatepass")) < int(length)


def _unreadable(answer: Exchange) -> bool:
    """Whether the body breaks off: JSON that is none, a page without its end."""
    kind = answer.headers.get("content-type", "")
    if not answer.body.strip():
        return False
    if _JSON.match(kind):
        return not _is_json(answer.body)
    return kind.startswith("text/html") and bool(_HTML_BEGINS.match(answer.body)) and not _HTML_ENDS.search(answer.body)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True
