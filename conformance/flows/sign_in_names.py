"""Users who have more than one name to sign in with, and their sign-ins by each of them. Sent, not judged."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from conformance.checking.exchange import Exchange
from conformance.flows.aliases import must_update, owner_of
from conformance.flows.any_flow import Flow, attempt, client_for, pool_for, signs_in
from conformance.flows.choice import EMAIL, EMAIL_BLAME, choice_client, needs_choice, prefer
from conformance.flows.sent_codes import answer, first_factors, sent_code
from conformance.scenario import Scenario
from conformance.scenario.resources import Client, Pool, User
from conformance.strategies.accounts import recased
from conformance.strategies.pools import ANY_CASE

ALIASES: dict[str, Any] = {"AliasAttributes": ["email", "phone_number", "preferred_username"]}
ADDRESSES: dict[str, Any] = {"UsernameAttributes": ["email", "phone_number"]}
ANY_CASE_ALIAS: dict[str, Any] = {**ANY_CASE, "AliasAttributes": ["email"]}
EMAIL_NAME, NUMBER, PREFERRED, USER_NAME = "email-address", "phone-number", "preferred-user-name", "user-name"
Attempts = list[tuple[str, Exchange]]  # the kind of name that was typed, and the outcome


def alias_owner(s: Scenario, pool: Pool, password: str) -> tuple[User, dict[str, str]]:
    """A CONFIRMED user of a pool with ``ALIASES``, and the three other names, by their kind."""
    names = {EMAIL_NAME: s.email(), NUMBER: s.phone(), PREFERRED: s.name("preferred")}
    verified = {"email_verified": "true", "phone_number_verified": "true"}
    user = owner_of(s, pool, "user", password, email=names[EMAIL_NAME], phone_number=names[NUMBER], **verified)
    must_update(s, pool, user.username, preferred_username=names[PREFERRED])
    return user, names


def by_each_alias(s: Scenario, flow: Flow, password: str, **client_config: Any) -> tuple[User, Attempts]:
    """A user, and a sign-in by each alias; the example ends where the user name itself does not sign in so."""
    pool = pool_for(s, flow, **ALIASES)
    client = client_for(s, flow, pool, **client_config)
    user, names = alias_owner(s, pool, password)
    signs_in(s, flow, client, user.login, password)
    return user, [(kind, attempt(s, flow, client, name, password)) for kind, name in names.items()]


def works_at_all(s: Scenario, flow: Flow) -> None:
    """The example ends where not even a user name signs in by this flow; tried once, in a pool of plain names."""
    pool = pool_for(s, flow)

    def once() -> str:
        password = "Correct-Horse7"
        user = s.user(pool, password=password)
        return signs_in(s, flow, client_for(s, flow, pool), user.login, password).operation

    s.once(pool, f"a sign-in by {flow.name} {flow.choice} {flow.factor} {flow.admin}", once)


def by_each_address(
    s: Scenario, flow: Flow, password: str, kinds: tuple[str, ...] = (EMAIL_NAME, NUMBER)
) -> list[tuple[User, str, Exchange]]:
    """A user named by an e-mail address and one named by a phone number, each with the kind and the sign-in."""
    works_at_all(s, flow)
    pool = pool_for(s, flow, **ADDRESSES)
    client, found = client_for(s, flow, pool), []
    for kind in kinds:
        login = s.email() if kind == EMAIL_NAME else s.phone()
        user = s.user(pool, username=login, password=password)
        found.append((user, kind, attempt(s, flow, client, login, password)))
    return found


def in_other_case(s: Scenario, flow: Flow, password: str, base: str, change: str) -> tuple[User, Exchange, Attempts]:
    """A user of a pool without case, a sign-in by the e-mail alias, and some by names in another case.

    The alias is not among these where it does not sign in as it is.
    """
    pool = pool_for(s, flow, **ANY_CASE_ALIAS)
    client, address = client_for(s, flow, pool), s.email()
    user = owner_of(s, pool, base, password, email=address, email_verified="true")
    signs_in(s, flow, client, user.login, password)
    names = {USER_NAME: user.login}
    as_it_is = attempt(s, flow, client, address, password)
    if as_it_is.get("AuthenticationResult.AccessToken"):
        names[EMAIL_NAME] = address
    return (
        user,
        as_it_is,
        [(kind, attempt(s, flow, client, recased(name, change), password)) for kind, name in names.items()],
    )


def before_and_after_verifying(
    s: Scenario, flow: Flow, password: str, *attributes: str
) -> tuple[Client, list[tuple[Exchange, Exchange]]]:
    """For each address of a user that could be an alias: a sign-in before it counts as verified, and one after."""
    pool = pool_for(s, flow, **ALIASES)
    client = client_for(s, flow, pool)
    names = {name: s.email() if name == "email" else s.phone() for name in attributes}
    user = owner_of(s, pool, "user", password, **names)
    signs_in(s, flow, client, user.login, password)
    early = {name: attempt(s, flow, client, value, password) for name, value in names.items()}
    must_update(s, pool, user.username, **{f"{name}_verified": "true" for name in names})
    return client, [(early[one], signs_in(s, flow, client, names[one], password, flow.alias)) for one in names]


# -- codes by e-mail ---------------------------------------------------------------------------------------------------


def code_pool(s: Scenario, **config: Any) -> tuple[Pool, Client]:
    """A pool whose users may begin with a code by e-mail, and a client for that."""
    pool = s.pool(**first_factors(EMAIL), **config)
    return pool, choice_client(s, pool)


def by_code(s: Scenario, client: Client, user: User, name: str) -> Exchange:
    """USER_AUTH that prefers a code by e-mail, begun and answered with this name; the last answer that came."""
    begun = prefer(s, client, name, EMAIL)
    if begun.get("ChallengeName") != EMAIL:
        return begun
    return answer(s, client, begun, EMAIL, name, sent_code(s, user, begun, EMAIL))


def must_sign_in_by_code(s: Scenario, client: Client, user: User) -> None:
    """The example ends where the user name itself does not sign in so."""
    needs_choice(s, client, user)
    answered = s.need(by_code(s, client, user, user.login), EMAIL_BLAME)
    if not answered.get("AuthenticationResult.AccessToken"):
        seen = answered.get("ChallengeName") or "no challenge"
        s.end(EMAIL_BLAME, f"a code by e-mail gave no tokens but {seen}", answered)


def called(user: User, name: str) -> User:
    """The same user with another name to type."""
    return replace(user, login=name)
