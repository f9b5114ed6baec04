"""Draws that range over a few values are covered, not left to chance."""

from __future__ import annotations

import re
from collections import Counter
from itertools import combinations

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies._internal import strategies as internal

from conformance.scenario.coverage import (
    LARGEST,
    LONGEST,
    UnreadableStrategies,
    covering_array,
    label_of,
    values_of,
)

sizes = st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 6), min_size=1, max_size=4)


@given(sizes, st.integers())
def test_every_pair_of_values_is_in_one_cell(drawn: dict[str, int], seed: int) -> None:
    cells = covering_array(drawn, str(seed))
    for one, other in combinations(drawn, 2):
        met = {(cell[one], cell[other]) for cell in cells}
        assert len(met) == drawn[one] * drawn[other] or len(cells) <= max(drawn.values())


@given(sizes, st.integers())
def test_every_value_is_in_one_cell(drawn: dict[str, int], seed: int) -> None:
    cells = covering_array(drawn, str(seed))
    assert len(cells) <= LONGEST
    assert all({cell[name] for cell in cells} == set(range(size)) for name, size in drawn.items())


@given(sizes, st.integers())
def test_equal_salts_give_equal_arrays(drawn: dict[str, int], seed: int) -> None:
    assert covering_array(drawn, str(seed)) == covering_array(drawn, str(seed))


def test_no_value_comes_first_for_every_seed() -> None:
    first = Counter(covering_array({"a": 4}, str(seed))[0]["a"] for seed in range(60))
    assert len(first) == 4


def test_which_strategies_range_over_a_few_values() -> None:
    assert values_of(st.sampled_from(("a", "b", "a"))) == ("a", "b")
    assert values_of(st.sampled_from((0, False, 1, True))) == (0, False, 1, True)
    assert values_of(st.booleans()) == (False, True)
    assert values_of(st.sampled_from(range(LARGEST + 1))) == ()
    assert values_of(st.sampled_from("ab").map(str.upper)) == ()
    assert values_of(st.text()) == ()


def test_a_release_whose_strategies_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(internal, "SampledFromStrategy")
    with pytest.raises(UnreadableStrategies, match=re.escape(hypothesis.__version__)):
        values_of(st.sampled_from("ab"))


def test_strategies_that_lack_a_member_are_not_taken_for_free_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(internal, "SampledFromStrategy", object)  # every strategy is one, and lacks its members
    with pytest.raises(UnreadableStrategies, match="Hypothesis"):
        values_of(st.text())


def test_strategies_of_another_class_are_not_taken_for_free_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(internal, "SampledFromStrategy", type("Unused", (), {}))
    with pytest.raises(UnreadableStrategies, match="are read as"):
        values_of(st.text())


def test_values_are_named_where_they_are_short() -> None:
    values = {"flow": ("SRP", {"a": 1}), "flag": (True, False)}
    assert label_of({"flow": 0, "flag": 1}, values) == {"flow": "SRP", "flag": "False"}
    assert label_of({"flow": 1}, values) == {"flow": "#1"}
