"""A server on this machine that answers a client as it is told to, and counts what it is asked.

It knows the operations of a sign-in and of a refresh. It never looks at a password: an SRP sign-in is answered as if it
were right, so that a client can be met with any answer after it has proved its password.
"""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

JSON = "application/x-amz-json-1.1"
# A number below the group's prime, as a server's public value is. Nothing is checked by it.
SRP_B = "7" + "3a91c5e8" * 95 + "00000f1"


@dataclass(frozen=True)
class Answer:
    """One answer; ``status`` 0 closes the connection without any."""

    status: int = 200
    body: Mapping[str, Any] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


# The answer to the request of this number, from 1, which carries or proves the password or the refresh token.
Script = Callable[[int], Answer]


def refused(name: str, status: int = 400) -> Answer:
    """A refusal as Cognito sends it: the code in the header and in the body."""
    return Answer(status, {"__type": name, "message": "no"}, {"x-amzn-errortype": f"{name}:"})


class ScriptedPool:
    """The server; a context manager. ``asked`` counts the operations."""

    def __init__(self, script: Script, *, user: str = "jane") -> None:
        self.script = script
        self.user = user
        self.asked: Counter[str] = Counter()
        handler = type("Handler", (_Handler,), {"pool": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._turn = threading.Lock()

    def __enter__(self) -> ScriptedPool:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True, name="scripted pool").start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, operation: str, request: Mapping[str, Any]) -> Answer:
        """The next answer to this operation."""
        if operation == "InitiateAuth" and request.get("AuthFlow") in ("USER_SRP_AUTH", "USER_AUTH"):
            return Answer(200, self._challenge())
        if operation not in ("InitiateAuth", "RespondToAuthChallenge", "GetTokensFromRefreshToken"):
            return Answer(200, {})
        with self._turn:
            self.asked[operation] += 1
            return self.script(sum(self.asked.values()))

    def _challenge(self) -> dict[str, Any]:
        parameters = {
            "SALT": "5f3c8d21a0b94e77",
            "SRP_B": SRP_B,
            "SECRET_BLOCK": "c2VjcmV0IGJsb2Nr",
            "USERNAME": self.user,
            "USER_ID_FOR_SRP": self.user,
        }
        return {"ChallengeName": "PASSWORD_VERIFIER", "ChallengeParameters": parameters, "Session": "a session"}


class _Handler(BaseHTTPRequestHandler):
    pool: ScriptedPool
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        text = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        operation = self.headers.get("X-Amz-Target", "").rpartition(".")[2]
        answer = self.pool.answer(operation, json.loads(text or b"{}"))
        if answer.status == 0:
            self.close_connection = True
            return
        body = b"" if answer.body is None else json.dumps(answer.body).encode()
        self.send_response(answer.status)
        self.send_header("Content-Type", JSON)
        self.send_header("Content-Length", str(len(body)))
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is printed."""
