"""The values that a device chooses: a name, a secret, a salt."""

from __future__ import annotations

import string
from dataclasses import dataclass

from hypothesis import strategies as st

from conformance.strategies.names import names

_SECRET = string.ascii_letters + string.digits + "+/=:_-"


@dataclass(frozen=True)
class Ways:
    """The values that a device chooses."""

    name: str = "phone"
    secret: str = "a device secret of some length"
    salt: int = 0x8F0123456789ABCDEF0123456789ABCD


def device_ways() -> st.SearchStrategy[Ways]:
    """Names as users give them, secrets as apps make them, and salts of up to 16 bytes with and without a top bit."""
    salts = st.one_of(st.integers(2**120, 2**128 - 1), st.integers(1, 2**128 - 1), st.sampled_from((0x7F, 0x80, 0xFF)))
    return st.builds(Ways, name=names(), secret=st.text(_SECRET, min_size=8, max_size=60), salt=salts)
