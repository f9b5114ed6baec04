"""Refreshes in each of their forms, and operations that an access token authorizes. Sent, not judged."""

from __future__ import annotations

from typing import Any

from conformance.checking.exchange import Exchange
from conformance.kit.reading import is_jwt
from conformance.scenario import Scenario
from conformance.scenario.resources import Client, Session, User

REFRESH_FLOWS = ("REFRESH_TOKEN_AUTH", "REFRESH_TOKEN", "admin REFRESH_TOKEN_AUTH", "admin REFRESH_TOKEN")
AUTHORIZED = (
    "GetUser",
    "UpdateUserAttributes",
    "DeleteUserAttributes",
    "ChangePassword",
    "GlobalSignOut",
    "DeleteUser",
)
NEW_PASSWORD = "Changed-Battery8"


def refresh(
    s: Scenario, client: Client, token: str, *, flow: str = "REFRESH_TOKEN_AUTH", user: User | None = None
) -> Exchange:
    """One refresh with this token; ``user`` is needed for a client with a secret. Not judged."""
    parameters = {"REFRESH_TOKEN": token}
    hashed = s.secret_hash(client, user.username) if user else None
    if hashed:
        parameters["SECRET_HASH"] = hashed
    name = flow.removeprefix("admin ")
    if name != flow:
        return s.call(
            "AdminInitiateAuth", UserPoolId=client.pool.id, ClientId=client.id, AuthFlow=name, AuthParameters=parameters
        )
    return s.call("InitiateAuth", ClientId=client.id, AuthFlow=name, AuthParameters=parameters)


def rotate(s: Scenario, client: Client, token: str, **more: Any) -> Exchange:
    """GetTokensFromRefreshToken, with the client's secret if it has one. Not judged."""
    secret: dict[str, Any] = {"ClientSecret": client.secret} if client.secret else {}
    return s.call("GetTokensFromRefreshToken", ClientId=client.id, RefreshToken=token, **secret, **more)


def authorized(s: Scenario, operation: str, token: str, user: User) -> Exchange:
    """A token-authorized operation that succeeds with a live access token of this user. Not judged.

    The user needs a ``nickname`` for DeleteUserAttributes to be worth calling.
    """
    members: dict[str, dict[str, Any]] = {
        "UpdateUserAttributes": {"UserAttributes": [{"Name": "nickname", "Value": "changed"}]},
        "DeleteUserAttributes": {"UserAttributeNames": ["nickname"]},
        "ChangePassword": {"PreviousPassword": user.password, "ProposedPassword": NEW_PASSWORD},
    }
    return s.call(operation, AccessToken=token, **members.get(operation, {}))


def need_jwt(s: Scenario, session: Session) -> None:
    """End the example where the tokens are no JWTs: their claims cannot be read."""
    for name, token in (("access", session.access), ("ID", session.id)):
        if not is_jwt(token):
            s.end("TOKEN-001", f"the {name} token is not a JWT", session.exchange)
