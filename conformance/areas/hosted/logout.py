"""/logout: its redirects, and the sessions that it ends."""

from __future__ import annotations

import html
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.code_grant import (
    CALLBACK,
    GOODBYE,
    SCOPES,
    Site,
    again,
    application,
    code_for,
    not_refused,
    proof_key,
    served,
)
from conformance.scenario import Scenario, prop
from conformance.strategies import passwords
from conformance.strategies.hosted import near_misses, states, unregistered, unregistered_ways
from conformance.strategies.malformed import words

NO_REDIRECT_URI = "Required String parameter 'redirect_uri' is not present"


def _query(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))


def _has_code(answer: Exchange) -> bool:
    return bool(_query(answer.headers.get("location", "")).get("code"))


@check("LOGOUT-001")
def leads_to_logout_uri(answer: Exchange) -> Difference | None:
    """The answer redirects to the logout_uri."""
    location = answer.headers.get("location", "")
    return None if location.startswith(GOODBYE) else Difference("no-redirect", f"a redirect to {GOODBYE}", location)


@check("LOGOUT-002")
def nothing_added(answer: Exchange) -> Difference | None:
    """Location is the logout_uri as it was given."""
    location = answer.headers.get("location", "")
    return None if location == GOODBYE else Difference("parameters-added", f"Location: {GOODBYE}", location)


def _asked_again(answer: Exchange) -> Difference | None:
    return (
        Difference("session-alive", "a page that asks for a sign-in", "a code without it")
        if _has_code(answer)
        else None
    )


@check("LOGOUT-003")
def session_ended(answer: Exchange) -> Difference | None:
    """The browser's next sign-in asks for a password."""
    return _asked_again(answer)


def _never_there(answer: Exchange, uri: str) -> Difference | None:
    location = answer.headers.get("location", "")
    return Difference("redirected-to-it", f"no redirect to {uri}", location) if location.startswith(uri) else None


@check("LOGOUT-004")
def unregistered_unvisited(answer: Exchange, uri: str) -> Difference | None:
    """The answer does not redirect to the URI that is not registered."""
    return _never_there(answer, uri)


@check("LOGOUT-005")
def redirect_uri_missed(answer: Exchange, page: Exchange) -> Difference | None:
    """The page, or the redirect to it, has the error."""
    query = _query(answer.headers.get("location", "")).values()
    if NO_REDIRECT_URI in query or NO_REDIRECT_URI in html.unescape(page.body):
        return None
    return Difference("text", f"an error page that says {NO_REDIRECT_URI!r}", f"HTTP {page.status} without it")


@check("LOGOUT-006")
def leads_to_login(answer: Exchange, sent: dict[str, Any]) -> Difference | None:
    """The redirect leads to /login with each parameter as it was sent."""
    location = answer.headers.get("location", "")
    if not urlsplit(location).path.endswith("/login"):
        return Difference("not-to-login", "a redirect to /login", location or f"HTTP {answer.status}")
    query = _query(location)
    for name, value in sent.items():
        if query.get(name) != value:
            return Difference(f"{name.replace('_', '-')}-changed", f"{name}={value!r}", f"{query.get(name)!r}")
    return None


@check("LOGOUT-007")
def all_scopes(answer: Exchange) -> Difference | None:
    """The redirect's scope has exactly the scopes that the client allows."""
    scopes = _query(answer.headers.get("location", "")).get("scope", "")
    if set(scopes.split()) == set(SCOPES):
        return None
    return Difference("scope", f"the scopes {' '.join(SCOPES)}", f"{scopes!r}")


@check("LOGOUT-008")
def session_ended_on_the_way(answer: Exchange) -> Difference | None:
    """The browser's next sign-in asks for a password."""
    return _asked_again(answer)


@check("LOGOUT-009")
def logout_uri_first(answer: Exchange) -> Difference | None:
    """The redirect leads to the logout_uri."""
    location = answer.headers.get("location", "")
    if location.startswith(GOODBYE):
        return None
    return Difference("not-to-logout-uri", f"a redirect to {GOODBYE}", location or f"HTTP {answer.status}")


@check("LOGOUT-010")
def nowhere_without_client(answer: Exchange) -> Difference | None:
    """Without a client the answer does not redirect to the address."""
    return _never_there(answer, GOODBYE)


@check("LOGOUT-011")
def no_openid_logout(answer: Exchange) -> Difference | None:
    """The answer does not redirect to the post_logout_redirect_uri."""
    return _never_there(answer, GOODBYE)


def _signed_in(s: Scenario, password: str, word: str) -> Site:
    """A browser with a working session."""
    site = application(s)
    user = s.user(site.pool, password=password)
    code_for(s, site, user, scope="openid", **proof_key(s, word)[1])
    in_session = again(s, site, word)
    if not _has_code(in_session):
        s.end("LOGIN-012", "there is no session in this browser", in_session)
    return site


def _logout(s: Scenario, site: Site, **parameters: str | None) -> Exchange:
    usual: dict[str, str | None] = {"client_id": site.client.id}
    return served(s, site.browser.get(site.hosted.url("/logout"), query=usual | parameters))


@prop("LOGOUT-001", "LOGOUT-002", state=states())
def test_logout_uri(s: Scenario, state: str) -> None:
    """A registered logout_uri, with a state."""
    site = application(s)
    answer = not_refused(s, "LOGOUT-001", _logout(s, site, logout_uri=GOODBYE, state=state))
    if not s.check("LOGOUT-001", answer):
        s.end("LOGOUT-001", "there is no redirect to the logout_uri")
    s.check("LOGOUT-002", answer)


@prop("LOGOUT-003", password=passwords(), word=words())
def test_session_ends(s: Scenario, password: str, word: str) -> None:
    """A browser with a session."""
    site = _signed_in(s, password, word)
    s.need(_logout(s, site, logout_uri=GOODBYE), "LOGOUT-001")
    s.check("LOGOUT-003", again(s, site, word))


@prop("LOGOUT-004", "LOGOUT-005", way=st.one_of(unregistered_ways(), near_misses()), word=words())
def test_unregistered(s: Scenario, way: str, word: str) -> None:
    """An unregistered address; a registered one is the control."""
    site = application(s)
    s.need(_logout(s, site, logout_uri=GOODBYE), "LOGOUT-001")
    uri = unregistered(way, word, "bye")
    answer = _logout(s, site, logout_uri=uri)
    if not s.check("LOGOUT-004", answer, uri=uri):
        s.end("LOGOUT-004", "any address is redirected to")
    s.check("LOGOUT-005", answer, site.browser.follow(answer))


@prop(
    "LOGOUT-006",
    "LOGOUT-007",
    "LOGOUT-009",
    state=states(),
    scopes=st.sets(st.sampled_from(SCOPES), min_size=1).map(sorted),
)
def test_sign_in_again(s: Scenario, state: str, scopes: list[str]) -> None:
    """redirect_uri and response_type, with scopes and without, and with a logout_uri."""
    site = application(s)
    asked: dict[str, str | None] = {"redirect_uri": CALLBACK, "response_type": "code", "state": state}
    if _logout(s, site, logout_uri=GOODBYE).ok:
        s.check("LOGOUT-009", _logout(s, site, logout_uri=GOODBYE, **asked))
    named = asked | {"scope": " ".join(scopes)}
    answer = not_refused(s, "LOGOUT-006", _logout(s, site, **named))
    if not s.check("LOGOUT-006", answer, sent={"client_id": site.client.id, **named}):
        s.end("LOGOUT-006", "authorize does not lead to /login")
    s.check("LOGOUT-007", _logout(s, site, **asked))


@prop("LOGOUT-008", password=passwords(), word=words())
def test_session_ends_on_the_way(s: Scenario, password: str, word: str) -> None:
    """A browser with a session."""
    site = _signed_in(s, password, word)
    s.need(_logout(s, site, redirect_uri=CALLBACK, response_type="code"), "LOGOUT-006")
    s.check("LOGOUT-008", again(s, site, word))


@prop("LOGOUT-010", "LOGOUT-011", state=states())
def test_other_parameters(s: Scenario, state: str) -> None:
    """Requests without client_id, with the parameters of OpenID Connect."""
    site = application(s)
    s.need(_logout(s, site, logout_uri=GOODBYE), "LOGOUT-001")
    s.check("LOGOUT-010", _logout(s, site, client_id=None, logout_uri=GOODBYE, state=state))
    s.check("LOGOUT-011", _logout(s, site, post_logout_redirect_uri=GOODBYE, state=state))
