"""The flags of addresses in the ID tokens of the code grant: booleans, as in those of the API."""

from __future__ import annotations

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.redirects import claims_of
from conformance.checking.registry import check
from conformance.flows.hosted_sign_in import web_client, web_pool, web_tokens, web_user
from conformance.scenario import Scenario, prop
from conformance.strategies import names
from conformance.strategies.scopes import words_for_pkce

FLAGS = ("email_verified", "phone_number_verified")


@check("SCOPE-027")
def flags_of_code_grant(answer: Exchange) -> Difference | None:
    """The flags that the ID token has are booleans."""
    claims = claims_of(answer, "id_token")
    for flag in FLAGS:
        if flag in claims and not isinstance(claims[flag], bool):
            return Difference(f"{flag.replace('_', '-')}-form", f"{flag} true or false", f"{flag} {claims[flag]!r}")
    return None


@prop("SCOPE-027", base=names(), word=words_for_pkce(), verified=st.booleans())
def test_flags_of_code_grant(s: Scenario, base: str, word: str, verified: bool) -> None:
    """A user with both addresses, verified or not, and the scopes for both."""
    pool = web_pool(s)
    client, user = web_client(s, pool), web_user(s, pool, base, verified=verified)
    answer = web_tokens(s, client, user, "openid email phone", word)
    claims = claims_of(answer, "id_token")
    missing = [flag for flag in FLAGS if flag not in claims]
    if missing:
        s.end("SCOPE-014", f"the ID token has no {' and no '.join(missing)}", answer)
    s.check("SCOPE-027", answer)
