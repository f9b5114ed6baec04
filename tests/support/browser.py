"""A page of a report in headless Chromium."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from axe_core import axe_script
from conformance.judges.chromium.cdp import Tab, program
from conformance.transport.installs import NotInstalled

PATIENCE = 30  # seconds until something that is awaited is an error of the page


@contextmanager
def opened(
    page: Path, place: str = "", *, scheme: str = "light", scripts: bool = True, width: int = 0
) -> Iterator[Tab]:
    """The page in a tab, on a phone of this width if one is given; skipped where there is no Chromium."""
    try:
        program()
    except NotInstalled as missing:
        pytest.skip(str(missing))
    with Tab() as tab:
        tab.send("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        tab.send("Emulation.setScriptExecutionDisabled", value=not scripts)
        if width:
            phone = {"width": width, "height": 844, "deviceScaleFactor": 1, "mobile": True}
            tab.send("Emulation.setDeviceMetricsOverride", **phone)
        tab.send("Page.setBypassCSP", enabled=True)  # for the script of axe-core
        assert tab.go(page.resolve().as_uri() + place) == ""
        wait(tab, "document.readyState === 'complete'")
        yield tab


def wait(tab: Tab, expression: str) -> Any:
    """The value of an expression, once it is true. Fails with the page's text where it never is."""
    deadline = time.monotonic() + PATIENCE
    while not (found := tab.value(expression)):
        if time.monotonic() > deadline:
            raise AssertionError(f"never {expression}: {tab.value('document.body.innerText')[:2000]}")
        time.sleep(0.02)
    return found


def violations(tab: Tab) -> list[str]:
    """What axe-core finds wrong, a line each."""
    tab.value(axe_script() + "; null")
    found = tab.value("axe.run().then((said) => JSON.stringify([said.passes.length, said.violations]))")
    passes, wrong = json.loads(found)
    assert passes > 20, "axe-core looked at hardly anything"
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in wrong]
