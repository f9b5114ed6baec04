"""oauth2-proxy as a gate for requests with bearer tokens: its answer at /oauth2/auth, 202 or 401 or 403."""

from __future__ import annotations

import atexit
import http.client
import os
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

SECONDS = 30
BINARY = Path(__file__).parent / "judge"


def ask(asked: dict[str, Any]) -> None:
    """Raises where the token is refused."""
    port = gateway(asked["configuration"], asked["use"], asked["issuer"], asked["jwks_url"], asked["client_id"])
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    connection.request("GET", "/oauth2/auth", headers={"Authorization": f"Bearer {asked['token']}"})
    answer = connection.getresponse()
    text = answer.read().decode("utf-8", "replace").strip()
    connection.close()
    if answer.status != 202:
        raise ValueError(f"HTTP {answer.status}: {text}")


def ended(process: subprocess.Popen[bytes], folder: Path) -> None:
    """End a gateway, and remove its folder."""
    process.kill()
    process.wait()
    shutil.rmtree(folder, ignore_errors=True)


@cache
def gateway(configuration: str, use: str, issuer: str, jwks_url: str, client_id: str) -> int:
    """The port of an oauth2-proxy with this configuration, which ends with this program."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = int(found.getsockname()[1])
    own = ["--oidc-audience-claim=client_id"]
    command = [
        str(BINARY),
        f"--http-address=127.0.0.1:{port}",
        "--provider=oidc",
        f"--oidc-issuer-url={issuer}",
        "--skip-oidc-discovery",
        f"--oidc-jwks-url={jwks_url}",
        f"--login-url={issuer}/oauth2/authorize",
        f"--redeem-url={issuer}/oauth2/token",
        f"--client-id={client_id}",
        "--client-secret=a-secret-of-this-judge",
        "--cookie-secret=0123456789abcdef",
        "--email-domain=*",
        "--upstream=static://200",
        "--skip-jwt-bearer-tokens",
        *(own if configuration != "default" and use == "access" else []),
    ]
    folder = Path(tempfile.mkdtemp())
    log = folder / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, env=dict(os.environ))
    atexit.register(ended, process, folder)
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return port
        time.sleep(0.02)
    raise RuntimeError(f"oauth2-proxy did not start: {log.read_text('utf-8', 'replace')[-300:]}")
