"""Attribute values."""

from __future__ import annotations

from hypothesis import strategies as st

TEXT_ATTRIBUTES = ("name", "given_name", "family_name", "middle_name", "nickname", "profile", "website", "gender")
text_attributes = st.sampled_from(TEXT_ATTRIBUTES)


def attribute_values(*, min_size: int = 1, max_size: int = 60) -> st.SearchStrategy[str]:
    """Free text for string attributes: letters of several scripts, marks, punctuation and inner blanks."""
    characters = st.characters(categories=("L", "N", "P", "S", "Zs"), exclude_characters="<>&\u0000")
    return st.text(characters, min_size=min_size, max_size=max_size).map(lambda text: f"v{text.strip()}"[:max_size])


def given_names() -> st.SearchStrategy[str]:
    """Values for name-like attributes."""
    return st.sampled_from(("Ana", "Łukasz", "Bình", "O'Neil", "明子", "Søren", "Zoë-Marie", "Иван", "a", "Jean Luc"))


def emails_local() -> st.SearchStrategy[str]:
    """Local parts of addresses, without a fresh ending."""
    return st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=12).map(lambda text: f"m{text}")
