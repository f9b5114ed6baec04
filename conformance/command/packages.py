"""Whether ``targets`` and ``reports`` are this suite's: the names are generic, and another package may hide them."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).resolve().parents[2]
NAMES = ("targets", "reports")


def hidden() -> str | None:
    """A message if another package hides one of the suite's: which, where, and what to do; else None."""
    for name in NAMES:
        found = find_spec(name)
        place = Path(found.origin or "").resolve() if found is not None else None
        if place != HERE / name / "__init__.py":
            return (
                f"the package {name!r} is {_shown(place)}, not this suite's, which is {HERE / name}; start the suite "
                "in another directory, or install it into an environment of its own (pipx, uvx, a venv)"
            )
    return None


def _shown(place: Path | None) -> str:
    return "nowhere" if place is None else str(place)
