"""Strings in place of tokens, lifetimes of tokens, and positions in a token."""

from __future__ import annotations

from hypothesis import strategies as st

from conformance.strategies.durations import SECONDS

_TOKEN_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def garbage_tokens() -> st.SearchStrategy[str]:
    """Arbitrary strings of the token alphabet without dots: they cannot be taken for a JWT."""
    return st.text(_TOKEN_LETTERS, min_size=8, max_size=120)


def secrets() -> st.SearchStrategy[str]:
    """Strings in the form of a client secret, known to no client."""
    return st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=40, max_size=60)


def places() -> st.SearchStrategy[int]:
    """Places in a token, counted modulo its length."""
    return st.integers(0, 4095)


def validities(shortest: int, longest: int) -> st.SearchStrategy[tuple[int, str]]:
    """A lifetime within bounds given in seconds, as a number and its unit; the bounds are drawn often."""
    choices = []
    for unit, length in SECONDS.items():
        least, most = -(-shortest // length), longest // length
        if least <= most:
            numbers = st.one_of(st.integers(least, most), st.sampled_from((least, most)))
            choices.append(st.tuples(numbers, st.just(unit)))
    return st.one_of(choices)


def in_seconds(validity: tuple[int, str]) -> int:
    """A lifetime in seconds."""
    return validity[0] * SECONDS[validity[1]]
