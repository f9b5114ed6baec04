"""How long tokens live: defaults, and AccessTokenValidity and IdTokenValidity over all units."""

from __future__ import annotations

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.kit.reading import claims_in, seconds
from conformance.scenario import Scenario, prop
from conformance.strategies import names, passwords
from conformance.strategies.clients import PASSWORD_CLIENT, typed_flows
from conformance.strategies.tokens import in_seconds, validities

SHORTEST, LONGEST = 300, 86_400


@check("TOKEN-040")
def expires_in(signed_in: Exchange, lifetime: int) -> Difference | None:
    """ExpiresIn is the access token's lifetime in seconds, an integer."""
    seen = signed_in.get("AuthenticationResult.ExpiresIn")
    if seen == lifetime and type(seen) is int:
        return None
    return Difference("expires-in", f"ExpiresIn {lifetime}", f"{seen!r}")


def _lives(signed_in: Exchange, name: str, lifetime: int) -> Difference | None:
    issued, ends = (seconds(claims_in(signed_in, name).get(claim)) for claim in ("iat", "exp"))
    if issued is None or ends is None:
        return Difference("time-missing", f"integer iat and exp in the {name}", f"{issued!r}, {ends!r}")
    if ends - issued in (lifetime, lifetime - 1):  # at first issue the lifetime is counted from auth_time
        return None
    return Difference("lifetime", f"exp - iat of the {name} is {lifetime} or one less", f"{ends - issued}")


@check("TOKEN-041")
def access_token_lives(signed_in: Exchange, lifetime: int) -> Difference | None:
    """exp - iat of the access token is the configured lifetime."""
    return _lives(signed_in, "AccessToken", lifetime)


@check("TOKEN-042")
def id_token_lives(signed_in: Exchange, lifetime: int) -> Difference | None:
    """exp - iat of the ID token is the configured lifetime."""
    return _lives(signed_in, "IdToken", lifetime)


@check("TOKEN-039")
def an_hour(signed_in: Exchange) -> Difference | None:
    """ExpiresIn and the lifetimes of both tokens are 3600 seconds."""
    return expires_in(signed_in, 3600) or _lives(signed_in, "AccessToken", 3600) or _lives(signed_in, "IdToken", 3600)


@prop("TOKEN-039", password=passwords(), base=names())
def test_default_lifetimes(s: Scenario, password: str, base: str) -> None:
    """Without configured lifetimes, access and ID tokens are valid for an hour."""
    client = s.client(s.pool(), ExplicitAuthFlows=PASSWORD_CLIENT)
    s.check("TOKEN-039", s.issued(client, s.user(client.pool, password=password, username=s.name(base))).exchange)


@prop(
    "TOKEN-040",
    "TOKEN-041",
    "TOKEN-042",
    password=passwords(),
    flow=typed_flows,
    access=validities(SHORTEST, LONGEST),
    identity=validities(SHORTEST, LONGEST),
)
def test_configured_lifetimes(
    s: Scenario, password: str, flow: str, access: tuple[int, str], identity: tuple[int, str]
) -> None:
    """Each token has its own validity, in its own unit."""
    client = s.own_client(
        s.pool(),
        ExplicitAuthFlows=[*PASSWORD_CLIENT, "ALLOW_ADMIN_USER_PASSWORD_AUTH"],
        AccessTokenValidity=access[0],
        IdTokenValidity=identity[0],
        TokenValidityUnits={"AccessToken": access[1], "IdToken": identity[1]},
    )
    answer = s.sign_in(client, s.user(client.pool, password=password), flow=flow).exchange
    s.check("TOKEN-040", answer, lifetime=in_seconds(access))
    s.check("TOKEN-041", answer, lifetime=in_seconds(access))
    s.check("TOKEN-042", answer, lifetime=in_seconds(identity))
