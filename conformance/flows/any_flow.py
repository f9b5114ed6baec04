"""One sign-in by any flow: the password sent or proved, or the challenges of a pool's functions. Sent, not judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from conformance.checking.exchange import Exchange
from conformance.checking.trigger_events import CHALLENGES, CUSTOM_CHALLENGE
from conformance.flows.sign_in import (
    SrpStart,
    initiate,
    need_computable,
    respond,
    session_of,
    srp_answer,
    srp_first,
    srp_proof,
)
from conformance.flows.triggers import with_functions
from conformance.scenario import Scenario
from conformance.scenario.resources import Client, Pool
from conformance.strategies.triggers import FAIL, ISSUE, PROVE, Graph

VERIFIER = "PASSWORD_VERIFIER"
SELECT = "SELECT_CHALLENGE"
QUESTION = Graph("tries", 1, 0, 0)  # the functions' challenge in place of a password
PROOF: dict[str, Any] = {  # functions that ask for the proof of the password, and for nothing else
    "DefineAuthChallenge": [
        {"rounds": 1, "response": PROVE},
        {"rounds": 2, "last": True, "response": ISSUE},
        {"response": FAIL},
    ],
    "CreateAuthChallenge": [{"response": {"privateChallengeParameters": {"answer": "never asked"}}}],
    "VerifyAuthChallengeResponse": [{"right": "never asked"}],
}


@dataclass(frozen=True)
class Flow:
    """How a user signs in.

    ``name``: the value of AuthFlow. ``permission``: what a client has to allow. ``works``: the requirement that says
    that a confirmed user signs in so. ``proof``: whether the password is proved by SRP. ``choice``: in USER_AUTH,
    whether the factor is ``preferred`` at once or ``chosen`` when asked. ``functions``: the plan of the pool's ones.
    ``unknown``: the requirement that says that a LEGACY client learns of unknown users. ``alias``: the one that says
    that aliases sign in so.
    """

    name: str
    permission: str
    works: str
    unknown: str
    alias: str
    admin: bool = False
    proof: bool = False
    choice: str = ""
    functions: str = ""

    @property
    def factor(self) -> str:
        """The name of the password among the choices of USER_AUTH."""
        return "PASSWORD_SRP" if self.proof else "PASSWORD"


PASSWORD = Flow("USER_PASSWORD_AUTH", "ALLOW_USER_PASSWORD_AUTH", "PWAUTH-001", "PWAUTH-007", "ALIAS-001")
SRP = Flow("USER_SRP_AUTH", "ALLOW_USER_SRP_AUTH", "SRP-002", "SRP-020", "ALIAS-025", proof=True)
ADMIN_PASSWORD = Flow(
    "ADMIN_USER_PASSWORD_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH", "ADMAUTH-001", "ADMAUTH-006", "ALIAS-026", admin=True
)
ADMIN_OLDER = Flow(
    "ADMIN_NO_SRP_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH", "ADMAUTH-005", "ADMAUTH-006", "ALIAS-026", admin=True
)
ADMIN_SRP = Flow("USER_SRP_AUTH", "ALLOW_USER_SRP_AUTH", "SRP-033", "SRP-020", "ALIAS-027", admin=True, proof=True)
PREFERRED_PASSWORD = Flow("USER_AUTH", "ALLOW_USER_AUTH", "CHOICE-003", "CHOICE-015", "ALIAS-028", choice="preferred")
PREFERRED_SRP = Flow(
    "USER_AUTH", "ALLOW_USER_AUTH", "CHOICE-006", "CHOICE-015", "ALIAS-029", proof=True, choice="preferred"
)
CHOSEN_PASSWORD = Flow("USER_AUTH", "ALLOW_USER_AUTH", "CHOICE-008", "CHOICE-015", "ALIAS-030", choice="chosen")
CHOSEN_SRP = Flow("USER_AUTH", "ALLOW_USER_AUTH", "CHOICE-020", "CHOICE-015", "ALIAS-031", proof=True, choice="chosen")
CUSTOM = Flow("CUSTOM_AUTH", "ALLOW_CUSTOM_AUTH", "CUSTOM-005", "CUSTOM-006", "ALIAS-033", functions="question")
CUSTOM_SRP = Flow(
    "CUSTOM_AUTH", "ALLOW_CUSTOM_AUTH", "CUSTOMT-018", "CUSTOM-006", "ALIAS-034", proof=True, functions="proof"
)


def pool_for(s: Scenario, flow: Flow, **config: Any) -> Pool:
    """A pool in which the flow can be tried; the example ends where that takes functions that do not run here."""
    if not flow.functions:
        return s.pool(**config)
    plan = QUESTION.plan if flow.functions == "question" else PROOF
    return with_functions(s, plan, CHALLENGES, **config)[1]


def client_for(s: Scenario, flow: Flow, pool: Pool, **config: Any) -> Client:
    """A client that allows the flow, and refreshing."""
    return s.client(pool, ExplicitAuthFlows=sorted(("ALLOW_REFRESH_TOKEN_AUTH", flow.permission)), **config)


def attempt(s: Scenario, flow: Flow, client: Client, name: str, password: str) -> Exchange:
    """A sign-in with this name: the answer to its last step, or to the first step that did not lead to the next."""
    if flow.choice == "chosen":
        return _chosen(s, flow, client, name, password)
    if flow.functions and not flow.proof:
        return _asked(s, flow, client, name)
    preferred = {"PREFERRED_CHALLENGE": flow.factor} if flow.choice else {}
    first = preferred | hashed(s, client, name)
    if flow.proof:
        more: dict[str, Any] = {**first, **({"CHALLENGE_NAME": "SRP_A"} if flow.functions else {})}
        start = srp_first(s, client, name, admin=flow.admin, flow=flow.name, **more)
        return _proved(s, flow, client, start, password)
    parameters = {"USERNAME": name, "PASSWORD": password, **first}
    return initiate(s, client, flow.name, parameters, admin=flow.admin)


def signs_in(s: Scenario, flow: Flow, client: Client, name: str, password: str, blame: str = "") -> Exchange:
    """The same sign-in, which must give tokens: otherwise ``blame`` or the flow's requirement is blamed."""
    if flow.choice and not blame:  # a target without USER_AUTH: that is the cause
        s.need(initiate(s, client, flow.name, {"USERNAME": name, **hashed(s, client, name)}), "CHOICE-001")
    answer = s.need(attempt(s, flow, client, name, password), blame or flow.works)
    if not answer.get("AuthenticationResult.AccessToken"):
        seen = answer.get("ChallengeName") or "no challenge"
        s.end(blame or flow.works, f"{flow.name} gave no tokens but {seen}", answer)
    return answer


def hashed(s: Scenario, client: Client, name: str) -> dict[str, str]:
    """SECRET_HASH over this name, where the client has a secret."""
    found = s.secret_hash(client, name)
    return {} if found is None else {"SECRET_HASH": found}


def _proved(s: Scenario, flow: Flow, client: Client, start: SrpStart, password: str) -> Exchange:
    """The answer to a right proof, or to the first step if that did not ask for a proof."""
    if start.challenge.get("ChallengeName") != VERIFIER:
        return start.challenge
    need_computable(s, start)
    responses = srp_proof(s, client, start, password)
    responses |= hashed(s, client, responses["USERNAME"])
    return srp_answer(s, client, start, responses, admin=flow.admin)


def _chosen(s: Scenario, flow: Flow, client: Client, name: str, password: str) -> Exchange:
    """USER_AUTH without a preference; the password is then chosen in one of its forms."""
    named = {"USERNAME": name, **hashed(s, client, name)}
    begun = initiate(s, client, flow.name, named)
    if begun.get("ChallengeName") != SELECT:
        return begun
    keys = s.srp_start() if flow.proof else {"A": ""}
    given = {"SRP_A": keys["A"]} if flow.proof else {"PASSWORD": password}
    responses = {**named, "ANSWER": flow.factor, **given}
    answer = respond(s, client, SELECT, responses, session=session_of(begun))
    return _proved(s, flow, client, SrpStart(keys, answer), password) if flow.proof else answer


def _asked(s: Scenario, flow: Flow, client: Client, name: str) -> Exchange:
    """CUSTOM_AUTH, with the right answer to the functions' challenge."""
    begun = initiate(s, client, flow.name, {"USERNAME": name, **hashed(s, client, name)})
    if begun.get("ChallengeName") != CUSTOM_CHALLENGE:
        return begun
    who = str(begun.get("ChallengeParameters.USERNAME") or name)  # the real name: CUSTOMT-004
    responses = {"USERNAME": who, "ANSWER": QUESTION.right, **hashed(s, client, who)}
    return respond(s, client, CUSTOM_CHALLENGE, responses, session=session_of(begun))
