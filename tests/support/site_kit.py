"""Runs of releases as a site reads them, and the history that they make."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from reports.site.history import History, history_of
from reports.site.runs import read_runs
from reports.write import render_all
from reports_synthetic import (
    NEED,
    Event,
    diverges,
    event,
    footer,
    observation,
    requirements,
    run_event,
    witness,
)

TODAY = date(2026, 3, 1)
IDS = [f"SIGNUP-{n:03d}" for n in range(1, 7)]


def release(
    folder: Path,
    version: str,
    failing: dict[str, str] | None = None,
    *,
    product: str = "moto",
    ids: Sequence[str] = IDS,
    at: float = 0.0,
    nothing: bool = False,
    seen: str = "status 200",
    more: Sequence[Event] = (),
    **run: Any,
) -> Path:
    """The folder of a complete run of one release: these requirements fail in these ways, the others pass.

    Where it judged ``nothing``, the target has none of them.
    """
    slug = f"{product}-{version}"
    catalog = [entry for entry in requirements() if entry["id"] in ids]
    needs = [{"id": "j", "title": "Sign up", "needs": IDS[:2], "areas": ["sign-up"]}]
    lines: list[Event] = [run_event(catalog, journeys=needs, **run)]
    lines.append(event("target", slug, product=product, version=version))
    for entry in catalog:
        if kind := (failing or {}).get(entry["id"]):
            lines += [diverges(entry["id"], 1, kind, target=slug), witness(entry["id"], kind, target=slug, seen=seen)]
        elif nothing:
            lines.append(observation(entry["id"], "unsupported", target=slug, step="SignUp", reason="SignUp: no"))
        else:
            lines += [observation(entry["id"], "agrees", n, target=slug) for n in range(NEED)]
    lines += [footer(slug, properties=0, properties_expected=0), *more]
    written = folder / f"{slug}-{at:.0f}"
    render_all([{**line, "at": at} for line in lines], written, [], today=TODAY)
    return written


def history_from(*folders: Path) -> History:
    """The history of these runs."""
    return history_of(read_runs(folders))
