"""What one run knows of its own: the ledger, ids that it once had, its users, and whom a request is about."""

from __future__ import annotations

import base64
import binascii
import json
import re
import threading
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from targets.aws.endpoints import Endpoints
from targets.aws.ledger import Kind, Ledger
from targets.aws.people import People

if TYPE_CHECKING:
    from targets.aws.functions.lent import Lent

_JWT = re.compile(r"eyJ[\w-]+\.([\w-]+)\.[\w-]*")


class Book:
    """Of one process of a run. ``ever`` are ids that were the run's, also after it has deleted them."""

    def __init__(self, ledger: Ledger, account: str, endpoints: Endpoints) -> None:
        self.ledger = ledger
        self.account = account
        self.endpoints = endpoints
        self.people = People()
        self.lent: Lent | None = None  # where codes are read: the role and the key that the account lends
        self._ever: set[tuple[Kind, str]] = set()
        self._clients: dict[str, str] = {}  # client -> pool
        self._domains: dict[str, str] = {}  # domain -> pool
        self._lock = threading.Lock()

    def own(self, kind: Kind, identifier: str, pool: str = "") -> None:
        """From now on this is the run's."""
        with self._lock:
            self._ever.add((kind, identifier))
            if kind == "client":
                self._clients[identifier] = pool
            elif kind == "domain":
                self._domains[identifier] = pool

    def own_pool(self, pool: str, domain: str) -> None:
        """From now on this pool is the run's, and so is the domain that it may have."""
        self.own("pool", pool)
        if domain:
            self.own("domain", domain, pool)

    def owns(self, kind: Kind, identifier: str) -> bool:
        """Whether it is, or was, the run's."""
        with self._lock:
            return (kind, identifier) in self._ever

    def pool_of_client(self, client: str) -> str:
        """The pool of a client of the run; empty for any other."""
        return self._clients.get(client, "")

    def pool_at(self, url: str) -> str:
        """The pool of which this is a page; empty where no domain of the run is there."""
        return self._domains.get(self.domain_at(url), "")

    def domain_at(self, url: str) -> str:
        """The domain of the run whose page this is; empty where it is not one's."""
        there = urlsplit(url).netloc.lower()
        with self._lock:
            domains = list(self._domains)
        return next((name for name in domains if urlsplit(self.endpoints.pages(name)).netloc.lower() == there), "")

    def pool_named(self, members: Mapping[str, Any]) -> str:
        """The pool that a request is about: named, or that of its client or token."""
        if isinstance(members.get("UserPoolId"), str):
            return str(members["UserPoolId"])
        if isinstance(arn := members.get("ResourceArn"), str) and (found := _POOL_ID.search(arn)):
            return found[0]
        if isinstance(domain := members.get("Domain"), str):
            return self._domains.get(domain, "")
        if isinstance(members.get("ClientId"), str):
            return self.pool_of_client(str(members["ClientId"]))
        return next((pool for claims in claims_in(members.get("AccessToken")) if (pool := pool_of(claims))), "")


_POOL_ID = re.compile(r"[a-z]{2}(?:-[a-z]+)+-\d_[0-9A-Za-z]+")  # wherever it is: in an ARN that is to be refused, too


def claims_in(value: Any) -> Iterator[Mapping[str, Any]]:
    """The claims of each signed token in a text, whoever signed it."""
    for found in _JWT.finditer(value) if isinstance(value, str) else ():
        part = found[1]
        try:
            claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
        except (ValueError, binascii.Error):
            continue
        if isinstance(claims, dict):
            yield claims


def pool_of(claims: Mapping[str, Any]) -> str:
    """The pool that a token says it is of."""
    issuer = claims.get("iss")
    return urlsplit(issuer).path.strip("/") if isinstance(issuer, str) else ""
