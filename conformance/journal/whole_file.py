"""A file that is written as a whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path


def write_whole(path: Path, content: str | bytes, *, mode: int = 0o644, lasting: bool = False) -> None:
    """Write a temporary file beside ``path`` and move it there: a reader sees the old file or the new one.

    A full disk leaves what was there, and no temporary file. ``lasting``: the content is on the disk before it takes
    the place of the old one, for what cannot be made again. Raises ``OSError``.
    """
    data = content.encode() if isinstance(content, str) else content
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:60]}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            if lasting:
                os.fsync(file.fileno())
        os.chmod(temporary, mode)
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
