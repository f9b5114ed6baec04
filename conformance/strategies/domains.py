"""Domain names below those that are reserved for examples, and prefixes."""

from __future__ import annotations

import string

from hypothesis import strategies as st


def domains() -> st.SearchStrategy[str]:
    """Host names of two to four labels, none of them below ``login.example.com``."""
    label = st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=12).map(lambda text: f"x{text}")
    tail = st.sampled_from(("example.com", "example.net", "example.org"))
    return st.tuples(st.lists(label, min_size=1, max_size=2), tail).map(lambda drawn: ".".join([*drawn[0], drawn[1]]))


def prefixes() -> st.SearchStrategy[str]:
    """Beginnings of prefixes. None can make a reserved word: vowels are missing."""
    return st.text("bcdfghjklmnpqrstvwxz0123456789", min_size=1, max_size=16)
