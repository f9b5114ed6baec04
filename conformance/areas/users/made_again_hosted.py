"""A user who is deleted, and a new one with the same name: the codes and browsers of the former user, at the domain."""

from __future__ import annotations

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.redirects import refused_without_code
from conformance.checking.registry import check
from conformance.flows.code_grant import again, application, code_for, proof_key, redeemed
from conformance.flows.made_again import delete, make_again, other_password
from conformance.scenario import Scenario, prop
from conformance.strategies import names, passwords
from conformance.strategies.malformed import words


@check("ADMUSER-046")
def no_tokens_for_code(answer: Exchange) -> Difference | None:
    """The token endpoint gives no tokens, and does not fail."""
    if answer.server_error:
        return Difference("server-error", "a refusal of the caller's request", f"HTTP {answer.status}")
    issued = [name for name in ("access_token", "id_token", "refresh_token") if answer.get(name)]
    return Difference("tokens", "no tokens", ", ".join(issued)) if issued else None


@check("ADMUSER-047")
def browser_not_signed_in(answer: Exchange) -> Difference | None:
    """The browser is given no code, and the server does not fail."""
    return refused_without_code(answer)


@prop(
    "ADMUSER-046", "ADMUSER-047", plain=("name=email", "name=phone"), base=names(), word=words(), password=passwords()
)
def test_code_and_browser(s: Scenario, base: str, word: str, password: str) -> None:
    """A code of the former user that was not redeemed, and a browser that the former user signed in with."""
    site = application(s)
    former = s.user(site.pool, username=s.name(base), password=password)
    verifier, key = proof_key(s, word)
    unspent, spent = (code_for(s, site, former, scope="openid", **key).code for _ in range(2))
    s.need(redeemed(s, site, spent, verifier), "OTOKEN-001")
    delete(s, former)
    make_again(s, former, other_password(password))
    s.check("ADMUSER-046", redeemed(s, site, unspent, verifier))
    s.check("ADMUSER-047", again(s, site, word))
