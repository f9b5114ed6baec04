"""One requirement by its id, without reading the whole catalog: that takes longer than all else of ``catalog ID``."""

from __future__ import annotations

import re
from importlib.resources import files

from conformance.requirements import CatalogError, Requirement, parse_catalog


def find_requirement(identifier: str) -> Requirement | None:
    """The requirement, from the one file that has it; None where the whole catalog has to be asked.

    That is where no file has it, and where its file cannot be read alone.
    """
    stands = re.compile(rf'^id\s*=\s*"{re.escape(identifier)}"\s*$', re.MULTILINE)
    for entry in files("conformance.requirements").iterdir():
        if entry.name.endswith(".toml") and stands.search(text := entry.read_text(encoding="utf-8")):
            try:
                return parse_catalog({entry.name: text}).requirements.get(identifier)
            except CatalogError:
                return None
    return None
