"""Validation of the command's arguments, before anything is started or written. All functions raise ``UseError``."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from conformance.command.options import RunOptions
from conformance.command.reading import read_catalog
from conformance.command.use import UseError, nearest
from reports.expectations import ExpectationError, load_expectations
from targets.interface import Identity, TargetUnusable
from targets.registry import resolve


def check_targets(specs: Iterable[str]) -> None:
    """Check that each spec names a target."""
    for spec in specs:
        try:
            resolve(spec)
        except TargetUnusable as error:
            raise UseError(str(error)) from None


def distinct(specs: Iterable[str]) -> list[str]:
    """Each target once; two that the report could not distinguish are refused."""
    slugs: dict[str, str] = {}
    for spec in map(str.strip, specs):
        other = slugs.setdefault(Identity(spec, "", "").slug, spec)
        if other != spec:
            raise UseError(f"{other!r} and {spec!r} cannot be told apart in one report: run them one by one")
    return list(slugs.values())


def check_selection(options: RunOptions) -> None:
    """Check that the catalog is valid, that the areas are in it, and that the requirements are in it and tested."""
    catalog = read_catalog()
    for area in options.areas:
        if area not in catalog.areas:
            raise UseError(f"there is no area {area!r}.{nearest(area, catalog.areas)}")
    for identifier in options.requirements:
        found = catalog.requirements.get(identifier)
        if retired := catalog.retired_text(identifier):
            raise UseError(f"--requirement: {retired}")
        if found is None:
            raise _unknown(identifier, catalog.requirements)
        if not found.active:
            raise UseError(f"{identifier} is {found.status}, not tested: {found.reason}")


def check_expectations(file: Path | None, *, update: bool) -> None:
    """Check that the file can be read and names known requirements: a later error would lose the run's result."""
    if file is None:
        if update:
            raise UseError("--update-expectations needs --expectations FILE: the file to write")
        return
    if not file.exists():
        if update:
            return
        raise UseError(f"--expectations {file}: there is no such file; --update-expectations would write it")
    try:
        named = {expectation.requirement for expectation in load_expectations(file)}
    except ExpectationError as error:
        raise UseError(str(error)) from None
    catalog = read_catalog()
    for identifier in sorted(named - set(catalog.requirements)):
        why = catalog.retired_text(identifier) or str(_unknown(identifier, catalog.requirements))
        raise UseError(f"{file}: {why}")


def _unknown(identifier: str, known: Iterable[str]) -> UseError:
    return UseError(f"there is no requirement {identifier!r}.{nearest(identifier.upper(), known)}")
