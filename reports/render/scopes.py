"""``scopes.html``: one user's tokens from the API and the hosted UI, scope by scope, next to Cognito's."""

from __future__ import annotations

from typing import Any

from reports.gate import GateResult
from reports.record import RunRecord, ScopeCell, ScopeComparison, ScopeRow, ScopeToken, TargetRecord
from reports.render.html import FILE as INDEX
from reports.render.html import SCOPES as FILE
from reports.render.html import environment

__all__ = ["FILE", "render"]
PARTS = {"access": "The access token", "id": "The ID token", "may": "What the access token is good for"}
ADMIN = "aws.cognito.signin.user.admin"
# Values that change each time: only their presence is worth showing.
MADE_UP = (
    "sub",
    "jti",
    "origin_jti",
    "event_id",
    "auth_time",
    "at_hash",
    "iss",
    "aud",
    "client_id",
    "username",
    "cognito:username",
    "email",
    "phone_number",
)


def render(record: RunRecord, gate: GateResult) -> str:
    """The page; it says so where no target of the run has a hosted UI."""
    targets = [_target(record, t, t.scopes) for t in record.targets if t.scopes is not None]
    return environment().get_template("scopes.html.j2").render(targets=targets, index=INDEX, record=record, admin=ADMIN)


def _target(record: RunRecord, target: TargetRecord, found: ScopeComparison) -> dict[str, Any]:
    infos = record.by_id()
    results = {result.requirement: result for result in target.results}
    return {
        "slug": target.slug,
        "name": record.name(target),
        "tokens": [{"token": t, "title": _title(t)} for t in found.tokens],
        "parts": [(title, part, _rows(found, part)) for part, title in PARTS.items()],
        "differences": _differences(found),
        "judged": sum(1 for row in found.rows for cell in row.cells if cell.fits is not None),
        "sources": found.sources,
        "titles": {name: info.title for name, info in infos.items()},
        "linked": set(results),
    }


def _title(token: ScopeToken) -> str:
    return " ".join(token.scopes) if token.scopes else "API"


def _rows(found: ScopeComparison, part: str) -> list[dict[str, Any]]:
    """The rows with any content; the API's column is kept separate."""
    rows = [row for row in found.rows if row.part == part]
    none = [part == "id" and all(row.cells[i].seen is None for row in rows) for i in range(len(found.tokens))]
    return [
        {
            "row": row,
            "cells": [_cell(row, cell, none[i]) for i, cell in enumerate(row.cells)],
            "api": _share(row, "api"),
            "hosted": _share(row, "hosted"),
        }
        for row in rows
        if any(cell.seen is not None or cell.by for cell in row.cells)
    ]


def _cell(row: ScopeRow, cell: ScopeCell, no_token: bool) -> dict[str, Any]:
    """The text of a cell; for a value that changes each time, only whether it is present."""
    made_up = row.part != "may" and row.name in MADE_UP and cell.seen is not None
    text = "not there" if cell.seen is None else "there" if made_up else cell.seen
    if no_token:
        text = "no ID token"
    return {"cell": cell, "text": text, "whole": cell.seen if made_up else ""}


def _share(row: ScopeRow, column: str) -> str:
    counts = row.recorded.get(column)
    return f"{counts[0]} of {counts[1]}" if counts and len(counts) == 2 else ""


def _differences(found: ScopeComparison) -> list[dict[str, Any]]:
    """The differences from Cognito: one line for each requirement and kind of difference, with claims and tokens."""
    tokens: dict[tuple[str, str, str, str, str], list[str]] = {}  # by part, requirement, both words, claim
    for row in found.rows:
        for token, cell in zip(found.tokens, row.cells, strict=False):
            if cell.fits is False:
                words = _seen(row, cell), _should(cell.should, cell.by)
                tokens.setdefault((row.part, cell.by, *words, row.name), []).append(_title(token))
    lines: dict[tuple[Any, ...], list[str]] = {}
    for (part, by, seen, should, name), titles in tokens.items():
        lines.setdefault((part, by, seen, should, tuple(titles)), []).append(name)
    return [
        {"part": PARTS[part], "names": names, "seen": seen, "by": by, "should": should, "tokens": titles}
        for (part, by, seen, should, titles), names in lines.items()
    ]


def _seen(row: ScopeRow, cell: ScopeCell) -> str:
    """The value seen, without values that change each time."""
    if cell.seen is None:
        return "not there"
    return "there" if row.name in MADE_UP or cell.should == "absent" else cell.seen


def _should(text: str, by: str) -> str:
    return "the scopes that were asked for" if by == "SCOPE-001" else text
