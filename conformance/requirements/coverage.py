"""Which operations of the API model the catalog says nothing of, and why."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from importlib.resources import files

from conformance.requirements import Catalog, CatalogError

FILE = "uncovered/operations.toml"


@dataclass(frozen=True)
class Uncovered:
    """The list that people keep: operations without a requirement, each with the reason."""

    botocore: str  # the release whose model the list is about
    operations: int  # how many operations that model has
    reasons: Mapping[str, str]  # by operation, on one line


def uncovered_operations(catalog: Catalog, model: Collection[str]) -> list[str]:
    """The operations of the model that no active requirement names, in alphabetical order."""
    named = {name for requirement in catalog.active() for name in requirement.operations}
    return sorted(set(model) - named)


def load_uncovered() -> Uncovered:
    """The list shipped with the suite. Raises ``CatalogError`` where a member is missing or has another type."""
    document = tomllib.loads((files(__package__) / FILE).read_text(encoding="utf-8"))
    release, number, reasons = (document.get(name) for name in ("botocore", "operations", "reasons"))
    if not isinstance(release, str) or not isinstance(number, int) or not isinstance(reasons, dict):
        raise CatalogError(f"{FILE}: write botocore as text, operations as a number, and a table [reasons]")
    for operation, why in reasons.items():
        if not isinstance(why, str) or not why.strip():
            raise CatalogError(f"{FILE}: {operation}: say in words why no requirement names it")
    return Uncovered(release, number, {name: " ".join(why.split()) for name, why in reasons.items()})
