"""What the account may do: Service Quotas, and the two operations of user pools that read and buy limits."""

from __future__ import annotations

import json
from typing import Any

from targets.aws.twin.account import Account
from targets.aws.twin.categories import QUOTAS, Quota
from targets.aws.twin.messages import Answer, Request, answer
from targets.aws.twin.operations import Operation
from targets.aws.twin.refusals import JSON, Refused

CODE = "cognito-idp"
CLASS = "API_CATEGORY"


class Limits:
    """The limits that an account has, and whether anybody has bought more."""

    def __init__(self, account: Account) -> None:
        self._account = account

    # -- Service Quotas ------------------------------------------------------------------------------------------------

    def __call__(self, _: Request, operation: Operation) -> Answer:
        """A request to Service Quotas."""
        params = operation.params
        if operation.name in {"GetServiceQuota", "GetAWSDefaultServiceQuota"}:
            return _json({"Quota": self._one(params, default="Default" in operation.name)})
        if operation.name == "ListServiceQuotas":
            _of_cognito(params)
            found = [self._shown(category, quota) for category, quota in QUOTAS.items() if quota.code]
            return _json(_page(found, params))
        raise Refused("UnknownOperationException", f"TWIN: {operation.name or 'no operation'} is not served here")

    def _one(self, params: dict[str, Any], *, default: bool) -> dict[str, Any]:
        _of_cognito(params)
        code = params.get("QuotaCode")
        found = next(((name, quota) for name, quota in QUOTAS.items() if quota.code and quota.code == code), None)
        if found is None:
            raise Refused("NoSuchResourceException", "The request failed because the specified quota does not exist.")
        return self._shown(*found) if not default else self._shown(*found) | {"Value": float(found[1].rate)}

    def _shown(self, category: str, quota: Quota) -> dict[str, Any]:
        where = f"{self._account.region}:{self._account.id}"
        return {
            "ServiceCode": CODE,
            "ServiceName": "Amazon Cognito User Pools",
            "QuotaArn": f"arn:aws:servicequotas:{where}:{CODE}/{quota.code}",
            "QuotaCode": quota.code,
            "QuotaName": f"Rate of {category} requests{quota.name_suffix}",
            "Value": float(self._account.rates.scaled(quota.rate)),
            "Unit": "None",
            "Adjustable": quota.adjustable,
            "GlobalQuota": False,
            "Period": {"PeriodValue": 1, "PeriodUnit": "SECOND"},
        }

    # -- of user pools -------------------------------------------------------------------------------------------------

    def provisioned(self, operation: Operation) -> Answer:
        """GetProvisionedLimit, and UpdateProvisionedLimit, which costs money at once."""
        category = _category(operation.params)
        if operation.name == "UpdateProvisionedLimit":
            self._buy(category, operation.params.get("RequestedLimitValue"))
        free = self._account.rates.scaled(QUOTAS[category].rate)
        bought = self._account.meter.bought.get(category, free)
        limit = {
            "LimitDefinition": {"LimitClass": CLASS, "Attributes": {"Category": category}},
            "ProvisionedLimitValue": bought,
            "FreeLimitValue": free,
        }
        return _json({"Limit": limit})

    def _buy(self, category: str, wanted: Any) -> None:
        if not QUOTAS[category].adjustable or not isinstance(wanted, int) or wanted < 0:
            raise Refused("InvalidParameterException", "Only adjustable quota categories support provisioning.")
        self._account.meter.bought[category] = wanted


def _category(params: dict[str, Any]) -> str:
    definition = params.get("LimitDefinition")
    attributes = definition.get("Attributes") if isinstance(definition, dict) else None
    category = attributes.get("Category") if isinstance(attributes, dict) else None
    if not isinstance(category, str) or definition.get("LimitClass") != CLASS:  # type: ignore[union-attr]
        raise Refused("InvalidParameterException", "LimitDefinition must have a LimitClass and a Category.")
    if category not in QUOTAS:
        raise Refused("ResourceNotFoundException", f"The limit category {category} does not exist.")
    return category


def _of_cognito(params: dict[str, Any]) -> None:
    if params.get("ServiceCode") != CODE:
        raise Refused("NoSuchResourceException", "The request failed because the specified service does not exist.")


def _page(found: list[dict[str, Any]], params: dict[str, Any]) -> dict[str, Any]:
    start, size = int(params.get("NextToken") or 0), int(params.get("MaxResults") or 100)
    more = {"NextToken": str(start + size)} if start + size < len(found) else {}
    return {"Quotas": found[start : start + size]} | more


def _json(said: dict[str, Any]) -> Answer:
    return answer(200, JSON, json.dumps(said).encode())
