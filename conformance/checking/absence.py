"""Whether a refusal says that the target does not have something, however it words that. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from conformance.checking.members import members_of

# Codes that say so by themselves: no operation of Cognito that exists is refused with them.
CODES = frozenset(
    {"NotImplemented", "NotImplementedException", "UnknownOperationException", "InvalidAction", "Unsupported"}
)
# OAuth's own codes for a grant or a response type that a server does not have.
WITHOUT = {"unsupported_grant_type": "grant_type", "unsupported_response_type": "response_type"}
GRANTS = frozenset({"authorization_code", "refresh_token", "client_credentials", "code", "token"})  # that Cognito has
_NO_OPERATION = re.compile(r"\b(?:unknown|no such) (?:operation|action)\b", re.IGNORECASE)
_WORDING = re.compile(r"\b(unsupported|not (?:yet )?(?:supported|implemented)|unimplemented)\b", re.IGNORECASE)
_CONSTANT = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")


def says_absent(operation: str, status: int, code: str, message: str) -> bool:
    """Whether this is the answer of a target that lacks the operation: by status, by code, or by words that name it.

    Words alone are not enough: ``Unsupported identity provider`` is about a parameter, and ``Operation ListUsers is not
    supported.`` about the operation.
    """
    if status == 501 or code in CODES:
        return True
    words = f"{code}: {message}"
    return _NO_OPERATION.search(words) is not None or (_WORDING.search(words) is not None and _names(words, operation))


def lacking(operation: str, request: Mapping[str, Any], code: str, message: str, known: Collection[str]) -> list[str]:
    """The parts of an operation that its refusal names as what the target does not have: a flow, a factor, a grant.

    It may still have them: that shows where the same part of the same operation is accepted at another time. ``known``
    are the values that the API lists.
    """
    words = f"{code}: {message}"
    if code not in WITHOUT and _WORDING.search(words) is None:
        return []
    return [part for part in parts(operation, request, known) if _is_named(part.rpartition(" ")[2], code, words)]


def _is_named(part: str, code: str, words: str) -> bool:
    if code in WITHOUT:
        return part.startswith(f"{WITHOUT[code]}=")
    return re.search(rf"(?<![A-Z_]){re.escape(part)}(?![A-Z_])", words) is not None


def parts(operation: str, request: Mapping[str, Any], known: Collection[str]) -> list[str]:
    """The parts of an operation that a request asks for: ``InitiateAuth USER_SRP_AUTH``, if the API lists that value,
    or ``POST /oauth2/token grant_type=refresh_token``, if it is a grant of Cognito."""
    if " " in operation:
        parameters = {**(request.get("query") or {}), **(request.get("form") or {})}
        return [f"{operation} {name}={parameters[name]}" for name in WITHOUT.values() if parameters.get(name) in GRANTS]
    texts = (part for _, _, part in members_of(dict(request)) if isinstance(part, str))
    constants = (text for text in texts if _CONSTANT.fullmatch(text))
    return [f"{operation} {value}" for value in dict.fromkeys(constants) if value in known]


def _names(words: str, operation: str) -> bool:
    """Whether the operation is named, as Cognito writes it or with underscores or dashes."""
    plain = re.sub(r"[\W_]+", "", operation).lower()
    return len(plain) > 5 and plain in re.sub(r"[_-]+", "", words).lower()
