"""Ids that the suite makes up on purpose, to see them refused: each has a mark by which the gate knows it.

No request may name what is not the run's own. An id with the mark belongs to nobody, but for a chance that is
smaller than one in 10^12: behind the mark come at least six characters drawn at random.
"""

from __future__ import annotations

import re

POOL_MARK = "Zq"  # after the region
CLIENT_MARK = "5none"
WORD_MARK = "zq"
_POOL = re.compile(rf"[\w-]+_{POOL_MARK}[0-9A-Za-z]{{6,}}")
_CLIENT = re.compile(rf"{CLIENT_MARK}[0-9a-v]{{10,}}")


def made_up_pool(text: str) -> bool:
    """Whether this is the id of a pool that the suite made up."""
    return _POOL.fullmatch(text) is not None


def made_up_client(text: str) -> bool:
    """Whether this is the id of a client that the suite made up."""
    return _CLIENT.fullmatch(text) is not None
