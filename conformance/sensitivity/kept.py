"""Results on disk as they come, so that an interrupted run can be resumed.

A result counts only for the tree it was found on: every line carries a digest of the sources of
the suite and the reference.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path

from conformance.sensitivity.mutation import MutantJob, MutantResult

FILE = "mutants.ndjson"
ROOT = Path(__file__).parent.parent.parent
SOURCES = ("conformance", "targets/reference")


@cache
def source_digest() -> str:
    """The digest of all that the results depend on: the checks, the catalog, the engine and the reference."""
    found = hashlib.sha256()
    for folder in SOURCES:
        for file in sorted((ROOT / folder).rglob("*")):
            if file.suffix in (".py", ".toml"):
                found.update(file.relative_to(ROOT).as_posix().encode() + b"\0" + file.read_bytes())
    return found.hexdigest()[:16]


class Kept:
    """The results of mutants below a folder; without a folder nothing is kept."""

    def __init__(self, out: Path | None, profile: str, *, clean: bool) -> None:
        self._file = out / FILE if out is not None else None
        self._about = {"source": source_digest(), "profile": profile, "clean": clean}

    def begin(self) -> None:
        """Delete the results of an earlier run. Raises ``OSError``."""
        if self._file is not None:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.write_text("")

    def keep(self, result: MutantResult) -> None:
        """Write one result. Raises ``OSError``."""
        if self._file is not None:
            with self._file.open("a", encoding="utf-8") as file:
                file.write(json.dumps({**self._about, "result": asdict(result)}) + "\n")

    def of(self, jobs: Sequence[MutantJob]) -> list[MutantResult]:
        """The results of these jobs from an earlier run on the same tree. Raises ``OSError``."""
        if self._file is None or not self._file.exists():
            return []
        wanted = {(job.id, job.seeds) for job in jobs}
        found: dict[str, MutantResult] = {}
        for line in self._file.read_text("utf-8").splitlines():
            kept = self._read(line)
            if kept is not None and (kept.id, kept.seeds) in wanted:
                found[kept.id] = kept
        return list(found.values())

    def _read(self, line: str) -> MutantResult | None:
        """A result of the same tree; None for others, and for a line that was cut off when the run was ended."""
        try:
            read = json.loads(line)
        except json.JSONDecodeError:
            return None
        if {name: read[name] for name in self._about} != self._about:
            return None
        return MutantResult(**read["result"])
