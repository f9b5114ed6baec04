"""Devices of sign-ins in which the password is proved by SRP, by whichever flow."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from conformance.checking.exchange import Exchange
from conformance.checking.trigger_events import CHALLENGES, CUSTOM_CHALLENGE
from conformance.flows import any_flow
from conformance.flows.any_flow import Flow, client_for, hashed, pool_for, signs_in
from conformance.flows.devices import confirm, device_group, device_key, device_of
from conformance.flows.sign_in import respond, session_of
from conformance.flows.triggers import with_functions
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Client, Session, User
from conformance.strategies import names, passwords
from conformance.strategies.devices import Ways, device_ways
from conformance.strategies.triggers import ASK, FAIL, ISSUE, PROVE

TRACKED: dict[str, Any] = {"DeviceConfiguration": {"ChallengeRequiredOnNewDevice": True}}
AFTER_PROOF = "CUSTOM_AUTH, a challenge after the proof"
FLOWS: dict[str, Flow] = {
    "USER_SRP_AUTH": any_flow.SRP,
    "USER_AUTH, preferred": any_flow.PREFERRED_SRP,
    "USER_AUTH, chosen": any_flow.CHOSEN_SRP,
    "CUSTOM_AUTH": any_flow.CUSTOM_SRP,
    AFTER_PROOF: any_flow.CUSTOM_SRP,
}
RIGHT = "after the proof"
PROOF_AND_QUESTION: dict[str, Any] = {
    "DefineAuthChallenge": [
        {"rounds": 1, "response": PROVE},
        {"rounds": 2, "last": True, "response": ASK},
        {"rounds": 3, "last": True, "response": ISSUE},
        {"response": FAIL},
    ],
    "CreateAuthChallenge": [{"response": {"privateChallengeParameters": {"answer": RIGHT}}}],
    "VerifyAuthChallengeResponse": [{"right": RIGHT}],
}


def _tokens(s: Scenario, flow: str, client: Client, user: User, password: str) -> Exchange:
    """The answer of the sign-in that has the tokens."""
    if flow != AFTER_PROOF:
        return signs_in(s, FLOWS[flow], client, user.login, password)
    asked = s.need(any_flow.attempt(s, FLOWS[flow], client, user.login, password), "CUSTOMT-018")
    if asked.get("ChallengeName") != CUSTOM_CHALLENGE:
        s.end("CUSTOMT-018", f"the proof was followed by {asked.get('ChallengeName')!r}", asked)
    responses = {"USERNAME": user.username, "ANSWER": RIGHT, **hashed(s, client, user.username)}
    answer = respond(s, client, CUSTOM_CHALLENGE, responses, session=session_of(asked))
    s.need(answer, "CUSTOMT-008")
    if not answer.get("AuthenticationResult.AccessToken"):
        s.end("CUSTOMT-008", "the functions issued no tokens", answer)
    return answer


@prop("DEVICE-055", flow=st.sampled_from(sorted(FLOWS)), base=names(), password=passwords(), ways=device_ways())
def test_confirmed_after_any_proof(s: Scenario, flow: str, base: str, password: str, ways: Ways) -> None:
    """The new device of a sign-in by each flow with SRP is confirmed."""
    pool = with_functions(s, PROOF_AND_QUESTION, CHALLENGES, **TRACKED)[1] if flow == AFTER_PROOF else None
    pool = pool or pool_for(s, FLOWS[flow], **TRACKED)
    client = client_for(s, FLOWS[flow], pool)
    user = s.user(pool, username=s.name(base), password=password)
    session = Session(client, user, _tokens(s, flow, client, user, password))
    if not (device_key(session.exchange) and device_group(session.exchange)):
        if flow == "USER_SRP_AUTH":
            s.end("DEVICE-001", "the sign-in came without NewDeviceMetadata", session.exchange)
        s.exclude("sign-ins by this flow give no device key here, and sources disagree whether they do")
    s.accepted("DEVICE-055", confirm(s, session, device_of(session, ways)))
