"""Client secrets that are added and deleted: two at a time, for a change without a gap."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.clients import secret_of
from conformance.flows.secret_hashes import begin_with_hash, given
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Client, User
from conformance.strategies import names, passwords
from conformance.strategies.clients import ANY_PASSWORD_CLIENT, PASSWORD_AUTH_FLOWS
from conformance.strategies.tokens import secrets

ADD, DELETE, LIST = "AddUserPoolClientSecret", "DeleteUserPoolClientSecret", "ListUserPoolClientSecrets"


@check("SECRET-026")
def shown_where_generated(answer: Exchange, own: bool) -> Difference | None:
    """The answer has the value only if it was generated."""
    seen = answer.get("ClientSecretDescriptor.ClientSecretValue")
    if own:
        return None if seen is None else Difference("own-value-shown", "no ClientSecretValue", "a ClientSecretValue")
    if isinstance(seen, str) and seen:
        return None
    return Difference("no-value", "the new secret as ClientSecretValue", f"ClientSecretValue {seen!r}")


@check("SECRET-027")
def listed_without_values(answer: Exchange, added: str, number: int) -> Difference | None:
    """The list has all secrets, the new one among them."""
    found = answer.get("ClientSecrets")
    entries = [e for e in found if isinstance(e, Mapping)] if isinstance(found, list) else []
    identifiers = {str(entry.get("ClientSecretId")) for entry in entries if entry.get("ClientSecretId")}
    if len(identifiers) != number or added not in identifiers:
        wanted = f"{number} secrets, the one that was added among them"
        return Difference("secrets-listed", wanted, f"ClientSecretIds {sorted(identifiers)}")
    if any(entry.get("ClientSecretValue") for entry in entries):
        return Difference("value-listed", "no ClientSecretValue", "a ClientSecretValue")
    return None


def _client(s: Scenario) -> Client:
    s.newer(ADD, DELETE, LIST)
    client = s.own_client(s.pool(), GenerateSecret=True, ExplicitAuthFlows=ANY_PASSWORD_CLIENT)
    secret_of(s, client)
    return client


def _of(s: Scenario, operation: str, client: Client, **more: Any) -> Exchange:
    return s.call(operation, UserPoolId=client.pool.id, ClientId=client.id, **more)


def _added(s: Scenario, client: Client, own: str | None, *, judged: bool = False) -> tuple[str, str]:
    """A second secret, given or generated, and its id. ``judged``: where it is refused SECRET-022 does not hold."""
    answer = _of(s, ADD, client, **given("ClientSecret", own))
    answer = s.works("SECRET-022", answer) if judged else s.need(answer, "SECRET-022")
    secret = own or answer.get("ClientSecretDescriptor.ClientSecretValue")
    if not secret:
        s.end("SECRET-026", "the new secret is not shown", answer)
    return str(secret), answer.text("ClientSecretDescriptor.ClientSecretId")


def _sign_in(s: Scenario, client: Client, user: User, flow: str, secret: str) -> Exchange:
    """The first request of a flow with a hash made with this secret."""
    return begin_with_hash(s, client, user, flow, str(s.compute("secret.secret_hash", user.login, client.id, secret)))


own_secrets = st.none() | secrets()


@prop(
    "SECRET-022",
    "SECRET-024",
    password=passwords(),
    base=names(ascii_only=True),
    own=own_secrets,
    flow=st.sampled_from(PASSWORD_AUTH_FLOWS),
)
def test_two_secrets(s: Scenario, password: str, base: str, own: str | None, flow: str) -> None:
    """Sign-ins with hashes made with both secrets, with a made-up one, and with the new one after it was deleted."""
    client = _client(s)
    user = s.user(client.pool, password=password, username=s.name(base))
    older = secret_of(s, client)
    secret, identifier = _added(s, client, own, judged=True)
    made_up = _sign_in(s, client, user, flow, str(s.compute("secret.altered", secret)))
    if made_up.ok:
        s.end("SECRET-002", "any hash is accepted", made_up)
    for one in (older, secret):
        s.accepted("SECRET-022", _sign_in(s, client, user, flow, one))
    s.need(_of(s, DELETE, client, ClientSecretId=identifier), "SECRET-024")
    attempt = _sign_in(s, client, user, flow, secret)
    s.refused("SECRET-024", attempt, control=lambda: _sign_in(s, client, user, flow, older))


@prop("SECRET-023", own=own_secrets, third=own_secrets)
def test_three_secrets(s: Scenario, own: str | None, third: str | None) -> None:
    """A third secret; after the second was deleted it is accepted."""
    client = _client(s)
    _, identifier = _added(s, client, own)
    attempt = _of(s, ADD, client, **given("ClientSecret", third))

    def after_deletion() -> Exchange:
        s.need(_of(s, DELETE, client, ClientSecretId=identifier), "SECRET-024")
        return _of(s, ADD, client, **given("ClientSecret", third))

    s.refused("SECRET-023", attempt, control=after_deletion)


@prop("SECRET-025", "SECRET-026", "SECRET-027", own=own_secrets)
def test_last_secret(s: Scenario, own: str | None) -> None:
    """Delete one of two secrets, then the other."""
    client = _client(s)
    before = s.works("SECRET-027", _of(s, LIST, client))
    answer = s.need(_of(s, ADD, client, **given("ClientSecret", own)), "SECRET-022")
    s.check("SECRET-026", answer, own=own is not None)
    added = answer.text("ClientSecretDescriptor.ClientSecretId")
    s.check("SECRET-027", _of(s, LIST, client), added=added, number=2)
    first = _only(before)
    if first is None:
        s.end("SECRET-027", "the first secret is not listed", before)
    deleted = _of(s, DELETE, client, ClientSecretId=added)
    s.refused("SECRET-025", _of(s, DELETE, client, ClientSecretId=first), control=deleted)


def _only(listed: Exchange) -> str | None:
    """The id of the only secret."""
    found = listed.get("ClientSecrets")
    ids = [e.get("ClientSecretId") for e in found if isinstance(e, Mapping)] if isinstance(found, list) else []
    return str(ids[0]) if len(ids) == 1 and ids[0] else None
