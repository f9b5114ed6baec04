"""Where the properties of some requirements are, so that other modules need not be imported."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from conformance.requirements import Catalog

PACKAGE = Path(__file__).parent.parent
FOLDERS = (PACKAGE / "areas", PACKAGE / "machines")


def modules_naming(requirements: Sequence[str], catalog: Catalog) -> list[Path]:
    """The files whose text names one of these requirements, or the refusal whose message one of them is about.

    Both folders as a whole if nothing is selected, or nothing is found: the run then reports that no property fits.
    """
    known = (catalog.requirements[i] for i in requirements if i in catalog.requirements)
    ids = {*requirements, *(requirement.text_of or requirement.id for requirement in known)}
    named = re.compile("|".join(rf'"{re.escape(identifier)}"' for identifier in sorted(ids)) or "(?!)")
    files = (file for folder in FOLDERS for file in sorted(folder.rglob("*.py")))
    found = [file for file in files if named.search(file.read_text(encoding="utf-8"))]
    return found or list(FOLDERS)
