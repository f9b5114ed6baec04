"""Where the properties of some requirements are, so that other modules need not be imported."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from pathlib import Path

from conformance.requirements import Catalog

PACKAGE = Path(__file__).parent.parent
AREAS, MACHINES = PACKAGE / "areas", PACKAGE / "machines"
FOLDERS = (AREAS, MACHINES)
DECORATOR = re.compile(r'^@prop\(\s*((?:"[A-Z0-9-]+",?\s*)*)(\*?)', re.MULTILINE)  # the ids come first


JUDGED = re.compile(r'\.check\(\s*"([A-Z0-9-]+)"')
REGISTERED = re.compile(r'^@?(?:check|every_answer)\(((?:\s*"[A-Z0-9-]+",?)+)', re.MULTILINE)
ID = re.compile(r'"([A-Z0-9-]+)"')


def sources() -> dict[Path, str]:
    """The text of each file that has properties or machines."""
    return {file: file.read_text(encoding="utf-8") for folder in FOLDERS for file in sorted(folder.rglob("*.py"))}


def modules_naming(
    requirements: Sequence[str], catalog: Catalog, texts: Mapping[Path, str] | None = None
) -> list[Path]:
    """The files whose properties reach one of these requirements, or the refusal whose message one of them is about.

    With them come the files that have the checks of what these properties judge beside it. Machines only for a
    requirement that no property reaches. Both folders as a whole if nothing is selected, or nothing is found: the run
    then reports that no property fits. ``texts``: the ``sources``, where they were read before.
    """
    texts = sources() if texts is None else texts
    known = (catalog.requirements[i] for i in requirements if i in catalog.requirements)
    ids = {*requirements, *(requirement.text_of or requirement.id for requirement in known)}
    found = {file for identifier in ids for file in _about(identifier, texts)}
    found |= _with_checks(found, texts)
    return [file for file in texts if file in found] or list(FOLDERS)


def _with_checks(found: Collection[Path], texts: Mapping[Path, str]) -> set[Path]:
    """The files in which a check is registered that properties in the files ``found`` judge by."""
    judged = {identifier for file in found for identifier in _judged_in(texts[file])}
    return {file for file, text in texts.items() if judged & _registered_in(text)}


@cache
def _registered_in(text: str) -> set[str]:
    return {identifier for ids in REGISTERED.findall(text) for identifier in ID.findall(ids)}


@cache
def _judged_in(text: str) -> set[str]:
    """What the properties of a module say that they reach, and what is judged by name.

    Where a property adds a list, all that the module names.
    """
    reached = {*JUDGED.findall(text)}
    for literal, added in DECORATOR.findall(text):
        reached.update(ID.findall(text if added else literal))
    return reached


def _about(identifier: str, texts: Mapping[Path, str]) -> list[Path]:
    """The files with a property that names it; where none does, all that name it at all, machines too."""
    naming = [file for file, text in texts.items() if f'"{identifier}"' in text]
    return [file for file in naming if file.is_relative_to(AREAS) and _reached(identifier, texts[file])] or naming


def _reached(identifier: str, text: str) -> bool:
    """Whether a property of this module names it, itself or in a list that it adds."""
    return any(f'"{identifier}"' in literal or added for literal, added in DECORATOR.findall(text))
