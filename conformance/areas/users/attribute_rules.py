"""The bounds of attributes hold wherever attributes are written: at sign-up, by invitation, by the user."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from conformance.checking.attributes import attribute_list
from conformance.checking.exchange import Exchange
from conformance.flows.attributes import FLEXIBLE, attribute_pool
from conformance.flows.sign_in import forced, new_password
from conformance.flows.users import admin_create, fresh_login, legacy_client, signed_in
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Pool
from conformance.strategies import passwords

RULES: dict[str, tuple[str, str, str, str]] = {  # requirement, attribute, a value that is refused, one that is not
    "longest": ("ATTR-021", FLEXIBLE, "v" * 2049, "v" * 2048),
    "too short": ("ATTR-023", "custom:middle", "ab", "abc"),
    "too long": ("ATTR-023", "custom:short", "abcde", "abcd"),
    "too small": ("ATTR-024", "custom:big", "999", "1000"),
    "too great": ("ATTR-024", "custom:age", "121", "120"),
    "letters": ("ATTR-025", "custom:ten", "ten", "10"),
}
Writer = Callable[[dict[str, str]], Exchange]


def _by_user(s: Scenario, pool: Pool, password: str) -> Writer:
    session = signed_in(s, pool, s.user(pool, password=password))

    def write(values: dict[str, str]) -> Exchange:
        return s.call("UpdateUserAttributes", AccessToken=session.access, UserAttributes=attribute_list(values))

    return write


def _at_sign_up(s: Scenario, pool: Pool, password: str) -> Writer:
    client = legacy_client(s, pool)

    def write(values: dict[str, str]) -> Exchange:
        given: dict[str, Any] = {"Password": password, "UserAttributes": attribute_list(values)}
        return s.call("SignUp", ClientId=client.id, Username=fresh_login(s, pool), **given)

    return write


def _by_invitation(s: Scenario, pool: Pool, password: str) -> Writer:
    def write(values: dict[str, str]) -> Exchange:
        return admin_create(s, pool, fresh_login(s, pool), attributes=values, TemporaryPassword=password)

    return write


def _with_new_password(s: Scenario, pool: Pool, password: str) -> Writer:
    client, user = legacy_client(s, pool), s.user(pool, password=password, status="FORCE_CHANGE_PASSWORD")

    def write(values: dict[str, str]) -> Exchange:
        given: dict[str, Any] = {f"userAttributes.{name}": value for name, value in values.items()}
        return new_password(s, client, forced(s, client, user), user, f"{password}Zz9", **given)

    return write


WRITERS: dict[str, Callable[[Scenario, Pool, str], Writer]] = {
    "UpdateUserAttributes": _by_user,
    "SignUp": _at_sign_up,
    "AdminCreateUser": _by_invitation,
    "NEW_PASSWORD_REQUIRED": _with_new_password,
}


@prop(
    "ATTR-021",
    "ATTR-023",
    "ATTR-024",
    "ATTR-025",
    plain=("mfa=ON",),
    rule=st.sampled_from(tuple(RULES)),
    writer=st.sampled_from(tuple(WRITERS)),
    password=passwords(),
)
def test_value_out_of_bounds(s: Scenario, rule: str, writer: str, password: str) -> None:
    """A value that the schema does not allow, and the nearest one that it allows."""
    requirement, name, wrong, right = RULES[rule]
    write = WRITERS[writer](s, attribute_pool(s), password)
    s.refused(requirement, write({name: wrong}), control=lambda: write({name: right}))
