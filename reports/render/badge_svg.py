"""``badge.svg``: the badge as a picture, which needs no server."""

from __future__ import annotations

from html import escape

from reports.gate import GateResult
from reports.record import RunRecord, Scores, percent
from reports.text import visible

FILE = "badge.svg"
TITLE = "cognito conformance"
WIDE = 6.6  # units of a letter, on average, in Verdana at 11
COLOURS = ((1.0, "#2c8a47"), (0.9, "#57801c"), (0.7, "#8a6d00"), (0.0, "#b5500e"))  # white text has 4 : 1 on each
NONE = "#5f6873"  # no score, or one that cannot be relied on


def render(record: RunRecord, gate: GateResult) -> str:
    """Conformance and coverage on the level must, of the target that conforms least; its label names all of them."""
    scores = [(t.scores.total.must.conformance, t) for t in record.targets]
    known = [(score, target) for score, target in scores if score is not None]
    words = shares(min(known, key=lambda pair: pair[0])[1].scores) if known else "not judged"
    if record.partial:
        words += " (partial)"
    label = "; ".join(f"{record.name(t)}: {shares(t.scores)}" for t in record.targets) or "no target"
    unsure = record.partial or gate.exit_code in (3, 4) or not known
    return drawn(words, label, NONE if unsure else colour(min(score for score, _ in known)))


def shares(scores: Scores) -> str:
    """Conformance and coverage on the level must, for people."""
    score = scores.total.must
    return f"{percent(score.conformance)} of {percent(score.coverage)} covered"


def colour(value: float | None) -> str:
    """The colour of a score between 0 and 1."""
    return NONE if value is None else next(shade for limit, shade in COLOURS if value >= limit)


def drawn(words: str, label: str, shade: str) -> str:
    """The picture: the title and these words; ``label`` is what screen readers say."""
    left, right = round(len(TITLE) * WIDE) + 12, round(len(words) * WIDE) + 12
    title = escape(visible(f"{TITLE}, level must: {label}"))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="20" role="img" aria-label="{title}">'
        f"<title>{title}</title>"
        f'<rect width="{left + right}" height="20" rx="3" fill="#40464f"/>'
        f'<path d="M{left} 0h{right - 3}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3h-{right - 3}z" fill="{shade}"/>'
        '<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" text-anchor="middle">'
        f'<text x="{left / 2}" y="14">{TITLE}</text><text x="{left + right / 2}" y="14">{escape(words)}</text>'
        "</g></svg>\n"
    )
