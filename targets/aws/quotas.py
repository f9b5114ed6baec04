"""The quotas of an account: as Service Quotas tells them, or as AWS publishes them where it does not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from targets.aws.operations import PUBLISHED
from targets.interface import TargetGone, TargetUnusable

_NAME = re.compile(r"Rate of (\w+) requests\b")


@dataclass(frozen=True)
class Quotas:
    """Requests a second by category. ``read``: the categories of which the account gave its own figure."""

    rates: Mapping[str, float]
    read: frozenset[str] = frozenset()

    @property
    def source(self) -> str:
        """Where they come from, for people."""
        if not self.read:
            return "as published: this account's own could not be read"
        rest = len(self.rates) - len(self.read)
        return f"of this account{f', {rest} of {len(self.rates)} as published' if rest else ''}"


def read_quotas(client: Any) -> Quotas:
    """Those of the account. Never raises: where they cannot be read, the published ones are the lower bound."""
    from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError

    found: dict[str, float] = {}
    try:
        for page in client.get_paginator("list_service_quotas").paginate(ServiceCode="cognito-idp"):
            for quota in page["Quotas"]:
                named = _NAME.match(str(quota.get("QuotaName", "")))
                if named and named[1] in PUBLISHED:
                    found[named[1]] = float(quota["Value"])
    except (ClientError, BotoCoreError, HTTPClientError, TargetGone, TargetUnusable, KeyError, ValueError, TypeError):
        found = {}
    return Quotas({**PUBLISHED, **found}, frozenset(found))
