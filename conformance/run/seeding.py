"""Makes a seed reproducible.

Hypothesis adds constants to its draws that it finds in loaded modules outside of installed packages. So the draws would
depend on the order of the properties, on the worker, and on whether the suite runs from a checkout or is installed.
"""

from __future__ import annotations

import hashlib

from hypothesis.internal.conjecture import providers


def draw_from_the_seed_alone() -> None:
    """Switch that off in this process; versions of Hypothesis without this feature are left unchanged."""
    constants = getattr(providers, "Constants", None)
    if constants is None or not hasattr(providers, "_get_local_constants"):
        return
    nothing = constants()
    if getattr(providers, "_local_constants", None) != nothing:
        cache = getattr(providers, "CONSTANTS_CACHE", None)
        if cache is not None:
            cache.cache.clear()  # the constants that were found before
    providers._get_local_constants = lambda: nothing


def seed_of(run: int, name: str, number: int) -> int:
    """The seed of the ``number``-th pass over a property: of its own, so that workers and shards change nothing."""
    return int.from_bytes(hashlib.sha256(f"{run}:{name}:{number}".encode()).digest()[:8], "big")
