"""What a form of token is: the step of the validation that it breaks, what its acceptance means, how it is made.

The steps are those of "Verifying JSON web tokens" in the developer guide of Amazon Cognito.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from random import Random
from typing import Protocol

COMMON_LEEWAY = 300  # seconds; what .NET's TokenValidationParameters allows by default
NO_TOKEN = "no token"  # the name of the form without any


class Level(Enum):
    """What it means that an application accepts a form."""

    FAULT = "fault"  # a step of the documentation, or a requirement the user named, is not kept
    LEEWAY = "leeway"  # within the leeway that libraries allow by default: reported, no fault
    ADVICE = "advice"  # no step forbids it, or it harms nobody; stricter applications refuse it


class Step(Enum):
    """A step of the validation."""

    STRUCTURE = "structure"
    SIGNATURE = "signature"
    EXPIRY = "exp"
    CLIENT = "aud or client_id"
    ISSUER = "iss"
    USE = "token_use"
    PERMISSION = "scope or group"
    REVOCATION = "revocation"
    BEYOND = "beyond the documentation"


CHANGES = {
    Step.STRUCTURE: "Refuse a request whose Authorization header is not one well-formed bearer token.",
    Step.SIGNATURE: "Verify the signature with the key of the pool's JWKS that the header's kid names, as RS256 only.",
    Step.EXPIRY: "Refuse a token whose exp has passed; keep the leeway under a minute or so.",
    Step.CLIENT: "Compare aud (ID token) or client_id (access token) with the id of your app client.",
    Step.ISSUER: "Compare iss with the issuer of your pool, the whole text.",
    Step.USE: "Compare token_use with the one kind of token that this endpoint takes.",
    Step.PERMISSION: "Check the required scope (scope claim) or group (cognito:groups) in addition to the token.",
    Step.REVOCATION: (
        "Signature and exp stay valid, so an application that looks at the token alone accepts these until exp. "
        "Where that is too long, issue shorter tokens, or ask Cognito (GetUser with the access token)."
    ),
    Step.BEYOND: "Not required; a stricter setting of your library refuses it.",
}


class NotMade(Exception):
    """A form could not be made; the message says why. ``final``: no other can be made any more."""

    def __init__(self, text: str, *, final: bool = False) -> None:
        super().__init__(text)
        self.final = final


@dataclass(frozen=True)
class Pair:
    """The values of the header that carries the token, wrong and right; None for no header.

    ``right`` is made when it is sent: a token that ends a user's session must not end that of its control.
    """

    wrong: str | None
    right: Callable[[], str | None]


@dataclass(frozen=True)
class Form:
    """One way in which a token is wrong. ``seconds`` is how long ago it expired, for forms that measure the leeway.

    ``make`` raises NotMade.
    """

    name: str
    step: Step
    level: Level
    make: Callable[[Random], Pair]
    seconds: int = 0


class Tokens(Protocol):
    """Where tokens come from."""

    @property
    def untried(self) -> dict[str, str]:
        """What cannot be tried with them, with the reason: all that is known of it when right tokens were made."""

    def right(self, random: Random, times: int) -> Iterator[tuple[str, str | None]]:
        """Right tokens, as header values with what each is, made as they are asked for. Raises NotMade."""

    def later(self, random: Random) -> str | None:
        """A right token under a key that is published now; None where that cannot be."""

    def forms(self) -> Sequence[Form]:
        """The wrong forms, in the order in which they are tried."""
