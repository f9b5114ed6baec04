"""A pool's answers that a client has to deal with, and what it makes of them: how often it asks, what it reports."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from conformance.judges import claims
from conformance.judges.issuer import REGION, Issuer, Pool
from conformance.judges.manifest import Manifest
from conformance.judges.member import program
from conformance.judges.scripted_pool import Answer, Script, ScriptedPool, refused
from conformance.transport.programs import Program, ProgramLost

OLD, NEW = "the-old-refresh-token", "the-new-refresh-token"
NAMED = "TooManyFailedAttemptsException"  # a refusal that no client asks again after


@dataclass(frozen=True)
class Tokens:
    """What a right answer has."""

    access: str
    id: str

    def answer(self, **changed: Any) -> Answer:
        """An answer to a sign-in; a member that is None is left out."""
        members = {
            "AccessToken": self.access,
            "IdToken": self.id,
            "ExpiresIn": 3600,
            "TokenType": "Bearer",
            "RefreshToken": OLD,
        } | changed
        result = {name: value for name, value in members.items() if value is not None}
        return Answer(200, {"AuthenticationResult": result, "ChallengeParameters": {}})


@dataclass(frozen=True)
class Situation:
    """Answers to a sign-in or a refresh. ``shows`` says what of the outcome is kept besides the number of requests."""

    id: str
    does: str  # sign_in or refresh
    words: str
    make: Callable[[Tokens], Script]
    shows: str = "outcome"  # or refresh: the refresh token that the client goes on with


def _always(answer: Answer) -> Callable[[Tokens], Script]:
    return lambda tokens: lambda number: answer


def _right(**changed: Any) -> Callable[[Tokens], Script]:
    return lambda tokens: lambda number: tokens.answer(**changed)


def _once(answer: Answer) -> Callable[[Tokens], Script]:
    return lambda tokens: lambda number: answer if number == 1 else tokens.answer()


ERROR, BUSY, LIMIT = "InternalErrorException", "TooManyRequestsException", "LimitExceededException"
REFUSED = "NotAuthorizedException"
NAMES = (NAMED, ERROR, BUSY, LIMIT, REFUSED)
BODY, HEADER = {"__type": NAMED, "message": "no"}, {"x-amzn-errortype": NAMED}
PREFIXED = {"__type": f"com.amazonaws.cognitoidentityprovider#{NAMED}", "message": "no"}
SITUATIONS = (
    Situation("right", "sign_in", "tokens, as Cognito answers", _right()),
    Situation("no-expires", "sign_in", "tokens without ExpiresIn", _right(ExpiresIn=None)),
    Situation("text-expires", "sign_in", "ExpiresIn as text", _right(ExpiresIn="3600")),
    Situation("float-expires", "sign_in", "ExpiresIn as 3600.0", _right(ExpiresIn=3600.0)),
    Situation("more-members", "sign_in", "members that the model does not have", _right(Novel={"a": [1]}, Other=None)),
    Situation("code-in-body", "sign_in", "an error code in the body alone", _always(Answer(400, BODY))),
    Situation("code-in-header", "sign_in", "an error code in the header alone", _always(Answer(400, {}, HEADER))),
    Situation("code-prefixed", "sign_in", "an error code with a namespace before it", _always(Answer(400, PREFIXED))),
    Situation("error-500", "sign_in", "InternalErrorException, status 500", _always(refused(ERROR, 500))),
    Situation("error-500-once", "sign_in", "status 500 once, then tokens", _once(refused(ERROR, 500))),
    Situation("empty-503", "sign_in", "status 503 without a body", _always(Answer(503, None))),
    Situation(
        "throttled-429",
        "sign_in",
        "TooManyRequestsException, status 429",
        _always(refused(BUSY, 429)),
    ),
    Situation("throttled-400", "sign_in", "TooManyRequestsException, status 400", _always(refused(BUSY))),
    Situation("limit", "sign_in", "LimitExceededException, status 400", _always(refused(LIMIT))),
    Situation("not-authorized", "sign_in", "NotAuthorizedException", _always(refused(REFUSED))),
    Situation("dropped", "sign_in", "the connection closed without an answer", _always(Answer(0))),
    Situation("refresh-kept", "refresh", "a refresh without a new refresh token", _right(RefreshToken=None), "refresh"),
    Situation("refresh-rotated", "refresh", "a refresh with a new refresh token", _right(RefreshToken=NEW), "refresh"),
    Situation("refresh-refused", "refresh", "NotAuthorizedException to a refresh", _always(refused(REFUSED))),
    Situation("refresh-500", "refresh", "status 500 to a refresh", _always(refused(ERROR, 500))),
)


def scripted(manifest: Manifest) -> Iterator[dict[str, Any]]:
    """What a client makes of each situation that it can get into; nothing of a judge that signs nobody in.

    Raises ``NotInstalled``.
    """
    if not manifest.does:
        return
    with Issuer() as issuer, program(manifest) as asked:
        pool = issuer.pool("Example01")
        tokens = _tokens(pool)
        for situation in SITUATIONS:
            do = _does(manifest, situation)
            if do:
                yield _met(asked, situation, do, pool, tokens)


def _does(manifest: Manifest, situation: Situation) -> str:
    if situation.does == "refresh":
        return "refresh" if "refresh" in manifest.does else ""
    return next((do for do in ("sign_in", "srp") if do in manifest.does), "")


def _tokens(pool: Pool) -> Tokens:
    draw, now = Random(1), int(time.time())
    fresh = {"iat": now, "auth_time": now, "exp": now + claims.HOUR}
    access = pool.access_key.signed(claims.access(pool, draw, now) | fresh | {"username": "jane"})
    identity = pool.id_key.signed(claims.identity(pool, draw, now) | fresh | {"cognito:username": "jane"})
    return Tokens(access, identity)


def _met(asked: Program, situation: Situation, do: str, pool: Pool, tokens: Tokens) -> dict[str, Any]:
    with ScriptedPool(situation.make(tokens)) as server:
        question = {
            "do": do,
            "endpoint": server.url,
            "region": REGION,
            "pool_id": pool.id,
            "client_id": pool.client_id,
            "jwks": pool.jwks,
            "username": "jane",
            "password": "Correct-Horse7",
            "token": OLD,
            "access": tokens.access,
        }
        try:
            answer = asked.ask(question)
        except ProgramLost as error:
            answer = {"refused": str(error)}
        return {
            "situation": situation.id,
            "requests": sum(server.asked.values()),
            "outcome": _outcome(situation, answer),
        }


def _outcome(situation: Situation, answer: dict[str, Any]) -> str:
    refusal = str(answer.get("refused", ""))
    if refusal:
        return _error(refusal)
    if situation.shows == "refresh":
        kept = answer.get("refresh") or ""
        known = {OLD: "keeps the old token", NEW: "takes the new token", "": "no new token shown"}
        return known.get(kept, f"goes on with {kept}")
    return "accepted"


def _error(refusal: str) -> str:
    """The error's name: that of the answer where it is among the words of the client, else the client's own class."""
    return next((name for name in NAMES if name in refusal), refusal.partition(":")[0].strip("*&")[:40])
