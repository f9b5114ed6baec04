"""ConfirmSignUp: the right code and every wrong one, and aliases that clash at confirmation."""

from __future__ import annotations

from hypothesis import strategies as st

from conformance.checking.attributes import attributes_of
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.sign_up import admin_confirmed, confirm_sign_up, sign_up, unconfirmed
from conformance.flows.users import seen_as, sub_of
from conformance.kit import jwt
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Client, User
from conformance.strategies import emails_local, names, passwords
from conformance.strategies.clients import PASSWORD_CLIENT
from conformance.strategies.durations import HOUR
from conformance.strategies.pools import AUTO_EMAIL, EMAIL_ALIAS

GUESS = "271828"  # sent where the code cannot be read; a target that accepts it accepts any code


@check("CONFIRM-004", "ADMCONF-002")
def confirmed(user: Exchange) -> Difference | None:
    """The user has UserStatus CONFIRMED."""
    status = user.get("UserStatus")
    return None if status == "CONFIRMED" else Difference("status", "UserStatus CONFIRMED", f"UserStatus {status!r}")


@check("CONFIRM-005")
def verified_email(user: Exchange) -> Difference | None:
    """The user's attribute email_verified is 'true'."""
    value = attributes_of(user).get("email_verified")
    if value == "true":
        return None
    return Difference("email-verified", "email_verified 'true'", f"email_verified {value!r}")


@check("CONFIRM-014")
def alias_of_new_user(signed_in: Exchange, new_sub: str) -> Difference | None:
    """The sign-in with the alias is the new user's."""
    if not signed_in.ok:
        seen = f"{signed_in.code}: {signed_in.message}"
        return Difference("alias-not-moved", "the address signs the new user in", seen)
    token = signed_in.get("AuthenticationResult.AccessToken")
    try:
        sub = jwt.payload(token)["sub"]
    except Exception as error:  # whatever is wrong with it: there is no readable access token with a sub
        return Difference("access-token", "an access token with a sub", f"{type(error).__name__} when it was read")
    return None if sub == new_sub else Difference("other-user", f"the sub {new_sub}", f"the sub {sub}")


@check("CONFIRM-016")
def no_longer_verified(user: Exchange) -> Difference | None:
    """The earlier owner's address is not verified any more."""
    value = attributes_of(user).get("email_verified")
    if value is None or value.lower() != "true":
        return None
    return Difference("still-verified", "email_verified is not 'true' any more", f"email_verified {value!r}")


def can_read(s: Scenario) -> bool:
    """Whether sign-up codes can be read on this target."""
    return s.offers("codes:sign_up")


def some_code(s: Scenario, user: User) -> str:
    """The code that was sent to the user, or a guess where it cannot be read."""
    return s.code("sign_up", user, announced=user.created) if can_read(s) else GUESS


def must_confirm(s: Scenario, answer: Exchange) -> Exchange:
    """Arrangement: this confirmation has to be accepted. A refused guess proves nothing about the target."""
    if not answer.ok and not can_read(s):
        s.exclude("the suite cannot read sign_up codes on this target")
    return s.need(answer, "CONFIRM-001")


@prop("CONFIRM-001", "CONFIRM-004", "CONFIRM-005", name=names(), local=emails_local(), password=passwords())
def test_right_code(s: Scenario, name: str, local: str, password: str) -> None:
    """The code that was sent confirms the user and verifies the address."""
    pool = s.pool(**AUTO_EMAIL)
    user = unconfirmed(s, pool, name, local, password)
    seen_as(s, user, "UNCONFIRMED")
    s.accepted("CONFIRM-001", confirm_sign_up(s, s.client(pool), user, s.code("sign_up", user, announced=user.created)))
    stored = s.must("AdminGetUser", UserPoolId=pool.id, Username=user.username)
    s.check("CONFIRM-004", stored)
    s.check("CONFIRM-005", stored)


@prop("CONFIRM-002", name=names(), local=emails_local(), salt=st.integers(100_000, 999_999))
def test_wrong_code(s: Scenario, name: str, local: str, salt: int) -> None:
    """A wrong code of six digits; then the right one."""
    pool = s.pool(**AUTO_EMAIL)
    client, user = s.client(pool), unconfirmed(s, pool, name, local)
    code = s.code("sign_up", user, announced=user.created) if can_read(s) else None

    def right() -> Exchange:
        return confirm_sign_up(s, client, user, code or s.code("sign_up", user, announced=user.created))

    s.refused("CONFIRM-002", confirm_sign_up(s, client, user, s.wrong_code(code, salt)), control=right)


@prop("CONFIRM-006", name=names(), local=emails_local(), other=names())
def test_code_of_another_user(s: Scenario, name: str, local: str, other: str) -> None:
    """Another user's code; then the user's own."""
    pool = s.pool(**AUTO_EMAIL)
    client = s.client(pool)
    user, stranger = unconfirmed(s, pool, name, local), unconfirmed(s, pool, other, local)
    own = s.code("sign_up", user, announced=user.created)
    foreign = s.code("sign_up", stranger, announced=stranger.created)
    if own == foreign:
        s.exclude("all users have the same code on this target")
    s.refused(
        "CONFIRM-006", confirm_sign_up(s, client, user, foreign), control=lambda: confirm_sign_up(s, client, user, own)
    )


@prop("CONFIRM-007", name=names(), local=emails_local())
def test_confirmed_twice(s: Scenario, name: str, local: str) -> None:
    """The same code a second time."""
    pool = s.pool(**AUTO_EMAIL)
    client, user = s.client(pool), unconfirmed(s, pool, name, local)
    code = some_code(s, user)
    first = must_confirm(s, confirm_sign_up(s, client, user, code))
    s.refused("CONFIRM-007", confirm_sign_up(s, client, user, code), control=first)


@prop("CONFIRM-009", name=names(), local=emails_local(), other=names())
def test_confirmed_by_an_administrator(s: Scenario, name: str, local: str, other: str) -> None:
    """An unused code of a user whom an administrator confirmed; without the administrator a code is accepted."""
    pool = s.pool(**AUTO_EMAIL)
    client = s.client(pool)
    twin = unconfirmed(s, pool, other, local)
    control = must_confirm(s, confirm_sign_up(s, client, twin, some_code(s, twin)))
    user = unconfirmed(s, pool, name, local)
    code = some_code(s, user)
    admin_confirmed(s, user)
    s.refused("CONFIRM-009", confirm_sign_up(s, client, user, code), control=control)


@prop("CONFIRM-010", name=names(), local=emails_local(), late=st.integers(120, 72 * HOUR))
def test_old_code(s: Scenario, name: str, local: str, late: int) -> None:
    """A code of 23 hours still works, one of more than 24 hours does not."""
    pool = s.pool(**AUTO_EMAIL)
    client = s.client(pool)
    early, user = unconfirmed(s, pool, name, local), unconfirmed(s, pool, name, local)
    good, old = (s.code("sign_up", each, announced=each.created) for each in (early, user))
    s.advance(23 * HOUR)
    control = s.need(confirm_sign_up(s, client, early, good), "CONFIRM-001")
    s.advance(HOUR + late)
    s.refused("CONFIRM-010", confirm_sign_up(s, client, user, old), control=control)


@prop(
    "CONFIRM-012",
    "CONFIRM-013",
    "CONFIRM-014",
    "CONFIRM-015",
    "CONFIRM-016",
    plain=("mfa=ON",),
    name=names(),
    local=emails_local(),
    old=passwords(),
    new=passwords(),
)
def test_foreign_alias(s: Scenario, name: str, local: str, old: str, new: str) -> None:
    """The address is another user's alias: refused without ForceAliasCreation, moved with it."""
    s.assume(old != new)
    pool = s.pool(**EMAIL_ALIAS)
    client = s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT)
    address = s.email(local)
    verified = {"email": address, "email_verified": "true"}
    owner = s.user(pool, username=s.name(name), password=old, attributes=verified)
    s.need(_sign_in(s, client, address, old), "ALIAS-001")
    username = s.name(name)
    created = s.need(sign_up(s, client, username, new, email=address), "SIGNUP-016")
    user = User(pool, username, username, created.get("UserSub"), new, {"email": address}, "UNCONFIRMED", created)
    code = some_code(s, user)
    moved: list[Exchange] = []

    def with_force() -> Exchange:
        moved.append(confirm_sign_up(s, client, user, code, force=True))
        return moved[0]

    attempt = confirm_sign_up(s, client, user, code)
    if not attempt.ok and not can_read(s) and attempt.code != "AliasExistsException":
        s.exclude("the suite cannot read sign_up codes on this target")
    s.refused("CONFIRM-012", attempt, control=with_force)
    if not moved:
        s.end("CONFIRM-012", "confirmed although the alias is another user's", attempt)
    s.accepted("CONFIRM-013", moved[0])
    _judge_move(s, client, owner, user, address)


def _judge_move(s: Scenario, client: Client, owner: User, user: User, address: str) -> None:
    stored = s.must("AdminGetUser", UserPoolId=client.pool.id, Username=owner.username)
    s.check("CONFIRM-016", stored)
    by_new = _sign_in(s, client, address, str(user.password))
    s.check("CONFIRM-014", by_new, new_sub=sub_of(s, user))
    s.refused("CONFIRM-015", _sign_in(s, client, address, str(owner.password)), control=by_new)


def _sign_in(s: Scenario, client: Client, name: str, password: str) -> Exchange:
    return s.call(
        "InitiateAuth",
        ClientId=client.id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": name, "PASSWORD": password},
    )


@prop("CONFIRM-018", name=names(), local=emails_local(), unknown=names())
def test_unknown_user(s: Scenario, name: str, local: str, unknown: str) -> None:
    """A code for a user who does not exist; the same code for the user it was sent to."""
    pool = s.pool(**AUTO_EMAIL)
    client, user = s.client(pool), unconfirmed(s, pool, name, local)
    code = some_code(s, user)
    attempt = s.call("ConfirmSignUp", ClientId=client.id, Username=s.name(unknown), ConfirmationCode=code)
    s.refused("CONFIRM-018", attempt, control=lambda: must_confirm(s, confirm_sign_up(s, client, user, code)))
