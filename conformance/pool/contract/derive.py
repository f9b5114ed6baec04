"""The contract of a document: its promises, those that differ from a default pool first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.pool.contract.attributes import attribute_promises
from conformance.pool.contract.grants import grant_promises
from conformance.pool.contract.names import name_promises
from conformance.pool.contract.passwords import password_promises
from conformance.pool.contract.promise import Promise
from conformance.pool.contract.sign_in import password_flow, sign_in_promises
from conformance.pool.form.document import ID, PoolDocument, is_unknown
from conformance.pool.form.fold import first_domain, folded

DEFAULT_CLIENT = "(default)"


@dataclass(frozen=True)
class Contract:
    """The promises of one pool."""

    source: str
    promises: list[Promise]
    special: frozenset[str]  # keys of those that a default pool does not make
    silent: list[str]  # what could not be derived, a sentence each


def contract_of(document: PoolDocument) -> Contract:
    """Everything that follows from the configuration. What is unknown makes no promise."""
    found = list(_promises(document))
    usual = {_general(one.key): one.expected for one in _promises(_default_pool())}
    special = frozenset(one.key for one in found if usual.get(_general(one.key)) != one.expected)
    ordered = sorted(found, key=lambda one: (one.key not in special, one.key))
    return Contract(document.source, ordered, special, _silent(document))


def _default_pool() -> PoolDocument:
    parts = {"pool": {"PoolName": "pool"}, "mfa": {}, "clients": {DEFAULT_CLIENT: {"ClientName": "client"}}}
    return PoolDocument("snapshot", "a default pool", "", parts)


def _general(key: str) -> str:
    """The key without the name of the client: ``clients.web.flows.X`` is ``clients.*.flows.X``."""
    first, _, rest = key.partition(".")
    for tail in TAILS:
        if first == "clients" and f".{tail}" in rest:
            return f"clients.*.{tail}{rest.rpartition(f'.{tail}')[2]}"
    return key


TAILS = (
    "flows.",
    "lifetime.",
    "callback.",
    "invited",
    "unknown-user",
    "without-factor",
    "origin-jti",
    "revocation",
    "rotation",
    "refresh",
    "read-only",
    "read",
    "writable",
    "machine",
)


def _promises(document: PoolDocument) -> Iterator[Promise]:
    shape = folded(document)
    pool, mfa = shape["pool"], shape.get("mfa") or {}
    clients: Mapping[str, Any] = {k: one for k, one in shape.get("clients", {}).items() if not is_unknown(one)}
    policies = pool["Policies"]
    policy = None if is_unknown(policies) else policies["PasswordPolicy"]
    if policy is not None and not is_unknown(policy) and not any(is_unknown(one) for one in policy.values()):
        yield from password_promises(policy)
    if not is_unknown(pool["AdminCreateUserConfig"]) and not is_unknown(pool["UsernameConfiguration"]):
        yield from name_promises(pool, next(iter(sorted(clients)), ""))
    domain = first_domain(shape)
    for key, client in clients.items():
        if "mfa" in shape:
            chosen = bool(document.items("clients")[key].get("ExplicitAuthFlows"))
            yield from sign_in_promises(key, client, pool, mfa, chosen=chosen)
        if way := _way(client, mfa):
            yield from attribute_promises(key, client, pool.get("Schema"), way)
        yield from grant_promises(key, client, domain)


def _way(client: Mapping[str, Any], mfa: Mapping[str, Any]) -> str:
    """The flow that gives a user without a second factor tokens; empty where none does."""
    flows = client["ExplicitAuthFlows"]
    if is_unknown(flows) or any(is_unknown(flow) for flow in flows):
        return ""
    if mfa.get("MfaConfiguration", "OFF") not in ("OFF", "OPTIONAL"):
        return ""
    return password_flow(flows)


def _silent(document: PoolDocument) -> list[str]:
    open_places = [f"{place}: {why}" for place, why in document.unresolved()]
    parts = [f"{part}: {why}" for part, why in sorted(document.unknown.items())]
    return parts + [place for place in open_places if ID not in place]
