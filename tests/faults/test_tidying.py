"""An endpoint that outlives a run is left as it was, faults on the way or not."""

from __future__ import annotations

import itertools
from typing import Any

from conformance.run.tidying import delete_pools
from conformance.transport.driver import Driver
from fakes import FakeRunning

BROKEN = (500, {"__type": "InternalErrorException", "message": "boom"})


class Pools:
    """A target that has pools and nothing else; every request whose number is in ``lost`` is done and not answered."""

    def __init__(self, lost: set[int]) -> None:
        self.there: dict[str, str] = {"other": "somebody else's"}
        self._lost = lost
        self._numbers = itertools.count(1)

    def answer(self, operation: str, parameters: dict[str, Any]) -> Any:
        said = getattr(self, operation)(parameters)
        return BROKEN if next(self._numbers) in self._lost else said

    def CreateUserPool(self, parameters: dict[str, Any]) -> Any:
        identifier = f"id{len(self.there)}"
        self.there[identifier] = parameters["PoolName"]
        return 200, {"UserPool": {"Id": identifier}}

    def DeleteUserPool(self, parameters: dict[str, Any]) -> Any:
        known = self.there.pop(parameters["UserPoolId"], None)
        return (400, {"__type": "ResourceNotFoundException"}) if known is None else (200, {})

    def ListUserPools(self, parameters: dict[str, Any]) -> Any:
        ids = sorted(self.there)
        first = int(parameters.get("NextToken", "0"))
        more = {"NextToken": str(first + 1)} if first + 1 < len(ids) else {}
        return 200, {"UserPools": [{"Id": ids[first], "Name": self.there[ids[first]]}], **more}


def left(lost: set[int]) -> tuple[dict[str, str], list[str]]:
    """What is left, and what was noted, after two pools were made and tidied away."""
    pools, notes = Pools(lost), list[str]()
    driver = Driver(FakeRunning(pools.answer))
    for name in ("one", "two"):
        driver.call("CreateUserPool", {"PoolName": name})
    delete_pools(driver, notes.append)
    return pools.there, notes


def test_pools_that_no_answer_named_are_found_by_name() -> None:
    for lost in (set[int](), {1}, {2}, {1, 2}, {1, 3, 4, 6}):
        assert left(lost) == ({"other": "somebody else's"}, [])
