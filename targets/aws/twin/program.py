"""The program: it starts everything, says where it is, and serves until it is told to stop."""

from __future__ import annotations

import json
import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from targets.aws.twin.account import Account, Settings
from targets.aws.twin.certificates import written
from targets.aws.twin.control import Control
from targets.aws.twin.elsewhere import SERVICES, Elsewhere
from targets.aws.twin.front import Front, Handler
from targets.aws.twin.functions import LambdaService
from targets.aws.twin.limits import Limits
from targets.aws.twin.listener import Listener
from targets.aws.twin.loading import must_be_readable
from targets.aws.twin.messages import Answer, Request
from targets.aws.twin.operations import Operation
from targets.aws.twin.security_tokens import SecurityTokens
from targets.aws.twin.senders import Senders
from targets.aws.twin.tagging import Tagging
from targets.aws.twin.triggers import Triggers

HOSTED = "hosted"
CONTROL = "control"
OWN = ("sts", "cognito-idp", "service-quotas", "tagging")  # served here; the rest by moto
LIMITS = frozenset({"GetProvisionedLimit", "UpdateProvisionedLimit"})


def public_hosts(region: str) -> tuple[str, ...]:
    """The names that the certificate is good for: those of this machine, and those that AWS has for the same."""
    regional = ("cognito-idp", "sts", "servicequotas", "kms", "lambda", "sqs", "tagging")
    aws = tuple(f"{service}.{region}.amazonaws.com" for service in regional)
    domains = (f"*.auth.{region}.amazoncognito.com", f"*.auth.{region}.localhost")
    return ("localhost", "iam.amazonaws.com", *aws, *domains)


class Program:
    """A twin that is running. ``folder`` is where its certificates and the code of functions go."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self.account = account = Account(settings)
        self._ca, tls = written(folder, public_hosts(settings.region))
        self._elsewhere = Elsewhere(account.id, account.region)
        account.resources.key_of = self._elsewhere.key_of
        account.resources.tags_of = self._elsewhere.tags_of
        account.role_policies = self._elsewhere.role_policies
        account.key_policy = self._elsewhere.key_policy
        self._handlers: dict[str, Handler] = {}
        self._listeners = self._made(tls)
        self._functions = LambdaService(account, self._elsewhere, folder, self._around_functions())
        self._senders = Senders(self._functions, account.cognito.current)
        account.hand_over = self._senders.hand_over
        account.service.function_of = Triggers(self._functions, account.pool_arn).find
        self._handlers |= self._served()
        for listener in self._listeners.values():
            listener.start()

    def _made(self, tls: ssl.SSLContext) -> dict[str, Listener]:
        front, report = Front(self.account, self._handlers), self.account.service.defects.append
        found = {name: Listener(name, front.api, report, tls) for name in (*OWN, *SERVICES)}
        found[HOSTED] = Listener("cognito-idp", front.page, report, tls)
        found[CONTROL] = Listener(CONTROL, Control(self.account, self._more), report)
        return found

    def _served(self) -> dict[str, Handler]:
        """Who serves each service."""
        limits = Limits(self.account)

        def pools(request: Request, operation: Operation) -> Answer:
            return (
                limits.provisioned(operation)
                if operation.name in LIMITS
                else self.account.cognito.call(request, operation)
            )

        def elsewhere(request: Request, operation: Operation) -> Answer:
            if operation.name == "ReceiveMessage":
                return self._elsewhere.received(request, operation.params)
            must_be_readable(operation)
            return self._elsewhere.serve(request)

        own: dict[str, Handler] = {
            "sts": SecurityTokens(self.account),
            "cognito-idp": pools,
            "service-quotas": limits,
            "tagging": Tagging(self.account),
            "lambda": self._functions,
        }
        return dict.fromkeys(SERVICES, elsewhere) | own

    def _around_functions(self) -> Mapping[str, str]:
        """The environment of functions: Lambda sets some of it, and the rest leads their requests here."""
        return {
            "AWS_REGION": self.account.region,
            "AWS_DEFAULT_REGION": self.account.region,
            "AWS_ENDPOINT_URL_SQS": f"https://localhost:{self._listeners['sqs'].port}",
            "AWS_CA_BUNDLE": str(self._ca),
        }

    def _more(self) -> dict[str, Any]:
        """What the state says of functions and senders."""
        return {
            "functions": self._functions.names(),
            "senders": {"delivered": self._senders.delivered, "lost": list(self._senders.lost)},
        }

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
            "key": self._elsewhere.key,
        }

    def close(self) -> None:
        """Stop serving."""
        for listener in self._listeners.values():
            listener.close()
        self._functions.close()


def line(announcement: dict[str, Any]) -> str:
    """One line of JSON."""
    return json.dumps(announcement, separators=(",", ":"))
