"""The members of JSON answers, whatever they are called: nulls, repeated entries, names that were asked for. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from conformance.checking.exchange import Difference, Exchange

# The member that identifies an entry of a list; entries with none of these are compared as a whole.
NAMES_OF_ENTRIES = (
    "Username",
    "GroupName",
    "DeviceKey",
    "ClientId",
    "CredentialId",
    "ProviderName",
    "Identifier",
    "ScopeName",
    "ClientSecretId",
    "JobId",
    "Id",
    "Name",
)
# Members of a request that name what it is about; an answer that has them is about the same.
ASKED_FOR = (
    "UserPoolId",
    "ClientId",
    "GroupName",
    "ProviderName",
    "Identifier",
    "Domain",
    "DeviceKey",
    "JobId",
    "TermsId",
    "ManagedLoginBrandingId",
)
NAMED_BY_ID = {"UserPool": "UserPoolId"}  # structures whose Id is what the request calls otherwise


def is_api_answer(exchange: Exchange) -> bool:
    """Whether this is what the API answered to a request that it accepted."""
    return exchange.ok and exchange.operation.isidentifier()


def members_of(value: Any, path: str = "answer") -> Iterator[tuple[str, str, Any]]:
    """Every member of every object in a JSON value: path, name and value. An entry of a list has the name ``[]``."""
    if isinstance(value, dict):
        for name, part in value.items():
            here = f"{path}.{name}"
            yield here, name, part
            if isinstance(part, dict | list):
                yield from members_of(part, here)
    elif isinstance(value, list):
        here = f"{path}[]"
        for part in value:
            yield here, "[]", part
            if isinstance(part, dict | list):
                yield from members_of(part, here)


def null_member(value: Any, where: str = "answer") -> Difference | None:
    """The difference where a member, or an entry of a list, is null."""
    for path, _, part in members_of(value, where):
        if part is None:
            return Difference(f"null-{path}", f"{path} has a value, or is not there", f"{path} is null")
    return None


def repeated_entry(answer: Exchange) -> Difference | None:
    """The difference where a list has an entry twice. Lists that the request had in the same form are passed over."""
    for path, name, part in members_of(dict(answer.response)):
        if isinstance(part, list) and part != _sent(answer.request, name):
            twice = repeated(_names(part))
            if twice is not None:
                return Difference(f"repeated-{path}", f"{path} has each entry once", f"it has {twice} twice")
    return None


def repeated(entries: list[str]) -> str | None:
    """The first of these texts that comes a second time."""
    met: set[str] = set()
    for entry in entries:
        if entry in met:
            return entry
        met.add(entry)
    return None


def _names(entries: list[Any]) -> list[str]:
    """The identity of a list entry, as text."""
    if not all(isinstance(entry, Mapping) for entry in entries):
        return [json.dumps(entry, sort_keys=True) for entry in entries]
    for name in NAMES_OF_ENTRIES:
        if all(isinstance(entry.get(name), str) for entry in entries):
            return [entry[name] for entry in entries]
    return [json.dumps(entry, sort_keys=True) for entry in entries]


def _sent(request: Any, name: str) -> Any:
    return next((part for _, member, part in members_of(request) if member == name), None)


ALL_CLIENTS = "ALL"  # the ClientId in GetUICustomization for a client without its own customization


def named_otherwise(answer: Exchange) -> Difference | None:
    """The difference where an answer names another pool, client, group ... than the request asked for."""
    asked = {name: answer.request[name] for name in ASKED_FOR if isinstance(answer.request.get(name), str)}
    for path, name, part in members_of(dict(answer.response)):
        above = path.split(".")[-2]
        meant = NAMED_BY_ID.get(above, "") if name == "Id" else name
        if meant in asked and isinstance(part, str) and part not in (asked[meant], ALL_CLIENTS):
            return Difference(f"other-{path}", f"{path} is {asked[meant]!r}, which was asked for", f"it is {part!r}")
    return None


def names_what_was_asked_for(answer: Exchange) -> bool:
    """Whether request and answer both name a pool, client, group ... so that they can be compared."""
    asked = {name for name in ASKED_FOR if isinstance(answer.request.get(name), str)}
    if not asked:
        return False
    for path, name, _ in members_of(dict(answer.response)):
        if name in asked or (name == "Id" and NAMED_BY_ID.get(path.split(".")[-2]) in asked):
            return True
    return False
