"""The calls of sign-in flows, one function per step, so that single parameters can be wrong. Sent, not judged."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from conformance.checking.exchange import Exchange
from conformance.scenario.resources import Client, User
from conformance.strategies.clients import CHOICE_AND_PASSWORD_CLIENT

if TYPE_CHECKING:
    from conformance.scenario import Scenario

ADMIN_FLOWS = ("ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH")


def initiate(s: Scenario, client: Client, flow: str, parameters: Mapping[str, str], *, admin: bool = False) -> Exchange:
    """InitiateAuth or its Admin twin with exactly these AuthParameters."""
    if admin:
        return s.call(
            "AdminInitiateAuth",
            UserPoolId=client.pool.id,
            ClientId=client.id,
            AuthFlow=flow,
            AuthParameters=dict(parameters),
        )
    return s.call("InitiateAuth", ClientId=client.id, AuthFlow=flow, AuthParameters=dict(parameters))


def with_password(
    s: Scenario, client: Client, username: str, password: str, flow: str = "USER_PASSWORD_AUTH", **more: str
) -> Exchange:
    """A password flow, through the operation that it belongs to."""
    return initiate(s, client, flow, {"USERNAME": username, "PASSWORD": password, **more}, admin=flow in ADMIN_FLOWS)


def respond(
    s: Scenario,
    client: Client,
    name: str,
    responses: Mapping[str, str],
    *,
    session: str | None = None,
    admin: bool = False,
) -> Exchange:
    """RespondToAuthChallenge or its Admin twin with exactly these ChallengeResponses."""
    parameters: dict[str, Any] = {"ClientId": client.id, "ChallengeName": name, "ChallengeResponses": dict(responses)}
    if session is not None:
        parameters["Session"] = session
    if admin:
        return s.call("AdminRespondToAuthChallenge", UserPoolId=client.pool.id, **parameters)
    return s.call("RespondToAuthChallenge", **parameters)


def session_of(challenge: Exchange) -> str | None:
    """The Session of an answer."""
    session = challenge.get("Session")
    return session if isinstance(session, str) else None


def new_password(
    s: Scenario, client: Client, challenge: Exchange, user: User, password: str, *, admin: bool = False, **more: str
) -> Exchange:
    """An answer to NEW_PASSWORD_REQUIRED, with the Session that came with the challenge."""
    responses = {"USERNAME": user.username, "NEW_PASSWORD": password, **more}
    return respond(s, client, "NEW_PASSWORD_REQUIRED", responses, session=session_of(challenge), admin=admin)


def forced(s: Scenario, client: Client, user: User, *, flow: str = "USER_PASSWORD_AUTH") -> Exchange:
    """The NEW_PASSWORD_REQUIRED challenge of a user with a temporary password; the example ends without it."""
    challenge = s.need(with_password(s, client, user.login, str(user.password), flow), "NEWPW-001")
    if challenge.get("ChallengeName") != "NEW_PASSWORD_REQUIRED" or session_of(challenge) is None:
        seen = challenge.get("ChallengeName") or "no challenge"
        s.end("NEWPW-002", f"sign-in with a temporary password gave {seen}", challenge)
    return challenge


@dataclass
class SrpStart:
    """The first step of SRP: the client's private value and the server's answer."""

    keys: Mapping[str, str]  # a and A, hexadecimal
    challenge: Exchange

    def given(self, name: str) -> str:
        """A challenge parameter. Raises ``Missing`` where there is none."""
        return self.challenge.text(f"ChallengeParameters.{name}")

    @property
    def username(self) -> str:
        """The name to answer with. Clients go on with USER_ID_FOR_SRP where USERNAME is missing, and so do we."""
        named = self.challenge.get("ChallengeParameters.USERNAME")
        return named if isinstance(named, str) and named else self.given("USER_ID_FOR_SRP")


def srp_first(
    s: Scenario,
    client: Client,
    username: str,
    *,
    keys: Mapping[str, str] | None = None,
    admin: bool = False,
    flow: str = "USER_SRP_AUTH",
    **more: str,
) -> SrpStart:
    """USER_SRP_AUTH (or another flow that takes SRP_A) with a fresh key pair, or with one used before."""
    keys = keys or s.srp_start()
    return SrpStart(keys, initiate(s, client, flow, {"USERNAME": username, "SRP_A": keys["A"], **more}, admin=admin))


def srp_challenge(s: Scenario, client: Client, username: str, **more: Any) -> SrpStart:
    """The same, with a challenge one can compute with; the example ends without one."""
    start = srp_first(s, client, username, **more)
    s.need(start.challenge, "SRP-001")
    if start.challenge.get("ChallengeName") != "PASSWORD_VERIFIER":
        seen = start.challenge.get("ChallengeName")
        s.end("SRP-003", f"USER_SRP_AUTH was answered with {seen!r}", start.challenge)
    need_computable(s, start)
    return start


def need_computable(s: Scenario, start: SrpStart) -> None:
    """End the example where no proof can be computed for this challenge."""
    given = _given(start)
    missing = [name for name, value in given.items() if not isinstance(value, str) or not value]
    if missing:
        s.end("SRP-003", f"PASSWORD_VERIFIER came without {', '.join(missing)}", start.challenge)
    if not computable(start):
        s.end("SRP-004", "SALT, SRP_B or SECRET_BLOCK cannot be read as numbers and bytes", start.challenge)


def computable(start: SrpStart) -> bool:
    """Whether a proof can be computed for this challenge at all."""
    given = _given(start)
    if not all(isinstance(value, str) and value for value in given.values()):
        return False
    try:
        int(given["SALT"], 16), int(given["SRP_B"], 16)
        base64.b64decode(given["SECRET_BLOCK"])
    except (ValueError, binascii.Error):
        return False
    return True


def _given(start: SrpStart) -> dict[str, Any]:
    names = ("SALT", "SRP_B", "SECRET_BLOCK", "USER_ID_FOR_SRP")
    return {name: start.challenge.get(f"ChallengeParameters.{name}") for name in names}


def srp_proof(
    s: Scenario,
    client: Client,
    start: SrpStart,
    password: str,
    *,
    now: str | None = None,
    day: str = "plain",
    at: str | None = None,
    user_id: str | None = None,
    block: str | None = None,
) -> dict[str, str]:
    """ChallengeResponses with a proof for ``password``; it is right if the password and all other arguments are.

    ``now`` (the clock by default) is written in the way of ``day``, or ``at`` is taken as it is; ``user_id`` and
    ``block`` are signed instead of what the challenge said. USERNAME is the challenge's own, as pycognito does it.
    """
    at = at or s.compute("srp.timestamp", now or s.clock(), day)
    signature = s.compute(
        "srp.claim",
        start.keys["a"],
        start.keys["A"],
        start.given("SRP_B"),
        start.given("SALT"),
        client.pool.id,
        user_id or start.given("USER_ID_FOR_SRP"),
        password,
        block or start.given("SECRET_BLOCK"),
        at,
    )
    return {
        "USERNAME": start.username,
        "TIMESTAMP": at,
        "PASSWORD_CLAIM_SIGNATURE": signature,
        "PASSWORD_CLAIM_SECRET_BLOCK": start.given("SECRET_BLOCK"),
    }


def srp_answer(
    s: Scenario, client: Client, start: SrpStart, responses: Mapping[str, str], *, admin: bool = False
) -> Exchange:
    """The answer to PASSWORD_VERIFIER, with the Session only where one came along."""
    return respond(s, client, "PASSWORD_VERIFIER", responses, session=session_of(start.challenge), admin=admin)


def srp_sign_in(s: Scenario, client: Client, username: str, password: str) -> Exchange:
    """A complete exchange with a right proof; the answer to the proof."""
    start = srp_challenge(s, client, username)
    return srp_answer(s, client, start, srp_proof(s, client, start, password))


def password_sign_in(s: Scenario, client: Client, name: str, password: str) -> Exchange:
    """USER_PASSWORD_AUTH, not judged; an answer that is neither acceptance nor refusal ends the example."""
    answer = s.call(
        "InitiateAuth",
        ClientId=client.id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": name, "PASSWORD": password},
    )
    return s.need(answer, "PWAUTH-001") if answer.outcome in ("unsupported", "indeterminate") else answer


def temporary_password_user(s: Scenario, password: str, base: str = "user", **config: Any) -> tuple[Client, User]:
    """A user with a temporary password, and a client of this configuration."""
    pool = s.pool()
    client = s.client(pool, ExplicitAuthFlows=CHOICE_AND_PASSWORD_CLIENT, **config)
    return client, s.user(pool, password=password, username=s.name(base), status="FORCE_CHANGE_PASSWORD")
