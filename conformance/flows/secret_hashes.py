"""The first request of a sign-in with a given SECRET_HASH. Sent, not judged."""

from __future__ import annotations

from typing import Any

from conformance.checking.exchange import Exchange
from conformance.flows.sign_in import ADMIN_FLOWS, initiate, srp_first
from conformance.scenario import Scenario
from conformance.scenario.resources import Client, User


def given(name: str, value: str | None) -> dict[str, Any]:
    """The member, or nothing where there is no value."""
    return {} if value is None else {name: value}


def begin_with_hash(s: Scenario, client: Client, user: User, flow: str, secret_hash: str | None) -> Exchange:
    """The first request of a flow with this hash."""
    more = given("SECRET_HASH", secret_hash)
    if flow == "USER_SRP_AUTH":
        return srp_first(s, client, user.login, **more).challenge
    parameters = {"USERNAME": user.login, "PASSWORD": str(user.password), **more}
    return initiate(s, client, flow, parameters, admin=flow in ADMIN_FLOWS)
