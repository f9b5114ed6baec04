"""One run as a site shows it, and why there may be no site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from reports.record import RunRecord


class SiteError(Exception):
    """No site can be made; the message names the file or folder, the reason, and what to do."""


@dataclass(frozen=True)
class Run:
    """A run, and where its scripts are: in its folder, or here."""

    record: RunRecord
    folder: Path
    scripts: Mapping[str, str] = field(default_factory=dict)  # by their paths in the report, where they were packed

    def script(self, path: str) -> str | None:
        """The script that a witness names; None where the run came without it. Nothing outside the folder is read.

        Raises ``SiteError``.
        """
        if path in self.scripts:
            return self.scripts[path]
        source = (self.folder / path).resolve()
        if not source.is_file() or not source.is_relative_to(self.folder):
            return None
        try:
            return source.read_text(encoding="utf-8", errors="replace")
        except OSError as error:
            raise SiteError(f"cannot read {source}: {error.strerror}. Leave its run out.") from error
