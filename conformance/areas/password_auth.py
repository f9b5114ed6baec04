"""USER_PASSWORD_AUTH: the right password, and every way to get it wrong."""

from __future__ import annotations

from conformance.checks import check
from conformance.exchange import Difference, Exchange
from conformance.scenario import Scenario, prop
from conformance.strategies import passwords, wrong_variants
from conformance.strategies.passwords import wrong_password

PASSWORD_CLIENT = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]


@check("PWAUTH-002")
def three_tokens(signed_in: Exchange) -> Difference | None:
    """Three tokens, Bearer, an integer lifetime."""
    result = signed_in.get("AuthenticationResult") or {}
    missing = [name for name in ("AccessToken", "IdToken", "RefreshToken") if not result.get(name)]
    if missing:
        return Difference("token-missing", "AccessToken, IdToken and RefreshToken", f"without {', '.join(missing)}")
    if result.get("TokenType") != "Bearer":
        return Difference("token-type", "TokenType Bearer", f"TokenType {result.get('TokenType')!r}")
    if type(result.get("ExpiresIn")) is not int:
        return Difference("expires-in", "an integer ExpiresIn", f"ExpiresIn {result.get('ExpiresIn')!r}")
    return None


@prop("PWAUTH-001", "PWAUTH-002", password=passwords())
def test_right_password(s: Scenario, password: str) -> None:
    """A confirmed user signs in."""
    pool = s.pool()
    client = s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT)
    user = s.user(pool, password=password)
    answer = s.call(
        "InitiateAuth", ClientId=client.id, AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": user.login, "PASSWORD": password},
    )  # fmt: skip
    s.accepted("PWAUTH-001", answer)
    s.check("PWAUTH-002", answer)


@prop("PWAUTH-003", password=passwords(), variant=wrong_variants())
def test_wrong_password(s: Scenario, password: str, variant: str) -> None:
    """A password that is longer, shorter, in other case or different is refused; the right one then works."""
    pool = s.pool()
    client = s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT)
    user = s.user(pool, password=password)

    def attempt(tried: str) -> Exchange:
        return s.call(
            "InitiateAuth", ClientId=client.id, AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": user.login, "PASSWORD": tried},
        )  # fmt: skip

    s.refused("PWAUTH-003", attempt(wrong_password(password, variant)), control=lambda: attempt(password))
