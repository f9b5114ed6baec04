"""A target's own APIs as judges: the rules, what counts as let in, and the scripts that show a divergence."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from conformance.judges.gateways.apis import api
from conformance.judges.gateways.judge import ABOUT, Gateway
from conformance.judges.gateways.place import NotServed, Place, Undecided
from conformance.judges.gateways.pools import Pools
from conformance.judges.gateways.probe import let_in, main
from conformance.judges.gateways.rules import RULES, Rule, control_of
from conformance.judges.gateways.script import script_of
from conformance.judges.panel import judge, names
from conformance.kit.jwt import part

KEYS = ("made", "up")
ISSUER = "http://localhost:1"  # of an emulator: not the address of AWS
# Who gets through where, by the documentation: kind of API, path or field, and the token's pool, client and use.
ALLOWED = {
    ("rest", "plain"): {("one", 1, "id"), ("one", 2, "id")},
    ("rest", "scoped"): {("one", 1, "access"), ("one", 2, "access")},
    ("rest", "either"): {("one", 1, "access"), ("one", 2, "access")},
    ("rest", "client"): {("one", 1, "id")},
    ("http", "plain"): {("one", 1, "id"), ("one", 1, "access")},
    ("http", "scoped"): {("one", 1, "access")},
    ("http", "either"): {("one", 1, "access")},
    ("appsync", "plain"): {("one", client, use) for client in (1, 2) for use in ("id", "access")},
    ("appsync", "client"): {("one", 1, "id"), ("one", 1, "access")},
    ("appsync", "group"): {("one", 1, "member")},
}


class Served(Place):
    """A target of a few lines: it issues tokens, and its authorizers do what is documented, or let everything in."""

    def __init__(self, *, lenient: bool = False, lacks: str = "", status: int = 401) -> None:
        super().__init__("http://127.0.0.1:1", "us-east-1", KEYS)
        self.lenient, self.lacks, self.status = lenient, lacks, status
        self.numbers: dict[str, int] = {}
        self.calls: list[str] = []
        self.tokens: dict[str, tuple[str, int, str]] = {}
        self.one_client: set[str] = set()

    def sent(self, service: str, operation: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Answers with whatever the caller reads of it."""
        if service == self.lacks:
            raise NotServed(f"{service} {operation}")
        if operation == "create_authorizer" and "JwtConfiguration" in parameters:
            assert parameters["JwtConfiguration"] == {"Issuer": f"{ISSUER}/one", "Audience": ["client1"]}
        self.calls.append(operation)
        number = self.numbers[operation] = self.numbers.get(operation, 0) + 1
        if operation == "initiate_auth":
            return {"AuthenticationResult": self._issued(parameters)}
        if operation == "create_graphql_api":
            if "appIdClientRegex" in parameters["userPoolConfig"]:
                self.one_client.add(f"api{number}")
            return {"graphqlApi": {"apiId": f"api{number}"}}
        return {
            "UserPool": {"Id": f"pool{number}", "Arn": f"arn:{number}"},
            "UserPoolClient": {"ClientId": f"client{number}"},
            "items": [{"id": "root"}],
            "id": f"{operation}{number}",
            **dict.fromkeys(("ApiId", "IntegrationId", "AuthorizerId"), f"{operation}{number}"),
        }

    def _issued(self, parameters: Mapping[str, Any]) -> dict[str, str]:
        client = int(parameters["ClientId"].removeprefix("client"))
        pool = "one" if client < 3 else "two"
        found = {}
        for use, member in (("id", "IdToken"), ("access", "AccessToken")):
            named = "member" if parameters["AuthParameters"]["USERNAME"].startswith("mary") and use == "id" else use
            claims = part(json.dumps({"number": len(self.tokens), "iss": f"{ISSUER}/{pool}"}).encode())
            found[member] = f"{part(b'{}')}.{claims}.{part(bytes(256))}"
            self.tokens[found[member]] = (pool, client, named)
        return found

    def ask(self, host: str, path: str, headers: Mapping[str, str], body: bytes | None = None) -> tuple[int, str]:
        """The decision of an authorizer, in the form of each kind of API."""
        if path.endswith("/open"):
            return 200, "{}"
        kind = "appsync" if body else "rest" if path.startswith("/test/") else "http"
        place = path.rpartition("/")[2]
        if body:
            place = "client" if host.partition(".")[0] in self.one_client else json.loads(body)["query"].split()[2]
        token = self.tokens.get(headers.get("Authorization", "").removeprefix("Bearer "))
        if self.lenient or token in ALLOWED.get((kind, place), set()):
            return 200, json.dumps({"data": {place: None}, "errors": [{"message": "a resolver's own"}]})
        if kind == "appsync" and headers.get("Authorization"):
            return 200, json.dumps(
                {"data": None, "errors": [{"errorType": "Unauthorized", "message": "Not Authorized"}]}
            )
        return self.status, '{"message": "Unauthorized"}'


def through(place: Place) -> dict[str, bool]:
    """Each rule, and whether its request got through."""
    pools = Pools(place)
    found = {}
    for kind in ABOUT:
        with api(kind, place, pools) as send:
            found |= {rule.id: let_in(rule, send, pools)[0] for rule in RULES.values() if rule.api == kind}
    return found


def test_the_documented_authorizers_are_as_the_rules_say() -> None:
    assert through(Served()) == {rule.id: rule.right for rule in RULES.values()}


def test_an_api_without_an_authorizer_lets_every_wrong_one_in() -> None:
    assert set(through(Served(lenient=True)).values()) == {True}


@pytest.mark.parametrize("status", [500, 404, 429, 400, 302])
def test_a_server_error_is_neither_let_in_nor_refused(status: int) -> None:
    with pytest.raises(Undecided, match=f"HTTP {status}"):
        through(Served(status=status))


@pytest.mark.parametrize("text", ['{"errors": [{"message": "no such field"}]}', "{}", "[]", "7", "<html>", '"data"'])
def test_a_graphql_answer_without_data_is_neither_let_in_nor_refused(text: str) -> None:
    for rule in (each for each in RULES.values() if each.api == "appsync"):
        with pytest.raises(Undecided, match="HTTP 200"):
            let_in(rule, lambda *_: (200, text), Pools(Served()))


@pytest.mark.parametrize("status", [401, 403])
def test_these_statuses_refuse(status: int) -> None:
    assert through(Served(status=status)) == {rule.id: rule.right for rule in RULES.values()}


def test_every_wrong_one_has_a_control_and_every_rule_a_source() -> None:
    assert {rule.api for rule in RULES.values()} == set(ABOUT)
    for rule in RULES.values():
        control = control_of(rule)
        assert (control.right, control.task) == (True, rule.task), rule.id
        assert rule.right or (rule.place, rule.token) != (control.place, control.token), rule.id
        assert rule.source.startswith("https://docs.aws.amazon.com/"), rule.id


# -- as a judge -------------------------------------------------------------------------------------------------------


def asked(kind: str, place: Place, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, str]]:
    """Form, given and what the judge says, for each case."""
    running = type("R", (), {"made_up_keys": KEYS, "region": "us-east-1"})
    bench: Any = type("B", (), {"running": running, "relay": type("L", (), {"url": ""})})
    monkeypatch.setattr("conformance.judges.gateways.judge.Place", lambda *_: place)
    found = []
    for case in Gateway(kind).cases(bench):
        try:
            found.append((case.form, case.name, case.ask()))
        except Exception as error:
            found.append((case.form, case.name, f"{type(error).__name__} {getattr(error, 'offered', '')}"))
    return found


@pytest.mark.parametrize("kind", ABOUT)
def test_as_a_judge_it_accepts_the_right_and_refuses_the_wrong(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for form, name, refusal in asked(kind, Served(), monkeypatch):
        assert bool(refusal) == (form == "wrong"), name


def test_a_target_without_such_an_api_offers_none_of_its_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    tasks = [rule.id for rule in RULES.values() if rule.api == "http" and rule.right]
    assert asked("http", Served(lacks="apigatewayv2"), monkeypatch) == [
        ("right", name, "Unreached False") for name in tasks
    ]


def test_without_a_pool_nothing_is_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    class Refusing(Served):
        def sent(self, service: str, operation: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
            raise Undecided("no")

    assert {said for _, _, said in asked("rest", Refusing(), monkeypatch)} == {"Unreached True"}


class Empty(Served):
    """A target that answers everything with an empty object: from the start, or from this operation on."""

    def __init__(self, operation: str = "") -> None:
        super().__init__()
        self.operation, self.begun = operation, not operation

    def sent(self, service: str, operation: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
        self.begun = self.begun or operation == self.operation
        if self.begun:
            self.calls.append(operation)
        return {} if self.begun else super().sent(service, operation, parameters)


@pytest.mark.parametrize(
    ("kind", "operation"),
    [
        *((kind, "") for kind in ABOUT),
        ("rest", "create_rest_api"),
        ("rest", "get_resources"),
        ("http", "create_api"),
        ("appsync", "create_graphql_api"),
    ],
)
def test_an_answer_without_what_is_read_of_it_ends_no_panel(
    kind: str, operation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = asked(kind, Empty(operation), monkeypatch)
    assert {said for _, _, said in found} == {"Unreached True"}
    assert [name for _, name, _ in found] == [rule.id for rule in RULES.values() if rule.api == kind and rule.right]


def test_a_token_that_cannot_be_changed_is_not_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    class Opaque(Served):
        def _issued(self, parameters: Mapping[str, Any]) -> dict[str, str]:
            self.tokens["opaque"] = ("one", 1, "id")
            return {"IdToken": "opaque", "AccessToken": "opaque"}

    said = {name: said for _, name, said in asked("rest", Opaque(), monkeypatch)}
    assert (said["rest-id"], said["rest-id-bit"], said["rest-id-sub"]) == ("", "Unreached True", "Unreached True")


LASTING = ("user_pool", "rest_api", "api", "graphql_api")


def lasting(calls: list[str], what: str) -> list[str]:
    """What was made, or deleted, of what holds all the rest."""
    return sorted(name for name in LASTING for call in calls if call == f"{what}_{name}")


@pytest.mark.parametrize("kind", ABOUT)
@pytest.mark.parametrize("make", [Served, lambda: Empty("initiate_auth"), lambda: Empty("create_authorizer")])
def test_what_was_made_is_deleted(kind: str, make: Callable[[], Served], monkeypatch: pytest.MonkeyPatch) -> None:
    place = make()
    asked(kind, place, monkeypatch)
    made = lasting(place.calls, "create")
    assert made.count("user_pool") == 2
    assert lasting(place.calls, "delete") == made


def test_a_script_deletes_what_it_made(monkeypatch: pytest.MonkeyPatch) -> None:
    for rule in RULES.values():
        place = Served()
        monkeypatch.setattr("conformance.judges.gateways.probe.Place", lambda *_, place=place: place)
        main("", "us-east-1", rule.id, KEYS)
        assert lasting(place.calls, "delete") == lasting(place.calls, "create") != [], rule.id


# -- the scripts ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", [RULES["rest-id-access"], RULES["appsync-group"]], ids=lambda rule: rule.id)
def test_a_script_stands_alone(rule: Rule, tmp_path: Path) -> None:
    text = script_of(rule, "what it is", "eu-west-1", KEYS)
    tree = ast.parse(text)
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not [name for name in imported if str(name).startswith("conformance")]
    assert rule.source in str(ast.get_docstring(tree))
    file = tmp_path / "script.py"
    file.write_text(text, "utf-8")
    done = subprocess.run(
        [sys.executable, "-I", str(file), "http://127.0.0.1:1"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, "Cannot tell" in done.stdout) == (2, True), done.stdout + done.stderr
    assert subprocess.run([sys.executable, "-I", str(file)], capture_output=True, check=False).returncode == 2


class Answering(BaseHTTPRequestHandler):
    """Answers everything with an empty object, or breaks off in the middle of an answer or of an error.

    Below ``/404/Code`` it answers everything with that status and code, below ``/404/none`` without a code.
    """

    def do_GET(self) -> None:
        self.do_POST()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        _, status, code, *_ = [*self.path.split("/"), "", ""]
        body = json.dumps({"__type": code}).encode() if code not in ("", "none") else b"{}"
        self.send_response(int(status) if status.isdigit() else 401 if "error" in self.path else 200)
        self.send_header("Content-Length", "100" if "broken" in self.path else str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is printed."""


@pytest.fixture(scope="module")
def answering() -> Iterator[str]:
    """The address of a server that answers so."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_a_script_that_fails_is_no_divergence(answering: str, tmp_path: Path) -> None:
    file = tmp_path / "script.py"
    file.write_text(script_of(RULES["rest-id-access"], "what it is", "eu-west-1", KEYS), "utf-8")
    done = subprocess.run(
        [sys.executable, "-I", str(file), answering], capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, "Cannot tell" in done.stdout) == (2, True), done.stdout + done.stderr
    assert "KeyError" in done.stderr


@pytest.mark.parametrize("path", ["/broken", "/broken-error"])
def test_an_answer_that_breaks_off_is_undecided(path: str, answering: str) -> None:
    place = Place(answering, "us-east-1", KEYS)
    assert place.ask("", "/", {}) == (200, "{}")
    with pytest.raises(Undecided, match="IncompleteRead"):
        place.ask("", path, {})


IDP, REST, HTTP, APPSYNC = "cognito-idp", "apigateway", "apigatewayv2", "appsync"


@pytest.mark.parametrize(
    ("path", "service", "error"),
    [
        *(("404/none", service, NotServed) for service in (REST, HTTP, APPSYNC)),
        ("404/none", IDP, Undecided),
        *(("404/NotFoundException", service, Undecided) for service in (REST, APPSYNC, IDP)),
        *(("404/UnknownOperationException", service, NotServed) for service in (REST, APPSYNC, IDP)),
        *(("400/UnknownOperationException", service, NotServed) for service in (REST, IDP)),
        *(("500/InternalFailure", service, Undecided) for service in (REST, APPSYNC, IDP)),
        *(("501/none", service, NotServed) for service in (REST, APPSYNC)),
        *(("400/BadRequestException", service, Undecided) for service in (REST, APPSYNC)),
    ],
)
def test_what_is_not_offered(path: str, service: str, error: type[Exception], answering: str) -> None:
    operations = {IDP: "list_user_pools", REST: "get_rest_apis", HTTP: "get_apis", APPSYNC: "list_graphql_apis"}
    place = Place(f"{answering}/{path}", "us-east-1", KEYS)
    with pytest.raises(error) as caught:
        place.call(service, operations[service], **({"MaxResults": 1} if service == IDP else {}))
    assert type(caught.value) is error


class Refusing(Served):
    """No token gets through."""

    def ask(self, host: str, path: str, headers: Mapping[str, str], body: bytes | None = None) -> tuple[int, str]:
        return super().ask(host, path, {}, body)


@pytest.mark.parametrize(
    ("make", "right", "wrong"),
    [(Served, 0, 0), (lambda: Served(lenient=True), 0, 1), (Refusing, 1, 2), (lambda: Served(status=500), 0, 2)],
    ids=["documented", "lenient", "refusing", "failing"],
)
def test_the_exit_status_of_every_rule(
    make: Callable[[], Served], right: int, wrong: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("conformance.judges.gateways.probe.Place", lambda *_: make())
    for rule in RULES.values():
        if make().status == 500 and rule.api == "appsync":
            continue  # its refusals have status 200
        assert main("", "us-east-1", rule.id, KEYS) == (right if rule.right else wrong), rule.id


def test_gateways_are_judges_of_targets() -> None:
    for kind in ABOUT:
        assert f"gateway-{kind}" in names()
        assert isinstance(judge(f"gateway-{kind}"), Gateway)
