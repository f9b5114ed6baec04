"""Definitions: those shipped are valid, errors say file, key and what is wrong; readers of codes; hosts."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from targets import definition
from targets.clients import Connection
from targets.codes import Codes, Log, Sent
from targets.definition import Definition
from targets.interface import HttpResponse, TargetUnusable
from targets.json_paths import walk
from targets.programs import Pin
from targets.readers import Console
from targets.registry import resolve, shipped
from targets.web import Web

MINIMAL = 'name = "mine"\nproduct = "Mine"\n'
READER = "[codes.sign_up]\nkind = 'mailbox'\ntext = ['a']\n"
SENT = Sent("us-east-1_a", "u+1@example.com", "u+1@example.com", {"X-Code": "99"})


@pytest.mark.parametrize("name", sorted(shipped()))
def test_shipped_definition_is_valid(name: str) -> None:
    known = definition.load(shipped()[name])
    assert known.name == name
    assert known.homepage.startswith("https://")
    if not known.tested:
        assert known.notes[0].startswith("Untested here")
        assert known.start is None
        assert known.install.by_hand
    else:
        assert known.start is not None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name = ", "not valid TOML"),
        ("name = 'mine'\n", "product: Field required"),
        (MINIMAL + "regoin = 'x'\n", "regoin: unknown key (did you mean 'region'?)"),
        (MINIMAL + "[start]\ncommand = ['x']\n", "start: the endpoint is at {port}, a free one, and neither command"),
        (MINIMAL + "[start]\ncommand = ['x', '{prot}']\n", "has {prot}, which nothing fills in (did you mean 'port'?)"),
        (MINIMAL + "[start]\ncommand = ['{bin}/x', '{port}']\n", "start: {bin} is where the programs of a package are"),
        (MINIMAL + "[start]\ncommand = ['./x', '{port}']\n", "relative to nothing: write {here}/x for the folder"),
        (MINIMAL + "[start]\ncommand = ['bin/x', '{port}']\n", "write {here}/bin/x"),
        (MINIMAL + "[start]\ncommand = ['', '{port}']\n", "must begin with a program"),
        (MINIMAL + "[start]\ncommand = ['x', '{port}']\ndirectory = '../y'\n", "directory has '../y'"),
        (MINIMAL + "[start]\ncommand = ['x', '{port}']\ngrace = 0\n", "start.grace: Input should be greater than 0"),
        (
            MINIMAL + "[start]\ncommand = ['x', '{port}']\nready = { path = 'health' }\n",
            "begin with a slash: '/health'",
        ),
        (
            MINIMAL + "endpoint = 'http://127.0.0.1:9229'\n[start]\ncommand = ['x', '{port}']\n",
            "endpoint: the program is told {port}, and the endpoint 'http://127.0.0.1:9229' does not have it",
        ),
        (MINIMAL + "[install]\npypi = 'a'\n", "install: the package is installed and never started; add [start]"),
        (
            MINIMAL + "[install]\nneeds = ['java']\n",
            "install.needs: is checked before a start, and there is no [start]",
        ),
        (MINIMAL + "[install]\nneeds = ['./x.jar']\n", "write {here}/x.jar"),
        (MINIMAL + "[version]\ncommand = ['x', '-v']\n", "version.command: is run for programs that are started here"),
        (MINIMAL + "[version]\npattern = '(x)'\n", "version: give path"),
        (MINIMAL + "[version]\npath = '/v'\n", "version: give member or pattern"),
        (MINIMAL + "[version]\npath = '/v'\npattern = 'x'\n", "version.pattern: needs one group"),
        (MINIMAL + "[version]\ncommand = ['x']\nmember = 'v'\n", "member belongs to path"),
        (MINIMAL + "[reset]\nkind = 'restart'\n", 'reset.kind: "restart" starts the program again, and there is no'),
        (MINIMAL + "[reset]\nkind = 'restart'\npath = '/x'\n", 'path belongs to kind = "http"'),
        (MINIMAL + "[clock]\npath = '/clock'\n", "neither path nor body says {seconds}"),
        (
            MINIMAL + "jwks = '{endpoint}/keys'\nwell_known = false\n",
            "well_known: is false, and jwks or discovery says",
        ),
        (MINIMAL + "jwks = '/keys'\n", "jwks: '/keys' is no address"),
        (MINIMAL + "hosted_ui = '{endpoint}/{domian}'\n", "hosted_ui: '{endpoint}/{domian}' has {domian}"),
        (MINIMAL + "[hosted_ui_paths]\n'/login' = '{endpoint}/x'\n", "hosted_ui_paths: they are paths below hosted_ui"),
        (
            MINIMAL + "hosted_ui = '{endpoint}'\n[hosted_ui_paths]\n'/login' = '{endpoint}/{pool_id}'\n",
            "hosted_ui_paths./login: has {pool_id}, which hosted_ui does not have",
        ),
        (
            MINIMAL + "hosted_ui = '{endpoint}'\n[hosted_ui_paths]\nlogin = '{endpoint}/x'\n",
            "the path must begin with a slash: '/login'",
        ),
        (MINIMAL + "[credentials]\nheaders = { 'a b' = 'x' }\n", "credentials.headers: 'a b' is no name of a header"),
        (MINIMAL + '[credentials]\nheaders = { A = "x\\ny" }\n', "must be printable text on one line"),
        (MINIMAL + "[[recognise]]\npath = '/'\n", "recognise.0: give contains or header"),
        (MINIMAL + "[install]\npypi = 'a'\nnpm = 'b'\n", "install: give either pypi or npm"),
        (MINIMAL + "[install]\nnpm = 'a'\nextras = ['x']\n", "belong to pypi"),
        (MINIMAL + "[install]\npypi = 'a'\n[start]\ncommand = []\n", "start.command"),
        (MINIMAL + "[install]\npypi = 'a'\n[start]\ncommand = ['x']\ntimout = 3\n", "start.timout: unknown key"),
        (MINIMAL + "[codes.sign_upp]\nkind = 'fixed'\nvalue = '1'\n", "codes.sign_upp"),
        (MINIMAL + "[codes.sign_up]\nkind = 'fxed'\nvalue = '1'\n", "codes.sign_up"),
        (MINIMAL + "[codes.sign_up]\nkind = 'console'\npattern = '('\n", "is no regular expression"),
        (MINIMAL + "[codes.sign_up]\nkind = 'console'\npattern = 'x'\n", "needs one group"),
        (
            MINIMAL + "[codes.sign_up]\nkind = 'console'\npattern = 'code (x)'\n",
            "must contain {username} or {destination}",
        ),
        (MINIMAL + "[codes.sign_up]\nkind = 'console'\npattern = '{usernam} (x)'\n", "did you mean 'username'?"),
        (MINIMAL + READER + "path = 'mail'\n", "path: must begin with a slash: '/mail'"),
        (MINIMAL + READER + "path = '/mail'\n", "nothing says whose code it is: give `to`"),
        (MINIMAL + READER + "path = '/mail'\nto = 'a..b'\n", "to: has an empty name"),
        (MINIMAL + READER + "path = '/mail'\nto = 'a'\ntme = 'b'\n", "tme: unknown key (did you mean 'time'?)"),
        (MINIMAL + READER + "path = '/{pool_id}/{user_name}'\n", "has {user_name}, which nothing fills in"),
        (MINIMAL + "[reset]\nkind = 'http'\n", "needs a path"),
        (MINIMAL + "issuer = 'http://x'\n", "issuer must contain {pool_id}"),
        (MINIMAL + "region = 3\n", "region: Input should be a valid string (it is 3)"),
        (MINIMAL + "[install]\npypi = 'a'\n[[install.pins]]\nversions = '~1'\npackages = ['b']\n", "is no range"),
    ],
)
def test_errors_name_file_key_and_reason(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text)
    with pytest.raises(TargetUnusable) as caught:
        resolve(str(path))
    assert str(path) in str(caught.value)
    assert said in str(caught.value)


def test_a_folder_is_no_definition(tmp_path: Path) -> None:
    with pytest.raises(TargetUnusable, match="cannot be read"):
        resolve(f"{tmp_path}/")


@pytest.mark.parametrize(
    ("versions", "version", "applies"),
    [
        ("<5.1", "5.0.9", True),
        ("<5.1", "5.1.0", False),
        (">=5,<5.1", "5.0.0", True),
        ("==5.0", "5.0.0", True),
        ("!=5.0", "5.0.0", False),
        (">5", None, False),
    ],
)
def test_pins(versions: str, version: str | None, applies: bool) -> None:
    assert Pin(versions=versions, packages=("x",)).applies(version) is applies


@pytest.mark.parametrize(
    ("value", "path", "found"),
    [
        ({"a": {"1": [1, 2], "2": [3]}}, "a.*", [1, 2, 3]),
        ({"a": [{"b": 1}, {"b": 2}, {}]}, "a.*.b", [1, 2]),
        ([1, 2], "", [1, 2]),
        ({"a": 1}, "", [{"a": 1}]),
        ({"a": 1}, "b.c", []),
        ("text", "a", []),
    ],
)
def test_walk(value: object, path: str, found: list[object]) -> None:
    assert list(walk(value, path)) == found


MAILBOX = """
[codes.sign_up]
kind = "mailbox"
path = "/mail/{pool_id}/{username}"
messages = "messages.*"
to = "To"
text = ["Body"]
where = { Type = "code", User = "{username}" }
[codes.forgot_password]
kind = "header"
name = "x-code"
"""


def codes(
    text: str,
    *,
    get: Callable[[str], HttpResponse] | None = None,
    log: Path | None = None,
    directory: Path | None = None,
) -> Codes:
    known = Definition.model_validate(tomllib.loads(MINIMAL + text))
    return Codes(
        dict(known.codes.items()), get=get or (lambda path: HttpResponse(404, {}, b"")), log=log, directory=directory
    )


def messages(*bodies: str) -> bytes:
    one = {"Type": "code", "User": SENT.username, "To": [SENT.destination]}
    other = {"Type": "invitation", "User": SENT.username, "To": [SENT.destination], "Body": "000000"}
    return json.dumps({"messages": {"1": [*({**one, "Body": body} for body in bodies), other]}}).encode()


def test_mailbox_gives_the_newest() -> None:
    asked: list[str] = []

    def get(path: str) -> HttpResponse:
        asked.append(path)
        return HttpResponse(200, {}, messages("Your code is 111111.", "Your code is 222222. Not 1234567."))

    readers = codes(MAILBOX, get=get)
    assert readers.purposes == {"sign_up", "forgot_password"}
    assert readers.read("sign_up", SENT) == "222222"
    assert asked == ["/mail/us-east-1_a/u%2B1%40example.com"]
    assert readers.read("sign_up", Sent("p", "other", "other@example.com", {})) is None
    assert readers.read("attribute", SENT) is None
    assert readers.read("forgot_password", SENT) == "99"


@pytest.mark.parametrize(
    "answer", [HttpResponse(500, {}, b""), HttpResponse(200, {}, b"<html>"), HttpResponse(200, {}, b"3")]
)
def test_mailbox_with_a_useless_answer(answer: HttpResponse) -> None:
    assert codes(MAILBOX, get=lambda path: answer).read("sign_up", SENT) is None


CONSOLE = """
[codes.sign_up]
kind = "console"
pattern = 'code for {username}: (\\d+)'
wait = 0.05
[codes.attribute]
kind = "env"
variable = "NO_SUCH_VARIABLE_AT_ALL"
[codes.sign_in]
kind = "file"
path = "{dir}/{pool_id}.json"
messages = "Users.*"
to = "Attributes.*.Value"
text = ["Code"]
wait = 0
"""


def test_console_gives_the_newest_and_names_are_quoted(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text(f"\x1b[32mcode for {SENT.username}: 1\x1b[0m\ncode for u11@example.com: 7\n")
    readers = codes(CONSOLE, log=log)
    assert readers.purposes == {"sign_up"}  # no variable is set, no directory known
    assert readers.read("sign_up", SENT) == "1"
    assert readers.read("sign_up", SENT) == "1"
    with log.open("a") as more:
        more.write(f"code for {SENT.username}: 2\ncode for {SENT.username}: 3")
    assert readers.read("sign_up", SENT) == "2"  # the last line is not complete


def test_console_without_a_log_is_no_reader() -> None:
    assert codes(CONSOLE).purposes == set()


def test_file_and_its_snippet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from targets.code_snippet import snippet

    readers = codes(CONSOLE, directory=tmp_path)
    assert readers.purposes == {"sign_in"}
    assert readers.read("sign_in", SENT) is None
    path = tmp_path / f"{SENT.pool_id}.json"
    path.write_text('{"Users": {')
    assert readers.read("sign_in", SENT) is None
    users = {
        "1": {"Attributes": [{"Name": "email", "Value": "other"}], "Code": "111111"},
        "2": {
            "Attributes": [{"Name": "sub", "Value": "s"}, {"Name": "email", "Value": SENT.destination}],
            "Code": "222222",
        },
        "3": {"Attributes": [], "Code": "333333"},
    }
    path.write_text(json.dumps({"Users": users}))
    assert readers.read("sign_in", SENT) == "222222"
    monkeypatch.setenv("EMULATOR_DIR", str(tmp_path))
    namespace: dict[str, object] = {}
    exec(snippet(dict(Definition.model_validate(tomllib.loads(MINIMAL + CONSOLE)).codes.items())), namespace)
    read = namespace["read_code"]
    assert callable(read)
    assert read("sign_in", SENT.pool_id, SENT.username, SENT.destination, {}) == "222222"


def test_log_keeps_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Log, "KEPT", 20)
    path = tmp_path / "log"
    path.write_text("code: 1\n")
    log = Log(path)
    assert log.newest(re.compile(r"code: (\d)"))[1] == "1"
    with path.open("a") as more:
        more.write("x" * 40 + "\ncode: 2\n")
    assert log.newest(re.compile(r"code: (\d)")) == (56, "2")


@pytest.fixture
def mail_server() -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = messages("111111", "222222")
            self.send_response(200 if self.path.startswith("/mail/") else 404)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def test_snippet_reads_like_the_reader(tmp_path: Path, mail_server: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(MINIMAL + MAILBOX)
    running = resolve(f"{path}?endpoint={mail_server}").start()
    namespace: dict[str, object] = {"ENDPOINT": mail_server}
    exec(running.code_snippet, namespace)
    read = namespace["read_code"]
    assert callable(read)
    for purpose in ("sign_up", "forgot_password", "attribute"):
        expected = running.read_code(
            purpose,
            pool_id=SENT.pool_id,
            username=SENT.username,
            destination=SENT.destination,
            headers=SENT.headers,
        )
        assert read(purpose, SENT.pool_id, SENT.username, SENT.destination, SENT.headers) == expected


def test_snippet_of_a_console(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from targets.code_snippet import snippet

    log = tmp_path / "log"
    log.write_text(f"\x1b[1mcode for {SENT.username}: 1\x1b[0m\ncode for {SENT.username}: 2\n")
    monkeypatch.setenv("EMULATOR_LOG", str(log))
    namespace: dict[str, object] = {}
    known = Console(kind="console", pattern=r"code for {username}: (\d+)")
    exec(snippet({"sign_up": known}), namespace)
    read = namespace["read_code"]
    assert callable(read)
    assert read("sign_up", "p", SENT.username, SENT.destination, {}) == "2"


def test_published_hosts_are_mapped_and_others_refused() -> None:
    web = Web(
        Connection("http://127.0.0.1:4570/base", "us-east-1"),
        [(r"cognito-idp\.[a-z0-9-]+\.amazonaws\.com", "http://127.0.0.1:4570/base")],
        name="x",
    )
    assert web.reachable("http://127.0.0.1:4570/base/p/jwks") == "http://127.0.0.1:4570/base/p/jwks"
    assert web.reachable("http://localhost:4570/base/p") == "http://127.0.0.1:4570/base/p"
    assert (
        web.reachable("https://cognito-idp.eu-west-1.amazonaws.com/p/.well-known/jwks.json?x=1")
        == "http://127.0.0.1:4570/base/p/.well-known/jwks.json?x=1"
    )
    for url in (
        "https://sts.amazonaws.com/",
        "http://localhost:4571/",
        "https://localhost:4570/",
        "file:///etc/passwd",
    ):
        with pytest.raises(TargetUnusable, match="nothing was sent"):
            web.reachable(url)


def test_generated_credentials_and_ca(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("[default]\naws_access_key_id = AKID\naws_secret_access_key=SECRET\n")
    path = tmp_path / "mine.toml"
    path.write_text(MINIMAL + f"[credentials]\nfile = '{tmp_path}/keys'\n")
    running = resolve(f"{path}?endpoint=http://127.0.0.1:9").start()
    keys = running.client()._request_signer._credentials
    assert (keys.access_key, keys.secret_key) == ("AKID", "SECRET")
    (tmp_path / "keys").write_text("nothing")
    with pytest.raises(TargetUnusable, match="is it a credentials file"):
        resolve(f"{path}?endpoint=http://127.0.0.1:9").start()
    with pytest.raises(TargetUnusable, match="name the emulator's CA"):
        resolve(f"moto?endpoint=https://127.0.0.1:9&ca={tmp_path}/none.pem").start()
