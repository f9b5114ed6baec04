"""ForgotPassword and ConfirmForgotPassword: who gets a code, and what the code does."""

from __future__ import annotations

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.passwords import ask_reset_code, confirm_reset, reset_code
from conformance.flows.users import (
    fresh_login,
    legacy_client,
    recovery_pool,
    seen,
    set_verified_email,
    tell_passwords_apart,
    try_password,
    user_with_email,
    verify_email,
)
from conformance.scenario import Scenario, prop
from conformance.scenario.setup import confirm
from conformance.strategies import emails_local, names, passwords
from conformance.strategies.clients import PASSWORD_CLIENT
from conformance.strategies.durations import MINUTE

FLAGS = st.sampled_from(("true", "True"))


@check("FORGOT-002")
def delivered_by_email(asked: Exchange) -> Difference | None:
    """CodeDeliveryDetails has DeliveryMedium EMAIL and AttributeName email."""
    details = asked.get("CodeDeliveryDetails")
    if not isinstance(details, dict):
        return Difference("no-delivery-details", "CodeDeliveryDetails", f"CodeDeliveryDetails {details!r}")
    if details.get("DeliveryMedium") != "EMAIL":
        return Difference("medium", "DeliveryMedium EMAIL", f"DeliveryMedium {details.get('DeliveryMedium')!r}")
    if details.get("AttributeName") != "email":
        return Difference("attribute", "AttributeName email", f"AttributeName {details.get('AttributeName')!r}")
    return None


@check("FORGOT-003")
def masked_address(asked: Exchange, address: str) -> Difference | None:
    """Destination has the first characters of both parts of the address, each followed by three asterisks."""
    local, _, domain = address.partition("@")
    destination = str(asked.get("CodeDeliveryDetails.Destination"))
    wanted = f"{local[:1]}***@{domain[:1]}***"
    return None if destination == wanted else Difference("mask", wanted, f"Destination {destination!r}")


@check("FORGOT-010", "FORGOT-022")
def status_is(user: Exchange, status: str) -> Difference | None:
    """UserStatus of AdminGetUser is this status."""
    found = user.get("UserStatus")
    if found == status:
        return None
    kind = str(found).lower().replace("_", "-")
    return Difference(f"status-{kind}", f"UserStatus {status}", f"UserStatus {found!r}")


@prop(
    "FORGOT-001",
    "FORGOT-002",
    "FORGOT-003",
    "FORGOT-010",
    password=passwords(),
    local=emails_local(),
    flag=FLAGS,
)
def test_ask_with_verified_address(s: Scenario, password: str, local: str, flag: str) -> None:
    """The code goes to the verified address; the status stays."""
    pool = recovery_pool(s)
    user = user_with_email(s, pool, local, password, flag=flag)
    asked = s.accepted("FORGOT-001", ask_reset_code(s, legacy_client(s, pool), user))
    s.check("FORGOT-002", asked)
    s.check("FORGOT-003", asked, address=user.attributes["email"])
    s.check("FORGOT-010", seen(s, user), status="CONFIRMED")


@prop(
    "FORGOT-004",
    plain=("name=email", "names=addresses"),
    password=passwords(),
    local=emails_local(),
    base=names(),
    unverified=st.sampled_from((None, "false")),
)
def test_ask_without_verified_contact(
    s: Scenario, password: str, local: str, base: str, unverified: str | None
) -> None:
    """A user with no address or an unverified one, then with a verified one."""
    pool = recovery_pool(s)
    client = legacy_client(s, pool)
    attributes = {} if unverified is None else {"email": s.email(local), "email_verified": unverified}
    user = s.user(pool, password=password, username=s.name(base), attributes=attributes)
    refusal = ask_reset_code(s, client, user)

    def with_address() -> Exchange:
        set_verified_email(s, user, local)
        return ask_reset_code(s, client, user)

    s.refused("FORGOT-004", refusal, control=with_address)


@prop("FORGOT-004", plain=("name=case",), password=passwords(), local=emails_local())
def test_ask_without_verified_name(s: Scenario, password: str, local: str) -> None:
    """A user who is named by an address that is not verified; then it is."""
    pool = s.pool(UsernameAttributes=["email"])
    address = s.email(local)
    attributes = {"email": address, "email_verified": "false"}
    user = s.user(pool, password=password, username=address, attributes=attributes)
    client = legacy_client(s, pool)
    refusal = ask_reset_code(s, client, user)

    def verified() -> Exchange:
        verify_email(s, user)
        return ask_reset_code(s, client, user)

    s.refused("FORGOT-004", refusal, control=verified)


@prop("FORGOT-004", plain=("name=case",), password=passwords(), local=emails_local())
def test_ask_without_verified_number(s: Scenario, password: str, local: str) -> None:
    """A user who is named by a number that is not verified; then there is a verified address, too."""
    pool = s.pool(UsernameAttributes=["phone_number"])
    number = s.phone()
    attributes = {"phone_number": number, "phone_number_verified": "false"}
    user = s.user(pool, password=password, username=number, attributes=attributes)
    client = legacy_client(s, pool)
    refusal = ask_reset_code(s, client, user)

    def with_address() -> Exchange:
        set_verified_email(s, user, local)
        return ask_reset_code(s, client, user)

    s.refused("FORGOT-004", refusal, control=with_address)


@prop("FORGOT-006", password=passwords(), base=names(), local=emails_local())
def test_ask_for_unknown_user(s: Scenario, password: str, base: str, local: str) -> None:
    """A user who does not exist, then one who does."""
    pool = recovery_pool(s)
    client = legacy_client(s, pool)
    user = user_with_email(s, pool, local, password)
    unknown = s.call("ForgotPassword", ClientId=client.id, Username=fresh_login(s, pool, base))
    s.refused("FORGOT-006", unknown, control=lambda: ask_reset_code(s, client, user))


@prop("FORGOT-008", password=passwords(), local=emails_local())
def test_ask_with_temporary_password(s: Scenario, password: str, local: str) -> None:
    """ForgotPassword for a user in FORCE_CHANGE_PASSWORD, then for the CONFIRMED user."""
    pool = recovery_pool(s)
    client = legacy_client(s, pool)
    user = user_with_email(s, pool, local, password, status="FORCE_CHANGE_PASSWORD")
    refusal = ask_reset_code(s, client, user)

    def confirmed() -> Exchange:
        s.must("AdminSetUserPassword", UserPoolId=pool.id, Username=user.username, Password=password, Permanent=True)
        return ask_reset_code(s, client, user)

    s.refused("FORGOT-008", refusal, control=confirmed)


@prop("FORGOT-024", plain=("name=case", "names=addresses"), password=passwords(), local=emails_local(), base=names())
def test_ask_before_confirmation(s: Scenario, password: str, local: str, base: str) -> None:
    """A user who signed up with an address and never confirmed; then confirmed and verified."""
    pool = recovery_pool(s)
    client = legacy_client(s, pool)
    user = s.user(
        pool, password=password, username=s.name(base), attributes={"email": s.email(local)}, status="UNCONFIRMED"
    )
    refusal = ask_reset_code(s, client, user)

    def confirmed() -> Exchange:
        confirm(s, client, user)
        set_verified_email(s, user, local)
        return ask_reset_code(s, client, user)

    s.refused("FORGOT-024", refusal, control=confirmed)


@prop("FORGOT-025", password=passwords(), local=emails_local())
def test_recovery_by_administrator_only(s: Scenario, password: str, local: str) -> None:
    """The same user in a pool without self-service, and in one with it."""
    closed = s.pool(AccountRecoverySetting={"RecoveryMechanisms": [{"Priority": 1, "Name": "admin_only"}]})
    user = user_with_email(s, closed, local, password)
    refusal = ask_reset_code(s, legacy_client(s, closed), user)

    def in_open_pool() -> Exchange:
        pool = recovery_pool(s)
        return ask_reset_code(s, legacy_client(s, pool), user_with_email(s, pool, local, password))

    s.refused("FORGOT-025", refusal, control=in_open_pool)


@prop(
    "FORGOT-011",
    "FORGOT-012",
    "FORGOT-013",
    "FORGOT-016",
    old=passwords(),
    new=passwords(),
    another=passwords(),
    local=emails_local(),
)
def test_right_code(s: Scenario, *, old: str, new: str, another: str, local: str) -> None:
    """The new password replaces the old one, and the code is spent."""
    s.assume(len({old, new, another}) == 3)
    pool = recovery_pool(s)
    client = legacy_client(s, pool)
    user = user_with_email(s, pool, local, old)
    code = reset_code(s, client, user)
    confirmed = s.accepted("FORGOT-011", confirm_reset(s, client, user, code, new))
    tell_passwords_apart(s, client, user, new)
    signed_in = s.accepted("FORGOT-012", try_password(s, client, user, new))
    s.refused("FORGOT-013", try_password(s, client, user, old), control=signed_in)
    s.refused("FORGOT-016", confirm_reset(s, client, user, code, another), control=confirmed)


@prop("FORGOT-014", old=passwords(), new=passwords(), local=emails_local(), salt=st.integers(0, 999_999))
def test_wrong_code(s: Scenario, old: str, new: str, local: str, salt: int) -> None:
    """Six other digits, then the code itself."""
    pool = recovery_pool(s)
    client = legacy_client(s, pool)
    user = user_with_email(s, pool, local, old)
    asked = s.need(ask_reset_code(s, client, user), "FORGOT-001")
    # Tried before the code is read: a target that accepts any code diverges even where codes cannot be read.
    refusal = confirm_reset(s, client, user, s.wrong_code(None, salt), new)

    def right() -> Exchange:
        return confirm_reset(s, client, user, s.code("forgot_password", user, announced=asked), new)

    s.refused("FORGOT-014", refusal, control=right)


@prop(
    "FORGOT-017",
    old=passwords(),
    new=passwords(),
    local=emails_local(),
    salt=st.integers(0, 999_999),
    errors=st.sampled_from(("LEGACY", "ENABLED")),
)
def test_code_never_asked_for(s: Scenario, *, old: str, new: str, local: str, salt: int, errors: str) -> None:
    """Any six digits while no code is pending; then the requested code."""
    pool = recovery_pool(s)
    client = s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT, PreventUserExistenceErrors=errors)
    user = user_with_email(s, pool, local, old)
    refusal = confirm_reset(s, client, user, s.wrong_code(None, salt), new)
    s.refused("FORGOT-017", refusal, control=lambda: confirm_reset(s, client, user, reset_code(s, client, user), new))


@prop("FORGOT-026", old=passwords(), new=passwords(), local=emails_local(), base=names())
def test_code_for_unknown_user(s: Scenario, old: str, new: str, local: str, base: str) -> None:
    """A user's code for a user who does not exist, then for the user it was sent to."""
    pool = recovery_pool(s)
    client = legacy_client(s, pool)
    user = user_with_email(s, pool, local, old)
    code = reset_code(s, client, user)
    nobody = fresh_login(s, pool, base)
    unknown = s.call("ConfirmForgotPassword", ClientId=client.id, Username=nobody, ConfirmationCode=code, Password=new)
    s.refused("FORGOT-026", unknown, control=lambda: confirm_reset(s, client, user, code, new))


@prop("FORGOT-019", old=passwords(), new=passwords(), local=emails_local())
def test_code_of_somebody_else(s: Scenario, old: str, new: str, local: str) -> None:
    """One user's code for another user, then for the user it was sent to."""
    pool = recovery_pool(s)
    client = legacy_client(s, pool)
    first, second = user_with_email(s, pool, local, old), user_with_email(s, pool, local, old)
    code_of_first, code_of_second = reset_code(s, client, first), reset_code(s, client, second)
    if code_of_first == code_of_second:
        s.exclude("two users got the same code: this target's codes are fixed")
    swapped = confirm_reset(s, client, first, code_of_second, new)
    s.refused("FORGOT-019", swapped, control=lambda: confirm_reset(s, client, first, code_of_first, new))


@prop("FORGOT-022", old=passwords(), new=passwords(), local=emails_local())
def test_confirm_after_reset(s: Scenario, old: str, new: str, local: str) -> None:
    """A reset by an administrator is completed with the code that it sent."""
    pool = recovery_pool(s)
    client = legacy_client(s, pool)
    user = user_with_email(s, pool, local, old)
    reset = s.must("AdminResetUserPassword", UserPoolId=pool.id, Username=user.username)
    before = seen(s, user)
    if before.get("UserStatus") != "RESET_REQUIRED":
        s.end("ADMPW-009", "AdminResetUserPassword did not set RESET_REQUIRED", before)
    code = s.code("forgot_password", user, announced=reset)
    s.need(confirm_reset(s, client, user, code, new), "FORGOT-011")
    s.check("FORGOT-022", seen(s, user), status="CONFIRMED")


@prop("FORGOT-023", old=passwords(), new=passwords(), local=emails_local())
def test_confirm_through_another_client(s: Scenario, old: str, new: str, local: str) -> None:
    """A code requested through one client, confirmed through another."""
    pool = recovery_pool(s)
    user = user_with_email(s, pool, local, old)
    code = reset_code(s, legacy_client(s, pool), user)
    s.accepted("FORGOT-023", confirm_reset(s, s.client(pool), user, code, new))


@prop(
    "FORGOT-020",
    "FORGOT-021",
    old=passwords(),
    new=passwords(),
    local=emails_local(),
    young=st.integers(0, 55),
    old_age=st.integers(62, 600),
)
def test_life_of_a_code(s: Scenario, *, old: str, new: str, local: str, young: int, old_age: int) -> None:
    """Within an hour a code is accepted; afterwards only a new one."""
    pool = recovery_pool(s)
    client = legacy_client(s, pool)
    first, second = user_with_email(s, pool, local, old), user_with_email(s, pool, local, old)
    code_of_first, code_of_second = reset_code(s, client, first), reset_code(s, client, second)
    s.advance(young * MINUTE)
    within = confirm_reset(s, client, first, code_of_first, new)
    s.advance((s.soon(old_age, 62) - young) * MINUTE)
    late = confirm_reset(s, client, second, code_of_second, new)
    s.refused("FORGOT-020", late, control=lambda: confirm_reset(s, client, second, reset_code(s, client, second), new))
    s.accepted("FORGOT-021", within)


@prop("FORGOT-028", password=passwords(), local=emails_local())
def test_ask_with_both_verified(s: Scenario, password: str, local: str) -> None:
    """A user with an address and a number, in a pool without AccountRecoverySetting."""
    pool = s.pool(SmsConfiguration=s.sender("sms"))
    attributes = {
        "email": s.email(local),
        "email_verified": "true",
        "phone_number": s.phone(),
        "phone_number_verified": "true",
    }
    user = s.user(pool, password=password, username=s.name("both"), attributes=attributes)
    s.check("FORGOT-028", s.need(ask_reset_code(s, legacy_client(s, pool), user), "FORGOT-001"))
