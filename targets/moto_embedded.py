"""moto in this process: no port, no server, no network.

An exception that moto does not turn into a response leaves through botocore as the Python exception it is: over HTTP
the same defect would be a status 500.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib.metadata import PackageNotFoundError, version
from threading import RLock
from time import time
from typing import Any

from targets.calls import InProcessCalls
from targets.clients import Connection, make_client
from targets.interface import (
    Availability,
    HttpResponse,
    Identity,
    InProcess,
    Purpose,
    Running,
    Target,
    TargetUnusable,
    header_map,
)
from targets.moto_key import read_keys_once

REGION = "us-east-1"
ORIGIN = f"https://cognito-idp.{REGION}.amazonaws.com"
SCOPE = re.compile(r" Credential=[^/]+/[0-9]+/([a-z0-9-]+)/cognito-idp/")
ACCOUNT_HEADER = "x-moto-account-id"
OTHER_ACCOUNT = "210987654321"
CODE_HEADER = "x-moto-forgot-password-confirmation-code"
# Not "threads": its mock and its clock belong to the whole process, and what races there is not the server people run.
CAPABILITIES = frozenset({"clock", "codes:forgot_password", "well-known", "raw", "reset"})
SNIPPET = f'''\
def read_code(purpose, pool_id, username, destination, headers):
    """moto announces the code of ForgotPassword in a response header, and no other code at all."""
    if purpose != "forgot_password":
        return None
    return {{name.lower(): value for name, value in headers.items()}}.get("{CODE_HEADER}")
'''


def announced_code(purpose: Purpose, headers: Mapping[str, str]) -> str | None:
    """The code that moto puts into the response of ForgotPassword; None for every other purpose."""
    if purpose != "forgot_password":
        return None
    return {name.lower(): value for name, value in headers.items()}.get(CODE_HEADER)


class MotoEmbedded(Target):
    """The embedded default."""

    def __init__(self, spec: str = "moto", account: str = "") -> None:
        """``account``: another account than moto's usual one, which has a state of its own."""
        self.spec = spec
        self._account = account

    def availability(self) -> Availability:
        """Whether moto is installed beside the suite."""
        try:
            return Availability(True, f"moto {version('moto')} in this process")
        except PackageNotFoundError:
            return Availability(False, "moto is not installed: pip install 'moto[cognitoidp]'")

    def start(self, *, worker: str = "main") -> Running:
        """Switch moto's mock on."""
        available = self.availability()
        if not available.ok:
            raise TargetUnusable(available.detail)
        try:
            return RunningMoto(self.spec, self._account)
        except ImportError as error:
            raise TargetUnusable(
                f"moto cannot be imported ({error}); repair it with: pip install --upgrade 'moto[cognitoidp]'"
            ) from error

    def apart(self) -> Target:
        """The same in another account: accounts share no pools and no domains."""
        return MotoEmbedded(self.spec, OTHER_ACCOUNT)


IN_PROCESS = InProcess(
    word="moto",
    address=ORIGIN,
    start="from moto import mock_aws\n\nmock_aws().start()",
    advance="import time_machine\n\ntime_machine.travel(time.time() + seconds).start()",
)


class RunningMoto(Running):
    """moto with its mock switched on for the whole process."""

    in_process = IN_PROCESS

    def __init__(self, spec: str, account: str = "") -> None:
        import joserfc.jwt  # noqa: F401  # what moto needs for tokens: missing, every sign-in would fail
        import moto
        import moto.cognitoidp.models  # loaded here and not in the first call
        from moto.core.models import botocore_stubber

        read_keys_once(moto.cognitoidp.models)
        self.identity = Identity(spec, "moto", moto.__version__, extras={"runs": "in-process"})
        self.region = REGION
        self.endpoint = None
        self.capabilities = CAPABILITIES
        self._stubber = botocore_stubber
        self._offset = 0.0
        self._headers = {ACCOUNT_HEADER: account} if account else {}
        self._lock = RLock()
        self._chance = random.Random().getstate()
        self._mock: Any = moto.mock_aws()
        self._mock.start()
        self._clients = {signed: self._make_client(signed=signed) for signed in (True, False)}
        self.calls = InProcessCalls(Connection(ORIGIN, REGION), self._before_send)

    def _make_client(self, *, signed: bool) -> Any:
        client = make_client(Connection(ORIGIN, REGION), signed=signed)
        client.meta.events.register_first("before-send.cognito-idp", self._before_send)
        # botocore asks every handler and takes the first answer: left in place, moto would do each request twice;
        # it is not there, and botocore then trips over itself, when the session was made before moto was imported
        with suppress(AttributeError):
            client.meta.events.unregister("before-send", self._stubber)
        return client

    def _before_send(self, request: Any, **_: Any) -> Any:
        """Answer botocore's request from moto, at moto's time; never let one out to the network."""
        if self._mock is None:
            raise TargetUnusable(f"{self.identity.spec} was stopped; start it again before calling it")
        request.headers.update(self._headers)
        with self._at_home():
            response = self._stubber("before-send", request)
        if response is None:
            raise TargetUnusable(f"moto has no route for {request.url}; it was not sent anywhere")
        return response

    @contextmanager
    def _at_home(self) -> Iterator[None]:
        """moto's code has its own time and its own chance, as in a process of its own.

        Hypothesis begins every example with the same ``random``: moto, which looks for the primes of a key with it,
        would meet the same long search for each pool.
        """
        ours = random.getstate()
        random.setstate(self._chance)
        try:
            with self._clock():
                yield
        finally:
            self._chance = random.getstate()
            random.setstate(ours)

    @contextmanager
    def _clock(self) -> Iterator[None]:
        """moto's code runs at its own time; the rest of the process keeps the real one."""
        if not self._offset:
            yield
            return
        import time_machine

        with self._lock, time_machine.travel(self.now(), tick=True):
            yield

    def client(self, *, signed: bool = True) -> Any:
        """A client whose requests go to moto's dispatch."""
        return self._clients[signed]

    def http(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> HttpResponse:
        """A request to what moto serves below ``https://cognito-idp.<region>.amazonaws.com``."""
        from botocore.awsrequest import AWSPreparedRequest
        from botocore.compat import HTTPHeaders

        sent = HTTPHeaders()
        for name, value in {**(headers or {}), **self._headers}.items():
            sent[name] = value
        request = AWSPreparedRequest(method, url, sent, body, False)
        if self._mock is None:
            raise TargetUnusable(f"{self.identity.spec} was stopped; start it again before calling it")
        with self._at_home():
            answer = self._stubber.process_request(request)
        if answer is None:
            raise TargetUnusable(f"moto serves nothing at {url} (it has no hosted UI); nothing was sent")
        return _response(*answer)

    def api(self, headers: Mapping[str, str], body: bytes) -> HttpResponse:
        """The same dispatch that the client's requests take, with exactly these headers and this body.

        moto reads the Region from the URL: it is the one that the request is signed for.
        """
        scope = SCOPE.search(headers.get("Authorization", ""))
        origin = f"https://cognito-idp.{scope[1]}.amazonaws.com" if scope else ORIGIN
        return self.http("POST", f"{origin}/", headers=headers, body=body)

    def issuer(self, pool_id: str) -> str:
        """As moto's tokens say."""
        return f"https://cognito-idp.{pool_id.partition('_')[0]}.amazonaws.com/{pool_id}"

    def read_code(
        self, purpose: Purpose, *, pool_id: str, username: str, destination: str, headers: Mapping[str, str]
    ) -> str | None:
        """Only the code of ForgotPassword can be read; moto sends no other."""
        return announced_code(purpose, headers)

    @property
    def code_snippet(self) -> str:
        """For scripts."""
        return SNIPPET

    def now(self) -> float:
        """The real time and what it was moved by."""
        return time() + self._offset

    def advance(self, seconds: float) -> None:
        """Move the time that moto sees."""
        if seconds < 0:
            raise ValueError("the clock of moto is only moved forward")
        self._offset += seconds

    def reset(self) -> None:
        """Empty every backend, as ``POST /moto-api/reset`` does; the clock stays where it is."""
        from moto.moto_api._internal.models import moto_api_backend

        moto_api_backend.reset()

    def alive(self) -> bool:
        """Until it is stopped."""
        return self._mock is not None

    def stop(self) -> None:
        """Switch the mock off and forget everything."""
        mock, self._mock = self._mock, None
        if mock is not None:
            mock.stop()


def _response(status: int, headers: Mapping[str, Any], body: Any) -> HttpResponse:
    """moto's answer as what would have come over HTTP."""
    content = body.encode() if isinstance(body, str) else bytes(body or b"")
    return HttpResponse(int(status), header_map(_lines(headers)), content)


def _lines(headers: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """A repeated header is a list of values."""
    for name, value in headers.items():
        for one in value if isinstance(value, list | tuple) else [value]:
            if one is not None:
                yield str(name), str(one)
