"""Asks a target about one pool: reading operations alone, and what it could not say is kept with its words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.checking.exchange import Exchange
from conformance.pool.form.problems import PoolUnreadable
from conformance.transport.driver import Driver

# The only operations that a snapshot sends. None of them touches a user, or counts one as active.
READING = frozenset(
    {
        "DescribeIdentityProvider",
        "DescribeManagedLoginBrandingByClient",
        "DescribeRiskConfiguration",
        "DescribeUserPool",
        "DescribeUserPoolClient",
        "DescribeUserPoolDomain",
        "GetLogDeliveryConfiguration",
        "GetUICustomization",
        "GetUserPoolClientSessionConfiguration",
        "GetUserPoolMfaConfig",
        "GetUserPoolSessionConfiguration",
        "ListGroups",
        "ListIdentityProviders",
        "ListResourceServers",
        "ListTerms",
        "DescribeTerms",
        "ListUserPoolClients",
        "ListUserPoolReplicas",
    }
)
NONE = frozenset({"ResourceNotFoundException"})  # of a thing that a pool may do without
PAGES = 1000  # more of them than any pool has


class Unanswered(Exception):
    """The target did not say; the message is what it answered."""


class Reader:
    """One pool of one target."""

    def __init__(self, driver: Driver, pool_id: str) -> None:
        self.driver = driver
        self.pool_id = pool_id

    def ask(self, operation: str, *, absent: bool = False, **parameters: Any) -> Mapping[str, Any]:
        """The answer of one reading operation; empty where there is no such thing and ``absent`` allows that.

        Raises ``Unanswered``.
        """
        answer = self._sent(operation, parameters)
        if answer.ok:
            return answer.response
        if absent and answer.code in NONE:
            return {}
        raise Unanswered(f"{operation}: {said(answer)}")

    def thing(self, operation: str, member: str, **parameters: Any) -> Mapping[str, Any]:
        """What an operation describes. Raises ``Unanswered``, also where an accepted answer does not have it."""
        found = self.ask(operation, **parameters).get(member)
        if not isinstance(found, Mapping):
            raise Unanswered(f"{operation}: accepted, without {member}")
        return found

    def all(self, operation: str, member: str, token: str = "NextToken", **parameters: Any) -> list[Mapping[str, Any]]:
        """All items of a list operation. Raises ``Unanswered``, also where its pages do not end."""
        items: list[Mapping[str, Any]] = []
        seen: set[str] = set()
        following: dict[str, Any] = {}
        for _ in range(PAGES):
            answer = self.ask(operation, **parameters, **following)
            items += [item for item in answer.get(member) or [] if isinstance(item, Mapping)]
            next_one = answer.get(token)
            if not next_one:
                return items
            if next_one in seen:
                break
            seen.add(next_one)
            following = {token: next_one}
        raise Unanswered(f"{operation}: its pages do not end: the same {token} comes again")

    def pool(self) -> Mapping[str, Any]:
        """UserPool. Raises ``PoolUnreadable``: without it there is nothing to read."""
        answer = self._sent("DescribeUserPool", {})
        found = answer.response.get("UserPool")
        if answer.ok and isinstance(found, Mapping) and found:
            return found
        spec = self.driver.running.identity.spec
        if answer.code in NONE:
            raise PoolUnreadable(f"{spec} has no pool {self.pool_id!r}; ListUserPools names those that it has")
        raise PoolUnreadable(f"{spec}: DescribeUserPool of {self.pool_id!r}: {said(answer)}")

    def _sent(self, operation: str, parameters: Mapping[str, Any]) -> Exchange:
        if operation not in READING:
            raise ValueError(f"{operation} is none of the operations of a snapshot")
        own = {} if operation == "DescribeUserPoolDomain" else {"UserPoolId": self.pool_id}
        return self.driver.call(operation, {**own, **parameters})


def named(operation: str, item: Mapping[str, Any], member: str) -> str:
    """What an item of a list is named by. Raises ``Unanswered`` where it has no name."""
    if not item.get(member):
        raise Unanswered(f"{operation}: an item without {member}")
    return str(item[member])


def said(answer: Exchange) -> str:
    """What a target answered, in a line."""
    text = " ".join(str(answer.message or "").split())[:200]
    return f"{answer.code}: {text}" if text else str(answer.code or f"status {answer.status}")
