"""The look of the classic hosted pages. It is kept and shown; the pages here do not change."""

from __future__ import annotations

from typing import Any

from targets.reference.core.api import Answer, Call, operation
from targets.reference.core.deviation import deviates
from targets.reference.core.directory import date
from targets.reference.core.errors import InvalidParameterException
from targets.reference.core.state import Pool

ALL = "ALL"  # documented: the ClientId that stands for all clients


@operation("SetUICustomization")
def set_ui_customization(call: Call) -> Answer:
    """Recorded: what is set for a client stands beside what is set for all."""
    if ALL in call.pool().looks and deviates("look-before-client"):
        call.pool().looks[ALL] |= {"CSS": call.get("CSS", "")}
    pool, client = call.pool(), _client(call)
    if not pool.domain and not deviates("look-without-domain"):
        raise InvalidParameterException("There has to be an existing domain associated with this user pool")
    before = pool.looks.get(client)
    look: dict[str, Any] = {"CSS": call.get("CSS", "")}
    if before and deviates("look-never-replaced"):
        look = {"CSS": before["CSS"]}
    if deviates("look-lost"):
        look = {}
    if not deviates("look-without-dates"):
        created = before["CreationDate"] if before else date(call.now)
        look |= {"CSSVersion": f"{call.now:.0f}", "CreationDate": created, "LastModifiedDate": date(call.now)}
    pool.looks[client] = look
    if client != ALL and deviates("look-of-client-is-of-all"):
        pool.looks[ALL] = look
    return {"UICustomization": _shown(pool, client)}


@operation("GetUICustomization")
def get_ui_customization(call: Call) -> Answer:
    """Documented: a client without one of its own has the pool's."""
    pool, client = call.pool(), _client(call)
    if deviates("look-of-all-only"):
        client = ALL
    if client not in pool.looks and not deviates("look-not-inherited"):
        client = ALL
    return {"UICustomization": _shown(pool, client)}


def _client(call: Call) -> str:
    """The client that is meant, or all."""
    named: str = call.get("ClientId", ALL)
    if named != ALL and not deviates("look-of-any-client"):
        call.client()
    return named


def _shown(pool: Pool, client: str) -> dict[str, Any]:
    look = pool.looks.get(client)
    if look is None:
        return {"CSS": ""} if deviates("look-usual-is-empty") else {}
    return {"UserPoolId": pool.id, "ClientId": client} | look
