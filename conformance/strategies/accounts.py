"""Values for sign-up and user administration: values that are wrong in one way, and names in another case."""

from __future__ import annotations

import string

from hypothesis import strategies as st


def malformed_phones() -> st.SearchStrategy[str]:
    """Phone numbers that are wrong in one way: no plus sign, or a character that is neither plus nor digit."""
    number = st.text(string.digits, min_size=7, max_size=11).map(lambda digits: f"1555{digits}"[:11])
    inserted = st.tuples(number, st.sampled_from("abcXYZ -().#"), st.integers(1, 6)).map(
        lambda drawn: f"+{drawn[0][: drawn[2]]}{drawn[1]}{drawn[0][drawn[2] :]}"
    )
    return st.one_of(number, inserted)


def unknown_attributes() -> st.SearchStrategy[str]:
    """Attribute names that no schema has, with and without the prefix of custom attributes."""
    name = st.text(string.ascii_lowercase, min_size=1, max_size=12).map(lambda text: f"zz{text}")
    return st.tuples(st.sampled_from(("", "custom:")), name).map("".join)


def mixed_case_names() -> st.SearchStrategy[str]:
    """Beginnings of user names with ASCII letters of both cases."""
    rest = st.text(string.ascii_letters + string.digits, min_size=1, max_size=20)
    return rest.map(lambda text: f"Un{text}")


def recased(text: str, choice: str) -> str:
    """``text`` in another case: ``upper``, ``lower`` or ``swap``; always changed, if it has letters of both cases."""
    changed = {"upper": text.upper(), "lower": text.lower(), "swap": text.swapcase()}[choice]
    return changed if changed != text else text.swapcase()


def case_changes() -> st.SearchStrategy[str]:
    """Ways to write a name in another case; see ``recased``."""
    return st.sampled_from(("upper", "lower", "swap"))
