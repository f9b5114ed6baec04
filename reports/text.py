"""Helpers of several renderers for texts that a target sent: made visible, and of bounded length."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

from reports.record import Verdict

SIGNS: dict[Verdict, str] = {
    "fail": "✕",
    "flaky": "≈",
    "error": "!",
    "inconclusive": "?",
    "not-reached": "○",
    "blocked": "⊘",
    "unsupported": "–",
    "excluded": "·",
    "pass": "✓",
    "not-scored": "·",
}


LINES = re.compile("[\n\t]+")


def visible(text: str) -> str:
    """The text with control, bidirectional and other unprintable characters written as escapes; line breaks stay."""
    if LINES.sub("", text).isprintable():  # of nearly all texts that is enough
        return text
    return "".join(c if c.isprintable() or c in "\n\t" else _escape(c) for c in text)


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def pretty(value: Any) -> str:
    """A JSON-like value over several lines; a text as it is."""
    if isinstance(value, str):
        return visible(value)
    return visible(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def shorten(text: str, length: int) -> str:
    """One line of at most this length, the cut shown."""
    line = " ".join(visible(text).split())
    return line if len(line) <= length else line[: length - 1] + "…"


def inline(text: str) -> str:
    """One line that cannot become markup, a mention or a link of its own."""
    escaped = re.sub(r"([\\`*_\[\]<>|~#])", r"\\\1", " ".join(visible(text).split()))
    return escaped.replace("@", "@\u200b").replace("&", "&amp;")


def moment(seconds: float | None) -> str:
    """A point in time in UTC for people."""
    return "" if seconds is None else datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")


def is_link(source: str) -> bool:
    """Whether a source may become a link: only http and https URLs may."""
    return source.startswith(("https://", "http://")) and source.isprintable() and " " not in source
