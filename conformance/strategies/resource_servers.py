"""Identifiers, names and scopes of resource servers, within the API model's patterns."""

from __future__ import annotations

import string
from typing import Any

from hypothesis import strategies as st

LONGEST = 256  # characters of an identifier, a name, a scope's name and its description
_PRINTABLE = "".join(chr(code) for code in range(0x21, 0x7F) if chr(code) not in '"\\')
_NAME = string.ascii_letters + string.digits + "_ +=,.@-"


def identifiers(*, max_size: int = 24) -> st.SearchStrategy[str]:
    """Identifiers of resource servers: single words and URLs."""
    plain = st.text(_PRINTABLE, min_size=1, max_size=max_size)
    host = st.text(string.ascii_lowercase, min_size=1, max_size=10)
    return plain | host.map(lambda label: f"https://{label}.example.com")


def not_identifier_characters() -> st.SearchStrategy[str]:
    """Characters that identifiers cannot have."""
    return st.sampled_from((" ", '"', "\\", "\t", "é", "日"))


def server_names() -> st.SearchStrategy[str]:
    """Friendly names, not blank at their ends."""
    return st.text(_NAME, min_size=1, max_size=24).map(lambda text: f"n{text.strip()}")


def not_server_name_characters() -> st.SearchStrategy[str]:
    """Characters that names cannot have."""
    return st.sampled_from("/:!#$%&*()<>?;'\"\\{}[]|~^`")


def scope_lists(*, min_size: int = 0, max_size: int = 4) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Scopes with different names."""
    name = st.text(_PRINTABLE.replace("/", ""), min_size=1, max_size=12)
    described = st.text(string.ascii_letters + " ", min_size=1, max_size=20).map(lambda text: f"d{text.strip()}")
    scope = st.fixed_dictionaries({"ScopeName": name, "ScopeDescription": described})
    return st.lists(scope, min_size=min_size, max_size=max_size, unique_by=lambda entry: entry["ScopeName"])
