"""A domain that is deleted and given to another pool, and the domains of two pools."""

from __future__ import annotations

from collections.abc import Callable

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.redirects import redirect_query, refused_without_code, server_failed
from conformance.checking.registry import check
from conformance.flows.code_grant import APPLICATION, CALLBACK, Site, again, code_for, proof_key, redeemed, served
from conformance.scenario import Scenario, prop
from conformance.scenario.browser import Browser
from conformance.scenario.resources import Hosted, Pool
from conformance.strategies import names, passwords
from conformance.strategies.domains import prefixes
from conformance.strategies.malformed import words


def site(s: Scenario, hosted: Hosted, pool: Pool) -> Site:
    """An application of this pool, with a browser that asks this domain."""
    return Site(hosted, s.client(pool, **APPLICATION), Browser(s, hosted))


def without_page_or_code(answer: Exchange) -> Difference | None:
    """Neither a form for a password nor a code, nor a redirect to the callback; and the server does not fail."""
    location = answer.headers.get("location", "")
    if answer.ok and "<form" in answer.body.lower() and "password" in answer.body.lower():
        return Difference("form", "no sign-in page", "a form for a password")
    if location.startswith(CALLBACK):
        seen = f"a redirect there with {sorted(redirect_query(answer))}"
        return Difference("callback", "no redirect to the callback", seen)
    return server_failed(answer)


@check("DOMAIN-018")
def names_pool(described: Exchange, pool: str) -> Difference | None:
    """DomainDescription has the id of the pool that has the domain now."""
    found = described.get("DomainDescription.UserPoolId")
    return None if found == pool else Difference("other-pool", f"UserPoolId {pool}", f"UserPoolId {found!r}")


@check("DOMAIN-019", "DOMAIN-020")
def client_not_served(answer: Exchange) -> Difference | None:
    """The client of another pool gets no sign-in page, no code and no redirect to its callback."""
    return without_page_or_code(answer)


@prop("DOMAIN-018", base=prefixes())
def test_prefix_given_to_another_pool(s: Scenario, base: str) -> None:
    """A prefix of one pool is deleted, and another pool gets it."""
    former, pool = s.own_pool(), s.own_pool()
    domain = f"{base}{s.suffix()}"
    hand_over(s, domain, former, pool)
    s.check("DOMAIN-018", s.must("DescribeUserPoolDomain", blame="DOMAIN-004", Domain=domain), pool=pool.id)


def hand_over(s: Scenario, domain: str, former: Pool, pool: Pool, meanwhile: Callable[[], object] = int) -> None:
    """Give a pool's domain to another pool; ``meanwhile`` is done while the former one has it."""
    s.need(s.call("CreateUserPoolDomain", UserPoolId=former.id, Domain=domain), "DOMAIN-001")
    meanwhile()
    s.must("DeleteUserPoolDomain", blame="DOMAIN-006", UserPoolId=former.id, Domain=domain)
    s.must("CreateUserPoolDomain", blame="DOMAIN-017", UserPoolId=pool.id, Domain=domain)


@prop("DOMAIN-019", base=prefixes(), word=words())
def test_client_of_the_former_pool(s: Scenario, base: str, word: str) -> None:
    """The former pool's client is served as long as its pool has the domain, then the other pool's."""
    former, pool = s.own_pool(), s.own_pool()
    domain = f"{base}{s.suffix()}"
    old = site(s, s.hosted(former, domain), former)
    _, key = proof_key(s, word)

    def page(asked: Site) -> Exchange:
        return served(s, asked.browser.follow(asked.browser.authorize(asked.client, scope="openid", **key)))

    hand_over(s, domain, former, pool, lambda: s.need(page(old), "AUTHZ-001"))
    new = site(s, s.hosted(pool, domain), pool)
    s.need(page(new), "AUTHZ-001")
    s.check("DOMAIN-019", page(Site(new.hosted, old.client, Browser(s, new.hosted))))


@check("DOMAIN-021")
def code_not_redeemed(answer: Exchange) -> Difference | None:
    """The token endpoint gives no tokens, and does not fail."""
    if answer.get("access_token") or answer.get("id_token"):
        return Difference("tokens", "no tokens", "tokens")
    return server_failed(answer)


@check("DOMAIN-022")
def not_signed_in_there(answer: Exchange) -> Difference | None:
    """The browser is given no code at the other domain."""
    return refused_without_code(answer)


@prop(
    "DOMAIN-020",
    "DOMAIN-021",
    "DOMAIN-022",
    plain=("name=email", "name=phone"),
    base=names(),
    word=words(),
    password=passwords(),
)
def test_two_domains(s: Scenario, base: str, word: str, password: str) -> None:
    """Two pools with domains and users with the same name: a client, code and browser of one at the other's."""
    pools = s.two_pools()
    here, there = (site(s, s.hosted(pool), pool) for pool in pools)
    if here.hosted.base == there.hosted.base:
        s.lack("all pools share one address of their pages here")
    user = s.user(here.pool, username=s.name(base), password=password)
    given = {"email": user.login} if "email" in there.pool.username_attributes else {}
    s.user(there.pool, username=user.login, password=password, attributes=given)
    verifier, key = proof_key(s, word)
    astray = Site(there.hosted, here.client, Browser(s, there.hosted))
    answer = astray.browser.follow(astray.browser.authorize(astray.client, scope="openid", **key))
    s.check("DOMAIN-020", served(s, answer))
    unspent, spent = (code_for(s, here, user, scope="openid", **key).code for _ in range(2))
    s.check("DOMAIN-021", redeemed(s, astray, unspent, verifier))
    s.need(redeemed(s, here, spent, verifier), "OTOKEN-001")
    own = again(s, here, word)
    if not redirect_query(own).get("code"):
        s.end("LOGIN-012", "the browser is asked for the password again at the domain where it signed in", own)
    there.browser.number = here.browser.number  # the same browser, at the other domain
    s.check("DOMAIN-022", again(s, there, word))
