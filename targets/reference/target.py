"""The reference service as a target: in this process, or over HTTP with ``reference?http=true``."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from targets.calls import HttpCalls, InProcessCalls
from targets.clients import Connection, as_botocore_has_it, make_client
from targets.interface import Availability, HttpResponse, Identity, Purpose, Running, Target, TargetUnusable, header_map
from targets.reference.app import WsgiApp
from targets.reference.core.situation import DIMENSIONS
from targets.reference.core.wire import Reply
from targets.reference.mutants import mutants
from targets.reference.service import Service
from targets.reference.triggers.in_process import ReferenceFunctions
from targets.spec import Spec, nearest, parse

if TYPE_CHECKING:
    from targets.reference.http_server import HttpServer

OPTIONS = ("http", "mutants")
CAPABILITIES = frozenset(
    {
        "clock",
        "codes:sign_up",
        "codes:forgot_password",
        "codes:attribute",
        "codes:sign_in",
        "codes:invitation",
        "well-known",
        "raw",
        "reset",
        "threads",
        "hosted-ui",
        "functions",
        "idp:loopback",
    }
)


def suite_version() -> str:
    """The reference is as new as the suite it comes with."""
    try:
        return version("cognito-conformance")
    except PackageNotFoundError:
        return "dev"


def mutants_of(spec: Spec) -> frozenset[str]:
    """The mutants a spec asks for. Raises ``TargetUnusable`` for one that there is not."""
    named = [name for name in spec.options.get("mutants", "").split(",") if name]
    for text in named:
        name, _, condition = text.partition("@")
        if name not in mutants():
            raise TargetUnusable(f"target {spec.text!r}: unknown mutant {name!r}{nearest(name, mutants())}")
        dimension, _, value = condition.partition("=")
        if condition and (dimension not in DIMENSIONS or not value):
            raise TargetUnusable(
                f"target {spec.text!r}: write {name}@DIMENSION=VALUE with one of the dimensions {', '.join(DIMENSIONS)}"
            )
    return frozenset(named)


class ReferenceTarget(Target):
    """``reference``, ``reference?http=true``, ``reference?mutants=a,b``."""

    def __init__(self, spec: str = "reference") -> None:
        parsed = parse(spec)
        parsed.only(OPTIONS)
        self.spec = parsed.text
        self._over_http = parsed.flag("http")
        self._mutants = mutants_of(parsed)

    def availability(self) -> Availability:
        """Always: it needs nothing but the suite's own dependencies."""
        return Availability(True, f"reference {suite_version()} in this process")

    def start(self, *, worker: str = "main") -> Running:
        """A service of its own, empty."""
        return RunningReference(self.spec, Service(self._mutants), over_http=self._over_http)


def _serve(app: WsgiApp) -> HttpServer:
    """Over HTTP; what that takes is imported only now."""
    from targets.reference.http_server import HttpServer

    return HttpServer(app)


class RunningReference(Running):
    """A reference service that can be spoken to."""

    def __init__(self, spec: str, service: Service, *, over_http: bool = False) -> None:
        self.service = service
        self._app = WsgiApp(service)
        self._server = _serve(self._app) if over_http else None
        extras = {"runs": "http" if over_http else "in-process"}
        if service.mutants:
            extras["mutants"] = ",".join(sorted(service.mutants))
        self.identity = Identity(spec, "reference", suite_version(), extras=extras)
        self.region = service.region
        self.endpoint = self._server.url if self._server else None
        self.capabilities = CAPABILITIES
        self.functions = ReferenceFunctions(service)
        self._clients: dict[bool, Any] = {}
        self._clients_lock = threading.Lock()
        connection = Connection(self._origin, self.region)
        self.calls = HttpCalls.to(connection) if over_http else InProcessCalls(connection, self._before_send)

    @property
    def _origin(self) -> str:
        return self.endpoint or f"https://cognito-idp.{self.region}.amazonaws.com"

    def client(self, *, signed: bool = True) -> Any:
        """A botocore client; in process, its requests never leave it."""
        with self._clients_lock:
            if signed not in self._clients:
                self._clients[signed] = self._make_client(signed=signed)
            return self._clients[signed]

    def _make_client(self, *, signed: bool) -> Any:
        client = make_client(Connection(self._origin, self.region), signed=signed)
        if self.endpoint is None:
            client.meta.events.register_first("before-send.cognito-idp", self._before_send)
        return client

    def _before_send(self, request: Any, **_: Any) -> Any:
        """Answer botocore's request without a socket."""
        reply = self._reply(request.method, request.url, request.headers, request.body)
        return as_botocore_has_it(request.url, reply.status, reply.headers, reply.body)

    def _reply(self, method: str, url: str, headers: Mapping[str, Any], body: Any) -> Reply:
        named = {name.lower(): _text(value) for name, value in headers.items()}
        content = body.encode() if isinstance(body, str) else bytes(body or b"")
        return self._app.reply(method, url, named, content)

    def http(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> HttpResponse:
        """A request to what is published below the issuer."""
        return _response(self._reply(method, url, headers or {}, body))

    def api(self, headers: Mapping[str, str], body: bytes) -> HttpResponse:
        """Exactly these headers and this body, to the API."""
        return _response(self._reply("POST", "/", headers, body))

    def issuer(self, pool_id: str) -> str:
        """What tokens carry as ``iss``."""
        return f"https://cognito-idp.{self.region}.amazonaws.com/{pool_id}"

    def hosted_ui(self, pool_id: str, domain: str) -> str | None:
        """A host of its own, or, over HTTP, a path."""
        if self.endpoint:
            return f"{self.endpoint}/hosted/{domain}"
        return f"https://{domain}.auth.{self.region}.amazoncognito.com"

    def read_code(
        self, purpose: Purpose, *, pool_id: str, username: str, destination: str, headers: Mapping[str, str]
    ) -> str | None:
        """From the mailbox: what was sent to this user, or to the address where the user is not known by that name."""
        message = self.service.newest_message(purpose, pool_id, username=username, destination=destination)
        return message.code if message else None

    def now(self) -> float:
        """The service's clock."""
        return self.service.clock.now()

    def advance(self, seconds: float) -> None:
        """Move the service's clock forward."""
        self.service.clock.advance(seconds)

    def reset(self) -> None:
        """Forget all pools."""
        self.service.reset()

    def stop(self) -> None:
        """Close the server, if there is one."""
        if self.calls is not None:
            self.calls.close()
        if self._server:
            self._server.close()


def _text(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _response(reply: Reply) -> HttpResponse:
    return HttpResponse(reply.status, header_map(reply.lines), reply.body)
