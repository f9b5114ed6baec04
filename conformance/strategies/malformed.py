"""Values that no target knows, and forms that the API does not accept.

Ids begin with a mark, by which a target that takes care of an account knows that they are nobody's.
"""

from __future__ import annotations

import string

from hypothesis import strategies as st

from targets.made_up import CLIENT_MARK, POOL_MARK, WORD_MARK

__all__ = [
    "CLIENT_MARK",
    "WORD_MARK",
    "not_strings",
    "pool_id_endings",
    "unknown_client_ids",
    "unknown_operations",
    "unknown_parameters",
    "version_four_ids",
    "words",
]

_ALPHANUMERIC = string.ascii_letters + string.digits
_BASE32 = "0123456789abcdefghijklmnopqrstuv"


def pool_id_endings() -> st.SearchStrategy[str]:
    """Texts after ``<region>_`` in the id of a pool that does not exist."""
    return st.text(_ALPHANUMERIC, min_size=3, max_size=3).map(lambda text: f"{POOL_MARK}{text}")


def unknown_client_ids() -> st.SearchStrategy[str]:
    """Well-formed ids of app clients that do not exist."""
    return st.text(_BASE32, min_size=21, max_size=21).map(lambda text: f"{CLIENT_MARK}{text}")


def unknown_operations() -> st.SearchStrategy[str]:
    """Well-formed names of operations that do not exist."""
    verbs = st.sampled_from(("Get", "List", "Describe", "Admin", "Create"))
    return st.tuples(verbs, st.text(string.ascii_lowercase, min_size=6, max_size=14)).map(
        lambda parts: f"{parts[0]}{WORD_MARK.capitalize()}{parts[1]}"
    )


def unknown_parameters() -> st.SearchStrategy[dict[str, str]]:
    """AuthParameters that no flow knows."""
    names = st.text(string.ascii_lowercase + "_", min_size=3, max_size=15).map(lambda text: f"_x{text}")
    return st.dictionaries(names, st.text(_ALPHANUMERIC, min_size=1, max_size=10), min_size=1, max_size=3)


def words(*, min_size: int = 3, max_size: int = 12) -> st.SearchStrategy[str]:
    """Lower-case words that are no unit, no enum value and no filter."""
    return st.text(string.ascii_lowercase, min_size=min_size, max_size=max_size).map(lambda text: f"{WORD_MARK}{text}")


def not_strings() -> st.SearchStrategy[object]:
    """Numbers and booleans, where the API wants a string."""
    return st.integers(min_value=0, max_value=10**6) | st.booleans()


def version_four_ids() -> st.SearchStrategy[str]:
    """Random UUIDs, the form of ids of styles and terms, that do not exist."""
    return st.uuids(version=4).map(str)
