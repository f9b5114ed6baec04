"""Which draws of a property range over a few values, and arrays of them that cover every pair.

Three examples drawn by chance try three of ten operations. So the values of such draws are not left to chance: examples
follow a covering array, in which every value occurs together with every value of each other draw at least once (Kuhn et
al., "Software fault interactions and implications for software testing", IEEE TSE 2004, say why pairs).
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any

import hypothesis
from covertable import make
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

LARGEST = 12  # values of one draw; draws with more values, such as letters, stay random
LONGEST = 40  # maximum examples of an array of pairs; beyond it each value is tried, but not each pair

KNOWN = {st.sampled_from((1, 2)): (1, 2), st.booleans(): (False, True), st.integers(): ()}  # read anew each time

Cell = Mapping[str, int]  # by draw: the number of the value


class UnreadableStrategies(Exception):
    """This release of Hypothesis does not say what its strategies choose among in a way that is known here."""

    def __init__(self, cause: str) -> None:
        super().__init__(
            f"what strategies choose among cannot be read in Hypothesis {hypothesis.__version__} ({cause}): every check"
            " on a list of values would be left to chance. Install the release in constraints.txt."
        )


def values_of(strategy: SearchStrategy[Any]) -> tuple[Any, ...]:
    """The values that a strategy chooses among; empty where they are many, computed or unknown.

    Raises ``UnreadableStrategies``. Hypothesis has no public way to ask: its own names are read here and nowhere else.
    """
    try:
        known, found = [*map(_elements, KNOWN)], _elements(strategy)
    except (ImportError, AttributeError, TypeError) as error:
        raise UnreadableStrategies(f"{type(error).__name__}: {error}") from error
    if known != [*KNOWN.values()]:
        raise UnreadableStrategies(f"{list(KNOWN)} are read as {known}")
    return tuple(value for n, value in enumerate(found) if not _among(value, found[:n]))


def _elements(strategy: SearchStrategy[Any]) -> Sequence[Any]:
    """What is listed for ``sampled_from`` or ``booleans``, where it is not many and nothing is done to it after."""
    from hypothesis.strategies._internal.lazy import unwrap_strategies
    from hypothesis.strategies._internal.misc import BooleansStrategy
    from hypothesis.strategies._internal.strategies import SampledFromStrategy

    plain: Any = unwrap_strategies(strategy)  # type: ignore[no-untyped-call]
    if isinstance(plain, BooleansStrategy):
        return (False, True)
    listed = isinstance(plain, SampledFromStrategy) and not plain._transformations
    return tuple(plain.elements) if listed and len(plain.elements) <= LARGEST else ()


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
