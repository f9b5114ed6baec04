"""``feed.json`` (JSON Feed 1.1): an item for each release, with what it fixed and what it broke."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from reports.record import percent
from reports.site.changes import HEADINGS, sorted_changes
from reports.site.history import History, Line
from reports.text import visible

TITLE = "Cognito conformance of emulators"


def feed(history: History, base: str = "") -> str:
    """The feed, the newest run first. ``base`` is the address of the site; without one, items have no addresses."""
    items = [
        (release.run.started or 0.0, _item(line, number, base))
        for line in history.lines
        for number, release in enumerate(line.releases)
    ]
    items.sort(key=lambda item: (-item[0], item[1]["id"]))
    head: dict[str, Any] = {"version": "https://jsonfeed.org/version/1.1", "title": TITLE}
    if base:
        head |= {"home_page_url": base, "feed_url": f"{base}feed.json"}
    return json.dumps(head | {"items": [item for _, item in items]}, ensure_ascii=False, indent=1) + "\n"


def _item(line: Line, number: int, base: str) -> dict[str, Any]:
    release, change = line.releases[number], line.changes[number]
    score = release.scores.total.must
    text = f"Level must: conformance {percent(score.conformance)}, coverage {percent(score.coverage)}."
    title = visible(f"{line.name} {release.version}")
    if change is not None:
        sorts = sorted_changes(change)
        text += f" Compared with {line.releases[number - 1].version}."
        title += f": {len(sorts['fixed'])} fixed, {len(sorts['broke'])} broken"
        if otherwise := line.differs(number):
            text += f" Tested with another {' and '.join(otherwise)} than the release before."
        text += "".join(
            f" {HEADINGS[sort]}: {', '.join(d.requirement for d in some)}." for sort, some in sorts.items() if some
        )
    item: dict[str, Any] = {"id": f"{line.slug}/{release.version}", "title": title, "content_text": text}
    if release.run.started is not None:
        item["date_published"] = datetime.fromtimestamp(release.run.started, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return item | ({"url": f"{base}targets/{line.slug}.html"} if base else {})
