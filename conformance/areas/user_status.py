"""UserStatus: which road leads to which status, alone and one road after another."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from conformance.areas.admin_create_user import PASSWORD_CLIENT, must_change_password, password_sign_in
from conformance.areas.roads import seen_as
from conformance.arrange import Pool, User
from conformance.checks import check
from conformance.exchange import Difference, Exchange
from conformance.scenario import Scenario, prop
from conformance.strategies import emails_local, names, passwords

__all__ = ["must_change_password"]


def _differs(user: Exchange, status: str) -> Difference | None:
    seen = user.get("UserStatus")
    return None if seen == status else Difference("status", f"UserStatus {status}", f"UserStatus {seen!r}")


@check("STATUS-001")
def is_unconfirmed(user: Exchange) -> Difference | None:
    """UNCONFIRMED."""
    return _differs(user, "UNCONFIRMED")


@check("STATUS-002", "STATUS-004")
def is_to_change_password(user: Exchange) -> Difference | None:
    """FORCE_CHANGE_PASSWORD."""
    return _differs(user, "FORCE_CHANGE_PASSWORD")


@check("STATUS-003", "STATUS-006", "STATUS-010", "STATUS-011", "STATUS-012")
def is_confirmed(user: Exchange) -> Difference | None:
    """CONFIRMED."""
    return _differs(user, "CONFIRMED")


@check("STATUS-007")
def is_to_reset(user: Exchange) -> Difference | None:
    """RESET_REQUIRED."""
    return _differs(user, "RESET_REQUIRED")


@check("STATUS-008", "STATUS-009")
def only_enabled_changed(before: Exchange, after: Exchange, enabled: bool) -> Difference | None:
    """Enabled is what it was set to, UserStatus is what it was."""
    if after.get("Enabled") is not enabled:
        return Difference("enabled", f"Enabled {enabled}", f"Enabled {after.get('Enabled')!r}")
    earlier, status = before.get("UserStatus"), after.get("UserStatus")
    return None if status == earlier else Difference("status", f"UserStatus {earlier!r}", f"UserStatus {status!r}")


def read(s: Scenario, user: User) -> Exchange:
    """AdminGetUser, which has to work."""
    return s.must("AdminGetUser", UserPoolId=user.pool.id, Username=user.username)


def set_password(s: Scenario, user: User, password: str, **permanent: Any) -> Exchange:
    """AdminSetUserPassword, which has to work."""
    return s.must("AdminSetUserPassword", UserPoolId=user.pool.id, Username=user.username, Password=password,
                  **permanent)  # fmt: skip


def with_address(s: Scenario, pool: Pool, name: str, local: str, password: str) -> User:
    """A CONFIRMED user whose verified address can get codes."""
    attributes = {"email": s.email(local), "email_verified": "true"}
    return s.user(pool, username=s.name(name), password=password, attributes=attributes, road="admin")


@prop("STATUS-001", "STATUS-010", name=names(), password=passwords(), new=passwords())
def test_signed_up(s: Scenario, name: str, password: str, new: str) -> None:
    """UNCONFIRMED, until a permanent password is set."""
    user = s.user(s.pool(), username=s.name(name), password=password, status="UNCONFIRMED")
    if not s.check("STATUS-001", read(s, user)):
        s.end("STATUS-001", "the user is not shown as UNCONFIRMED")
    set_password(s, user, new, Permanent=True)
    s.check("STATUS-010", read(s, user))


ROADS = ("permanent", "temporary", "neither")  # what is said about Permanent


@prop("STATUS-002", "STATUS-003", "STATUS-004", name=names(), password=passwords(), new=passwords(),
      roads=st.lists(st.sampled_from(ROADS), min_size=2, max_size=5))  # fmt: skip
def test_one_road_after_another(s: Scenario, name: str, password: str, new: str, roads: list[str]) -> None:
    """A user made by an administrator, then passwords set in any of the three ways, in any order."""
    user = s.user(s.pool(), username=s.name(name), password=password, status="FORCE_CHANGE_PASSWORD")
    if not s.check("STATUS-002", read(s, user)):
        s.end("STATUS-002", "the user is not shown as FORCE_CHANGE_PASSWORD")
    for road in [*roads, "permanent", "temporary"]:
        _take(s, user, road, new)


def _take(s: Scenario, user: User, road: str, password: str) -> None:
    if road == "permanent":
        set_password(s, user, password, Permanent=True)
        s.check("STATUS-003", read(s, user))
    else:
        set_password(s, user, password, **({"Permanent": False} if road == "temporary" else {}))
        if not s.check("STATUS-004", read(s, user)):
            s.end("STATUS-004", "the user is not shown as FORCE_CHANGE_PASSWORD")


@prop("STATUS-005", "STATUS-006", old=passwords(), temporary=passwords(), new=passwords(), said=st.booleans())
def test_back_to_a_temporary_password(s: Scenario, old: str, temporary: str, new: str, said: bool) -> None:
    """A CONFIRMED user gets a temporary password and chooses a new one."""
    s.assume(len({old, temporary, new}) == 3)
    pool = s.pool()
    client = s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT)
    user = s.user(pool, password=old)
    set_password(s, user, temporary, **({"Permanent": False} if said else {}))
    challenge = password_sign_in(s, client, user.login, temporary)
    if not s.check("STATUS-005", challenge):
        s.end("STATUS-005", "no challenge to answer")
    seen_as(s, user, "FORCE_CHANGE_PASSWORD")
    session: dict[str, Any] = {"Session": challenge.get("Session")} if challenge.get("Session") else {}
    s.must("RespondToAuthChallenge", blame="NEWPW-001", ClientId=client.id, ChallengeName="NEW_PASSWORD_REQUIRED",
           ChallengeResponses={"USERNAME": user.login, "NEW_PASSWORD": new}, **session)  # fmt: skip
    s.check("STATUS-006", read(s, user))


@prop("STATUS-007", "STATUS-012", name=names(), local=emails_local(), password=passwords(), new=passwords())
def test_reset_by_an_administrator(s: Scenario, name: str, local: str, password: str, new: str) -> None:
    """RESET_REQUIRED, until the code is typed."""
    pool = s.pool()
    user = with_address(s, pool, name, local, password)
    announced = s.must("AdminResetUserPassword", blame="ADMPW-001", UserPoolId=pool.id, Username=user.username)
    if not s.check("STATUS-007", read(s, user)):
        s.end("STATUS-007", "the user is not shown as RESET_REQUIRED")
    code = s.code("forgot_password", user, announced=announced)
    s.must("ConfirmForgotPassword", blame="FORGOT-001", ClientId=s.client(pool).id, Username=user.login,
           ConfirmationCode=code, Password=new)  # fmt: skip
    s.check("STATUS-012", read(s, user))


@prop("STATUS-008", "STATUS-009", name=names(), password=passwords(),
      status=st.sampled_from(("CONFIRMED", "UNCONFIRMED", "FORCE_CHANGE_PASSWORD")))  # fmt: skip
def test_disabled_and_enabled(s: Scenario, name: str, password: str, status: str) -> None:
    """Disabled and enabled again, in any status."""
    user = s.user(s.pool(), username=s.name(name), password=password, status=status)
    before = read(s, user)
    s.must("AdminDisableUser", blame="ADMUSER-001", UserPoolId=user.pool.id, Username=user.username)
    disabled = read(s, user)
    s.check("STATUS-008", before, disabled, enabled=False)
    s.must("AdminEnableUser", blame="ADMUSER-001", UserPoolId=user.pool.id, Username=user.username)
    s.check("STATUS-009", disabled, read(s, user), enabled=True)


@prop("STATUS-011", name=names(), local=emails_local(), password=passwords())
def test_reset_code_asked_for(s: Scenario, name: str, local: str, password: str) -> None:
    """ForgotPassword only sends a code."""
    pool = s.pool()
    user = with_address(s, pool, name, local, password)
    s.must("ForgotPassword", ClientId=s.client(pool).id, Username=user.login)
    s.check("STATUS-011", read(s, user))
