"""The ARNs of what requests to other services than user pools are about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from targets.aws.twin.policy import Values

Described = tuple[str, dict[str, Values]]


class Resources:
    """Of one account. ``key_of`` knows the ARN of a key and its aliases by any of its names."""

    def __init__(self, account: str, region: str) -> None:
        self._account = account
        self._region = region
        self.key_of: Callable[[str], tuple[str, list[str]] | None] = lambda _: None
        self.tags_of: Callable[[str, str], Mapping[str, str]] = lambda service, name: {}

    def of(self, service: str, params: Mapping[str, Any]) -> Described:
        """The ARN that a request is about, ``*`` where there is none, and the condition keys that come with it."""
        describe = {"lambda": self._function, "sqs": self._queue, "iam": self._role, "kms": self._key}.get(service)
        return describe(params) if describe else ("*", {})

    def _function(self, params: Mapping[str, Any]) -> Described:
        name = str(params.get("FunctionName") or params.get("Resource") or "")
        if not name:
            return "*", {}
        arn = name if name.startswith("arn:") else f"arn:aws:lambda:{self._region}:{self._account}:function:{name}"
        principal = params.get("Principal")
        tags = self._tags("lambda", arn.rpartition(":function:")[2].partition(":")[0])
        return arn, tags | ({"lambda:principal": [str(principal)]} if principal else {})

    def _queue(self, params: Mapping[str, Any]) -> Described:
        url = str(params.get("QueueUrl") or params.get("QueueName") or "")
        name = url.rpartition("/")[2]
        return (f"arn:aws:sqs:{self._region}:{self._account}:{name}" if name else "*"), self._tags("sqs", name)

    def _tags(self, service: str, name: str) -> dict[str, Values]:
        return {f"aws:resourcetag/{tag}": [value] for tag, value in self.tags_of(service, name).items()}

    def _role(self, params: Mapping[str, Any]) -> Described:
        name = str(params.get("RoleName", "") or "")
        return (f"arn:aws:iam::{self._account}:role/{name}" if name else "*"), {}

    def _key(self, params: Mapping[str, Any]) -> Described:
        named = str(params.get("KeyId", "") or "")
        if not named:
            return "*", {}
        found = self.key_of(named)
        alias: dict[str, Values] = {"kms:requestalias": [named]} if named.startswith("alias/") else {}
        context = params.get("EncryptionContext")
        if isinstance(context, Mapping) and context:
            alias |= {f"kms:encryptioncontext:{key}": [str(value)] for key, value in context.items()}
            alias["kms:encryptioncontextkeys"] = [str(key) for key in context]
        if found is None:
            arn = named if named.startswith("arn:") else f"arn:aws:kms:{self._region}:{self._account}:key/{named}"
            return arn, alias
        arn, aliases = found
        return arn, alias | ({"kms:resourcealiases": aliases} if aliases else {})
