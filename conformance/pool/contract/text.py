"""The contract as TOML, to be committed beside the infrastructure: sorted, and short enough to review."""

from __future__ import annotations

import json
from collections.abc import Mapping

from conformance.pool.contract.derive import Contract
from conformance.pool.contract.promise import Promise
from conformance.requirements import Catalog


def as_toml(contract: Contract, catalog: Catalog, pool: str) -> str:
    """The file. Promises that a default pool does not make come first; ``pool`` is the file that they follow from."""
    head = [f"# What the pool of {_line(contract.source)} promises its users, derived from its configuration."]
    special = [one for one in contract.promises if one.key in contract.special]
    usual = [one for one in contract.promises if one.key not in contract.special]
    lines = [*head, f"# {len(special)} promises differ from those of a default pool, {len(usual)} do not."]
    lines += [f"# not derived: {_line(one)}" for one in contract.silent]
    lines += [
        "# `pool check` makes a pool like this one and tries each promise as it stands here.",
        f"pool = {_text(pool)}",
    ]
    for one in special:
        lines += ["", *_table(one, catalog)]
    if usual:
        lines += ["", "# -- as a default pool ----------------------------------------------------------------"]
    for one in usual:
        lines += ["", *_table(one, catalog)]
    return "\n".join(lines) + "\n"


def _table(one: Promise, catalog: Catalog) -> list[str]:
    values: Mapping[str, str] = {
        "key": one.key,
        "says": one.says,
        "expected": one.expected,
        "requirement": one.requirement,
        "source": catalog.requirements[one.requirement].sources[0],
        "probe": one.probe,
        "client": one.client,
    }
    lines = [f"{name} = {_text(value)}" for name, value in values.items() if value]
    shown = [f"{name} = {_text(value)}" for name, value in sorted(one.given.items())]
    return ["[[promise]]", *lines, *([f"given = {{ {', '.join(shown)} }}"] if shown else [])]


def _text(value: object) -> str:
    """A value of TOML: texts, whole numbers, true and false, and lists of texts are written as in JSON."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _line(text: str) -> str:
    return " ".join(text.split())
