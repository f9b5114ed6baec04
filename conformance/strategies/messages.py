"""Codes that a person types."""

from __future__ import annotations

from hypothesis import strategies as st


def guesses(*, length: int = 6) -> st.SearchStrategy[str]:
    """Codes that were not sent, and that no target is likely to have fixed (all digits alike, or in a row)."""
    digits = st.text("0123456789", min_size=length, max_size=length)
    return digits.filter(lambda code: len(set(code)) > 2 and code[:6] not in ROWS)


ROWS = ("123456", "654321", "012345", "234567", "345678", "456789", "567890", "987654")
