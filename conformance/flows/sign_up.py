"""SignUp, its confirmation code and the confirmation. Sent, not judged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.checking.attributes import attribute_list
from conformance.checking.exchange import Exchange
from conformance.scenario import Scenario
from conformance.scenario.resources import Client, Pool, User


def sign_up(s: Scenario, client: Client, username: str, password: str, **attributes: str) -> Exchange:
    """SignUp with these attributes, not judged."""
    return sign_up_with(s, client, username, password, attributes=attributes)


def sign_up_with(
    s: Scenario,
    client: Client,
    username: str,
    password: str = "Correct-Horse7",
    *,
    attributes: Mapping[str, str] | None = None,
    **members: Any,
) -> Exchange:
    """SignUp with these attributes and further members of the request, not judged."""
    if attributes:
        members["UserAttributes"] = attribute_list(attributes)
    return s.call("SignUp", ClientId=client.id, Username=username, Password=password, **members)


def typed_name(s: Scenario, pool: Pool, base: str, address: str | None = None) -> str:
    """A fresh user name; an address where the target makes addresses the user names unasked."""
    if pool.username_attributes and not pool.config.get("UsernameAttributes"):
        return address or s.email()
    return s.name(base)


def unconfirmed(s: Scenario, pool: Pool, name: str, local: str, password: str = "Correct-Horse7") -> User:
    """A user who signed up with an address and was sent a code."""
    attributes = {"email": s.email(local)}
    return s.user(pool, username=s.name(name), password=password, attributes=attributes, status="UNCONFIRMED")


def confirm_sign_up(s: Scenario, client: Client, user: User, code: str, *, force: bool | None = None) -> Exchange:
    """ConfirmSignUp, not judged."""
    more = {} if force is None else {"ForceAliasCreation": force}
    return s.call("ConfirmSignUp", ClientId=client.id, Username=user.login, ConfirmationCode=code, **more)


def admin_confirmed(s: Scenario, user: User) -> None:
    """Arrangement: an administrator confirms the user, who is then seen to be CONFIRMED."""
    s.must("AdminConfirmSignUp", UserPoolId=user.pool.id, Username=user.username)
    shown = s.must("AdminGetUser", UserPoolId=user.pool.id, Username=user.username)
    status = shown.get("UserStatus")
    if status != "CONFIRMED":
        s.end("ADMCONF-002", f"the user is {status} after AdminConfirmSignUp", shown)


def resend_code(s: Scenario, client: Client, username: str) -> Exchange:
    """ResendConfirmationCode, not judged."""
    return s.call("ResendConfirmationCode", ClientId=client.id, Username=username)
