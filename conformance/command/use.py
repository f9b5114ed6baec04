"""Wrong use of the command, and the word that was probably meant."""

from __future__ import annotations

from collections.abc import Iterable


class UseError(Exception):
    """Wrong use of the command; the message says what is wrong and what to write instead."""


def nearest(word: str, known: Iterable[str]) -> str:
    """`` Did you mean 'x'?`` with the known word that is nearest; empty where none is near."""
    import difflib

    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)
    return f" Did you mean {close[0]!r}?" if close else ""
