"""User and group names: pattern [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+, 1 to 128 characters (API model)."""

from __future__ import annotations

from hypothesis import strategies as st

_PLAIN = "abcdefghijklmnopqrstuvwxyz0123456789._-"
_FOLDING = "\u0130\u0131\u017f\u212a"  # letters whose other case is another letter's
_LETTERS_MARKS_SYMBOLS = st.characters(categories=("L", "M", "S", "N", "P"), exclude_characters=f"@+{_FOLDING}")
role_names = st.text(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+=,.@_-", min_size=1, max_size=40
)  # of IAM


def names(*, ascii_only: bool = False) -> st.SearchStrategy[str]:
    """Beginnings of user names; never e-mail or phone-number shaped, room left for a fresh ending."""
    plain = st.text(_PLAIN, min_size=1, max_size=30)
    if ascii_only:
        return plain.map(lambda text: f"u{text}")
    unicode = st.text(_LETTERS_MARKS_SYMBOLS, min_size=1, max_size=20)
    return st.one_of(plain, plain, unicode).map(lambda text: f"u{text}")


def group_names() -> st.SearchStrategy[str]:
    """Beginnings of group names."""
    return names(ascii_only=True)
