"""ExplicitAuthFlows: each value opens its flow and no other; which flows are open and closed without any value."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from conformance.checking.exchange import Exchange
from conformance.flows.sign_in import initiate, srp_first, with_password
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Client, Pool, User
from conformance.strategies import names, passwords

OPENER = {
    "USER_PASSWORD_AUTH": "ALLOW_USER_PASSWORD_AUTH",
    "ADMIN_USER_PASSWORD_AUTH": "ALLOW_ADMIN_USER_PASSWORD_AUTH",
    "USER_SRP_AUTH": "ALLOW_USER_SRP_AUTH",
    "USER_AUTH": "ALLOW_USER_AUTH",
}
CLOSABLE = (*sorted(OPENER.values()), "ALLOW_CUSTOM_AUTH")
EVERYTHING = [*CLOSABLE, "ALLOW_REFRESH_TOKEN_AUTH"]


def beside(flow: str) -> st.SearchStrategy[list[str]]:
    """Any of the values that do not open this flow."""
    others = [value for value in CLOSABLE if value != OPENER.get(flow)]
    return st.sets(st.sampled_from(others)).map(sorted)


def begin(s: Scenario, client: Client, user: User, flow: str) -> Exchange:
    """The first request of a flow, with all that it needs right."""
    if flow == "USER_SRP_AUTH":
        return srp_first(s, client, user.login).challenge
    if flow == "USER_AUTH":
        return initiate(s, client, flow, {"USERNAME": user.login})
    return with_password(s, client, user.login, str(user.password), flow)


def both_ways(s: Scenario, flow: str, others: list[str], password: str, *, opens: str, closes: str) -> None:
    """The flow on a client with its value, and on one with the same values except this one."""
    pool = s.pool()
    open_client = s.client(pool, ExplicitAuthFlows=sorted([*others, OPENER[flow], "ALLOW_REFRESH_TOKEN_AUTH"]))
    closed_client = s.client(pool, ExplicitAuthFlows=sorted([*others, "ALLOW_REFRESH_TOKEN_AUTH"]))
    user = s.user(pool, password=password)
    accepted = s.accepted(opens, begin(s, open_client, user, flow))
    s.refused(closes, begin(s, closed_client, user, flow), control=accepted)


@prop("FLOW-001", "FLOW-002", plain=("flow",), others=beside("USER_PASSWORD_AUTH"), password=passwords())
def test_user_password_auth(s: Scenario, others: list[str], password: str) -> None:
    """USER_PASSWORD_AUTH under generated sets of values."""
    both_ways(s, "USER_PASSWORD_AUTH", others, password, opens="FLOW-001", closes="FLOW-002")


@prop("FLOW-004", "FLOW-005", plain=("flow",), others=beside("ADMIN_USER_PASSWORD_AUTH"), password=passwords())
def test_admin_user_password_auth(s: Scenario, others: list[str], password: str) -> None:
    """ADMIN_USER_PASSWORD_AUTH under generated sets of values."""
    both_ways(s, "ADMIN_USER_PASSWORD_AUTH", others, password, opens="FLOW-004", closes="FLOW-005")


@prop("FLOW-007", "FLOW-008", plain=("flow",), others=beside("USER_SRP_AUTH"), password=passwords())
def test_user_srp_auth(s: Scenario, others: list[str], password: str) -> None:
    """USER_SRP_AUTH under generated sets of values."""
    both_ways(s, "USER_SRP_AUTH", others, password, opens="FLOW-007", closes="FLOW-008")


@prop("FLOW-009", "FLOW-010", plain=("flow",), others=beside("USER_AUTH"), password=passwords())
def test_user_auth(s: Scenario, others: list[str], password: str) -> None:
    """USER_AUTH under generated sets of values."""
    both_ways(s, "USER_AUTH", others, password, opens="FLOW-009", closes="FLOW-010")


@prop("FLOW-011", plain=("flow",), others=beside("USER_PASSWORD_AUTH"), password=passwords())
def test_refresh_open(s: Scenario, others: list[str], password: str) -> None:
    """Refreshing under generated sets of values that contain its own."""
    pool = s.pool()
    flows = sorted([*others, "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"])
    client = s.client(pool, ExplicitAuthFlows=flows)
    session = s.sign_in(client, s.user(pool, password=password))
    s.accepted("FLOW-011", initiate(s, client, "REFRESH_TOKEN_AUTH", {"REFRESH_TOKEN": session.refresh}))


# -- the older values --------------------------------------------------------------------------------------------------


@prop(
    "FLOW-013",
    "FLOW-015",
    plain=("flow",),
    password=passwords(),
    name=st.sampled_from(("REFRESH_TOKEN_AUTH", "REFRESH_TOKEN")),
)
def test_older_user_password_auth(s: Scenario, password: str, name: str) -> None:
    """The legacy value USER_PASSWORD_AUTH opens that flow and refreshing."""
    pool = s.pool()
    client = s.client(pool, ExplicitAuthFlows=["USER_PASSWORD_AUTH"])
    user = s.user(pool, password=password)
    answer = s.accepted("FLOW-013", with_password(s, client, user.login, password))
    refresh = {"REFRESH_TOKEN": answer.text("AuthenticationResult.RefreshToken")}
    s.accepted("FLOW-015", initiate(s, client, name, refresh))


@prop(
    "FLOW-016",
    "FLOW-018",
    plain=("flow",),
    password=passwords(),
    name=st.sampled_from(("REFRESH_TOKEN_AUTH", "REFRESH_TOKEN")),
)
def test_older_admin_no_srp_auth(s: Scenario, password: str, name: str) -> None:
    """The legacy value ADMIN_NO_SRP_AUTH opens that flow and refreshing."""
    pool = s.pool()
    client = s.client(pool, ExplicitAuthFlows=["ADMIN_NO_SRP_AUTH"])
    user = s.user(pool, password=password)
    answer = s.accepted("FLOW-016", with_password(s, client, user.login, password, "ADMIN_NO_SRP_AUTH"))
    refresh = {"REFRESH_TOKEN": answer.text("AuthenticationResult.RefreshToken")}
    s.accepted("FLOW-018", initiate(s, client, name, refresh))


@prop("FLOW-014", plain=("flow",), password=passwords(), base=names())
def test_older_user_password_auth_and_srp(s: Scenario, password: str, base: str) -> None:
    """The legacy value USER_PASSWORD_AUTH does not close SRP."""
    pool = s.pool()
    user = s.user(pool, password=password, username=s.name(base))
    s.accepted("FLOW-014", begin(s, s.client(pool, ExplicitAuthFlows=["USER_PASSWORD_AUTH"]), user, "USER_SRP_AUTH"))


@prop("FLOW-017", plain=("flow",), password=passwords(), base=names())
def test_older_admin_no_srp_auth_and_srp(s: Scenario, password: str, base: str) -> None:
    """The legacy value ADMIN_NO_SRP_AUTH does not close SRP, despite its name."""
    pool = s.pool()
    user = s.user(pool, password=password, username=s.name(base))
    s.accepted("FLOW-017", begin(s, s.client(pool, ExplicitAuthFlows=["ADMIN_NO_SRP_AUTH"]), user, "USER_SRP_AUTH"))


@prop("FLOW-023", plain=("flow",), password=passwords(), flow=st.sampled_from(("USER_PASSWORD_AUTH", "USER_SRP_AUTH")))
def test_custom_auth_only(s: Scenario, password: str, flow: str) -> None:
    """A client for custom authentication only, and one that is open to everything."""
    pool = s.pool()
    user = s.user(pool, password=password)
    open_client = s.client(pool, ExplicitAuthFlows=EVERYTHING)
    custom_client = s.client(pool, ExplicitAuthFlows=["CUSTOM_AUTH_FLOW_ONLY"])
    s.refused("FLOW-023", begin(s, custom_client, user, flow), control=begin(s, open_client, user, flow))


# -- without any value -------------------------------------------------------------------------------------------------


def silent_configs() -> st.SearchStrategy[dict[str, Any]]:
    """Settings of a client that has no ExplicitAuthFlows."""
    return st.fixed_dictionaries(
        {},
        optional={
            "AuthSessionValidity": st.integers(3, 15),
            "EnableTokenRevocation": st.booleans(),
            "PreventUserExistenceErrors": st.sampled_from(("LEGACY", "ENABLED")),
        },
    )


def silent(s: Scenario, pool: Pool, config: dict[str, Any]) -> Client:
    """A client without ExplicitAuthFlows."""
    return s.client(pool, **config)


@prop("FLOW-019", plain=("flow",), config=silent_configs(), password=passwords())
def test_nothing_said_srp(s: Scenario, config: dict[str, Any], password: str) -> None:
    """SRP is open."""
    pool = s.pool()
    s.accepted("FLOW-019", begin(s, silent(s, pool, config), s.user(pool, password=password), "USER_SRP_AUTH"))


@prop("FLOW-020", plain=("flow",), config=silent_configs(), password=passwords())
def test_nothing_said_refresh(s: Scenario, config: dict[str, Any], password: str) -> None:
    """Refreshing is open, with a token from SRP."""
    pool = s.pool()
    client = silent(s, pool, config)
    session = s.sign_in(client, s.user(pool, password=password), flow="USER_SRP_AUTH")
    s.accepted("FLOW-020", initiate(s, client, "REFRESH_TOKEN_AUTH", {"REFRESH_TOKEN": session.refresh}))


@prop(
    "FLOW-021",
    config=silent_configs(),
    password=passwords(),
    flow=st.sampled_from(("USER_PASSWORD_AUTH", "ADMIN_USER_PASSWORD_AUTH")),
)
def test_nothing_said_passwords(s: Scenario, config: dict[str, Any], password: str, flow: str) -> None:
    """The flows that send the password are closed."""
    pool = s.pool()
    user = s.user(pool, password=password)
    opened = s.client(pool, **config, ExplicitAuthFlows=EVERYTHING)
    attempt = begin(s, silent(s, pool, config), user, flow)
    s.refused("FLOW-021", attempt, control=lambda: begin(s, opened, user, flow))
