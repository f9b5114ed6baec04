#!/usr/bin/env python3
"""A program that looks a little like an emulator: what definitions start, reach and read in these tests.

usage: fake_emulator.py PORT [--version | --end | --stubborn | --silent]
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

messages: list[dict[str, Any]] = []


class Handler(BaseHTTPRequestHandler):
    """Answers API calls with what it saw; keeps mail; says what it is."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        pages: dict[str, Any] = {
            "/health": {"product": "Fake Emulator", "version": "2.5.0"},
            "/mail": {"box": {"messages": messages}},
            "/.well-known/jwks.json": {"keys": [{"kid": "of all pools"}]},
            "/oidc": {"issuer": "the one"},
            "/cognito-idp/oauth2/token": {"token endpoint": self.path},
        }
        self._answer(200 if path in pages else 404, pages.get(path, {"message": "no page"}))

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"{}")
        if self.path == "/mail":
            messages.append(body)
            self._answer(200, {})
        elif self.path == "/print":
            print(body["line"], flush=True)
            self._answer(200, {})
        else:
            place = {"directory": os.getcwd(), "arguments": sys.argv[1:], "mode": os.environ.get("FAKE_MODE")}
            self._answer(200, {"UserPools": [], "headers": dict(self.headers), **place})

    def _answer(self, status: int, body: Any) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("X-Fake", "yes")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        pass


def main() -> None:
    words = sys.argv[1:]
    if "--version" in words:
        print("fake emulator", os.environ.get("FAKE_VERSION", "v2.5.0-rc.1"), file=sys.stderr)
        sys.exit(int(os.environ.get("FAKE_VERSION_STATUS", "0")))
    if "--end" in words:
        print("fake emulator: cannot read its licence")
        sys.exit(3)
    if "--stubborn" in words:
        signal.signal(signal.SIGTERM, lambda *_: time.sleep(60))
    if "--silent" in words:
        time.sleep(60)
    ThreadingHTTPServer(("127.0.0.1", int(words[0])), Handler).serve_forever()


main()
