"""Changes of the e-mail address: immediate and unverified, or pending until the code is confirmed."""

from __future__ import annotations

from hypothesis import strategies as st

from conformance.checking.attributes import attribute_list, attributes_of
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.addresses import at_once_pool, verify_address
from conformance.flows.users import seen, signed_in, user_with_email
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Pool, Session
from conformance.strategies import attribute_values, emails_local, passwords
from conformance.strategies.durations import HOUR


def waiting(s: Scenario) -> Pool:
    """A pool where a new address is pending until its code is confirmed."""
    return s.pool(
        AutoVerifiedAttributes=["email"],
        UserAttributeUpdateSettings={"AttributesRequireVerificationBeforeUpdate": ["email"]},
    )


def change_address(s: Scenario, session: Session, address: str) -> Exchange:
    """UpdateUserAttributes with a new address, not judged."""
    return s.call("UpdateUserAttributes", AccessToken=session.access, UserAttributes=attribute_list({"email": address}))


@check("VERIFY-001", "VERIFY-003", "VERIFY-005", "VERIFY-006", "VERIFY-007", "VERIFY-008", "VERIFY-010")
def address_is(user: Exchange, email: str, verified: str) -> Difference | None:
    """The address and its flag as an administrator sees them."""
    listed = attributes_of(user)
    if listed.get("email") != email:
        return Difference("address", f"email {email!r}", f"{listed.get('email')!r}")
    if listed.get("email_verified") != verified:
        return Difference("flag", f"email_verified {verified!r}", f"{listed.get('email_verified')!r}")
    return None


def _delivery(details: object) -> Difference | None:
    if not isinstance(details, dict):
        return Difference("no-delivery-details", "delivery details", f"{details!r}")
    found = details.get("DeliveryMedium"), details.get("AttributeName")
    if found == ("EMAIL", "email"):
        return None
    return Difference("delivery-details", "DeliveryMedium EMAIL and AttributeName email", f"{found[0]!r}, {found[1]!r}")


@check("VERIFY-002")
def one_delivery_by_email(updated: Exchange) -> Difference | None:
    """CodeDeliveryDetailsList has one entry: by e-mail, for the attribute email."""
    entries = updated.get("CodeDeliveryDetailsList")
    if not isinstance(entries, list) or len(entries) != 1:
        return Difference("delivery-list", "one entry in CodeDeliveryDetailsList", f"{entries!r}")
    return _delivery(entries[0])


@check("VERIFY-009")
def delivery_by_email(sent: Exchange) -> Difference | None:
    """CodeDeliveryDetails says by e-mail, for the attribute email."""
    return _delivery(sent.get("CodeDeliveryDetails"))


@check("VERIFY-013")
def no_delivery(updated: Exchange) -> Difference | None:
    """CodeDeliveryDetailsList is absent or empty."""
    entries = updated.get("CodeDeliveryDetailsList")
    if not entries:
        return None
    return Difference("delivery", "no CodeDeliveryDetailsList, or an empty one", f"{entries!r}")


@prop(
    "VERIFY-001",
    "VERIFY-002",
    "VERIFY-003",
    "VERIFY-004",
    local=emails_local(),
    new=emails_local(),
    password=passwords(),
    salt=st.integers(0, 999_999),
)
def test_new_address_at_once(s: Scenario, *, local: str, new: str, password: str, salt: int) -> None:
    """The new address replaces the old one at once; a wrong code leaves it unverified, the right one verifies it."""
    pool = at_once_pool(s)
    user = user_with_email(s, pool, local, password)
    session = signed_in(s, pool, user)
    address = s.email(new)
    updated = s.accepted("VERIFY-001", change_address(s, session, address))
    s.check("VERIFY-001", seen(s, user), email=address, verified="false")
    s.check("VERIFY-002", updated)
    wrong = verify_address(s, session, s.wrong_code(None, salt))
    if wrong.ok:
        s.refused("VERIFY-004", wrong, control=wrong)
        s.end("VERIFY-004", "a wrong code was accepted before", wrong)
    right = verify_address(s, session, s.code("attribute", user, announced=updated, destination=address))
    s.refused("VERIFY-004", wrong, control=right)
    s.accepted("VERIFY-003", right)
    s.check("VERIFY-003", seen(s, user), email=address, verified="true")


@prop("VERIFY-005", "VERIFY-006", local=emails_local(), new=emails_local(), password=passwords())
def test_new_address_waits(s: Scenario, local: str, new: str, password: str) -> None:
    """The former address stays until the code is confirmed."""
    pool = waiting(s)
    user = user_with_email(s, pool, local, password)
    session = signed_in(s, pool, user)
    address = s.email(new)
    updated = s.accepted("VERIFY-005", change_address(s, session, address))
    if not s.check("VERIFY-005", seen(s, user), email=user.attributes["email"], verified="true"):
        s.end("VERIFY-005", "the new address was not pending")
    code = s.code("attribute", user, announced=updated, destination=address)
    s.accepted("VERIFY-006", verify_address(s, session, code))
    s.check("VERIFY-006", seen(s, user), email=address, verified="true")


@prop("VERIFY-007", "VERIFY-008", local=emails_local(), new=emails_local(), newer=emails_local())
def test_new_address_by_administrator(s: Scenario, local: str, new: str, newer: str) -> None:
    """Without the flag the new address is pending, with the flag it is not."""
    pool = waiting(s)
    user = user_with_email(s, pool, local, "Correct-Horse7")

    def set_address(values: dict[str, str]) -> None:
        s.must(
            "AdminUpdateUserAttributes",
            UserPoolId=pool.id,
            Username=user.username,
            UserAttributes=attribute_list(values),
        )

    set_address({"email": s.email(new)})
    s.check("VERIFY-007", seen(s, user), email=user.attributes["email"], verified="true")
    verified = s.email(newer)
    set_address({"email": verified, "email_verified": "true"})
    s.check("VERIFY-008", seen(s, user), email=verified, verified="true")


@prop("VERIFY-009", "VERIFY-010", local=emails_local(), password=passwords())
def test_code_on_demand(s: Scenario, local: str, password: str) -> None:
    """A user whose address is not verified requests a code and confirms it."""
    pool = at_once_pool(s)
    user = user_with_email(s, pool, local, password, flag="false")
    session = signed_in(s, pool, user)
    sent = s.call("GetUserAttributeVerificationCode", AccessToken=session.access, AttributeName="email")
    s.accepted("VERIFY-009", sent)
    s.check("VERIFY-009", sent)
    code = s.code("attribute", user, announced=sent)
    s.accepted("VERIFY-010", verify_address(s, session, code))
    s.check("VERIFY-010", seen(s, user), email=user.attributes["email"], verified="true")


@prop("VERIFY-011", local=emails_local(), password=passwords(), late=st.integers(25, 24 * 14))
def test_life_of_a_code(s: Scenario, local: str, password: str, late: int) -> None:
    """A code hours after its expiry, then a new code."""
    pool = at_once_pool(s)
    user = user_with_email(s, pool, local, password, flag="false")

    def ask() -> str:
        sent = s.must(
            "GetUserAttributeVerificationCode",
            blame="VERIFY-009",
            AccessToken=signed_in(s, pool, user).access,
            AttributeName="email",
        )
        return s.code("attribute", user, announced=sent)

    code = ask()
    s.advance(late * HOUR)
    expired = verify_address(s, signed_in(s, pool, user), code)

    def with_new_code() -> Exchange:
        fresh = ask()
        return verify_address(s, signed_in(s, pool, user), fresh)

    s.refused("VERIFY-011", expired, control=with_new_code)


@prop(
    "VERIFY-013",
    nickname=attribute_values(),
    name=st.sampled_from(("name", "profile", "gender")),
    local=emails_local(),
    password=passwords(),
)
def test_no_code_for_other_attributes(s: Scenario, *, nickname: str, name: str, local: str, password: str) -> None:
    """GetUserAttributeVerificationCode for attributes other than email and phone_number."""
    pool = at_once_pool(s)
    session = signed_in(s, pool, user_with_email(s, pool, local, password))
    changed = s.need(change_address(s, session, s.email(local)), "VERIFY-001")
    if one_delivery_by_email(changed):
        s.end("VERIFY-002", "a new address reports no sent code either", changed)
    updated = s.call(
        "UpdateUserAttributes",
        AccessToken=session.access,
        UserAttributes=attribute_list({name: nickname, "nickname": nickname}),
    )
    s.check("VERIFY-013", s.need(updated, "ATTR-002"))
