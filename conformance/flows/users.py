"""Arrangements that several areas need: users with an address, sign-in by password, what AdminGetUser shows."""

from __future__ import annotations

from typing import Any

from conformance.checking.attributes import attribute_list, attributes_of
from conformance.checking.exchange import Exchange
from conformance.scenario import Scenario
from conformance.scenario.resources import Client, Pool, Session, User
from conformance.scenario.setup import password_step
from conformance.strategies.clients import PASSWORD_CLIENT
from conformance.strategies.passwords import wrong_password
from conformance.strategies.pools import BY_EMAIL

RESEND: dict[str, Any] = {"MessageAction": "RESEND", "DesiredDeliveryMediums": ["EMAIL"]}


def recovery_pool(s: Scenario) -> Pool:
    """A pool whose users recover by e-mail; it sends nothing else."""
    return s.pool(**by_email(s))


def by_email(s: Scenario) -> dict[str, Any]:
    """The setting by which users of a pool recover by e-mail.

    Nothing where a target refuses that: who has an e-mail address alone recovers by that.
    """
    return {"AccountRecoverySetting": BY_EMAIL} if _takes_recovery(s) else {}


def _takes_recovery(s: Scenario) -> bool:
    """Whether pools are taken with a way to recover; tried once, beside any example."""
    known = s.context.shared.known
    if "recovery" not in known:
        asked = {"PoolName": s.resource_name(), "AccountRecoverySetting": BY_EMAIL}
        answer = s.context.driver.call("CreateUserPool", asked)
        known["recovery"] = answer.outcome != "error" or answer.server_error
        if answer.ok:
            s.context.driver.call("DeleteUserPool", {"UserPoolId": str(answer.get("UserPool.Id"))})
        elif not known["recovery"]:
            s.context.note("pools for recovery are made without AccountRecoverySetting: CreateUserPool refuses it here")
    return known["recovery"]


def legacy_client(s: Scenario, pool: Pool) -> Client:
    """A client for passwords that reports unknown users as such (LEGACY)."""
    return s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT, PreventUserExistenceErrors="LEGACY")


def user_with_email(
    s: Scenario, pool: Pool, local: str, password: str, *, flag: str | None = "true", status: str = "CONFIRMED"
) -> User:
    """A user with an address that counts as verified unless ``flag`` says otherwise."""
    attributes = {"email": s.email(local), **({"email_verified": flag} if flag else {})}
    return s.user(pool, password=password, attributes=attributes, status=status)


def fresh_login(s: Scenario, pool: Pool, base: str = "user") -> str:
    """A name for a new user, or for one who is not there; an address where this target imposes addresses."""
    return s.email("nobody") if "email" in pool.username_attributes else s.name(base)


def try_password(s: Scenario, client: Client, user: User, password: str) -> Exchange:
    """One USER_PASSWORD_AUTH request, not judged."""
    return password_step(s, client, user.login, password, "USER_PASSWORD_AUTH")


def tell_passwords_apart(s: Scenario, client: Client, user: User, password: str) -> None:
    """End the example if a wrong password signs in too: success with the right one would then prove nothing."""
    wrong = try_password(s, client, user, wrong_password(password, "other"))
    if wrong.ok:
        s.end("PWAUTH-003", "any password signs in", wrong)


def signed_in(s: Scenario, pool: Pool, user: User) -> Session:
    """A session by password."""
    return s.sign_in(legacy_client(s, pool), user)


def tokens_of(s: Scenario, pool: Pool, user: User) -> Session:
    """The same for what holds of all tokens, those of a refresh as well."""
    return s.issued(legacy_client(s, pool), user)


def refresh(s: Scenario, session: Session) -> Exchange:
    """One REFRESH_TOKEN_AUTH request with the session's refresh token, not judged."""
    return s.call(
        "InitiateAuth",
        ClientId=session.client.id,
        AuthFlow="REFRESH_TOKEN_AUTH",
        AuthParameters={"REFRESH_TOKEN": session.refresh},
    )


def sub_of(s: Scenario, user: User) -> str:
    """The user's sub; the example ends where the answer that made the user shows none."""
    if not user.sub:
        blame = "SIGNUP-003" if user.created.operation == "SignUp" else "ADMCREATE-002"
        s.end(blame, "the user has no sub", user.created)
    return user.sub


def seen(s: Scenario, user: User) -> Exchange:
    """AdminGetUser, which the rest of the example needs."""
    return s.must("AdminGetUser", UserPoolId=user.pool.id, Username=user.username)


STATUS_BY = {
    "UNCONFIRMED": "STATUS-001",
    "FORCE_CHANGE_PASSWORD": "STATUS-002",
    "CONFIRMED": "ADMPW-002",
    "RESET_REQUIRED": "ADMPW-009",
}


def seen_as(s: Scenario, user: User, status: str) -> Exchange:
    """AdminGetUser, which must show this status: otherwise the status after a change would prove nothing."""
    shown = seen(s, user)
    if shown.get("UserStatus") != status:
        s.end(STATUS_BY[status], f"the user is shown as {shown.get('UserStatus')!r}, not as {status}", shown)
    return shown


def seen_attributes(s: Scenario, user: User) -> dict[str, str]:
    """The user's attributes as an administrator sees them now."""
    return attributes_of(seen(s, user))


def set_verified_email(s: Scenario, user: User, local: str) -> Exchange:
    """AdminUpdateUserAttributes with a fresh address that counts as verified."""
    return s.must(
        "AdminUpdateUserAttributes",
        UserPoolId=user.pool.id,
        Username=user.username,
        UserAttributes=[{"Name": "email", "Value": s.email(local)}, {"Name": "email_verified", "Value": "true"}],
    )


def verify_email(s: Scenario, user: User) -> Exchange:
    """AdminUpdateUserAttributes, after which the address that the user has counts as verified."""
    return s.must(
        "AdminUpdateUserAttributes",
        UserPoolId=user.pool.id,
        Username=user.username,
        UserAttributes=[{"Name": "email_verified", "Value": "true"}],
    )


def admin_create(s: Scenario, pool: Pool, username: str, **more: Any) -> Exchange:
    """AdminCreateUser without a message unless asked for, not judged; ``attributes`` as a mapping."""
    attributes = more.pop("attributes", None)
    if attributes:
        more["UserAttributes"] = attribute_list(attributes)
    more.setdefault("MessageAction", "SUPPRESS")
    return s.call("AdminCreateUser", UserPoolId=pool.id, Username=username, **more)
