"""Checks of challenges for codes that are sent, and of the flags of an address. Pure."""

from __future__ import annotations

from conformance.checking.attributes import attributes_of
from conformance.checking.exchange import Difference, Exchange


def asked(challenge: Exchange, name: str) -> Difference | None:
    """The answer is this challenge, with a Session and without tokens."""
    if not challenge.ok:
        return Difference(
            f"refused-{challenge.code}", f"the challenge {name}", f"{challenge.code}: {challenge.message}"
        )
    if challenge.get("AuthenticationResult.AccessToken"):
        return Difference("tokens", f"the challenge {name} and no tokens", "tokens")
    if challenge.get("ChallengeName") != name:
        return Difference("challenge-name", name, f"ChallengeName {challenge.get('ChallengeName')!r}")
    return None if challenge.get("Session") else Difference("session-missing", "a Session", "no Session")


def flag_is(user: Exchange, attribute: str, value: str) -> Difference | None:
    """The user's attribute has this value."""
    seen = attributes_of(user).get(attribute)
    return None if seen == value else Difference("flag", f"{attribute} {value!r}", f"{seen!r}")
