"""A refused operation on a user changes nothing: attributes, passwords, status; and creates no user."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from conformance.checking.attributes import attribute_list
from conformance.checking.before_and_after import changed_user
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.attributes import FIXED, FLEXIBLE, attribute_pool
from conformance.flows.passwords import change_password, confirm_reset, reset_code
from conformance.flows.refusals import must_be_refused
from conformance.flows.users import (
    fresh_login,
    legacy_client,
    recovery_pool,
    seen,
    signed_in,
    try_password,
    user_with_email,
)
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Client, User
from conformance.strategies import attribute_values, emails_local, names, passwords
from conformance.strategies.accounts import unknown_attributes
from conformance.strategies.passwords import wrong_password

# One attribute that an update refuses, and the requirement that says so.
REFUSED: dict[str, tuple[str, str, str]] = {
    "immutable": (FIXED, "changed", "ATTR-015"),
    "sub": ("sub", "0f0e0d0c-0000-7000-8000-000000000009", "ATTR-019"),
    "too long": ("custom:short", "longer", "ATTR-023"),
    "too great": ("custom:ten", "11", "ATTR-024"),
    "no number": ("custom:age", "x", "ATTR-025"),
    "unknown": ("", "x", "ATTR-016"),
    "no address": ("email", "nowhere", ""),
}
SHORT = 5  # characters of a password that no policy of the suite accepts


# -- attributes --------------------------------------------------------------------------------------------------------


@check("EFFECT-001", "EFFECT-002", "EFFECT-021", "EFFECT-022", "EFFECT-026", "EFFECT-027", "EFFECT-028")
def attributes_as_before(before: Exchange, after: Exchange) -> Difference | None:
    """AdminGetUser shows each attribute, the status, Enabled and the factors as before."""
    return changed_user(before, after)


@prop(
    "EFFECT-001",
    "EFFECT-002",
    reason=st.sampled_from(sorted(REFUSED)),
    at=st.integers(0, 2),
    unknown=unknown_attributes(),
    old=attribute_values(),
    new=attribute_values(),
    password=passwords(),
)
def test_attributes(s: Scenario, *, reason: str, at: int, unknown: str, old: str, new: str, password: str) -> None:
    """Two attributes that could be written, and one before, between or behind them that cannot."""
    s.assume(old != new)
    pool = attribute_pool(s)
    given = {"nickname": old, FLEXIBLE: old[:9], FIXED: "as it was"}
    user = s.user(pool, password=password, attributes=given)
    name, value, blame = REFUSED[reason]
    entries = attribute_list({"nickname": new, FLEXIBLE: f"x{new[:9]}"})
    entries.insert(at, {"Name": name or unknown, "Value": value})
    session = signed_in(s, pool, user)
    for requirement, operation, who in (
        ("EFFECT-001", "UpdateUserAttributes", {"AccessToken": session.access}),
        ("EFFECT-002", "AdminUpdateUserAttributes", {"UserPoolId": pool.id, "Username": user.username}),
    ):
        request: dict[str, Any] = {**who, "UserAttributes": entries}
        before, attempt = seen(s, user), s.call(operation, **request)
        if not s.answered(requirement, attempt):
            continue
        if not attempt.ok:
            s.check(requirement, before, seen(s, user))
        elif blame:  # otherwise nobody says that it is refused
            s.blocked(requirement, blame, f"{operation} was accepted", attempt)


# -- passwords ---------------------------------------------------------------------------------------------------------


@check("EFFECT-003", "EFFECT-004", "EFFECT-006", "EFFECT-023")
def former_password_signs_in(former: Exchange, refused: Exchange) -> Difference | None:
    """The password from before signs in, and the one of the refused request does not."""
    if not former.ok:
        return Difference("former-refused", "the former password signs in", f"{former.code}: {former.message}")
    return Difference("refused-accepted", "the refused password does not sign in", "it does") if refused.ok else None


def judge_passwords(s: Scenario, requirement: str, client: Client, user: User, refused: str) -> None:
    """Try both passwords."""
    former = try_password(s, client, user, str(user.password))
    s.check(requirement, former, try_password(s, client, user, refused))


@prop("EFFECT-003", reason=st.sampled_from(("previous", "short")), password=passwords(), proposed=passwords())
def test_change_password(s: Scenario, reason: str, password: str, proposed: str) -> None:
    """A wrong previous password, or a proposed one that is too short."""
    s.assume(proposed != password)
    pool = s.pool()
    user = s.user(pool, password=password)
    previous = wrong_password(password, "other") if reason == "previous" else password
    wanted = proposed if reason == "previous" else proposed[:SHORT]
    attempt = change_password(s, signed_in(s, pool, user).access, previous, wanted)
    must_be_refused(s, attempt, "CHANGEPW-004" if reason == "previous" else "CHANGEPW-008")
    judge_passwords(s, "EFFECT-003", legacy_client(s, pool), user, wanted)


@check("EFFECT-005")
def status_as_before(before: Exchange, after: Exchange) -> Difference | None:
    """UserStatus is what it was."""
    old, new = before.get("UserStatus"), after.get("UserStatus")
    return None if old == new else Difference("status", f"UserStatus {old!r}", f"{new!r}")


@prop("EFFECT-004", "EFFECT-005", permanent=st.booleans(), base=names(), password=passwords(), proposed=passwords())
def test_set_password(s: Scenario, permanent: bool, base: str, password: str, proposed: str) -> None:
    """A password that is too short, permanent or not."""
    pool, wanted = s.pool(), proposed[:SHORT]
    user = s.user(pool, username=s.name(base), password=password)
    before = seen(s, user)
    attempt = s.call(
        "AdminSetUserPassword", UserPoolId=pool.id, Username=user.username, Password=wanted, Permanent=permanent
    )
    must_be_refused(s, attempt, "PWPOLICY-019")
    s.check("EFFECT-005", before, seen(s, user))
    judge_passwords(s, "EFFECT-004", legacy_client(s, pool), user, wanted)


@prop(
    "EFFECT-006",
    reason=st.sampled_from(("code", "short")),
    local=emails_local(),
    salt=st.integers(100_000, 999_999),
    password=passwords(),
    proposed=passwords(),
)
def test_confirm_reset(s: Scenario, reason: str, local: str, salt: int, password: str, proposed: str) -> None:
    """A wrong code, or a password that is too short."""
    s.assume(proposed != password)
    pool = recovery_pool(s)
    client, user = legacy_client(s, pool), user_with_email(s, pool, local, password)
    code = reset_code(s, client, user)
    typed = s.wrong_code(code, salt) if reason == "code" else code
    wanted = proposed if reason == "code" else proposed[:SHORT]
    must_be_refused(
        s, confirm_reset(s, client, user, typed, wanted), "FORGOT-014" if reason == "code" else "PWPOLICY-021"
    )
    judge_passwords(s, "EFFECT-006", client, user, wanted)


# -- users that are not made -------------------------------------------------------------------------------------------


# The requirement that says that it is refused, by operation and reason.
MADE_WRONG = {
    ("SignUp", "password"): "PWPOLICY-015",
    ("SignUp", "attribute"): "SIGNUP-034",
    ("SignUp", "address"): "SIGNUP-036",
    ("AdminCreateUser", "password"): "PWPOLICY-017",
    ("AdminCreateUser", "attribute"): "ADMCREATE-014",
    ("AdminCreateUser", "address"): "ADMCREATE-029",
}


def made_wrong(password: str, unknown: str) -> dict[str, dict[str, Any]]:
    """Invalid parts of a request to create a user, by reason."""
    return {
        "password": {"Password": password[:SHORT]},
        "attribute": {"UserAttributes": [{"Name": unknown, "Value": "x"}]},
        "address": {"UserAttributes": [{"Name": "email", "Value": "nowhere"}]},
    }


@prop(
    "EFFECT-010",
    "EFFECT-011",
    reason=st.sampled_from(("password", "attribute", "address")),
    unknown=unknown_attributes(),
    base=names(),
    password=passwords(),
)
def test_nobody_is_made(s: Scenario, reason: str, unknown: str, base: str, password: str) -> None:
    """A sign-up and an invitation that are refused; then the names are looked up."""
    pool = s.pool()
    other = s.user(pool)
    wrong = made_wrong(password, unknown)[reason]
    temporary = {"TemporaryPassword": wrong["Password"]} if "Password" in wrong else wrong

    def look_up(login: str) -> Exchange:
        return s.call("AdminGetUser", UserPoolId=pool.id, Username=login)

    known = s.need(look_up(other.username), "ADMUSER-001")
    signing_up: dict[str, Any] = {"ClientId": s.client(pool).id, "Username": fresh_login(s, pool, base)}
    invited: dict[str, Any] = {"UserPoolId": pool.id, "Username": fresh_login(s, pool, base)}
    for requirement, attempt in (
        ("EFFECT-011", s.call("SignUp", **signing_up, **({"Password": password} | wrong))),
        ("EFFECT-010", s.call("AdminCreateUser", **invited, **temporary, MessageAction="SUPPRESS")),
    ):
        if not s.answered(requirement, attempt):
            continue
        if not attempt.ok:
            s.refused(requirement, look_up(str(attempt.request["Username"])), control=known)
        else:
            s.blocked(requirement, MADE_WRONG[attempt.operation, reason], f"{attempt.operation} was accepted", attempt)
