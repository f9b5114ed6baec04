"""Whether an answer may be due to something on the way to the target, and so says nothing about it. Pure.

A server error, a throttled request, a lost or a broken answer may be the target's own or not; one answer cannot show
which. Only one that comes again tells (``conformance.transport.insistence``).
"""

from __future__ import annotations

import json
import re
from typing import Any

from conformance.checking.exchange import Exchange

THROTTLED_STATUS = 429
THROTTLED_CODES = frozenset(
    {"TooManyRequestsException", "ThrottlingException", "Throttling", "RequestLimitExceeded", "SlowDown"}
)
DATA = re.compile(r"\S+|GET \S*/\.well-known/\S+|(GET|POST) \S*/oauth2/(token|userInfo)")  # API calls, and JSON alone
_FORM = re.compile(r"(GET|POST) \S*/(login|oauth2/authorize|signup|forgotPassword|confirmUser|mfa)")
FORMS = ("empty", "unreadable")  # faults that only the form of an answer shows
_JSON = re.compile(r"application/(?:[\w.-]+\+)?(?:x-amz-)?json")
_ERROR_PAGE = re.compile(
    r"<title>\s*(?:(?:http|error)\s*)*(?:50[0-9]\b|bad gateway|service unavailable|gateway time-?out)", re.IGNORECASE
)
_NOTHING = object()  # what is read from text that is no JSON
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
    return _fault_of_data(answer) if DATA.fullmatch(answer.operation) else _fault_of_page(answer)


def throttled(answer: Exchange) -> bool:
    """Whether the request was turned away because there are too many: then it has had no effect."""
    return answer.status == THROTTLED_STATUS or (answer.code in THROTTLED_CODES and not answer.ok)


def _cut(answer: Exchange) -> bool:
    """Whether less came than the answer's own Content-Length says."""
    length = answer.headers.get("content-length", "")
    plain = answer.headers.get("content-encoding", "identity") == "identity"
    return plain and length.isdigit() and len(answer.body.encode("utf-8", "surrogatepass")) < int(length)


def _fault_of_data(answer: Exchange) -> str:
    """Whether something else answers than what serves JSON: it redirects, or says nothing, or something else.

    Of Cognito itself an answer without a member has no body, and is called JSON all the same.
    """
    if answer.status is not None and 300 <= answer.status < 400:
        return f"HTTP {answer.status}"
    if not answer.body.strip():
        return "empty" if answer.ok and not _called_json(answer) else ""
    if isinstance(_read(answer.body), dict):
        return ""
    plain = not (answer.ok or _called_json(answer) or _HTML_BEGINS.match(answer.body))
    return "" if plain else "unreadable"  # some refuse in plain text


def _fault_of_page(answer: Exchange) -> str:
    """Whether the body breaks off, or is the error page of what passes requests on, whatever the status.

    Or there is none, where a form is to be shown. A redirect says nothing: where it may lead nobody knows here.
    """
    text = answer.body
    if answer.status == 200 and not text.strip() and _FORM.fullmatch(answer.operation):
        return "empty"
    if _called_json(answer):
        return "unreadable" if text.strip() and _read(text) is _NOTHING else ""
    if not answer.headers.get("content-type", "").startswith("text/html") or not _HTML_BEGINS.match(text):
        return ""
    return "unreadable" if not _HTML_ENDS.search(text) or _ERROR_PAGE.search(text) else ""


def _called_json(answer: Exchange) -> bool:
    return _JSON.match(answer.headers.get("content-type", "")) is not None


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return _NOTHING
