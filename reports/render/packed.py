"""Data inside a page: compressed, in blocks that the page's script unpacks when something is opened.

Lines that several texts have in common, as scripts have, are stored once.
"""

from __future__ import annotations

import base64
import json
import zlib
from typing import Any


class Lines:
    """All lines of the texts of a page, each once."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def add(self, text: str) -> list[int]:
        """The text as runs of lines: first number, count, first number, count …"""
        runs: list[int] = []
        for line in text.split("\n"):
            number = self._numbers.setdefault(line, len(self._numbers))
            if runs and runs[-2] + runs[-1] == number:
                runs[-1] += 1
            else:
                runs += [number, 1]
        return runs

    def all(self) -> list[str]:
        """The lines in the order of their numbers."""
        return list(self._numbers)


def pack(value: Any) -> str:
    """A JSON value as base64 of its zlib stream, which browsers call ``deflate``."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode("utf-8", "replace"), 9)).decode()


def unpack(text: str) -> Any:
    """What ``pack`` made into this text."""
    return json.loads(zlib.decompress(base64.b64decode(text)))
