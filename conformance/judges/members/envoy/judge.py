"""Envoy with its JWT filter in front of a fixed answer: 200 or 401, and 403 where the payload is not the wanted one."""

from __future__ import annotations

import atexit
import http.client
import json
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import envoy

SECONDS = 30
FILTERS = "type.googleapis.com/envoy.extensions.filters"
BINARY = Path(envoy.__file__).parent / "_bin" / "envoy"


def ask(asked: dict[str, Any]) -> None:
    """Raises where the token is refused."""
    port = gateway(asked["configuration"], asked["use"], asked["issuer"], asked["jwks_url"], asked["client_id"])
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    connection.request("GET", "/", headers={"Authorization": f"Bearer {asked['token']}"})
    answer = connection.getresponse()
    text = answer.read().decode("utf-8", "replace")
    connection.close()
    if answer.status != 200:
        raise ValueError(f"HTTP {answer.status}: {text}")


def ended(process: subprocess.Popen[bytes], folder: Path) -> None:
    """End a gateway, and remove its folder."""
    process.kill()
    process.wait()
    shutil.rmtree(folder, ignore_errors=True)


@cache
def gateway(configuration: str, use: str, issuer: str, jwks_url: str, client_id: str) -> int:
    """The port of an Envoy with this configuration, which ends with this program."""
    port = free_port()
    folder = Path(tempfile.mkdtemp())
    settings = config(port, issuer, jwks_url, {"use": use, "client": client_id} if configuration != "default" else None)
    (folder / "envoy.json").write_text(json.dumps(settings), encoding="utf-8")
    command = [str(BINARY), "--config-path", str(folder / "envoy.json"), "--use-dynamic-base-id"]
    command += ["--disable-hot-restart", "--concurrency", "1", "--log-level", "error"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    atexit.register(ended, process, folder)
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return port
        time.sleep(0.02)
    raise RuntimeError(f"Envoy did not start: {(folder / 'log').read_text('utf-8', 'replace')[-200:]}")


def free_port() -> int:
    """A port of this machine."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def config(port: int, issuer: str, jwks_url: str, wanted: dict[str, str] | None) -> dict[str, Any]:
    """One listener that answers 200 to requests with a token of this issuer, and of this use and client if wanted."""
    provider: dict[str, Any] = {
        "issuer": issuer,
        "forward": True,
        "remote_jwks": {"http_uri": {"uri": jwks_url, "cluster": "keys", "timeout": "10s"}, "cache_duration": "300s"},
    }
    filters = []
    if wanted:
        provider |= {"clock_skew_seconds": 1, "payload_in_metadata": "claims"}
        provider |= {"audiences": [wanted["client"]]} if wanted["use"] == "id" else {}
        filters.append(rbac(wanted))
    verify = {
        "name": "envoy.filters.http.jwt_authn",
        "typed_config": {
            "@type": f"{FILTERS}.http.jwt_authn.v3.JwtAuthentication",
            "providers": {"pool": provider},
            "rules": [{"match": {"prefix": "/"}, "requires": {"provider_name": "pool"}}],
        },
    }
    router = {"name": "envoy.filters.http.router", "typed_config": {"@type": f"{FILTERS}.http.router.v3.Router"}}
    answer = {"match": {"prefix": "/"}, "direct_response": {"status": 200, "body": {"inline_string": "let in"}}}
    manager = {
        "@type": f"{FILTERS}.network.http_connection_manager.v3.HttpConnectionManager",
        "stat_prefix": "gateway",
        "route_config": {"virtual_hosts": [{"name": "all", "domains": ["*"], "routes": [answer]}]},
        "http_filters": [verify, *filters, router],
    }
    chain = [{"name": "envoy.filters.network.http_connection_manager", "typed_config": manager}]
    listener = {"name": "gateway", "address": address("127.0.0.1", port), "filter_chains": [{"filters": chain}]}
    host, _, at = jwks_url.split("/")[2].partition(":")
    endpoint = {"endpoint": {"address": address(host, int(at))}}
    cluster = {
        "name": "keys",
        "type": "STATIC",
        "connect_timeout": "5s",
        "load_assignment": {"cluster_name": "keys", "endpoints": [{"lb_endpoints": [endpoint]}]},
    }
    return {"static_resources": {"listeners": [listener], "clusters": [cluster]}}


def rbac(wanted: dict[str, str]) -> dict[str, Any]:
    """The filter that compares token_use, and client_id of access tokens."""
    members = {"token_use": wanted["use"]} | ({"client_id": wanted["client"]} if wanted["use"] == "access" else {})
    rules = [
        {
            "metadata": {
                "filter": "envoy.filters.http.jwt_authn",
                "path": [{"key": "claims"}, {"key": name}],
                "value": {"string_match": {"exact": value}},
            }
        }
        for name, value in members.items()
    ]
    policy = {"permissions": [{"any": True}], "principals": [{"and_ids": {"ids": rules}}]}
    return {
        "name": "envoy.filters.http.rbac",
        "typed_config": {
            "@type": f"{FILTERS}.http.rbac.v3.RBAC",
            "rules": {"action": "ALLOW", "policies": {"tokens": policy}},
        },
    }


def address(host: str, port: int) -> dict[str, Any]:
    """A socket address."""
    return {"socket_address": {"address": host, "port_value": port}}
