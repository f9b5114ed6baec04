"""Keeps the TOML files of the catalog as JSON in the user's cache: reading them takes ten times as long."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from conformance.journal.whole_file import write_whole

Documents = dict[str, dict[str, Any]]


def cache_folder() -> Path:
    """The folder of this suite below the user's cache."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "cognito-conformance")


def documents_of(texts: Mapping[str, str], place: str) -> Documents:
    """The documents of these texts by file name, from the cache where the same texts were read before.

    ``place`` is where they are: one set of texts is kept for each. Raises ``tomllib.TOMLDecodeError``; a cache that
    cannot be used is passed over.
    """
    name = hashlib.sha256(place.encode()).hexdigest()[:16]
    file, digest = cache_folder() / f"catalog-{name}.json", _digest(texts)
    kept = _kept(file, digest)
    if kept is None:
        kept = {name: tomllib.loads(text) for name, text in texts.items()}
        _keep(file, digest, kept)
    return kept


def _digest(texts: Mapping[str, str]) -> str:
    found = hashlib.sha256()
    for name in sorted(texts):
        found.update(f"{name}\0{len(texts[name])}\0{texts[name]}".encode())
    return found.hexdigest()


def _kept(file: Path, digest: str) -> Documents | None:
    try:
        document = json.loads(file.read_bytes())
        documents: Documents | None = document["documents"] if document["digest"] == digest else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return documents


def _keep(file: Path, digest: str, documents: Documents) -> None:
    with contextlib.suppress(OSError, TypeError):  # a cache that cannot be written; a date, which JSON does not have
        text = json.dumps({"digest": digest, "documents": documents}, ensure_ascii=False)
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, text)
