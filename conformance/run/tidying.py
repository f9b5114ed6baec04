"""Deletes the pools that a run created on an endpoint that outlives it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from conformance.checking.exchange import Exchange
from conformance.checking.faults import fault_of
from conformance.transport.driver import Driver

GONE = "ResourceNotFoundException"
TRIES = 5  # requests for one deletion; what is deleted already may be deleted again
MOST_PAGES = 100


def delete_pools(driver: Driver, note: Callable[[str], None]) -> None:
    """Delete the pools that were made through this driver, domains first. Pools that cannot be deleted are noted."""
    for domain, pool in list(driver.made.domains.items()):
        _sent(driver, "DeleteUserPoolDomain", {"Domain": domain, "UserPoolId": pool})
    pools = [*driver.made.pools, *_made_unseen(driver)]
    left = [pool for pool in pools if not _deleted(driver, pool)]
    if left:
        note(f"{len(left)} of the pools that this run made could not be deleted: {', '.join(left[:5])} ...")


def _deleted(driver: Driver, pool: str) -> bool:
    answer = _sent(driver, "DeleteUserPool", {"UserPoolId": pool})
    if not answer.ok and answer.code != GONE:
        _sent(driver, "UpdateUserPool", {"UserPoolId": pool, "DeletionProtection": "INACTIVE"})
        answer = _sent(driver, "DeleteUserPool", {"UserPoolId": pool})
    return answer.ok or answer.code == GONE


def _sent(driver: Driver, operation: str, parameters: Mapping[str, Any]) -> Exchange:
    answer = driver.call(operation, parameters)
    for _ in range(TRIES - 1):
        if not fault_of(answer):
            break
        answer = driver.call(operation, parameters)
    return answer


def _made_unseen(driver: Driver) -> Iterator[str]:
    """The pools of which the answer that tells their id was lost on its way."""
    more: dict[str, Any] = {}
    for _ in range(MOST_PAGES if driver.made.unseen else 0):
        page = _sent(driver, "ListUserPools", {"MaxResults": 60, **more})
        listed = page.get("UserPools")
        for pool in listed if isinstance(listed, list) else ():
            if isinstance(pool, Mapping) and pool.get("Name") in driver.made.unseen and "Id" in pool:
                yield str(pool["Id"])
        more = {"NextToken": page.get("NextToken")}
        if not page.get("NextToken"):
            break
