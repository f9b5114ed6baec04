"""Deletes the pools that a run created on an endpoint that outlives it."""

from __future__ import annotations

from collections.abc import Callable

from conformance.transport.driver import Driver


def delete_pools(driver: Driver, note: Callable[[str], None]) -> None:
    """Delete the pools that were made through this driver, domains first. Pools that cannot be deleted are noted."""
    for domain, pool in list(driver.made.domains.items()):
        driver.call("DeleteUserPoolDomain", {"Domain": domain, "UserPoolId": pool})
    left = [pool for pool in list(driver.made.pools) if not _deleted(driver, pool)]
    if left:
        note(f"{len(left)} of the pools that this run made could not be deleted: {', '.join(left[:5])} ...")


def _deleted(driver: Driver, pool: str) -> bool:
    answer = driver.call("DeleteUserPool", {"UserPoolId": pool})
    if not answer.ok and answer.code != "ResourceNotFoundException":
        inactive = {"UserPoolId": pool, "DeletionProtection": "INACTIVE"}
        driver.call("UpdateUserPool", inactive)
        answer = driver.call("DeleteUserPool", {"UserPoolId": pool})
    return answer.ok or answer.code == "ResourceNotFoundException"
