"""Sign-in at an OpenID Connect provider: the request, the response, and the resulting user."""

from __future__ import annotations

import json

from hypothesis import strategies as st

from conformance.checking.attributes import attributes_of
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.redirects import claims_of, code_with_state, named_by_provider, one_identity, redirect_query
from conformance.checking.registry import check
from conformance.flows.code_grant import CALLBACK, proof_key, redeemed, served
from conformance.flows.federation import (
    FEDERATED,
    MAPPING,
    OIDC_ANSWER,
    federated,
    forget_provider,
    leave,
    new_provider,
    own_details,
    pool_for,
    profile_of,
    provider_name,
    sign_in_elsewhere,
    somebody,
    tokens_of,
)
from conformance.scenario import Scenario, prop
from conformance.strategies import given_names
from conformance.strategies.hosted import states
from conformance.strategies.malformed import words
from conformance.strategies.pools import ANY_CASE
from conformance.strategies.providers import endings, provider_names, subjects

ENDPOINTS = {"authorize_url": "/authorize", "token_url": "/token", "attributes_url": "/userinfo", "jwks_uri": "/keys"}


@check("FEDOIDC-001", "FEDOIDC-002")
def led_to_own_provider(answer: Exchange, address: str, scopes: str) -> Difference | None:
    """The redirect to the provider has client_id, response_type, redirect_uri, the scopes and a state."""
    location, asked = answer.headers.get("location", ""), redirect_query(answer)
    if location.partition("?")[0] != address:
        return Difference("no-redirect", f"a redirect to {address}", location or f"HTTP {answer.status}")
    for name, value in (("client_id", "suite"), ("response_type", "code")):
        if asked.get(name) != value:
            return Difference(f"no-{name}", f"{name}={value}", f"{asked.get(name)!r}")
    if not asked.get("redirect_uri", "").endswith("/oauth2/idpresponse"):
        return Difference("redirect-uri", "a redirect_uri that ends in /oauth2/idpresponse", f"{asked}")
    if sorted(asked.get("scope", "").split()) != sorted(scopes.split()):
        return Difference("scope", f"scope {scopes!r}", f"{asked.get('scope')!r}")
    return None if asked.get("state") else Difference("no-state", "a state", "none")


@check("FEDOIDC-003")
def state_of_its_own(answer: Exchange, state: str) -> Difference | None:
    """The state that the provider gets is not the one that the application sent."""
    seen = redirect_query(answer).get("state")
    return Difference("state-handed-on", "another state", state) if seen == state else None


@check("FEDOIDC-004")
def back_at_callback(answer: Exchange, callback: str, state: str) -> Difference | None:
    """The callback gets a code and the state as it was sent."""
    return code_with_state(answer, callback, state)


@check("FEDOIDC-005")
def both_tokens(answer: Exchange) -> Difference | None:
    """The answer has an access token and an ID token."""
    missing = next((name for name in ("access_token", "id_token") if not answer.response.get(name)), None)
    return Difference(f"no-{missing}", f"an {missing}", "none") if missing else None


@check("FEDOIDC-007")
def named_in_lower_case(answer: Exchange, username: str) -> Difference | None:
    """cognito:username is the whole name in lower case."""
    seen = claims_of(answer, "id_token").get("cognito:username")
    return None if seen == username else Difference("token", f"cognito:username {username!r}", f"{seen!r}")


@check("FEDOIDC-006")
def named_after_provider(answer: Exchange, read: Exchange, username: str) -> Difference | None:
    """The user's name in the ID token and in the profile is <provider>_<subject>."""
    return named_by_provider(answer, read, username)


@check("FEDOIDC-008")
def identities_claim(answer: Exchange, subject: str, provider: str) -> Difference | None:
    """identities has one entry: provider, its type, the subject and primary, all as strings."""
    wanted = {"userId": subject, "providerName": provider, "providerType": "OIDC", "primary": "true"}
    return one_identity(answer, wanted)


@check("FEDOIDC-009")
def identities_attribute(read: Exchange, subject: str, provider: str) -> Difference | None:
    """identities is JSON with the provider, the subject, a boolean primary and a number dateCreated."""
    text = attributes_of(read).get("identities", "")
    try:
        found = json.loads(text)
    except ValueError:
        return Difference("no-json", "identities as JSON", f"{text!r}")
    entry = found[0] if isinstance(found, list) and found and isinstance(found[0], dict) else {}
    for name, value in {"userId": subject, "providerName": provider, "providerType": "OIDC"}.items():
        if entry.get(name) != value:
            return Difference(f"no-{name}", f"{name} {value!r}", f"{entry.get(name)!r}")
    if not isinstance(entry.get("primary"), bool):
        return Difference("primary", "primary as a boolean", f"{entry.get('primary')!r}")
    right = isinstance(entry.get("dateCreated"), int)
    return None if right else Difference("date", "dateCreated as a number", f"{entry.get('dateCreated')!r}")


@check("FEDOIDC-015")
def vouched_for(read: Exchange) -> Difference | None:
    """email_verified is true, in upper or lower case."""
    seen = attributes_of(read).get("email_verified", "")
    return None if seen.lower() == "true" else Difference("attribute", "email_verified true", f"{seen!r}")


@check("FEDOIDC-010", "FEDOIDC-011", "FEDOIDC-012")
def attribute_written(read: Exchange, name: str, value: str) -> Difference | None:
    """The attribute has this value in the user's profile."""
    seen = attributes_of(read).get(name)
    return None if seen == value else Difference("attribute", f"{name} {value!r}", f"{seen!r}")


@check("FEDOIDC-013")
def same_user(first: Exchange, second: Exchange) -> Difference | None:
    """Both ID tokens have a sub, the same one."""
    one, other = claims_of(first, "id_token").get("sub"), claims_of(second, "id_token").get("sub")
    return None if one and one == other else Difference("another-user", f"sub {one!r} again", f"{other!r}")


@check("FEDOIDC-014")
def not_verified(read: Exchange, email: str) -> Difference | None:
    """The user has the address, and it is not marked as verified."""
    found = attributes_of(read)
    if found.get("email") != email:
        return Difference("no-email", f"email {email!r}", f"{found.get('email')!r}")
    seen = found.get("email_verified", "false")
    return Difference("verified", "email_verified not true", f"{seen!r}") if seen.lower() == "true" else None


@check("STATUS-013")
def external(read: Exchange) -> Difference | None:
    """UserStatus is EXTERNAL_PROVIDER."""
    seen = read.get("UserStatus")
    return None if seen == "EXTERNAL_PROVIDER" else Difference("status", "UserStatus EXTERNAL_PROVIDER", f"{seen!r}")


@check("FEDOIDC-035")
def proof_key_holds(without: Exchange) -> Difference | None:
    """The token endpoint gives no access token."""
    given = without.response.get("access_token")
    return Difference("tokens-issued", "no tokens without the right code_verifier", "tokens") if given else None


@check("FEDOIDC-042")
def posted_proof(asked: Exchange, away: Exchange) -> Difference | None:
    """The provider's token endpoint got client id, secret and redirect URI in the body, and no Basic header."""
    form, wanted = asked.response, {"grant_type": "authorization_code", "client_id": "suite"}
    wanted |= {"client_secret": "between+us", "redirect_uri": redirect_query(away).get("redirect_uri", "")}
    for name, value in wanted.items():
        if form.get(name) != value:
            return Difference(f"no-{name}", f"{name} {value!r}", f"{form.get(name)!r}")
    return Difference("basic", "no Basic authentication", "Basic authentication") if form.get("authorization") else None


@check("FEDOIDC-043")
def discovered(read: Exchange, issuer: str) -> Difference | None:
    """Each endpoint in the details is the one that the provider's document names."""
    found = read.get("IdentityProvider.ProviderDetails") or {}
    for name, path in ENDPOINTS.items():
        if found.get(name) != issuer + path:
            return Difference(f"no-{name}", f"{name} {issuer}{path}", f"{found.get(name)!r}")
    return None


@check("LOGOUT-013")
def logout_is_at_home(left: Exchange, after: Exchange, goodbye: str) -> Difference | None:
    """Logout leads directly back to the application, and the next authorize request asks for a sign-in."""
    place = left.headers.get("location", "")
    if not place.startswith(goodbye):
        return Difference("elsewhere", f"a redirect to {goodbye}", place or f"HTTP {left.status}")
    code = redirect_query(after).get("code")
    return Difference("session-alive", "no code without a sign-in", "a code") if code else None


@prop("FEDOIDC-001", "FEDOIDC-003", name=provider_names(), state=states())
def test_way(s: Scenario, name: str, state: str) -> None:
    """A sign-in with identity_provider."""
    site = federated(s, name)
    details = own_details(s)
    answer = served(s, site.browser.authorize(site.client, identity_provider=name, scope="openid", state=state))
    s.accepted("FEDOIDC-001", answer)
    address, scopes = details["authorize_url"], details["authorize_scopes"]
    if not s.check("FEDOIDC-001", answer, address=address, scopes=scopes):
        s.end("FEDOIDC-001", "authorize does not lead to the provider")
    s.check("FEDOIDC-003", answer, state=state)


@prop("FEDOIDC-002", name=provider_names(), word=words())
def test_way_by_identifier(s: Scenario, name: str, word: str) -> None:
    """An authorization request with idp_identifier instead of the provider's name."""
    site = federated(s, name)
    details = own_details(s)
    asked = {"idp_identifier": f"{name.lower()}.example", "scope": "openid", "state": word}
    answer = s.accepted("FEDOIDC-002", served(s, site.browser.authorize(site.client, **asked)))
    s.check("FEDOIDC-002", answer, address=details["authorize_url"], scopes=details["authorize_scopes"])


@prop(
    "FEDOIDC-004",
    "FEDOIDC-005",
    "FEDOIDC-006",
    "FEDOIDC-008",
    "FEDOIDC-009",
    "STATUS-013",
    "FEDOIDC-042",
    name=provider_names(),
    base=subjects(),
    state=states(),
)
def test_round_trip(s: Scenario, name: str, base: str, state: str) -> None:
    """A sign-in, up to the tokens and the profile."""
    site, claims = federated(s, name), somebody(s, base)
    away = leave(s, site, name, state=state)
    code = str(s.compute("idp.idp_code", s.clock(), claims))
    query = {"code": code, "state": away.parameters.get("state")}
    answer = served(s, site.browser.get(site.hosted.url(OIDC_ANSWER), query=query))
    arrival = site.browser.arrive(answer)
    s.accepted("FEDOIDC-004", arrival.last)
    if not s.check("FEDOIDC-004", arrival.last, callback=CALLBACK, state=state):
        s.end("FEDOIDC-004", "a sign-in at the provider gives no code")
    asked = s.request("GET", f"{own_details(s)['oidc_issuer']}/asked", query={"code": code}, elsewhere=True)
    s.check("FEDOIDC-042", asked, away.last)
    answer = s.accepted("FEDOIDC-005", redeemed(s, site, arrival.code))
    s.check("FEDOIDC-005", answer)
    username = f"{name}_{claims['sub']}"
    read = s.accepted("FEDOIDC-006", s.call("AdminGetUser", UserPoolId=site.pool.id, Username=username))
    s.check("FEDOIDC-006", answer, read, username=username)
    s.check("FEDOIDC-008", answer, subject=claims["sub"], provider=name)
    s.check("FEDOIDC-009", read, subject=claims["sub"], provider=name)
    s.check("STATUS-013", read)


@prop("FEDOIDC-007", name=provider_names(), base=subjects(), word=words())
def test_folded_name(s: Scenario, name: str, base: str, word: str) -> None:
    """A subject with capital letters."""
    site = federated(s, name, pool=ANY_CASE)
    claims = somebody(s, base)
    claims["sub"] += word.upper()
    answer = tokens_of(s, site, sign_in_elsewhere(s, site, name, claims))
    s.check("FEDOIDC-007", answer, username=f"{name}_{claims['sub']}".lower())


@prop(
    "FEDOIDC-010",
    "FEDOIDC-011",
    "FEDOIDC-012",
    "FEDOIDC-013",
    name=provider_names(),
    base=subjects(),
    first=given_names(),
    second=given_names(),
    nick=words(),
)
def test_attributes(s: Scenario, name: str, base: str, first: str, second: str, nick: str) -> None:
    """Two sign-ins of one subject, whose name changes; a nickname that userInfo alone has."""
    s.assume(first != second)
    site, claims = federated(s, name), somebody(s, base)
    username = f"{name}_{claims['sub']}"
    earlier = tokens_of(s, site, sign_in_elsewhere(s, site, name, claims | {"name": first}, info={"nick": nick}))
    read = profile_of(s, site, username)
    known = s.check("FEDOIDC-010", read, name="name", value=first)
    s.check("FEDOIDC-011", read, name="nickname", value=nick)
    if not known:
        s.end("FEDOIDC-010", "claims do not become attributes", read)
    later = tokens_of(s, site, sign_in_elsewhere(s, site, name, claims | {"name": second}, info={"nick": nick}))
    s.check("FEDOIDC-012", profile_of(s, site, username), name="name", value=second)
    s.check("FEDOIDC-013", earlier, later)


@prop("FEDOIDC-014", name=provider_names(), base=subjects(), said=st.sampled_from((None, True, False)))
def test_address(s: Scenario, name: str, base: str, said: bool | None) -> None:
    """Claims that are not mapped have no effect."""
    site = federated(s, name)
    more = {} if said is None else {"email_verified": said}
    claims = somebody(s, base, **more)
    sign_in_elsewhere(s, site, name, claims)
    s.check("FEDOIDC-014", profile_of(s, site, f"{name}_{claims['sub']}"), email=claims["email"])


@prop("FEDOIDC-015", name=provider_names(), base=subjects())
def test_vouched_address(s: Scenario, name: str, base: str) -> None:
    """The mapped claim email_verified is true."""
    mapping = MAPPING | {"email_verified": "email_verified"}
    site = federated(s, name, pool=FEDERATED | {"UserPoolTags": {"for": "addresses"}}, mapping=mapping)
    claims = somebody(s, base, email_verified=True)
    sign_in_elsewhere(s, site, name, claims)
    s.check("FEDOIDC-015", profile_of(s, site, f"{name}_{claims['sub']}"))


@prop("FEDOIDC-035", name=provider_names(), base=subjects(), word=words(), wrong=st.one_of(st.none(), words()))
def test_proof_key(s: Scenario, name: str, base: str, word: str, wrong: str | None) -> None:
    """Two sign-ins with a challenge: one code is exchanged with the verifier, the other one without it."""
    site, (verifier, key) = federated(s, name), proof_key(s, word)
    right, other = (
        sign_in_elsewhere(s, site, name, somebody(s, base), parameters={n: str(v) for n, v in key.items()})
        for _ in range(2)
    )
    s.need(redeemed(s, site, right.code, verifier), "FEDOIDC-005")
    false = None if wrong is None else str(s.compute("oauth.verifier", f"{wrong} is not {word}"))
    s.check("FEDOIDC-035", redeemed(s, site, other.code, false))


@prop("FEDOIDC-043", ending=endings())
def test_discovery(s: Scenario, ending: str) -> None:
    """A provider configured by its issuer only."""
    pool, details, name = pool_for(s, "OIDC"), own_details(s, discovered=True), provider_name(s, ending)
    made = new_provider(s, pool, name, "OIDC", details)
    if not made.ok and "https" in (made.message or ""):
        s.exclude("this target accepts only https providers, and the suite's own has no certificate")
    s.accepted("FEDOIDC-043", made)
    read = s.need(s.call("DescribeIdentityProvider", UserPoolId=pool.id, ProviderName=name), "IDP-003")
    s.check("FEDOIDC-043", read, issuer=details["oidc_issuer"])
    forget_provider(s, pool, name)


@prop("LOGOUT-013", name=provider_names(), base=subjects(), word=words())
def test_logout(s: Scenario, name: str, base: str, word: str) -> None:
    """Logout in a browser whose session comes from a provider."""
    site = federated(s, name)
    sign_in_elsewhere(s, site, name, somebody(s, base))
    asked = {"scope": "openid", "state": word}
    before = site.browser.arrive(served(s, site.browser.authorize(site.client, **asked)))
    if not before.code:
        s.end("LOGIN-012", "there is no session in this browser", before.last)
    query = {"client_id": site.client.id, "logout_uri": "https://app.example.com/bye"}
    left = served(s, site.browser.get(site.hosted.url("/logout"), query=query))
    after = site.browser.arrive(served(s, site.browser.authorize(site.client, **asked)))
    s.check("LOGOUT-013", left, after.last, goodbye="https://app.example.com/bye")
