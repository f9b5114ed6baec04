"""Results that are kept for later sites: one packed file for each release, and one for each catalog that they share.

A run's own files are too large to keep for years. A release is packed without transcripts, properties and judges; its
scripts are kept where it is the newest of its line, since a site links no others. Nothing that a site shows is lost.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from reports.record import RunRecord, TargetRecord, Witness
from reports.site.history import History, Line, Release
from reports.site.run import Run
from reports.store import write_bytes

SUFFIX = ".json.xz"
CATALOG = "catalog-"  # the names of catalogs begin so
SHARED = ("areas", "requirements", "journeys")  # members of a run that depend on its catalog alone
LEFT_OUT = {"properties", "outcomes"}  # of a result: how it was reached, which no page of a site shows
UNSHOWN = ("roots", "properties", "scopes", "judges", "footers", "operations", "harms", "journeys", "scores", "errors")


class PackedError(Exception):
    """A packed file cannot be read; the message names it and the reason."""


def pack(history: History, folder: Path) -> list[Path]:
    """Write the releases of a history into a folder, over earlier ones of the same names. Raises ``ReportError``.

    Returns the files. Others in the folder stay. The same results make the same bytes.
    """
    written = []
    for name, content in _files(history):
        path = folder / f"{name}{SUFFIX}"
        write_bytes(path, lzma.compress(content, preset=9 | lzma.PRESET_EXTREME))
        written.append(path)
    return written


def _files(history: History) -> Iterator[tuple[str, bytes]]:
    catalogs: set[str] = set()
    for line in history.lines:
        for release in line.releases:
            text = _json(_dumped(release.run, include=set(SHARED)))
            catalog = f"{CATALOG}{hashlib.sha256(text).hexdigest()[:12]}"
            if catalog not in catalogs:
                yield catalog, text
            catalogs.add(catalog)
            yield _name(line, release), _json(_release(release, catalog, newest=release is line.newest))


def _name(line: Line, release: Release) -> str:
    return f"{line.slug}-{re.sub('[^A-Za-z0-9.+]+', '-', release.version)}"


def _release(release: Release, catalog: str, *, newest: bool) -> dict[str, Any]:
    scripts = {}
    for witness in release.target.witnesses.values() if newest else ():
        text = release.origin.script(witness.path) if witness.path else None
        if witness.path and text is not None:
            scripts[witness.path] = text
    run = _dumped(release.run, exclude={*SHARED, "targets", "errors"})
    target = _dumped(release.target, exclude={*UNSHOWN, "witnesses"})
    target["results"] = [
        {member: value for member, value in result.items() if member not in LEFT_OUT}
        for result in target["results"]
        if result.get("scored", True)
    ]
    kept = {name: _bare(w) for name, w in release.target.witnesses.items() if w.path in scripts}
    return {"catalog": catalog, "run": run, "target": {**target, "witnesses": kept}, "scripts": scripts}


def _bare(witness: Witness) -> dict[str, Any]:
    return _dumped(witness, include={"id", "requirement", "kind", "path"})


def _dumped(model: RunRecord | TargetRecord | Witness, **chosen: set[str]) -> dict[str, Any]:
    """The members that say something: those that are not as the model has them anyway."""
    return model.model_dump(mode="json", exclude_defaults=True, **chosen)  # type: ignore[arg-type]


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n").encode()


class Unpacker:
    """Reads packed releases; each catalog once."""

    def __init__(self) -> None:
        self._catalogs: dict[Path, RunRecord] = {}

    def run(self, file: Path) -> Run:
        """The run of a packed file, with the one target that is in it. Raises ``PackedError``."""
        kept = _unpacked(file)
        try:
            catalog = self._catalog(file.with_name(f"{kept['catalog']}{SUFFIX}"))
            target = TargetRecord.model_validate(kept["target"])
            record = RunRecord.model_validate(kept["run"])
            shared = {member: getattr(catalog, member) for member in SHARED}
            scripts = {str(path): str(text) for path, text in kept["scripts"].items()}
        except (KeyError, AttributeError, ValueError) as error:
            raise PackedError(f"{file} is not a packed result: {str(error).splitlines()[0]}") from error
        return Run(record.model_copy(update={**shared, "targets": [target]}), file.parent, scripts)

    def _catalog(self, file: Path) -> RunRecord:
        if file not in self._catalogs:
            self._catalogs[file] = RunRecord.model_validate(_unpacked(file))
        return self._catalogs[file]


def _unpacked(file: Path) -> dict[str, Any]:
    try:
        value = json.loads(lzma.decompress(file.read_bytes()))
    except OSError as error:
        raise PackedError(f"cannot read {file}: {error.strerror}") from error
    except (lzma.LZMAError, ValueError) as error:
        raise PackedError(f"{file} is not a packed result: {error}") from error
    if not isinstance(value, dict):
        raise PackedError(f"{file} is not a packed result: it has no members")
    return value
