"""A process in which the hash of a text is always the same: the same seed then gives the same, whatever has sets."""

from __future__ import annotations

import os
import sys


def fix_hashes() -> None:
    """Start this program once more, in this process, with fixed hashes; return where they are fixed already.

    To be called first of all: whatever was imported is imported again. Only for what runs properties, ``run``.
    """
    if sys.argv[1:2] == ["run"] and os.environ.get("PYTHONHASHSEED") != "0" and sys.platform == "linux":
        os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], {**os.environ, "PYTHONHASHSEED": "0"})
