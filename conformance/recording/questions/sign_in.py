"""Questions about signing in, and about the tokens that come of it."""

from __future__ import annotations

from functools import partial
from typing import Any

from conformance.checking.exchange import Exchange
from conformance.flows.groups import make_group, must_add_to_group
from conformance.flows.second_factors import APP, asked, enrolled, must_set_mode, prefer, set_mode
from conformance.flows.sign_in import srp_first, with_password
from conformance.kit.reading import is_uuid, token_in
from conformance.recording.questions.question import Said, in_words, question, readable_claims, refusal_expected
from conformance.scenario.resources import Client, Pool, User
from conformance.scenario.unjudged import Quiet

FLOWS = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
N_LENGTH = 768  # hexadecimal digits of the group's prime


def _client(s: Quiet, pool: Pool, **config: Any) -> Client:
    return s.client(pool, ExplicitAuthFlows=FLOWS, **config)


@question("TOKEN-044", "sign-in on a client with EnableTokenRevocation false")
def jti_without_revocation(s: Quiet) -> Said:
    """See the catalog."""
    pool = s.pool()
    answer = s.sign_in(_client(s, pool, EnableTokenRevocation=False), s.user(pool)).exchange
    has = "jti" in readable_claims(s, token_in(answer, "IdToken"), answer)
    return Said("the ID token has jti" if has else "the ID token has no jti", not has, answer)


@question("TOKEN-045", "sign-in of a user in three groups, the first of them by name the last by precedence")
def order_of_groups(s: Quiet) -> Said:
    """See the catalog."""
    pool = s.pool()
    user = s.user(pool)
    groups = [make_group(s, pool, letter, Precedence=rank) for letter, rank in (("a", 3), ("b", 2), ("c", 1))]
    for group in groups:
        must_add_to_group(s, user, group)
    answer = s.sign_in(_client(s, pool), user).exchange
    listed = readable_claims(s, token_in(answer, "IdToken"), answer).get("cognito:groups")
    if not isinstance(listed, list) or set(listed) != set(groups):
        s.end("GROUP-003", "the ID token does not name the three groups", answer)
    ordered = listed == list(reversed(groups))
    words = "ordered by precedence" if ordered else "ordered by name" if listed == groups else "in another order"
    return Said(words, ordered, answer)


@question("PUEE-023", "USER_SRP_AUTH of a user who does not exist, on a client that hides that")
def simulated_id(s: Quiet) -> Said:
    """See the catalog."""
    client = _client(s, s.pool(), PreventUserExistenceErrors="ENABLED")
    name = s.name("nobody")
    answer = s.need(srp_first(s, client, name).challenge, None)
    shown = answer.get("ChallengeParameters.USER_ID_FOR_SRP")
    words = "a UUID" if is_uuid(shown) else "the name that was given" if shown == name else "something else"
    return Said(words, is_uuid(shown), answer)


@question("PWAUTH-022", "a wrong password of an UNCONFIRMED user, on a client that hides who exists")
def unconfirmed_hidden(s: Quiet) -> Said:
    """See the catalog. The control is the right password once the user is confirmed: before, it is refused as well."""
    pool = s.pool()
    client = _client(s, pool, PreventUserExistenceErrors="ENABLED")
    user = s.user(pool, status="UNCONFIRMED")
    answer = with_password(s, client, user.login, f"{user.password}x")

    def confirmed() -> Exchange:
        s.must("AdminConfirmSignUp", UserPoolId=pool.id, Username=user.username)
        return with_password(s, client, user.login, str(user.password))

    return refusal_expected(answer, "NotAuthorizedException", control=confirmed)


@question("MFA-047", "sign-in of a user who verified an app and set no preference, where MFA is OPTIONAL")
def app_without_preference(s: Quiet) -> Said:
    """See the catalog: the statement has two sides."""
    pool = s.own_pool()
    must_set_mode(s, pool, "OPTIONAL")
    client, user = _client(s, pool), s.user(pool)
    session = s.sign_in(client, user)
    enrolled(s, session)
    said = _challenged(s, client, user)
    if said.about.get("ChallengeName") != APP:
        prefer(s, session)
        asked(s, client, user)  # the control: with the preference, the code is asked for
    return said


@question("MFA-048", "sign-in of a user who prefers an app, after the pool stopped to offer apps")
def app_no_longer_offered(s: Quiet) -> Said:
    """See the catalog: the statement has two sides."""
    pool = s.own_pool()
    must_set_mode(s, pool, "OPTIONAL")
    client, user = _client(s, pool), s.user(pool)
    session = s.sign_in(client, user)
    enrolled(s, session)
    prefer(s, session)
    asked(s, client, user)  # the control: before, the code is asked for
    s.need(set_mode(s, pool, "OFF"), "MFACONF-001")
    return _challenged(s, client, user)


def _challenged(s: Quiet, client: Client, user: User) -> Said:
    answer = with_password(s, client, user.login, str(user.password))
    challenge = answer.get("ChallengeName")
    words = "the code is asked for" if challenge == APP else "no code is asked for" if answer.ok else in_words(answer)
    return Said(words, None, answer)


@question("SRP-036", "USER_SRP_AUTH with a zero as SRP_A")
def zero_as_public_value(s: Quiet) -> Said:
    """The simplest multiple of N. See the catalog."""
    pool = s.pool()
    begun = partial(srp_first, s, _client(s, pool), s.user(pool).login)
    zero = begun(keys={"A": "0" * N_LENGTH})
    return refusal_expected(zero.challenge, control=lambda: begun().challenge)
