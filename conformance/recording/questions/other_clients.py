"""Questions about what one app client may do with what another one, or another flow, began."""

from __future__ import annotations

from functools import partial

from conformance.checking.exchange import Exchange
from conformance.flows.sign_in import srp_answer, srp_first, srp_proof
from conformance.recording.questions.question import Said, acceptance_expected, question, refusal_expected
from conformance.scenario.resources import Client, User
from conformance.scenario.unjudged import Quiet

ALLOWED = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
LEGACY = ["ADMIN_NO_SRP_AUTH", "USER_PASSWORD_AUTH"]


def _asked_for_a_password(s: Quiet, client: Client, user: User, name: str) -> str:
    """The Session of the challenge NEW_PASSWORD_REQUIRED, which a user with a temporary password gets."""
    begun = s.must(
        "InitiateAuth",
        signed=False,
        ClientId=client.id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": name, "PASSWORD": str(user.password)},
    )
    return begun.text("Session")


def _new_password(s: Quiet, client: Client, session: str, name: str) -> Exchange:
    """The answer to that challenge, not judged."""
    return s.call(
        "RespondToAuthChallenge",
        signed=False,
        ClientId=client.id,
        ChallengeName="NEW_PASSWORD_REQUIRED",
        Session=session,
        ChallengeResponses={"USERNAME": name, "NEW_PASSWORD": "Another-Horse-8"},
    )


@question("SESSION-016", "NEW_PASSWORD_REQUIRED answered through another client of the pool")
def answered_elsewhere(s: Quiet) -> Said:
    """See the catalog."""
    pool = s.pool()
    first, other = s.own_client(pool, ExplicitAuthFlows=ALLOWED), s.own_client(pool, ExplicitAuthFlows=ALLOWED)
    user = s.user(pool, status="FORCE_CHANGE_PASSWORD")

    def answered(client: Client) -> Exchange:
        return _new_password(s, client, _asked_for_a_password(s, first, user, user.login), user.login)

    return refusal_expected(answered(other), control=lambda: answered(first))


@question("ALIAS-068", "NEW_PASSWORD_REQUIRED after a sign-in by an alias, answered with that alias as USERNAME")
def answered_by_alias(s: Quiet) -> Said:
    """See the catalog."""
    pool = s.pool(AliasAttributes=["email"])
    client, alias = s.client(pool, ExplicitAuthFlows=ALLOWED), s.email()
    user = s.user(pool, status="FORCE_CHANGE_PASSWORD", attributes={"email": alias, "email_verified": "true"})
    return acceptance_expected(_new_password(s, client, _asked_for_a_password(s, client, user, alias), alias))


@question("SRP-037", "the same proof of SRP sent a second time")
def proof_sent_twice(s: Quiet) -> Said:
    """See the catalog. The first answer, which has to be accepted, is the control."""
    pool = s.pool()
    client, user = s.client(pool, ExplicitAuthFlows=ALLOWED), s.user(pool)
    start = srp_first(s, client, user.login)
    proof = srp_proof(s, client, start, str(user.password))
    s.need(srp_answer(s, client, start, proof), "SRP-001")
    return refusal_expected(srp_answer(s, client, start, proof), control=None)


@question("ROTATE-023", "GetTokensFromRefreshToken with a token of an ADMIN_NO_SRP_AUTH sign-in")
def token_of_another_flow(s: Quiet) -> Said:
    """See the catalog."""
    pool = s.pool()
    client, user = s.client(pool, ExplicitAuthFlows=LEGACY), s.user(pool)
    named = {"USERNAME": user.login, "PASSWORD": str(user.password)}

    def refreshed(begun: Exchange) -> Exchange:
        token = begun.text("AuthenticationResult.RefreshToken")
        return s.call("GetTokensFromRefreshToken", signed=False, ClientId=client.id, RefreshToken=token)

    by_admin = partial(s.must, "AdminInitiateAuth", UserPoolId=pool.id, ClientId=client.id, AuthParameters=named)
    by_user = partial(s.must, "InitiateAuth", signed=False, ClientId=client.id, AuthParameters=named)
    answer = refreshed(by_admin(AuthFlow="ADMIN_NO_SRP_AUTH"))
    return refusal_expected(answer, control=lambda: refreshed(by_user(AuthFlow="USER_PASSWORD_AUTH")))
