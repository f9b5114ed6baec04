"""Puts a finished file beside the recordings that the suite has, unless something speaks against it."""

from __future__ import annotations

import json
from pathlib import Path

from conformance.evidence import EvidenceError, EvidenceFile, parse_evidence, together
from conformance.journal.whole_file import write_whole
from conformance.recording.scanning import Finding, findings


class NotAdded(Exception):
    """The file stays where it is; the message says why, and what to do."""


def read_file(path: Path) -> tuple[str, EvidenceFile]:
    """The text of a file, and what it says. Raises ``EvidenceError``, also where it cannot be read."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise EvidenceError(f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise EvidenceError(
            f"{path}: not UTF-8 text (byte {error.start}). Name a file that a recording wrote"
        ) from error
    return text, parse_evidence(str(path), text)


def checked(path: Path) -> list[Finding]:
    """What is found in a file. Raises ``EvidenceError``."""
    return findings(json.loads(read_file(path)[0]))


def add(path: Path, folder: Path) -> Path:
    """Copy a file into the folder of the evidence; returns where it is now. Raises ``NotAdded``, ``EvidenceError``."""
    text, file = read_file(path)
    if not file.real:
        raise NotAdded(f"{path} was recorded on {file.target}, which is not real Cognito (real: false): no evidence")
    if not file.target:
        raise NotAdded(
            f"{path} was not written by a recording. What others published is put in by hand: docs/evidence.md"
        )
    if found := findings(json.loads(text)):
        first = f"{found[0].kind} at {found[0].place}"
        raise NotAdded(f"{path}: {len(found)} findings, the first of them: {first}. See: evidence check {path}")
    there = folder / path.name
    if there.exists():
        raise NotAdded(f"{there} exists already. Give your file another name")
    others = {each.name: parse_evidence(each.name, each.read_text("utf-8")) for each in sorted(folder.glob("*.json"))}
    together({**others, path.name: file})
    try:
        write_whole(there, text, lasting=True)
    except OSError as error:
        raise NotAdded(
            f"cannot write {there}: {error.strerror}. Run it where the suite's files can be written"
        ) from error
    return there
