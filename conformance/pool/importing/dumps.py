"""Descriptions: what ``aws cognito-idp describe-…``, ``get-…`` and ``list-…`` printed, one or several files of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from conformance.pool.form.document import PARTS, WHOLE_POOL, Members, PoolDocument, unknown
from conformance.pool.form.model import botocore_version
from conformance.pool.form.problems import PoolError
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
from conformance.pool.importing.kinds import wrong_kinds

SUMMARY = frozenset({"ClientId", "UserPoolId", "ClientName"})  # all that list-user-pool-clients says of a client
FACTORS = ("SmsMfaConfiguration", "SoftwareTokenMfaConfiguration", "EmailMfaConfiguration", "WebAuthnConfiguration")
# Members by which an answer is recognised, and the part that it is of.
WRAPPED = {
    "UserPool": "pool",
    "UserPoolClient": "clients",
    "UserPoolClients": "clients",
    "DomainDescription": "domains",
    "IdentityProvider": "identity_providers",
    "Providers": "identity_providers",
    "ResourceServer": "resource_servers",
    "ResourceServers": "resource_servers",
    "Group": "groups",
    "Groups": "groups",
    "RiskConfiguration": "risk",
    "UICustomization": "ui",
    "ManagedLoginBranding": "branding",
    "LogDeliveryConfiguration": "log_delivery",
    "UserSessionTracking": "sessions",
    "MfaConfiguration": "mfa",
    **dict.fromkeys(FACTORS, "mfa"),
}
KEYS = {"identity_providers": "ProviderName", "resource_servers": "Identifier", "groups": "GroupName"}


def is_dump(data: Any) -> bool:
    """Whether this is an answer of a describing operation."""
    return isinstance(data, Mapping) and bool(data.keys() & WRAPPED.keys())


def import_dumps(dumps: Iterable[tuple[str, Mapping[str, Any]]]) -> PoolDocument:
    """One pool from the answers in these files. Raises ``PoolError``."""
    reading = _Reading()
    names = []
    for where, data in dumps:
        names.append(where)
        _check_kinds(where, data)
        reading.read(where, data)
    if not reading.pool:
        raise PoolError(f"{names[0]}: UserPool: there is none; add the file that describe-user-pool wrote")
    return reading.document(" ".join(names))


def _check_kinds(where: str, data: Mapping[str, Any]) -> None:
    """Raise ``PoolError`` with the file of a value that is of another type than the API takes."""
    alone = _Reading()
    alone.read(where, data)
    for sentence in wrong_kinds(alone.document(where)):
        raise PoolError(f"{where}: {sentence}")


class _Reading:
    def __init__(self) -> None:
        self.pool: Mapping[str, Any] = {}
        self.clients: list[Members] = []
        self.parts: dict[str, Any] = {}
        self.notes: list[str] = []

    def read(self, where: str, data: Mapping[str, Any]) -> None:
        """One answer, or several in one object."""
        if "MfaConfiguration" in data or any(name in data for name in FACTORS):
            self.parts["mfa"] = mfa_part({n: v for n, v in data.items() if n in ("MfaConfiguration", *FACTORS)})
        if "UserSessionTracking" in data:
            self.parts["sessions"] = single_part("sessions", data)
        for name in WRAPPED.keys() & data.keys() - {"MfaConfiguration", "UserSessionTracking", *FACTORS}:
            for one in data[name] if isinstance(data[name], list) else [data[name]]:
                if not isinstance(one, Mapping):
                    raise PoolError(f"{where}: {name}: an object is needed")
                self._one(where, name, one)

    def _one(self, where: str, name: str, shown: Mapping[str, Any]) -> None:
        part = WRAPPED[name]
        if part == "pool":
            if self.pool:
                raise PoolError(f"{where}: UserPool: a second one, {shown.get('Id')}; give the files of one pool")
            if not shown.keys() & {"Id", "Name", "Policies", "SchemaAttributes"}:
                raise PoolError(f"{where}: UserPool: it is empty; did describe-user-pool succeed?")
            self.pool = shown
        elif part == "clients":
            if not shown.keys() <= SUMMARY:
                self.clients.append(client_part(shown))
            else:
                self.notes.append(f"{where}: client {shown.get('ClientName')} is only listed, not described: not read")
        elif part == "log_delivery":
            self.parts[part] = single_part(part, shown)
        else:
            self._item(where, part, shown)

    def _item(self, where: str, part: str, shown: Mapping[str, Any]) -> None:
        items = self.parts.setdefault(part, {})
        if part == "domains":
            items[str(shown.get("Domain"))] = domain_part(shown)
        elif part in ("risk", "ui", "branding"):
            client = shown.get("ClientId")
            key = WHOLE_POOL if client in (None, "ALL") else f"#{client}"
            items[key] = item_part(part, shown, {"ClientId", "ManagedLoginBrandingId"})
        elif part == "identity_providers" and "ProviderDetails" not in shown:
            self.notes.append(f"{where}: provider {shown.get('ProviderName')} is only listed, not described: not read")
        else:
            items[str(shown.get(KEYS[part]))] = item_part(part, shown)

    def document(self, source: str) -> PoolDocument:
        """What was read; the parts of which no file speaks are listed as not stated."""
        document = PoolDocument("describe", source, botocore_version(), notes=self.notes)
        document.parts = {"pool": pool_part(self.pool), **self.parts}
        if self.clients:
            document.parts["clients"] = keyed_clients(self.clients)
        if "mfa" not in document.parts and "MfaConfiguration" in self.pool:
            document.parts["mfa"] = _mode_alone(str(self.pool["MfaConfiguration"]))
        if not (self.pool.get("Domain") or self.pool.get("CustomDomain")):
            document.parts.setdefault("domains", {})
        document.not_stated = [part for part in PARTS if part not in document.parts]
        return settled(document)


def _mode_alone(mode: str) -> Members:
    """The part ``mfa`` where no file says which factors there are. With MFA off there is none."""
    if mode == "OFF":
        return {"MfaConfiguration": mode}
    why = "none of the files is of get-user-pool-mfa-config"
    return {"MfaConfiguration": mode, **{name: unknown(why) for name in FACTORS}}
