"""The results of all verifiers and clients, as they are kept: one JSON file with the versions and the date."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from conformance.judges.asking import DRAWS, Cell
from conformance.judges.forms import forms
from conformance.judges.manifest import Manifest, manifests
from conformance.judges.toolchains import digest, size, toolchain

NAME = "consumers.json"
SCHEMA = 2


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
    kept["forms"] = {form.id: form.words for form in forms()}
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
        "cells": by_configuration(cells),
        "answers": {answer["situation"]: f"{answer['requests']}: {answer['outcome']}" for answer in answers},
    }


def by_configuration(cells: Iterable[Cell]) -> dict[str, dict[str, str]]:
    """How many of how many draws of each form were accepted, as ``3/3``, by configuration."""
    kept: dict[str, dict[str, str]] = {}
    for cell in cells:
        kept.setdefault(cell.configuration, {})[cell.form] = f"{cell.accepted}/{cell.asked}"
    return kept


def stale(results: Mapping[str, Any]) -> list[str]:
    """The judges whose program or version has changed since they were asked, or that were not asked."""
    kept = results["judges"]
    return [name for name, found in manifests().items() if kept.get(name, {}).get("digest") != digest(found)]
