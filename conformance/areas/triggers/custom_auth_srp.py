"""SRP inside CUSTOM_AUTH: the functions ask for the password first."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.checking.trigger_events import CHALLENGES, CUSTOM_CHALLENGE, DEFINE, events_of, request_in, shown_in
from conformance.flows.sign_in import SrpStart, computable, initiate, srp_answer, srp_first, srp_proof
from conformance.flows.triggers import needs_event, with_functions
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Client, User
from conformance.strategies import names, passwords
from conformance.strategies.clients import CUSTOM_CLIENT
from conformance.strategies.triggers import ASK, FAIL, ISSUE, PROVE, Graph, graphs

VERIFIER = "PASSWORD_VERIFIER"
PROOF_FIRST: dict[str, Any] = {
    "DefineAuthChallenge": [
        {"rounds": 1, "response": PROVE},
        {"rounds": 2, "last": True, "response": ASK},
        {"rounds": 3, "last": True, "response": ISSUE},
        {"response": FAIL},
    ],
    "CreateAuthChallenge": [{"response": {"privateChallengeParameters": {"answer": "after the proof"}}}],
    "VerifyAuthChallengeResponse": [{"right": "after the proof"}],
}


@check("CUSTOMT-016")
def srp_in_session(events: Exchange, answer: Exchange) -> Difference | None:
    """The first event's session is one entry: SRP_A with challengeResult true."""
    seen = request_in(events_of(events, DEFINE)[0], "session")
    entry = seen[0] if isinstance(seen, list) and len(seen) == 1 and isinstance(seen[0], dict) else {}
    if entry.get("challengeName") == "SRP_A" and entry.get("challengeResult") is True:
        return None
    return Difference("first-session", "session of one entry, SRP_A with challengeResult true", f"{seen!r}")


@check("CUSTOMT-017")
def asks_for_proof(answer: Exchange) -> Difference | None:
    """The answer is PASSWORD_VERIFIER with SALT, SRP_B, SECRET_BLOCK and USER_ID_FOR_SRP."""
    name = answer.get("ChallengeName")
    if name != VERIFIER:
        return Difference("challenge-name", f"ChallengeName {VERIFIER}", f"{name!r}")
    needed = ("SALT", "SRP_B", "SECRET_BLOCK", "USER_ID_FOR_SRP")
    lost = [n for n in needed if not answer.get(f"ChallengeParameters.{n}")]
    return Difference("parameters", f"parameters {', '.join(needed)}", f"without {', '.join(lost)}") if lost else None


@check("CUSTOMT-018")
def custom_follows(answer: Exchange) -> Difference | None:
    """The answer is another CUSTOM_CHALLENGE, without tokens."""
    if answer.get("AuthenticationResult.AccessToken"):
        return Difference("tokens", f"ChallengeName {CUSTOM_CHALLENGE}", "tokens")
    name = answer.get("ChallengeName")
    return (
        None
        if name == CUSTOM_CHALLENGE
        else Difference("challenge-name", f"ChallengeName {CUSTOM_CHALLENGE}", f"{name!r}")
    )


@check("CUSTOMT-019")
def proof_in_session(events: Exchange, answer: Exchange) -> Difference | None:
    """The last event's session is SRP_A and PASSWORD_VERIFIER, both with challengeResult true."""
    shown = shown_in(events_of(events, DEFINE)[-1])
    expected = [["SRP_A", True], [VERIFIER, True]]
    return None if shown == expected else Difference("history", f"session {expected}", f"{shown}")


@check("CUSTOMT-020")
def wrong_proof_is_no_proof(events: Exchange, right: Exchange, wrong: Exchange) -> Difference | None:
    """The wrong proof brings neither tokens nor a challenge, and no event shows it as right."""
    if wrong.get("AuthenticationResult.AccessToken") or wrong.get("ChallengeName") == CUSTOM_CHALLENGE:
        given = "tokens" if wrong.get("AuthenticationResult") else CUSTOM_CHALLENGE
        return Difference("accepted", "no tokens and no further challenge", given)
    for event in events_of(events, DEFINE):
        if [VERIFIER, True] in shown_in(event):
            return Difference("told-right", "challengeResult not true", "challengeResult true")
    return None


def first(s: Scenario, client: Client, user: User, *, admin: bool = False) -> SrpStart:
    """CUSTOM_AUTH that begins with SRP_A."""
    return srp_first(s, client, user.login, flow="CUSTOM_AUTH", admin=admin, CHALLENGE_NAME="SRP_A")


def proof_asked(s: Scenario, client: Client, user: User, *, admin: bool = False) -> SrpStart:
    """The same, with a challenge that can be computed with; the example ends without one."""
    start = first(s, client, user, admin=admin)
    s.need(start.challenge, "CUSTOMT-017")
    if start.challenge.get("ChallengeName") != VERIFIER or not computable(start):
        seen = start.challenge.get("ChallengeName")
        s.end("CUSTOMT-017", f"CUSTOM_AUTH with SRP_A was answered with {seen!r}", start.challenge)
    return start


@prop("CUSTOMT-016", graph=graphs("chain", shortest=2), base=names(), admin=st.booleans())
def test_srp_in_session(s: Scenario, graph: Graph, base: str, admin: bool) -> None:
    """CHALLENGE_NAME is SRP_A, and the parameter SRP_A is missing."""
    function, pool = with_functions(s, graph.plan, CHALLENGES)
    client = s.client(pool, ExplicitAuthFlows=CUSTOM_CLIENT)
    user = s.user(pool, username=s.name(base))
    answer = initiate(s, client, "CUSTOM_AUTH", {"USERNAME": user.login, "CHALLENGE_NAME": "SRP_A"}, admin=admin)
    s.need(answer, "CUSTOMT-001")
    events = s.events(function)
    needs_event(s, events, DEFINE, "CUSTOMT-026")
    s.check("CUSTOMT-016", events, answer)


@prop("CUSTOMT-017", "CUSTOMT-018", "CUSTOMT-019", password=passwords(), base=names(), admin=st.booleans())
def test_right_proof(s: Scenario, password: str, base: str, admin: bool) -> None:
    """The password, and then the custom challenge."""
    function, pool = with_functions(s, PROOF_FIRST, CHALLENGES)
    client = s.client(pool, ExplicitAuthFlows=CUSTOM_CLIENT)
    user = s.user(pool, password=password, username=s.name(base))
    start = first(s, client, user, admin=admin)
    s.accepted("CUSTOMT-017", start.challenge)
    if not s.check("CUSTOMT-017", start.challenge) or not computable(start):
        s.end("CUSTOMT-017", "no proof can be computed", start.challenge)
    answer = srp_answer(s, client, start, srp_proof(s, client, start, password), admin=admin)
    s.accepted("CUSTOMT-018", answer)
    if not s.check("CUSTOMT-018", answer):
        s.end("CUSTOMT-018", "the functions were not asked what comes next")
    events = s.events(function)
    needs_event(s, events, DEFINE, "CUSTOMT-026")
    s.check("CUSTOMT-019", events, answer)


@prop("CUSTOMT-020", password=passwords(), other=passwords(), base=names())
def test_wrong_proof(s: Scenario, password: str, other: str, base: str) -> None:
    """The proof of another password; the right one leads to the custom challenge."""
    s.assume(password != other)
    function, pool = with_functions(s, PROOF_FIRST, CHALLENGES)
    client = s.client(pool, ExplicitAuthFlows=CUSTOM_CLIENT)
    user = s.user(pool, password=password, username=s.name(base))
    start = proof_asked(s, client, user)
    wrong = srp_answer(s, client, start, srp_proof(s, client, start, other))
    if wrong.outcome in ("unsupported", "indeterminate"):
        s.need(wrong, None)
    events = s.events(function)
    start = proof_asked(s, client, user)
    right = s.need(srp_answer(s, client, start, srp_proof(s, client, start, password)), "CUSTOMT-018")
    s.check("CUSTOMT-020", events, right, wrong)
