"""What each process of a pool needs, read and imported once: the others are forks of the one that imports this."""

from __future__ import annotations

import gc

from conformance.command.properties import tests
from conformance.requirements import load_catalog
from conformance.sensitivity import trial

__all__ = ["trial"]

load_catalog()
tests()
gc.freeze()
