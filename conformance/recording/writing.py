"""The text of a finished file of recordings."""

from __future__ import annotations

import json

from conformance.evidence import EvidenceFile


def as_text(file: EvidenceFile) -> str:
    """The file as it is written: one line for each recording, without empty members."""
    document = file.model_dump(exclude_defaults=True)
    document["real"] = file.real
    lines = ",\n".join("  " + json.dumps(entry, ensure_ascii=False) for entry in document.pop("recordings", ()))
    head = json.dumps(document, ensure_ascii=False, indent=1).removesuffix("\n}")
    return f'{head},\n "recordings": [\n{lines}\n ]\n}}\n'
