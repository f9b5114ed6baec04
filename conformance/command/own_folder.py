"""A folder that is there while something goes on."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def own_folder(purpose: str) -> Iterator[Path]:
    """A new folder, removed at the end. ``purpose`` is a word of its name.

    (A ``TemporaryDirectory`` would be removed by a fork of this process too.)
    """
    place = Path(tempfile.mkdtemp(prefix=f"cognito-conformance-{purpose}-{os.getpid()}-"))
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
