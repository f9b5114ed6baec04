"""A pool on a target, with app clients and users, whose tokens an application is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from conformance.checking.exchange import Exchange, Missing
from conformance.transport.driver import Driver, TargetLost
from conformance.verify_app.draft import Use, drawn_name

FLOWS = ("ALLOW_USER_PASSWORD_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH")
SHORTEST = 5  # minutes that an access or ID token of Cognito lives at least


class PoolError(Exception):
    """The target does not do what is needed for a token; the message says which request, and its answer."""


class PoolLost(PoolError):
    """The target no longer answers."""


@dataclass(frozen=True)
class User:
    """A user of a pool."""

    username: str
    password: str


@dataclass(frozen=True)
class Session:
    """What a sign-in returned; ``refresh`` is None where it has no refresh token."""

    user: User
    client_id: str
    access: str
    id: str
    refresh: str | None

    def token(self, use: Use) -> str:
        """The access or the ID token."""
        return self.access if use == "access" else self.id


@dataclass
class Pool:
    """A pool that ``Pool.made`` made; ``remove`` deletes it with all that is in it.

    ``by_email``: the target makes pools, unasked, in which users are named by e-mail addresses.
    """

    driver: Driver
    id: str
    by_email: bool = False
    groups: set[str] = field(default_factory=set)

    @staticmethod
    def made(driver: Driver, random: Random) -> Pool:
        """A new pool. Raises PoolError."""
        answer = _accepted(driver, "CreateUserPool", PoolName=f"verify-app-{drawn_name(random, 8)}")
        by_email = "email" in (answer.get("UserPool.UsernameAttributes") or ())
        return Pool(driver, _text(answer, "UserPool.Id"), by_email)

    def client(self, random: Random, *, minutes: int | None = None) -> str:
        """The id of a new app client, whose tokens live so many minutes. Raises PoolError."""
        more: dict[str, Any] = {}
        if minutes is not None:
            units = {"AccessToken": "minutes", "IdToken": "minutes"}
            more = {"AccessTokenValidity": minutes, "IdTokenValidity": minutes, "TokenValidityUnits": units}
        name = f"client-{drawn_name(random, 8)}"
        answer = self._call("CreateUserPoolClient", ClientName=name, ExplicitAuthFlows=list(FLOWS), **more)
        return _text(answer, "UserPoolClient.ClientId")

    def named(self, username: str) -> str:
        """What a user of this name is called in this pool: an e-mail address, where users are named by those."""
        return f"{username}@example.com" if self.by_email and "@" not in username else username

    def user(self, random: Random, username: str, groups: Sequence[str]) -> User:
        """A new user with a password, confirmed, in these groups. Raises PoolError."""
        email = f"{drawn_name(random, 12)}@example.com"
        if self.by_email:
            email = username = self.named(username)
        user = User(username, f"Aa1!{drawn_name(random, 16)}")
        attributes = [{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}]
        named = {"Username": username}
        self._call("AdminCreateUser", **named, UserAttributes=attributes, MessageAction="SUPPRESS")
        self._call("AdminSetUserPassword", **named, Password=user.password, Permanent=True)
        for group in groups:
            if group not in self.groups:
                self._call("CreateGroup", GroupName=group)
                self.groups.add(group)
            self._call("AdminAddUserToGroup", **named, GroupName=group)
        return user

    def sign_in(self, user: User, client_id: str) -> Session:
        """Tokens by the user's password. Raises PoolError."""
        given = {"USERNAME": user.username, "PASSWORD": user.password}
        answer = _sent(
            self.driver,
            "InitiateAuth",
            {"ClientId": client_id, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": given},
            signed=False,
        )
        if not answer.ok:
            answer = self._call(
                "AdminInitiateAuth", ClientId=client_id, AuthFlow="ADMIN_USER_PASSWORD_AUTH", AuthParameters=given
            )
        access, identity = (_text(answer, f"AuthenticationResult.{name}") for name in ("AccessToken", "IdToken"))
        refresh = answer.get("AuthenticationResult.RefreshToken")
        return Session(user, client_id, access, identity, refresh if isinstance(refresh, str) else None)

    def refreshed(self, session: Session) -> Session:
        """New access and ID tokens for the refresh token. Raises PoolError."""
        answer = _accepted(
            self.driver,
            "InitiateAuth",
            signed=False,
            ClientId=session.client_id,
            AuthFlow="REFRESH_TOKEN_AUTH",
            AuthParameters={"REFRESH_TOKEN": _refresh_of(session)},
        )
        access, identity = (_text(answer, f"AuthenticationResult.{name}") for name in ("AccessToken", "IdToken"))
        return Session(session.user, session.client_id, access, identity, session.refresh)

    def revoke(self, session: Session) -> None:
        """RevokeToken with the refresh token. Raises PoolError."""
        _accepted(self.driver, "RevokeToken", signed=False, Token=_refresh_of(session), ClientId=session.client_id)

    def sign_out(self, session: Session) -> None:
        """GlobalSignOut with the access token. Raises PoolError."""
        _accepted(self.driver, "GlobalSignOut", signed=False, AccessToken=session.access)

    def disable(self, session: Session) -> None:
        """AdminDisableUser. Raises PoolError."""
        self._call("AdminDisableUser", Username=session.user.username)

    def delete(self, session: Session) -> None:
        """AdminDeleteUser of who signed in. Raises PoolError."""
        self.delete_user(session.user.username)

    def delete_user(self, username: str) -> None:
        """AdminDeleteUser, by the name that ``user`` was given. Raises PoolError."""
        self._call("AdminDeleteUser", Username=self.named(username))

    def takes(self, session: Session) -> bool:
        """Whether the target itself takes the access token, in GetUser. Raises PoolError where it does not say."""
        answer = _sent(self.driver, "GetUser", {"AccessToken": session.access}, signed=False)
        if answer.ok or (answer.outcome == "error" and not answer.server_error):
            return answer.ok
        raise PoolError(f"the target does not say whether it takes a token: {_said(answer)}")

    def remove(self) -> str:
        """Delete the pool; what is wrong where that is refused, else nothing."""
        try:
            answer = _sent(self.driver, "DeleteUserPool", {"UserPoolId": self.id})
        except PoolLost as error:
            return f"the pool {self.id} was not deleted: {error}"
        return "" if answer.ok else f"the pool {self.id} was not deleted: {_said(answer)}"

    def _call(self, operation: str, **parameters: Any) -> Exchange:
        return _accepted(self.driver, operation, UserPoolId=self.id, **parameters)


def _sent(driver: Driver, operation: str, parameters: Mapping[str, Any], *, signed: bool = True) -> Exchange:
    try:
        return driver.insistence.ask(lambda: driver.call(operation, parameters, signed=signed)).exchange
    except TargetLost as error:
        raise PoolLost(str(error)) from None


def _accepted(driver: Driver, operation: str, *, signed: bool = True, **parameters: Any) -> Exchange:
    answer = _sent(driver, operation, parameters, signed=signed)
    if not answer.ok:
        raise PoolError(f"the target refused {_said(answer)}")
    return answer


def _refresh_of(session: Session) -> str:
    if session.refresh is None:
        raise PoolError("the target's sign-in returned no refresh token")
    return session.refresh


def _text(answer: Exchange, path: str) -> str:
    try:
        return answer.text(path)
    except Missing as missing:
        raise PoolError(f"the target's answer is not usable: {missing}") from None


def _said(answer: Exchange) -> str:
    return f"{answer.operation}: {answer.code or answer.status or 'no answer'}: {answer.message or ''}".rstrip(":. ")
