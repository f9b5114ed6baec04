"""The program: it starts everything, says where it is, and serves until it is told to stop."""

from __future__ import annotations

import json
import ssl
from pathlib import Path
from typing import Any

from targets.aws.twin.account import Account, Settings
from targets.aws.twin.certificates import written
from targets.aws.twin.control import Control
from targets.aws.twin.front import Front, Handler
from targets.aws.twin.listener import Listener
from targets.aws.twin.messages import Request
from targets.aws.twin.operations import Operation
from targets.aws.twin.security_tokens import SecurityTokens

HOSTED = "hosted"
CONTROL = "control"


def public_hosts(region: str) -> tuple[str, ...]:
    """The names that the certificate is good for: those of this machine, and those that AWS has for the same."""
    regional = ("cognito-idp", "sts", "servicequotas", "kms", "lambda", "sqs", "tagging")
    aws = tuple(f"{service}.{region}.amazonaws.com" for service in regional)
    domains = (f"*.auth.{region}.amazoncognito.com", f"*.auth.{region}.localhost")
    return ("localhost", "iam.amazonaws.com", *aws, *domains)


class Program:
    """A twin that is running. ``folder`` is where its certificates go."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self.account = Account(settings)
        ca, tls = written(folder, public_hosts(settings.region))
        self._ca = ca
        self._front = Front(self.account, handlers(self.account))
        self._listeners = self._made(tls)
        for listener in self._listeners.values():
            listener.start()

    def _made(self, tls: ssl.SSLContext) -> dict[str, Listener]:
        found = {name: Listener(name, self._front.api, tls) for name in handlers(self.account)}
        found[HOSTED] = Listener("cognito-idp", self._front.page, tls)
        found[CONTROL] = Listener(CONTROL, Control(self.account))
        return found

    def announcement(self) -> dict[str, Any]:
        """Where everything is: the one line that is printed."""
        at = {name: f"https://localhost:{listener.port}" for name, listener in self._listeners.items()}
        keys = self.account.principals.announced.keys
        domains = f"https://{{prefix}}.auth.{self.account.region}.localhost:{self._listeners[HOSTED].port}"
        return {
            "twin": True,
            "note": "TWIN: this is not AWS; nothing here exists anywhere else",
            "account": self.account.id,
            "region": self.account.region,
            "ca": str(self._ca),
            "endpoints": {name: url for name, url in at.items() if name not in (HOSTED, CONTROL)},
            "hosted": domains,
            "credentials": {
                "access_key": keys.access_key,
                "secret_key": keys.secret_key,
                "session_token": keys.session_token,
            },
            "control": f"http://127.0.0.1:{self._listeners[CONTROL].port}",
        }

    def close(self) -> None:
        """Stop serving."""
        for listener in self._listeners.values():
            listener.close()


def handlers(account: Account) -> dict[str, Handler]:
    """Who serves each service."""

    def pools(request: Request, operation: Operation) -> Any:
        return account.cognito.api(request)

    return {"sts": SecurityTokens(account), "cognito-idp": pools}


def line(announcement: dict[str, Any]) -> str:
    """One line of JSON."""
    return json.dumps(announcement, separators=(",", ":"))
