"""The shorter way of calling sends what botocore's client sends, and makes of each answer what the client makes."""

from __future__ import annotations

import inspect
import re
import socket
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
import time_machine
from botocore.awsrequest import AWSResponse
from botocore.httpsession import URLLib3Session

from conformance.checking.exchange import Exchange
from conformance.transport.driver import LOST_AFTER, Driver, NotSent, TargetLost, UnknownMember
from targets.calls import HttpCalls, InProcessCalls, Requests
from targets.clients import Connection, make_client, session
from targets.registry import resolve
from wire_kit import Answer, RunningAt, bytes_of, example, http, reset_after, serving

MODEL = session().get_service_model("cognito-idp")
TOKEN = "an/session+token=="
NOON = "2026-03-04T12:00:00+00:00"


def parameters_of(operation: str) -> dict[str, Any]:
    shape = MODEL.operation_model(operation).input_shape
    return {} if shape is None else dict(example(shape))


def without_id(wire: bytes) -> bytes:
    """The id of an invocation is new each time; that there is one attempt alone is not said by older botocore."""
    wire = wire.replace(b"attempt=1; max=1", b"attempt=1")
    found, count = re.subn(rb"(amz-sdk-invocation-id): [0-9a-f-]{36}", rb"\1: it", wire)
    assert count == 1
    return found


def drivers(connection: Connection) -> list[Driver]:
    return [Driver(RunningAt(connection, short=short)) for short in (False, True)]


@pytest.mark.parametrize("signed", [True, False])
@pytest.mark.parametrize(
    "more", [{}, {"session_token": TOKEN, "region": "local", "access_key": "AKIA", "secret_key": "a/b+c="}]
)
def test_every_request_is_the_clients_byte_for_byte(signed: bool, more: Mapping[str, Any]) -> None:
    with serving(bytes_of(http())) as server, time_machine.travel(NOON, tick=False):
        connection = replace(Connection(server.url, "us-east-1"), **more)
        through_client, short = drivers(connection)
        for operation in MODEL.operation_names:
            assert short.running.calls is not None
            assert short.running.calls.takes(operation)
            for driver in (through_client, short):
                driver.call(operation, parameters_of(operation), signed=signed)
            one, other = server.received[-2:]
            assert without_id(other) == without_id(one)
            credentials = signed and MODEL.operation_model(operation).resolved_auth_type != "none"
            assert (b"Authorization: AWS4-HMAC-SHA256" in other) == credentials
            assert (TOKEN.encode() in other) == (credentials and "session_token" in more)
        assert len(server.received) == 2 * len(MODEL.operation_names)
        assert server.connections == 2


@pytest.mark.parametrize("host", ["localhost", "[::1]", "LOCALHOST"])
def test_other_names_of_this_machine(host: str) -> None:
    try:
        probe = socket.create_server(("::1", 0), family=socket.AF_INET6)
    except OSError:
        pytest.skip("this machine has no IPv6 loopback")
    probe.close()
    with serving(bytes_of(http()), host="::1" if "::" in host else "127.0.0.1") as server:
        connection = Connection(f"http://{host}:{server.port}", "us-east-1")
        with time_machine.travel(NOON, tick=False):
            for driver in drivers(connection):
                assert driver.call("ListUserPools", {"MaxResults": 1}).ok
        one, other = map(without_id, server.received)
        assert other == one


@pytest.mark.parametrize("signed", [True, False])
def test_every_request_of_a_target_in_this_process_is_the_clients(signed: bool) -> None:
    sent: list[Any] = []

    def answer(request: Any, **_: Any) -> AWSResponse:
        headers = {name: value for name, value in request.headers.items() if not name.startswith("amz-sdk")}
        assert len(request.headers["amz-sdk-invocation-id"]) == 36
        sent.append((request.method, request.url, headers, request.body))
        return AWSResponse(request.url, 200, {}, None)

    connection = Connection("https://cognito-idp.us-east-1.amazonaws.com", "us-east-1")
    calls = InProcessCalls(connection, lambda request: replaced(answer(request)))
    client = make_client(connection, signed=signed)
    client.meta.events.register_first("before-send.*.*", lambda request, **_: replaced(answer(request)))
    with time_machine.travel(NOON, tick=False):
        for operation in MODEL.operation_names:
            client._make_api_call(operation, parameters_of(operation))
            calls.send(operation, parameters_of(operation), signed=signed)
            assert sent[-1] == sent[-2]


def replaced(answer: AWSResponse) -> AWSResponse:
    answer._content = b"{}"
    return answer


def compared(server: Any, *, calls: int = 2, read_timeout: float = 0.4) -> list[Exchange]:
    """What comes of some calls, which is the same by both ways; so are the requests and the connections made."""
    connection = Connection(server.url, "us-east-1", connect_timeout=1.0, read_timeout=read_timeout)
    seen = []
    for driver in drivers(connection):
        server.again()
        exchanges = []
        for _ in range(calls):
            exchanges.append(driver.call("AdminGetUser", {"UserPoolId": "p", "Username": "u"}))
            threading.Event().wait(0.03)  # so that a closed connection is seen before the next call
        seen.append(([replace(one, elapsed=0.0) for one in exchanges], len(server.received), server.connections))
    assert seen[1] == seen[0]
    return seen[0][0]


LONG = b'{"Username": "' + b"x" * 200_000 + b'"}'
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
ANSWERS: dict[str, tuple[Answer, str]] = {
    "plain": (bytes_of(http(200, b'{"Username": "u"}')), "ok"),
    "in pieces": (bytes_of(b"HTTP/1.", b"1 200 OK\r\nContent-Le", b"ngth: 4\r\n\r", b"\n{}", b"\r\n"), "ok"),
    "head and body apart": (bytes_of(http(200, b"", length=2), b"{}"), "ok"),
    "long": (bytes_of(http(200, LONG)), "ok"),
    "an error": (bytes_of(http(400, b'{"__type": "UserNotFoundException", "message": "no"}')), "error"),
    "an error by its header": (bytes_of(http(400, b"", "x-amzn-ErrorType: a#LimitExceededException:b")), "error"),
    "an error of the server": (bytes_of(http(500, b"<html>trace")), "error"),
    "throttled": (bytes_of(http(429, b"", "Retry-After: 1")), "indeterminate"),
    "later": (bytes_of(http(503, b"{}", "Retry-After: 0")), "indeterminate"),
    "elsewhere": (bytes_of(http(307, b"", "Location: http://127.0.0.1:9/")), "error"),
    "no reason": (bytes_of(b"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\n{}"), "ok"),
    "old": (bytes_of(b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}", close=True), "ok"),
    "until it closes": (bytes_of(b"HTTP/1.1 200 OK\r\n\r\n{}", close=True), "ok"),
    "says it closes": (bytes_of(http(200, b"{}", "Connection: Close"), close=True), "ok"),
    "says it closes but does not": (bytes_of(http(200, b"{}", "connection: close")), "ok"),
    "says it stays": (bytes_of(http(200, b"{}", "Connection: Keep-Alive", "Keep-Alive: timeout=5")), "ok"),
    "closes without saying so": (bytes_of(http(200, b"{}"), close=True), "ok"),
    "goes on": (bytes_of(b"HTTP/1.1 100 Continue\r\n\r\n" + http(200, b"{}")), "ok"),
    "goes on after a while": (bytes_of(b"HTTP/1.1 100 Continue\r\n\r\n", http(200, b"{}")), "ok"),
    "no content": (bytes_of(b"HTTP/1.1 204 No Content\r\n\r\n"), "ok"),
    "no content but a length": (bytes_of(b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n"), "ok"),
    "not modified": (bytes_of(b"HTTP/1.1 304 Not Modified\r\nContent-Length: 2\r\n\r\n"), "error"),
    "chunked": (bytes_of(CHUNKED + b"1\r\n{\r\n1;x=y\r\n}\r\n0\r\nX-Later: 1\r\n\r\n"), "ok"),
    "chunked slowly": (bytes_of(CHUNKED, b"2\r\n", b"{}\r\n", b"0\r\n\r\n"), "ok"),
    "chunks that end early": (bytes_of(CHUNKED + b"5\r\n{}", close=True), "indeterminate"),
    "chunks that do not end": (bytes_of(CHUNKED + b"2\r\n{}\r\n", close=True), "indeterminate"),
    "chunks that are none": (bytes_of(CHUNKED + b"zz\r\n{}\r\n", close=True), "indeterminate"),
    "not JSON": (bytes_of(http(200, b"<html>")), "ok"),
    "a list": (bytes_of(http(200, b"[1]")), "ok"),
    "not UTF-8": (bytes_of(http(200, b'{"Username": "\xff\xfe"}')), "ok"),
    "empty": (bytes_of(http(200, b"")), "ok"),
    "compressed": (bytes_of(http(200, b"\x1f\x8b\x08rest", "Content-Encoding: gzip")), "ok"),
    "twice": (bytes_of(http(200, b"{}", "X-One: a", "x-one: b", "Set-Cookie: c=1; Path=/", "Set-Cookie: d=2")), "ok"),
    "odd headers": (bytes_of(http(200, b"{}", "X-A:b", "X-B:  c  ", "X-C:", "X-D:\td", "X_E(f): g:h", "X-G: ü")), "ok"),
    "folded": (bytes_of(http(200, b"{}", "X-Long: one", " two", "\tthree")), "ok"),
    "a line that is no header": (bytes_of(http(200, b"{}", "X-A: b", "no header", "X-C: d")), "indeterminate"),
    "lines that end early": (bytes_of(b"HTTP/1.1 200 OK\nX-A: b\nContent-Length: 2\n\n{}"), "ok"),
    "many headers": (bytes_of(http(200, b"{}", *(f"X-{n}: {n}" for n in range(97)))), "ok"),
    "too many headers": (bytes_of(http(200, b"{}", *(f"X-{n}: {n}" for n in range(98)))), "indeterminate"),
    "a long header": (bytes_of(http(200, b"{}", "X-A: " + "b" * 60_000)), "ok"),
    "too long a header": (bytes_of(http(200, b"{}", "X-A: " + "b" * 70_000)), "indeterminate"),
    "shorter than it says": (bytes_of(http(200, b'{"Username"', length=30), close=True), "ok"),
    "longer than it says": (bytes_of(http(200, b"{}surplus", length=2), close=True), "ok"),
    "a length that is none": (bytes_of(http(200, b"{}", length="two"), close=True), "ok"),
    "a negative length": (bytes_of(http(200, b"{}", length=-1), close=True), "ok"),
    "two lengths": (bytes_of(http(200, b"{}", "Content-Length: 2")), "ok"),
    "an odd status": (bytes_of(http(599, b"{}")), "error"),
    "too high a status": (bytes_of(http(1000, b"{}"), close=True), "indeterminate"),
    "no HTTP": (bytes_of(b"hello\r\n\r\n", close=True), "indeterminate"),
    "nothing": (bytes_of(b"", close=True), "indeterminate"),
    "half a head": (bytes_of(b"HTTP/1.1 200 OK\r\nContent-", close=True), "ok"),
    "a status line alone": (bytes_of(b"HTTP/1.1 200", close=True), "ok"),
    "broken off": (reset_after(), "indeterminate"),
    "broken off in the head": (reset_after(b"HTTP/1.1 200 OK\r\nX-A: b\r\n"), "indeterminate"),
    "broken off in the body": (reset_after(http(200, b"{", length=9)), "indeterminate"),
    "silence": (bytes_of(b""), "indeterminate"),
    "silence in the head": (bytes_of(b"HTTP/1.1 200 OK\r\n"), "indeterminate"),
    "silence in the body": (bytes_of(http(200, b"{", length=9)), "indeterminate"),
    "silence between chunks": (bytes_of(CHUNKED + b"1\r\n{\r\n"), "indeterminate"),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_each_answer_makes_the_same_exchange(name: str) -> None:
    if name == "shorter than it says" and "enforce_content_length" not in inspect.getsource(URLLib3Session.send):
        pytest.skip("this botocore does not take such an answer")
    answer, outcome = ANSWERS[name]
    with serving(answer, bytes_of(http(200, b'{"Username": "after"}'))) as server:
        first, second = compared(server)
    assert first.outcome == outcome
    assert (second.get("Username"), second.ok) == ("after", True)
    if name.startswith("silence"):
        assert first.code == "Timeout"
    elif outcome == "indeterminate" and first.status is None:
        assert first.code in ("NoAnswer", "Timeout")


def test_a_repeated_header_is_joined_by_a_comma() -> None:
    with serving(ANSWERS["twice"][0]) as server:
        assert compared(server, calls=1)[0].headers["x-one"] == "a, b"


def test_a_connection_that_was_closed_meanwhile_is_opened_anew() -> None:
    with serving(bytes_of(http()), bytes_of(http(), close=True), bytes_of(http())) as server:
        connection = Connection(server.url, "us-east-1")
        for driver in drivers(connection):
            server.again()
            for _ in range(4):
                assert driver.call("ListUserPools", {"MaxResults": 1}).ok
                threading.Event().wait(0.05)
            assert (len(server.received), server.connections) == (4, 2)


def test_what_had_no_answer_is_not_sent_again() -> None:
    with serving(bytes_of(http()), bytes_of(b"", close=True), bytes_of(http())) as server:
        assert [one.outcome for one in compared(server, calls=3)] == ["ok", "indeterminate", "ok"]
        assert len(server.received) == 3


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def test_where_nobody_listens_the_target_is_lost() -> None:
    connection = Connection(f"http://127.0.0.1:{closed_port()}", "us-east-1")
    seen = []
    for driver in drivers(connection):
        exchanges = [driver.call("ListUserPools", {}) for _ in range(LOST_AFTER - 1)]
        with pytest.raises(TargetLost) as lost:
            driver.call("ListUserPools", {})
        seen.append(([replace(one, elapsed=0.0) for one in exchanges], str(lost.value)))
    assert seen[1] == seen[0]
    assert {one.code for one in seen[0][0]} == {"NoAnswer"}


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("NoSuchOperation", {}),
        ("SignUp", {"Username": object()}),
        ("SignUp", {"UserAttributes": 7}),
    ],
)
def test_what_cannot_be_sent_is_reported_alike(operation: str, parameters: dict[str, Any]) -> None:
    with serving(bytes_of(http())) as server:
        one, other = [driver.call(operation, parameters) for driver in drivers(Connection(server.url, "us-east-1"))]
        assert re.sub("0x[0-9a-f]+", "", str(replace(other, elapsed=0.0))) == re.sub(
            "0x[0-9a-f]+", "", str(replace(one, elapsed=0.0))
        )
        assert server.received == []


def test_a_member_that_the_model_does_not_have_is_a_defect_of_the_suite_alike() -> None:
    with serving(bytes_of(http())) as server:
        for driver in drivers(Connection(server.url, "us-east-1")):
            with pytest.raises(UnknownMember, match="NoSuchMember"):
                driver.call("SignUp", {"NoSuchMember": 1})
        assert server.received == []


def test_threads_have_connections_of_their_own() -> None:
    together = threading.Barrier(4)

    def answer(line: socket.socket) -> bool:
        together.wait(5)
        line.sendall(http())
        return True

    with serving(answer) as server, ThreadPoolExecutor(4) as threads:
        driver = Driver(RunningAt(Connection(server.url, "us-east-1"), short=True))
        calls = [threads.submit(driver.call, "ListUserPools", {"MaxResults": 1}) for _ in range(40)]
        assert all(call.result().ok for call in calls)
        assert server.connections <= 8
        assert driver.calls == 40
        assert driver.running.calls is not None
        driver.running.calls.close()


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://127.0.0.1:1",
        "http://192.0.2.1:1",
        "http://127.0.0.1:1/path",
        "http://a:b@127.0.0.1:1",
        "http://127.0.0.1:1?a=b",
    ],
)
def test_other_endpoints_are_left_to_the_client(endpoint: str) -> None:
    assert HttpCalls.to(Connection(endpoint, "us-east-1")) is None


def test_an_operation_that_asks_for_more_is_left_to_the_client(monkeypatch: pytest.MonkeyPatch) -> None:
    requests = Requests(Connection("http://127.0.0.1:1", "us-east-1"))
    monkeypatch.setitem(requests._model.operation_model("SignUp").__dict__, "idempotent_members", ["Username"])
    assert not requests.takes("SignUp")
    assert requests.takes("ConfirmSignUp")


@pytest.mark.parametrize("spec", ["moto", "reference", "reference?http=true"])
def test_targets_answer_alike_by_both_ways(spec: str) -> None:
    running = resolve(spec).start()
    try:
        pool = Driver(running).call("CreateUserPool", {"PoolName": "p"}).get("UserPool.Id")
        short = Driver(running)
        assert running.calls is not None
        calls, running.calls = running.calls, None
        through_client = Driver(running)
        asked: list[tuple[str, dict[str, Any]]] = [
            ("DescribeUserPool", {"UserPoolId": pool}),
            ("DescribeUserPool", {"UserPoolId": "us-east-1_nothing00"}),
            ("SignUp", {"ClientId": "nothing", "Username": "u", "Password": "p"}),
            ("ListUsers", {"UserPoolId": pool}),
            ("GetUser", {"AccessToken": "x"}),
            ("StartWebAuthnRegistration", {"AccessToken": "x"}),
        ]
        for operation, parameters in asked:
            for signed in (True, False):
                running.calls = None
                one = through_client.call(operation, parameters, signed=signed)
                running.calls = calls
                other = short.call(operation, parameters, signed=signed)
                assert plain(other) == plain(one)
        if running.endpoint is not None:
            for driver in (through_client, short):
                with pytest.raises(NotSent, match="NoSuch"):
                    driver.call("NoSuch", {})
    finally:
        running.stop()


def plain(exchange: Exchange) -> Any:
    """Without what differs from one call to the next."""
    headers = {name: value for name, value in exchange.headers.items() if name not in ("date", "x-amzn-requestid")}
    return replace(exchange, elapsed=0.0, headers=headers)
