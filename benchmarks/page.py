"""Size of a report's page, and how long Chromium takes to show it, to filter it and to open a requirement.

    python benchmarks/page.py DIR...      folders that a run or ``report merge`` has written

Each page is opened five times, in turn with an empty page, which shows what the browser and the load of the machine
cost; each time its figures are measured once, and the median is shown, with the least and the most. Times are
milliseconds of this machine: compare them with those of another commit on the same machine, one after the other. The
CPU time is that of the page's main thread, from the browser's trace: other work on the machine hardly moves it. A page
that lacks one of its figures for a minute ends the benchmark.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from conformance.judges.chromium.cdp import Tab

REPEAT = 5
PATIENCE = 60  # seconds for a figure of a page
PAINTED = "performance.getEntriesByType('paint').find((e) => e.name === 'first-contentful-paint')?.startTime ?? null"
LOADED = "performance.getEntriesByType('navigation')[0]?.loadEventEnd || null"
LISTED = "document.getElementById('f-count')?.textContent || null"
# From the change of the field to the frame that shows its result: the second callback comes after that frame.
FRAMES = "new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown)))"
FILTER = """(async () => {
  const field = document.getElementById("f-text"), began = performance.now();
  field.value = %s;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  await %s;
  return [performance.now() - began, document.getElementById("f-count").textContent];
})()"""
OPENED = "document.querySelector('#%s .body') && performance.now()"
WORDS = ("refresh", "srp password", "")  # many, few, all
REQUIREMENT = "SRP-008"
EMPTY = "<!doctype html><title>Empty</title><p>Empty</p>"
CATEGORIES = ["toplevel", "loading", "blink.user_timing", "devtools.timeline", "disabled-by-default-devtools.timeline"]
Event = dict[str, Any]


class Traced(Tab):
    """A tab that tells the CPU time of its page's main thread."""

    def __init__(self) -> None:
        super().__init__()
        self._events: list[Event] = []
        self._ended = False

    def __enter__(self) -> Traced:
        super().__enter__()
        return self

    def _note(self, event: Event) -> None:
        super()._note(event)
        if event.get("method") == "Tracing.dataCollected":
            self._events += event["params"]["value"]
        self._ended = self._ended or event.get("method") == "Tracing.tracingComplete"

    def trace(self) -> None:
        """Begin to trace."""
        self._events, self._ended = [], False
        self.send("Tracing.start", transferMode="ReportEvents", traceConfig={"includedCategories": CATEGORIES})

    def traced(self) -> list[Event]:
        """What happened since then."""
        self.send("Tracing.end")
        while not self._ended:
            self.value("0")
        return self._events


def spent(events: Sequence[Event], since: float = 0, until: float = float("inf")) -> float:
    """Milliseconds of CPU that the tasks of the main thread used which began between two moments of the trace."""
    main = {
        (e["pid"], e["tid"]) for e in events if e["name"] == "thread_name" and e["args"]["name"] == "CrRendererMain"
    }
    tasks = (e for e in events if e["name"] == "RunTask" and (e["pid"], e["tid"]) in main)
    return float(sum(e.get("tdur", 0) for e in tasks if since <= e["ts"] < until)) / 1000


def begun(events: Sequence[Event], before: float) -> float:
    """The moment of the trace at which the page that was painted was asked for."""
    return float(max(e["ts"] for e in events if e["name"] == "navigationStart" and e["ts"] < before))


def wait(tab: Tab, expression: str) -> Any:
    """The value of an expression as soon as it has one. Raises ``TimeoutError`` where it never has."""
    deadline = time.monotonic() + PATIENCE
    while (found := tab.value(expression)) is None:
        if time.monotonic() > deadline:
            raise TimeoutError(f"for {PATIENCE} s the page had no value of {expression}")
        time.sleep(0.01)  # the page needs the processor
    return found


def measured(page: Path) -> dict[str, float]:
    """One opening of the page: milliseconds to the first paint, to the end of loading, and of each filter."""
    with Traced() as tab:
        tab.trace()
        tab.go(page.resolve().as_uri())
        found = {"loaded": float(wait(tab, LOADED)), "first paint": float(wait(tab, PAINTED))}
        wait(tab, LISTED)
        tab.value(FRAMES)
        events = tab.traced()
        painted = max(e["ts"] for e in events if e["name"] == "firstContentfulPaint")
        began = begun(events, painted)
        found |= {"first paint, CPU": spent(events, began, painted), "list shown, CPU": spent(events, began)}
        for word in WORDS:
            tab.trace()
            found[f"filter {word!r}"], _ = tab.value(FILTER % (json.dumps(word), FRAMES))
            found[f"filter {word!r}, CPU"] = spent(tab.traced())
        return found


def linked(page: Path) -> float:
    """Milliseconds until a link to a requirement shows it."""
    with Tab() as tab:
        tab.go(f"{page.resolve().as_uri()}#{REQUIREMENT}")
        return float(wait(tab, OPENED % REQUIREMENT))


def nothing(page: Path) -> float:
    """Milliseconds to the first paint of a page with nothing in it."""
    with Tab() as tab:
        tab.go(page.as_uri())
        return float(wait(tab, PAINTED))


def main(folders: Sequence[str]) -> None:
    """Print a line for each figure of each folder."""
    with tempfile.TemporaryDirectory() as scratch:
        empty = Path(scratch) / "empty.html"
        empty.write_text(EMPTY, encoding="utf-8")
        for folder in folders:
            page = Path(folder) / "index.html"
            size, text = page.stat().st_size, page.with_name("report.md").stat().st_size
            print(f"{page}: {size / 1e6:.2f} MB; report.md: {text} bytes; load average {os.getloadavg()[0]:.1f}")
            figures: dict[str, list[float]] = defaultdict(list)
            for _ in range(REPEAT):
                figures["first paint, empty page"].append(nothing(empty))
                for name, value in measured(page).items():
                    figures[name].append(value)
                figures[f"link to {REQUIREMENT}"].append(linked(page))
            for name, values in figures.items():
                print(f"  {name:<28} {statistics.median(values):7.0f} ms  ({min(values):.0f} to {max(values):.0f})")


if __name__ == "__main__":
    main(sys.argv[1:])
