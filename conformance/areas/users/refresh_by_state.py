"""Refresh tokens of users who were disabled or deleted since: refused, by whichever operation they are exchanged."""

from __future__ import annotations

from collections.abc import Callable

from conformance.checking.exchange import Exchange
from conformance.flows.code_grant import Site, application, token_request
from conformance.flows.tokens import refresh, rotate
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Client, Session
from conformance.strategies import passwords
from conformance.strategies.clients import PASSWORD_CLIENT

BY_ADMIN = "admin REFRESH_TOKEN_AUTH"
Refresh = Callable[[Session], Exchange]


def _session(s: Scenario, client: Client, password: str) -> Session:
    return s.sign_in(client, s.user(client.pool, password=password), flow="USER_PASSWORD_AUTH")


def _client(s: Scenario) -> Client:
    return s.client(s.pool(), ExplicitAuthFlows=PASSWORD_CLIENT)


def _refused_after(s: Scenario, requirement: str, operation: str, session: Session, by: Refresh, blame: str) -> None:
    """A refresh before and after this operation on the user."""
    before = s.need(by(session), blame)
    s.must(operation, UserPoolId=session.user.pool.id, Username=session.user.username)
    s.refused(requirement, by(session), control=before)


@prop("ADMUSER-022", password=passwords())
def test_disabled_at_tokens_from_refresh_token(s: Scenario, password: str) -> None:
    """GetTokensFromRefreshToken before and after AdminDisableUser."""
    session = _session(s, _client(s), password)
    by: Refresh = lambda session: rotate(s, session.client, session.refresh)  # noqa: E731
    _refused_after(s, "ADMUSER-022", "AdminDisableUser", session, by, "REFRESH-006")


@prop("ADMUSER-023", password=passwords())
def test_disabled_at_admin_refresh(s: Scenario, password: str) -> None:
    """AdminInitiateAuth with REFRESH_TOKEN_AUTH before and after AdminDisableUser."""
    session = _session(s, _client(s), password)
    by: Refresh = lambda session: refresh(s, session.client, session.refresh, flow=BY_ADMIN)  # noqa: E731
    _refused_after(s, "ADMUSER-023", "AdminDisableUser", session, by, "REFRESH-005")


@prop("ADMUSER-024", password=passwords())
def test_deleted_at_tokens_from_refresh_token(s: Scenario, password: str) -> None:
    """GetTokensFromRefreshToken before and after AdminDeleteUser."""
    session = _session(s, _client(s), password)
    by: Refresh = lambda session: rotate(s, session.client, session.refresh)  # noqa: E731
    _refused_after(s, "ADMUSER-024", "AdminDeleteUser", session, by, "REFRESH-006")


@prop("ADMUSER-025", password=passwords())
def test_deleted_at_admin_refresh(s: Scenario, password: str) -> None:
    """AdminInitiateAuth with REFRESH_TOKEN_AUTH before and after AdminDeleteUser."""
    session = _session(s, _client(s), password)
    by: Refresh = lambda session: refresh(s, session.client, session.refresh, flow=BY_ADMIN)  # noqa: E731
    _refused_after(s, "ADMUSER-025", "AdminDeleteUser", session, by, "REFRESH-005")


def _at_endpoint(s: Scenario, site: Site) -> Refresh:
    return lambda session: token_request(s, site, grant_type="refresh_token", refresh_token=session.refresh)


@prop("OTOKEN-045", plain=("devices",), password=passwords())
def test_disabled_at_the_token_endpoint(s: Scenario, password: str) -> None:
    """The token endpoint before and after AdminDisableUser."""
    site = application(s)
    session = _session(s, site.client, password)
    _refused_after(s, "OTOKEN-045", "AdminDisableUser", session, _at_endpoint(s, site), "OTOKEN-022")


@prop("OTOKEN-046", plain=("devices",), password=passwords())
def test_deleted_at_the_token_endpoint(s: Scenario, password: str) -> None:
    """The token endpoint before and after AdminDeleteUser."""
    site = application(s)
    session = _session(s, site.client, password)
    _refused_after(s, "OTOKEN-046", "AdminDeleteUser", session, _at_endpoint(s, site), "OTOKEN-022")
