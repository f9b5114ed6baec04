"""USER_PASSWORD_AUTH: the right password, and every way to get it wrong."""

from __future__ import annotations

from hypothesis import strategies as st

from conformance.checking.exchange import Exchange
from conformance.checking.registry import check
from conformance.checking.sign_in import no_challenge_left, three_tokens
from conformance.flows.sign_in import initiate, with_password
from conformance.flows.users import tell_passwords_apart
from conformance.scenario import Scenario, prop
from conformance.scenario.setup import confirm
from conformance.strategies import names, passwords, wrong_variants
from conformance.strategies.clients import ANY_PASSWORD_CLIENT, PASSWORD_CLIENT
from conformance.strategies.passwords import wrong_password

ADMIN_FLOW = "ADMIN_USER_PASSWORD_AUTH"

check("PWAUTH-002")(three_tokens)
check("PWAUTH-005")(no_challenge_left)


@prop("PWAUTH-001", "PWAUTH-002", "PWAUTH-005", plain=("mfa=ON",), password=passwords(), base=names())
def test_right_password(s: Scenario, password: str, base: str) -> None:
    """A confirmed user signs in."""
    pool = s.pool()
    client = s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT)
    user = s.user(pool, password=password, username=s.name(base))
    answer = with_password(s, client, user.login, password)
    s.accepted("PWAUTH-001", answer)
    s.check("PWAUTH-002", answer)
    s.check("PWAUTH-005", answer)


@prop("PWAUTH-003", password=passwords(), variant=wrong_variants())
def test_wrong_password(s: Scenario, password: str, variant: str) -> None:
    """A password that is longer, shorter, in other case or different is refused; the right one then works."""
    pool = s.pool()
    client = s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT)
    user = s.user(pool, password=password)
    attempt = with_password(s, client, user.login, wrong_password(password, variant))
    s.refused("PWAUTH-003", attempt, control=lambda: with_password(s, client, user.login, password))


@prop("PWAUTH-007", password=passwords(), base=names(), explicit=st.booleans())
def test_unknown_user(s: Scenario, password: str, base: str, explicit: bool) -> None:
    """A name that no user has is reported as unknown; another user's name, with the same password, is accepted."""
    pool = s.pool()
    legacy = {"PreventUserExistenceErrors": "LEGACY"} if explicit else {}
    client = s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT, **legacy)
    user = s.user(pool, password=password, username=s.name(base))
    attempt = with_password(s, client, s.name(base), password)
    s.refused("PWAUTH-007", attempt, control=lambda: with_password(s, client, user.login, password))


@prop("PWAUTH-009", "PWAUTH-011", password=passwords())
def test_disabled_and_enabled(s: Scenario, password: str) -> None:
    """The right password of a disabled user is refused; after enabling it works."""
    pool = s.pool()
    client = s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT)
    user = s.user(pool, password=password)
    s.must("AdminDisableUser", blame="ADMUSER-001", UserPoolId=pool.id, Username=user.username)
    attempt = with_password(s, client, user.login, password)
    s.must("AdminEnableUser", blame="ADMUSER-001", UserPoolId=pool.id, Username=user.username)
    again = with_password(s, client, user.login, password)
    s.refused("PWAUTH-009", attempt, control=again)
    tell_passwords_apart(s, client, user, password)
    s.accepted("PWAUTH-011", again)


@prop("PWAUTH-012", "PWAUTH-014", password=passwords(), variant=wrong_variants(), base=names())
def test_unconfirmed(s: Scenario, password: str, variant: str, base: str) -> None:
    """Before the confirmation neither the right nor a wrong password signs in; after it the right one does."""
    pool = s.pool()
    client = s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT)
    user = s.user(pool, password=password, username=s.name(base), status="UNCONFIRMED")
    right = with_password(s, client, user.login, password)
    wrong = with_password(s, client, user.login, wrong_password(password, variant))
    confirm(s, client, user)
    confirmed = with_password(s, client, user.login, password)
    s.refused("PWAUTH-012", right, control=confirmed)
    s.refused("PWAUTH-014", wrong, control=confirmed)


@prop("PWAUTH-015", password=passwords())
def test_reset_required(s: Scenario, password: str) -> None:
    """After AdminResetUserPassword the former password, which worked before, does not sign in."""
    pool = s.pool()
    client = s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT)
    user = s.user(pool, password=password, attributes={"email": s.email(), "email_verified": "true"})
    before = with_password(s, client, user.login, password)
    s.must("AdminResetUserPassword", blame="ADMPW-001", UserPoolId=pool.id, Username=user.username)
    s.refused("PWAUTH-015", with_password(s, client, user.login, password), control=before)


@prop("PWAUTH-017", password=passwords(), new=passwords())
def test_former_password(s: Scenario, password: str, new: str) -> None:
    """The former password is refused once an administrator replaced it."""
    s.assume(new != password)
    pool = s.pool()
    client = s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT)
    user = s.user(pool, password=password)
    s.must("AdminSetUserPassword", UserPoolId=pool.id, Username=user.username, Password=new, Permanent=True)
    former = with_password(s, client, user.login, password)
    s.refused("PWAUTH-017", former, control=lambda: with_password(s, client, user.login, new))


# No SECRET_HASH can be made for a user name that is not there: which of the two Cognito misses first is not known.
NO_HASH = ("client",)


@prop(
    "PWAUTH-018", plain=NO_HASH, password=passwords(), base=names(), missing=st.sampled_from(("USERNAME", "PASSWORD"))
)
def test_missing_parameter(s: Scenario, password: str, base: str, missing: str) -> None:
    """One of the two parameters left out."""
    pool = s.pool()
    client = s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT)
    user = s.user(pool, password=password, username=s.name(base))
    both = {"USERNAME": user.login, "PASSWORD": password}
    one = {name: value for name, value in both.items() if name != missing}
    s.refused(
        "PWAUTH-018",
        initiate(s, client, "USER_PASSWORD_AUTH", one),
        control=lambda: initiate(s, client, "USER_PASSWORD_AUTH", both),
    )


@prop(
    "PWAUTH-024",
    plain=NO_HASH,
    password=passwords(),
    base=names(),
    empty=st.sampled_from(("USERNAME", "PASSWORD")),
    admin=st.booleans(),
)
def test_empty_parameter(s: Scenario, password: str, base: str, empty: str, admin: bool) -> None:
    """One of the two parameters is an empty text."""
    client = s.client(s.pool(), ExplicitAuthFlows=ANY_PASSWORD_CLIENT)
    user = s.user(client.pool, password=password, username=s.name(base))
    flow, both = ADMIN_FLOW if admin else "USER_PASSWORD_AUTH", {"USERNAME": user.login, "PASSWORD": password}
    s.refused(
        "PWAUTH-024",
        initiate(s, client, flow, both | {empty: ""}, admin=admin),
        control=lambda: initiate(s, client, flow, both, admin=admin),
    )


@prop("PWAUTH-023", password=passwords(), more=st.sampled_from((0, 128)) | st.integers(0, 500), admin=st.booleans())
def test_very_long_password(s: Scenario, password: str, more: int, admin: bool) -> None:
    """A wrong password that is longer than 128 characters, and often than the 256 that a password may have."""
    client = s.client(s.pool(), ExplicitAuthFlows=ANY_PASSWORD_CLIENT)
    user = s.user(client.pool, password=password)
    flow = ADMIN_FLOW if admin else "USER_PASSWORD_AUTH"

    def tried(chosen: str) -> Exchange:
        return initiate(s, client, flow, {"USERNAME": user.login, "PASSWORD": chosen}, admin=admin)

    s.refused(
        "PWAUTH-023",
        tried((password + "Aa1!" * 160)[: 129 + more]),
        control=lambda: tried(password),
        simpler=("ADMAUTH-003" if admin else "PWAUTH-003", lambda: tried(f"{password}x")),
    )


@prop("PWAUTH-020", password=passwords(), base=names(ascii_only=True), signed_up=st.booleans())
def test_email_pool(s: Scenario, password: str, base: str, signed_up: bool) -> None:
    """Where the address is the user name, the user signs in with it."""
    pool = s.pool(UsernameAttributes=["email"])
    client = s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT)
    address = s.email(base.replace("-", "").replace(".", "").replace("_", ""))
    user = s.user(pool, password=password, username=address, made_by="sign-up" if signed_up else None)
    s.accepted("PWAUTH-020", with_password(s, client, user.login, password))
