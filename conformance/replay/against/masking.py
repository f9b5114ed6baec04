"""Takes out of texts what has to differ between two targets: names, ids, times, tokens, hosts. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

TIME = re.compile(r"(Date|Time|Timestamp|ModifiedAt|CreatedAt|timestamp|_at)$|^(exp|iat|nbf|auth_time)$")
NAME, OTHER_CASE, ID = "<name>", "<name in another case>", "<id>"
SHORTEST = 3  # characters of a request's value that is looked for in a message
_RULES = (
    (re.compile(r"\bMI[A-Za-z][A-Za-z0-9+/]{60,}={0,2}"), "<certificate>"),  # or a key: DER in base64
    (re.compile(r"eyJ[\w-]+\.[\w-]*(?:\.[\w-]*)*"), "<token>"),
    (re.compile(r"https?://[^\s/\"'<>?#]+"), "<host>"),
    (re.compile(r"\b(?:localhost|127\.0\.0\.1)(?::\d+)?\b"), "<host>"),
    (re.compile(r"arn:[\w-]+:[\w-]*:[\w-]*:\w*:[^\s\"',]+"), "<arn>"),
    (re.compile(r"\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b"), ID),
    (re.compile(r"\+1555\d{7}"), "<phone>"),
    (re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?"), "<time>"),
    (re.compile(r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\w*,? [\w ]{5,12} [\d:]{8}(?: \w+)?(?: \d{4})?"), "<time>"),
    (re.compile(r"0x[0-9a-f]{6,}"), ID),
    (re.compile(r"(?<![\w<])\d{9,}(?!\w)"), "<number>"),
    (re.compile(r"(?<![\w<])(?=[\w=-]*\d)(?=[\w=-]*[A-Za-z])[\w=-]{16,}(?!\w)"), ID),
)
_WHOLE = re.compile(r"(?=.*\d)(?=.*[A-Za-z])[\w+/=.~:-]{20,}")


class Mask:
    """The mask of one side. ``tags``: the parts that generated names contain; ``region``: that of the target."""

    def __init__(self, tags: Sequence[str], region: str) -> None:
        self._names = re.compile(f"({'|'.join(map(re.escape, tags))})[0-9a-f]*", re.IGNORECASE)
        self._tags = frozenset(tags)
        self._pool = re.compile(rf"\b{re.escape(region)}_[A-Za-z0-9]+")
        self._region = region if "-" in region else ""

    def text(self, text: str) -> str:
        """The text with a word in angle brackets in the place of each such value."""
        text = self._names.sub(lambda match: NAME if match[1] in self._tags else OTHER_CASE, text)
        if _WHOLE.fullmatch(text) and "<" not in text and not text.startswith(("http:", "https:", "eyJ", "arn:")):
            return ID
        text = self._pool.sub(ID, text)
        for rule, word in _RULES:
            text = rule.sub(word, text)
        return text.replace(self._region, "<region>") if self._region else text

    def message(self, text: str, request: Mapping[str, Any]) -> str:
        """The same of a message, in which values of the request stand as the names of their members."""
        given = sorted(set(_texts(request)), key=lambda pair: -len(pair[1]))
        for name, value in given:
            if value in text:
                text = re.sub(rf"(?<![\w<]){re.escape(value)}(?![\w>])", f"<{name}>", text)
        return self.text(text)


def _texts(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """The texts in a request that are long enough to be found again, each with the name of its member."""
    if isinstance(value, Mapping):
        for key, member in value.items():
            yield from _texts(member, str(key))
    elif isinstance(value, list | tuple):
        for member in value:
            yield from _texts(member, name)
    elif isinstance(value, str) and len(value) >= SHORTEST:
        yield name, value
