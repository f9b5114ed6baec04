"""The tagging API: the pools that carry tags, with their tags."""

from __future__ import annotations

import json
from typing import Any

from targets.aws.twin.account import Account
from targets.aws.twin.messages import Answer, Request, answer
from targets.aws.twin.operations import Operation
from targets.aws.twin.refusals import JSON, Refused

TYPES = {"cognito-idp", "cognito-idp:userpool"}


class Tagging:
    """GetResources. It lists what has tags, or had some; here: what has some."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def __call__(self, _: Request, operation: Operation) -> Answer:
        """A request to the tagging API."""
        if operation.name != "GetResources":
            raise Refused("UnknownOperationException", f"TWIN: {operation.name or 'no operation'} is not served here")
        params = operation.params
        found = [(arn, tags) for arn, tags in self._tagged(params) if matches(tags, params.get("TagFilters") or [])]
        start = int(params.get("PaginationToken") or 0)
        size = int(params.get("ResourcesPerPage") or 50)
        listed = [{"ResourceARN": arn, "Tags": _pairs(tags)} for arn, tags in found[start : start + size]]
        token = str(start + size) if start + size < len(found) else ""
        body = {"ResourceTagMappingList": listed, "PaginationToken": token}
        return answer(200, JSON, json.dumps(body).encode())

    def _tagged(self, params: dict[str, Any]) -> list[tuple[str, dict[str, str]]]:
        kinds, arns = params.get("ResourceTypeFilters") or [], params.get("ResourceARNList") or []
        if kinds and not TYPES & set(kinds):
            return []
        with self._account.service.lock:
            pools = list(self._account.service.pools.values())
        tagged = [(pool.arn, dict(pool.settings.get("UserPoolTags") or {})) for pool in pools]
        return [(arn, tags) for arn, tags in tagged if tags and (not arns or arn in arns)]


def matches(tags: dict[str, str], filters: list[dict[str, Any]]) -> bool:
    """Documented: every filter has to match; of the values of one, any."""
    return all(
        one.get("Key") in tags and (not one.get("Values") or tags[str(one["Key"])] in one["Values"]) for one in filters
    )


def _pairs(tags: dict[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]
