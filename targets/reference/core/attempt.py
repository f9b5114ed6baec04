"""One request of a sign-in: to begin a flow, or to answer a challenge."""

from __future__ import annotations

from dataclasses import dataclass

from targets.reference.core.api import Answer, Call
from targets.reference.core.deviation import deviates, varied
from targets.reference.core.errors import (
    ApiError,
    InternalErrorException,
    InvalidParameterException,
    NotAuthorizedException,
    ResourceNotFoundException,
    wrong_credentials,
)
from targets.reference.core.name_index import find
from targets.reference.core.secret_hash import check_secret_hash
from targets.reference.core.state import Client, Pool


@dataclass
class Attempt:
    """The request with its client, and what was given: AuthParameters or ChallengeResponses.

    Recorded: keys that a flow does not know are ignored.
    """

    call: Call
    client: Client
    given: dict[str, str]
    admin: bool  # whether it came by the Admin twin of the operation

    @property
    def step(self) -> str:
        """The flow begun or the challenge answered, in kebab-case: part of the names of mutants."""
        return str(self.call.get("AuthFlow") or self.call["ChallengeName"]).lower().replace("_", "-")

    @property
    def operation_kind(self) -> str:
        """Which twin of the operation it is: part of the names of mutants."""
        return "admin" if self.admin else "public"

    @property
    def pool(self) -> Pool:
        """The client's pool."""
        return self.client.pool

    def require(self, name: str) -> str:
        """A parameter that must be there. Recorded: the text names it, and an empty name or password is none."""
        empty = (
            name in ("USERNAME", "PASSWORD") and self.given.get(name) == "" and not deviates("empty-parameter-is-one")
        )
        if name not in self.given or empty:
            raise self._missing(name)
        return self.given[name]

    def _missing(self, name: str) -> ApiError:
        if name in ("USERNAME", "PASSWORD") and deviates(f"{self.operation_kind}-missing-parameter-not-authorized"):
            return wrong_credentials()
        if name == "SRP_A" and deviates("missing-srp-a-not-found"):
            return ResourceNotFoundException("")
        text = f"Missing required parameter {name}"
        if name in self.given:
            return InvalidParameterException(varied(text, "empty-parameter-text", f"{name} must not be empty"))
        mutant = "missing-srp-a-text" if name == "SRP_A" else "missing-parameter-text"
        return InvalidParameterException(varied(text, mutant, f"{name} is required"))

    def username(self) -> str:
        """``USERNAME``, with the secret hash over it checked."""
        name = self.require("USERNAME")
        given = self.given.get("SECRET_HASH")
        if self.client.secret and self._takes_without_hash(given, name):
            return name
        check_secret_hash(self.client, self._hashed_name(name), given)
        return name

    def _takes_without_hash(self, given: str | None, name: str) -> bool:
        """Never, but for mutants."""
        challenge = self.call.get("ChallengeName")
        other = self.call.get("AuthFlow") in ("USER_SRP_AUTH", "ADMIN_USER_PASSWORD_AUTH")
        if other and deviates("hash-known-to-user-password-auth-only"):
            raise NotAuthorizedException("Unable to verify secret hash")
        if not name.isascii() and deviates("hash-in-latin-1"):
            raise InternalErrorException("UnicodeEncodeError")
        if challenge is not None:
            ignored = {"NEW_PASSWORD_REQUIRED": "challenge-ignores-hash", "PASSWORD_VERIFIER": "proof-ignores-hash"}
            return deviates(ignored.get(challenge, ""))
        return deviates("sign-in-without-hash" if given is None else "sign-in-with-any-hash")

    def _hashed_name(self, name: str) -> str:
        """The name as typed, but for a mutant."""
        user = find(self.pool, name)
        real = deviates("sign-in-hash-over-real-name") or deviates(f"hash-over-real-name-at-{self.step}")
        return user.username if user is not None and real else name

    def session(self) -> str:
        """The session of an answer. Recorded: without it, the error is that for a missing parameter."""
        text = self.call.get("Session")
        if text is None and deviates("missing-session-not-found"):
            raise ResourceNotFoundException("")
        if text is None:
            text = "Missing required parameter Session"
            raise InvalidParameterException(varied(text, "missing-session-text", "Session is required"))
        return str(text)


def challenge(name: str, parameters: dict[str, str], session: str | None = None) -> Answer:
    """The answer that asks for something more. Documented: all parameters are strings."""
    answer: Answer = {"ChallengeName": name, "ChallengeParameters": parameters}
    if session is not None:
        answer["Session"] = session
    return answer
