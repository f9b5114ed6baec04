"""``sensitivity.json`` and ``sensitivity.html``, a page that works offline."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from conformance.requirements import load_catalog
from conformance.sensitivity.generation import Generation
from conformance.sensitivity.mutation import MutantResult, PairResult

JSON, HTML = "sensitivity.json", "sensitivity.html"


@dataclass
class Outcome:
    """All results of a run."""

    seeds: int
    profile: str
    mutants: list[MutantResult] = field(default_factory=list)
    pairs: list[PairResult] = field(default_factory=list)
    generation: Generation | None = None
    seconds: float = 0.0

    @property
    def run(self) -> list[MutantResult]:
        """The mutants that can be killed."""
        return [m for m in self.mutants if not m.unkillable]

    @property
    def tried_clean(self) -> list[MutantResult]:
        """The mutants for which everything was run."""
        return [m for m in self.run if m.unrelated is not None]

    @property
    def figures(self) -> dict[str, int]:
        """The counts that are published."""
        return {
            "total": len(self.run),
            "killed": sum(m.killed for m in self.run),
            "tried_clean": len(self.tried_clean),
            "clean": sum(not m.unrelated for m in self.tried_clean),
            "pairs": len(self.pairs),
            "pairs_right": sum(p.right for p in self.pairs),
            "unkillable": len(self.mutants) - len(self.run),
        }

    @property
    def right(self) -> bool:
        """Whether all results are as they should be. The table on generation does not count."""
        return all(m.right for m in self.mutants) and all(p.right for p in self.pairs)


def write(out: Path, outcome: Outcome) -> None:
    """Write both files. Raises ``OSError``."""
    out.mkdir(parents=True, exist_ok=True)
    _replace(out / JSON, json.dumps(record(outcome), indent=1))
    _replace(out / HTML, render(outcome))


def _replace(file: Path, text: str) -> None:
    """Write the file as a whole or not at all."""
    with tempfile.NamedTemporaryFile("w", dir=file.parent, delete=False, encoding="utf-8") as new:
        new.write(text)
    os.chmod(new.name, 0o644)
    Path(new.name).replace(file)


def record(outcome: Outcome) -> dict[str, Any]:
    """The content of the JSON file."""
    return {
        "seeds": outcome.seeds,
        "profile": outcome.profile,
        "seconds": outcome.seconds,
        "catalog_digest": load_catalog().digest,
        "figures": outcome.figures,
        "mutants": [{**asdict(m), "killed": m.killed} for m in outcome.mutants],
        "pairs": [{**asdict(p), "right": p.right} for p in outcome.pairs],
        "generation": asdict(outcome.generation) if outcome.generation else None,
    }


def render(outcome: Outcome) -> str:
    """The page."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("conformance.sensitivity", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(middle=middle)
    template = environment.get_template("page.html.j2")
    areas, titles = by_area(outcome.mutants), load_catalog().areas
    return template.render(o=outcome, figures=outcome.figures, areas=areas, titles=titles)


def by_area(results: Sequence[MutantResult]) -> dict[str, list[MutantResult]]:
    """The mutants in the order of the catalog's areas, what is wrong first."""
    found: dict[str, list[MutantResult]] = {}
    for area in load_catalog().areas:
        mine = [m for m in results if m.area == area]
        if mine:
            found[area] = sorted(mine, key=lambda m: (m.right, m.violates, m.id))
    return found


def middle(numbers: Sequence[int]) -> str:
    """The median, for people."""
    return f"{median(numbers):g}" if numbers else "–"
