"""Code readers: where codes are found, which is the newest, what is said where there is none, and their snippets."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from targets.code_snippet import snippet
from targets.codes import Codes, Log, Sent
from targets.definition import Definition
from targets.interface import HttpResponse, Purpose, TargetUnusable
from targets.json_paths import walk
from targets.messages import time_of
from targets.reader_schema import Console
from targets.registry import resolve

MINIMAL = 'name = "mine"\nproduct = "Mine"\n'
SENT = Sent("us-east-1_a", "u+1@example.com", "u+1@example.com", {"X-Code": "99"})


@pytest.mark.parametrize(
    ("value", "path", "found"),
    [
        ({"a": {"1": [1, 2], "2": [3]}}, "a.*", [1, 2, 3]),
        ({"a": [{"b": 1}, {"b": 2}, {}]}, "a.*.b", [1, 2]),
        ([1, 2], "", [1, 2]),
        ({"a": 1}, "", [{"a": 1}]),
        ({"a": 1}, "b.c", []),
        ({"a": [{"b": 1}, {"b": 2}]}, "a.1.b", [2]),
        ({"a": [1]}, "a.1", []),
        ({"a": [1]}, "a.x", []),
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


def test_a_console_may_print_the_name_as_it_was_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = tmp_path / "log"
    log.write_text(f"code for {SENT.username}: 1\ncode for {SENT.username.upper()}: 2\ncode for other: 3\n")
    assert codes(CONSOLE, log=log).read("sign_up", SENT) == "2"
    monkeypatch.setenv("EMULATOR_LOG", str(log))
    namespace: dict[str, Any] = {}
    exec(snippet({"sign_up": Console(kind="console", pattern=r"code for {username}: (\d+)")}), namespace)
    assert namespace["read_code"]("sign_up", "p", SENT.username, SENT.destination, {}) == "2"


def test_console_without_a_log_is_no_reader() -> None:
    assert codes(CONSOLE).purposes == set()


def test_file_and_its_snippet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:

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

    log = tmp_path / "log"
    log.write_text(f"\x1b[1mcode for {SENT.username}: 1\x1b[0m\ncode for {SENT.username}: 2\n")
    monkeypatch.setenv("EMULATOR_LOG", str(log))
    namespace: dict[str, object] = {}
    known = Console(kind="console", pattern=r"code for {username}: (\d+)")
    exec(snippet({"sign_up": known}), namespace)
    read = namespace["read_code"]
    assert callable(read)
    assert read("sign_up", "p", SENT.username, SENT.destination, {}) == "2"


# -- why there is none -------------------------------------------------------------------------------------------------

FLOCI_LIKE = """
[codes.sign_up]
kind = "mailbox"
path = "/_aws/ses"
messages = "messages.*"
to = "Destination.ToAddresses"
text = ["Body.text_part", "Body.html_part"]
time = "Timestamp"
where = { Headers.Kind = "code" }
"""


def mail(text: str, at: str, to: str = SENT.destination, kind: str = "code") -> dict[str, Any]:
    return {
        "Destination": {"ToAddresses": [to, "x@example.com"]},
        "Headers": {"Kind": kind},
        "Body": {"text_part": text, "html_part": None},
        "Timestamp": at,
    }


def readers_of(text: str, document: Any) -> Codes:
    return codes(text, get=lambda path: HttpResponse(200, {}, json.dumps(document).encode()))


def lost(path: str) -> HttpResponse:
    raise TargetUnusable("nothing answers")


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (
            {"messages": [mail("1", "2026-01-01T00:00:00Z", f"{n}@example.com") for n in range(404)]},
            "reader found 404 messages, none for this user",
        ),
        ({"mails": []}, "there is no message list at path 'messages.*'"),
        ({"messages": []}, "the message list is empty"),
        ({"messages": ["text"]}, "what is at path 'messages.*' are no messages but str values"),
        (
            {"messages": [{"To": SENT.destination, "Headers": {"Kind": "code"}}]},
            "reader found 1 message, none for this user (no message has anything at 'Destination.ToAddresses')",
        ),
        (
            {"messages": [{**mail("1", ""), "Body": {"text": "Your code is 123456"}}]},
            "reader found 1 message, 1 for this user, none with anything at 'Body.text_part' or 'Body.html_part'",
        ),
        ({"messages": [mail("Your code is ABC", "")]}, "1 for this user, in none of which the pattern"),
    ],
)
def test_why_a_mailbox_has_no_code(document: Any, said: str) -> None:
    readers = readers_of(FLOCI_LIKE, document)
    assert readers.read("sign_up", SENT) is None
    assert said in readers.why_none("sign_up", SENT)
    assert SENT.username not in readers.why_none("sign_up", SENT)


@pytest.mark.parametrize(
    ("get", "said"),
    [
        (lambda path: HttpResponse(404, {}, b""), "GET /_aws/ses gave HTTP status 404"),
        (lambda path: HttpResponse(200, {}, b"<html>"), "/_aws/ses is not JSON"),
        (lost, "no answer to GET /_aws/ses"),
    ],
)
def test_why_a_mailbox_cannot_be_read(get: Callable[[str], HttpResponse], said: str) -> None:
    readers = codes(FLOCI_LIKE, get=get)
    assert readers.read("sign_up", SENT) is None
    assert readers.why_none("sign_up", SENT) == said


def test_why_other_readers_find_nothing(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("started\nlistening\n")
    readers = codes(CONSOLE, log=log, directory=tmp_path)
    assert readers.read("sign_up", SENT) is None
    assert readers.why_none("sign_up", SENT).startswith("reader found 2 lines of output, none of them like 'code for")
    assert readers.why_none("sign_in", SENT) == "{dir}/{pool_id}.json cannot be read: No such file or directory"
    assert readers.why_none("attribute", SENT) == "the environment variable NO_SUCH_VARIABLE_AT_ALL is not set"
    assert readers.why_none("invitation", SENT) == "its definition names no reader for them"
    assert "log=FILE" in codes(CONSOLE).why_none("sign_up", SENT)
    assert "dir=DIRECTORY" in codes(CONSOLE).why_none("sign_in", SENT)
    assert "no header x-code" in codes(MAILBOX).why_none("forgot_password", Sent("p", "u", "d", {}))


def test_the_reason_reaches_the_target(tmp_path: Path, mail_server: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(MINIMAL + MAILBOX.replace("/mail/", "/no-mail/"))
    running = resolve(f"{path}?endpoint={mail_server}").start()
    said = running.no_code("sign_up", pool_id="p", username="u", destination="d", headers={})
    assert said == (
        "the suite cannot read sign_up codes on this target: GET /no-mail/{pool_id}/{username} gave HTTP status 404"
    )
    moto = resolve("moto").start()
    said = moto.no_code("sign_up", pool_id="p", username="u", destination="d", headers={})
    moto.stop()
    assert said == "the suite cannot read sign_up codes on this target"


# -- the newest --------------------------------------------------------------------------------------------------------


def test_the_newest_is_so_by_time_and_not_by_place() -> None:
    box = [
        mail("code 222222", "2026-08-01T10:00:00.250Z"),
        mail("code 333333", "2026-08-01T10:00:00.900123456Z"),
        mail("code 111111", "2026-08-01T09:59:59Z"),
        mail("code 999999", "2026-08-01T11:00:00Z", to="other@example.com"),
        mail("code 888888", "2026-08-01T11:00:00Z", kind="invitation"),
    ]
    assert readers_of(FLOCI_LIKE, {"messages": box}).read("sign_up", SENT) == "333333"
    by_place = FLOCI_LIKE.replace('time = "Timestamp"', "")
    assert readers_of(by_place, {"messages": box}).read("sign_up", SENT) == "111111"
    first = FLOCI_LIKE.replace('time = "Timestamp"', 'newest = "first"')
    assert readers_of(first, {"messages": box}).read("sign_up", SENT) == "222222"


def test_of_several_at_one_time_the_newest_is_one_that_was_not_there() -> None:
    box = [mail("code 111111", "2026-08-01T10:00:00Z")]
    readers = readers_of(FLOCI_LIKE, None)
    readers._get = lambda path: HttpResponse(200, {}, json.dumps({"messages": box}).encode())
    assert readers.read("sign_up", SENT) == "111111"
    box.insert(0, mail("code 222222", "2026-08-01T10:00:00Z"))
    assert [readers.read("sign_up", SENT) for _ in range(2)] == ["222222", "222222"]
    box.append(mail("code 000000", "2026-08-01T09:00:00Z"))
    assert readers.read("sign_up", SENT) == "222222"


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        (1_700_000_000, 1_700_000_000.5),
        ("1700000000", "1700000001"),
        ("2026-08-01T10:00:00", "2026-08-01T10:00:01+00:00"),
        ("2026-08-01T12:00:00+02:00", "2026-08-01T10:00:01Z"),
        ("2026-08-01T10:00:00.123456788Z", "2026-08-01T10:00:00.223456788Z"),
        ("Sat, 01 Aug 2026 10:00:00 +0000", "Sat, 01 Aug 2026 10:00:01 +0000"),
        ("no time at all", "1970-01-01T00:00:00Z"),
        (None, 0),
    ],
)
def test_times(earlier: Any, later: Any) -> None:
    assert time_of(earlier) < time_of(later)


def test_what_text_may_be() -> None:
    """Names joined by dots; a member that is no text is searched to its leaves; a number is a text."""
    document = {"messages": [{**mail("", "1"), "Body": {"parts": [{"data": ["Code:", 123456]}]}}]}
    for path in ("Body", "Body.parts.*.data", "Body.parts.0.data.1"):
        text = FLOCI_LIKE.replace('"Body.text_part", "Body.html_part"', f'"{path}"')
        assert readers_of(text, document).read("sign_up", SENT) == "123456", path


@pytest.mark.parametrize(
    "where", ['{ Headers.Kind = "code" }', '{ "Headers.Kind" = "code" }', '{ Headers = { Kind = "code" } }']
)
def test_conditions_are_paths_however_they_are_written(where: str) -> None:
    text = FLOCI_LIKE.replace('{ Headers.Kind = "code" }', where)
    box = [mail("code 111111", "1", kind="other"), mail("code 222222", "0")]
    assert readers_of(text, {"messages": box}).read("sign_up", SENT) == "222222"


def test_a_code_of_the_kind_of_its_destination() -> None:
    text = FAKECLOUD_LIKE
    document = {"attributeVerificationCodes": {"email": "111111", "phone_number": "222222"}}
    for destination, code in (("a@example.com", "111111"), ("+15555550100", "222222")):
        sent = Sent("p", "ann", destination, {})
        assert readers_of(text, document).read("attribute", sent) == code
    only = {"attributeVerificationCodes": {"email": "111111"}}
    assert readers_of(text, only).read("attribute", Sent("p", "ann", "+15555550100", {})) is None


FAKECLOUD_LIKE = """
[codes.attribute]
kind = "mailbox"
path = "/codes/{pool_id}/{username}"
text = ["attributeVerificationCodes.{attribute}"]
"""


def test_conditions_on_what_is_no_text() -> None:
    text = FLOCI_LIKE.replace('{ Headers.Kind = "code" }', "{ Confirmed = false, Number = 3 }")
    box = [
        {**mail("code 111111", "1"), "Confirmed": True, "Number": 3},
        {**mail("code 222222", "0"), "Confirmed": False, "Number": 3},
    ]
    assert readers_of(text, {"messages": box}).read("sign_up", SENT) == "222222"


def test_the_snippet_reads_as_the_reader_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    box = [
        mail("code 222222", "2026-08-01T10:00:00.250Z"),
        mail("code 333333", "2026-08-01T10:00:00.900123456Z"),
        mail("code 111111", "Sat, 01 Aug 2026 09:00:00 +0000"),
        mail("code 888888", "2026-08-01T11:00:00Z", kind="invitation"),
    ]
    text = FLOCI_LIKE.replace('kind = "mailbox"', 'kind = "file"').replace("/_aws/ses", "{dir}/mail.json")
    variants = [text, text.replace('time = "Timestamp"', 'newest = "first"'), text.replace('"Body.text_part", ', "")]
    variants += [text.replace('"Body.text_part", "Body.html_part"', '"Body"').replace('"Timestamp"', '"No.Such"')]
    monkeypatch.setenv("EMULATOR_DIR", str(tmp_path))
    (tmp_path / "mail.json").write_text(json.dumps({"messages": box}))
    found = []
    for variant in variants:
        kinds = Definition.model_validate(tomllib.loads(MINIMAL + variant)).codes
        namespace: dict[str, Any] = {}
        exec(snippet(kinds), namespace)
        found.append(namespace["read_code"]("sign_up", SENT.pool_id, SENT.username, SENT.destination, {}))
        assert found[-1] == codes(variant, directory=tmp_path).read("sign_up", SENT)
    assert found == ["333333", "222222", None, "111111"]


# -- mail servers and programs of one's own ----------------------------------------------------------------------------


def test_a_mail_server_at_another_address(tmp_path: Path, mail_server: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(MINIMAL + MAILBOX.replace('"/mail/', f'"{mail_server}/mail/'))
    running = resolve(f"{path}?endpoint=http://127.0.0.1:9").start()
    sent = {"pool_id": SENT.pool_id, "username": SENT.username, "destination": SENT.destination}
    assert running.read_code("sign_up", **sent, headers={}) == "222222"
    namespace: dict[str, Any] = {"ENDPOINT": "http://127.0.0.1:9"}
    exec(running.code_snippet, namespace)
    assert namespace["read_code"]("sign_up", **sent, headers={}) == "222222"
    with pytest.raises(TargetUnusable, match="nothing was sent there"):
        running.http("GET", "http://mail.example/")


STARTED = """
[start]
command = ["{python}", "{here}/fake_emulator.py", "{port}"]
ready = { path = "/health", status = 200 }
[codes.sign_up]
kind = "console"
pattern = 'code for {username}: (\\d+)'
[codes.attribute]
kind = "mailbox"
path = "/mail"
messages = "box.messages"
to = "To"
text = ["Body.Text"]
time = "Date"
"""


def test_codes_of_a_program_started_here(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(MINIMAL + STARTED)
    (tmp_path / "fake_emulator.py").symlink_to(Path(__file__).with_name("fake_emulator.py"))
    running = resolve(f"{tmp_path}/mine.toml").start()
    try:
        assert {"codes:sign_up", "codes:attribute"} <= running.capabilities

        def read(purpose: Purpose) -> str | None:
            return running.read_code(purpose, pool_id="p", username="ann", destination="a@x", headers={})

        def post(path: str, body: Any) -> None:
            assert running.http("POST", f"{running.endpoint}{path}", body=json.dumps(body).encode()).status == 200

        post("/print", {"line": "\x1b[32mcode for ann: 4711\x1b[0m"})
        assert read("sign_up") == "4711"
        post("/mail", {"To": ["a@x"], "Body": {"Text": "222222"}, "Date": 2})
        post("/mail", {"To": ["a@x"], "Body": {"Text": "111111"}, "Date": 1})
        assert read("attribute") == "222222"
        assert read("sign_in") is None
        log = running.log  # type: ignore[attr-defined]
        attached = resolve(f"{tmp_path}/mine.toml?endpoint={running.endpoint}&log={log}").start()
        assert attached.read_code("sign_up", pool_id="p", username="ann", destination="a@x", headers={}) == "4711"
        with pytest.raises(TargetUnusable, match="log=/no/such is not there"):
            resolve(f"{tmp_path}/mine.toml?endpoint={running.endpoint}&log=/no/such").start()
        without = resolve(f"{tmp_path}/mine.toml?endpoint={running.endpoint}").start()
        assert "codes:sign_up" not in without.capabilities
    finally:
        running.stop()
