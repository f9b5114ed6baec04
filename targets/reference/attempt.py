"""One request of a sign-in: to begin a flow, or to answer a challenge."""

from __future__ import annotations

from dataclasses import dataclass

from targets.reference.calls import Answer, Call
from targets.reference.errors import InvalidParameterException
from targets.reference.secret_hash import check_secret_hash
from targets.reference.state import Client, Pool


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
    def pool(self) -> Pool:
        """The client's pool."""
        return self.client.pool

    def require(self, name: str) -> str:
        """A parameter that must be there. Recorded: the text names it."""
        if name not in self.given:
            raise InvalidParameterException(f"Missing required parameter {name}")
        return self.given[name]

    def username(self) -> str:
        """``USERNAME``, with the secret hash over it checked."""
        name = self.require("USERNAME")
        check_secret_hash(self.client, name, self.given.get("SECRET_HASH"))
        return name

    def session(self) -> str:
        """The session of an answer. Recorded: missing, it is told like a missing parameter."""
        text = self.call.get("Session")
        if text is None:
            raise InvalidParameterException("Missing required parameter Session")
        return str(text)


def challenge(name: str, parameters: dict[str, str], session: str | None = None) -> Answer:
    """The answer that asks for something more. Documented: all parameters are strings."""
    answer: Answer = {"ChallengeName": name, "ChallengeParameters": parameters}
    if session is not None:
        answer["Session"] = session
    return answer
