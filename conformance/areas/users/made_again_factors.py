"""A user who is deleted, and a new one with the same name: no factor, device or passkey is inherited."""

from __future__ import annotations

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows import passkeys
from conformance.flows.devices import device_user, listed_keys, remembered
from conformance.flows.made_again import delete, make_again, other_password
from conformance.flows.second_factors import APP, PASSWORD, asked, first_factor, new_owner
from conformance.flows.users import seen
from conformance.scenario import Scenario, prop
from conformance.strategies import names, passwords
from conformance.strategies.devices import Ways, device_ways

SHOWN = ("UserMFASettingList", "PreferredMfaSetting")


@check("ADMUSER-042")
def no_factor_shown(user: Exchange) -> Difference | None:
    """AdminGetUser shows no factors."""
    for name in SHOWN:
        if user.get(name):
            return Difference(f"shown-{name}", f"no {name}, or an empty one", f"{user.get(name)!r}")
    return None


@check("ADMUSER-043")
def tokens_at_once(answer: Exchange) -> Difference | None:
    """The password is answered with tokens, and not with a challenge."""
    if answer.ok and answer.get("AuthenticationResult.AccessToken"):
        return None
    if not answer.ok:
        return Difference(f"refused-{answer.code}", "tokens", f"{answer.code}: {answer.message}")
    challenge = answer.get("ChallengeName")
    return Difference(f"asked-{challenge}", "tokens", f"ChallengeName {challenge!r}")


@prop("ADMUSER-042", "ADMUSER-043", plain=("name=email", "name=phone", "mfa=ON"), base=names(), password=passwords())
def test_app(s: Scenario, base: str, password: str) -> None:
    """The former user's sign-in is seen to ask for the code of an app."""
    owner = new_owner(s, password, base=base)
    asked(s, owner.client, owner.user)
    before = seen(s, owner.user)
    if APP not in (before.get("UserMFASettingList") or []):
        s.end("MFACONF-020", "the app of the former user is not shown", before)
    delete(s, owner.user)
    user = make_again(s, owner.user, other_password(password))
    s.check("ADMUSER-042", seen(s, user))
    s.check("ADMUSER-043", first_factor(s, owner.client, user, PASSWORD))


@check("ADMUSER-044")
def device_gone(listed: Exchange, key: str) -> Difference | None:
    """The former user's device is not in the list."""
    return Difference("listed", "a list without the device", "it is there") if key in listed_keys(listed) else None


@prop("ADMUSER-044", plain=("name=email", "name=phone"), base=names(), ways=device_ways(), password=passwords())
def test_device(s: Scenario, base: str, ways: Ways, password: str) -> None:
    """A remembered device; then the new user's list."""
    client, former = device_user(s, password, base)
    _, device = remembered(s, client, former, ways)
    delete(s, former)
    user = make_again(s, former, other_password(password))
    listed = s.must("AdminListDevices", blame="DEVICE-006", UserPoolId=user.pool.id, Username=user.username)
    s.check("ADMUSER-044", listed, key=device.key)


@check("ADMUSER-045")
def passkey_gone(listed: Exchange, key: str) -> Difference | None:
    """The former user's passkey is not in the list."""
    there = key in passkeys.listed_ids(listed)
    return Difference("listed", "a list without the passkey", "it is there") if there else None


@prop("ADMUSER-045", plain=("name=email", "name=phone"), base=names(), password=passwords())
def test_passkey(s: Scenario, base: str, password: str) -> None:
    """A registered passkey; then the new user's list."""
    session = passkeys.passkey_user(s, password, base)
    passkeys.registered(s, session)
    before = s.need(passkeys.listed(s, session), "PASSKEY-024")
    shown = passkeys.listed_ids(before)
    if not shown:
        s.end("PASSKEY-024", "the passkey of the former user is not listed", before)
    delete(s, session.user)
    user = make_again(s, session.user, other_password(password))
    own = s.sign_in(session.client, user)
    s.check("ADMUSER-045", s.need(passkeys.listed(s, own), "PASSKEY-024"), key=shown[0])
