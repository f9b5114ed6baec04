"""Managed login, the newer pages of a domain, as far as they can be judged without running scripts."""

from __future__ import annotations

from urllib.parse import unquote_plus

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.redirects import claims_of, redirect_query, refused_without_code
from conformance.checking.registry import check
from conformance.flows.code_grant import APPLICATION, CALLBACK, Site, again, code_for, proof_key, served, tokens_for
from conformance.flows.lists import settled
from conformance.flows.passkeys import domain_pool
from conformance.scenario import Scenario, prop
from conformance.scenario.browser import Browser
from conformance.strategies import names, passwords
from conformance.strategies.hosted import states
from conformance.strategies.malformed import words

UNAVAILABLE = "Login pages unavailable"
MISSING = "Missing required parameter client_id in request URL"


@check("AUTHZ-028")
def login_required(answer: Exchange, callback: str, state: str) -> Difference | None:
    """The callback gets the error login_required, with the state."""
    if not answer.headers.get("location", "").startswith(callback):
        return Difference("no-redirect", f"a redirect to {callback}", f"HTTP {answer.status} {answer.code or ''}")
    seen = redirect_query(answer)
    for name, value in (("error", "login_required"), ("state", state)):
        if seen.get(name) != value:
            return Difference(f"no-{name}", f"{name}={value}", f"{seen.get(name)!r}")
    return None


@check("LOGIN-020")
def no_page(answer: Exchange) -> Difference | None:
    """The status is 403."""
    return None if answer.status == 403 else Difference("status", "HTTP 403", f"HTTP {answer.status}")


@check("LOGIN-022")
def no_page_text(answer: Exchange) -> Difference | None:
    """The page has the text that Cognito shows where there is no page."""
    return None if UNAVAILABLE in answer.body else Difference("text", f"a page that says {UNAVAILABLE!r}", "another")


@check("LOGOUT-012")
def parameter_missed(answer: Exchange) -> Difference | None:
    """The page, or the address that leads to it, has the error."""
    if MISSING in answer.body or MISSING in unquote_plus(answer.headers.get("location", "")):
        return None
    return Difference("text", f"an answer that says {MISSING!r}", f"HTTP {answer.status} with another text")


def managed(s: Scenario) -> Site:
    """A new client of a pool with managed login, without a style; the example ends where there are no such domains."""
    pool, domain = domain_pool(s)
    shown = s.call("DescribeUserPoolDomain", Domain=domain)
    if shown.ok and shown.get("DomainDescription.ManagedLoginVersion") != 2:
        s.lack("this target keeps no ManagedLoginVersion: its domains have the classic pages")
    s.need(shown, "DOMAIN-001")
    hosted = s.hosted(pool, domain)
    return Site(hosted, s.own_client(pool, **APPLICATION), Browser(s, hosted))


@prop("AUTHZ-028", state=states(), word=words())
def test_prompt_none(s: Scenario, state: str, word: str) -> None:
    """prompt=none in a browser without a session; without the parameter there is no error."""
    site = managed(s)
    asked = {"scope": "openid", "state": state, **proof_key(s, word)[1]}
    plain = s.need(served(s, site.browser.authorize(site.client, **asked)), "AUTHZ-001")
    if redirect_query(plain).get("error"):
        s.end("AUTHZ-001", "a right request is answered with an error", plain)
    answer = served(s, site.browser.authorize(site.client, **asked, prompt="none"))
    s.check("AUTHZ-028", answer, callback=CALLBACK, state=state)


def give_style(s: Scenario, site: Site) -> None:
    """A style for the client, without which there are no pages for it."""
    s.must(
        "CreateManagedLoginBranding",
        blame="AUTHZ-001",
        UserPoolId=site.pool.id,
        ClientId=site.client.id,
        UseCognitoProvidedValues=True,
    )


@check("AUTHZ-030")
def asked_again(answer: Exchange) -> Difference | None:
    """There is no code, and the server does not fail."""
    return refused_without_code(answer)


@check("AUTHZ-031")
def silently_continued(answer: Exchange) -> Difference | None:
    """The callback gets a code."""
    seen = redirect_query(answer)
    if seen.get("code"):
        return None
    return Difference("no-code", "a code", f"error {seen['error']!r}" if seen.get("error") else f"HTTP {answer.status}")


@prop("AUTHZ-030", "AUTHZ-031", base=names(), password=passwords(), word=words())
def test_prompt_with_session(s: Scenario, base: str, password: str, word: str) -> None:
    """In a browser that has a session: without prompt, with prompt=login, and with prompt=none."""
    site = managed(s)
    give_style(s, site)
    s.need(settled(s, lambda: again(s, site, word), lambda answer: answer.ok), "AUTHZ-001")
    user = s.user(site.pool, password=password, username=s.name(base))
    code_for(s, site, user, scope="openid", **proof_key(s, word)[1])
    signed_in = again(s, site, word)
    if not redirect_query(signed_in).get("code"):
        s.end("LOGIN-012", "there is no session in this browser", signed_in)
    s.check("AUTHZ-031", again(s, site, word, prompt="none"))
    s.check("AUTHZ-030", again(s, site, word, prompt="login"))


@check("SCOPE-028")
def bound_to_resource(answer: Exchange, resource: str) -> Difference | None:
    """aud of the access token is the resource, or a list that has it."""
    seen = claims_of(answer).get("aud")
    right = resource in seen if isinstance(seen, list) else seen == resource
    return None if right else Difference("audience", f"aud {resource!r}", f"aud {seen!r}")


@prop("SCOPE-028", base=names(), password=passwords(), word=words(), path=words())
def test_resource(s: Scenario, base: str, password: str, word: str, path: str) -> None:
    """A sign-in for an API of one's own."""
    site = managed(s)
    give_style(s, site)
    s.need(settled(s, lambda: again(s, site, word), lambda answer: answer.ok), "AUTHZ-001")
    user = s.user(site.pool, password=password, username=s.name(base))
    resource = f"https://api.example.com/{path}"
    answer = s.need(tokens_for(s, site, user, word, scope="openid", resource=resource), "OTOKEN-001")
    s.check("SCOPE-028", answer, resource=resource)


@prop("LOGIN-020", "LOGIN-022", word=words())
def test_without_style(s: Scenario, word: str) -> None:
    """A client before and after it has a style."""
    site = managed(s)

    def arrived() -> Exchange:
        site.browser.forget()
        request = site.browser.authorize(site.client, scope="openid", **proof_key(s, word)[1])
        return served(s, site.browser.follow(request))

    before = arrived()
    give_style(s, site)
    s.need(settled(s, arrived, lambda answer: answer.ok), "AUTHZ-001")
    if s.check("LOGIN-020", before):
        s.check("LOGIN-022", before)


@prop("LOGOUT-012", word=words())
def test_logout_of_nobody(s: Scenario, word: str) -> None:
    """Logout without client_id."""
    site = managed(s)
    left = served(s, site.browser.get(site.hosted.url("/logout"), query={"state": word}))
    s.check(
        "LOGOUT-012", left if MISSING in unquote_plus(left.headers.get("location", "")) else site.browser.follow(left)
    )
