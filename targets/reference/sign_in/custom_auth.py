"""CUSTOM_AUTH: the pool's functions say what is asked, what is right, and when it is enough."""

from __future__ import annotations

from typing import Any

from targets.reference.core.api import Answer
from targets.reference.core.attempt import Attempt, challenge
from targets.reference.core.deviation import deviates, varied
from targets.reference.core.errors import InvalidLambdaResponseException, InvalidParameterException, wrong_credentials
from targets.reference.core.existence import unknown_at_sign_in
from targets.reference.core.limits import count_failure
from targets.reference.core.sessions import new_session, open_session, spend
from targets.reference.core.sign_in_names import named
from targets.reference.core.state import Session, SrpExchange, User
from targets.reference.sign_in.first_factor import check_before_password, check_enabled, finish
from targets.reference.sign_in.mfa import ask_enabled
from targets.reference.sign_in.srp_auth import (
    answer_password_verifier,
    client_value,
    password_verifier,
    proves,
    rendered,
)
from targets.reference.sign_in.ways import way_of
from targets.reference.triggers.fire import attributes_of, configured, metadata, run

CUSTOM = "CUSTOM_CHALLENGE"
VERIFIER = "PASSWORD_VERIFIER"
History = list[dict[str, Any]]


def custom_auth(attempt: Attempt) -> Answer:
    """The first step. Recorded: a LEGACY client learns of an unknown user before any function runs."""
    name, way = attempt.username(), way_of(attempt)
    user = named(attempt.pool, name, way)
    hides = attempt.client.hides_existence
    if user is None and not hides and not deviates("custom-auth-unknown-runs-triggers"):
        hidden = deviates("custom-auth-unknown-is-wrong-password")
        raise wrong_credentials() if hidden else unknown_at_sign_in(attempt)
    if configured(attempt.pool, "DefineAuthChallenge") is None:
        return not_configured(attempt)
    if user is not None:
        check_enabled(user, way)
        check_before_password(attempt, user)
    history: History = []
    if attempt.given.get("CHALLENGE_NAME") == "SRP_A" and not deviates("custom-auth-srp-not-told"):
        history = [session_entry("SRP_A", result=True)]
    if deviates("custom-auth-session-not-empty"):
        history = [*history, session_entry(CUSTOM, result=None)]
    return go_on(attempt, user, name, history)


def not_configured(attempt: Attempt) -> Answer:
    """Recorded."""
    listed = "ExplicitAuthFlows" in attempt.client.settings
    where = "by-default" if not listed else "at-admin" if attempt.admin else "in-public"
    if deviates(f"custom-auth-{where}-leads-on"):
        return {}
    text = "Custom auth lambda trigger is not configured for the user pool."
    raise InvalidParameterException(varied(text, "custom-auth-text", "CUSTOM_AUTH is not available"))


def session_entry(name: str, *, result: bool | None, metadata: str | None = None) -> dict[str, Any]:
    """One entry of what the functions see as ``session``."""
    return {"challengeName": name, "challengeResult": result, "challengeMetadata": metadata}


def go_on(attempt: Attempt, user: User | None, name: str, history: History) -> Answer:
    """Ask the function that defines what comes next."""
    response = ask(attempt, user, name, "DefineAuthChallenge", session=history)
    if response.get("failAuthentication") is True and not deviates("custom-auth-fails-never"):
        raise varied(wrong_credentials(), "custom-auth-failure-text", type(wrong_credentials())("Denied."))
    if response.get("issueTokens") is True:
        if user is None:
            raise wrong_credentials()
        if deviates("custom-auth-without-tokens"):
            return {"ChallengeParameters": {}}
        return finished(attempt, user)
    wanted = response.get("challengeName")
    if wanted == VERIFIER and not deviates("custom-auth-srp-asks-custom"):
        return ask_proof(attempt, user, name, history)
    if wanted in (CUSTOM, VERIFIER):
        return ask_custom(attempt, user, name, history)
    raise InvalidLambdaResponseException("Unrecognizable lambda output")


def finished(attempt: Attempt, user: User) -> Answer:
    """All tokens."""
    if deviates("custom-auth-asks-second-factor") and (factor := ask_enabled(attempt, user)):
        return factor
    answer = finish(attempt, user)
    if deviates("custom-auth-tokens-without-refresh-token"):
        del answer["AuthenticationResult"]["RefreshToken"]
    return answer


def ask(attempt: Attempt, user: User | None, name: str, trigger: str, **request: Any) -> dict[str, Any]:
    """Run one of the three functions."""
    always = deviates("challenge-triggers-get-initial-metadata")
    given = metadata(attempt.call, always=always)
    if trigger == "VerifyAuthChallengeResponse" and deviates("custom-auth-verifying-loses-metadata"):
        given = None
    not_found = user is None and not deviates("custom-auth-never-not-found")
    common = {
        "userAttributes": attributes_of(user) if user else {},
        "clientMetadata": given,
        "userNotFound": not_found if attempt.client.hides_existence else None,
    }
    return run(
        attempt.call,
        attempt.pool,
        trigger,
        f"{trigger}_Authentication",
        username=user.username if user else name,
        request=common | request,
    )


def ask_custom(attempt: Attempt, user: User | None, name: str, history: History) -> Answer:
    """A challenge that the pool's function makes. Recorded: only the first answer has USERNAME."""
    seen = history
    made = ask(attempt, user, name, "CreateAuthChallenge", challengeName=CUSTOM, session=seen)
    public, private = made.get("publicChallengeParameters") or {}, made.get("privateChallengeParameters") or {}
    details = {"history": history, "public": public, "private": private, "metadata": made.get("challengeMetadata")}
    session = new_session(attempt.call, attempt.client, user, CUSTOM, username=name, **details)
    shown = {} if deviates("custom-auth-hides-public-parameters") else dict(public)
    if deviates("custom-auth-shows-private-parameters"):
        shown |= private
    if "AuthFlow" in attempt.call.params and not deviates("custom-auth-without-username"):
        real = user.username if user else name
        shown = {"USERNAME": varied(real, "custom-auth-username-as-typed", name)} | shown
    kept = attempt.call.get("Session") if deviates("custom-auth-keeps-session") else None
    if kept:
        attempt.call.store.sessions[kept] = session
    named = varied(CUSTOM, "custom-auth-names-select-challenge", "SELECT_CHALLENGE")
    return challenge(named, shown, kept or session.text)


def ask_proof(attempt: Attempt, user: User | None, name: str, history: History) -> Answer:
    """SRP inside: what would be asked by USER_SRP_AUTH, with a session."""
    way = way_of(attempt)
    session = new_session(attempt.call, attempt.client, user, VERIFIER, username=name, history=history, way=way)
    return password_verifier(attempt, name, client_value(attempt), session.text)


def answer_custom(attempt: Attempt) -> Answer:
    """What was typed goes to the pool's function, which says whether it is right."""
    username = attempt.username()
    answer = attempt.require("ANSWER")
    session = open_session(attempt.call, attempt.client, CUSTOM, attempt.session(), username)
    if session.user is not None:
        check_enabled(session.user, "custom-auth", attempt.step)
    private = session.details["private"]
    response = ask(
        attempt,
        session.user,
        session.username,
        "VerifyAuthChallengeResponse",
        privateChallengeParameters=varied(private, "custom-auth-private-parameters-lost", {}),
        challengeAnswer=varied(answer, "custom-auth-answer-in-lower-case", answer.lower()),
    )
    right = response.get("answerCorrect") is True or deviates("custom-auth-any-answer")
    if not right and deviates("custom-auth-wrong-answer-refused"):
        raise wrong_credentials()
    spend(session)
    return go_on(attempt, session.user, session.username, with_result(session, right=right))


def with_result(session: Session, *, right: bool) -> History:
    """The history with the challenge that was just answered."""
    shown = session.details["metadata"]
    entry = session_entry(CUSTOM, result=right, metadata=varied(shown, "custom-auth-metadata-lost", None))
    history: History = [*session.details["history"], entry]
    if deviates("custom-auth-forgets-history"):
        return [entry]
    return history[::-1] if deviates("custom-auth-history-backwards") else history


def answer_verifier(attempt: Attempt) -> Answer:
    """A proof: inside CUSTOM_AUTH when the session says so, else that of USER_SRP_AUTH."""
    session = attempt.call.store.sessions.get(attempt.call.get("Session", ""))
    if session is None or session.challenge != VERIFIER or "history" not in session.details:
        return answer_password_verifier(attempt)
    return answer_proof(attempt)


def answer_proof(attempt: Attempt) -> Answer:
    """The proof of the password inside CUSTOM_AUTH: a wrong one ends it."""
    username = attempt.username()
    session = open_session(attempt.call, attempt.client, VERIFIER, attempt.session(), username)
    block = attempt.require("PASSWORD_CLAIM_SECRET_BLOCK")
    exchange = attempt.call.store.srp_exchanges.get(block)
    user = session.user
    if user is not None:
        check_enabled(user, way_of(attempt))
    right = user is not None and exchange is not None and is_right(attempt, user, exchange, block)
    if user is None or not right:
        if user is not None:
            count_failure(attempt.call, user)
        if user is None or not deviates("custom-auth-any-proof"):
            raise wrong_credentials()
    spend(session)
    if deviates("custom-auth-proof-gives-tokens"):
        return finish(attempt, user)
    factor = ask_enabled(attempt, user) if not deviates("custom-auth-proof-needs-no-factor") else None
    if factor is not None:  # reported: no function runs before it
        return factor
    entry = session_entry(varied(VERIFIER, "custom-auth-proof-told-as-custom", CUSTOM), result=True)
    return go_on(attempt, user, session.username, [*session.details["history"], entry])


def is_right(attempt: Attempt, user: User, exchange: SrpExchange, block: str) -> bool:
    """Whether the proof is the user's."""
    timestamp = rendered(attempt.require("TIMESTAMP"))
    claimed = attempt.require("PASSWORD_CLAIM_SIGNATURE")
    return user.password is not None and proves(
        attempt.pool, user, exchange, block=block, timestamp=timestamp, claimed=claimed
    )
