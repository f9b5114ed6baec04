"""A process in which the hash of a text is always the same: the same seed then gives the same, whatever has sets."""

from __future__ import annotations

import contextlib
import os
import sys


def fix_hashes() -> None:
    """Start this program once more, in this process, with fixed hashes; return where they are fixed already.

    To be called first of all: whatever was imported is imported again. Only for what runs properties, ``run``.
    """
    wanted = sys.argv[1:2] == ["run"] and sys.platform == "linux" and bool(sys.executable)
    if wanted and os.environ.get("PYTHONHASHSEED") != "0":
        with contextlib.suppress(OSError):  # the run then starts a process for each target, which takes longer
            os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], {**os.environ, "PYTHONHASHSEED": "0"})
