"""Where a hosted UI is, and headers that come more than once."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from targets.interface import header_map
from targets.moto_embedded import MotoEmbedded
from targets.reference.target import ReferenceTarget
from targets.registry import resolve


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(302)
        self.send_header("Set-Cookie", "a=1; Expires=Wed, 01 Jan 2031 00:00:00 GMT")
        self.send_header("set-cookie", "b=2")
        self.send_header("Location", "/login?x=1")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    serving = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=serving.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield f"http://127.0.0.1:{serving.server_port}"
    serving.shutdown()
    serving.server_close()


def test_header_map() -> None:
    assert header_map([("A", "1"), ("b", "2"), ("a", "3")]) == {"a": "1\n3", "b": "2"}


def test_repeated_headers_over_http_and_the_template(server: str, tmp_path: Path) -> None:
    definition = tmp_path / "mine.toml"
    template = 'name = "mine"\nproduct = "Mine"\nhosted_ui = "{endpoint}/{domain}/{pool_id}"\n'
    definition.write_text(template, encoding="utf-8")
    running = resolve(f"{definition}?endpoint={server}").start()
    assert "hosted-ui" in running.capabilities
    assert running.hosted_ui("p_1", "d") == f"{server}/d/p_1"
    answer = running.http("GET", f"{server}/d/p_1/oauth2/authorize")
    assert answer.status == 302
    assert answer.headers["location"] == "/login?x=1"
    assert answer.headers["set-cookie"].split("\n") == ["a=1; Expires=Wed, 01 Jan 2031 00:00:00 GMT", "b=2"]
    running.stop()


def test_no_template_no_hosted_ui(server: str) -> None:
    running = resolve(server).start()
    assert "hosted-ui" not in running.capabilities
    assert running.hosted_ui("p_1", "d") is None
    running.stop()


def test_moto_has_none() -> None:
    running = MotoEmbedded().start()
    assert "hosted-ui" not in running.capabilities
    running.stop()


def test_the_reference_has_one() -> None:
    running = ReferenceTarget("reference").start()
    assert "hosted-ui" in running.capabilities
    assert running.hosted_ui("us-east-1_x", "d") == "https://d.auth.us-east-1.amazoncognito.com"


def test_an_address_alone_does_not_say_what_is_missing(server: str, tmp_path: Path) -> None:
    """A definition that leaves something out says that it is not there; an address says nothing."""
    address = resolve(server).start()
    assert address.hosted_ui("p_1", "d") is None
    assert "by hosted_ui" in address.unknown("hosted-ui")
    assert "by [functions]" in address.unknown("functions")
    assert "by jwks" in address.unknown("well-known")
    assert address.unknown("clock") == ""
    definition = tmp_path / "mine.toml"
    definition.write_text('name = "mine"\nproduct = "Mine"\n', encoding="utf-8")
    known = resolve(f"{definition}?endpoint={server}").start()
    assert known.unknown("hosted-ui") == known.unknown("functions") == ""
