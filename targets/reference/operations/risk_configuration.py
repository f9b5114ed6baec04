"""Threat protection settings. They are kept and shown; nothing here assesses a risk, and no history is kept."""

from __future__ import annotations

from typing import Any

from targets.reference.core.api import Answer, Call, operation
from targets.reference.core.deviation import deviates
from targets.reference.core.directory import date, managed_user
from targets.reference.core.errors import UserPoolAddOnNotEnabledException
from targets.reference.core.state import Pool

OF_POOL = ""  # in the place of a client's id
MEMBERS = (
    "CompromisedCredentialsRiskConfiguration",
    "AccountTakeoverRiskConfiguration",
    "RiskExceptionConfiguration",
)
FORGOTTEN = {
    "risk-addresses-lost": "RiskExceptionConfiguration",
    "risk-compromised-lost": "CompromisedCredentialsRiskConfiguration",
    "risk-takeover-lost": "AccountTakeoverRiskConfiguration",
}


@operation("SetRiskConfiguration")
def set_risk_configuration(call: Call) -> Answer:
    """Recorded: a client's settings stand beside the pool's."""
    pool, client = call.pool(), _client(call)
    given = {name: call[name] for name in MEMBERS if name in call.params}
    for mutant, name in FORGOTTEN.items():
        if deviates(mutant):
            given.pop(name, None)
    if client in pool.risks and deviates("risk-never-replaced"):
        given = {name: value for name, value in pool.risks[client].items() if name in MEMBERS}
    pool.risks[client] = given | {"LastModifiedDate": date(call.now)}
    if deviates("risk-of-client-is-of-pool"):
        pool.risks[OF_POOL] = pool.risks[client]
    return {"RiskConfiguration": _shown(pool, client)}


@operation("DescribeRiskConfiguration")
def describe_risk_configuration(call: Call) -> Answer:
    """What was set last."""
    pool, client = call.pool(), _client(call)
    if deviates("risk-of-pool-only"):
        client = OF_POOL
    return {"RiskConfiguration": _shown(pool, client)}


@operation("AdminListUserAuthEvents")
def admin_list_user_auth_events(call: Call) -> Answer:
    """Documented: only threat protection keeps a history. Nothing is in it here."""
    pool = call.pool()
    mode = pool.settings.get("UserPoolAddOns", {}).get("AdvancedSecurityMode", "OFF")
    if mode == "OFF" and not deviates("history-without-protection"):
        raise UserPoolAddOnNotEnabledException("User pool add-ons are not enabled.")
    if not deviates("history-of-anybody"):
        managed_user(call, pool)
    return {} if deviates("history-without-list") else {"AuthEvents": []}


def _client(call: Call) -> str:
    if "ClientId" in call.params and not deviates("risk-of-any-client"):
        call.client()
    return str(call.get("ClientId", OF_POOL))


def _shown(pool: Pool, client: str) -> dict[str, Any]:
    named = {"ClientId": client} if client else {}
    return {"UserPoolId": pool.id} | named | pool.risks.get(client, {})
