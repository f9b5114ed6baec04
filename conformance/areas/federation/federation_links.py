"""Identities that are linked to users of the pool, links that end, and federated users with a password."""

from __future__ import annotations

from typing import Any

from conformance.checking.attributes import attributes_of
from conformance.checking.before_and_after import changed_user
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.redirects import claims_of, server_failed
from conformance.checking.registry import check
from conformance.flows.federation import (
    FEDERATED,
    details_of,
    federated,
    need_provider,
    profile_of,
    sign_in_elsewhere,
    somebody,
    tokens_of,
)
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Pool, User
from conformance.strategies import names, passwords
from conformance.strategies.clients import PASSWORD_CLIENT
from conformance.strategies.providers import provider_names, subjects

LINKABLE: dict[str, Any] = FEDERATED | {"UserPoolTags": {"for": "links"}}  # its provider never gets a request
SUBJECT = "Cognito_Subject"


@check("FEDOIDC-026")
def tokens_of_native(answer: Exchange, sub: str) -> Difference | None:
    """The tokens are those of the user that the identity was linked to."""
    seen = claims_of(answer, "id_token").get("sub")
    return None if seen == sub else Difference("another-user", f"sub {sub!r}", f"{seen!r}")


@check("FEDOIDC-027")
def linked_listed(answer: Exchange, subject: str, provider: str) -> Difference | None:
    """The ID token's identities have one of this provider and subject."""
    found = claims_of(answer, "id_token").get("identities")
    listed = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    if any((one.get("userId"), one.get("providerName")) == (subject, provider) for one in listed):
        return None
    return Difference("not-listed", f"{provider} {subject} among the identities", f"{found!r}")


@check("FEDOIDC-033")
def another_user(answer: Exchange, sub: str) -> Difference | None:
    """The tokens are not those of the user that the identity was linked to."""
    seen = claims_of(answer, "id_token").get("sub")
    return Difference("still-linked", f"another sub than {sub!r}", f"{seen!r}") if seen in (sub, None) else None


@check("FEDOIDC-034")
def no_tokens(answer: Exchange) -> Difference | None:
    """The sign-in gives no tokens, and the server does not fail."""
    if answer.get("AuthenticationResult.AccessToken"):
        return Difference("signed-in", "no tokens", "tokens")
    return server_failed(answer)


@check("FEDOIDC-038")
def confirmed(read: Exchange) -> Difference | None:
    """UserStatus is CONFIRMED."""
    seen = read.get("UserStatus")
    return None if seen == "CONFIRMED" else Difference("status", "UserStatus CONFIRMED", f"{seen!r}")


def _native(s: Scenario, pool: Pool, base: str, password: str) -> User:
    return s.user(pool, username=s.name(base), password=password)


def _sub(s: Scenario, user: User) -> str:
    read = s.must("AdminGetUser", UserPoolId=user.pool.id, Username=user.username)
    found = read.get("UserAttributes") or []
    return next((str(one.get("Value")) for one in found if one.get("Name") == "sub"), "")


def _link(s: Scenario, pool: Pool, username: str, provider: str, subject: str) -> Exchange:
    """AdminLinkProviderForUser to a native user; not judged."""
    source = {"ProviderName": provider, "ProviderAttributeName": SUBJECT, "ProviderAttributeValue": subject}
    destination = {"ProviderName": "Cognito", "ProviderAttributeValue": username}
    return s.call("AdminLinkProviderForUser", UserPoolId=pool.id, DestinationUser=destination, SourceUser=source)


def _unlink(s: Scenario, pool: Pool, provider: str, subject: str) -> Exchange:
    named = {"ProviderName": provider, "ProviderAttributeName": SUBJECT, "ProviderAttributeValue": subject}
    return s.call("AdminDisableProviderForUser", UserPoolId=pool.id, User=named)


def _linkable(s: Scenario, name: str) -> Pool:
    """A pool with a provider that nobody signs in at."""
    pool = s.pool(**LINKABLE)
    s.once(pool, name, lambda: need_provider(s, pool, name, "OIDC", details_of(s, "OIDC")).request["ProviderName"])
    return pool


@prop(
    "FEDOIDC-026",
    "FEDOIDC-027",
    "FEDOIDC-033",
    name=provider_names(),
    base=subjects(),
    native=names(),
    password=passwords(),
)
def test_link(s: Scenario, name: str, base: str, native: str, password: str) -> None:
    """A new subject is linked to a user, signs in, is unlinked, and signs in again."""
    site, claims = federated(s, name), somebody(s, base)
    user = _native(s, site.pool, native, password)
    sub = _sub(s, user)
    s.accepted("FEDOIDC-026", _link(s, site.pool, user.username, name, claims["sub"]))
    answer = tokens_of(s, site, sign_in_elsewhere(s, site, name, claims))
    if not s.check("FEDOIDC-026", answer, sub=sub):
        s.end("FEDOIDC-026", "a link has no effect")
    s.check("FEDOIDC-027", answer, subject=claims["sub"], provider=name)
    s.accepted("FEDOIDC-033", _unlink(s, site.pool, name, claims["sub"]))
    s.check("FEDOIDC-033", tokens_of(s, site, sign_in_elsewhere(s, site, name, claims)), sub=sub)


@prop("FEDOIDC-028", name=provider_names(), base=subjects(), native=names(), password=passwords())
def test_link_too_late(s: Scenario, name: str, base: str, native: str, password: str) -> None:
    """Linking a subject that has signed in, then one that has not."""
    site, claims = federated(s, name), somebody(s, base)
    user = _native(s, site.pool, native, password)
    sign_in_elsewhere(s, site, name, claims)
    attempt = _link(s, site.pool, user.username, name, claims["sub"])
    s.refused("FEDOIDC-028", attempt, control=lambda: _link(s, site.pool, user.username, name, s.name(base)))


@prop("FEDOIDC-030", name=provider_names(), base=subjects(), native=names(), nobody=names(), password=passwords())
def test_link_to_nobody(s: Scenario, name: str, base: str, native: str, nobody: str, password: str) -> None:
    """Linking to a user who does not exist, then to one who does."""
    pool, subject = _linkable(s, name), s.name(base)
    user = _native(s, pool, native, password)
    attempt = _link(s, pool, s.name(nobody), name, subject)
    s.refused("FEDOIDC-030", attempt, control=lambda: _link(s, pool, user.username, name, subject))


@prop("FEDOIDC-031", name=provider_names(), base=subjects(), native=names(), password=passwords())
def test_sixth_link(s: Scenario, name: str, base: str, native: str, password: str) -> None:
    """Six identities for one user; the sixth is accepted for another user."""
    pool = _linkable(s, name)
    user, other = _native(s, pool, native, password), _native(s, pool, native, password)
    for _ in range(5):
        s.need(_link(s, pool, user.username, name, s.name(base)), "FEDOIDC-026")
    sixth = s.name(base)
    attempt = _link(s, pool, user.username, name, sixth)
    s.refused("FEDOIDC-031", attempt, control=lambda: _link(s, pool, other.username, name, sixth))


@prop("FEDOIDC-032", name=provider_names(), base=subjects(), native=names(), password=passwords())
def test_link_native(s: Scenario, name: str, base: str, native: str, password: str) -> None:
    """Linking another native user, then a subject of a provider."""
    pool = _linkable(s, name)
    user, other = _native(s, pool, native, password), _native(s, pool, native, password)
    attempt = _link(s, pool, user.username, "Cognito", other.username)
    s.refused("FEDOIDC-032", attempt, control=lambda: _link(s, pool, user.username, name, s.name(base)))


@prop("FEDOIDC-034", native=names(), password=passwords())
def test_native_disabled(s: Scenario, native: str, password: str) -> None:
    """AdminDisableProviderForUser for a native user, whose password signed in before."""
    pool = s.pool(**LINKABLE)
    client = s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT)
    user = _native(s, pool, native, password)
    s.sign_in(client, user, flow="USER_PASSWORD_AUTH")
    s.accepted("FEDOIDC-034", _unlink(s, pool, "Cognito", user.username))
    asked = {"USERNAME": user.login, "PASSWORD": password}
    again = s.call("InitiateAuth", ClientId=client.id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=asked)
    s.check("FEDOIDC-034", again)


@prop("FEDOIDC-037", "FEDOIDC-038", name=provider_names(), base=subjects(), password=passwords())
def test_password(s: Scenario, name: str, base: str, password: str) -> None:
    """A federated user before and after an administrator sets a password."""
    site, claims = federated(s, name), somebody(s, base)
    sign_in_elsewhere(s, site, name, claims)
    username = f"{name}_{claims['sub']}"
    profile_of(s, site, username)

    def attempt() -> Exchange:
        asked = {"USERNAME": username, "PASSWORD": password}
        return s.call("InitiateAuth", ClientId=site.client.id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=asked)

    before = attempt()
    s.must("AdminSetUserPassword", UserPoolId=site.pool.id, Username=username, Password=password, Permanent=True)
    s.refused("FEDOIDC-037", before, control=attempt)
    s.check("FEDOIDC-038", profile_of(s, site, username))


# -- what else the user has --------------------------------------------------------------------------------------------


@check("FEDOIDC-049")
def user_as_before(before: Exchange, after: Exchange) -> Difference | None:
    """Attributes other than identities, and the status, are as before."""
    return changed_user(before, after, ["identities"])


@check("FEDOIDC-050")
def other_link_listed(after: Exchange, subject: str) -> Difference | None:
    """The other subject is among the identities."""
    found = attributes_of(after).get("identities") or ""
    return None if subject in found else Difference("lost", f"{subject} among the identities", f"{found!r}")


@prop("FEDOIDC-049", "FEDOIDC-050", name=provider_names(), base=subjects(), native=names(), password=passwords())
def test_two_links(s: Scenario, name: str, base: str, native: str, password: str) -> None:
    """Two subjects are linked to a user, and one of the links ends."""
    pool = _linkable(s, name)
    address = {"email": s.email(), "email_verified": "true", "nickname": "nick"}
    user = s.user(pool, username=s.name(native), password=password, attributes=address)
    before = s.must("AdminGetUser", UserPoolId=pool.id, Username=user.username)
    linked_subjects = s.name(base), s.name(f"{base}2")
    for subject in linked_subjects:
        s.need(_link(s, pool, user.username, name, subject), "FEDOIDC-026")
    linked = s.must("AdminGetUser", UserPoolId=pool.id, Username=user.username)
    s.check("FEDOIDC-049", before, linked)
    if linked_subjects[1] not in (attributes_of(linked).get("identities") or ""):
        s.end("FEDOIDC-027", "the linked identities are not listed", linked)
    s.need(_unlink(s, pool, name, linked_subjects[0]), "FEDOIDC-033")
    after = s.must("AdminGetUser", UserPoolId=pool.id, Username=user.username)
    s.check("FEDOIDC-050", after, subject=linked_subjects[1])
