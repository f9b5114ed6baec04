"""What counts as a mark of a user in an answer."""

from __future__ import annotations

import pytest

from conformance.scenario.strangers import marks

TAG = "pxbv"
OPAQUE = "Q0d_-b5" * 40


@pytest.mark.parametrize("text", [f"user{TAG}e6", f'{{"name": "x{TAG}e6@example.com"}}', f"{'n' * 100}{TAG}e6"])
def test_a_name_is_found_wherever_it_is_readable(text: str) -> None:
    assert marks(text, TAG) == {f"{TAG}e6"}


def test_a_name_beside_a_token_is_found_and_one_inside_it_is_chance() -> None:
    assert marks(f"{OPAQUE}.{OPAQUE} user{TAG}e6", TAG) == {f"{TAG}e6"}
    assert marks(f"{OPAQUE}{TAG}e6{OPAQUE}", TAG) == set()


def test_a_random_id_that_has_the_letters_of_a_name_is_no_name() -> None:
    assert marks(f"2grc65cqdi9q0aci{TAG}9copq", TAG) == set()
    assert marks(f"user{TAG}9c@example.com", TAG) == {f"{TAG}9c"}
