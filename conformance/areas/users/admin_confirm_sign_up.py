"""AdminConfirmSignUp: what it does, and for whom it is refused."""

from __future__ import annotations

from conformance.checking.attributes import attributes_of
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.sign_up import unconfirmed
from conformance.flows.users import seen_as, tell_passwords_apart
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Pool
from conformance.strategies import emails_local, names, passwords
from conformance.strategies.clients import PASSWORD_CLIENT
from conformance.strategies.pools import AUTO_EMAIL


@check("ADMCONF-003")
def still_unverified(before: Exchange, after: Exchange) -> Difference | None:
    """An address that was not verified before is still not verified."""
    earlier, value = attributes_of(before).get("email_verified"), attributes_of(after).get("email_verified")
    if value is None or value.lower() != "true":
        return None
    return Difference("email-verified", f"email_verified as it was, {earlier!r}", f"email_verified {value!r}")


@check("ADMCONF-004")
def signed_in(answer: Exchange) -> Difference | None:
    """The sign-in is accepted and gives an access token."""
    if not answer.ok:
        return Difference("sign-in-refused", "the sign-in is accepted", f"{answer.code}: {answer.message}")
    if answer.get("AuthenticationResult.AccessToken"):
        return None
    return Difference("no-tokens", "an access token", f"ChallengeName {answer.get('ChallengeName')!r}")


@check("ADMCONF-007")
def still_to_change_password(user: Exchange) -> Difference | None:
    """The user has UserStatus FORCE_CHANGE_PASSWORD."""
    status = user.get("UserStatus")
    if status == "FORCE_CHANGE_PASSWORD":
        return None
    return Difference("status", "UserStatus FORCE_CHANGE_PASSWORD", f"UserStatus {status!r}")


def admin_confirm(s: Scenario, pool: Pool, username: str) -> Exchange:
    """AdminConfirmSignUp, not judged."""
    return s.call("AdminConfirmSignUp", UserPoolId=pool.id, Username=username)


@prop(
    "ADMCONF-001", "ADMCONF-002", "ADMCONF-003", "ADMCONF-004", name=names(), local=emails_local(), password=passwords()
)
def test_confirmed_without_a_code(s: Scenario, name: str, local: str, password: str) -> None:
    """A user who signed up becomes CONFIRMED, the address stays as it is."""
    pool = s.pool(**AUTO_EMAIL)
    client = s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT)
    user = unconfirmed(s, pool, name, local, password)
    before = seen_as(s, user, "UNCONFIRMED")
    s.accepted("ADMCONF-001", admin_confirm(s, pool, user.username))
    after = s.must("AdminGetUser", UserPoolId=pool.id, Username=user.username)
    s.check("ADMCONF-002", after)
    s.check("ADMCONF-003", before, after)
    answer = s.call(
        "InitiateAuth",
        ClientId=client.id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": user.login, "PASSWORD": password},
    )
    if answer.outcome in ("unsupported", "indeterminate"):
        s.need(answer, "PWAUTH-001")
    tell_passwords_apart(s, client, user, password)
    s.check("ADMCONF-004", answer)


@prop("ADMCONF-005", "ADMCONF-007", name=names(), twin=names(), temporary=passwords())
def test_user_made_by_an_administrator(s: Scenario, name: str, twin: str, temporary: str) -> None:
    """A user with a temporary password is refused, one who signed up is not."""
    pool = s.pool()
    user = s.user(pool, username=s.name(name), password=temporary, status="FORCE_CHANGE_PASSWORD")
    seen_as(s, user, "FORCE_CHANGE_PASSWORD")
    attempt = admin_confirm(s, pool, user.username)

    def control() -> Exchange:
        other = s.user(pool, username=s.name(twin), status="UNCONFIRMED")
        return admin_confirm(s, pool, other.username)

    s.refused("ADMCONF-005", attempt, control=control)
    if attempt.ok:
        s.end("ADMCONF-005", "the user was confirmed", attempt)
    if s.answered("ADMCONF-007", attempt):
        s.check("ADMCONF-007", s.must("AdminGetUser", UserPoolId=pool.id, Username=user.username))


@prop("ADMCONF-008", name=names(), password=passwords())
def test_confirmed_already(s: Scenario, name: str, password: str) -> None:
    """A second confirmation of the same user."""
    pool = s.pool()
    user = s.user(pool, username=s.name(name), password=password, status="UNCONFIRMED")
    first = s.need(admin_confirm(s, pool, user.username), "ADMCONF-001")
    s.refused("ADMCONF-008", admin_confirm(s, pool, user.username), control=first)
