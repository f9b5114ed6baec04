"""Users who may not sign in as they are, by any flow: the sign-in that has to fail, and the one that works. Not judged.

Each pair comes from the same user, with the same name and password: only the user's state differs.
"""

from __future__ import annotations

from typing import Any

from conformance.checking.exchange import Exchange
from conformance.flows.any_flow import Flow, attempt, client_for, pool_for, signs_in
from conformance.scenario import Scenario
from conformance.scenario.resources import Client, Pool, User
from conformance.scenario.setup import confirm
from conformance.strategies.passwords import wrong_password

Pair = tuple[Exchange, Exchange]  # a sign-in that must fail, and one that must succeed


def confirmed(s: Scenario, flow: Flow, password: str) -> tuple[Client, User]:
    """A CONFIRMED user with a verified address, and a client that allows the flow."""
    pool = pool_for(s, flow)
    attributes = {"email": s.email(), "email_verified": "true"}
    return client_for(s, flow, pool), s.user(pool, password=password, attributes=attributes)


def in_state(s: Scenario, pool: Pool, state: str, *, password: str = "Correct-Horse7") -> User:
    """A user in this state, UNCONFIRMED, FORCE_CHANGE_PASSWORD, RESET_REQUIRED or disabled, with a verified address."""
    address = {"email": s.email(), "email_verified": "true"}
    if state in ("UNCONFIRMED", "FORCE_CHANGE_PASSWORD"):
        return s.user(pool, password=password, attributes=address, status=state)
    user = s.user(pool, password=password, attributes=address)
    operation = "AdminResetUserPassword" if state == "RESET_REQUIRED" else "AdminDisableUser"
    s.must(operation, UserPoolId=pool.id, Username=user.username)
    return user


def before_and_after_confirming(s: Scenario, flow: Flow, password: str, *, wrong: str = "") -> Pair:
    """A user who signed up: before the confirmation, and after it.

    ``wrong``: how the password of the first sign-in is wrong; empty where it is right.
    """
    pool = pool_for(s, flow)
    client = client_for(s, flow, pool)
    user = s.user(pool, password=password, status="UNCONFIRMED")
    early = attempt(s, flow, client, user.login, wrong_password(password, wrong) if wrong else password)
    confirm(s, client, user)
    return early, signs_in(s, flow, client, user.login, password)


def after_and_before_a_reset(s: Scenario, flow: Flow, password: str) -> Pair:
    """A user whose password an administrator resets: after that, with the former password, and before."""
    client, user = confirmed(s, flow, password)
    before = signs_in(s, flow, client, user.login, password)
    s.must("AdminResetUserPassword", UserPoolId=user.pool.id, Username=user.username)
    return attempt(s, flow, client, user.login, password), before


def disabled_and_enabled(s: Scenario, flow: Flow, password: str) -> Pair:
    """A user who is disabled, and then enabled again."""
    client, user = confirmed(s, flow, password)
    who: dict[str, Any] = {"UserPoolId": user.pool.id, "Username": user.username}
    s.must("AdminDisableUser", **who)
    refused = attempt(s, flow, client, user.login, password)
    s.must("AdminEnableUser", **who)
    return refused, signs_in(s, flow, client, user.login, password)


def with_temporary_password(s: Scenario, flow: Flow, password: str) -> Exchange:
    """The sign-in of a FORCE_CHANGE_PASSWORD user, by a flow that is seen to work for a confirmed one."""
    client, other = confirmed(s, flow, password)
    signs_in(s, flow, client, other.login, password)
    user = s.user(client.pool, password=password, status="FORCE_CHANGE_PASSWORD")
    return attempt(s, flow, client, user.login, password)
