"""Passwords that are forgotten or changed: ForgotPassword, ConfirmForgotPassword, ChangePassword. Sent, not judged."""

from __future__ import annotations

from typing import Any

from conformance.checking.exchange import Exchange
from conformance.flows.users import signed_in
from conformance.scenario import Scenario
from conformance.scenario.resources import Client, Session, User


def ask_reset_code(s: Scenario, client: Client, user: User) -> Exchange:
    """ForgotPassword, not judged."""
    return s.call("ForgotPassword", ClientId=client.id, Username=user.login)


def reset_code(s: Scenario, client: Client, user: User) -> str:
    """The code that ForgotPassword sends; ends the example where it is refused or the code cannot be read."""
    asked = s.need(ask_reset_code(s, client, user), "FORGOT-001")
    return s.code("forgot_password", user, announced=asked)


def confirm_reset(s: Scenario, client: Client, user: User, code: str, password: str, **more: Any) -> Exchange:
    """ConfirmForgotPassword, not judged."""
    given = {"ConfirmationCode": code, "Password": password, **more}
    return s.call("ConfirmForgotPassword", ClientId=client.id, Username=user.login, **given)


def fresh_session(s: Scenario, password: str) -> Session:
    """A session of a new user with this password."""
    pool = s.pool()
    return signed_in(s, pool, s.user(pool, password=password))


def change_password(s: Scenario, token: str, previous: str, proposed: str) -> Exchange:
    """ChangePassword, not judged."""
    return s.call("ChangePassword", AccessToken=token, PreviousPassword=previous, ProposedPassword=proposed)
