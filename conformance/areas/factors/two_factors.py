"""A user with two factors, an app and text messages: a preference for one of them leaves the other as it was."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.second_factors import APP, TOTP, enrolled, mfa_client, prefer, signed_in
from conformance.flows.users import by_email, seen
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Pool, User
from conformance.strategies import names, passwords

SMS = "SMS_MFA"
SETTINGS: dict[str, dict[str, bool]] = {
    "on": {"Enabled": True, "PreferredMfa": False},
    "off": {"Enabled": False, "PreferredMfa": False},
}


@check("EFFECT-113")
def app_as_before(before: Exchange, after: Exchange) -> Difference | None:
    """The app is enabled and preferred."""
    listed, preferred = after.get("UserMFASettingList"), after.get("PreferredMfaSetting")
    if not isinstance(listed, list) or APP not in listed:
        return Difference("not-listed", f"{APP} in UserMFASettingList", f"{listed!r}")
    return None if preferred == APP else Difference("not-preferred", f"PreferredMfaSetting {APP}", f"{preferred!r}")


def _pool(s: Scenario) -> Pool:
    """A pool with both factors, which recovers by e-mail."""
    sender = s.sender("sms")
    block: dict[str, Any] = {"SmsMfaConfiguration": {"SmsConfiguration": sender}, **TOTP}

    def prepare(pool: Pool) -> object:
        which: dict[str, Any] = {"UserPoolId": pool.id, "MfaConfiguration": "OPTIONAL"}
        return s.must("SetUserPoolMfaConfig", blame="MFACONF-001", **which, **block)

    return s.prepared_pool("app and text messages", prepare, SmsConfiguration=sender, **by_email(s))


def _preference(s: Scenario, user: User, token: str, settings: dict[str, bool], *, by_admin: bool) -> Exchange:
    if by_admin:
        who: dict[str, Any] = {"UserPoolId": user.pool.id, "Username": user.username}
        return s.call("AdminSetUserMFAPreference", **who, SMSMfaSettings=settings)
    return s.call("SetUserMFAPreference", AccessToken=token, SMSMfaSettings=settings)


@prop(
    "EFFECT-113",
    plain=("mfa=ON", "name=phone", "names=addresses"),
    to=st.sampled_from(sorted(SETTINGS)),
    by_admin=st.booleans(),
    base=names(),
    password=passwords(),
)
def test_preference(s: Scenario, *, to: str, by_admin: bool, base: str, password: str) -> None:
    """Text messages are turned on beside a preferred app, or off again."""
    pool = _pool(s)
    attributes = {"phone_number": s.phone(), "phone_number_verified": "true"}
    user = s.user(pool, username=s.name(base), password=password, attributes=attributes)
    session = signed_in(s, mfa_client(s, pool), user)
    enrolled(s, session)
    if to == "off":
        s.need(_preference(s, user, session.access, SETTINGS["on"], by_admin=by_admin), "MFAMSG-002")
    prefer(s, session)
    before = seen(s, user)
    if before.get("PreferredMfaSetting") != APP:
        s.end("MFACONF-021", "the app is not shown as preferred", before)
    s.need(_preference(s, user, session.access, SETTINGS[to], by_admin=by_admin), "MFAMSG-002")
    s.check("EFFECT-113", before, seen(s, user))
