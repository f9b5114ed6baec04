"""Badges: an SVG that needs no server, for the newest release of a line."""

from __future__ import annotations

from html import escape

from reports.record import percent
from reports.site.history import Line

TITLE = "cognito conformance"
WIDE = 6.6  # units of a letter, on average, in Verdana at 11
COLOURS = ((1.0, "#2c8a47"), (0.9, "#57801c"), (0.7, "#8a6d00"), (0.0, "#b5500e"))  # white text has 4.5 : 1 on each
NONE = "#5f6873"


def badge(line: Line) -> str:
    """Conformance and coverage on the level must, and the version they are of."""
    score = line.newest.scores.total.must
    words = f"{percent(score.conformance)} of {percent(score.coverage)} covered"
    value = score.conformance
    colour = NONE if value is None else next(shade for limit, shade in COLOURS if value >= limit)
    left, right = round(len(TITLE) * WIDE) + 12, round(len(words) * WIDE) + 12
    label = escape(f"{TITLE}, {line.name} {line.newest.version}, level must: {words}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="20" role="img" aria-label="{label}">'
        f"<title>{label}</title>"
        f'<rect width="{left + right}" height="20" rx="3" fill="#40464f"/>'
        f'<path d="M{left} 0h{right - 3}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3h-{right - 3}z" fill="{colour}"/>'
        '<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" text-anchor="middle">'
        f'<text x="{left / 2}" y="14">{TITLE}</text><text x="{left + right / 2}" y="14">{escape(words)}</text>'
        "</g></svg>\n"
    )
