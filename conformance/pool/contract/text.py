"""The contract as TOML, to be committed beside the infrastructure: sorted, and short enough to review."""

from __future__ import annotations

import json
from collections.abc import Mapping

from conformance.pool.contract.derive import Contract
from conformance.pool.contract.promise import Promise
from conformance.requirements import Catalog


def as_toml(contract: Contract, catalog: Catalog) -> str:
    """The file. Promises that a default pool does not make come first."""
    head = [f"# What the pool of {_line(contract.source)} promises its users, derived from its configuration."]
    special = [one for one in contract.promises if one.key in contract.special]
    usual = [one for one in contract.promises if one.key not in contract.special]
    lines = [*head, f"# {len(special)} promises differ from those of a default pool, {len(usual)} do not."]
    lines += [f"# not derived: {_line(one)}" for one in contract.silent]
    for one in special:
        lines += ["", *_table(one, catalog)]
    if usual:
        lines += ["", "# -- as a default pool ----------------------------------------------------------------"]
    for one in usual:
        lines += ["", *_table(one, catalog)]
    return "\n".join(lines) + "\n"


def _table(one: Promise, catalog: Catalog) -> list[str]:
    values: Mapping[str, object] = {
        "key": one.key,
        "says": one.says,
        "expected": one.expected,
        "requirement": one.requirement,
        "source": catalog.requirements[one.requirement].sources[0],
    }
    return ["[[promise]]", *(f"{name} = {json.dumps(value, ensure_ascii=True)}" for name, value in values.items())]


def _line(text: str) -> str:
    return " ".join(text.split())
