"""UserStatus of a new user, depending on how the user was created."""

from __future__ import annotations

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.users import seen
from conformance.scenario import Scenario, prop
from conformance.strategies import names, passwords


def _differs(user: Exchange, status: str) -> Difference | None:
    found = user.get("UserStatus")
    return None if found == status else Difference("status", f"UserStatus {status}", f"UserStatus {found!r}")


@check("STATUS-001")
def is_unconfirmed(user: Exchange) -> Difference | None:
    """UserStatus is UNCONFIRMED."""
    return _differs(user, "UNCONFIRMED")


@check("STATUS-002")
def is_to_change_password(user: Exchange) -> Difference | None:
    """UserStatus is FORCE_CHANGE_PASSWORD."""
    return _differs(user, "FORCE_CHANGE_PASSWORD")


@prop("STATUS-001", name=names(), password=passwords())
def test_signed_up(s: Scenario, name: str, password: str) -> None:
    """A user who signed up."""
    s.check("STATUS-001", seen(s, s.user(s.pool(), username=s.name(name), password=password, status="UNCONFIRMED")))


@prop("STATUS-002", name=names(), password=passwords())
def test_invited(s: Scenario, name: str, password: str) -> None:
    """A user made by an administrator."""
    user = s.user(s.pool(), username=s.name(name), password=password, status="FORCE_CHANGE_PASSWORD")
    s.check("STATUS-002", seen(s, user))
