"""Takes the snapshot: each part by itself, so that one that cannot be read does not hide the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from conformance.pool.form.document import ID, WHOLE_POOL, Members, PoolDocument
from conformance.pool.form.model import botocore_version
from conformance.pool.form.settle import settled
from conformance.pool.form.shapes import (
    client_part,
    domain_part,
    item_part,
    keyed_clients,
    mfa_part,
    pool_part,
    single_part,
)
from conformance.pool.snapshot.reader import Reader, Unanswered, named
from conformance.transport.driver import Driver

NO_UI = frozenset({"ClientId", "ImageFile"})


def take(driver: Driver, pool_id: str) -> PoolDocument:
    """The configuration of one pool. Raises ``PoolUnreadable`` where there is no such pool."""
    reader = Reader(driver, pool_id)
    shown = reader.pool()
    document = PoolDocument("snapshot", f"{driver.running.identity.spec} --pool {pool_id}", botocore_version())
    document.parts["pool"] = pool_part(shown)
    clients: dict[str, Members] = {}

    def read_clients() -> dict[str, Members]:
        clients.update(_clients(reader))
        return clients

    _add(document, "clients", read_clients)
    readers: dict[str, Callable[[], Any]] = {
        "mfa": lambda: mfa_part(reader.ask("GetUserPoolMfaConfig")),
        "sessions": lambda: single_part("sessions", reader.ask("GetUserPoolSessionConfiguration")),
        "log_delivery": lambda: _log_delivery(reader),
        "domains": lambda: _domains(reader, shown),
        "identity_providers": lambda: _providers(reader),
        "resource_servers": lambda: _resource_servers(reader),
        "groups": lambda: _groups(reader),
        "risk": lambda: _by_client(reader, "risk", clients, _risk),
        "ui": lambda: _by_client(reader, "ui", clients, _ui),
        "branding": lambda: _branding(reader, clients),
        "terms": lambda: _terms(reader, clients),
        "replicas": lambda: _replicas(reader),
    }
    for part, read in readers.items():
        _add(document, part, read)
    _add_client_sessions(document, reader)
    return settled(document)


def _add(document: PoolDocument, part: str, read: Callable[[], Any]) -> None:
    try:
        document.parts[part] = read()
    except Unanswered as error:
        document.unknown[part] = str(error)


def _clients(reader: Reader) -> dict[str, Members]:
    listed = reader.all("ListUserPoolClients", "UserPoolClients", MaxResults=60)
    ids = [named("ListUserPoolClients", one, "ClientId") for one in listed]
    described = [(i, reader.thing("DescribeUserPoolClient", "UserPoolClient", ClientId=i)) for i in ids]
    return keyed_clients(client_part({"ClientId": i, **shown}) for i, shown in described)


def _add_client_sessions(document: PoolDocument, reader: Reader) -> None:
    """How long a session of each client is used again; one refusal stands for all of them."""
    for client in document.items("clients").values():
        try:
            answer = reader.ask("GetUserPoolClientSessionConfiguration", absent=True, ClientId=client[ID])
        except Unanswered as error:
            document.notes.append(f"clients: SSOSession is not read: {error}")
            return
        if answer.get("SSOSession"):
            client["SSOSession"] = dict(answer["SSOSession"])


def _log_delivery(reader: Reader) -> Members:
    answer = reader.ask("GetLogDeliveryConfiguration", absent=True)
    return single_part("log_delivery", answer.get("LogDeliveryConfiguration") or {})


def _domains(reader: Reader, shown: Mapping[str, Any]) -> dict[str, Members]:
    """The prefix domain and the custom one, as the pool itself names them."""
    found: dict[str, Members] = {}
    for name in filter(None, (shown.get("Domain"), shown.get("CustomDomain"))):
        found[str(name)] = domain_part(reader.thing("DescribeUserPoolDomain", "DomainDescription", Domain=name))
    return found


def _providers(reader: Reader) -> dict[str, Members]:
    found: dict[str, Members] = {}
    for one in reader.all("ListIdentityProviders", "Providers", MaxResults=60):
        name = named("ListIdentityProviders", one, "ProviderName")
        shown = reader.thing("DescribeIdentityProvider", "IdentityProvider", ProviderName=name)
        found[name] = item_part("identity_providers", shown)
    return found


def _resource_servers(reader: Reader) -> dict[str, Members]:
    listed = reader.all("ListResourceServers", "ResourceServers", MaxResults=50)
    return {named("ListResourceServers", one, "Identifier"): item_part("resource_servers", one) for one in listed}


def _groups(reader: Reader) -> dict[str, Members]:
    listed = reader.all("ListGroups", "Groups")
    return {named("ListGroups", one, "GroupName"): item_part("groups", one) for one in listed}


def _by_client(
    reader: Reader, part: str, clients: Mapping[str, Members], read: Callable[..., Members]
) -> dict[str, Members]:
    """A part that the pool has as a whole, and a client may have of its own."""
    whole = read(reader)
    found = {WHOLE_POOL: whole} if whole else {}
    for key, client in clients.items():
        own = read(reader, ClientId=client[ID])
        if own and own != whole:
            found[key] = own
    return found


def _risk(reader: Reader, **client: str) -> Members:
    answer = reader.ask("DescribeRiskConfiguration", absent=True, **client)
    return item_part("risk", answer.get("RiskConfiguration") or {}, {"ClientId"})


def _ui(reader: Reader, **client: str) -> Members:
    answer = reader.ask("GetUICustomization", absent=True, **client)
    shown = item_part("ui", answer.get("UICustomization") or {}, NO_UI)
    return shown if set(shown) - {"CSSVersion"} else {}


def _branding(reader: Reader, clients: Mapping[str, Members]) -> dict[str, Members]:
    found: dict[str, Members] = {}
    for key, client in clients.items():
        answer = reader.ask("DescribeManagedLoginBrandingByClient", absent=True, ClientId=client[ID])
        shown = answer.get("ManagedLoginBranding")
        if shown:
            found[key] = item_part("branding", shown, {"ManagedLoginBrandingId"})
    return found


def _terms(reader: Reader, clients: Mapping[str, Members]) -> dict[str, Members]:
    names = {client[ID]: key for key, client in clients.items()}
    found: dict[str, Members] = {}
    for one in reader.all("ListTerms", "Terms", MaxResults=60):
        shown = reader.thing("DescribeTerms", "Terms", TermsId=named("ListTerms", one, "TermsId"))
        key = f"{shown.get('TermsName')} of {names.get(str(shown.get('ClientId')), shown.get('ClientId'))}"
        found[key] = item_part("terms", shown, {"TermsId", "ClientId"})
    return found


def _replicas(reader: Reader) -> dict[str, Members]:
    listed = reader.all("ListUserPoolReplicas", "UserPoolReplicas")
    return {str(one.get("RegionName")): item_part("replicas", one, {"UserPoolArn"}) for one in listed}
