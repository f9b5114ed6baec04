"""What is wrong with something the user gave."""

from __future__ import annotations


class PoolError(Exception):
    """Wrong use: the message names the file, the place in it, and what to do next."""


class PoolUnreadable(Exception):
    """The target could not say what was asked of it; the message says what it answered."""
