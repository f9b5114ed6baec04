"""Keeps compiled templates in the user's cache: compiling them takes longer than filling them in."""

from __future__ import annotations

import contextlib
import hashlib
import os
from importlib.metadata import version
from pathlib import Path

from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket


class Compiled(FileSystemBytecodeCache):
    """A cache that is no trouble where it cannot be written: templates are then compiled each time."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write it, if that can be done."""
        with contextlib.suppress(OSError):
            Path(self.directory).mkdir(parents=True, exist_ok=True)
            super().dump_bytecode(bucket)

    def load_bytecode(self, bucket: Bucket) -> None:
        """Read it, if that can be done. Of a template that changed since, jinja takes no notice."""
        with contextlib.suppress(OSError):
            super().load_bytecode(bucket)


def compiled(*environment_sources: Path) -> Compiled:
    """The cache of templates as this version of jinja compiles them, in the environment that these files make."""
    cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    sources = b"".join(source.read_bytes() for source in environment_sources)
    made_by = hashlib.sha256(version("jinja2").encode() + sources).hexdigest()[:16]
    return Compiled(str(Path(cache) / "cognito-conformance" / "templates"), f"{made_by}-%s.cache")
