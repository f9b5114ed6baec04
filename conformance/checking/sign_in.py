"""Checks that several requirements on answers to a sign-in share. Pure."""

from __future__ import annotations

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.redirects import redirect_query
from conformance.kit.reading import claims_in

VERIFIER_PARAMETERS = ("SALT", "SECRET_BLOCK", "SRP_B", "USERNAME", "USER_ID_FOR_SRP")


def must_change_password(answer: Exchange) -> Difference | None:
    """The answer is the challenge NEW_PASSWORD_REQUIRED, without tokens."""
    challenge = answer.get("ChallengeName")
    if not answer.ok:
        return Difference("refused", "the challenge NEW_PASSWORD_REQUIRED", f"{answer.code}: {answer.message}")
    if answer.get("AuthenticationResult.AccessToken"):
        return Difference("tokens", "the challenge NEW_PASSWORD_REQUIRED and no tokens", "tokens")
    if challenge != "NEW_PASSWORD_REQUIRED":
        return Difference("challenge", "the challenge NEW_PASSWORD_REQUIRED", f"ChallengeName {challenge!r}")
    return None


def password_verifier(begun: Exchange) -> Difference | None:
    """The answer is the challenge PASSWORD_VERIFIER with its five parameters."""
    if not begun.ok:
        return Difference(f"refused-{begun.code}", "the challenge PASSWORD_VERIFIER", f"{begun.code}: {begun.message}")
    if begun.get("ChallengeName") != "PASSWORD_VERIFIER":
        return Difference("challenge-name", "PASSWORD_VERIFIER", f"ChallengeName {begun.get('ChallengeName')!r}")
    missing = [name for name in VERIFIER_PARAMETERS if not begun.get(f"ChallengeParameters.{name}")]
    if missing:
        return Difference("parameter-missing", ", ".join(VERIFIER_PARAMETERS), f"without {', '.join(missing)}")
    return None


def all_tokens(signed_in: Exchange) -> Difference | None:
    """The answer has three tokens."""
    result = signed_in.get("AuthenticationResult") or {}
    if not isinstance(result, dict):
        return Difference("token-missing", "AuthenticationResult with tokens", f"AuthenticationResult {result!r}")
    missing = [name for name in ("AccessToken", "IdToken", "RefreshToken") if not result.get(name)]
    if missing:
        return Difference("token-missing", "AccessToken, IdToken and RefreshToken", f"without {', '.join(missing)}")
    return None


def three_tokens(signed_in: Exchange) -> Difference | None:
    """The answer has three tokens, TokenType Bearer and an integer ExpiresIn.

    For the requirements that are about this: where TokenType is missing, others would fail for it as well.
    """
    if (missing := all_tokens(signed_in)) is not None:
        return missing
    kind, expires = (signed_in.get(f"AuthenticationResult.{name}") for name in ("TokenType", "ExpiresIn"))
    if kind != "Bearer":
        return Difference("token-type", "TokenType Bearer", f"TokenType {kind!r}")
    if type(expires) is not int:
        return Difference("expires-in", "an integer ExpiresIn", f"ExpiresIn {expires!r}")
    return None


def no_challenge_left(signed_in: Exchange) -> Difference | None:
    """The answer has no ChallengeName, and its ChallengeParameters are {}."""
    if signed_in.get("ChallengeName") is not None:
        return Difference("challenge-name", "no ChallengeName", f"ChallengeName {signed_in.get('ChallengeName')!r}")
    if "ChallengeParameters" not in signed_in.response:
        return Difference("challenge-parameters-missing", "ChallengeParameters {}", "no ChallengeParameters")
    if signed_in.get("ChallengeParameters") != {}:
        seen = signed_in.get("ChallengeParameters")
        return Difference("challenge-parameters", "ChallengeParameters {}", f"ChallengeParameters {seen!r}")
    return None


def tokens_at_last(answered: Exchange) -> Difference | None:
    """The answer has the three tokens and no further challenge."""
    if not answered.ok:
        return Difference(f"refused-{answered.code}", "tokens", f"{answered.code}: {answered.message}")
    if answered.get("ChallengeName") is not None:
        return Difference("challenge-name", "no ChallengeName", f"ChallengeName {answered.get('ChallengeName')!r}")
    return all_tokens(answered)


def new_password_asked(answered: Exchange) -> Difference | None:
    """The answer is the challenge NEW_PASSWORD_REQUIRED, with a Session and without tokens."""
    if not answered.ok:
        return Difference(f"refused-{answered.code}", "NEW_PASSWORD_REQUIRED", f"{answered.code}: {answered.message}")
    if answered.get("AuthenticationResult.AccessToken"):
        return Difference("tokens", "NEW_PASSWORD_REQUIRED and no tokens", "tokens")
    if answered.get("ChallengeName") != "NEW_PASSWORD_REQUIRED":
        return Difference("challenge-name", "NEW_PASSWORD_REQUIRED", f"{answered.get('ChallengeName')!r}")
    return None if answered.get("Session") else Difference("session-missing", "a Session", "no Session")


def signed_in_by(answered: Exchange, by: str, username: str) -> Difference | None:
    """The answer has the three tokens, which are those of ``username``. ``by``: what kind of name was typed."""
    kind = by.replace("-", " ")
    difference = tokens_at_last(answered)
    if difference is not None:
        return Difference(f"{by}-{difference.kind}", f"tokens for the {kind}", difference.seen)
    seen = claims_in(answered, "AccessToken").get("username")
    if seen == username:
        return None
    return Difference(f"{by}-other-user", f"tokens of {username!r} for the {kind}", f"username {seen!r}")


def goes_on(answer: Exchange) -> bool:
    """Whether a sign-in or a list is not over with this answer: it asks, brings a code, or has a further page."""
    further = ("ChallengeName", "PaginationToken", "NextToken")
    return bool(any(answer.get(member) for member in further) or redirect_query(answer).get("code"))
