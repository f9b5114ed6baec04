"""Numbered references in the place of values: the same value is the same reference wherever it occurs in a recording.

While a run goes on, in whichever process, a reference holds a digest of the value under a key of the run, so that the
processes need not agree on numbers. The key is never written to a recording, and the finished file has the numbers
alone: ``<pool-1>``.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections import Counter
from typing import Any

BEGIN, END = "\ue000", "\ue001"  # of a reference before it is numbered; private characters of Unicode
_UNNUMBERED = re.compile(f"{BEGIN}([a-z-]+):([0-9a-f]{{24}}){END}")
REFERENCE = re.compile(r"<[a-z]+(?:-[a-z]+)*-\d+>")
ANYTHING = "value"  # the kind of a value of which nothing more is known


class References:
    """Makes references that have no number yet. The same key and value give the same reference in every process."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def of(self, kind: str, value: str) -> str:
        """The reference to a value. ``kind`` is lower case letters and hyphens."""
        digest = hmac.new(self._key, value.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:24]
        return f"{BEGIN}{kind}:{digest}{END}"


def numbered(document: Any) -> Any:
    """The document with numbers in the references, counted for each kind in the order in which they occur.

    A value that occurs in members of several kinds has the first that says something.
    """
    text = json.dumps(document, ensure_ascii=False)
    kinds: dict[str, str] = {}
    for kind, digest in _UNNUMBERED.findall(text):
        if kinds.setdefault(digest, kind) == ANYTHING:
            kinds[digest] = kind
    counts, names = Counter[str](), dict[str, str]()
    for digest, kind in kinds.items():
        counts[kind] += 1
        names[digest] = f"<{kind}-{counts[kind]}>"
    return json.loads(_UNNUMBERED.sub(lambda found: names[found[2]], text))


def renumbered(document: Any) -> Any:
    """A part of a finished file with references numbered as if there were nothing else: for comparison."""
    counts, names = Counter[str](), dict[str, str]()

    def name(found: re.Match[str]) -> str:
        if found[0] not in names:
            kind = found[0][1:-1].rpartition("-")[0]
            counts[kind] += 1
            names[found[0]] = f"<{kind}-{counts[kind]}>"
        return names[found[0]]

    return json.loads(REFERENCE.sub(name, json.dumps(document, ensure_ascii=False, sort_keys=True)))
