"""The sign-in pages: the names that users can sign in with, and the states in which they cannot."""

from __future__ import annotations

from typing import Any

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.redirects import refused_without_code
from conformance.checking.registry import check
from conformance.flows.aliases import must_update, owner_of
from conformance.flows.code_grant import APPLICATION, Site, application, code_for, proof_key, redeemed, served
from conformance.flows.sign_in_names import (
    ADDRESSES,
    ALIASES,
    ANY_CASE_ALIAS,
    EMAIL_NAME,
    NUMBER,
    USER_NAME,
    alias_owner,
    called,
)
from conformance.kit.reading import part_of
from conformance.scenario import Scenario, prop
from conformance.scenario.browser import Arrival, Browser
from conformance.scenario.resources import User
from conformance.strategies import passwords
from conformance.strategies.accounts import case_changes, mixed_case_names, recased
from conformance.strategies.malformed import words


@check("LOGIN-023")
def reset_required_gets_no_code(last: Exchange) -> Difference | None:
    """The browser is given no code, and the server does not fail."""
    return refused_without_code(last)


@check("ALIAS-044")
def unverified_gets_no_code(last: Exchange, by: str) -> Difference | None:
    """The browser is given no code for this kind of name, and the server does not fail."""
    found = refused_without_code(last)
    return found and Difference(f"{by}-{found.kind}", found.expected, found.seen)


@check("ALIAS-035", "ALIAS-057", "CASE-025")
def tokens_of_the_named(answer: Exchange, by: str, username: str) -> Difference | None:
    """The code gives tokens, which are those of the user whose name it is."""
    kind = by.replace("-", " ")
    if not answer.ok:
        return Difference(f"{by}-refused-{answer.code}", f"tokens for the {kind}", f"{answer.code}: {answer.message}")
    token = answer.response.get("id_token")
    if not isinstance(token, str):
        return Difference(f"{by}-no-tokens", f"tokens for the {kind}", f"{answer.operation}: HTTP {answer.status}")
    seen = part_of(token, 1).get("cognito:username")
    if seen == username:
        return None
    return Difference(f"{by}-other-user", f"tokens of {username!r} for the {kind}", f"cognito:username {seen!r}")


def _site(s: Scenario, **config: Any) -> Site:
    """The application of a pool of this configuration. The hosted UI comes first, as in ``application``."""
    pool = s.pool(**config)
    hosted = s.hosted(pool)
    return Site(hosted, s.client(pool, **APPLICATION), Browser(s, hosted))


def _attempt(s: Scenario, site: Site, user: User, word: str) -> Arrival:
    """A sign-in in a new browser."""
    site.browser.forget()
    arrival = site.browser.sign_in(site.client, user, scope="openid", **proof_key(s, word)[1])
    served(s, arrival.last)
    return arrival


def _judge(s: Scenario, requirement: str, site: Site, user: User, word: str, kind: str, name: str) -> None:
    """A sign-in at the pages with this name, and the exchange of the resulting code."""
    arrival = _attempt(s, site, called(user, name), word)
    answer = redeemed(s, site, arrival.code, proof_key(s, word)[0]) if arrival.code else arrival.last
    s.check(requirement, answer, by=kind, username=user.username)


@prop("LOGIN-023", password=passwords(), word=words())
def test_reset_required(s: Scenario, password: str, word: str) -> None:
    """A user who could sign in until an administrator reset the password."""
    site = application(s)
    attributes = {"email": s.email(), "email_verified": "true"}
    user = s.user(site.pool, password=password, attributes=attributes)
    code_for(s, site, user, scope="openid", **proof_key(s, word)[1])
    s.must("AdminResetUserPassword", UserPoolId=site.pool.id, Username=user.username)
    s.check("LOGIN-023", _attempt(s, site, user, word).last)


@prop("ALIAS-035", password=passwords(), word=words())
def test_aliases(s: Scenario, password: str, word: str) -> None:
    """A sign-in by address, by number and by preferred name."""
    site = _site(s, **ALIASES)
    user, names = alias_owner(s, site.pool, password)
    code_for(s, site, user, scope="openid", **proof_key(s, word)[1])
    for kind, name in names.items():
        _judge(s, "ALIAS-035", site, user, word, kind, name)


@prop("ALIAS-044", password=passwords(), word=words())
def test_unverified(s: Scenario, password: str, word: str) -> None:
    """A sign-in by address and number before they are verified; afterwards each signs in."""
    site = _site(s, **ALIASES)
    names = {EMAIL_NAME: s.email(), NUMBER: s.phone()}
    user = owner_of(s, site.pool, "user", password, email=names[EMAIL_NAME], phone_number=names[NUMBER])
    early = {kind: _attempt(s, site, called(user, name), word).last for kind, name in names.items()}
    must_update(s, site.pool, user.username, email_verified="true", phone_number_verified="true")
    for name in names.values():
        site.browser.forget()
        code_for(s, site, called(user, name), scope="openid", **proof_key(s, word)[1])
    for kind, last in early.items():
        s.check("ALIAS-044", last, by=kind)


@prop("ALIAS-057", password=passwords(), word=words())
def test_addresses(s: Scenario, password: str, word: str) -> None:
    """Address and number where they are user names; in a pool of plain names the user name signs in."""
    plain = application(s)
    code_for(s, plain, s.user(plain.pool, password=password), scope="openid", **proof_key(s, word)[1])
    site = _site(s, **ADDRESSES)
    for kind, login in ((EMAIL_NAME, s.email()), (NUMBER, s.phone())):
        user = s.user(site.pool, username=login, password=password)
        _judge(s, "ALIAS-057", site, user, word, kind, login)


@prop("CASE-025", base=mixed_case_names(), change=case_changes(), password=passwords(), word=words())
def test_other_case(s: Scenario, base: str, change: str, password: str, word: str) -> None:
    """User name and address in another case, in a pool without case."""
    site, address = _site(s, **ANY_CASE_ALIAS), s.email()
    user = owner_of(s, site.pool, base, password, email=address, email_verified="true")
    code_for(s, site, user, scope="openid", **proof_key(s, word)[1])
    for kind, name in ((USER_NAME, user.login), (EMAIL_NAME, address)):
        _judge(s, "CASE-025", site, user, word, kind, recased(name, change))
