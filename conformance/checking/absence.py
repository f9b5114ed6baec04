"""Whether a refusal says that the target does not have an operation, however it words that. Pure."""

from __future__ import annotations

import re

# Codes that say so by themselves: no operation of Cognito that exists is refused with them.
CODES = frozenset(
    {"NotImplemented", "NotImplementedException", "UnknownOperationException", "InvalidAction", "Unsupported"}
)
_WORDING = re.compile(
    r"\b(unsupported|not (?:yet )?(?:supported|implemented)|(?:unknown|no such) (?:operation|action))\b",
    re.IGNORECASE,
)


def says_absent(operation: str, status: int, code: str, message: str) -> bool:
    """Whether this is the answer of a target that lacks the operation: by status, by code, or by words that name it.

    Words alone are not enough: ``Unsupported identity provider`` is about a parameter, and ``Operation ListUsers is not
    supported.`` about the operation.
    """
    if status == 501 or code in CODES:
        return True
    words = f"{code}: {message}"
    return _WORDING.search(words) is not None and _names(words, operation)


def _names(words: str, operation: str) -> bool:
    """Whether the operation is named, as Cognito writes it or with underscores or dashes."""
    plain = re.sub(r"[\W_]+", "", operation).lower()
    return len(plain) > 5 and plain in re.sub(r"[_-]+", "", words).lower()
