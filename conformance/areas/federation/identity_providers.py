"""The identity providers of a pool: made, read, changed, listed, deleted, and the redirects to them."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.redirects import server_failed
from conformance.checking.registry import check
from conformance.flows.code_grant import APPLICATION, served
from conformance.flows.federation import (
    NOWHERE,
    details_of,
    forget_provider,
    need_provider,
    new_provider,
    pool_for,
    provider_name,
)
from conformance.scenario import Scenario, prop
from conformance.scenario.browser import Browser
from conformance.scenario.resources import Pool
from conformance.strategies.malformed import words
from conformance.strategies.providers import CUSTOM_TYPES, client_ids, endings, secrets

KINDS = ("Google", "Facebook", "LoginWithAmazon", "SignInWithApple", "OIDC", "SAML")
ADDRESSES = {
    "Google": {
        "authorize_url": "https://accounts.google.com/o/oauth2/v2/auth",
        "token_url": "https://www.googleapis.com/oauth2/v4/token",
        "oidc_issuer": "https://accounts.google.com",
        "token_request_method": "POST",
    },
    "LoginWithAmazon": {
        "authorize_url": "https://www.amazon.com/ap/oa",
        "token_url": "https://api.amazon.com/auth/o2/token",
        "attributes_url": "https://api.amazon.com/user/profile",
        "token_request_method": "POST",
    },
    "SignInWithApple": {
        "authorize_url": "https://appleid.apple.com/auth/authorize",
        "token_url": "https://appleid.apple.com/auth/token",
        "oidc_issuer": "https://appleid.apple.com",
        "token_request_method": "POST",
    },
}
AUTHORIZE = {kind: found["authorize_url"] for kind, found in ADDRESSES.items()}
SUBJECT = {"Facebook": "id", "LoginWithAmazon": "user_id"}  # of the others: sub
ANSWER = "/oauth2/idpresponse"


def _details(answer: Exchange) -> dict[str, Any]:
    found = answer.get("IdentityProvider.ProviderDetails")
    return found if isinstance(found, dict) else {}


def _lacks(found: dict[str, Any], wanted: dict[str, Any]) -> Difference | None:
    """The difference in the first member that is not as expected."""
    for name, value in wanted.items():
        if found.get(name) != value:
            return Difference(f"no-{name.replace('_', '-')}", f"{name} {value!r}", f"{found.get(name)!r}")
    return None


@check("IDP-002")
def provider_described(made: Exchange, pool: str, name: str, kind: str) -> Difference | None:
    """The answer has UserPoolId, ProviderName, ProviderType and both dates."""
    found = made.get("IdentityProvider") or {}
    wanted = {"UserPoolId": pool, "ProviderName": name, "ProviderType": kind}
    for member, value in wanted.items():
        if found.get(member) != value:
            return Difference(f"no-{member}", f"{member} {value!r}", f"{found.get(member)!r}")
    missing = next((m for m in ("CreationDate", "LastModifiedDate") if not found.get(m)), None)
    return Difference(f"no-{missing}", f"a {missing}", "none") if missing else None


@check("IDP-003")
def provider_read(
    read: Exchange, name: str, kind: str, details: dict[str, str], identifiers: list[str]
) -> Difference | None:
    """Name, type, identifiers, client_id and authorize_scopes are those that were given."""
    found = read.get("IdentityProvider") or {}
    if (found.get("ProviderName"), found.get("ProviderType")) != (name, kind):
        return Difference("name", f"{name} of type {kind}", f"{found.get('ProviderName')}, {found.get('ProviderType')}")
    if sorted(found.get("IdpIdentifiers") or []) != sorted(identifiers):
        return Difference("identifiers", f"IdpIdentifiers {identifiers}", f"{found.get('IdpIdentifiers')}")
    return _lacks(_details(read), {m: details[m] for m in ("client_id", "authorize_scopes") if m in details})


@check("IDP-024", "IDP-026", "IDP-027")
def own_addresses(read: Exchange, kind: str) -> Difference | None:
    """The details have the documented addresses of this type of provider."""
    return _lacks(_details(read), ADDRESSES[kind])


@check("IDP-025")
def facebook_addresses(read: Exchange, version: str) -> Difference | None:
    """The details have Facebook's addresses of the API version that was given."""
    wanted = {
        "authorize_url": f"https://www.facebook.com/{version}/dialog/oauth",
        "token_url": f"https://graph.facebook.com/{version}/oauth/access_token",
    }
    return _lacks(_details(read), wanted)


@check("IDP-028")
def key_hidden(read: Exchange, key: str) -> Difference | None:
    """The details have no private_key, and its text is nowhere among them."""
    found = _details(read)
    if "private_key" in found or key in found.values():
        return Difference("key-shown", "no private_key", "the private_key that was given")
    return None


@check("IDP-029")
def username_mapped(read: Exchange, claim: str, mapping: dict[str, str]) -> Difference | None:
    """The mapping has username from the subject, besides the given attributes."""
    found = read.get("IdentityProvider.AttributeMapping") or {}
    return _lacks(dict(found), {"username": claim, **mapping})


@check("IDP-030")
def metadata_addresses(read: Exchange, sso: str, slo: str) -> Difference | None:
    """The details show the metadata's addresses for redirects, of sign-in and of sign-out."""
    return _lacks(_details(read), {"SSORedirectBindingURI": sso, "SLORedirectBindingURI": slo})


@check("IDP-031")
def encryption_certificate(read: Exchange) -> Difference | None:
    """The details have an ActiveEncryptionCertificate."""
    found = _details(read).get("ActiveEncryptionCertificate")
    return None if found else Difference("no-certificate", "an ActiveEncryptionCertificate", f"{found!r}")


@check("IDP-032")
def details_changed(read: Exchange, details: dict[str, str]) -> Difference | None:
    """client_id and authorize_scopes are the new ones."""
    return _lacks(_details(read), {m: details[m] for m in ("client_id", "authorize_scopes")})


@check("IDP-036")
def provider_listed(listed: Exchange, name: str, kind: str) -> Difference | None:
    """The list has the provider under its name and with its type."""
    found = [one for one in listed.get("Providers") or [] if isinstance(one, dict) and one.get("ProviderName") == name]
    if not found:
        return Difference("not-listed", f"the provider {name}", "no such provider")
    seen = found[0].get("ProviderType")
    return None if seen == kind else Difference("type", f"ProviderType {kind}", f"{seen!r}")


@check("IDP-037")
def pages_complete(*pages: Exchange, limit: int, names: list[str]) -> Difference | None:
    """No page is longer than MaxResults, and the pages have each provider once."""
    listed = [[str(one.get("ProviderName")) for one in page.get("Providers") or []] for page in pages]
    if any(len(page) > limit for page in listed):
        return Difference("page-too-long", f"at most {limit} in a page", f"{[len(page) for page in listed]}")
    if not pages[0].get("NextToken"):
        return Difference("no-next-token", "a NextToken", "none")
    found = sorted(name for page in listed for name in page)
    return None if found == sorted(names) else Difference("not-each-once", f"{sorted(names)}", f"{found}")


@check("IDP-038")
def found_by_identifier(read: Exchange, name: str) -> Difference | None:
    """The answer is the provider that has the identifier."""
    seen = read.get("IdentityProvider.ProviderName")
    return None if seen == name else Difference("another", f"the provider {name}", f"{seen!r}")


def _asked(answer: Exchange) -> tuple[str, dict[str, str]]:
    """The address of a redirect, and its parameters."""
    location = answer.headers.get("location", "")
    return location.partition("?")[0], dict(parse_qsl(urlsplit(location).query))


@check("IDP-042", "IDP-043")
def led_to_provider(answer: Exchange, address: str, client_id: str, scopes: str) -> Difference | None:
    """The redirect to the provider has client_id, response_type, redirect_uri, a state and the scopes."""
    place, asked = _asked(answer)
    if place != address:
        return Difference("no-redirect", f"a redirect to {address}", place or f"HTTP {answer.status}")
    wrong = _lacks(dict(asked), {"client_id": client_id, "response_type": "code"})
    if wrong is not None:
        return wrong
    if not asked.get("redirect_uri", "").endswith(ANSWER):
        return Difference("redirect-uri", f"a redirect_uri that ends in {ANSWER}", asked.get("redirect_uri", ""))
    if not asked.get("state"):
        return Difference("no-state", "a state", "none")
    missing = set(scopes.split()) - set(asked.get("scope", "").split())
    return Difference("scope", f"scope {scopes!r}", f"{asked.get('scope')!r}") if missing else None


@check("IDP-044")
def not_led_to_provider(answer: Exchange, address: str) -> Difference | None:
    """The answer does not redirect to the provider, and is no server error."""
    place, _ = _asked(answer)
    if place == address:
        return Difference("redirected-to-it", f"no redirect to {address}", place)
    return server_failed(answer)


def _read(s: Scenario, pool: Pool, name: str) -> Exchange:
    return s.call("DescribeIdentityProvider", UserPoolId=pool.id, ProviderName=name)


def _need_read(s: Scenario, pool: Pool, name: str) -> Exchange:
    return s.need(_read(s, pool, name), "IDP-003")


@prop(
    "IDP-001",
    "IDP-002",
    "IDP-003",
    kinds=st.permutations(KINDS).map(lambda kinds: kinds[:2]),
    client_id=client_ids(),
    secret=secrets(),
    ending=endings(),
    identified=st.booleans(),
)
def test_made(s: Scenario, kinds: list[str], client_id: str, secret: str, ending: str, identified: bool) -> None:
    """Providers of two types, read again."""
    for kind in kinds:
        _made(s, kind, client_id, secret, ending, identified)


def _made(s: Scenario, kind: str, client_id: str, secret: str, ending: str, identified: bool) -> None:
    pool = pool_for(s, kind)
    name = provider_name(s, ending) if kind in CUSTOM_TYPES else kind
    identifiers = [s.resource_name()] if identified and kind in CUSTOM_TYPES else []
    details = details_of(s, kind, client_id=client_id, secret=secret)
    made = new_provider(s, pool, name, kind, details, IdpIdentifiers=identifiers)
    s.accepted("IDP-001", made)
    s.check("IDP-002", made, pool=pool.id, name=name, kind=kind)
    read = s.accepted("IDP-003", _read(s, pool, name))
    s.check("IDP-003", read, name=name, kind=kind, details=details, identifiers=identifiers)
    forget_provider(s, pool, name)


@prop("IDP-004", "IDP-005", kind=st.sampled_from(CUSTOM_TYPES), other=st.sampled_from(CUSTOM_TYPES), ending=endings())
def test_name_free_and_taken(s: Scenario, kind: str, other: str, ending: str) -> None:
    """A provider's name before and after it is taken."""
    pool, name = pool_for(s, "OIDC"), provider_name(s, ending)
    unknown = _read(s, pool, name)
    need_provider(s, pool, name, kind, details_of(s, kind))
    s.refused("IDP-004", unknown, control=lambda: _read(s, pool, name))
    again = new_provider(s, pool, name, other, details_of(s, other))
    control = lambda: new_provider(s, pool, provider_name(s, ending), other, details_of(s, other))  # noqa: E731
    s.refused("IDP-005", again, control=control)
    forget_provider(s, pool, name)


def _social(s: Scenario, kind: str, details: dict[str, str]) -> Exchange:
    """A social provider, read again."""
    pool = pool_for(s, kind)
    need_provider(s, pool, kind, kind, details)
    read = _need_read(s, pool, kind)
    forget_provider(s, pool, kind)
    return read


@prop("IDP-024", client_id=client_ids(), secret=secrets())
def test_google(s: Scenario, client_id: str, secret: str) -> None:
    """The details that Cognito adds for Google."""
    read = _social(s, "Google", details_of(s, "Google", client_id=client_id, secret=secret))
    s.check("IDP-024", read, kind="Google")


@prop("IDP-025", client_id=client_ids(), version=st.integers(3, 21))
def test_facebook(s: Scenario, client_id: str, version: int) -> None:
    """The details that Cognito adds for Facebook."""
    details = details_of(s, "Facebook", client_id=client_id) | {"api_version": f"v{version}.0"}
    s.check("IDP-025", _social(s, "Facebook", details), version=f"v{version}.0")


@prop("IDP-026", client_id=client_ids(), secret=secrets())
def test_amazon(s: Scenario, client_id: str, secret: str) -> None:
    """The details that Cognito adds for Login with Amazon."""
    read = _social(s, "LoginWithAmazon", details_of(s, "LoginWithAmazon", client_id=client_id, secret=secret))
    s.check("IDP-026", read, kind="LoginWithAmazon")


@prop("IDP-027", "IDP-028", client_id=client_ids())
def test_apple(s: Scenario, client_id: str) -> None:
    """The details that Cognito adds for Sign in with Apple, and the one it hides."""
    details = details_of(s, "SignInWithApple", client_id=client_id)
    read = _social(s, "SignInWithApple", details)
    s.check("IDP-027", read, kind="SignInWithApple")
    s.check("IDP-028", read, key=details["private_key"])


@prop(
    "IDP-029",
    kind=st.sampled_from(KINDS[:-1]),
    mapping=st.sampled_from(({}, {"email": "email"}, {"name": "name"})),
    ending=endings(),
)
def test_default_mapping(s: Scenario, kind: str, mapping: dict[str, str], ending: str) -> None:
    """A provider created with and without a mapping of other attributes."""
    pool = pool_for(s, kind)
    name = provider_name(s, ending) if kind in CUSTOM_TYPES else kind
    more = {"AttributeMapping": mapping} if mapping else {}
    need_provider(s, pool, name, kind, details_of(s, kind), **more)
    s.check("IDP-029", _need_read(s, pool, name), claim=SUBJECT.get(kind, "sub"), mapping=mapping)
    forget_provider(s, pool, name)


@prop("IDP-030", "IDP-031", ending=endings(), word=words(), other=words())
def test_metadata(s: Scenario, ending: str, word: str, other: str) -> None:
    """Metadata with an address for each of the two redirects."""
    pool, name, signer = pool_for(s, "OIDC"), provider_name(s, ending), s.compute("saml.saml_identity")
    sso, slo = f"{NOWHERE}/{word}/sso", f"{NOWHERE}/{other}/slo"
    text = str(s.compute("saml.saml_metadata", f"{NOWHERE}/{word}", signer["certificate"], sso, slo))
    need_provider(s, pool, name, "SAML", {"MetadataFile": text})
    read = _need_read(s, pool, name)
    s.check("IDP-030", read, sso=sso, slo=slo)
    s.check("IDP-031", read)
    forget_provider(s, pool, name)


@prop("IDP-032", "IDP-033", ending=endings(), client_id=client_ids(), other=client_ids())
def test_update(s: Scenario, ending: str, client_id: str, other: str) -> None:
    """An update of the details of an existing provider, and of a missing one."""
    s.assume(client_id != other)
    pool, name = pool_for(s, "OIDC"), provider_name(s, ending)

    def update() -> Exchange:
        changed = details_of(s, "OIDC", client_id=other) | {"authorize_scopes": "openid"}
        return s.call("UpdateIdentityProvider", UserPoolId=pool.id, ProviderName=name, ProviderDetails=changed)

    unknown = update()
    need_provider(s, pool, name, "OIDC", details_of(s, "OIDC", client_id=client_id))
    updated = update()
    s.refused("IDP-033", unknown, control=updated)
    s.accepted("IDP-032", updated)
    s.check("IDP-032", _need_read(s, pool, name), details={"client_id": other, "authorize_scopes": "openid"})
    forget_provider(s, pool, name)


@prop("IDP-034", "IDP-035", kind=st.sampled_from(CUSTOM_TYPES), ending=endings())
def test_delete(s: Scenario, kind: str, ending: str) -> None:
    """An operation on an existing provider, and on a missing one."""
    pool, name = pool_for(s, "OIDC"), provider_name(s, ending)

    def delete() -> Exchange:
        return s.call("DeleteIdentityProvider", UserPoolId=pool.id, ProviderName=name)

    unknown = delete()
    need_provider(s, pool, name, kind, details_of(s, kind))
    before = _need_read(s, pool, name)
    deleted = delete()
    s.refused("IDP-035", unknown, control=deleted)
    s.accepted("IDP-034", deleted)
    s.refused("IDP-034", _read(s, pool, name), control=before)


@prop(
    "IDP-036",
    "IDP-037",
    kind=st.sampled_from(CUSTOM_TYPES),
    ends=st.lists(endings(), min_size=3, max_size=5),
    limit=st.integers(1, 2),
)
def test_list(s: Scenario, kind: str, ends: list[str], limit: int) -> None:
    """All providers in one page, and page by page."""
    pool, names = s.own_pool(), [provider_name(s, ending) for ending in ends]
    for name in names:
        need_provider(s, pool, name, kind, details_of(s, kind))
    listed = s.accepted("IDP-036", s.call("ListIdentityProviders", UserPoolId=pool.id, MaxResults=60))
    for name in names:
        s.check("IDP-036", listed, name=name, kind=kind)
    pages: list[Exchange] = []
    token = None
    while not pages or (token and len(pages) <= len(names)):
        more: dict[str, Any] = {"NextToken": token} if token else {}
        page = s.need(s.call("ListIdentityProviders", UserPoolId=pool.id, MaxResults=limit, **more), "IDP-036")
        pages.append(page)
        token = page.get("NextToken")
    s.check("IDP-037", *pages, limit=limit, names=names)


@prop("IDP-038", "IDP-039", kind=st.sampled_from(CUSTOM_TYPES), ending=endings(), word=words())
def test_by_identifier(s: Scenario, kind: str, ending: str, word: str) -> None:
    """An identifier before and after a provider has it."""
    pool, name, identifier = (
        pool_for(s, "OIDC"),
        provider_name(s, ending),
        f"{s.resource_name()}.{word}.example"[-40:].lstrip("-."),
    )

    def found() -> Exchange:
        return s.call("GetIdentityProviderByIdentifier", UserPoolId=pool.id, IdpIdentifier=identifier)

    unknown = found()
    need_provider(s, pool, name, kind, details_of(s, kind), IdpIdentifiers=[identifier])
    read = found()
    s.refused("IDP-039", unknown, control=read)
    s.accepted("IDP-038", read)
    s.check("IDP-038", read, name=name)
    forget_provider(s, pool, name)


@prop("IDP-040", kind=st.sampled_from(CUSTOM_TYPES), ending=endings(), native=st.booleans())
def test_supported(s: Scenario, kind: str, ending: str, native: bool) -> None:
    """A client with a provider that does not exist yet; once it exists, it is accepted."""
    pool, name = pool_for(s, "OIDC"), provider_name(s, ending)
    listed = ["COGNITO", name] if native else [name]

    def client() -> Exchange:
        return s.call(
            "CreateUserPoolClient", UserPoolId=pool.id, ClientName=s.resource_name(), SupportedIdentityProviders=listed
        )

    attempt = client()
    need_provider(s, pool, name, kind, details_of(s, kind))
    s.refused("IDP-040", attempt, control=client)
    forget_provider(s, pool, name)


@prop("IDP-042", client_id=client_ids(), state=words())
def test_way_to_google(s: Scenario, client_id: str, state: str) -> None:
    """The redirect to Google has the scopes of the details."""
    pool, details = pool_for(s, "Google"), details_of(s, "Google", client_id=client_id)
    answer = _on_the_way(s, pool, "Google", details, state)
    s.accepted("IDP-042", answer)
    s.check("IDP-042", answer, address=AUTHORIZE["Google"], client_id=client_id, scopes=details["authorize_scopes"])
    forget_provider(s, pool, "Google")


@prop(
    "IDP-043",
    "IDP-044",
    kind=st.sampled_from(("Facebook", "LoginWithAmazon", "SignInWithApple")),
    client_id=client_ids(),
    state=words(),
)
def test_way(s: Scenario, kind: str, client_id: str, state: str) -> None:
    """A request for a social provider, through a client that allows it and through one that does not."""
    pool, details = pool_for(s, kind), details_of(s, kind, client_id=client_id)
    address = AUTHORIZE.get(kind) or f"https://www.facebook.com/{details.get('api_version')}/dialog/oauth"
    answer = _on_the_way(s, pool, kind, details, state)
    s.accepted("IDP-043", answer)
    if not s.check("IDP-043", answer, address=address, client_id=client_id, scopes=""):
        s.end("IDP-043", "authorize does not lead to this provider")
    other = s.client(pool, **APPLICATION)
    attempt = Browser(s, s.hosted(pool)).authorize(other, identity_provider=kind, scope="openid", state=state)
    s.check("IDP-044", served(s, attempt), address=address)
    forget_provider(s, pool, kind)


def _on_the_way(s: Scenario, pool: Pool, kind: str, details: dict[str, str], state: str) -> Exchange:
    """The answer to a request that names the provider, by a client that allows it."""
    hosted = s.hosted(pool)
    need_provider(s, pool, kind, kind, details)
    allowed = s.client(pool, **(APPLICATION | {"SupportedIdentityProviders": ["COGNITO", kind]}))
    answer = Browser(s, hosted).authorize(allowed, identity_provider=kind, scope="openid", state=state)
    if "not supported" in (answer.message or ""):
        s.lack(f"this target says: {answer.message}")
    return answer
