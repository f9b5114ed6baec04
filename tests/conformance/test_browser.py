"""The seam to the hosted UI: pages as exchanges, a browser, and witnesses that go through pages."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from conformance.checking.exchange import Exchange
from conformance.checking.http_outcome import web_outcome
from conformance.journal import Journal, read_events
from conformance.kit import forms, oauth
from conformance.replay.execute import execute
from conformance.requirements import parse_catalog
from conformance.run.engine import Engine
from conformance.run.profiles import PROFILES
from conformance.scenario import Scenario
from conformance.scenario.browser import Browser
from conformance.scenario.property import PROPERTIES, Property, prop
from conformance.scenario.resources import Hosted
from conformance.transport.browsers import Browsers
from conformance.transport.driver import Driver
from engine_kit import TABLE
from fakes import FakeRunning
from idp import Provider
from targets.interface import HttpResponse
from targets.reference.service import Service
from targets.reference.target import RunningReference

CATALOG = parse_catalog(
    {
        "demo.toml": 'area = "demo"\ntitle = "Demo"\n'
        + TABLE.format(id="DEMO-001", more="")
        + TABLE.format(id="DEMO-002", more='error = ["invalid_grant"]')
        + TABLE.format(id="DEMO-003", more='error = ["invalid_request"]')
    }
)
CALLBACK = "https://app.example.com/callback"
CLIENT: dict[str, Any] = {
    "AllowedOAuthFlowsUserPoolClient": True,
    "AllowedOAuthFlows": ["code"],
    "AllowedOAuthScopes": ["openid", "email"],
    "CallbackURLs": [CALLBACK],
    "GenerateSecret": True,
}


def _property(function: Callable[..., None], *requirements: str) -> Property:
    test = prop(*requirements, word=st.text("abcdefgh", min_size=3, max_size=12))(function)
    described: Property = test.__dict__["conformance_property"]
    PROPERTIES.pop(described.name)
    return described


def engine_on(folder: Path, running: Any) -> Engine:
    return Engine(running, CATALOG, PROFILES["quick"], Journal(folder, target="demo"), seed=1)


def exchanged(s: Scenario, hosted: Hosted, client: Any, code: str, **more: str) -> Any:
    header = s.compute("oauth.basic", client.id, client.secret)
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, **more}
    return s.request("POST", hosted.url("/oauth2/token"), form=form, headers={"Authorization": header})


def code_twice(s: Scenario, word: str) -> None:
    pool = s.pool()
    client, hosted = s.client(pool, **CLIENT), s.hosted(pool)
    browser, user = Browser(s, hosted), s.user(pool)
    verifier = s.compute("oauth.verifier", word)
    challenge = s.compute("oauth.challenge", verifier)
    arrival = browser.sign_in(client, user, state=word, code_challenge=challenge, code_challenge_method="S256")
    assert arrival.parameters["state"] == word
    first = exchanged(s, hosted, client, arrival.code, code_verifier=verifier)
    s.accepted("DEMO-001", first)
    again = exchanged(s, hosted, client, arrival.code, code_verifier=verifier)
    s.refused("DEMO-002", again, control=first)
    direct = browser.authorize(client)  # the session is still there
    assert oauth.query_of(direct.headers["location"])["code"] not in ("", arrival.code)
    browser.forget()
    refused = browser.authorize(client, code_challenge=challenge, code_challenge_method="plain")
    s.refused("DEMO-003", refused, control=lambda: browser.authorize(client))


@pytest.mark.parametrize("over_http", [False, True])
def test_a_sign_in_on_the_reference(tmp_path: Path, over_http: bool) -> None:
    running = RunningReference("reference", Service(), over_http=over_http)
    engine = engine_on(tmp_path, running)
    run = engine.run(_property(code_twice, "DEMO-001", "DEMO-002", "DEMO-003"))
    assert run.failed == []
    assert {name: set(tally.outcomes) for name, tally in engine.ledger.tallies.items()} == {
        "DEMO-001": {"agrees"},
        "DEMO-002": {"agrees"},
        "DEMO-003": {"agrees"},
    }
    running.stop()


def test_a_witness_through_pages_replays_and_its_script_runs(tmp_path: Path) -> None:
    running = RunningReference("reference", Service(frozenset({"hosted-code-twice"})), over_http=True)
    engine = engine_on(tmp_path, running)
    run = engine.run(_property(code_twice, "DEMO-001", "DEMO-002"))
    assert run.failed == ["DEMO-002"]
    (witness,) = [event for event in read_events(engine.journal.path) if event["event"] == "witness"]
    assert witness["confirmed"], witness
    token_requests = [e for e in witness["transcript"] if e["operation"] == "POST /oauth2/token"]
    assert len(token_requests) == 2  # without the first the second would be right
    assert "Correct-Horse7" not in str(witness)
    assert "code=(cut)" in str(witness["transcript"])
    script = tmp_path / "script.py"
    script.write_text(witness["script"], encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script), str(running.endpoint)], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "this target: POST" in done.stdout
    running.stop()


def code_of_a_form_twice(s: Scenario, word: str) -> None:
    """The form of the login page is submitted by itself: a wrong password, then the right one."""
    pool = s.pool()
    client, hosted = s.client(pool, **CLIENT), s.hosted(pool)
    browser, user = Browser(s, hosted), s.user(pool)
    page = browser.follow(browser.authorize(client, state=word))
    form = browser.form(page)
    assert form is not None
    again = browser.submit(form, user, password="Wrong-Horse7")
    assert browser.form(again) is not None
    away = browser.submit(browser.form(again) or form, user)
    code = browser.arrive(away).code
    first = exchanged(s, hosted, client, code)
    s.accepted("DEMO-001", first)
    s.refused("DEMO-002", exchanged(s, hosted, client, code), control=first)


def test_a_submitted_form_replays_and_its_script_runs(tmp_path: Path) -> None:
    running = RunningReference("reference", Service(frozenset({"hosted-code-twice"})), over_http=True)
    engine = engine_on(tmp_path, running)
    assert engine.run(_property(code_of_a_form_twice, "DEMO-001", "DEMO-002")).failed == ["DEMO-002"]
    (witness,) = [event for event in read_events(engine.journal.path) if event["event"] == "witness"]
    assert witness["confirmed"], witness
    submitted = [step["arguments"] for step in witness["steps"] if "filled" in step["arguments"]]
    assert submitted
    assert all(given.keys() == {"filled", "browser"} for given in submitted)  # the page says how and where
    assert "Correct-Horse7" not in str(witness)
    assert "POST /login" in [exchange["operation"] for exchange in witness["transcript"]]
    script = tmp_path / "script.py"
    script.write_text(witness["script"], encoding="utf-8")
    for target, status in ((running, 1), (RunningReference("reference", Service(), over_http=True), 0)):
        seen = [sys.executable, str(script), str(target.endpoint)]
        done = subprocess.run(seen, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == status, done.stdout + done.stderr
        target.stop()


@pytest.mark.parametrize(("method", "sent"), [("post", "POST"), ("get", "GET")])
def test_a_replay_submits_a_form_as_its_page_says(method: str, sent: str) -> None:
    """Whatever the page said when the witness was recorded: another version may have changed it."""
    asked: list[str] = []

    def serve(verb: str, url: str, **given: Any) -> HttpResponse:
        asked.append(f"{verb} {url} {(given.get('body') or b'').decode()}")
        form = f"<form method={method} action=/go><input type=hidden name=t value=1><input name=username></form>"
        return HttpResponse(200, {"content-type": "text/html"}, form.encode())

    running = FakeRunning(lambda operation, parameters: (200, {}))
    running.http = serve  # type: ignore[method-assign,assignment]
    filled = {"arguments": [{"$step": 0}, "username"], "values": {"login": "ana", "password": "p", "changes": {}}}
    steps = [
        {"kind": "http", "name": "GET", "arguments": {"method": "GET", "url": "https://one.example/", "browser": 0}},
        {"kind": "compute", "name": "forms.filled_form", "arguments": filled},
        {"kind": "http", "name": "POST", "arguments": {"filled": {"$ref": [1, ""]}, "browser": 0}},
    ]
    outcomes = execute(steps, lambda number: True, Driver(running))
    query = "t=1&username=ana"
    assert asked[1] == (
        f"POST https://one.example/go {query}" if sent == "POST" else f"GET https://one.example/go?{query} "
    )
    last = outcomes[2]
    assert last is not None
    assert last.exchange is not None
    assert last.exchange.operation == f"{sent} /go"


def federated(s: Scenario, word: str) -> None:
    provider = IDP[0]
    provider.claims = {"sub": f"s-{s.name(word)}"}
    pool = s.own_pool()
    hosted = s.hosted(pool)
    named = {"ProviderName": "Mine", "ProviderType": "OIDC", "ProviderDetails": provider.details()}
    s.must("CreateIdentityProvider", blame=None, signed=True, UserPoolId=pool.id, **named)
    client = s.client(pool, **CLIENT, SupportedIdentityProviders=["COGNITO", "Mine"])
    browser, user = Browser(s, hosted), s.user(pool)
    away = browser.finish(browser.authorize(client, identity_provider="Mine", state=word), user)
    assert away.url.startswith(provider.url)
    sent_back = s.request("GET", away.url, elsewhere=True)
    arrival = browser.finish(browser.get(sent_back.headers["location"]), user)
    assert arrival.parameters["state"] == word
    s.accepted("DEMO-001", exchanged(s, hosted, client, arrival.code))
    again = exchanged(s, hosted, client, arrival.code)
    s.refused("DEMO-002", again, control=lambda: exchanged(s, hosted, client, browser.sign_in(client, user).code))


IDP: list[Provider] = []


@pytest.mark.parametrize("defects", [frozenset(), frozenset({"hosted-code-twice"})])
def test_over_a_provider_and_back(tmp_path: Path, defects: frozenset[str]) -> None:
    IDP[:] = [Provider()]
    engine = engine_on(tmp_path, RunningReference("reference", Service(defects)))
    run = engine.run(_property(federated, "DEMO-001", "DEMO-002"))
    assert run.failed == (["DEMO-002"] if defects else [])
    for witness in (event for event in read_events(engine.journal.path) if event["event"] == "witness"):
        assert witness["confirmed"], witness
        assert {"CreateIdentityProvider", "CreateUserPoolDomain"} <= {step["name"] for step in witness["steps"]}
    IDP[0].stop()


def test_without_a_hosted_ui_it_is_unsupported(tmp_path: Path) -> None:
    engine = engine_on(
        tmp_path,
        FakeRunning(
            lambda operation, parameters: (200, {"UserPool": {"Id": "x_1"}, "UserPoolClient": {"ClientId": "c1"}})
        ),
    )
    engine.run(_property(code_twice, "DEMO-001"))
    assert set(engine.ledger.tallies["DEMO-001"].outcomes) == {"unsupported"}


@pytest.mark.parametrize(
    ("status", "headers", "response", "expected"),
    [
        (200, {}, {}, ("ok", None, None)),
        (302, {"location": "/login?client_id=1"}, {}, ("ok", None, None)),
        (302, {"location": "/error?error=redirect_mismatch&client_id=1"}, {}, ("error", "redirect_mismatch", None)),
        (302, {"location": "https://a/#error_description=a+b&error=e"}, {}, ("error", "e", "a b")),
        (400, {}, {"error": "invalid_grant"}, ("error", "invalid_grant", None)),
        (400, {}, {"error": "x", "error_description": "y"}, ("error", "x", "y")),
        (401, {"www-authenticate": 'Bearer error="t", error_description="d, e"'}, {}, ("error", "t", "d, e")),
        (401, {"www-authenticate": "error=t, error_description=d e"}, {}, ("error", "t", "d e")),
        (405, {}, {}, ("error", "HTTP 405", None)),
        (404, {}, {"error": "x"}, ("unsupported", "HTTP 404", None)),
        (400, {}, {"__type": "X#InvalidAction", "message": "x"}, ("unsupported", "InvalidAction", None)),
        (503, {}, {}, ("indeterminate", "HTTP 503", None)),
        (500, {}, {"__type": "InternalFailure", "message": "m"}, ("error", "InternalFailure", "m")),
    ],
)
def test_what_an_answer_means(
    status: int, headers: dict[str, str], response: dict[str, Any], expected: tuple[Any, ...]
) -> None:
    assert web_outcome(status, headers, response) == expected


def test_forms_and_cookies() -> None:
    page = '<form method=post action="/a?b=1&amp;c=2"><input name=x value="1"><button name=y value=2>z</button></form>'
    (form,) = forms.forms(page)
    assert form["action"] == "/a?b=1&c=2"
    fields = [(one["name"], one["kind"], one["value"]) for one in form["fields"]]
    assert fields == [("x", "text", "1"), ("y", "submit", "2")]
    expired = "c=2; expires=Thu, 01 Jan 1970 00:00:00 GMT"
    lines = 'a="1"; Path=/x; Expires=Wed, 01 Jan 2031 00:00:00 GMT', "b=; Max-Age=0", expired
    kept, *gone = forms.cookies("\n".join(lines))
    assert kept == {"name": "a", "value": "1", "path": "/x", "gone": ""}
    assert [one["gone"] for one in gone] == ["yes", "yes"]


def test_cookies_go_where_they_belong() -> None:
    jar = forms.CookieJar()
    jar.keep("https://one.example/login", "a=1; Path=/\nb=2; Path=/login")
    assert jar.sent("https://one.example/login/x") == {"a": "1", "b": "2"}
    assert jar.sent("https://one.example/loginx") == {"a": "1"}
    assert jar.sent("https://two.example/login") == {}
    jar.keep("https://one.example/", "a=; Max-Age=0; Path=/")
    assert jar.sent("https://one.example/login") == {"b": "2"}


@pytest.mark.parametrize(
    ("location", "leads"),
    [
        ("/ui/login?x=1", "https://one.example/ui/login?x=1"),
        ("https://one.example/ui/login", "https://one.example/ui/login"),
        ("https://one.example/other", ""),
        ("https://app.example/callback?code=1", ""),
        ("https://one.example/uix", ""),
        ("", ""),
    ],
)
def test_where_redirects_lead(location: str, leads: str) -> None:
    assert forms.inner_redirect("https://one.example/ui/oauth2/authorize", location, "https://one.example/ui") == leads


PAGE = """<form action=/search><input name=q></form>
<form method=POST action="/ui/go?s=1"><input type=hidden name=csrf value=t><input name=username>
<input type=password name=password><button name=challenge value=EMAIL_OTP>e</button>
<button name=challenge value=PASSWORD>p</button></form>"""


def test_a_form_is_filled_in() -> None:
    """The right one of a page, with what the page put into it."""
    kind = forms.form_to_fill(PAGE)
    assert kind == "username+password+challenge+challenge"
    page = Exchange("GET", {"url": "https://one.example/ui/login"}, 200, {}, PAGE, {}, "ok")
    filled = forms.filled_form(page, kind, "ana", "secret", {"more": "x", "csrf": None})
    assert filled["url"] == "https://one.example/ui/go?s=1"
    assert filled["fields"] == {"username": "ana", "password": "secret", "challenge": "PASSWORD", "more": "x"}
    assert filled["method"] == "POST"
    with pytest.raises(LookupError, match="no form for email"):
        forms.filled_form(page, "email", "ana", "secret")


SCRIPT, NAME = "<script type=module src=/a.js></script>", "<input name=username>"


@pytest.mark.parametrize(
    ("page", "needs"),
    [
        (f"{SCRIPT}<form method=post>{NAME}</form>", True),
        (f"<form method=post>{NAME}</form>{SCRIPT}", True),
        (f"{SCRIPT}<form method=post action=/login>{NAME}</form>", False),  # as Cognito's own, which has scripts too
        (f"<form method=post>{NAME}</form>", False),
        (f"<script>let a = 1</script><form method=post>{NAME}</form>", False),
        (f"{SCRIPT}<form><input name=q></form>", False),
    ],
)
def test_a_form_that_is_sent_by_a_script(page: str, needs: bool) -> None:
    assert forms.sent_by_script(page) is needs


@pytest.mark.parametrize("method", ["", "method=get", "method=GET", "method=dialog"])
def test_a_form_without_post_is_sent_as_a_query(method: str) -> None:
    """As browsers do: the fields take the place of the query that the address had."""
    body = f"<form {method} action='/ui/go?s=1'><input type=hidden name=state value=t><input name=username></form>"
    page = Exchange("GET", {"url": "https://one.example/ui/login"}, 200, {}, body, {}, "ok")
    filled = forms.filled_form(page, "username", "ana", "secret")
    assert (filled["method"], filled["url"]) == ("GET", "https://one.example/ui/go")
    asked: list[str] = []

    def serve(method: str, url: str, **given: Any) -> HttpResponse:
        asked.append(f"{method} {url} {given.get('body')}")
        return HttpResponse(200, {}, b"")

    running = FakeRunning(lambda operation, parameters: (200, {}))
    running.http = serve  # type: ignore[method-assign,assignment]
    browsers = Browsers(Driver(running))
    browsers.submit(filled=filled, browser=browsers.new())
    assert asked == ["GET https://one.example/ui/go?state=t&username=ana None"]


def test_what_clients_compute() -> None:
    challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"  # RFC 7636, appendix B
    assert oauth.challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") == challenge
    assert oauth.basic("a", "b+/c") == "Basic YTpiKy9j"
    assert oauth.parameters("https://a/?x=1#y=%20+") == {"x": "1", "y": "  "}
    assert oauth.domain_for("p_1") != oauth.domain_for("p_2")
