"""What a wrong code, a recent password and a taken alias leave behind: the right code, the password, the alias."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from conformance.checking.before_and_after import changed_user, still_accepted
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.aliases import owner_of
from conformance.flows.passwords import ask_reset_code, change_password, confirm_reset
from conformance.flows.refusals import must_be_refused
from conformance.flows.sign_up import confirm_sign_up, unconfirmed
from conformance.flows.users import (
    admin_create,
    legacy_client,
    recovery_pool,
    seen,
    signed_in,
    try_password,
    user_with_email,
)
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import User
from conformance.strategies import emails_local, names, passwords
from conformance.strategies.pools import AUTO_EMAIL, EMAIL_ALIAS

WRONG_CODES = st.integers(100_000, 999_999)


@check("EFFECT-083")
def right_code_accepted(wrong: Exchange, right: Exchange) -> Difference | None:
    """The right code is accepted after the wrong one was refused."""
    return still_accepted(right, "the right code is accepted")


@prop("EFFECT-083", what=st.sampled_from(("sign-up", "password")), base=names(), local=emails_local(), salt=WRONG_CODES)
def test_right_after_wrong(s: Scenario, what: str, base: str, local: str, salt: int) -> None:
    """A wrong code, and then the right one that was sent before."""
    if what == "sign-up":
        pool = s.pool(**AUTO_EMAIL)
        client, user = s.client(pool), unconfirmed(s, pool, base, local)
        code = s.code("sign_up", user, announced=user.created)
        wrong = confirm_sign_up(s, client, user, s.wrong_code(code, salt))
        must_be_refused(s, wrong, "CONFIRM-002")
        s.check("EFFECT-083", wrong, confirm_sign_up(s, client, user, code))
        return
    pool = recovery_pool(s)
    client, user = legacy_client(s, pool), user_with_email(s, pool, local, "Correct-Horse7")
    asked = s.need(ask_reset_code(s, client, user), "FORGOT-001")
    code = s.code("forgot_password", user, announced=asked)
    wrong = confirm_reset(s, client, user, s.wrong_code(code, salt), "Another-Horse8")
    must_be_refused(s, wrong, "FORGOT-014")
    s.check("EFFECT-083", wrong, confirm_reset(s, client, user, code, "Another-Horse8"))


@check("EFFECT-084")
def owner_as_before(before: Exchange, after: Exchange) -> Difference | None:
    """AdminGetUser shows the owner of the alias as before."""
    return changed_user(before, after)


@prop("EFFECT-084", base=names(), local=emails_local(), password=passwords())
def test_invitation_with_taken_alias(s: Scenario, base: str, local: str, password: str) -> None:
    """AdminCreateUser with another user's verified address, without ForceAliasCreation."""
    pool, address = s.pool(**EMAIL_ALIAS), s.email(local)
    owner = owner_of(s, pool, base, password, email=address, email_verified="true")
    before = seen(s, owner)
    attributes = {"email": address, "email_verified": "true"}
    must_be_refused(s, admin_create(s, pool, s.name(base), attributes=attributes), "ADMCREATE-032")
    s.check("EFFECT-084", before, seen(s, owner))


# -- passwords that were used before -----------------------------------------------------------------------------------


def _used_before(s: Scenario, older: str, password: str) -> User:
    """A user whose password follows another one, in a pool that remembers two."""
    policy = {"PasswordPolicy": {"MinimumLength": 8, "PasswordHistorySize": 2}}
    pool = s.pool(Policies=policy)
    user = s.user(pool, password=older)
    which: dict[str, Any] = {"UserPoolId": pool.id, "Username": user.username}
    s.must("AdminSetUserPassword", **which, Password=password, Permanent=True)
    user.password = password
    return user


@prop("EFFECT-003", "EFFECT-004", by_admin=st.booleans(), older=passwords(max_size=40))
def test_recent_password(s: Scenario, by_admin: bool, older: str) -> None:
    """A password that the user had before."""
    password = f"{older[:-1]}{'x' if older[-1] != 'x' else 'y'}9"
    user = _used_before(s, older, password)
    which: dict[str, Any] = {"UserPoolId": user.pool.id, "Username": user.username}
    if by_admin:
        attempt = s.call("AdminSetUserPassword", **which, Password=older, Permanent=True)
    else:
        attempt = change_password(s, signed_in(s, user.pool, user).access, password, older)
    must_be_refused(s, attempt, "PWPOLICY-026" if by_admin else "PWPOLICY-025")
    client = legacy_client(s, user.pool)
    former = try_password(s, client, user, password)
    s.check("EFFECT-004" if by_admin else "EFFECT-003", former, try_password(s, client, user, older))
