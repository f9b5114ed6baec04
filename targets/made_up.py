"""Ids that the suite makes up on purpose, to see them refused: each has a mark by which it is known as nobody's.

No request may name what is not the run's own. The chance that the id of somebody's pool begins with the mark is one in
5 * 10^10, and that somebody's client has the id that was drawn is none to speak of.
"""

from __future__ import annotations

import re

POOL_MARK = "ZqNone"  # after the region
CLIENT_MARK = "5none"
WORD_MARK = "zq"
_POOL = re.compile(rf"[\w-]+_{POOL_MARK}[0-9A-Za-z]{{3,}}")
_DOMAIN = re.compile(rf"{WORD_MARK}[0-9a-z]{{5,}}")
_CLIENT = re.compile(rf"{CLIENT_MARK}[0-9a-v]{{10,}}")


def made_up_domain(text: str) -> bool:
    """Whether this is the prefix of a domain that the suite made up."""
    return _DOMAIN.fullmatch(text) is not None


def made_up_pool(text: str) -> bool:
    """Whether this is the id of a pool that the suite made up."""
    return _POOL.fullmatch(text) is not None


def made_up_client(text: str) -> bool:
    """Whether this is the id of a client that the suite made up."""
    return _CLIENT.fullmatch(text) is not None
