"""A client that is deleted and created again, and two clients with the same name."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.users import refresh
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Client, Pool, Session
from conformance.scenario.setup import password_step
from conformance.strategies import names, passwords
from conformance.strategies.clients import PASSWORD_CLIENT
from conformance.strategies.configurations import resource_names

FLOWS: dict[str, Any] = {"ExplicitAuthFlows": PASSWORD_CLIENT}
PASSWORD = "USER_PASSWORD_AUTH"


def read(s: Scenario, client: Client) -> Exchange:
    """DescribeUserPoolClient, which has to work."""
    return s.must("DescribeUserPoolClient", UserPoolId=client.pool.id, ClientId=client.id)


def delete(s: Scenario, client: Client) -> None:
    """DeleteUserPoolClient, which has to work."""
    s.must("DeleteUserPoolClient", blame="CLIENT-042", UserPoolId=client.pool.id, ClientId=client.id)


@check("CLIENT-080")
def of_its_own(first: Exchange, second: Exchange) -> Difference | None:
    """Both clients have an id and a secret, and share neither."""
    for name in ("ClientId", "ClientSecret"):
        values = first.get(f"UserPoolClient.{name}"), second.get(f"UserPoolClient.{name}")
        if not all(values):
            return Difference(f"no-{name}", f"a {name} each", f"{sum(map(bool, values))} of 2 have one")
        if values[0] == values[1]:
            return Difference(f"same-{name}", f"another {name}", "the same")
    return None


@prop("CLIENT-080", base=resource_names(), deleted=st.booleans())
def test_two_of_one_name(s: Scenario, base: str, deleted: bool) -> None:
    """A second client of the same name, while there is the first one or when it is gone."""
    pool = s.pool()
    request: dict[str, Any] = {"UserPoolId": pool.id, "ClientName": f"{s.resource_name()}{base[:40]}"}
    first = s.must("CreateUserPoolClient", **request, GenerateSecret=True)
    if deleted:
        client_id = first.text("UserPoolClient.ClientId")
        s.must("DeleteUserPoolClient", blame="CLIENT-042", UserPoolId=pool.id, ClientId=client_id)
    s.check("CLIENT-080", first, s.must("CreateUserPoolClient", **request, GenerateSecret=True))


def signed_in_by_two(s: Scenario, pool: Pool, base: str, password: str) -> tuple[Session, Session]:
    """One user's sessions of two clients that are made alike."""
    user = s.user(pool, username=s.name(base), password=password)
    name = {"ClientName": s.resource_name()}
    first, second = s.own_client(pool, **name, **FLOWS), s.own_client(pool, **name, **FLOWS)
    return s.sign_in(first, user, flow=PASSWORD), s.sign_in(second, user, flow=PASSWORD)


@prop("CLIENT-081", "CLIENT-082", "CLIENT-083", "CLIENT-084", base=names(), password=passwords())
def test_deleted_client(s: Scenario, base: str, password: str) -> None:
    """One of two clients is deleted: what it and the other one then do."""
    gone, session = signed_in_by_two(s, s.pool(), base, password)
    s.need(refresh(s, gone), "REFRESH-001")
    delete(s, gone.client)
    login = session.user.login
    again = password_step(s, session.client, login, password, PASSWORD)
    s.refused("CLIENT-081", password_step(s, gone.client, login, password, PASSWORD), control=again)
    refreshed = refresh(s, session)
    s.accepted("CLIENT-083", again)
    s.accepted("CLIENT-084", refreshed)
    attempt = s.call(
        "InitiateAuth",
        ClientId=session.client.id,
        AuthFlow="REFRESH_TOKEN_AUTH",
        AuthParameters={"REFRESH_TOKEN": gone.refresh},
    )
    s.refused("CLIENT-082", attempt, control=refreshed)


@check("CLIENT-085")
def client_as_before(before: Exchange, after: Exchange) -> Difference | None:
    """Every member of the client is as it was."""
    shown = before.get("UserPoolClient")
    for name, value in (shown if isinstance(shown, dict) else {}).items():
        if after.get(f"UserPoolClient.{name}") != value:
            return Difference(f"changed-{name}", f"{name} {value!r}", f"{after.get(f'UserPoolClient.{name}')!r}")
    return None


@prop("CLIENT-085", base=resource_names(), minutes=st.integers(4, 15))
def test_update_of_a_namesake(s: Scenario, base: str, minutes: int) -> None:
    """The first or second of two clients with the same name is changed; the other is read."""
    pool, name = s.pool(), {"ClientName": f"{s.resource_name()}{base[:40]}"}
    first, second = s.own_client(pool, **name, **FLOWS), s.own_client(pool, **name, **FLOWS)
    changed, other = (first, second) if minutes % 2 else (second, first)
    before = read(s, other)
    request: dict[str, Any] = {"UserPoolId": pool.id, "ClientId": changed.id, "AuthSessionValidity": minutes}
    s.must("UpdateUserPoolClient", blame="CLIENT-017", **request, **FLOWS)
    after = read(s, changed)
    if after.get("UserPoolClient.AuthSessionValidity") != minutes:
        s.end("CLIENT-017", "the update changed nothing", after)
    s.check("CLIENT-085", before, read(s, other))
