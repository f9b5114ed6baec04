"""One call of an operation, and the register of operations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from targets.reference.core.deviation import deviates, varied
from targets.reference.core.errors import InvalidParameterException, NotAuthorizedException, ResourceNotFoundException
from targets.reference.core.state import Client, Pool
from targets.reference.core.store import Store

Params = dict[str, Any]
Answer = dict[str, Any]


@dataclass
class Call:
    """A validated request with the store of the service it was made to."""

    store: Store
    operation: str
    params: Params
    request_id: str
    signed_for: str = ""  # the Region in the signature, if there is one

    def __getitem__(self, member: str) -> Any:
        return self.params[member]

    def get(self, member: str, default: Any = None) -> Any:
        """A member of the request."""
        return self.params.get(member, default)

    @property
    def now(self) -> float:
        """The time in the service."""
        return self.store.clock.now()

    @property
    def region(self) -> str:
        """The Region of the request: all are served here, each request in the one that it is signed for."""
        return self.signed_for or self.store.region

    def pool(self) -> Pool:
        """The pool that ``UserPoolId`` names. Recorded: the text names the id."""
        if self["UserPoolId"] not in self.store.pools and deviates(f"pool-unknown-to-{self.operation}"):
            raise InvalidParameterException("No such user pool.")
        if (
            self["UserPoolId"] not in self.store.pools
            and self.operation in LISTS
            and deviates("unknown-pool-list-text")
        ):
            raise ResourceNotFoundException("No such user pool.")
        return self.store.pool(self["UserPoolId"])

    def client(self) -> Client:
        """The client that ``ClientId`` names, of the pool ``UserPoolId`` if that is given too."""
        pool = self.pool() if "UserPoolId" in self.params else None
        client = self.store.clients.get(self["ClientId"])
        if client is None and self.operation == "InitiateAuth" and deviates("client-deleted-signs-in"):
            client = self.store.former_clients.get(self["ClientId"])
        if client is None or (pool is not None and client.pool is not pool and not self._takes_any_client()):
            if client is not None and "ClientName" in self.params and deviates(RENAMED):
                client.name = self["ClientName"]
            kind = varied(ResourceNotFoundException, "client-unknown-is-invalid", InvalidParameterException)
            if self.operation == "InitiateAuth" and deviates("client-unknown-at-sign-in"):
                kind = NotAuthorizedException
            text = f"User pool client {self['ClientId']} does not exist."
            raise kind(varied(text, "client-unknown-text", str(self["ClientId"])))
        return client

    def _takes_any_client(self) -> bool:
        if self.operation.endswith("UserPoolClient") and deviates("client-of-another-pool-found"):
            return True
        return self.operation == "AdminInitiateAuth" and deviates("admin-sign-in-with-any-client")


RENAMED = "client-of-another-pool-renamed-and-refused"  # a mutant
LISTS = ("ListUsers", "ListUserPoolClients", "ListGroups")
Handler = Callable[[Call], Answer]
OPERATIONS: dict[str, Handler] = {}


def operation(name: str) -> Callable[[Handler], Handler]:
    """Serve an operation with this function."""

    def register(handler: Handler) -> Handler:
        OPERATIONS[name] = handler
        return handler

    return register
