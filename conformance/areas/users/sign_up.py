"""SignUp: what is accepted, what the answer says, what is stored, and what is refused."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import strategies as st

from conformance.checking.attributes import attributes_of
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.sign_up import sign_up, typed_name
from conformance.scenario import Scenario, prop
from conformance.strategies import emails_local, names, passwords
from conformance.strategies.accounts import malformed_phones, unknown_attributes
from conformance.strategies.pools import AUTO_EMAIL, EMAIL_ALIAS, EMAIL_NAMES, REQUIRED_NAME

PASSWORD = "Correct-Horse7"
PHONE_NAMES: dict[str, Any] = {"UsernameAttributes": ["phone_number"]}
EMAIL_OR_PHONE_NAMES: dict[str, Any] = {"UsernameAttributes": ["email", "phone_number"]}
UUID_SHAPE = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


@check("SIGNUP-002")
def not_confirmed_yet(signed_up: Exchange) -> Difference | None:
    """UserConfirmed is false in the answer."""
    if signed_up.get("UserConfirmed") is False:
        return None
    return Difference("user-confirmed", "UserConfirmed false", f"UserConfirmed {signed_up.get('UserConfirmed')!r}")


@check("SIGNUP-003")
def user_sub_is_sub(signed_up: Exchange, user: Exchange) -> Difference | None:
    """UserSub is there, shaped like a UUID, and is the attribute sub."""
    sub, stored = signed_up.get("UserSub"), attributes_of(user).get("sub")
    if not isinstance(sub, str) or not sub:
        return Difference("user-sub-missing", "a UserSub", f"UserSub {sub!r}")
    if not UUID_SHAPE.fullmatch(sub):
        return Difference("user-sub-shape", "a UserSub in the shape of a UUID, lower case", f"UserSub {sub!r}")
    if sub != stored:
        return Difference("user-sub-differs", f"UserSub is the attribute sub, {stored!r}", f"UserSub {sub!r}")
    return None


@check("SIGNUP-004", "SIGNUP-005", "SIGNUP-009", "SIGNUP-045")
def no_code_delivery(signed_up: Exchange) -> Difference | None:
    """The answer has no CodeDeliveryDetails."""
    details = signed_up.get("CodeDeliveryDetails")
    if details is None:
        return None
    return Difference("code-delivery-details", "no CodeDeliveryDetails", f"CodeDeliveryDetails {details!r}")


@check("SIGNUP-006", "SIGNUP-010", "RESEND-002")
def code_by_email(answer: Exchange) -> Difference | None:
    """A code went to the attribute email, by e-mail."""
    details = answer.get("CodeDeliveryDetails")
    if not isinstance(details, dict) or not details:
        return Difference("no-code-delivery-details", "CodeDeliveryDetails", f"CodeDeliveryDetails {details!r}")
    for member, expected in (("DeliveryMedium", "EMAIL"), ("AttributeName", "email")):
        if details.get(member) != expected:
            kind = "delivery-medium" if member == "DeliveryMedium" else "delivery-attribute"
            return Difference(kind, f"{member} {expected}", f"{member} {details.get(member)!r}")
    return None


@check("SIGNUP-007", "RESEND-003")
def masked_destination(answer: Exchange, address: str) -> Difference | None:
    """The address with all but the first characters hidden."""
    local, _, domain = address.partition("@")
    expected, seen = f"{local[:1]}***@{domain[:1]}***", answer.get("CodeDeliveryDetails.Destination")
    if seen == expected:
        return None
    kind = "destination-not-masked" if seen == address else "destination"
    return Difference(kind, f"Destination {expected!r}", f"Destination {seen!r}")


@check("SIGNUP-028")
def sub_as_username(user: Exchange) -> Difference | None:
    """Username is the user's attribute sub."""
    username, sub = user.get("Username"), attributes_of(user).get("sub")
    if sub and username == sub:
        return None
    return Difference("username-not-sub", f"Username is the sub, {sub!r}", f"Username {username!r}")


@check("SIGNUP-029")
def stored_email(user: Exchange, address: str) -> Difference | None:
    """The attribute email is the address that was typed as the user name."""
    email = attributes_of(user).get("email")
    if email == address:
        return None
    return Difference("email-missing" if email is None else "email", f"email {address!r}", f"email {email!r}")


@check("SIGNUP-030")
def unverified_email(user: Exchange) -> Difference | None:
    """The user's attribute email_verified is 'false'."""
    value = attributes_of(user).get("email_verified")
    if value == "false":
        return None
    kind = "email-verified-missing" if value is None else "email-verified"
    return Difference(kind, "the attribute email_verified 'false'", f"email_verified {value!r}")


@check("SIGNUP-031")
def name_as_typed(user: Exchange, username: str) -> Difference | None:
    """Username is what was typed."""
    if user.get("Username") == username:
        return None
    return Difference("username", f"Username {username!r}", f"Username {user.get('Username')!r}")


@check("SIGNUP-032")
def no_email_attribute(user: Exchange) -> Difference | None:
    """The user name did not become an e-mail address."""
    email = attributes_of(user).get("email")
    return None if email is None else Difference("email-from-username", "no attribute email", f"email {email!r}")


@check("SIGNUP-033")
def enabled(user: Exchange) -> Difference | None:
    """The user has Enabled true."""
    if user.get("Enabled") is True:
        return None
    return Difference("not-enabled", "Enabled true", f"Enabled {user.get('Enabled')!r}")


@prop(
    "SIGNUP-001",
    "SIGNUP-002",
    "SIGNUP-003",
    "SIGNUP-004",
    "SIGNUP-031",
    "SIGNUP-033",
    plain=("names=addresses",),
    name=names(),
    password=passwords(),
)
def test_plain_sign_up(s: Scenario, name: str, password: str) -> None:
    """SignUp with only a name and a password."""
    pool = s.pool()
    username = s.name(name)
    answer = sign_up(s, s.client(pool), username, password)
    s.accepted("SIGNUP-001", answer)
    s.check("SIGNUP-002", answer)
    s.check("SIGNUP-004", answer)
    user = s.must("AdminGetUser", UserPoolId=pool.id, Username=username)
    s.check("SIGNUP-003", answer, user)
    s.check("SIGNUP-031", user, username=username)
    s.check("SIGNUP-033", user)


@prop("SIGNUP-005", "SIGNUP-030", name=names(), local=emails_local())
def test_email_that_is_not_verified_by_the_pool(s: Scenario, name: str, local: str) -> None:
    """An address in a pool that sends no codes."""
    pool = s.pool()
    address = s.email(local)
    username = typed_name(s, pool, name, address)
    answer = s.need(sign_up(s, s.client(pool), username, PASSWORD, email=address), "SIGNUP-001")
    s.check("SIGNUP-005", answer)
    s.check("SIGNUP-030", s.must("AdminGetUser", UserPoolId=pool.id, Username=username))


@prop("SIGNUP-006", "SIGNUP-007", "SIGNUP-030", name=names(), local=emails_local())
def test_email_that_is_verified_by_the_pool(s: Scenario, name: str, local: str) -> None:
    """An address in a pool that sends codes to addresses."""
    pool = s.pool(**AUTO_EMAIL)
    address = s.email(local)
    username = typed_name(s, pool, name, address)
    answer = s.need(sign_up(s, s.client(pool), username, PASSWORD, email=address), "SIGNUP-001")
    s.check("SIGNUP-006", answer)
    s.check("SIGNUP-007", answer, address=address)
    s.check("SIGNUP-030", s.must("AdminGetUser", UserPoolId=pool.id, Username=username))


@prop("SIGNUP-008", "SIGNUP-009", plain=("names=addresses",), name=names(), password=passwords())
def test_auto_verified_attribute_not_given(s: Scenario, name: str, password: str) -> None:
    """No address in a pool that sends codes to addresses."""
    client = s.client(s.pool(**AUTO_EMAIL))
    s.need(sign_up(s, client, s.name(name), password, email=s.email()), "SIGNUP-001")
    answer = sign_up(s, client, s.name(name), password)
    s.accepted("SIGNUP-008", answer)
    s.check("SIGNUP-009", answer)


@prop("SIGNUP-010", name=names(), local=emails_local())
def test_email_and_phone_number(s: Scenario, name: str, local: str) -> None:
    """Two contacts, one of which the pool verifies."""
    pool, address = s.pool(**AUTO_EMAIL), s.email(local)
    username = typed_name(s, pool, name, address)
    answer = sign_up(s, s.client(pool), username, PASSWORD, phone_number=s.phone(), email=address)
    s.check("SIGNUP-010", s.need(answer, "SIGNUP-001"))


@check("SIGNUP-042", "FORGOT-028")
def code_by_sms(answer: Exchange) -> Difference | None:
    """A code went to the phone number."""
    details = answer.get("CodeDeliveryDetails")
    seen = [details.get(m) for m in ("DeliveryMedium", "AttributeName")] if isinstance(details, dict) else None
    if seen == ["SMS", "phone_number"]:
        return None
    return Difference("delivery", "DeliveryMedium SMS, AttributeName phone_number", f"{seen!r}")


@prop("SIGNUP-042", name=names(), local=emails_local())
def test_both_verified(s: Scenario, name: str, local: str) -> None:
    """Two contacts, both verified by the pool."""
    pool = s.pool(AutoVerifiedAttributes=["email", "phone_number"], SmsConfiguration=s.sender("sms"))
    address = s.email(local)
    username = typed_name(s, pool, name, address)
    answer = sign_up(s, s.client(pool), username, PASSWORD, phone_number=s.phone(), email=address)
    s.check("SIGNUP-042", s.need(answer, "SIGNUP-001"))


@prop("SIGNUP-011", "SIGNUP-013", name=names(), password=passwords(), other=passwords())
def test_taken_name(s: Scenario, name: str, password: str, other: str) -> None:
    """The same name a second time, through a client that reports unknown users and one that hides them."""
    pool = s.pool()
    username = typed_name(s, pool, name)
    hiding = s.client(pool, PreventUserExistenceErrors="ENABLED")
    first = s.need(sign_up(s, s.client(pool), username, password), "SIGNUP-001")
    s.refused("SIGNUP-011", sign_up(s, s.client(pool), username, other), control=first)
    s.refused("SIGNUP-013", sign_up(s, hiding, username, other), control=first)


@prop("SIGNUP-014", local=emails_local(), confirmed=st.booleans(), other=passwords())
def test_taken_address(s: Scenario, local: str, confirmed: bool, other: str) -> None:
    """The same address a second time, where addresses are user names."""
    pool = s.pool(**EMAIL_NAMES)
    client, address = s.client(pool), s.email(local)
    first = s.need(sign_up(s, client, address, PASSWORD), "SIGNUP-001")
    if confirmed:
        s.must("AdminConfirmSignUp", UserPoolId=pool.id, Username=address)
    s.refused("SIGNUP-014", sign_up(s, client, address, other), control=first)


@prop("SIGNUP-016", name=names(), local=emails_local(), password=passwords())
def test_foreign_alias(s: Scenario, name: str, local: str, password: str) -> None:
    """A new user with an address that is another user's alias."""
    pool = s.pool(**EMAIL_ALIAS)
    address = s.email(local)
    s.user(pool, username=s.name(name), attributes={"email": address, "email_verified": "true"})
    s.need(sign_up(s, s.client(pool), s.name(name), password, email=s.email(local)), "SIGNUP-001")
    s.accepted("SIGNUP-016", sign_up(s, s.client(pool), s.name(name), password, email=address))


@prop("SIGNUP-017", name=names(), password=passwords())
def test_administrators_only(s: Scenario, name: str, password: str) -> None:
    """A pool in which users cannot sign up; the same request to another pool is accepted."""
    closed = s.pool(AdminCreateUserConfig={"AllowAdminCreateUserOnly": True})
    username = typed_name(s, closed, name)
    attempt = sign_up(s, s.client(closed), username, password)
    s.refused("SIGNUP-017", attempt, control=lambda: sign_up(s, s.client(s.pool()), username, password))


@prop("SIGNUP-019", name=names(), phone=st.booleans(), password=passwords())
def test_name_that_is_no_address(s: Scenario, name: str, phone: bool, password: str) -> None:
    """A plain name or a phone number, where addresses are user names."""
    client = s.client(s.pool(**EMAIL_NAMES))
    attempt = sign_up(s, client, s.phone() if phone else s.name(name), password)
    s.refused("SIGNUP-019", attempt, control=lambda: sign_up(s, client, s.email(), password))


@prop("SIGNUP-021", name=names(), local=emails_local(), address=st.booleans(), password=passwords())
def test_name_that_is_no_phone_number(s: Scenario, name: str, local: str, address: bool, password: str) -> None:
    """A plain name or an address, where phone numbers are user names."""
    client = s.client(s.pool(**PHONE_NAMES))
    attempt = sign_up(s, client, s.email(local) if address else s.name(name), password)
    s.refused("SIGNUP-021", attempt, control=lambda: sign_up(s, client, s.phone(), password))


@prop("SIGNUP-023", name=names(), phone=st.booleans(), password=passwords())
def test_name_that_is_neither(s: Scenario, name: str, phone: bool, password: str) -> None:
    """A plain name, where addresses and phone numbers are user names; either of them is accepted."""
    client = s.client(s.pool(**EMAIL_OR_PHONE_NAMES))
    attempt = sign_up(s, client, s.name(name), password)
    s.refused("SIGNUP-023", attempt, control=lambda: sign_up(s, client, s.phone() if phone else s.email(), password))


@prop("SIGNUP-025", local=emails_local(), name=names(), password=passwords())
def test_name_like_an_email_alias(s: Scenario, local: str, name: str, password: str) -> None:
    """An address as a user name, where e-mail addresses are aliases."""
    client = s.client(s.pool(**EMAIL_ALIAS))
    attempt = sign_up(s, client, s.email(local), password)
    s.refused("SIGNUP-025", attempt, control=lambda: sign_up(s, client, s.name(name), password))


@prop("SIGNUP-027", name=names(), password=passwords())
def test_name_like_a_phone_alias(s: Scenario, name: str, password: str) -> None:
    """A phone number as a user name, where phone numbers are aliases."""
    client = s.client(s.pool(AliasAttributes=["phone_number"]))
    attempt = sign_up(s, client, s.phone(), password)
    s.refused("SIGNUP-027", attempt, control=lambda: sign_up(s, client, s.name(name), password))


@prop("SIGNUP-028", "SIGNUP-029", "SIGNUP-030", "SIGNUP-045", local=emails_local(), password=passwords())
def test_address_as_name(s: Scenario, local: str, password: str) -> None:
    """The attributes stored where addresses are user names."""
    pool = s.pool(**EMAIL_NAMES)
    address = s.email(local)
    answer = s.need(sign_up(s, s.client(pool), address, password), "SIGNUP-001")
    s.check("SIGNUP-045", answer)
    user = s.must("AdminGetUser", UserPoolId=pool.id, Username=address)
    s.check("SIGNUP-028", user)
    s.check("SIGNUP-029", user, address=address)
    s.check("SIGNUP-030", user)


@prop("SIGNUP-045", password=passwords())
def test_number_as_name(s: Scenario, password: str) -> None:
    """What a sign-up answers where phone numbers are user names and the pool verifies nothing."""
    pool = s.pool(UsernameAttributes=["phone_number"])
    s.check("SIGNUP-045", s.need(sign_up(s, s.client(pool), s.phone(), password), "SIGNUP-001"))


@prop(
    "SIGNUP-031",
    "SIGNUP-032",
    plain=("name=email", "name=phone", "name=preferred_username", "names"),
    local=emails_local(),
    password=passwords(),
)
def test_plain_name_like_an_address(s: Scenario, local: str, password: str) -> None:
    """An address as a plain user name does not become the email attribute."""
    pool = s.pool()
    address = s.email(local)
    s.need(sign_up(s, s.client(pool), address, password), "SIGNUP-001")
    user = s.must("AdminGetUser", UserPoolId=pool.id, Username=address)
    s.check("SIGNUP-031", user, username=address)
    s.check("SIGNUP-032", user)


@prop("SIGNUP-034", name=names(), attribute=unknown_attributes(), value=names())
def test_unknown_attribute(s: Scenario, name: str, attribute: str, value: str) -> None:
    """An attribute that is not in the schema; without it the sign-up is accepted."""
    pool = s.pool()
    client, username = s.client(pool), typed_name(s, pool, name)
    attempt = sign_up(s, client, username, PASSWORD, **{attribute: value})
    s.refused("SIGNUP-034", attempt, control=lambda: sign_up(s, client, username, PASSWORD, nickname=value))


@prop("SIGNUP-035", name=names(), value=names(), password=passwords())
def test_required_attribute(s: Scenario, name: str, value: str, password: str) -> None:
    """A pool that requires given_name: another attribute does not replace it."""
    pool = s.pool(**REQUIRED_NAME)
    client, username = s.client(pool), typed_name(s, pool, name)
    attempt = sign_up(s, client, username, password, nickname=value)
    s.refused("SIGNUP-035", attempt, control=lambda: sign_up(s, client, username, password, given_name=value))


@prop("SIGNUP-036", name=names(), value=names(), local=emails_local())
def test_malformed_email(s: Scenario, name: str, value: str, local: str) -> None:
    """An email attribute without an at sign."""
    pool, address = s.pool(), s.email(local)
    client, username = s.client(pool), typed_name(s, pool, name, address)
    attempt = sign_up(s, client, username, PASSWORD, email=value)
    s.refused("SIGNUP-036", attempt, control=lambda: sign_up(s, client, username, PASSWORD, email=address))


@prop("SIGNUP-037", name=names(), value=malformed_phones())
def test_malformed_phone_number(s: Scenario, name: str, value: str) -> None:
    """A phone_number attribute that is wrong in one way."""
    pool = s.pool()
    client, username = s.client(pool), typed_name(s, pool, name)
    attempt = sign_up(s, client, username, PASSWORD, phone_number=value)
    s.refused("SIGNUP-037", attempt, control=lambda: sign_up(s, client, username, PASSWORD, phone_number=s.phone()))


@prop(
    "SIGNUP-040",
    plain=("names=addresses",),
    name=names(ascii_only=True),
    over=st.just(1) | st.integers(1, 60),
    password=passwords(),
)
def test_longest_name(s: Scenario, name: str, over: int, password: str) -> None:
    """A user name of 128 characters, and a longer one."""
    client = s.client(s.pool())
    long, longest = s.name(name).ljust(128 + over, "x"), s.name(name).ljust(128, "x")
    attempt = sign_up(s, client, long, password)
    s.refused("SIGNUP-040", attempt, control=lambda: sign_up(s, client, longest, password))


@prop(
    "SIGNUP-041",
    plain=("names=addresses",),
    name=names(ascii_only=True),
    blank=st.sampled_from(" \t"),
    place=st.integers(1, 30),
)
def test_blank_in_a_name(s: Scenario, name: str, blank: str, place: int) -> None:
    """A blank somewhere between the first and the last character."""
    client = s.client(s.pool())
    username = s.name(name)
    at = 1 + place % (len(username) - 1)
    attempt = sign_up(s, client, username[:at] + blank + username[at:], PASSWORD)
    s.refused("SIGNUP-041", attempt, control=lambda: sign_up(s, client, username, PASSWORD))
