"""Files of a report: written whole or not at all, with errors that say what to do."""

from __future__ import annotations

from pathlib import Path

from conformance.journal.whole_file import write_whole


class ReportError(Exception):
    """A report cannot be written or read; the message names the file, the reason and what to do."""


def write_text(path: Path, text: str, *, mode: int = 0o644) -> None:
    """Write the file as a whole or not at all, and the folders that it is in.

    Lone surrogates (a target may send them) become replacement characters. Raises ``ReportError``.
    """
    write_bytes(path, text.encode("utf-8", "replace"), mode=mode)


def write_bytes(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """As ``write_text``, of bytes. Raises ``ReportError``."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, data, mode=mode)
    except OSError as error:
        raise ReportError(f"cannot write {path}: {error.strerror}. {_advice(error)}") from error


def _advice(error: OSError) -> str:
    if error.errno == 28:
        return "Free some space, then make the report from the journal with 'cognito-conformance report render'."
    return "Choose another folder with --out."
