"""AdminGetUserAuthFactors: what a user may sign in with, as administrators see it."""

from __future__ import annotations

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.scenario import Scenario, prop
from conformance.strategies import names, passwords
from conformance.strategies.malformed import pool_id_endings

GET = "AdminGetUserAuthFactors"


@check("AUTHF-001")
def factors_with_password(answer: Exchange, username: str) -> Difference | None:
    """The answer has the user's name, and PASSWORD among the factors."""
    if answer.get("Username") != username:
        return Difference("other-Username", f"Username {username!r}", f"Username {answer.get('Username')!r}")
    found = answer.get("ConfiguredUserAuthFactors")
    if isinstance(found, list) and "PASSWORD" in found:
        return None
    return Difference("no-password", "PASSWORD among ConfiguredUserAuthFactors", f"{found!r}")


@prop("AUTHF-001", "AUTHF-002", "AUTHF-003", base=names(), password=passwords(), ending=pool_id_endings())
def test_admin_sees_factors(s: Scenario, base: str, password: str, ending: str) -> None:
    """The factors of a user, of an unknown user, and of the user in an unknown pool."""
    s.newer(GET)
    pool = s.pool()
    user = s.user(pool, username=s.name(base), password=password)
    shown = s.works("AUTHF-001", s.call(GET, UserPoolId=pool.id, Username=user.username))
    s.check("AUTHF-001", shown, username=user.username)
    s.refused("AUTHF-002", s.call(GET, UserPoolId=pool.id, Username=s.name(base)), control=shown)
    unknown = f"{s.region}_{ending}"
    s.refused("AUTHF-003", s.call(GET, UserPoolId=unknown, Username=user.username), control=shown)
