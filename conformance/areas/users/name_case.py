"""The case of user names and aliases: significant by default, ignored with CaseSensitive false."""

from __future__ import annotations

from typing import Any

from conformance.checking.attributes import attribute_list
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.aliases import owner_of, read
from conformance.flows.answers import judged
from conformance.flows.sign_in import password_sign_in
from conformance.flows.sign_up import sign_up
from conformance.scenario import Scenario, prop
from conformance.scenario.setup import srp_answer
from conformance.strategies import emails_local, passwords
from conformance.strategies.accounts import case_changes, mixed_case_names, recased
from conformance.strategies.clients import PASSWORD_CLIENT
from conformance.strategies.pools import ANY_CASE, EMAIL_ALIAS

ANY_CASE_ALIAS: dict[str, Any] = {**ANY_CASE, "AliasAttributes": ["email"]}


@check("CASE-002")
def two_users(first: Exchange, second: Exchange) -> Difference | None:
    """Both answers have a UserSub, and not the same one."""
    subs = (first.get("UserSub"), second.get("UserSub"))
    if all(isinstance(sub, str) and sub for sub in subs) and subs[0] != subs[1]:
        return None
    return Difference("same-sub", "two different UserSubs", f"{subs[0]!r} and {subs[1]!r}")


@prop(
    "CASE-001",
    "CASE-002",
    "CASE-003",
    plain=("name=case", "names=addresses", "case"),
    name=mixed_case_names(),
    change=case_changes(),
    password=passwords(),
)
def test_exact_case(s: Scenario, name: str, change: str, password: str) -> None:
    """By default a name in another case is free, and belongs to another user once taken."""
    pool = s.pool()
    client, username = s.client(pool), s.name(name)
    other = recased(username, change)
    first = s.need(sign_up(s, client, username, password), "SIGNUP-001")
    control = read(s, pool, username)
    unknown = s.call("AdminGetUser", UserPoolId=pool.id, Username=other)
    s.refused("CASE-003", unknown, control=control)
    second = sign_up(s, client, other, password)
    s.accepted("CASE-001", second)
    s.check("CASE-002", first, second)


@prop(
    "CASE-004",
    plain=("name=phone", "name=case", "case"),
    name=mixed_case_names(),
    change=case_changes(),
    password=passwords(),
)
def test_sign_in_with_exact_case(s: Scenario, name: str, change: str, password: str) -> None:
    """By default a name in another case does not sign in."""
    pool = s.pool()
    client = s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT)
    user = s.user(pool, username=s.name(name), password=password)
    attempt = password_sign_in(s, client, recased(user.login, change), password)
    s.refused("CASE-004", attempt, control=lambda: password_sign_in(s, client, user.login, password))


@prop("CASE-006", "CASE-012", name=mixed_case_names(), change=case_changes(), password=passwords())
def test_any_case_signs_in(s: Scenario, name: str, change: str, password: str) -> None:
    """The name in another case signs in, the password in another case does not."""
    pool = s.pool(**ANY_CASE)
    client = s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT)
    user = s.user(pool, username=s.name(name), password=password)
    control = s.need(password_sign_in(s, client, user.login, password), "PWAUTH-001")
    s.refused("CASE-012", password_sign_in(s, client, user.login, password.swapcase()), control=control)
    s.accepted("CASE-006", password_sign_in(s, client, recased(user.login, change), password))


@prop(
    "CASE-007",
    "CASE-009",
    "CASE-010",
    plain=("names=addresses",),
    name=mixed_case_names(),
    change=case_changes(),
    password=passwords(),
)
def test_any_case_finds_the_user(s: Scenario, name: str, change: str, password: str) -> None:
    """The name in another case is taken, finds the user, and deletes the user."""
    pool = s.pool(**ANY_CASE)
    client, username = s.client(pool), s.name(name)
    other = recased(username, change)
    first = s.need(sign_up(s, client, username, password), "SIGNUP-001")
    found = judged(s, s.call("AdminGetUser", UserPoolId=pool.id, Username=other))
    s.check("CASE-007", found, read(s, pool, username))
    attempt = sign_up(s, client, other, password)
    s.refused("CASE-010", attempt, control=first)
    if attempt.ok:
        s.end("CASE-010", "there are two users now", attempt)
    s.accepted("CASE-009", s.call("AdminDeleteUser", UserPoolId=pool.id, Username=other))


@prop("CASE-009", name=mixed_case_names(), change=case_changes(), password=passwords())
def test_any_case_deletes_the_user(s: Scenario, name: str, change: str, password: str) -> None:
    """AdminDeleteUser by the name in another case, whether or not SignUp accepts that name."""
    pool = s.pool(**ANY_CASE)
    user = s.user(pool, username=s.name(name), password=password)
    s.accepted("CASE-009", s.call("AdminDeleteUser", UserPoolId=pool.id, Username=recased(user.login, change)))


@prop("CASE-008", name=mixed_case_names(), change=case_changes(), password=passwords())
def test_srp_in_any_case(s: Scenario, name: str, change: str, password: str) -> None:
    """A whole SRP exchange with the name in another case."""
    pool = s.pool(**ANY_CASE)
    client = s.client(pool)
    user = s.user(pool, username=s.name(name), password=password)
    start = s.srp_start()
    parameters = {"USERNAME": recased(user.login, change), "SRP_A": start["A"]}
    challenge = s.call("InitiateAuth", ClientId=client.id, AuthFlow="USER_SRP_AUTH", AuthParameters=parameters)
    if not challenge.ok:
        s.accepted("CASE-008", challenge)
    answer = srp_answer(s, client, challenge, start, password)
    s.accepted("CASE-008", s.call("RespondToAuthChallenge", **answer))


@prop("CASE-011", name=mixed_case_names(), local=emails_local(), change=case_changes(), password=passwords())
def test_alias_in_any_case(s: Scenario, name: str, local: str, change: str, password: str) -> None:
    """A verified address in another case signs in."""
    pool, address = s.pool(**ANY_CASE_ALIAS), s.email(local)
    client = s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT)
    owner_of(s, pool, name, password, email=address, email_verified="true")
    s.need(password_sign_in(s, client, address, password), "ALIAS-001")
    s.accepted("CASE-011", password_sign_in(s, client, recased(address, change), password))


@prop("CASE-013", plain=("name=case", "case"), name=mixed_case_names(), local=emails_local(), password=passwords())
def test_alias_in_exact_case(s: Scenario, name: str, local: str, password: str) -> None:
    """By default an address in another case is not the other user's alias."""
    pool, address = s.pool(**EMAIL_ALIAS), s.email(local)
    client = s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT)
    owner_of(s, pool, name, password, email=address, email_verified="true")
    token = s.sign_in(client, owner_of(s, pool, name, password)).access
    before, _, domain = address.partition("@")
    listed = attribute_list({"email": f"{before.upper()}@{domain}"})
    s.accepted("CASE-013", s.call("UpdateUserAttributes", AccessToken=token, UserAttributes=listed, signed=False))
