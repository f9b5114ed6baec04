"""/oauth2/authorize: which requests lead to the sign-in page, and what the others get."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.code_grant import CALLBACK, SCOPES, application, not_refused, proof_key, served, sign_in_page
from conformance.scenario import Scenario, prop
from conformance.strategies import passwords
from conformance.strategies.hosted import (
    near_misses,
    not_challenge_methods,
    not_response_types,
    states,
    unregistered,
    unregistered_ways,
)
from conformance.strategies.malformed import unknown_client_ids, words


def _form_shown(page: Exchange) -> Difference | None:
    if page.status == 200 and "<form" in page.body.lower() and "password" in page.body.lower():
        return None
    return Difference("no-form", "a page with a form for a password", f"HTTP {page.status} without one")


@check("AUTHZ-001")
def leads_to_form(page: Exchange) -> Difference | None:
    """The page has status 200 and a form for a password."""
    return _form_shown(page)


@check("AUTHZ-002")
def redirected_to_login(answer: Exchange, sent: dict[str, Any]) -> Difference | None:
    """The answer is 302 to /login with the parameters as they were sent."""
    location = answer.headers.get("location", "")
    parts = urlsplit(location)
    if not location:
        return Difference("no-redirect", "a redirect to /login", f"HTTP {answer.status}")
    if not parts.path.endswith("/login"):
        return Difference("not-to-login", "a redirect to /login", f"a redirect to {parts.path}")
    values = dict(parse_qsl(parts.query, keep_blank_values=True))
    for name, value in sent.items():
        if values.get(name) != value:
            return Difference(f"{name.replace('_', '-')}-changed", f"{name}={value!r}", f"{values.get(name)!r}")
    return None


@check("AUTHZ-003")
def own_provider(page: Exchange) -> Difference | None:
    """The page has status 200 and a form for a password."""
    return _form_shown(page)


@check("AUTHZ-004")
def without_challenge(page: Exchange) -> Difference | None:
    """The page has status 200 and a form for a password."""
    return _form_shown(page)


def _never_there(last: Exchange, redirect_uri: str) -> Difference | None:
    location = last.headers.get("location", "")
    if not location.startswith(redirect_uri):
        return None
    what = "with a code" if "code=" in location else "without a code"
    return Difference("redirected-to-it", f"no redirect to {redirect_uri}", f"a redirect there {what}")


@check("AUTHZ-005")
def unregistered_unvisited(last: Exchange, redirect_uri: str) -> Difference | None:
    """The answer does not redirect to the URI that is not registered."""
    return _never_there(last, redirect_uri)


@check("AUTHZ-007")
def stranger_unvisited(last: Exchange, redirect_uri: str) -> Difference | None:
    """There is no redirect to the redirect_uri of an unknown client."""
    return _never_there(last, redirect_uri)


@check("AUTHZ-013")
def nothing_issued(last: Exchange) -> Difference | None:
    """The redirect has neither a code nor a token."""
    parts = urlsplit(last.headers.get("location", ""))
    values = dict(parse_qsl(parts.fragment)) | dict(parse_qsl(parts.query))
    found = [name for name in ("access_token", "id_token", "code") if values.get(name)]
    return Difference(f"{found[0].replace('_', '-')}-issued", "no code and no token", found[0]) if found else None


@check("AUTHZ-016")
def error_with_state(answer: Exchange, state: str) -> Difference | None:
    """The callback gets an error, with the state of the request that failed."""
    parts = urlsplit(answer.headers.get("location", ""))
    values = dict(parse_qsl(parts.fragment)) | dict(parse_qsl(parts.query))
    return None if values.get("state") == state else Difference("state", f"state={state!r}", f"{values.get('state')!r}")


@prop(
    "AUTHZ-001",
    "AUTHZ-002",
    "AUTHZ-003",
    word=words(),
    state=states(),
    scopes=st.sets(st.sampled_from(SCOPES), min_size=1).map(sorted),
)
def test_sign_in_page(s: Scenario, word: str, state: str, scopes: list[str]) -> None:
    """A right request, and the same with identity_provider=COGNITO."""
    site = application(s)
    _, key = proof_key(s, word)
    asked = {"scope": " ".join(scopes), "state": state, **key}
    answer = site.browser.authorize(site.client, **asked)
    page = site.browser.follow(answer)
    not_refused(s, "AUTHZ-001", page)
    s.check("AUTHZ-001", page)
    s.check(
        "AUTHZ-002",
        answer,
        sent={
            "client_id": site.client.id,
            "response_type": "code",
            "redirect_uri": CALLBACK,
            "scope": asked["scope"],
            "state": state,
        },
    )
    page = site.browser.follow(site.browser.authorize(site.client, identity_provider="COGNITO", **asked))
    s.check("AUTHZ-003", served(s, page))


@prop("AUTHZ-004", state=states())
def test_without_challenge(s: Scenario, state: str) -> None:
    """No code_challenge."""
    site = application(s)
    page = site.browser.follow(site.browser.authorize(site.client, scope="openid", state=state))
    s.check("AUTHZ-004", served(s, page))


@prop("AUTHZ-005", "AUTHZ-006", way=unregistered_ways(), word=words(), password=passwords())
def test_unregistered(s: Scenario, way: str, word: str, password: str) -> None:
    """A redirect URI that differs from the registered ones by host, port or path."""
    site = application(s)
    user = s.user(site.pool, password=password)
    sign_in_page(s, site, word)
    redirect_uri = unregistered(way, word)
    _, key = proof_key(s, word)
    answer = served(s, site.browser.authorize(site.client, scope="openid", redirect_uri=redirect_uri, **key))
    s.refused(
        "AUTHZ-006",
        answer,
        control=lambda: site.browser.follow(site.browser.authorize(site.client, scope="openid", **key)),
    )
    s.check("AUTHZ-005", site.browser.finish(answer, user).last, redirect_uri=redirect_uri)


@prop("AUTHZ-005", way=near_misses(), word=words(), password=passwords())
def test_nearly_registered(s: Scenario, way: str, word: str, password: str) -> None:
    """A redirect URI that differs by a final slash or by case."""
    site = application(s)
    user = s.user(site.pool, password=password)
    sign_in_page(s, site, word)
    redirect_uri = unregistered(way, word)
    _, key = proof_key(s, word)
    answer = site.browser.authorize(site.client, scope="openid", redirect_uri=redirect_uri, **key)
    s.check("AUTHZ-005", served(s, site.browser.finish(answer, user).last), redirect_uri=redirect_uri)


@prop("AUTHZ-007", "AUTHZ-008", client_id=unknown_client_ids(), word=words(), password=passwords())
def test_unknown_client(s: Scenario, client_id: str, word: str, password: str) -> None:
    """A client_id that no client has."""
    site = application(s)
    user = s.user(site.pool, password=password)
    sign_in_page(s, site, word)
    _, key = proof_key(s, word)
    answer = served(s, site.browser.authorize(site.client, client_id=client_id, scope="openid", **key))
    s.refused(
        "AUTHZ-008",
        answer,
        control=lambda: site.browser.follow(site.browser.authorize(site.client, scope="openid", **key)),
    )
    s.check("AUTHZ-007", site.browser.finish(answer, user).last, redirect_uri=CALLBACK)


@prop("AUTHZ-009", "AUTHZ-010", word=words(), state=states())
def test_missing_parameters(s: Scenario, word: str, state: str) -> None:
    """A request without client_id, and one without response_type."""
    site = application(s)
    _, key = proof_key(s, word)
    asked: dict[str, str | None] = {"scope": "openid", "state": state, **key}
    page = sign_in_page(s, site, word)
    s.refused("AUTHZ-009", served(s, site.browser.authorize(site.client, client_id=None, **asked)), control=page)
    s.refused("AUTHZ-010", served(s, site.browser.authorize(site.client, response_type=None, **asked)), control=page)


@prop("AUTHZ-011", word=words(), response_type=not_response_types())
def test_other_response_types(s: Scenario, word: str, response_type: str) -> None:
    """A response_type other than code and token."""
    site = application(s, AllowedOAuthFlows=["code", "implicit"])
    _, key = proof_key(s, word)
    page = sign_in_page(s, site, word)
    answer = site.browser.authorize(site.client, response_type=response_type, scope="openid", **key)
    s.refused("AUTHZ-011", served(s, answer), control=page)


@prop("AUTHZ-012", "AUTHZ-013", word=words(), implicit=st.booleans(), password=passwords())
def test_flow_not_allowed(s: Scenario, word: str, implicit: bool, password: str) -> None:
    """A response type that the client's flows do not include; the same is served to a client that has it."""
    site = application(s, AllowedOAuthFlows=["code" if implicit else "implicit"])
    other = application(s, AllowedOAuthFlows=["code", "implicit"])
    user = s.user(site.pool, password=password)
    _, key = proof_key(s, word)
    asked = {"response_type": "token" if implicit else "code", "scope": "openid", **({} if implicit else key)}
    control = site.browser.follow(site.browser.authorize(other.client, **asked))
    answer = served(s, site.browser.authorize(site.client, **asked))
    s.refused("AUTHZ-012", answer, control=control)
    s.need(control, "AUTHZ-001")
    s.check("AUTHZ-013", site.browser.finish(answer, user).last)


@prop("AUTHZ-016", word=words(), state=states())
def test_state_of_an_error(s: Scenario, word: str, state: str) -> None:
    """A request with a state whose error goes to the callback."""
    site = application(s, AllowedOAuthScopes=["openid"])
    _, key = proof_key(s, word)
    sign_in_page(s, site, word)
    answer = served(s, site.browser.authorize(site.client, scope="openid email", state=state, **key))
    if not answer.headers.get("location", "").startswith(CALLBACK) or answer.ok:
        s.exclude("a scope that is not allowed gives no error at the callback")
    s.check("AUTHZ-016", answer, state=state)


@prop("AUTHZ-022", word=words(), method=not_challenge_methods())
def test_other_challenge_methods(s: Scenario, word: str, method: str | None) -> None:
    """A code challenge whose method is not S256."""
    site = application(s)
    _, key = proof_key(s, word)
    page = sign_in_page(s, site, word)
    answer = site.browser.authorize(site.client, scope="openid", **(key | {"code_challenge_method": method}))
    s.refused("AUTHZ-022", served(s, answer), control=page)
