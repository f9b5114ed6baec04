"""Tracking of user sessions. It is kept and shown; no session is tracked here."""

from __future__ import annotations

from typing import Any

from targets.reference.core.api import Answer, Call, operation
from targets.reference.core.deviation import deviates, varied
from targets.reference.core.errors import FeatureUnavailableInTierException, InvalidParameterException
from targets.reference.core.state import Pool


@operation("SetUserPoolSessionConfiguration")
def set_user_pool_session_configuration(call: Call) -> Answer:
    """Documented: a full replacement, not in the Lite tier."""
    pool = call.pool()
    _check_tier(pool)
    if not deviates("tracking-lost"):
        pool.tracking = {name: call[name] for name in ("UserSessionTracking", "TokenSession")}
    return {"UserPoolId": pool.id} | _tracking(pool)


@operation("GetUserPoolSessionConfiguration")
def get_user_pool_session_configuration(call: Call) -> Answer:
    """What was set last, or the defaults."""
    pool = call.pool()
    return {"UserPoolId": pool.id} | _tracking(pool)


@operation("SetUserPoolClientSessionConfiguration")
def set_user_pool_client_session_configuration(call: Call) -> Answer:
    """Documented: only where the pool tracks sessions."""
    pool, client = call.pool(), call.client()
    _check_tier(pool)
    if _tracking(pool)["UserSessionTracking"] != "ENABLED":
        raise InvalidParameterException("Session tracking is not enabled for the user pool.")
    if not deviates("reuse-lost"):
        client.session_reuse = call["SSOSession"]
    return {"UserPoolId": pool.id, "ClientId": client.id, "SSOSession": call["SSOSession"]}


@operation("GetUserPoolClientSessionConfiguration")
def get_user_pool_client_session_configuration(call: Call) -> Answer:
    """What was set last, or an hour."""
    pool, client = call.pool(), call.client()
    usual = {"MaxValidityMinutes": varied(60, "reuse-forever", 129_600)}
    return {"UserPoolId": pool.id, "ClientId": client.id, "SSOSession": client.session_reuse or usual}


def _tracking(pool: Pool) -> dict[str, Any]:
    usual = varied("DISABLED", "tracking-by-default", "ENABLED")
    return pool.tracking or {"UserSessionTracking": usual, "TokenSession": {"MaxPerUser": 20}}


def _check_tier(pool: Pool) -> None:
    if pool.settings["UserPoolTier"] == "LITE" and not deviates("tracking-in-lite"):
        raise FeatureUnavailableInTierException("Session tracking is not available in the LITE tier.")
