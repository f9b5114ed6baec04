"""Ways into situations that several areas need: users with an address, sign-in by password, what an admin sees."""

from __future__ import annotations

from conformance.arrange import Client, Pool, Session, User, attributes_of, password_step
from conformance.exchange import Exchange
from conformance.scenario import Scenario

PASSWORD_FLOWS = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
BY_EMAIL = {"RecoveryMechanisms": [{"Priority": 1, "Name": "verified_email"}]}


def recovery_pool(s: Scenario) -> Pool:
    """A pool whose users recover by e-mail; it sends nothing else."""
    return s.pool(AccountRecoverySetting=BY_EMAIL)


def legacy_client(s: Scenario, pool: Pool) -> Client:
    """A client for passwords that tells whether a user exists."""
    return s.client(pool, ExplicitAuthFlows=PASSWORD_FLOWS, PreventUserExistenceErrors="LEGACY")


def user_with_email(
    s: Scenario, pool: Pool, local: str, password: str, *, flag: str | None = "true", status: str = "CONFIRMED"
) -> User:
    """A user made by an administrator, with an address that counts as verified unless ``flag`` says otherwise."""
    attributes = {"email": s.email(local), **({"email_verified": flag} if flag else {})}
    return s.user(pool, password=password, attributes=attributes, status=status, road="admin")


def try_password(s: Scenario, client: Client, user: User, password: str) -> Exchange:
    """One USER_PASSWORD_AUTH request, not judged."""
    return password_step(s, client, user.login, password, "USER_PASSWORD_AUTH")


def signed_in(s: Scenario, pool: Pool, user: User) -> Session:
    """A session by password."""
    return s.sign_in(legacy_client(s, pool), user, flow="USER_PASSWORD_AUTH")


def refresh(s: Scenario, session: Session) -> Exchange:
    """One REFRESH_TOKEN_AUTH request with the session's refresh token, not judged."""
    return s.call(
        "InitiateAuth", ClientId=session.client.id, AuthFlow="REFRESH_TOKEN_AUTH",
        AuthParameters={"REFRESH_TOKEN": session.refresh},
    )  # fmt: skip


def seen(s: Scenario, user: User) -> Exchange:
    """AdminGetUser, which the rest of the example needs."""
    return s.must("AdminGetUser", UserPoolId=user.pool.id, Username=user.username)


def seen_attributes(s: Scenario, user: User) -> dict[str, str]:
    """The user's attributes as an administrator sees them now."""
    return attributes_of(seen(s, user))


def set_verified_email(s: Scenario, user: User, local: str) -> Exchange:
    """AdminUpdateUserAttributes with a fresh address that counts as verified."""
    return s.must(
        "AdminUpdateUserAttributes", UserPoolId=user.pool.id, Username=user.username,
        UserAttributes=[{"Name": "email", "Value": s.email(local)}, {"Name": "email_verified", "Value": "true"}],
    )  # fmt: skip
