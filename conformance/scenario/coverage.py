"""Which draws of a property range over a few values, and arrays of them that cover every pair.

Three examples drawn by chance try three of ten operations. So the values of such draws are not left to chance: examples
follow a covering array, in which every value occurs together with every value of each other draw at least once (Kuhn et
al., "Software fault interactions and implications for software testing", IEEE TSE 2004, say why pairs).
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any

from covertable import make
from hypothesis.strategies import SearchStrategy
from hypothesis.strategies._internal.lazy import unwrap_strategies
from hypothesis.strategies._internal.misc import BooleansStrategy
from hypothesis.strategies._internal.strategies import SampledFromStrategy

LARGEST = 12  # values of one draw; draws with more values, such as letters, stay random
LONGEST = 40  # maximum examples of an array of pairs; beyond it each value is tried, but not each pair

Cell = Mapping[str, int]  # by draw: the number of the value


def values_of(strategy: SearchStrategy[Any]) -> tuple[Any, ...]:
    """The values that a strategy chooses from; empty where they are many, computed or unknown."""
    plain: Any = unwrap_strategies(strategy)  # type: ignore[no-untyped-call]
    if isinstance(plain, BooleansStrategy):
        return (False, True)
    if isinstance(plain, SampledFromStrategy) and not plain._transformations and len(plain.elements) <= LARGEST:
        return tuple(value for n, value in enumerate(plain.elements) if not _among(value, plain.elements[:n]))
    return ()


def _among(value: Any, others: Sequence[Any]) -> bool:
    """Whether this value is one of the others; 1 and True are two values."""
    return any(type(other) is type(value) and other == value for other in others)


def covering_array(sizes: Mapping[str, int], salt: str) -> list[Cell]:
    """Numbers of values, so that every pair of values of two draws is in one cell. Equal salts give equal arrays."""
    if not sizes:
        return []
    factors = {name: list(range(size)) for name, size in sizes.items()}
    pairs = list(make(factors, strength=min(2, len(sizes)), salt=salt))
    cells = pairs if len(pairs) <= LONGEST else list(make(factors, strength=1, salt=salt))
    random.Random(salt).shuffle(cells)  # without shuffling, the values that come first would be favoured
    return cells


def label_of(cell: Cell, values: Mapping[str, Sequence[Any]]) -> dict[str, str]:
    """A cell in words: names and numbers as they are, anything else by its number."""
    return {name: _word(values[name][number], number) for name, number in sorted(cell.items())}


def _word(value: Any, number: int) -> str:
    plain = isinstance(value, str | bool | int) and len(str(value)) <= 40
    return str(value) if plain else f"#{number}"
