"""Passwords that satisfy the default policy (8 characters, all four classes), and wrong ones that look alike."""

from __future__ import annotations

import string

from hypothesis import strategies as st

from conformance.oracle.password_policy import SYMBOLS


def passwords(*, min_size: int = 8, max_size: int = 40) -> st.SearchStrategy[str]:
    """Passwords with at least one of each class, in any order, without blanks at the ends."""
    classes = (string.ascii_uppercase, string.ascii_lowercase, string.digits, SYMBOLS)
    required = st.tuples(*(st.sampled_from(alphabet) for alphabet in classes))
    rest = st.text("".join(classes), min_size=max(min_size - 4, 0), max_size=max_size - 4)
    return st.tuples(required, rest, st.randoms(use_true_random=False)).map(_mixed)


def _mixed(parts: tuple[tuple[str, ...], str, object]) -> str:
    required, rest, random = parts
    letters = [*required, *rest]
    random.shuffle(letters)  # type: ignore[attr-defined]
    return "".join(letters)


def wrong_variants() -> st.SearchStrategy[str]:
    """Names of ways to get a password wrong; see ``wrong_password``."""
    return st.sampled_from(("longer", "shorter", "case", "last", "first", "other"))


def wrong_password(password: str, variant: str) -> str:
    """A password that differs from ``password`` in the way named, and still satisfies the default policy."""
    changed = {
        "longer": password + "x",
        "shorter": password[:-1] if len(password) > 8 else password + "yy",
        "case": password.swapcase(),
        "last": password[:-1] + ("z" if password[-1] != "z" else "y"),
        "first": ("Q" if password[0] != "Q" else "R") + password[1:],
        "other": "Entirely-Other-" + password[::-1][:12] + "9",
    }[variant]
    return changed if changed != password else password + "W"
