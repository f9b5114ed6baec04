"""Applications that fail, redirect, stall or go away: nothing is concluded that was not seen; what to do is said."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from conformance.cli import main
from conformance.verify_app import asking
from odd_apps import Behaviour, odd_app, own_certificate


@pytest.fixture(autouse=True)
def asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is repeated, so nothing has to be waited for."""
    monkeypatch.setattr(asking, "ATTEMPTS", 1)


UNAUTHORIZED = (401, {"WWW-Authenticate": 'Bearer error="invalid_token"'})


def asked(url: str, out: Path, *words: str) -> Result:
    command = ["verify-app", url, "--times", "1", "--seed", "1", "--out", str(out), *words]
    return CliRunner().invoke(main, command)


def plain(result: Result) -> str:
    return " ".join(result.output.split())


def always(status: int, **headers: str) -> Behaviour:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda number, value: (status, dict(named))


@pytest.mark.parametrize(
    ("behaviour", "texts"),
    [
        (always(500), ["HTTP 500", "See the application's log"]),
        (always(404), ["HTTP 404", "Correct the path of the URL", "--username"]),
        (always(405), ["HTTP 405", "see --method"]),
        (always(415), ["HTTP 415", "see --header and --body"]),
        (always(422), ["HTTP 422", "--header and --body"]),
        (always(307, Location="/me/"), ["HTTP 307", "Location: /me/", "give the URL that answers itself"]),
        (always(401, WWW_Authenticate='Bearer error="x"'), ['Bearer error="x"', "Compare the settings", "restart it"]),
    ],
)
def test_right_tokens_that_are_not_accepted(tmp_path: Path, behaviour: Behaviour, texts: list[str]) -> None:
    with odd_app(behaviour) as url:
        result = asked(url, tmp_path)
    assert result.exit_code == 3
    assert "a right token (user 1) was not accepted" in plain(result)
    for text in texts:
        assert text in plain(result)


def test_200_to_everything(tmp_path: Path) -> None:
    with odd_app(always(200)) as url:
        result = asked(url, tmp_path)
    assert result.exit_code == 1
    assert "every wrong form was accepted: nothing looks at the token at this URL" in plain(result)


def test_an_application_that_looks_whether_there_is_a_token_is_not_called_unprotected(tmp_path: Path) -> None:
    with odd_app(lambda number, value: (200, {}) if value else UNAUTHORIZED) as url:
        result = asked(url, tmp_path)
    assert result.exit_code == 1
    assert "nothing looks at the token" not in plain(result)
    assert "[signature]" in plain(result)


@pytest.mark.parametrize("status", [200, 500])
def test_a_refusal_in_the_body(tmp_path: Path, status: int) -> None:
    """An endpoint that answers ``status`` with an error in the body: without the option no refusal, with it one."""

    def behaviour(number: int, value: str | None) -> tuple[int, dict[str, str]]:
        good = (value or "").count(".") == 2
        return (200, {"body": "data"}) if good else (status, {"body": "Unauthorized"})

    with odd_app(behaviour) as url:
        without = asked(url, tmp_path)
        named = asked(url, tmp_path, "--refused-text", "Unauthorized")
    assert ("[structure]" in without.output) == (status == 200)
    assert ("cannot be judged: no token" in without.output) == (status == 500)
    assert "[structure]" not in named.output
    assert "cannot be judged: no token" not in named.output
    assert named.exit_code == 1  # it looks for three parts, and at none of them


def test_a_stream_that_does_not_end(tmp_path: Path) -> None:
    """The status is enough; the body of such an answer never comes."""
    headers = {"Content-Type": "text/event-stream", "Content-Length": "1000000"}
    with odd_app(lambda number, value: (200, dict(headers)) if value else UNAUTHORIZED) as url:
        result = asked(url, tmp_path, "--timeout", "5")
    assert result.exit_code == 1
    assert "cannot be judged" not in result.output


@pytest.mark.parametrize("encoding", ["", "; charset=utf-16", "; charset=nonsense"])
def test_a_body_that_is_long_or_cannot_be_read(tmp_path: Path, encoding: str) -> None:
    def behaviour(number: int, value: str | None) -> tuple[int, dict[str, str]]:
        return (200 if value else 401), {"Content-Type": f"text/plain{encoding}", "body": "é\0" * 200_000}

    with odd_app(behaviour) as url:
        result = asked(url, tmp_path)
    assert result.exit_code == 1
    forms = {form["name"]: form for form in json.loads((tmp_path / "verify-app.json").read_text())["forms"]}
    assert (forms["no token"]["accepted"], forms["no token"]["refused"]) == (0, 1)


def test_a_body_that_breaks_off(tmp_path: Path) -> None:
    with odd_app(lambda number, value: (200 if value else 401, {"Content-Length": "10", "body": "half"})) as url:
        result = asked(url, tmp_path)
    assert result.exit_code == 1
    assert "cannot be judged" not in result.output


def test_one_that_goes_away_ends_the_trial_with_what_was_found(tmp_path: Path) -> None:
    with odd_app(lambda number, value: (200, {}) if number < 12 else None) as url:
        result = asked(url, tmp_path)
    assert result.exit_code == 1
    text = plain(result)
    assert "accepts wrong tokens [structure]" in text
    assert "not all forms were tried: the application stopped answering at the form" in text
    assert "nothing listens on" in text or "closed the connection without an answer" in text
    assert json.loads((tmp_path / "verify-app.json").read_text())["ended"]


def test_one_that_goes_away_without_a_fault_so_far_passes_nothing(tmp_path: Path) -> None:
    def behaviour(number: int, value: str | None) -> tuple[int, dict[str, str]] | None:
        if number > 10:
            return None
        return (200, {}) if (value or "").count(".") == 2 else UNAUTHORIZED

    with odd_app(behaviour) as url:
        result = asked(url, tmp_path)
    assert result.exit_code == 3
    assert "none of the" not in plain(result)
    assert "stopped answering" in plain(result)


def test_a_slow_one(tmp_path: Path) -> None:
    stop = threading.Event()

    def behaviour(number: int, value: str | None) -> tuple[int, dict[str, str]]:
        stop.wait(20)
        return 200, {}

    with odd_app(behaviour) as url:
        result = asked(url, tmp_path, "--timeout", "0.2")
        stop.set()
    assert result.exit_code == 3
    assert "within 0.2 s" in plain(result)
    assert "--timeout waits longer" in plain(result)


def test_nothing_listens(tmp_path: Path) -> None:
    result = asked("http://127.0.0.1:1/", tmp_path)
    assert result.exit_code == 3
    assert "nothing listens on 127.0.0.1:1. Start the application, or correct the URL's host and port." in plain(result)


def test_https_with_a_ca_of_its_own(tmp_path: Path) -> None:
    certificate, context = own_certificate(tmp_path)
    with odd_app(always(200), context) as url:
        unknown = asked(url, tmp_path)
        known = asked(url, tmp_path, "--ca", str(certificate))
        spoken_plainly = asked(url.replace("https", "http"), tmp_path)
    assert unknown.exit_code == 3
    assert "Name the CA that signed its certificate with --ca FILE" in plain(unknown)
    assert known.exit_code == 1  # it was reached
    assert spoken_plainly.exit_code == 3
    assert "if it speaks TLS, write https:// in the URL" in plain(spoken_plainly)


def test_https_with_the_certificate_of_another(tmp_path: Path) -> None:
    certificate, context = own_certificate(tmp_path, "192.0.2.1")
    with odd_app(always(200), context) as url:
        result = asked(url, tmp_path, "--ca", str(certificate))
    assert result.exit_code == 3
    assert "Use a name in the URL that its certificate has." in plain(result)


def test_https_where_there_is_none(tmp_path: Path) -> None:
    with odd_app(always(200)) as url:
        result = asked(url.replace("http", "https"), tmp_path)
    assert result.exit_code == 3
    assert "It does not speak TLS there: write http:// in the URL." in plain(result)


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["https://127.0.0.1:1/", "--ca", __file__], "no certificates in PEM"),
        (["http://127.0.0.1:1/", "--ca", __file__], "--ca is for https URLs"),
        (["https://127.0.0.1:1/", "--ca", "not-there.pem"], "does not exist"),
        (["http://a:b@127.0.0.1:1/"], "the URL has a user name"),
        (["http://127.0.0.1:1/", "--app", "x", "--serve"], "leave out one of them"),
        (["http://192.0.2.1:1/", "--yes", "--app", "x"], "starts the application on this machine"),
        (["http://127.0.0.1:1/", "--allow-wait", "7m"], "is for tokens of a --target"),
        (["http://127.0.0.1:1/", "--target", "moto", "--sub", "x"], "--sub is for the local issuer"),
        (["http://127.0.0.1:1/", "--target", "moto", "--claim", "a=b"], "--claim is for the local issuer"),
        (["http://127.0.0.1:1/", "--target", "moto", "--pool-id", "us-east-1_x"], "--pool-id is for the local issuer"),
        (["http://127.0.0.1:1/", "--target", "moto", "--scope", "a/b"], "aws.cognito.signin.user.admin alone"),
        (["http://127.0.0.1:1/", "--claim", "a"], "Write NAME=VALUE"),
        (["http://127.0.0.1:1/", "--claim", "sub=a"], "an option of its own: --sub"),
        (["http://127.0.0.1:1/", "--claim", "exp=1"], "--claim exp cannot be fixed"),
    ],
)
def test_wrong_use_of_the_options(words: list[str], text: str) -> None:
    result = CliRunner().invoke(main, ["verify-app", *words])
    assert result.exit_code == 2
    assert text in plain(result)


def test_a_folder_that_cannot_be_written_is_said_before_anything_is_sent(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    requests = []

    def behaviour(number: int, value: str | None) -> tuple[int, dict[str, str]]:
        requests.append(number)
        return 200, {}

    with odd_app(behaviour) as url:
        result = asked(url, tmp_path / "file" / "below")
    assert result.exit_code == 3
    assert "no report can be written to" in plain(result)
    assert "--out" in plain(result)
    assert not requests


def interrupted_after(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C when so many requests were answered."""
    sent, numbers = asking.Endpoint._send, iter(range(10_000))

    def send(self: asking.Endpoint, value: str | None) -> object:
        if next(numbers) >= count:
            raise KeyboardInterrupt
        return sent(self, value)

    monkeypatch.setattr(asking.Endpoint, "_send", send)


@pytest.mark.parametrize(("after", "status"), [(4, 3), (11, 1)])
def test_ctrl_c_reports_what_was_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int, status: int
) -> None:
    """After four requests no wrong token was sent; after eleven one was accepted."""
    interrupted_after(after, monkeypatch)
    with odd_app(always(200)) as url:
        result = asked(url, tmp_path)
    assert result.exit_code == status
    assert "interrupted" in plain(result)
    assert ("before any wrong token was judged" in plain(result)) == (status == 3)
    assert (tmp_path / "verify-app.md").is_file()


@pytest.mark.parametrize(("after", "status"), [(7, 3), (8, 1), (9, 1)])
def test_ctrl_c_between_the_tries_of_a_form_keeps_what_it_showed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int, status: int
) -> None:
    """With three tries: one request without a token, six with right ones, and then the first form's."""
    interrupted_after(after, monkeypatch)
    with odd_app(always(200)) as url:
        result = asked(url, tmp_path, "--times", "3")
    assert result.exit_code == status
    forms = json.loads((tmp_path / "verify-app.json").read_text())["forms"]
    assert [(form["name"], form["accepted"]) for form in forms] == ([("no token", after - 7)] if status == 1 else [])


@pytest.mark.parametrize("target", ["aws?profile=p&region=eu-west-1&account=123456789012", "aws?twin=true"])
def test_no_pool_is_made_in_an_account_of_aws(tmp_path: Path, target: str) -> None:
    result = asked("http://127.0.0.1:1/", tmp_path, "--target", target)
    assert result.exit_code == 3
    assert "makes pools on emulators only" in plain(result)


def test_a_target_that_is_not_there(tmp_path: Path) -> None:
    result = asked("http://127.0.0.1:1/", tmp_path, "--target", "http://127.0.0.1:1")
    assert result.exit_code == 3
    assert "127.0.0.1:1" in plain(result)
