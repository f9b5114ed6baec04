"""Pairs of mutants of which the first may hide the second."""

from __future__ import annotations

PAIRS: tuple[tuple[str, str], ...] = ()
