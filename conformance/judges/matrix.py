"""The results of all verifiers and clients, as they are kept: one JSON file with the versions and the date."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from conformance.judges.asking import DRAWS, Cell
from conformance.judges.forms import forms
from conformance.judges.manifest import Manifest, manifests
from conformance.judges.toolchains import digest, size, toolchain

NAME = "consumers.json"
SCHEMA = 1


class MatrixError(Exception):
    """The file of results cannot be read: the message says what to do."""


def read(file: Path) -> dict[str, Any]:
    """The results of earlier runs; without a file, none. Raises ``MatrixError``."""
    if not file.is_file():
        return {"schema": SCHEMA, "judges": {}}
    try:
        found = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise MatrixError(f"{file}: {error}. Remove it, and ask all judges again") from error
    if not isinstance(found, dict) or found.get("schema") != SCHEMA:
        raise MatrixError(f"{file}: of another version of this suite. Remove it, and ask all judges again")
    return found


def write(file: Path, results: Mapping[str, Any]) -> None:
    """The results, in an order that does not change from run to run."""
    known = [name for name in manifests() if name in results["judges"]]
    kept = {**results, "judges": {name: results["judges"][name] for name in known}}
    kept["forms"] = {form.id: {"group": form.group, "right": form.right, "words": form.words} for form in forms()}
    file.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def entry(
    manifest: Manifest, cells: Iterable[Cell], answers: Iterable[Mapping[str, Any]], *, seed: int, now: datetime
) -> dict[str, Any]:
    """What is kept of one judge: what it is, when and with what it was asked, and its answers."""
    return {
        "version": manifest.version,
        "digest": digest(manifest),
        "date": now.astimezone(UTC).date().isoformat(),
        "with": {"toolchain": toolchain(manifest.language), "machine": platform.machine()},
        "megabytes": round(size(manifest) / 1e6, 1),
        "seed": seed,
        "draws": DRAWS,
        "cells": [_cell(cell) for cell in cells],
        "answers": [dict(answer) for answer in answers],
    }


def _cell(cell: Cell) -> dict[str, Any]:
    members = asdict(cell)
    return members if cell.said else {name: value for name, value in members.items() if name != "said"}


def stale(results: Mapping[str, Any]) -> list[str]:
    """The judges whose program or version has changed since they were asked, or that were not asked."""
    kept = results["judges"]
    return [name for name, found in manifests().items() if kept.get(name, {}).get("digest") != digest(found)]
