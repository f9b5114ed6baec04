"""Codes that are requested and confirmed with a name other than the user name: recovery and confirmation."""

from __future__ import annotations

from typing import Any

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.aliases import must_update, owner_of
from conformance.flows.any_flow import PASSWORD, client_for, pool_for, signs_in
from conformance.flows.passwords import ask_reset_code, confirm_reset, reset_code
from conformance.flows.sign_in_names import ADDRESSES, ALIASES, EMAIL_NAME, NUMBER, alias_owner, called
from conformance.flows.sign_up import confirm_sign_up, resend_code
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Client, User
from conformance.strategies import emails_local, passwords
from conformance.strategies.pools import AUTO_EMAIL, BY_EMAIL, EMAIL_NAMES

RECOVERY: dict[str, Any] = {"AccountRecoverySetting": BY_EMAIL}


@check("ALIAS-058", "ALIAS-061")
def code_goes_out(asked: Exchange, by: str) -> Difference | None:
    """The request is accepted, and says that the code goes out by e-mail."""
    kind = by.replace("-", " ")
    if not asked.ok:
        return Difference(f"{by}-refused-{asked.code}", f"a code for the {kind}", f"{asked.code}: {asked.message}")
    seen = asked.get("CodeDeliveryDetails.DeliveryMedium")
    if seen == "EMAIL":
        return None
    return Difference(f"{by}-medium", f"DeliveryMedium EMAIL for the {kind}", f"DeliveryMedium {seen!r}")


@check("ALIAS-059", "ALIAS-062")
def new_password_signs_in(set_: Exchange, signed_in: Exchange, by: str) -> Difference | None:
    """The code is taken with that name, and the new password signs in by the user name."""
    kind = by.replace("-", " ")
    if not set_.ok:
        return Difference(f"{by}-refused-{set_.code}", f"the code is accepted for the {kind}", f"{set_.code}")
    if signed_in.get("AuthenticationResult.AccessToken"):
        return None
    seen = f"{signed_in.code}: {signed_in.message}"
    return Difference(f"{by}-not-set", f"the password set for the {kind} signs in", seen)


def _asked_by(s: Scenario, requirement: str, client: Client, user: User, names: dict[str, str]) -> None:
    s.need(ask_reset_code(s, client, user), "FORGOT-001")
    for kind, name in names.items():
        s.check(requirement, ask_reset_code(s, client, called(user, name)), by=kind)


def _set_by(s: Scenario, requirement: str, client: Client, user: User, names: dict[str, str], new: str) -> None:
    for number, (kind, name) in enumerate(names.items()):
        code = reset_code(s, client, user)
        answer = confirm_reset(s, client, called(user, name), code, f"{new}{number}")
        who = {"USERNAME": user.username, "PASSWORD": f"{new}{number}"}
        signed_in = s.call("InitiateAuth", ClientId=client.id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=who)
        s.check(requirement, answer, signed_in, by=kind)


def _address_owner(s: Scenario, password: str) -> tuple[Client, User, dict[str, str]]:
    """A user named by a phone number, with a verified e-mail address, which is a name too."""
    pool = s.pool(**ADDRESSES, **RECOVERY)
    names = {EMAIL_NAME: s.email(), NUMBER: s.phone()}
    attributes = {"email": names[EMAIL_NAME], "email_verified": "true"}
    user = s.user(pool, username=names[NUMBER], password=password, attributes=attributes)
    return client_for(s, PASSWORD, pool), called(user, user.username), names


@prop("ALIAS-058", password=passwords())
def test_code_asked_for_by_alias(s: Scenario, password: str) -> None:
    """ForgotPassword with address, number and preferred name."""
    pool = s.pool(**ALIASES, **RECOVERY)
    user, names = alias_owner(s, pool, password)
    _asked_by(s, "ALIAS-058", client_for(s, PASSWORD, pool), user, names)


@prop("ALIAS-059", password=passwords(), new=passwords(max_size=30))
def test_code_typed_by_alias(s: Scenario, password: str, new: str) -> None:
    """ConfirmForgotPassword with address, number and preferred name."""
    s.assume(new != password)
    pool = s.pool(**ALIASES, **RECOVERY)
    user, names = alias_owner(s, pool, password)
    _set_by(s, "ALIAS-059", client_for(s, PASSWORD, pool), user, names, new)


@prop("ALIAS-060", password=passwords())
def test_code_asked_for_by_unverified_number(s: Scenario, password: str) -> None:
    """ForgotPassword with a number before it is verified, and after; the code would go to the address."""
    pool, number = s.pool(**ALIASES, **RECOVERY), s.phone()
    client = client_for(s, PASSWORD, pool)
    user = owner_of(s, pool, "user", password, email=s.email(), email_verified="true", phone_number=number)
    s.need(ask_reset_code(s, client, user), "FORGOT-001")
    early = ask_reset_code(s, client, called(user, number))

    def verified() -> Exchange:
        must_update(s, pool, user.username, phone_number_verified="true")
        return ask_reset_code(s, client, called(user, number))

    simpler = ("FORGOT-006", lambda: ask_reset_code(s, client, called(user, s.phone())))
    s.refused("ALIAS-060", early, control=verified, simpler=simpler)


@prop("ALIAS-061", password=passwords())
def test_code_asked_for_by_address(s: Scenario, password: str) -> None:
    """ForgotPassword with the addresses that are user names."""
    client, user, names = _address_owner(s, password)
    _asked_by(s, "ALIAS-061", client, user, names)


@prop("ALIAS-062", password=passwords(), new=passwords(max_size=30))
def test_code_typed_by_address(s: Scenario, password: str, new: str) -> None:
    """ConfirmForgotPassword with the addresses that are user names."""
    s.assume(new != password)
    client, user, names = _address_owner(s, password)
    _set_by(s, "ALIAS-062", client, user, names, new)


@prop("ALIAS-063", "ALIAS-064", password=passwords(), local=emails_local())
def test_sign_up_by_address(s: Scenario, password: str, local: str) -> None:
    """ResendConfirmationCode and ConfirmSignUp with the address that is the user name; then the user signs in."""
    pool, address = pool_for(s, PASSWORD, **EMAIL_NAMES, **AUTO_EMAIL), s.email(local)
    client = client_for(s, PASSWORD, pool)
    user = s.user(pool, username=address, password=password, attributes={"email": address}, status="UNCONFIRMED")
    again = s.accepted("ALIAS-063", resend_code(s, client, address))
    s.works("ALIAS-064", confirm_sign_up(s, client, user, s.code("sign_up", user, announced=again)))
    s.accepted("ALIAS-064", signs_in(s, PASSWORD, client, address, password))
