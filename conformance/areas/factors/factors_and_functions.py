"""A second factor beside the challenges of a pool's functions: with the password proved by SRP, and without it."""

from __future__ import annotations

from typing import Any

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.checking.sign_in import tokens_at_last
from conformance.checking.trigger_events import CHALLENGES
from conformance.flows import any_flow
from conformance.flows.answers import checked
from conformance.flows.any_flow import PROOF, QUESTION, Flow
from conformance.flows.second_factors import APP, ASKED, Owner, enrolled, first_factor, must_set_mode, prefer, signed_in
from conformance.flows.triggers import with_functions
from conformance.scenario import Scenario, prop
from conformance.strategies import names, passwords
from conformance.strategies.clients import ANY_FLOW_CLIENT


@check("CUSTOMT-028")
def no_factor_asked(answered: Exchange) -> Difference | None:
    """The answer has tokens, and names no challenge."""
    return tokens_at_last(answered)


@check("CUSTOMT-029")
def app_asked(answered: Exchange) -> Difference | None:
    """The answer is SOFTWARE_TOKEN_MFA, without tokens."""
    if answered.get("AuthenticationResult.AccessToken"):
        return Difference("tokens", f"ChallengeName {APP}", "tokens")
    seen = answered.get("ChallengeName")
    return None if seen == APP else Difference("challenge-name", f"ChallengeName {APP}", f"{seen!r}")


def _owner(s: Scenario, plan: dict[str, Any], base: str, password: str) -> Owner:
    """A user who is asked for an app after a password, in a pool with functions where MFA is optional."""
    _, pool = with_functions(s, plan, CHALLENGES, UserPoolTags={"for": "factors beside functions"})
    s.once(pool, "optional MFA", lambda: must_set_mode(s, pool, "OPTIONAL").ok)
    client = s.client(pool, ExplicitAuthFlows=[*ANY_FLOW_CLIENT, "ALLOW_CUSTOM_AUTH"])
    user = s.user(pool, password=password, username=s.name(base))
    session = signed_in(s, client, user)
    owner = Owner(client, user, enrolled(s, session), session)
    prefer(s, session)
    asked = s.need(first_factor(s, client, user, "USER_PASSWORD_AUTH"), ASKED["USER_PASSWORD_AUTH"])
    if asked.get("ChallengeName") != APP:
        s.end(ASKED["USER_PASSWORD_AUTH"], f"the password was followed by {asked.get('ChallengeName')!r}", asked)
    return owner


def _by(s: Scenario, flow: Flow, owner: Owner) -> Exchange:
    return any_flow.attempt(s, flow, owner.client, owner.user.login, str(owner.user.password))


@prop("CUSTOMT-028", plain=("mfa", "devices"), base=names(), password=passwords())
def test_challenges_without_password(s: Scenario, base: str, password: str) -> None:
    """The functions ask for an answer and issue tokens, for a user who has an app."""
    owner = _owner(s, QUESTION.plan, base, password)
    checked(s, "CUSTOMT-028", _by(s, any_flow.CUSTOM, owner))


@prop("CUSTOMT-029", plain=("mfa", "devices"), base=names(), password=passwords())
def test_after_the_proof(s: Scenario, base: str, password: str) -> None:
    """The functions ask for the proof of the password and issue tokens, for a user who has an app."""
    owner = _owner(s, PROOF, base, password)
    checked(s, "CUSTOMT-029", _by(s, any_flow.CUSTOM_SRP, owner))
