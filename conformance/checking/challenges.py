"""Checks of challenges for second factors that several requirements share. Pure."""

from __future__ import annotations

from conformance.checking.exchange import Difference, Exchange

TOKENS = ("AccessToken", "IdToken", "RefreshToken")


def challenge_asked(answer: Exchange, name: str) -> Difference | None:
    """The answer is this challenge, with a Session and without tokens."""
    if not answer.ok:
        return Difference(f"refused-{answer.code}", f"the challenge {name}", f"{answer.code}: {answer.message}")
    if answer.get("AuthenticationResult"):
        return Difference("tokens", f"the challenge {name} without tokens", "tokens")
    if answer.get("ChallengeName") != name:
        return Difference("challenge-name", f"ChallengeName {name}", f"ChallengeName {answer.get('ChallengeName')!r}")
    if not isinstance(answer.get("Session"), str):
        return Difference("session-missing", "a Session", f"Session {answer.get('Session')!r}")
    return None


def app_asked(answer: Exchange) -> Difference | None:
    """The answer is the challenge SOFTWARE_TOKEN_MFA, with a Session and without tokens."""
    return challenge_asked(answer, "SOFTWARE_TOKEN_MFA")


def set_up_asked(answer: Exchange) -> Difference | None:
    """The answer is the challenge MFA_SETUP, with a Session and without tokens."""
    return challenge_asked(answer, "MFA_SETUP")


def tokens_alone(answer: Exchange) -> Difference | None:
    """The answer has the three tokens, no challenge and no ChallengeParameters."""
    if not answer.ok:
        return Difference(f"refused-{answer.code}", "tokens", f"{answer.code}: {answer.message}")
    if answer.get("ChallengeName") is not None:
        return Difference("challenge", "tokens without a challenge", f"ChallengeName {answer.get('ChallengeName')!r}")
    missing = [name for name in TOKENS if not answer.get(f"AuthenticationResult.{name}")]
    if missing:
        return Difference("token-missing", ", ".join(TOKENS), f"without {', '.join(missing)}")
    if answer.get("ChallengeParameters", {}) != {}:
        seen = answer.get("ChallengeParameters")
        return Difference("challenge-parameters", "ChallengeParameters {}", f"ChallengeParameters {seen!r}")
    return None


def password_alone(answer: Exchange) -> Difference | None:
    """The answer has an access token and no challenge."""
    if not answer.ok:
        return Difference(f"refused-{answer.code}", "tokens", f"{answer.code}: {answer.message}")
    if answer.get("ChallengeName") is not None or not answer.get("AuthenticationResult.AccessToken"):
        return Difference("challenge", "tokens without a challenge", f"ChallengeName {answer.get('ChallengeName')!r}")
    return None


def no_tokens(answer: Exchange) -> Difference | None:
    """The request is refused, or answered without tokens."""
    if answer.get("AuthenticationResult"):
        return Difference("tokens", "no tokens", f"{answer.operation} gave tokens")
    return None
