"""A refused request to make something makes nothing, and leaves what is there as it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from conformance.checking.before_and_after import changed_member, still_accepted
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.clients import secret_of
from conformance.flows.federation import details_of, forget_provider, new_provider, pool_for, provider_name
from conformance.flows.groups import group_name, make_group
from conformance.flows.lists import walk
from conformance.flows.refusals import left_as_it_was, must_be_refused
from conformance.flows.secret_hashes import begin_with_hash
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Client, Pool
from conformance.strategies import group_names, names, passwords
from conformance.strategies.clients import ANY_PASSWORD_CLIENT
from conformance.strategies.domains import prefixes
from conformance.strategies.malformed import words
from conformance.strategies.pools import FOR_SERVERS, FOR_STYLES
from conformance.strategies.providers import client_ids, endings
from conformance.strategies.resource_servers import LONGEST

SECRETS = ("AddUserPoolClientSecret", "DeleteUserPoolClientSecret", "ListUserPoolClientSecrets")
STYLES = ("CreateManagedLoginBranding", "DescribeManagedLoginBrandingByClient")
TERMS = ("CreateTerms", "DescribeTermsByClient")
OF_CLIENT = ("SetUserPoolClientSessionConfiguration", "GetUserPoolClientSessionConfiguration")


@check("EFFECT-071", "EFFECT-072", "EFFECT-074", "EFFECT-075", "EFFECT-076")
def shown_as_before(before: Exchange, after: Exchange, what: str) -> Difference | None:
    """Every member of the description is what it was."""
    return changed_member(before, after, what)


# -- clients and their secrets -----------------------------------------------------------------------------------------

CLIENT_REASONS: dict[str, tuple[dict[str, Any], str]] = {  # what makes a client wrong, and which requirement says so
    "callback": ({"CallbackURLs": ["http://app.example.com/plain"]}, "CLIENT-028"),
    "flows": ({"ExplicitAuthFlows": ["ALLOW_REFRESH_TOKEN_AUTH", "ADMIN_NO_SRP_AUTH"]}, "CLIENT-018"),
    "attribute": ({"WriteAttributes": ["custom:nothing_there"]}, "CLIENT-072"),
    "provider": ({"SupportedIdentityProviders": ["NothingThere"]}, "IDP-040"),
}


@check("EFFECT-067")
def same_clients(before: Exchange, after: Exchange, listed: Sequence[str], later: Sequence[str]) -> Difference | None:
    """The pool has the clients from before, and no others."""
    if sorted(listed) == sorted(later):
        return None
    return Difference("other-clients", f"{len(listed)} clients as before", f"{len(later)} clients")


@prop("EFFECT-067", reason=st.sampled_from(sorted(CLIENT_REASONS)), text=client_ids())
def test_client(s: Scenario, reason: str, text: str) -> None:
    """A client that cannot be made, in a pool that has one."""
    pool = s.pool(UserPoolTags={"for": "refused clients"})
    client = s.client(pool)
    wrong, blame = CLIENT_REASONS[reason]
    before = _clients(s, pool)
    if client.id not in _ids(before):
        s.end("CLIENT-044", "the client from before is not listed", before[-1])
    must_be_refused(s, s.call("CreateUserPoolClient", UserPoolId=pool.id, ClientName=f"x{text}", **wrong), blame)
    after = _clients(s, pool)
    s.check("EFFECT-067", before[-1], after[-1], listed=_ids(before), later=_ids(after))


def _clients(s: Scenario, pool: Pool) -> list[Exchange]:
    pages = walk(s, "ListUserPoolClients", "NextToken", UserPoolId=pool.id, MaxResults=60)
    return [s.need(page, "CLIENT-044") for page in pages]


def _ids(pages: Sequence[Exchange]) -> list[str]:
    found = [entry for page in pages for entry in page.get("UserPoolClients") or [] if isinstance(entry, Mapping)]
    return [str(entry.get("ClientId")) for entry in found]


def _secret_client(s: Scenario) -> Client:
    s.newer(*SECRETS)
    client = s.own_client(s.pool(), GenerateSecret=True, ExplicitAuthFlows=ANY_PASSWORD_CLIENT)
    secret_of(s, client)
    return client


@prop("EFFECT-072", generated=st.booleans(), text=client_ids())
def test_third_secret(s: Scenario, generated: bool, text: str) -> None:
    """A third secret for a client."""
    client = _secret_client(s)
    which: dict[str, Any] = {"UserPoolId": client.pool.id, "ClientId": client.id}
    own: dict[str, Any] = {} if generated else {"ClientSecret": f"own-secret-{text}"[:48].ljust(24, "x")}
    s.must(SECRETS[0], blame="SECRET-022", **which)

    def read() -> Exchange:
        return s.must(SECRETS[2], blame="SECRET-027", **which)

    left_as_it_was(s, "EFFECT-072", read, lambda: s.call(SECRETS[0], **which, **own), "SECRET-023", what="")


@check("EFFECT-073")
def secret_works(before: Exchange, after: Exchange) -> Difference | None:
    """The sign-in with the hash is accepted as before."""
    return still_accepted(after, "the secret works as before")


@prop("EFFECT-073", base=names(ascii_only=True), password=passwords())
def test_last_secret(s: Scenario, base: str, password: str) -> None:
    """The only secret of a client is deleted."""
    client = _secret_client(s)
    user = s.user(client.pool, username=s.name(base), password=password)
    hashed = str(s.compute("secret.secret_hash", user.login, client.id, secret_of(s, client)))
    which: dict[str, Any] = {"UserPoolId": client.pool.id, "ClientId": client.id}
    before = s.need(begin_with_hash(s, client, user, "USER_PASSWORD_AUTH", hashed), "SECRET-001")
    only = s.must(SECRETS[2], blame="SECRET-027", **which).text("ClientSecrets.0.ClientSecretId")
    must_be_refused(s, s.call(SECRETS[1], **which, ClientSecretId=only), "SECRET-025")
    s.check("EFFECT-073", before, begin_with_hash(s, client, user, "USER_PASSWORD_AUTH", hashed))


# -- what is looked up by its name -------------------------------------------------------------------------------------


@prop("EFFECT-068", base=group_names(), below=st.integers(-(2**31), -1))
def test_group(s: Scenario, base: str, below: int) -> None:
    """A group with a precedence below zero."""
    pool = s.pool()
    other, name = make_group(s, pool, base), group_name(s, base)
    known = s.must("GetGroup", blame="GROUP-009", UserPoolId=pool.id, GroupName=other)
    must_be_refused(s, s.call("CreateGroup", UserPoolId=pool.id, GroupName=name, Precedence=below), "GROUP-011")
    s.refused("EFFECT-068", s.call("GetGroup", UserPoolId=pool.id, GroupName=name), control=known)


@prop("EFFECT-069", reason=st.sampled_from(("mapping", "details")), ending=endings(), client_id=client_ids())
def test_provider(s: Scenario, reason: str, ending: str, client_id: str) -> None:
    """A provider that maps an attribute that is not there, and one that lacks details."""
    pool, name = pool_for(s, "OIDC"), provider_name(s, ending)
    right = details_of(s, "OIDC", client_id=client_id)

    def read(which: str) -> Exchange:
        return s.call("DescribeIdentityProvider", UserPoolId=pool.id, ProviderName=which)

    if reason == "mapping":
        attempt = new_provider(s, pool, name, "OIDC", right, AttributeMapping={"custom:nothing_there": "x"})
    else:
        attempt = new_provider(s, pool, name, "OIDC", {key: right[key] for key in right if key != "client_id"})
    must_be_refused(s, attempt, "IDP-046" if reason == "mapping" else "IDP-012")
    missing = read(name)

    def control() -> Exchange:
        s.need(new_provider(s, pool, name, "OIDC", right), "IDP-001")
        return read(name)

    s.refused("EFFECT-069", missing, control=control)
    forget_provider(s, pool, name)


@prop("EFFECT-070", reason=st.sampled_from(("name", "scope")), text=client_ids())
def test_server(s: Scenario, reason: str, text: str) -> None:
    """A resource server with a name, or the name of a scope, that is too long."""
    which: dict[str, Any] = {"UserPoolId": s.pool(**FOR_SERVERS).id, "Identifier": f"none{s.suffix()}"}
    scope = {"ScopeName": "s" * (LONGEST + 1) if reason == "scope" else "read", "ScopeDescription": "reads"}
    name = "n" * (LONGEST + 1) if reason == "name" else text
    attempt = s.call("CreateResourceServer", **which, Name=name, Scopes=[scope])
    must_be_refused(s, attempt, "RSERVER-019" if reason == "name" else "RSERVER-022")
    missing = s.call("DescribeResourceServer", **which)

    def control() -> Exchange:
        s.must("CreateResourceServer", blame="RSERVER-001", **which, Name=text)
        return s.call("DescribeResourceServer", **which)

    s.refused("EFFECT-070", missing, control=control)
    s.call("DeleteResourceServer", **which)


@prop("EFFECT-071", reason=st.sampled_from(("characters", "word")), base=prefixes())
def test_domain(s: Scenario, reason: str, base: str) -> None:
    """A prefix that cannot be one, for a pool without a domain."""
    pool = s.pool(UserPoolTags={"for": "refused prefixes"})
    domain = f"{base}{s.suffix()}"
    wrong = f"{domain}A" if reason == "characters" else f"aws{domain}"

    def read() -> Exchange:
        return s.must("DescribeUserPool", UserPoolId=pool.id)

    attempt = lambda: s.call("CreateUserPoolDomain", UserPoolId=pool.id, Domain=wrong)  # noqa: E731
    blame = "DOMAIN-010" if reason == "characters" else "DOMAIN-012"
    left_as_it_was(s, "EFFECT-071", read, attempt, blame, what="UserPool")


# -- what a client has once --------------------------------------------------------------------------------------------


@prop("EFFECT-074", provided=st.booleans())
def test_style(s: Scenario, provided: bool) -> None:
    """A second style for a client."""
    s.newer(*STYLES)
    client = s.own_client(s.pool(**FOR_STYLES))
    which: dict[str, Any] = {"UserPoolId": client.pool.id, "ClientId": client.id}
    own: dict[str, Any] = {"Settings": {"components": {"primaryButton": {"lightMode": {}}}}}
    two: list[dict[str, Any]] = [{"UseCognitoProvidedValues": True}, {"UseCognitoProvidedValues": False, **own}]
    first, second = two if provided else two[::-1]
    s.must(STYLES[0], blame="BRAND-001", **which, **first)

    def read() -> Exchange:
        return s.must(STYLES[1], blame="BRAND-002", **which)

    attempt = lambda: s.call(STYLES[0], **which, **second)  # noqa: E731
    left_as_it_was(s, "EFFECT-074", read, attempt, "BRAND-003", what="ManagedLoginBranding")


@prop("EFFECT-075", name=st.sampled_from(("terms-of-use", "privacy-policy")), word=words())
def test_terms(s: Scenario, name: str, word: str) -> None:
    """A second document of one name for a client."""
    s.newer(*TERMS)
    client = s.own_client(s.pool())
    which: dict[str, Any] = {"UserPoolId": client.pool.id, "ClientId": client.id, "TermsName": name}
    fixed: dict[str, Any] = {"TermsSource": "LINK", "Enforcement": "NONE"}

    def made(path: str) -> Exchange:
        return s.call(TERMS[0], **which, **fixed, Links={"cognito:default": f"https://app.example.com/{path}"})

    s.need(made("first"), "TERMS-001")

    def read() -> Exchange:
        return s.must(TERMS[1], blame="TERMS-002", **which)

    left_as_it_was(s, "EFFECT-075", read, lambda: made(word), "TERMS-005", what="Terms")


@prop("EFFECT-076", before=st.integers(0, 60), beyond=st.integers(1, 100_000))
def test_reuse_of_sessions(s: Scenario, before: int, beyond: int) -> None:
    """More minutes than a client may reuse a browser's session."""
    s.newer(*OF_CLIENT, "SetUserPoolSessionConfiguration")
    pool = s.pool(UserPoolTags={"for": "refused reuse"})
    tracking: dict[str, Any] = {"UserSessionTracking": "ENABLED", "TokenSession": {"MaxPerUser": 20}}
    s.must("SetUserPoolSessionConfiguration", blame="TRACK-002", UserPoolId=pool.id, **tracking)
    which: dict[str, Any] = {"UserPoolId": pool.id, "ClientId": s.client(pool).id}

    def put(minutes: int) -> Exchange:
        return s.call(OF_CLIENT[0], **which, SSOSession={"MaxValidityMinutes": minutes})

    s.need(put(before), "TRACK-008")

    def read() -> Exchange:
        return s.must(OF_CLIENT[1], blame="TRACK-008", **which)

    left_as_it_was(s, "EFFECT-076", read, lambda: put(129_600 + beyond), "TRACK-009", what="")
