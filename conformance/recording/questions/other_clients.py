"""Questions about what one app client may do with what another one, or another flow, began."""

from __future__ import annotations

from functools import partial
from typing import Any

from conformance.checking.exchange import Exchange
from conformance.flows.second_factors import named
from conformance.flows.sign_in import (
    SrpStart,
    forced,
    new_password,
    srp_answer,
    srp_first,
    srp_proof,
    with_password,
)
from conformance.recording.questions.question import Said, acceptance_expected, question, refusal_expected
from conformance.scenario.resources import Client
from conformance.scenario.unjudged import Quiet

ALLOWED = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
ANOTHER = "Another-Horse-8"  # a password
LEGACY = ["ADMIN_NO_SRP_AUTH", "USER_PASSWORD_AUTH"]


@question("SESSION-016", "NEW_PASSWORD_REQUIRED answered through another client of the pool")
def answered_elsewhere(s: Quiet) -> Said:
    """See the catalog."""
    pool = s.pool()
    first, other = s.own_client(pool, ExplicitAuthFlows=ALLOWED), s.own_client(pool, ExplicitAuthFlows=ALLOWED)
    user = s.user(pool, status="FORCE_CHANGE_PASSWORD")

    def answered(client: Client) -> Exchange:
        return new_password(s, client, forced(s, first, user), user, ANOTHER)

    return refusal_expected(answered(other), control=lambda: answered(first))


@question("ALIAS-068", "NEW_PASSWORD_REQUIRED after a sign-in by an alias, answered with that alias as USERNAME")
def answered_by_alias(s: Quiet) -> Said:
    """See the catalog."""
    pool = s.pool(AliasAttributes=["email"])
    client, alias = s.client(pool, ExplicitAuthFlows=ALLOWED), s.email()
    user = s.user(pool, status="FORCE_CHANGE_PASSWORD", attributes={"email": alias, "email_verified": "true"})
    begun = with_password(s, client, alias, str(user.password))
    challenge = named(s, begun, "NEW_PASSWORD_REQUIRED", "ALIAS-001")
    return acceptance_expected(new_password(s, client, challenge, user, ANOTHER, USERNAME=alias))


@question("SRP-037", "the same proof of SRP sent a second time")
def proof_sent_twice(s: Quiet) -> Said:
    """See the catalog. The first answer is accepted, and so has to be that of a sign-in begun after the second one."""
    pool = s.pool()
    client, user = s.client(pool, ExplicitAuthFlows=ALLOWED), s.user(pool)

    def proved() -> tuple[SrpStart, dict[str, Any], Exchange]:
        start = srp_first(s, client, user.login)
        proof = srp_proof(s, client, start, str(user.password))
        return start, proof, srp_answer(s, client, start, proof)

    start, proof, answer = proved()
    s.need(answer, "SRP-001")
    return refusal_expected(srp_answer(s, client, start, proof), control=lambda: proved()[2])


@question("ROTATE-023", "GetTokensFromRefreshToken with a token of an ADMIN_NO_SRP_AUTH sign-in")
def token_of_another_flow(s: Quiet) -> Said:
    """See the catalog."""
    pool = s.pool()
    client, user = s.client(pool, ExplicitAuthFlows=LEGACY), s.user(pool)

    def refreshed(begun: Exchange) -> Exchange:
        token = begun.text("AuthenticationResult.RefreshToken")
        return s.call("GetTokensFromRefreshToken", signed=False, ClientId=client.id, RefreshToken=token)

    begun = partial(with_password, s, client, user.login, str(user.password))
    answer = refreshed(s.need(begun("ADMIN_NO_SRP_AUTH"), "ADMAUTH-001"))
    return refusal_expected(answer, control=lambda: refreshed(s.need(begun("USER_PASSWORD_AUTH"), "PWAUTH-001")))
