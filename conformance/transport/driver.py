"""Sends operations to the target and classifies the outcome: ok, error, unsupported or indeterminate."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any, cast
from urllib.parse import urlencode, urlsplit

import botocore
from botocore.exceptions import ConnectionError as NotConnected
from botocore.exceptions import HTTPClientError, ReadTimeoutError

from conformance.checking.absence import CODES, lacking, parts, says_absent
from conformance.checking.exchange import Exchange, Outcome
from conformance.checking.faults import THROTTLED_CODES, fault_of
from conformance.checking.http_outcome import web_outcome
from conformance.transport.aws_model import enum_values, unknown_members
from conformance.transport.insistence import SLOW, Insistence
from conformance.transport.made import Made
from targets.interface import HttpResponse, Purpose, Running, TargetGone, TargetUnusable, header_map

INDETERMINATE_STATUS = frozenset({429, 502, 503, 504})
INDETERMINATE_CODES = THROTTLED_CODES | {"ServiceUnavailable"}
FORM = "application/x-www-form-urlencoded"
LOOPBACK = ("localhost", "127.0.0.1", "::1")
LOST_AFTER = 8  # requests in a row without any answer; one that timed out counts twice


class TargetLost(BaseException):
    """The target no longer answers; what was recorded so far remains valid.

    Not an ``Exception``: no caller, Hypothesis included, may treat it as a failure of the code it runs.
    """


class UnknownMember(Exception):
    """A parameter that the API model does not have, so that no request was sent: a defect of this suite."""

    def __init__(self, operation: str, paths: Sequence[str]) -> None:
        model = f"the API model of the installed botocore {botocore.__version__}"
        cause = "the name is misspelt, or that botocore is too old for it"
        super().__init__(f"{operation} has no {' or '.join(paths)} in {model}: {cause}")


class NotSent(Exception):
    """On the way to a server something in this process went wrong: a defect of this suite, whatever it is.

    Of a class of its own: a replay takes a ``KeyError`` for an answer that a check cannot read.
    """

    def __init__(self, operation: str, error: Exception) -> None:
        super().__init__(f"{operation}: {type(error).__name__}: {error}")


class _Received(threading.local):
    """The bytes that this thread's current call has received."""

    raw: dict[str, Any] | None = None


@contextmanager
def while_it_lasts(running: Running) -> Iterator[None]:
    """Raises ``TargetLost`` where nothing more can be asked of the target."""
    try:
        yield
    except TargetGone as error:
        raise TargetLost(f"{running.identity.spec}: {error}") from error


class Driver:
    """The connection to one target; counts calls and the seconds spent in it.

    Threads may share it after ``prepare``; only ``conformance.transport.races`` does.
    """

    def __init__(self, running: Running) -> None:
        self.running = running
        self.calls = 0
        self.seconds = 0.0
        self.made = Made()
        self.insistence = Insistence(patient=running.identity.guarded)
        self._worked: set[str] = set()  # operations, and parts of them, that were accepted once
        self._news: list[str] = []  # of the parts: those that nobody has heard of
        self._silent = 0
        self._clients: dict[bool, Any] = {}
        self._received_here = _Received()
        self._counting = threading.Lock()
        self.secret: Callable[[str], object] = lambda text: None  # gets what is never to be written as it is
        self.pause: Callable[[float], None] = time.sleep  # how time is let pass; an engine lets much else happen

    def read_code(
        self, purpose: Purpose, *, pool_id: str, username: str, destination: str, headers: Mapping[str, str]
    ) -> str | None:
        """See ``Running.read_code``; of an account, nobody is to read the code in what is written."""
        where = {"pool_id": pool_id, "username": username, "destination": destination}
        with while_it_lasts(self.running):
            code = self.running.read_code(purpose, **where, headers=headers)
        if code is not None and self.running.identity.guarded:
            self.secret(code)
        return code

    def dressed(self, operation: str, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
        """See ``Running.dressed``. Raises ``TargetLost`` where what it takes cannot be made."""
        with while_it_lasts(self.running):
            return self.running.dressed(operation, parameters)

    def way_is_unsound(self) -> bool:
        """See ``Insistence.unsound``. To a target in this process there is no way: what fails there is its own."""
        return self.running.endpoint is not None and self.insistence.unsound(self.calls)

    def prepare(self) -> None:
        """Create the clients, so that everything threads share exists before they start."""
        for signed in (True, False):
            self._client(signed)

    def call(self, operation: str, parameters: Mapping[str, Any], *, signed: bool = True) -> Exchange:
        """One API call. Never raises for what the target does, except ``TargetLost``.

        Raises ``UnknownMember`` where the API model does not have one of the parameters, and ``NotSent``.
        """
        parameters = self.dressed(operation, parameters)
        send = self._way(operation, parameters, signed)
        failure: Exception | None = None
        answer: HttpResponse | None = None
        started = time.perf_counter()
        try:
            answer = send()
        except TargetGone as error:
            raise TargetLost(f"{self.running.identity.spec}: {error}") from error
        except Exception as error:  # no answer, a defect of an in-process target, or one of the suite
            failure = error
        elapsed = time.perf_counter() - started
        self._count(elapsed)
        if answer is not None:
            self._silent = 0
            exchange = self._answered(operation, parameters, answer, elapsed)
        else:
            exchange = self._from_failure(operation, parameters, failure, elapsed)
        if fault_of(exchange):
            self.made.miss(exchange)
        return exchange

    def _answered(self, operation: str, request: Mapping[str, Any], answer: HttpResponse, elapsed: float) -> Exchange:
        """An answer of the API, with its outcome: an operation that once worked is never *unsupported* later."""
        exchange = _from_http(operation, request, answer.status, answer.headers, answer.body, elapsed)
        if exchange.ok and not fault_of(exchange):
            self._worked.add(operation)
            self._note_parts(exchange)
            self.made.note(exchange)
        elif exchange.outcome == "error" and operation not in self._worked and self._absent(exchange):
            return replace(exchange, outcome="unsupported")
        return exchange

    def _note_parts(self, exchange: Exchange) -> None:
        for part in parts(exchange.operation, exchange.request, enum_values()):
            if part not in self._worked:
                self._worked.add(part)
                self._news.append(part)

    def lacking(self, exchange: Exchange) -> list[str]:
        """The parts of its operation that a refusal says the target does not have, none of them accepted so far."""
        if exchange.outcome != "error":
            return []
        code, message = exchange.code or "", exchange.message or ""
        named = lacking(exchange.operation, exchange.request, code, message, enum_values())
        return [part for part in named if part not in self._worked]

    def news(self) -> list[str]:
        """The parts of operations that were accepted for the first time since this was asked."""
        news, self._news = self._news, []
        return news

    def _absent(self, exchange: Exchange) -> bool:
        code, message = exchange.code or "", exchange.message or ""
        return says_absent(exchange.operation, exchange.status or 0, code, message) or self.running.lacks(code, message)

    def _way(self, operation: str, parameters: Mapping[str, Any], signed: bool) -> Callable[[], HttpResponse | None]:
        """Call by the target's faster way if it has one for this operation, otherwise through its client."""
        calls = self.running.calls
        if calls is not None and calls.takes(operation):
            return partial(calls.send, operation, parameters, signed=signed)
        return partial(self._through, self._client(signed), operation, parameters)

    def _through(self, client: Any, operation: str, parameters: Mapping[str, Any]) -> HttpResponse | None:
        """Take the received answer: one that botocore cannot read is still the target's answer."""
        self._received_here.raw = None
        try:
            client._make_api_call(operation, dict(parameters))
        except Exception:
            if self._received_here.raw is None:
                raise
        raw = self._received_here.raw
        return None if raw is None else HttpResponse(raw["status_code"], raw["headers"], raw["body"])

    def fetch(self, method: str, url: str, headers: Mapping[str, str] | None, body: bytes | None) -> Exchange:
        """One HTTP request to a URL that the target published."""
        return self._http(
            f"{method} {_route(url)}", {"url": url}, lambda: self.running.http(method, url, headers=headers, body=body)
        )

    def request(self, method: str, url: str, **parts: Any) -> Exchange:
        """One request as a browser or an OAuth client makes it; redirects are not followed.

        ``query``, ``form`` and ``cookies`` are mappings, whose members that are None are left out; ``headers``,
        ``body`` (text); ``elsewhere`` for a server of the suite's own on this machine instead of the target.
        """
        asked = {name: value for name, value in parts.items() if value is not None and name != "elsewhere"}
        operation, request = f"{method} {_page(url)}", {"url": url, **asked}
        address, headers, body = _prepared(url, **asked)
        if parts.get("elsewhere"):
            return _from_web(operation, request, _own_server(method, address, headers, body), 0.0)
        send = lambda: self.running.http(method, address, headers=headers, body=body)  # noqa: E731
        return self._http(operation, request, send, web=True)

    def raw(self, operation: str, headers: Mapping[str, str], body: str) -> Exchange:
        """These bytes to the API endpoint, unsigned."""
        request = {"headers": dict(headers), "body": body}
        return self._http(operation, request, lambda: self.running.api(headers, body.encode()))

    def _http(self, operation: str, request: Mapping[str, Any], send: Any, *, web: bool = False) -> Exchange:
        started = time.perf_counter()
        try:
            answer: HttpResponse = send()
        except TargetGone as error:
            raise TargetLost(f"{self.running.identity.spec}: {error}") from error
        except TargetUnusable as error:
            self._count(time.perf_counter() - started)
            return self._silence(operation, request, "NoAnswer", str(error), 0.0)
        except Exception as error:
            elapsed = time.perf_counter() - started
            self._count(elapsed)
            return self._from_exception(operation, request, error, elapsed)
        elapsed = time.perf_counter() - started
        self._count(elapsed)
        self._silent = 0
        if web:
            page = _from_web(operation, request, answer, elapsed)
            if page.ok and not fault_of(page):
                self._note_parts(page)
            return page
        return _from_http(operation, request, answer.status, answer.headers, answer.body, elapsed)

    def _count(self, elapsed: float) -> None:
        with self._counting:
            self.calls += 1
            self.seconds += elapsed

    def _client(self, signed: bool) -> Any:
        client = self._clients.get(signed)
        if client is None:
            client = self._clients[signed] = self.running.client(signed=signed)
            client.meta.events.register("before-parse.*.*", self._received)
        return client

    def _received(self, response_dict: dict[str, Any] | None = None, **_: Any) -> None:
        self._received_here.raw = response_dict

    def _from_failure(
        self, operation: str, request: Mapping[str, Any], failure: Exception | None, elapsed: float
    ) -> Exchange:
        if isinstance(failure, ReadTimeoutError):
            return self._silence(operation, request, SLOW, str(failure), elapsed)
        if isinstance(failure, NotConnected | HTTPClientError) or failure is None:
            return self._silence(operation, request, "NoAnswer", str(failure), elapsed)
        self._silent = 0
        absent = isinstance(failure, NotImplementedError) and self.running.endpoint is None
        if not absent and (unknown := unknown_members(operation, request)):
            raise UnknownMember(operation, unknown)
        return self._from_exception(operation, request, failure, elapsed)

    def _from_exception(
        self, operation: str, request: Mapping[str, Any], failure: Exception, elapsed: float
    ) -> Exchange:
        """What an in-process target raised, as a server would answer it. Raises ``NotSent`` where it is a server."""
        if self.running.endpoint is not None:
            raise NotSent(operation, failure) from failure
        if isinstance(failure, NotImplementedError):  # it says that it has no such operation
            text = str(failure)[:300]
            return Exchange(
                operation, request, 501, outcome="unsupported", code="NotImplemented", message=text, elapsed=elapsed
            )
        return _crash(operation, request, failure, elapsed)

    def _silence(self, operation: str, request: Mapping[str, Any], code: str, text: str, elapsed: float) -> Exchange:
        self._silent += 2 if code == SLOW else 1
        if not self.running.alive() or (self._silent >= LOST_AFTER and not self._still_answers()):
            raise TargetLost(f"{self.running.identity.spec} no longer answers ({operation}: {text[:200]})")
        return Exchange(
            operation, request, None, outcome="indeterminate", code=code, message=text[:300], elapsed=elapsed
        )

    def _still_answers(self) -> bool:
        """Whether the API answers at all: its pages alone, or one operation, may be what is silent."""
        if self.running.identity.guarded:
            return False
        try:
            answer = self._way("ListUserPools", {"MaxResults": 1}, True)()
        except Exception:  # whatever it is, this is no answer
            return False
        if answer is not None:
            self._silent = 0
        return answer is not None


def _crash(operation: str, request: Mapping[str, Any], error: Exception, elapsed: float) -> Exchange:
    """A defect of an in-process target, as a server's answer with status 500."""
    text = f"{type(error).__name__}: {error}"[:300]
    return Exchange(
        operation, request, 500, outcome="error", code="InternalFailure", message=text, body=text, elapsed=elapsed
    )


def _route(url: str) -> str:
    path = url.split("://", 1)[-1].split("/", 1)[-1].split("?", 1)[0]
    marker = path.find(".well-known")
    return "/" + (path[marker:] if marker >= 0 else path)


def _page(url: str) -> str:
    """The path of a page, without the target's prefix."""
    path = urlsplit(url).path
    for root in ("/oauth2/", "/saml2/", "/.well-known/"):
        if root in path:
            return path[path.index(root) :]
    return "/" + path.rsplit("/", 1)[-1]


def _prepared(
    url: str,
    *,
    query: Mapping[str, Any] | None = None,
    form: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
    cookies: Mapping[str, str] | None = None,
    body: str | None = None,
) -> tuple[str, dict[str, str], bytes | None]:
    """Address, headers and body as they are sent."""
    sent = dict(headers or {})
    content = body.encode() if body is not None else None
    if query:
        url += ("&" if urlsplit(url).query else "?") + _encoded(query)
    if cookies:
        sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
    if form is not None:
        content = _encoded(form).encode()
        if "content-type" not in {name.lower() for name in sent}:
            sent["Content-Type"] = FORM
    return url, sent, content


def _encoded(given: Mapping[str, Any]) -> str:
    return urlencode({name: value for name, value in given.items() if value is not None}, doseq=True)


def _own_server(method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> HttpResponse:
    """A request to a server of the suite's own."""
    import urllib3

    if urlsplit(url).hostname not in LOOPBACK:
        raise ValueError(f"{url} is not on this machine; the suite sends nothing there")
    with urllib3.PoolManager(retries=False, timeout=urllib3.Timeout(10)) as pool:
        answer = pool.request(method, url, headers=dict(headers), body=body, redirect=False)
        lines = [(str(name), str(value)) for name, value in answer.headers.iteritems()]
        return HttpResponse(int(answer.status), header_map(lines), bytes(answer.data))


def _from_web(operation: str, request: Mapping[str, Any], answer: HttpResponse, elapsed: float) -> Exchange:
    text = answer.body.decode("utf-8", "replace")
    headers = {str(name).lower(): str(value) for name, value in answer.headers.items()}
    response = _json(text)
    outcome, code, message = web_outcome(answer.status, headers, response)
    return Exchange(
        operation, request, answer.status, headers, text, response, cast(Outcome, outcome), code, message, elapsed
    )


def _from_http(
    operation: str, request: Mapping[str, Any], status: int, headers: Mapping[str, str], body: bytes, elapsed: float
) -> Exchange:
    text = body.decode("utf-8", "replace") if isinstance(body, bytes) else str(body)
    lower = {str(name).lower(): str(value) for name, value in headers.items()}
    response = _json(text)
    code = message = None
    outcome: Outcome = "ok"
    if not 200 <= status < 300:
        code, message = _error_of(lower, response, status)
        outcome = _outcome(status, code, message)
    return Exchange(operation, request, status, lower, text, response, outcome, code, message, elapsed)


def _json(text: str) -> Mapping[str, Any]:
    try:
        value = json.loads(text) if text else {}
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {"": value}


def _error_of(headers: Mapping[str, str], response: Mapping[str, Any], status: int) -> tuple[str, str]:
    raw = response.get("__type") or response.get("code") or headers.get("x-amzn-errortype") or f"HTTP {status}"
    code = str(raw).rsplit("#", 1)[-1].split(":", 1)[0]
    message = response.get("message", response.get("Message", headers.get("x-amzn-errormessage", "")))
    return code, str(message)


def _outcome(status: int, code: str, message: str) -> Outcome:
    if status == 501 or code in CODES:
        return "unsupported"
    if status in INDETERMINATE_STATUS or code in INDETERMINATE_CODES:
        return "indeterminate"
    return "error"
