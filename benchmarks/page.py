"""Size of a report's page, and how long Chromium takes to show it, to filter it and to open a requirement.

    python benchmarks/page.py DIR...      folders that a run or ``report merge`` has written

Each page is opened five times, and each time its figures are measured once; the median is shown, with the least and
the most. Times are milliseconds of this machine: compare them with those of another commit on the same machine, one
after the other. A page that lacks one of its figures for a minute ends the benchmark.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from conformance.judges.chromium.cdp import Tab

REPEAT = 5
PATIENCE = 60  # seconds for a figure of a page
PAINTED = "performance.getEntriesByType('paint').find((e) => e.name === 'first-contentful-paint')?.startTime ?? null"
LOADED = "performance.getEntriesByType('navigation')[0]?.loadEventEnd || null"
# From the change of the field to the frame that shows its result: the second callback comes after that frame.
FRAMES = "new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown)))"
FILTER = """(async () => {
  const field = document.getElementById("f-text"), began = performance.now();
  field.value = %s;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  await %s;
  return [performance.now() - began, document.getElementById("f-count").textContent];
})()"""
WORDS = ("refresh", "srp password", "")  # many, few, all


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
    with Tab() as tab:
        tab.go(page.resolve().as_uri())
        found = {"loaded": float(wait(tab, LOADED)), "first paint": float(wait(tab, PAINTED))}
        wait(tab, "document.getElementById('f-count')?.textContent || null")
        for word in WORDS:
            found[f"filter {word!r}"], _ = tab.value(FILTER % (json.dumps(word), FRAMES))
        return found


def main(folders: Sequence[str]) -> None:
    """Print a line for each figure of each folder."""
    for folder in folders:
        page = Path(folder) / "index.html"
        print(
            f"{page}: {page.stat().st_size / 1e6:.2f} MB; report.md: {page.with_name('report.md').stat().st_size} bytes"
        )
        runs = [measured(page) for _ in range(REPEAT)]
        for name in runs[0]:
            values = [run[name] for run in runs]
            print(f"  {name:<24} {statistics.median(values):7.0f} ms  ({min(values):.0f} to {max(values):.0f})")


if __name__ == "__main__":
    main(sys.argv[1:])
