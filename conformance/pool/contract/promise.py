"""One statement about one pool: what is done, and what has to come of it. Pure data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Promise:
    """``probe`` names what is done (``conformance.pool.check.probes``), ``expected`` what has to come of it.

    An outcome is a word: ``taken``, ``refused`` (with a code of the requirement), the name of a challenge, a lifetime.
    """

    key: str  # unique in a contract, the same for the same question about another pool
    says: str
    requirement: str
    probe: str
    expected: str
    given: Mapping[str, Any] = field(default_factory=dict)  # what the probe is given
    client: str = ""  # the key of the client in the document
