"""Which mutants a quick run needs: those of an area, or those that a change of the tree may have made different."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

from conformance.command.properties import requirements_of
from conformance.command.use import UseError, nearest
from conformance.requirements import Catalog, load_catalog
from targets.reference.mutants import Mutant, by_module, mutants

ROOT = Path(__file__).parent.parent.parent


class NoRevision(Exception):
    """The changed files cannot be determined; the message says why and what to do."""


def chosen(areas: Sequence[str], names: Sequence[str], since: str | None) -> list[str]:
    """The ids of the mutants to try, all of them when nothing is asked for.

    Raises ``NoRevision``, and ``UseError`` for a name that is not known, and for a mutant whose requirement is not.
    """
    catalog = load_catalog()
    _all_known(catalog, areas, names)
    found = [m for m in mutants().values() if not names or m.id in names]
    found = [m for m in found if not areas or catalog.requirements[m.violates].area in areas]
    if since is not None:
        touched = affected(changed_files(since))
        found = [m for m in found if m.id in touched]
    return [m.id for m in found]


def _all_known(catalog: Catalog, areas: Sequence[str], names: Sequence[str]) -> None:
    for name in names:
        if name not in mutants():
            hint = nearest(name, mutants())
            raise UseError(f"there is no mutant {name!r}.{hint} They are listed in targets/reference/mutants/.")
    for area in areas:
        if area not in catalog.areas:
            raise UseError(f"there is no area {area!r}.{nearest(area, catalog.areas)}")
    for mutant in mutants().values():
        for requirement in (mutant.violates, *mutant.also):
            if requirement not in catalog.requirements:
                hint = nearest(requirement, catalog.requirements)
                raise UseError(f"mutant {mutant.id!r} names {requirement!r}, and there is no such requirement.{hint}")


def changed_files(since: str) -> list[Path]:
    """The files that differ from a revision, the untracked ones too. Raises ``NoRevision``."""
    found: list[Path] = []
    for command in (["git", "diff", "--name-only", since, "--"], ["git", "ls-files", "--others", "--exclude-standard"]):
        try:
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        except OSError as error:
            raise NoRevision(f"--changed-since needs git: {error}. Use --area instead.") from error
        if done.returncode:
            raise NoRevision(f"--changed-since {since}: {done.stderr.strip().splitlines()[0]}. Use --area instead.")
        found += [Path(line) for line in done.stdout.splitlines()]
    return found


def affected(files: Iterable[Path]) -> set[str]:
    """The ids of the mutants that a change of these files may have made different."""
    found: set[str] = set()
    for file in files:
        found |= {mutant.id for mutant in _touched_by(file)}
    return found


def _touched_by(file: Path) -> list[Mutant]:
    """The mutants that a change of one file may have made different.

    A module of properties: the mutants of the requirements they reach. A file of the catalog: those of its area. A file
    of the reference: those whose defect is in it. Code that properties share, or the engine: one mutant of each area.
    """
    catalog, everything = load_catalog(), list(mutants().values())
    if file.suffix not in (".py", ".toml"):
        return []
    if file.parts[:2] == ("conformance", "requirements"):
        area = file.stem
        return [m for m in everything if catalog.requirements[m.violates].area == area]
    if file.parts[:2] in (("conformance", "areas"), ("conformance", "machines")):
        reached = requirements_of(".".join(file.with_suffix("").parts))
        return [m for m in everything if m.violates in reached] if reached else _one_of_each_area(everything)
    if file.parts[:3] == ("targets", "reference", "mutants"):
        return list(by_module().get(file.stem, ()))
    if file.parts[:2] == ("targets", "reference"):
        text = (ROOT / file).read_text(encoding="utf-8") if (ROOT / file).exists() else ""
        return [m for m in everything if f'"{m.id}"' in text]
    return _one_of_each_area(everything) if file.parts[:1] == ("conformance",) else []


def _one_of_each_area(everything: Sequence[Mutant]) -> list[Mutant]:
    catalog = load_catalog()
    first: dict[str, Mutant] = {}
    for mutant in everything:
        first.setdefault(catalog.requirements[mutant.violates].area, mutant)
    return list(first.values())
