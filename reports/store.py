"""Files of a report: written whole or not at all, with errors that say what to do."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path


class ReportError(Exception):
    """A report cannot be written or read; the message names the file, the reason and what to do."""


def write_text(path: Path, text: str, *, mode: int = 0o644) -> None:
    """Write a temporary file next to the target and move it there, so that readers see the old or the new one, whole.

    Lone surrogates (a target may send them) become replacement characters. Raises ``ReportError``.
    """
    write_bytes(path, text.encode("utf-8", "replace"), mode=mode)


def write_bytes(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """As ``write_text``, of bytes. Raises ``ReportError``."""
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:60]}.")
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        os.chmod(temporary, mode)
        os.replace(temporary, path)
    except OSError as error:
        if temporary:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
        raise ReportError(f"cannot write {path}: {error.strerror}. {_advice(error)}") from error


def _advice(error: OSError) -> str:
    if error.errno == 28:
        return "Free some space, then make the report from the journal with 'cognito-conformance report render'."
    return "Choose another folder with --out."
