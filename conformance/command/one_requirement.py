"""One requirement by its id, without reading the whole catalog, which would take most of the time of ``catalog ID``."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files

from conformance.requirements import Requirement


def find_requirement(identifier: str) -> Requirement | None:
    """The requirement, from the one file that has it; None if the whole catalog has to be read.

    That is the case if no file has it, or if its table is not valid.
    """
    stands = re.compile(rf'^id\s*=\s*"{re.escape(identifier)}"\s*$', re.MULTILINE)
    for entry in files("conformance.requirements").iterdir():
        if entry.name.endswith(".toml") and stands.search(text := entry.read_text(encoding="utf-8")):
            return _in_file(identifier, text)
    return None


def _in_file(identifier: str, text: str) -> Requirement | None:
    try:
        document = tomllib.loads(text)
        table = next(table for table in document["requirement"] if table["id"] == identifier)
        return Requirement(**{**table, "area": document["area"]})
    except (KeyError, StopIteration, ValueError):  # not TOML, or not a requirement: the catalog says what is wrong
        return None
