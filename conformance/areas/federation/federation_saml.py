"""Sign-in at a SAML provider: the request, the response, and the resulting user."""

from __future__ import annotations

from hypothesis import strategies as st

from conformance.checking.attributes import attributes_of
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.redirects import (
    claims_of,
    code_at_callback,
    code_with_state,
    named_by_provider,
    one_identity,
    redirect_query,
)
from conformance.checking.registry import check
from conformance.flows.code_grant import CALLBACK, redeemed, served
from conformance.flows.saml_provider import (
    ENTITY,
    MAIL,
    SSO,
    assertion,
    corporation,
    leave,
    profile_of,
    respond,
    sign_in,
    tokens_of,
    unasked,
)
from conformance.kit import saml as wire
from conformance.scenario import Scenario, prop
from conformance.strategies import given_names, names
from conformance.strategies.hosted import states
from conformance.strategies.malformed import words
from conformance.strategies.providers import provider_names


@check("FEDSAML-001")
def led_to_sso(answer: Exchange, address: str) -> Difference | None:
    """The redirect to the provider has a SAMLRequest and a RelayState."""
    location, asked = answer.headers.get("location", ""), redirect_query(answer)
    if location.partition("?")[0] != address:
        return Difference("no-redirect", f"a redirect to {address}", location or f"HTTP {answer.status}")
    missing = next((name for name in ("SAMLRequest", "RelayState") if not asked.get(name)), None)
    return Difference(f"no-{missing}", f"a {missing}", "none") if missing else None


@check("FEDSAML-002")
def asked_by_pool(answer: Exchange, issuer: str) -> Difference | None:
    """The redirect has an AuthnRequest that the pool issued."""
    found = wire.saml_request(answer.headers.get("location", ""))
    if found.get("element") != "{urn:oasis:names:tc:SAML:2.0:protocol}AuthnRequest":
        return Difference("no-request", "a deflated AuthnRequest in base64", found.get("element", "something else"))
    seen = found.get("Issuer")
    return None if seen == issuer else Difference("issuer", f"Issuer {issuer}", f"{seen!r}")


@check("FEDSAML-003")
def answer_wanted_at(answer: Exchange, path: str) -> Difference | None:
    """AssertionConsumerServiceURL, where it is given, ends in this path."""
    seen = wire.saml_request(answer.headers.get("location", "")).get("AssertionConsumerServiceURL", "")
    return None if not seen or seen.endswith(path) else Difference("address", f"an address that ends in {path}", seen)


@check("FEDSAML-004")
def saml_back_at_callback(answer: Exchange, callback: str, state: str) -> Difference | None:
    """The callback gets a code and the state as it was sent."""
    return code_with_state(answer, callback, state)


@check("FEDSAML-005")
def named_after_name_id(answer: Exchange, read: Exchange, username: str) -> Difference | None:
    """The user's name in the ID token and in the profile is <provider>_<NameID>."""
    return named_by_provider(answer, read, username)


@check("FEDSAML-006")
def saml_identities(answer: Exchange, subject: str, provider: str, issuer: str) -> Difference | None:
    """identities has one entry, of strings, with the provider's entityID as issuer."""
    wanted = {"userId": subject, "providerName": provider, "providerType": "SAML", "primary": "true", "issuer": issuer}
    return one_identity(answer, wanted)


@check("FEDSAML-007")
def in_group(answer: Exchange, listed: Exchange, group: str) -> Difference | None:
    """The group is in the access token and in the list of AdminListGroupsForUser."""
    seen = claims_of(answer, "id_token").get("cognito:groups")
    if not isinstance(seen, list) or group not in seen:
        return Difference("token", f"{group} in cognito:groups", f"{seen!r}")
    found = [one.get("GroupName") for one in listed.get("Groups") or [] if isinstance(one, dict)]
    return None if group in found else Difference("list", f"the group {group}", f"{found!r}")


@check("FEDSAML-008", "FEDSAML-009")
def attribute_of_assertion(read: Exchange, name: str, value: str) -> Difference | None:
    """The attribute has this value in the user's profile."""
    seen = attributes_of(read).get(name)
    return None if seen == value else Difference("attribute", f"{name} {value!r}", f"{seen!r}")


@check("FEDSAML-010")
def values_listed(read: Exchange, name: str, values: list[str]) -> Difference | None:
    """The attribute has the values in square brackets, separated by commas."""
    seen = attributes_of(read).get(name, "")
    inner = [part.strip() for part in seen[1:-1].split(",")] if seen[:1] == "[" and seen[-1:] == "]" else []
    return None if inner == values else Difference("attribute", f"{name} [{', '.join(values)}]", f"{seen!r}")


@check("FEDSAML-025")
def code_at_redirect_uri(answer: Exchange, callback: str) -> Difference | None:
    """The browser arrives at the callback with a code."""
    return code_at_callback(answer, callback)


@prop("FEDSAML-001", "FEDSAML-002", "FEDSAML-003", name=provider_names(), state=states())
def test_request(s: Scenario, name: str, state: str) -> None:
    """The request as it arrives at the provider."""
    corp = corporation(s, name)
    site = corp.site
    answer = served(s, site.browser.authorize(site.client, identity_provider=name, scope="openid", state=state))
    s.accepted("FEDSAML-001", answer)
    if not s.check("FEDSAML-001", answer, address=SSO):
        s.end("FEDSAML-001", "authorize does not lead to the provider")
    s.check("FEDSAML-002", answer, issuer=corp.audience)
    s.check("FEDSAML-003", answer, path="/saml2/idpresponse")


@prop("FEDSAML-004", "FEDSAML-005", "FEDSAML-006", "FEDSAML-007", name=provider_names(), base=names(), state=states())
def test_saml_round_trip(s: Scenario, name: str, base: str, state: str) -> None:
    """A sign-in, up to the tokens, the profile and the group."""
    corp, subject = corporation(s, name), s.name(base)
    request = leave(s, corp, state=state)
    arrival = respond(s, corp, request.relay, assertion(s, corp, request, subject))
    s.accepted("FEDSAML-004", arrival.last)
    if not s.check("FEDSAML-004", arrival.last, callback=CALLBACK, state=state):
        s.end("FEDSAML-004", "a sign-in at the provider gives no code")
    answer = s.need(redeemed(s, corp.site, arrival.code), "FEDOIDC-005")
    username = f"{name}_{subject}"
    pool = corp.site.pool.id
    read = s.accepted("FEDSAML-005", s.call("AdminGetUser", UserPoolId=pool, Username=username))
    s.check("FEDSAML-005", answer, read, username=username)
    s.check("FEDSAML-006", answer, subject=subject, provider=name, issuer=ENTITY)
    listed = s.accepted("FEDSAML-007", s.call("AdminListGroupsForUser", UserPoolId=pool, Username=username))
    s.check("FEDSAML-007", answer, listed, group=f"{pool}_{name}")


@prop("FEDSAML-008", "FEDSAML-009", name=provider_names(), base=names(), first=given_names(), second=given_names())
def test_saml_attributes(s: Scenario, name: str, base: str, first: str, second: str) -> None:
    """Two sign-ins of one subject, whose name changes."""
    s.assume(first != second)
    corp, subject, mail = corporation(s, name), s.name(base), s.email()
    sign_in(s, corp, subject, attributes={MAIL: mail, "displayName": first})
    if not s.check("FEDSAML-008", profile_of(s, corp, subject), name="name", value=first):
        s.end("FEDSAML-008", "attributes of the assertion do not become attributes")
    sign_in(s, corp, subject, attributes={MAIL: mail, "displayName": second})
    s.check("FEDSAML-009", profile_of(s, corp, subject), name="name", value=second)


@prop("FEDSAML-010", name=provider_names(), base=names(), roles=st.lists(words(), min_size=2, max_size=4, unique=True))
def test_several_values(s: Scenario, name: str, base: str, roles: list[str]) -> None:
    """An attribute with two values or more."""
    corp, subject = corporation(s, name), s.name(base)
    sign_in(s, corp, subject, attributes={MAIL: s.email(), "roles": roles})
    s.check("FEDSAML-010", profile_of(s, corp, subject), name="nickname", values=roles)


@prop("FEDSAML-025", name=provider_names(), base=names())
def test_begun_at_provider(s: Scenario, name: str, base: str) -> None:
    """A sign-in that begins at the provider, where that is allowed."""
    corp = corporation(s, f"open-{name}", details={"IDPInit": "true"})
    relay = str(s.compute("oauth.encoded", unasked(corp.site.client.id, corp.name)))
    arrival = respond(s, corp, relay, assertion(s, corp, None, s.name(base)))
    s.accepted("FEDSAML-025", arrival.last)
    s.check("FEDSAML-025", arrival.last, callback=CALLBACK)
    tokens_of(s, corp, arrival)
