"""How a finished file is written: its text, and all of it or nothing."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

from conformance.evidence import EvidenceFile


def as_text(file: EvidenceFile) -> str:
    """The file as it is written: one line for each recording, without empty members."""
    document = file.model_dump(exclude_defaults=True)
    document["real"] = file.real
    lines = ",\n".join("  " + json.dumps(entry, ensure_ascii=False) for entry in document.pop("recordings", ()))
    head = json.dumps(document, ensure_ascii=False, indent=1).removesuffix("\n}")
    return f'{head},\n "recordings": [\n{lines}\n ]\n}}\n'


def write_whole(path: Path, text: str) -> None:
    """Write a file as a whole or not at all: a full disk leaves what was there. Raises ``OSError``."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
