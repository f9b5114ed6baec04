"""Where published URLs are answered, what signed calls carry, what reaches this machine, and what is recognised."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from targets import definition
from targets.definition import Definition
from targets.interface import HttpResponse, Running, TargetUnusable
from targets.process import free_port
from targets.recognise import recognised
from targets.registry import resolve, shipped
from targets.routes import Routes

FAKE = Path(__file__).with_name("fake_emulator.py")
HEAD = 'name = "mine"\nproduct = "Mine"\n'
ROUTED = """
issuer = "{endpoint}/{pool_id}"
jwks = "{endpoint}/.well-known/jwks.json"
discovery = "{endpoint}/oidc"
hosted_ui = "{endpoint}/ui/{domain}"
[hosted_ui_paths]
"/oauth2/token" = "{endpoint}/cognito-idp/oauth2/token"
[[hosts]]
published = 'cognito-idp\\.[a-z0-9-]+\\.amazonaws\\.com'
"""


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    port = free_port()
    with subprocess.Popen([sys.executable, str(FAKE), str(port)]) as program:
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            try:
                resolve(f"http://127.0.0.1:{port}").start(worker="gw1").http("GET", f"http://127.0.0.1:{port}/health")
                break
            except TargetUnusable:
                time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
        program.terminate()


def attached(where: Path, text: str, endpoint: str, options: str = "") -> Running:
    path = where / "mine.toml"
    path.write_text(HEAD + text)
    return resolve(f"{path}?endpoint={endpoint}{options}").start()


def got(running: Running, url: str) -> Any:
    answer = running.http("GET", url)
    assert answer.status == 200, url
    return json.loads(answer.body)


# -- routes ------------------------------------------------------------------------------------------------------------


def test_one_key_set_for_all_pools(tmp_path: Path, endpoint: str) -> None:
    running = attached(tmp_path, ROUTED, endpoint)
    for issuer in (running.issuer("us-east-1_a"), "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_a"):
        assert got(running, f"{issuer}/.well-known/jwks.json") == {"keys": [{"kid": "of all pools"}]}
        assert got(running, f"{issuer}/.well-known/openid-configuration") == {"issuer": "the one"}
    assert running.http("GET", f"{endpoint}/a/b/.well-known/jwks.json").status == 404


def test_without_routes_nothing_is_changed(tmp_path: Path, endpoint: str) -> None:
    running = attached(tmp_path, "", endpoint)
    assert running.http("GET", f"{running.issuer('p')}/.well-known/jwks.json").status == 404
    assert running.route_snippet == ""


def test_an_address_for_one_page_of_the_hosted_ui(tmp_path: Path, endpoint: str) -> None:
    running = attached(tmp_path, ROUTED, endpoint)
    base = running.hosted_ui("us-east-1_a", "my-domain")
    assert base == f"{endpoint}/ui/my-domain"
    page = got(running, f"{base}/oauth2/token?x=1&y=%20")
    assert page == {"token endpoint": "/cognito-idp/oauth2/token?x=1&y=%20"}
    assert running.http("GET", f"{base}/oauth2/authorize").status == 404


def test_what_is_in_the_published_url_goes_along() -> None:
    routes = Routes(
        [("{endpoint}/ui/{domain}/{pool_id}/login", "{endpoint}/{pool_id}.html?d={domain}")], endpoint="http://e"
    )
    assert routes.real("http://e/ui/my-d/us-east-1_a/login") == "http://e/us-east-1_a.html?d=my-d"
    for other in ("http://e/ui/my-d/us-east-1_a/login/x", "http://f/ui/my-d/us-east-1_a/login", "http://e/ui/a/login"):
        assert routes.real(other) == other


def test_the_snippet_of_the_routes(tmp_path: Path, endpoint: str) -> None:
    running = attached(tmp_path, ROUTED, endpoint)
    elsewhere = "http://127.0.0.1:1"
    namespace: dict[str, Any] = {"ENDPOINT": elsewhere}
    exec(running.route_snippet, namespace)
    routed = namespace["routed"]
    assert routed(f"{elsewhere}/us-east-1_a/.well-known/jwks.json") == f"{elsewhere}/.well-known/jwks.json"
    assert routed(f"{elsewhere}/ui/d/oauth2/token?a=1") == f"{elsewhere}/cognito-idp/oauth2/token?a=1"
    assert routed(f"{elsewhere}/ui/d/login") == f"{elsewhere}/ui/d/login"


# -- credentials that are no AWS signature -----------------------------------------------------------------------------

BEARER = '[credentials]\nheaders = { Authorization = "Bearer ${MINE_TOKEN}", X-Team = "blue" }\n'


def test_a_variable_that_is_not_set(tmp_path: Path, endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MINE_TOKEN", raising=False)
    with pytest.raises(
        TargetUnusable, match=r"credentials.headers.Authorization needs the environment variable MINE_TOKEN"
    ):
        attached(tmp_path, BEARER, endpoint)


def test_a_variable_that_is_no_header(tmp_path: Path, endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINE_TOKEN", "s3cret\n")
    with pytest.raises(TargetUnusable, match="is there a line break") as caught:
        attached(tmp_path, BEARER, endpoint)
    assert "s3cret" not in str(caught.value)


def test_headers_go_along_with_signed_calls_alone(
    tmp_path: Path, endpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINE_TOKEN", "s3cret")
    running = attached(tmp_path, BEARER, endpoint)
    assert running.signed_headers == {"Authorization": "Bearer ${MINE_TOKEN}", "X-Team": "blue"}  # never the value
    assert running.calls is not None
    ways = {
        "calls": json.loads(running.calls.send("ListUserPools", {"MaxResults": 1}).body)["headers"],
        "client": received(running, "ListUserPools", {"MaxResults": 1}),
    }
    for way, headers in ways.items():
        lower = [(name.lower(), value) for name, value in headers.items()]
        assert [value for name, value in lower if name == "authorization"] == ["Bearer s3cret"], way
        assert ("x-team", "blue") in lower, way
    sign_up = {"ClientId": "c", "Username": "u", "Password": "p"}
    unsigned = [
        json.loads(running.calls.send("SignUp", sign_up).body)["headers"],  # an operation that nobody signs
        json.loads(running.calls.send("ListUserPools", {"MaxResults": 1}, signed=False).body)["headers"],
        received(running, "SignUp", sign_up),
        received(running, "ListUserPools", {"MaxResults": 1}, signed=False),
        json.loads(running.api({}, b"{}").body)["headers"],
    ]
    for headers in unsigned:
        assert not {name.lower() for name in headers} & {"authorization", "x-team"}


def test_other_headers_leave_the_signature(tmp_path: Path, endpoint: str) -> None:
    running = attached(tmp_path, '[credentials]\nheaders = { X-Key = "k" }\n', endpoint)
    assert running.calls is not None
    headers = json.loads(running.calls.send("ListUserPools", {"MaxResults": 1}).body)["headers"]
    assert headers["Authorization"].startswith("AWS4-HMAC-SHA256")
    assert headers["X-Key"] == "k"


def received(running: Running, operation: str, parameters: dict[str, Any], *, signed: bool = True) -> dict[str, str]:
    """The headers that the program got from botocore's client."""
    seen: list[Any] = []
    client = running.client(signed=signed)
    client.meta.events.register("before-parse.*.*", lambda response_dict, **_: seen.append(response_dict["body"]))
    client._make_api_call(operation, parameters)
    headers: dict[str, str] = json.loads(seen[-1])["headers"]
    return headers


# -- this machine ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "address", "options", "reaches"),
    [
        ("", "http://127.0.0.1:9", "", True),
        ("", "http://localhost:9", "", True),
        ("", "http://192.0.2.1:9", "", False),
        ("", "http://127.0.0.1:9", "&loopback=false", False),
        ("reaches_loopback = false\n", "http://127.0.0.1:9", "", False),
        ("reaches_loopback = false\n", "http://127.0.0.1:9", "&loopback=true", True),
        ("reaches_loopback = true\n", "http://192.0.2.1:9", "", True),
        ('[start]\ncommand = ["docker", "run", "-p", "{port}:1", "x"]\n', "http://127.0.0.1:9", "", False),
    ],
)
def test_what_reaches_this_machine(tmp_path: Path, text: str, address: str, options: str, reaches: bool) -> None:
    running = attached(tmp_path, text, address, options)
    assert ("idp:loopback" in running.capabilities) is reaches


def test_an_address_alone_on_this_machine() -> None:
    assert "idp:loopback" in resolve("http://127.0.0.1:9").start().capabilities
    assert "idp:loopback" not in resolve("http://127.0.0.1:9?loopback=no").start().capabilities
    with pytest.raises(TargetUnusable, match="neither true nor false"):
        resolve("http://127.0.0.1:9?loopback=perhaps").start()


# -- known products ----------------------------------------------------------------------------------------------------


def signs(*tables: dict[str, Any]) -> Definition:
    return Definition.model_validate({"name": "mine", "product": "Mine", "recognise": tables})


PAGES = {
    "/health": HttpResponse(200, {"x-made-by": "Mine Ltd"}, b'{"product": "My Emulator"}'),
    "/": HttpResponse(302, {"location": "/__mine"}, b""),
}


@pytest.mark.parametrize(
    ("tables", "found"),
    [
        ([{"path": "/health", "contains": "my emulator"}], True),
        ([{"path": "/health", "contains": "another"}], False),
        ([{"path": "/health", "headers": {"X-Made-By": "mine"}}], True),
        ([{"path": "/health", "headers": {"X-Made-By": "other"}}], False),
        ([{"path": "/health", "headers": {"X-Other": ""}}], False),
        ([{"path": "/", "status": 302, "headers": {"location": "/__mine"}}], True),
        ([{"path": "/", "headers": {"location": ""}}], False),  # another status
        ([{"path": "/health", "contains": "my"}, {"path": "/none", "status": 404, "contains": "x"}], False),
        ([], False),
    ],
)
def test_all_signs_must_be_seen(tables: list[dict[str, Any]], found: bool) -> None:
    get = lambda path: PAGES.get(path, HttpResponse(404, {}, b"no page"))  # noqa: E731
    assert (recognised({"mine": signs(*tables)}, get) == "mine") is found


def test_each_path_is_asked_for_once_and_none_after_silence() -> None:
    asked: list[str] = []

    def get(path: str) -> HttpResponse:
        asked.append(path)
        if path == "/silent":
            raise TargetUnusable("no answer")
        return HttpResponse(404, {}, b"")

    same = signs({"path": "/health", "contains": "x"})
    silent = signs({"path": "/silent", "contains": "x"})
    assert recognised({"a": same, "b": same, "c": silent, "d": signs({"path": "/more", "contains": "x"})}, get) is None
    assert asked == ["/health", "/silent"]


def test_a_run_by_address_says_what_would_know_more(
    tmp_path: Path, endpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "fake.toml"
    path.write_text(
        'name = "fake"\nproduct = "Fake"\n[reset]\nkind = "http"\npath = "/r"\n[[recognise]]\npath = "/health"\n'
        'contains = "Fake Emulator"\nheaders = { x-fake = "" }\n'
    )
    broken = tmp_path / "broken.toml"
    broken.write_text("name = 1")
    monkeypatch.setattr("targets.registry.shipped", lambda: {"broken": broken, "fake": path})
    hint = f"this looks like Fake: 'fake?endpoint={endpoint}' knows more (how it is reset)"
    for worker in ("main", "gw0"):
        assert resolve(endpoint).start(worker=worker).hints() == (hint,)
    assert resolve(endpoint).start(worker="gw1").hints() == ()  # one worker speaks for all


def test_what_nobody_knows_is_not_named(endpoint: str) -> None:
    assert resolve(endpoint).start().hints() == ()


def test_shipped_signs_do_not_overlap() -> None:
    """The page by which one product is recognised must not be taken for another's."""
    paths = [
        (sign.path, sign.status, name)
        for name, path in shipped().items()
        for sign in definition.load(path).recognise
        if sign.path not in ("/", "/health")
    ]
    assert len({(path, status) for path, status, _ in paths}) == len(paths)
