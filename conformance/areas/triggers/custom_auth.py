"""CUSTOM_AUTH in pools without challenge triggers: it always fails."""

from __future__ import annotations

from hypothesis import strategies as st

from conformance.flows.sign_in import initiate, srp_first, with_password
from conformance.scenario import Scenario, prop
from conformance.strategies import names, passwords
from conformance.strategies.clients import CUSTOM_CLIENT


@prop("CUSTOM-001", password=passwords(), base=names())
def test_without_triggers(s: Scenario, password: str, base: str) -> None:
    """The flow that needs triggers, and one that does not, of the same user on the same client."""
    pool = s.pool()
    client = s.client(pool, ExplicitAuthFlows=CUSTOM_CLIENT)
    user = s.user(pool, password=password, username=s.name(base))
    s.refused(
        "CUSTOM-001",
        initiate(s, client, "CUSTOM_AUTH", {"USERNAME": user.login}),
        control=lambda: with_password(s, client, user.login, password),
    )


@prop("CUSTOM-003", password=passwords(), base=names())
def test_without_triggers_by_admin(s: Scenario, password: str, base: str) -> None:
    """CUSTOM_AUTH through AdminInitiateAuth; another flow of the same user is accepted."""
    pool = s.pool()
    client = s.client(pool, ExplicitAuthFlows=[*CUSTOM_CLIENT, "ALLOW_ADMIN_USER_PASSWORD_AUTH"])
    user = s.user(pool, password=password, username=s.name(base))
    s.refused(
        "CUSTOM-003",
        initiate(s, client, "CUSTOM_AUTH", {"USERNAME": user.login}, admin=True),
        control=lambda: with_password(s, client, user.login, password, "ADMIN_USER_PASSWORD_AUTH"),
    )


@prop("CUSTOM-004", base=names(), validity=st.integers(3, 15))
def test_without_triggers_by_default(s: Scenario, base: str, validity: int) -> None:
    """CUSTOM_AUTH on a client without ExplicitAuthFlows, which allows it."""
    pool = s.pool()
    client = s.client(pool, AuthSessionValidity=validity)
    user = s.user(pool, username=s.name(base))
    s.refused(
        "CUSTOM-004",
        initiate(s, client, "CUSTOM_AUTH", {"USERNAME": user.login}),
        control=lambda: srp_first(s, client, user.login).challenge,
    )
