"""AdminSetUserPassword and AdminResetUserPassword."""

from __future__ import annotations

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.users import (
    fresh_login,
    legacy_client,
    recovery_pool,
    seen,
    seen_as,
    set_verified_email,
    tell_passwords_apart,
    try_password,
    user_with_email,
)
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import User
from conformance.strategies import emails_local, names, passwords

STATUSES = st.sampled_from(("CONFIRMED", "FORCE_CHANGE_PASSWORD"))


def set_password(s: Scenario, user: User, password: str, *, permanent: bool | None) -> Exchange:
    """AdminSetUserPassword, not judged; ``None`` leaves Permanent out."""
    more = {} if permanent is None else {"Permanent": permanent}
    return s.call("AdminSetUserPassword", UserPoolId=user.pool.id, Username=user.username, Password=password, **more)


def reset(s: Scenario, user: User) -> Exchange:
    """AdminResetUserPassword, not judged."""
    return s.call("AdminResetUserPassword", UserPoolId=user.pool.id, Username=user.username)


@check("ADMPW-002", "ADMPW-004", "ADMPW-005", "ADMPW-009", "ADMPW-016", "ADMUSER-057", "ADMUSER-061")
def status_is(user: Exchange, status: str) -> Difference | None:
    """UserStatus of AdminGetUser is this status."""
    found = user.get("UserStatus")
    if found == status:
        return None
    kind = str(found).lower().replace("_", "-")
    return Difference(f"status-{kind}", f"UserStatus {status}", f"UserStatus {found!r}")


@check("ADMPW-003")
def tokens_at_once(answer: Exchange) -> Difference | None:
    """The answer has tokens and no challenge."""
    if answer.get("AuthenticationResult.AccessToken") and not answer.get("ChallengeName"):
        return None
    return Difference("no-tokens", "tokens without a challenge", f"ChallengeName {answer.get('ChallengeName')!r}")


@check("ADMPW-006")
def new_password_required(answer: Exchange) -> Difference | None:
    """The answer is the challenge NEW_PASSWORD_REQUIRED, without tokens."""
    if answer.get("AuthenticationResult.AccessToken"):
        return Difference("tokens", "ChallengeName NEW_PASSWORD_REQUIRED and no tokens", "tokens")
    if answer.get("ChallengeName") != "NEW_PASSWORD_REQUIRED":
        return Difference("challenge", "ChallengeName NEW_PASSWORD_REQUIRED", f"{answer.get('ChallengeName')!r}")
    return None


@prop(
    "ADMPW-001",
    "ADMPW-002",
    "ADMPW-003",
    plain=("mfa=ON",),
    old=passwords(),
    new=passwords(),
    before=STATUSES,
    base=names(),
)
def test_permanent_password(s: Scenario, *, old: str, new: str, before: str, base: str) -> None:
    """With Permanent true the user is CONFIRMED, and the password gives tokens at once."""
    pool = s.pool()
    user = s.user(pool, password=old, username=s.name(base), status=before)
    s.accepted("ADMPW-001", set_password(s, user, new, permanent=True))
    s.check("ADMPW-002", seen(s, user), status="CONFIRMED")
    client = legacy_client(s, pool)
    tell_passwords_apart(s, client, user, new)
    answer = try_password(s, client, user, new)
    s.check("ADMPW-003", s.accepted("ADMPW-003", answer))


def _temporary(s: Scenario, requirement: str, old: str, new: str, base: str, *, permanent: bool | None) -> None:
    pool = s.pool()
    user = s.user(pool, password=old, username=s.name(base))
    s.accepted("ADMPW-001", set_password(s, user, new, permanent=permanent))
    s.check(requirement, seen(s, user), status="FORCE_CHANGE_PASSWORD")
    s.check("ADMPW-006", s.need(try_password(s, legacy_client(s, pool), user, new), "PWAUTH-001"))


@prop("ADMPW-001", "ADMPW-004", "ADMPW-006", old=passwords(), new=passwords(), base=names())
def test_temporary_password(s: Scenario, old: str, new: str, base: str) -> None:
    """Permanent false."""
    _temporary(s, "ADMPW-004", old, new, base, permanent=False)


@prop("ADMPW-001", "ADMPW-005", "ADMPW-006", old=passwords(), new=passwords(), base=names())
def test_temporary_password_by_default(s: Scenario, old: str, new: str, base: str) -> None:
    """AdminSetUserPassword without Permanent."""
    _temporary(s, "ADMPW-005", old, new, base, permanent=None)


@prop("ADMPW-007", password=passwords(), base=names(), permanent=st.booleans())
def test_password_of_unknown_user(s: Scenario, password: str, base: str, permanent: bool) -> None:
    """A user who does not exist, then one who does."""
    pool = s.pool()
    user = s.user(pool, password=password)
    unknown = s.call(
        "AdminSetUserPassword",
        UserPoolId=pool.id,
        Username=fresh_login(s, pool, base),
        Password=password,
        Permanent=permanent,
    )
    s.refused("ADMPW-007", unknown, control=lambda: set_password(s, user, password, permanent=permanent))


@prop("ADMPW-016", password=passwords(), new=passwords(), base=names())
def test_permanent_password_before_confirmation(s: Scenario, password: str, new: str, base: str) -> None:
    """AdminSetUserPassword for a user who signed up and never confirmed."""
    user = s.user(s.pool(), password=password, username=s.name(base), status="UNCONFIRMED")
    seen_as(s, user, "UNCONFIRMED")
    s.need(set_password(s, user, new, permanent=True), "ADMPW-001")
    s.check("ADMPW-016", seen(s, user), status="CONFIRMED")


@prop("ADMPW-008", "ADMPW-009", password=passwords(), local=emails_local())
def test_reset(s: Scenario, password: str, local: str) -> None:
    """AdminResetUserPassword for a user with a verified address."""
    user = user_with_email(s, recovery_pool(s), local, password)
    s.accepted("ADMPW-008", reset(s, user))
    s.check("ADMPW-009", seen(s, user), status="RESET_REQUIRED")


@prop("ADMPW-010", password=passwords(), local=emails_local())
def test_reset_of_temporary_password(s: Scenario, password: str, local: str) -> None:
    """AdminResetUserPassword for a user in FORCE_CHANGE_PASSWORD, then for a CONFIRMED one."""
    user = user_with_email(s, recovery_pool(s), local, password, status="FORCE_CHANGE_PASSWORD")
    refusal = reset(s, user)

    def confirmed() -> Exchange:
        s.need(set_password(s, user, password, permanent=True), "ADMPW-001")
        return reset(s, user)

    s.refused("ADMPW-010", refusal, control=confirmed)


@prop("ADMPW-012", password=passwords(), local=emails_local())
def test_reset_of_disabled_user(s: Scenario, password: str, local: str) -> None:
    """AdminResetUserPassword for a disabled user, then for the user enabled again."""
    user = user_with_email(s, recovery_pool(s), local, password)
    s.must("AdminDisableUser", UserPoolId=user.pool.id, Username=user.username)
    refusal = reset(s, user)

    def enabled() -> Exchange:
        s.must("AdminEnableUser", UserPoolId=user.pool.id, Username=user.username)
        return reset(s, user)

    s.refused("ADMPW-012", refusal, control=enabled)


@prop(
    "ADMPW-014",
    plain=("name=email", "name=phone"),
    password=passwords(),
    local=emails_local(),
    base=names(),
    flag=st.sampled_from((None, "false")),
)
def test_reset_without_verified_contact(s: Scenario, password: str, local: str, base: str, flag: str | None) -> None:
    """AdminResetUserPassword for a user with no address or an unverified one, then with a verified one."""
    pool = recovery_pool(s)
    attributes = {} if flag is None else {"email": s.email(local), "email_verified": flag}
    user = s.user(pool, password=password, username=s.name(base), attributes=attributes)
    refusal = reset(s, user)

    def verified() -> Exchange:
        set_verified_email(s, user, local)
        return reset(s, user)

    s.refused("ADMPW-014", refusal, control=verified)
