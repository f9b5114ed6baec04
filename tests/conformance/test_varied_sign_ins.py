"""What shared arrangement varies of users and sign-ins: a required factor, a refresh, and how users are made."""

from __future__ import annotations

import pytest

from conformance.checking.exchange import Exchange
from conformance.command.properties import properties
from conformance.requirements import load_catalog
from conformance.run.engine import Engine
from conformance.run.profiles import PROFILES
from conformance.scenario import Scenario
from conformance.scenario.dimensions import FREE, with_these
from conformance.scenario.property import Property
from conformance.sensitivity.trial import MemoryJournal
from conformance.strategies.clients import PASSWORD_CLIENT
from targets.reference import ReferenceTarget


def arranging(situation: str = "demo", **values: str) -> Scenario:
    """A scenario on the reference with these values of its setting; its property signs people in."""
    engine = Engine(ReferenceTarget().start(), load_catalog(), PROFILES["quick"], MemoryJournal(), seed=1)
    s = Scenario(engine, Property("demo.test", (), {}, lambda s: s.sign_in(None, None)), 1, situation)
    s.setting = with_these(values)
    return s


def sent(s: Scenario) -> list[str]:
    return [step.name for step in s.steps if step.kind == "call"]


@pytest.mark.parametrize("flow", FREE["flow"].free)
def test_where_a_factor_is_required_an_app_is_set_up_and_used(flow: str) -> None:
    s = arranging(mfa="ON", flow=flow)
    pool = s.pool()
    client, user = s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT), s.user(pool)
    first, second = s.sign_in(client, user), s.sign_in(client, user)
    answers: list[Exchange] = [first.exchange, second.exchange]
    assert [each.request["ChallengeName"] for each in answers] == ["MFA_SETUP", "SOFTWARE_TOKEN_MFA"]
    assert first.access != second.access
    assert sent(s).count("VerifySoftwareToken") == 1
    assert s.arranged["mfa"] == "ON"


def test_where_none_is_required_none_is_set_up() -> None:
    s = arranging(mfa="OPTIONAL")
    pool = s.pool()
    s.sign_in(s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT), s.user(pool))
    assert "VerifySoftwareToken" not in sent(s)


@pytest.mark.parametrize(
    ("name", "required"),
    [
        ("groups.test_membership", True),  # nobody signs in
        ("token_attributes.test_flags", True),  # by the shared arrangement
        ("srp.test_altered_signature", True),  # refused, and then asked for a factor
        ("tokens.test_claims", True),
        ("password_auth.test_right_password", False),  # tokens of a sign-in of its own
        ("users_of_two_pools.test_address_in_two_pools", False),  # whose check reads them
        ("mfa_enrolment.test_secret", False),  # it sets factors up
        ("login.test_form", False),  # pages
    ],
)
def test_a_factor_is_required_where_nobody_looks_at_the_tokens_of_an_own_sign_in(name: str, required: bool) -> None:
    assert ("mfa=ON" not in properties()[name].fixed) is required


def refreshing(**values: str) -> set[str]:
    """The flows of the last request for tokens, over several draws."""
    found = set()
    for number in range(12):
        s = arranging(f"draw {number}", **values)
        pool = s.pool()
        session = s.issued(s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT), s.user(pool))
        found.add(str(session.exchange.request.get("AuthFlow")))
        assert session.refresh
        assert (session.begun is None) is ("RefreshToken" in session.exchange.get("AuthenticationResult"))
    return found


def test_what_holds_of_all_tokens_is_judged_on_those_of_refreshes_too() -> None:
    assert refreshing(tier="PLUS") == {"USER_PASSWORD_AUTH", "REFRESH_TOKEN_AUTH", "REFRESH_TOKEN"}


def test_nothing_is_refreshed_plainly_or_where_that_takes_a_device() -> None:
    assert refreshing() == {"USER_PASSWORD_AUTH"}
    assert refreshing(devices="always") == {"USER_PASSWORD_AUTH"}


@pytest.mark.parametrize("status", ["CONFIRMED", "FORCE_CHANGE_PASSWORD"])
@pytest.mark.parametrize("name", ["username", "email", "phone", "preferred_username", "case"])
def test_users_sign_up_whatever_they_type(name: str, status: str) -> None:
    s = arranging(made="sign-up", name=name)
    user = s.user(s.pool(), status=status, attributes={"nickname": "ana"})
    shown = s.must("AdminGetUser", UserPoolId=user.pool.id, Username=user.login)
    assert (s.arranged["name"], s.arranged["made"]) == (name, "sign-up")
    assert shown.get("Username") == user.username
    assert shown.get("UserStatus") == status == user.status
    assert {"Name": "nickname", "Value": "ana"} in shown.get("UserAttributes")
    assert "SignUp" in sent(s)
    assert "AdminCreateUser" not in sent(s)


def test_who_is_invited_is_made_by_an_administrator() -> None:
    s = arranging(made="sign-up")
    s.property = Property("demo.test", ("ADMCREATE-001",), {}, lambda s: None)
    s.user(s.pool(), status="FORCE_CHANGE_PASSWORD")
    assert "SignUp" not in sent(s)
