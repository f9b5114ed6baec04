"""A target that answers at an HTTP endpoint, by its definition."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from targets.calls import HttpCalls
from targets.clients import make_client
from targets.code_snippet import snippet
from targets.codes import Codes, Sent
from targets.interface import (
    CODES,
    Capability,
    Functions,
    HttpResponse,
    Identity,
    Purpose,
    Running,
    TargetUnusable,
)
from targets.json_paths import walk
from targets.launching import UNKNOWN, Started, listens
from targets.placeholders import fill
from targets.process import ProcessFailed
from targets.routes import Routes
from targets.web import Web

if TYPE_CHECKING:
    from targets.defined import DefinedTarget

OUTAGE = 5.0  # seconds in which an attached target may begin to take connections again
LOOK = 0.1  # seconds between two looks whether it does


class RunningServer(Running):
    """A target that answers at an HTTP endpoint."""

    def __init__(self, target: DefinedTarget, endpoint: str, started: Started | None) -> None:
        self._target = target
        self._definition = target.definition
        self._started = started
        self._stopped = False
        self._left = False  # whether an attached target has stayed away
        self._connection = target.connection(endpoint, started.workspace.state if started else None)
        self.endpoint: str | None = endpoint
        self.region = self._connection.region
        keys = target.definition.credentials
        if keys.file is None:
            self.made_up_keys = (keys.access_key, keys.secret_key)
        self.signed_headers = dict(keys.headers)
        self._routes = self._made_routes(endpoint)
        self._web = Web(self._connection, self._hosts(endpoint), routes=self._routes, name=target.spec)
        self._codes = Codes(
            target.readers,
            get=self._read,
            log=self.log,
            directory=self.directory,
        )
        self.functions = self._functions()
        self.capabilities = self._capabilities()
        self.identity = self._identity()
        self._clients: dict[bool, Any] = {}
        self.calls = HttpCalls.to(self._connection)

    def _made_routes(self, endpoint: str) -> Routes:
        pairs = [tuple(fill(one, region=self.region) for one in pair) for pair in self._definition.routes]
        return Routes(((published, real) for published, real in pairs), endpoint=endpoint)

    def _hosts(self, endpoint: str) -> list[tuple[str, str]]:
        """The published hosts, and those of mail servers, which are what they say."""
        hosts = [(host.published, fill(host.to, endpoint=endpoint)) for host in self._definition.hosts]
        urls = (urlsplit(getattr(kind, "path", "")) for kind in self._target.readers.values())
        return hosts + [(re.escape(url.netloc), f"{url.scheme}://{url.netloc}") for url in urls if url.netloc]

    def _capabilities(self) -> frozenset[Capability]:
        definition = self._definition
        started = self._started is not None
        has: dict[Capability, bool] = {
            "raw": True,
            "threads": definition.threads,
            "well-known": definition.well_known,
            "hosted-ui": bool(definition.hosted_ui),
            "idp:loopback": self._target.reaches_loopback(started=started, connection=self._connection),
            "clock": definition.clock is not None,
            "functions": self.functions is not None,
            "reset": definition.reset is not None and (definition.reset.kind == "http" or started),
        }
        codes = {CODES[purpose] for purpose in self._codes.purposes}
        able: set[Capability] = {name for name, there in has.items() if there}
        return frozenset(able | codes)

    def _functions(self) -> Functions | None:
        wanted = self._definition.functions
        if wanted is None:
            return None
        from targets.functions import LambdaFunctions

        tag = f"{os.getpid()}-{urlsplit(str(self.endpoint)).port or 0}"
        return LambdaFunctions(
            self._connection,
            tag=tag,
            report=wanted.report,
            runtime=wanted.runtime,
            role=wanted.role,
            made_up_keys=self.made_up_keys,
            alive=self.alive,
        )

    def _identity(self) -> Identity:
        definition = self._definition
        extras = {"runs": "subprocess" if self._started else "attached", "region": self.region}
        if definition.install.extras and self._started:
            extras["extras"] = ",".join(definition.install.extras)
        if definition.username_attributes:
            extras["default usernames"] = ",".join(definition.username_attributes)
        version = self._version()
        self._target.has_its_modes(version)
        return Identity(self._target.spec, definition.product, version, self._target.mode, extras)

    def _version(self) -> str:
        if self._started and self._started.environment.version != UNKNOWN:
            return self._started.environment.version
        return self._target.parsed.version or self._published_version() or UNKNOWN

    def _published_version(self) -> str | None:
        """What a running emulator says of itself, where the definition knows where it says so."""
        asked = self._definition.version
        if asked is None or asked.path is None:
            return None
        try:
            answer = self._web.request("GET", f"{self.endpoint}{asked.path}")
            return _version_in(answer, asked.member, asked.pattern)
        except (TargetUnusable, ValueError):
            return None

    def lacks(self, code: str, message: str) -> bool:
        """As the definition words it."""
        wording = self._definition.unsupported
        return bool(wording) and re.search(wording, f"{code}: {message}") is not None

    def client(self, *, signed: bool = True) -> Any:
        """A client with the definition's credentials, made once."""
        if signed not in self._clients:
            self._clients[signed] = make_client(self._connection, signed=signed)
        return self._clients[signed]

    def http(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> HttpResponse:
        """A request to the endpoint or to a host that the definition maps."""
        return self._web.request(method, url, headers=headers, body=body)

    def api(self, headers: Mapping[str, str], body: bytes) -> HttpResponse:
        """POST to ``/`` of the endpoint."""
        return self._web.request("POST", f"{self.endpoint}/", headers=headers, body=body)

    def issuer(self, pool_id: str) -> str:
        """As the definition's template says."""
        return fill(self._definition.issuer, endpoint=self.endpoint, pool_id=pool_id, region=self.region)

    def hosted_ui(self, pool_id: str, domain: str) -> str | None:
        """As the definition's template says."""
        template = self._definition.hosted_ui
        if not template:
            return None
        return fill(template, endpoint=self.endpoint, pool_id=pool_id, domain=domain, region=self.region)

    def read_code(
        self, purpose: Purpose, *, pool_id: str, username: str, destination: str, headers: Mapping[str, str]
    ) -> str | None:
        """By the definition's reader for this purpose."""
        return self._codes.read(purpose, Sent(pool_id, username, destination, headers))

    def no_code(
        self, purpose: Purpose, *, pool_id: str, username: str, destination: str, headers: Mapping[str, str]
    ) -> str:
        """How far the definition's reader came."""
        why = self._codes.why_none(purpose, Sent(pool_id, username, destination, headers))
        return f"the suite cannot read {purpose} codes on this target: {why}"

    @property
    def code_snippet(self) -> str:
        """For scripts."""
        readers = {purpose: kind for purpose, kind in self._target.readers.items() if purpose in self._codes.purposes}
        return snippet(readers)

    @property
    def route_snippet(self) -> str:
        """For scripts."""
        return self._routes.snippet

    def advance(self, seconds: float) -> None:
        """By the definition's clock endpoint."""
        clock = self._definition.clock
        if clock is None:
            return super().advance(seconds)
        body = fill(clock.body, seconds=seconds).encode()
        self._expect(clock.method, fill(clock.path, seconds=seconds), body, "move its clock")
        self._offset = getattr(self, "_offset", 0.0) + seconds
        return None

    def now(self) -> float:
        """The real time and what it was moved by."""
        return super().now() + float(getattr(self, "_offset", 0.0))

    def reset(self) -> None:
        """By the definition's reset endpoint, or by a new start in an empty directory on the same port."""
        if "reset" not in self.capabilities:
            return super().reset()
        reset = self._definition.reset
        assert reset is not None
        if reset.kind == "http":
            return self._expect(reset.method, reset.path, None, "reset")
        return self._restart()

    def _restart(self) -> None:
        assert self._started is not None
        self._started.process.stop()
        self._web.close()
        self._started.workspace.clean()
        try:
            process = self._target.launcher.again(self._started)
        except ProcessFailed as error:
            raise TargetUnusable(f"{self.identity.spec} did not come back after a restart: {error}") from error
        self._started = replace(self._started, process=process)

    def _expect(self, method: str, path: str, body: bytes | None, purpose: str) -> None:
        answer = self._web.request(method, f"{self.endpoint}{path}", body=body)
        if answer.status >= 300:
            text = answer.body[:200].decode("utf-8", "replace")
            raise TargetUnusable(
                f"{self.identity.spec} refused to {purpose}: {method} {path} gave status {answer.status}: {text}"
            )

    def alive(self) -> bool:
        """Whether the program runs; for an attached target, whether its port takes connections, perhaps after a while.

        One that did not come back is not waited for again.
        """
        if self._stopped:
            return False
        if self._started:
            return self._started.process.alive()
        deadline = time.monotonic() + (0.0 if self._left else OUTAGE)
        while not listens(str(self.endpoint)):
            if time.monotonic() >= deadline:
                self._left = True
                return False
            time.sleep(LOOK)
        return True

    def _read(self, path: str) -> HttpResponse:
        """A document at the endpoint or elsewhere, asked for again where nothing took the connection for a while."""
        url = path if "://" in path else f"{self.endpoint}{path}"
        try:
            return self._web.request("GET", url)
        except TargetUnusable:
            if not self.alive():
                raise
            return self._web.request("GET", url)

    @property
    def directory(self) -> Path | None:
        """The working directory of a program started here, or what the option ``dir`` says."""
        return self._started.workspace.state if self._started else self._target.directory

    @property
    def log(self) -> Path | None:
        """The file with the output of a program started here, or what the option ``log`` says."""
        return self._started.workspace.log if self._started else self._target.log

    def log_tail(self) -> str:
        """The last lines that a program started here wrote; empty for an attached one."""
        return self._started.process.tail() if self._started else ""

    def stop(self) -> None:
        """End what was started here; leave alone what was not."""
        if self._stopped:
            return
        self._stopped = True
        if self.functions is not None:
            self.functions.close()
        self._web.close()
        if self.calls is not None:
            self.calls.close()
        for client in self._clients.values():
            client.close()
        if self._started:
            self._started.process.stop()
            self._started.workspace.remove()


def _version_in(answer: HttpResponse, member: str, pattern: str) -> str | None:
    text = answer.body.decode("utf-8", "replace")
    if member:
        text = str(next(walk(json.loads(text), member), ""))
    found = re.search(pattern, text) if pattern else None
    return found[1] if found else (text.strip() or None) if not pattern and member else None
