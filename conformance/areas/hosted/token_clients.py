"""/oauth2/token: how clients authenticate, refresh tokens, and malformed requests."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.checking.token_refusals import oauth_refusal, refused_without_tokens
from conformance.flows.clients import secret_of
from conformance.flows.code_grant import (
    APPLICATION,
    CALLBACK,
    Site,
    application,
    code_for,
    not_refused,
    proof_key,
    redeemed,
    refusals_among,
    served,
    token_request,
    tokens_for,
    two_codes,
)
from conformance.kit.opaque import PARTS
from conformance.scenario import Scenario, prop
from conformance.strategies import passwords
from conformance.strategies.malformed import unknown_client_ids, words
from conformance.strategies.tokens import garbage_tokens, places, secrets

ROTATING: dict[str, Any] = {
    "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 0},
    "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"],
}


@check("OTOKEN-019")
def refreshed_tokens(answer: Exchange) -> Difference | None:
    """The answer has an access token and an ID token."""
    missing = next((name for name in ("access_token", "id_token") if not answer.response.get(name)), None)
    return Difference(f"no-{missing.replace('_', '-')}", f"{missing}", "none") if missing else None


@check("OTOKEN-020")
def no_refresh_token(answer: Exchange) -> Difference | None:
    """The answer has no refresh_token."""
    return Difference("refresh-token", "no refresh_token", "one") if "refresh_token" in answer.response else None


@check("OTOKEN-021")
def new_refresh_token(answer: Exchange, sent: str) -> Difference | None:
    """The answer has a refresh token, and it is not the one that was sent."""
    seen = answer.response.get("refresh_token")
    if not seen:
        return Difference("no-refresh-token", "a new refresh_token", "none")
    return Difference("same-refresh-token", "a new refresh_token", "the one that was sent") if seen == sent else None


@check("OTOKEN-024")
def other_clients_refresh_token(answer: Exchange) -> Difference | None:
    """The answer is a refusal without tokens, status 400 to 499, with a string error in JSON."""
    return oauth_refusal(answer)


@check("OTOKEN-031")
def wrong_client_status(answer: Exchange) -> Difference | None:
    """The status is 400."""
    return None if answer.status == 400 else Difference("status", "HTTP 400", f"HTTP {answer.status}")


@check("OTOKEN-036")
def json_not_served(answer: Exchange) -> Difference | None:
    """The answer is a refusal, status 400 to 499, without tokens."""
    return refused_without_tokens(answer)


@check("OTOKEN-038")
def get_not_served(answer: Exchange) -> Difference | None:
    """The answer is a refusal, status 400 to 499, without tokens."""
    return refused_without_tokens(answer)


def _refresh(s: Scenario, site: Site, token: str) -> Exchange:
    return token_request(s, site, grant_type="refresh_token", refresh_token=token)


def _refresh_token_of(s: Scenario, site: Site, password: str, word: str) -> str:
    user = s.user(site.pool, password=password)
    answer = tokens_for(s, site, user, word, scope="openid")
    token = answer.response.get("refresh_token")
    if not isinstance(token, str) or not token:
        s.end("OTOKEN-002", "there is no refresh token", answer)
    return token


@prop("OTOKEN-019", "OTOKEN-020", "OTOKEN-023", password=passwords(), word=words(), garbage=garbage_tokens())
def test_refresh(s: Scenario, password: str, word: str, garbage: str) -> None:
    """A refresh through a client without rotation."""
    site = application(s)
    token = _refresh_token_of(s, site, password, word)
    answer = not_refused(s, "OTOKEN-019", _refresh(s, site, token))
    s.check("OTOKEN-019", answer)
    s.check("OTOKEN-020", answer)
    s.refused("OTOKEN-023", _refresh(s, site, garbage), control=answer)


@prop("OTOKEN-047", part=st.sampled_from(PARTS), place=places(), password=passwords(), word=words())
def test_changed_refresh_token(s: Scenario, part: str, place: int, password: str, word: str) -> None:
    """A refresh with a token in which one character of one part is changed."""
    site = application(s)
    token = _refresh_token_of(s, site, password, word)
    changed = s.compute("opaque.with_bit_changed", token, part, place)
    s.refused("OTOKEN-047", _refresh(s, site, changed), control=lambda: _refresh(s, site, token))


@prop("OTOKEN-021", password=passwords(), word=words())
def test_rotation(s: Scenario, password: str, word: str) -> None:
    """A refresh through a client with rotation."""
    site = application(s, **ROTATING)
    token = _refresh_token_of(s, site, password, word)
    s.check("OTOKEN-021", not_refused(s, "OTOKEN-021", _refresh(s, site, token)), sent=token)


@prop("OTOKEN-022", plain=("devices",), password=passwords())
def test_token_of_the_api(s: Scenario, password: str) -> None:
    """A refresh token from InitiateAuth."""
    site = application(s)
    session = s.sign_in(site.client, s.user(site.pool, password=password))
    s.accepted("OTOKEN-022", _refresh(s, site, session.refresh))


@prop("OTOKEN-024", password=passwords(), word=words())
def test_refresh_at_another_client(s: Scenario, password: str, word: str) -> None:
    """A refresh token in another client's request."""
    site = application(s)
    token = _refresh_token_of(s, site, password, word)
    s.need(_refresh(s, site, token), "OTOKEN-019")
    s.check("OTOKEN-024", _refresh(s, application(s, AllowedOAuthScopes=["openid"]), token))


def _confidential(s: Scenario) -> Site:
    site = application(s, GenerateSecret=True)
    secret_of(s, site.client)
    return site


@prop("OTOKEN-025", password=passwords(), word=words())
def test_basic(s: Scenario, password: str, word: str) -> None:
    """Client id and secret in the header, without PKCE."""
    site = _confidential(s)
    arrival = code_for(s, site, s.user(site.pool, password=password), scope="openid", state=word)
    basic = s.compute("oauth.basic", site.client.id, secret_of(s, site.client))
    s.accepted("OTOKEN-025", redeemed(s, site, arrival.code, authorization=basic, redirect_uri=CALLBACK))


@prop(
    "OTOKEN-026", "OTOKEN-028", "OTOKEN-031", password=passwords(), word=words(), wrong=secrets(), basic=st.booleans()
)
def test_wrong_secret(s: Scenario, password: str, word: str, wrong: str, basic: bool) -> None:
    """A wrong secret in the header or in the body; the right one in the body."""
    site = _confidential(s)
    verifier, (code, good) = two_codes(s, site, password, word)
    right = redeemed(s, site, good, verifier)
    if basic:
        answer = redeemed(s, site, code, verifier, authorization=s.compute("oauth.basic", site.client.id, wrong))
    else:
        answer = redeemed(s, site, code, verifier, client_secret=wrong)
    s.accepted("OTOKEN-026", right)
    s.refused("OTOKEN-028", answer, control=right)
    if answer.ok:
        s.end("OTOKEN-028", "any secret is accepted", answer)
    s.check("OTOKEN-031", answer)


@prop("OTOKEN-029", password=passwords(), word=words())
def test_no_secret(s: Scenario, password: str, word: str) -> None:
    """A client with a secret that sends none."""
    site = _confidential(s)
    verifier, (code, good) = two_codes(s, site, password, word)
    answer = redeemed(s, site, code, verifier, client_secret=None)
    s.refused("OTOKEN-029", answer, control=lambda: redeemed(s, site, good, verifier))


@prop("OTOKEN-030", password=passwords(), word=words(), client_id=unknown_client_ids(), secret=secrets())
def test_unknown_client(s: Scenario, password: str, word: str, client_id: str, secret: str) -> None:
    """A client_id that no client has."""
    site = _confidential(s)
    verifier, (code, good) = two_codes(s, site, password, word)
    answer = redeemed(s, site, code, verifier, authorization=s.compute("oauth.basic", client_id, secret))
    s.refused("OTOKEN-030", answer, control=lambda: redeemed(s, site, good, verifier))


@prop("OTOKEN-032", "OTOKEN-033", "OTOKEN-034", "OTOKEN-035", password=passwords(), word=words(), grant=words())
def test_other_grants(s: Scenario, password: str, word: str, grant: str) -> None:
    """An unknown grant_type, and none."""
    site = application(s)
    verifier, (code, good) = two_codes(s, site, password, word)
    control = redeemed(s, site, good, verifier)
    answers = [redeemed(s, site, code, verifier, grant_type=given) for given in (grant, None)]
    for requirement, answer in zip(("OTOKEN-032", "OTOKEN-033"), answers, strict=True):
        s.refused(requirement, answer, control=control)
    for answer in refusals_among(s, *answers):
        s.check("OTOKEN-034", answer)
        s.check("OTOKEN-035", answer)


@prop("OTOKEN-036", "OTOKEN-037", "OTOKEN-038", password=passwords(), word=words())
def test_other_requests(s: Scenario, password: str, word: str) -> None:
    """A JSON body, a JSON body with the content type of a form, and GET."""
    site = application(s)
    verifier, (code, good) = two_codes(s, site, password, word)
    asked = {
        "grant_type": "authorization_code",
        "client_id": site.client.id,
        "code": code,
        "redirect_uri": CALLBACK,
        "code_verifier": verifier,
    }
    url = site.hosted.url("/oauth2/token")
    as_json, as_form = (
        s.request("POST", url, body=json.dumps(asked), headers={"Content-Type": kind})
        for kind in ("application/json", "application/x-www-form-urlencoded")
    )
    control = s.need(redeemed(s, site, good, verifier), "OTOKEN-001")
    s.refused(
        "OTOKEN-037",
        as_form,
        control=control,
        simpler=("OTOKEN-033", lambda: redeemed(s, site, code, verifier, grant_type=None)),
    )
    s.check("OTOKEN-036", served(s, as_json))
    s.check("OTOKEN-038", served(s, s.request("GET", url, query=asked)))


@prop("OTOKEN-040", password=passwords(), word=words(), hidden=st.sampled_from(("email", "email_verified")))
def test_scope_beyond_reading(s: Scenario, password: str, word: str, hidden: str) -> None:
    """The scope email for a client that cannot read one of its attributes; for another that can."""
    readable = [name for name in ("email", "email_verified", "name") if name != hidden]
    user = s.user(s.pool(), password=password, attributes={"email": s.email()})
    answers = [_with_email(s, user, word, names) for names in (readable, ["email", "email_verified", "name"])]
    s.refused("OTOKEN-040", answers[0], control=answers[1])


def _with_email(s: Scenario, user: Any, word: str, readable: list[str]) -> Exchange:
    site = application(s, ReadAttributes=readable, AllowedOAuthScopes=APPLICATION["AllowedOAuthScopes"])
    verifier, key = proof_key(s, word)
    arrival = code_for(s, site, user, scope="openid email", **key)
    return served(s, redeemed(s, site, arrival.code, verifier))
