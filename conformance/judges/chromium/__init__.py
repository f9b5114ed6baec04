"""Headless Chromium: authorize, the login page, the callback, and tokens fetched by the application's own page."""

from __future__ import annotations

import json
import re
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from conformance.judges.bench import PASSWORD, WRONG
from conformance.judges.case import Case, Unreached
from conformance.judges.chromium.cdp import Tab, program
from conformance.kit.forms import FORM_CHOICES, FORM_NAMES, FORM_PASSWORDS
from conformance.transport.programs import ProgramLost

if TYPE_CHECKING:
    from conformance.judges.bench import Bench

NAME = "chromium"
ABOUT = "a browser: the login page, and the application's page"
TASK = "login page to tokens"
SECONDS = 20  # from the first page to the callback
PAUSE = 0.1
PATIENCE = 2.0  # for the text of a page that is still being made

# Fills in what a form of the page asks for and sends it: what was done, or empty where there is nothing to do.
FILL = """(() => {
  const shown = (e) => e.getClientRects().length > 0 && getComputedStyle(e).visibility !== "hidden";
  const [names, passwords, choices, login, password] = %s;
  for (const form of document.forms) {
    const fields = [...form.elements].filter((e) => e.name);
    const name = fields.filter((e) => names.includes(e.name) && e.type !== "hidden" && shown(e));
    const secret = fields.filter((e) => passwords.includes(e.name) && e.type !== "hidden" && shown(e));
    const choice = fields.find((e) => choices.includes(e.name) && e.value === "PASSWORD" && shown(e));
    if (!name.length && !secret.length && !choice) continue;
    name.forEach((e) => { e.value = login; });
    secret.forEach((e) => { e.value = password; });
    const button = choice || [...form.elements].find((e) => e.type === "submit" && shown(e));
    const kind = [...name, ...secret, choice].filter(Boolean).map((e) => e.name).join("+");
    if (document.body.dataset.sent) return "";
    document.body.dataset.sent = "yes";
    button ? button.click() : form.submit();
    return kind;
  }
  return "";
})()"""


def version() -> str:
    """The browser's version. Raises ``NotInstalled``."""
    try:
        said = subprocess.run([program(), "--version"], capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    found = re.search(r"\d+(\.\d+)+", said.stdout)
    return found[0] if found else ""


def cases(bench: Bench) -> Iterator[Case]:
    """One sign-in, with the right password and with a wrong one."""
    yield Case(TASK, "right", "the right password", lambda: _signed_in(bench, PASSWORD))
    yield Case(TASK, "wrong", "a wrong password", lambda: _signed_in(bench, WRONG))


def _signed_in(bench: Bench, password: str) -> str:
    hosted = bench.hosted
    with _application() as origin:
        callback = f"{origin}/callback"
        client = bench.application(callback)
        with bench.turn:
            offered = bench.s.request("GET", hosted.url("/oauth2/authorize")).outcome != "unsupported"
        if not offered:
            raise Unreached("there is no /oauth2/authorize", offered=False)
        base = hosted.base.replace("//127.0.0.1", "//localhost")  # the name that a person types
        flow = {
            "authorize": f"{base}/oauth2/authorize",
            "token": f"{base}/oauth2/token",
            "clientId": client.id,
            "redirectUri": callback,
            "scope": "openid email",
        }
        with Tab() as tab:
            tab.go(f"{origin}/")
            _wait(tab, "document.readyState === 'complete' && typeof begin === 'function'")
            tab.value(f"begin({json.dumps(flow)})")
            return _followed(tab, callback, flow, bench.user.login, password)


def _followed(tab: Tab, callback: str, flow: dict[str, Any], login: str, password: str) -> str:
    """From the first page to the tokens: each kind of form is filled in once."""
    asked = json.dumps([FORM_NAMES, FORM_PASSWORDS, FORM_CHOICES, login, password])
    filled: set[str] = set()
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        if tab.value("document.readyState") == "complete":
            here = str(tab.value("location.href"))
            if here.startswith(callback):
                _wait(tab, "typeof finish === 'function'")
                return str(tab.value(f"finish({json.dumps(flow)})"))
            if here.startswith("chrome-error:"):
                return f"a page could not be opened: {tab.failed}"
            kind = str(tab.value(FILL % asked) or "")
            if kind in filled:
                return _stayed(tab)
            filled |= {kind} - {""}
        time.sleep(PAUSE)
    return f"no callback after {SECONDS} s; {_stayed(tab)}"


def _stayed(tab: Tab) -> str:
    deadline, text = time.monotonic() + PATIENCE, ""
    while not text and time.monotonic() < deadline:
        text = " ".join(str(tab.value("document.body ? document.body.innerText : ''") or "").split())
    return f"the browser stays at {tab.value('location.pathname')!s}: {text[:200]}"


def _wait(tab: Tab, expression: str) -> None:
    deadline = time.monotonic() + SECONDS
    while tab.value(expression) is not True:
        if time.monotonic() > deadline:
            raise ProgramLost(f"chromium never came to {expression}")
        time.sleep(PAUSE)


@contextmanager
def _application() -> Iterator[str]:
    """A server with the application's page at every path; ``localhost`` is what Cognito takes without TLS."""
    page = (files(__package__) / "application.html").read_bytes()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing is printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True, name="application").start()
    try:
        yield f"http://localhost:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
