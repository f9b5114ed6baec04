"""Sign-ins at an OpenID Connect provider that must be refused, each with a control that succeeds."""

from __future__ import annotations

import html
from typing import Any

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.redirects import error_reached, redirect_query, refused_without_code
from conformance.checking.registry import check
from conformance.flows.code_grant import CALLBACK
from conformance.flows.federation import (
    FEDERATED,
    answer_with,
    come_back,
    federated,
    leave,
    sign_in_elsewhere,
    somebody,
)
from conformance.scenario import Scenario, prop
from conformance.strategies import given_names
from conformance.strategies.durations import HOUR
from conformance.strategies.malformed import words
from conformance.strategies.providers import provider_names, subjects

STATE = "Invalid State/RelayState provided."
NEEDED: dict[str, Any] = FEDERATED | {"Schema": [{"Name": "email", "Required": True, "Mutable": True}]}
FIXED: dict[str, Any] = FEDERATED | {"Schema": [{"Name": "name", "Required": False, "Mutable": False}]}


def _error_at(answer: Exchange, callback: str, error: str = "") -> Difference | None:
    """The callback gets an error: any, or this one."""
    return refused_without_code(answer) or error_reached(answer, callback, error)


@check(
    "FEDOIDC-016",
    "FEDOIDC-021",
    "FEDOIDC-022",
    "FEDOIDC-024",
    "FEDOIDC-025",
    "FEDOIDC-036",
    "FEDOIDC-041",
    "FEDOIDC-051",
)
def no_code(answer: Exchange) -> Difference | None:
    """The browser is given no code, and the server does not fail."""
    return refused_without_code(answer)


@check("FEDOIDC-017")
def state_text(answer: Exchange) -> Difference | None:
    """The page has the text that Cognito shows for an unknown state."""
    seen = html.unescape(answer.body)
    return None if STATE in seen else Difference("text", f"a page that says {STATE!r}", f"HTTP {answer.status}")


@check("FEDOIDC-018")
def error_handed_on(answer: Exchange, callback: str) -> Difference | None:
    """The callback gets an error, and no code."""
    return _error_at(answer, callback)


@check("FEDOIDC-019", "FEDOIDC-039")
def invalid_request(answer: Exchange, callback: str) -> Difference | None:
    """The callback gets the error invalid_request, and no code."""
    return _error_at(answer, callback, "invalid_request")


@check("FEDOIDC-020")
def names_provider(answer: Exchange, provider: str) -> Difference | None:
    """error_description names the provider and the status 400."""
    seen = redirect_query(answer).get("error_description", "")
    right = provider in seen and "400" in seen
    return None if right else Difference("text", f"a description with {provider} and 400", f"{seen!r}")


@check("FEDOIDC-023")
def bad_issuer(answer: Exchange) -> Difference | None:
    """error_description begins with the recorded words."""
    seen = redirect_query(answer).get("error_description", "")
    right = seen.startswith("Bad id_token issuer")
    return None if right else Difference("text", "a description that begins with 'Bad id_token issuer'", f"{seen!r}")


@check("FEDOIDC-040")
def names_missing(answer: Exchange, missing: str) -> Difference | None:
    """error_description is the recorded text with the name of the missing attribute."""
    seen, text = redirect_query(answer).get("error_description", ""), f"attributes required: [{missing}]"
    return None if seen.strip() == text else Difference("text", text, f"{seen!r}")


@prop("FEDOIDC-016", "FEDOIDC-017", name=provider_names(), base=subjects(), state=words(min_size=20, max_size=60))
def test_unknown_state(s: Scenario, name: str, base: str, state: str) -> None:
    """A return with an unknown state while another user's sign-in is pending; then that user's own return."""
    site, claims = federated(s, name), somebody(s, base)
    away = leave(s, site, name)
    code = s.compute("idp.idp_code", s.clock(), claims)
    attempt = answer_with(s, site, code=code, state=state)
    back = come_back(s, site, away, claims)
    if not back.code:
        s.end("FEDOIDC-004", "a sign-in at the provider gave no code", back.last)
    if not s.check("FEDOIDC-016", attempt.last):
        s.end("FEDOIDC-016", "there is no such refusal")
    s.check("FEDOIDC-017", attempt.last)


@prop(
    "FEDOIDC-018",
    name=provider_names(),
    base=subjects(),
    described=st.booleans(),
    state=words(),
    error=st.sampled_from(("access_denied", "login_required", "server_error")),
)
def test_provider_error(s: Scenario, name: str, base: str, described: bool, state: str, error: str) -> None:
    """The provider returns an error; another sign-in succeeds."""
    site = federated(s, name)
    sign_in_elsewhere(s, site, name, somebody(s, base))
    site.browser.forget()
    away = leave(s, site, name, state=state)
    redirect_query: dict[str, str | None] = {"error": error, "error_description": "no" if described else None}
    attempt = answer_with(s, site, state=away.parameters.get("state"), **redirect_query)
    s.check("FEDOIDC-018", attempt.last, callback=CALLBACK)


def _refused_token(s: Scenario, name: str, base: str, **changes: Any) -> Exchange:
    """A return with one thing wrong; a right sign-in succeeds first."""
    site = federated(s, name)
    sign_in_elsewhere(s, site, name, somebody(s, base))
    site.browser.forget()
    return come_back(s, site, leave(s, site, name), somebody(s, base), **changes).last


@prop(
    "FEDOIDC-019",
    "FEDOIDC-020",
    name=provider_names(),
    base=subjects(),
    error=st.sampled_from(("invalid_grant", "invalid_client", "invalid_request", "unauthorized_client")),
)
def test_token_error(s: Scenario, name: str, base: str, error: str) -> None:
    """The provider's token endpoint refuses the code."""
    answer = _refused_token(s, name, base, error=error)
    if not s.check("FEDOIDC-019", answer, callback=CALLBACK):
        s.end("FEDOIDC-019", "there is no such refusal")
    s.check("FEDOIDC-020", answer, provider=name)


@prop("FEDOIDC-021", name=provider_names(), base=subjects())
def test_signature(s: Scenario, name: str, base: str) -> None:
    """An ID token signed with an unpublished key under the kid of a published one."""
    s.check("FEDOIDC-021", _refused_token(s, name, base, key="other"))


@prop("FEDOIDC-022", "FEDOIDC-023", name=provider_names(), base=subjects(), word=words())
def test_issuer(s: Scenario, name: str, base: str, word: str) -> None:
    """An ID token of another issuer."""
    answer = _refused_token(s, name, base, token={"iss": f"https://{word}.example.com"})
    if not s.check("FEDOIDC-022", answer):
        s.end("FEDOIDC-022", "there is no such refusal")
    s.check("FEDOIDC-023", answer)


@prop("FEDOIDC-024", name=provider_names(), base=subjects(), word=words(), listed=st.booleans())
def test_audience(s: Scenario, name: str, base: str, word: str, listed: bool) -> None:
    """An ID token for another client of the provider."""
    s.check("FEDOIDC-024", _refused_token(s, name, base, token={"aud": [word] if listed else word}))


@prop("FEDOIDC-025", name=provider_names(), base=subjects(), hours=st.integers(1, 48))
def test_expired(s: Scenario, name: str, base: str, hours: int) -> None:
    """An ID token that was issued and expired hours ago."""
    at = int(s.clock())
    old = {"iat": at - hours * HOUR - 2 * HOUR, "exp": at - hours * HOUR, "auth_time": at - hours * HOUR - 2 * HOUR}
    s.check("FEDOIDC-025", _refused_token(s, name, base, token=old))


@prop("FEDOIDC-036", name=provider_names(), base=subjects())
def test_disabled(s: Scenario, name: str, base: str) -> None:
    """A user who could sign in until disabled."""
    site, claims = federated(s, name), somebody(s, base)
    sign_in_elsewhere(s, site, name, claims)
    s.must("AdminDisableUser", UserPoolId=site.pool.id, Username=f"{name}_{claims['sub']}")
    site.browser.forget()
    s.check("FEDOIDC-036", come_back(s, site, leave(s, site, name), claims).last)


@prop("FEDOIDC-039", "FEDOIDC-040", name=provider_names(), base=subjects())
def test_required(s: Scenario, name: str, base: str) -> None:
    """A subject without an address, where one is required; a subject with one signs in."""
    site = federated(s, name, pool=NEEDED)
    sign_in_elsewhere(s, site, name, somebody(s, base))
    site.browser.forget()
    claims = somebody(s, base)
    del claims["email"]
    answer = come_back(s, site, leave(s, site, name), claims).last
    if not s.check("FEDOIDC-039", answer, callback=CALLBACK):
        s.end("FEDOIDC-039", "there is no such refusal")
    s.check("FEDOIDC-040", answer, missing="email")


@prop("FEDOIDC-041", name=provider_names(), base=subjects(), first=given_names(), second=given_names())
def test_immutable(s: Scenario, name: str, base: str, first: str, second: str) -> None:
    """A changed name, where the attribute is immutable; a new subject may have any name."""
    s.assume(first != second)
    site, claims = federated(s, name, pool=FIXED), somebody(s, base)
    sign_in_elsewhere(s, site, name, claims | {"name": first})
    sign_in_elsewhere(s, site, name, somebody(s, base, name=second))
    site.browser.forget()
    s.check("FEDOIDC-041", come_back(s, site, leave(s, site, name), claims | {"name": second}).last)


@prop("FEDOIDC-051", name=provider_names(), base=subjects(), value=given_names())
def test_immutable_again(s: Scenario, name: str, base: str, value: str) -> None:
    """The same name again, where the attribute is immutable; a new subject may have that name too."""
    site, claims = federated(s, name, pool=FIXED), somebody(s, base)
    sign_in_elsewhere(s, site, name, claims | {"name": value})
    sign_in_elsewhere(s, site, name, somebody(s, base, name=value))
    site.browser.forget()
    s.check("FEDOIDC-051", come_back(s, site, leave(s, site, name), claims | {"name": value}).last)
