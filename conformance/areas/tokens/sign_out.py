"""GlobalSignOut and AdminUserGlobalSignOut: which tokens end, and which stay valid."""

from __future__ import annotations

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.tokens import AUTHORIZED, REFRESH_FLOWS, authorized, need_jwt, refresh
from conformance.kit.reading import claims_in, header_in, key_named, seconds, token_in
from conformance.kit.signature import refusal
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Client, Session, User
from conformance.strategies import names, passwords
from conformance.strategies.clients import OTHER_CLIENT, PASSWORD_CLIENT
from conformance.strategies.tokens import garbage_tokens

BY = st.sampled_from(("GlobalSignOut", "AdminUserGlobalSignOut"))
BLAME = {"GlobalSignOut": "SIGNOUT-001", "AdminUserGlobalSignOut": "SIGNOUT-002"}
ALSO_AUTHORIZED = tuple(name for name in AUTHORIZED if name not in ("GetUser", "GlobalSignOut"))


@check("SIGNOUT-019", "REVOKE-009")
def id_token_verifies(signed_in: Exchange, jwks: Exchange, now: str) -> Difference | None:
    """The ID token still verifies with the published keys and has not expired."""
    return _verifies(signed_in, jwks, now, "IdToken")


@check("SIGNOUT-020", "REVOKE-010")
def access_token_verifies(signed_in: Exchange, jwks: Exchange, now: str) -> Difference | None:
    """The access token still verifies with the published keys and has not expired."""
    return _verifies(signed_in, jwks, now, "AccessToken")


def _verifies(signed_in: Exchange, jwks: Exchange, now: str, name: str) -> Difference | None:
    why = refusal(token_in(signed_in, name), key_named(jwks, header_in(signed_in, name).get("kid")))
    if why:
        return Difference("not-verified", f"the {name} verifies with the key of its kid", f"PyJWT: {why}")
    ends = seconds(claims_in(signed_in, name).get("exp"))
    if ends is None or ends <= int(now):
        return Difference("expired", f"exp of the {name} is later than {now}", f"exp {ends!r}")
    return None


def _client(s: Scenario) -> Client:
    return s.client(s.pool(), ExplicitAuthFlows=PASSWORD_CLIENT)


def _other_client(s: Scenario) -> Client:
    return s.client(s.pool(), ExplicitAuthFlows=OTHER_CLIENT)


def _user(s: Scenario, password: str, base: str = "user") -> User:
    return s.user(s.pool(), password=password, username=s.name(base), attributes={"nickname": "an"})


def _alive(s: Scenario, session: Session) -> Exchange:
    """The access token, seen alive."""
    return s.need(s.call("GetUser", AccessToken=session.access), "ACCESS-001")


def _refreshes(s: Scenario, session: Session) -> Exchange:
    """The refresh token, seen alive."""
    return s.need(refresh(s, session.client, session.refresh), "REFRESH-001")


def _sign_out(s: Scenario, by: str, session: Session) -> Exchange:
    if by == "GlobalSignOut":
        return s.call(by, AccessToken=session.access)
    return s.call(by, UserPoolId=session.user.pool.id, Username=session.user.username)


@prop("SIGNOUT-001", "SIGNOUT-003", password=passwords(), base=names())
def test_access_token_after_sign_out(s: Scenario, password: str, base: str) -> None:
    """GetUser worked before, and not after."""
    session = s.sign_in(_client(s), _user(s, password, base))
    alive = _alive(s, session)
    s.accepted("SIGNOUT-001", _sign_out(s, "GlobalSignOut", session))
    s.refused("SIGNOUT-003", s.call("GetUser", AccessToken=session.access), control=alive)


@prop("SIGNOUT-005", password=passwords(), refresh_flow=st.sampled_from(REFRESH_FLOWS))
def test_refresh_token_after_sign_out(s: Scenario, password: str, refresh_flow: str) -> None:
    """The refresh token worked before, and not after."""
    session = s.sign_in(_client(s), _user(s, password))
    alive = s.need(refresh(s, session.client, session.refresh, flow=refresh_flow), "REFRESH-001")
    s.need(_sign_out(s, "GlobalSignOut", session), "SIGNOUT-001")
    s.refused("SIGNOUT-005", refresh(s, session.client, session.refresh, flow=refresh_flow), control=alive)


@prop("SIGNOUT-007", password=passwords(), operation=st.sampled_from(ALSO_AUTHORIZED))
def test_operations_after_sign_out(s: Scenario, password: str, operation: str) -> None:
    """No token-authorized operation accepts the access token any more; a new one is accepted."""
    user = _user(s, password)
    session = s.sign_in(_client(s), user)
    s.need(_sign_out(s, "GlobalSignOut", session), "SIGNOUT-001")
    attempt = authorized(s, operation, session.access, user)
    s.refused(
        "SIGNOUT-007", attempt, control=lambda: authorized(s, operation, s.sign_in(session.client, user).access, user)
    )


@prop("SIGNOUT-008", "SIGNOUT-009", password=passwords(), elsewhere=st.booleans(), later=st.booleans())
def test_other_sessions(s: Scenario, password: str, elsewhere: bool, later: bool) -> None:
    """Sessions of the user in the same and in another client, older and newer, end together."""
    client, user = _client(s), _user(s, password)
    other_client = _other_client(s) if elsewhere else client
    if later:
        session, other = s.sign_in(client, user), s.sign_in(other_client, user)
    else:
        other, session = s.sign_in(other_client, user), s.sign_in(client, user)
    alive, refreshed = _alive(s, other), _refreshes(s, other)
    s.need(_sign_out(s, "GlobalSignOut", session), "SIGNOUT-001")
    s.refused("SIGNOUT-008", s.call("GetUser", AccessToken=other.access), control=alive)
    s.refused("SIGNOUT-009", refresh(s, other_client, other.refresh), control=refreshed)


@prop(
    "SIGNOUT-002", "SIGNOUT-010", "SIGNOUT-011", password=passwords(), by_email=st.booleans(), elsewhere=st.booleans()
)
def test_admin_sign_out(s: Scenario, password: str, by_email: bool, elsewhere: bool) -> None:
    """The administrator ends the user's sessions in every client, whatever the user signs in with."""
    pool = s.pool(UsernameAttributes=["email"]) if by_email else s.pool()
    client = s.client(pool, ExplicitAuthFlows=OTHER_CLIENT if elsewhere else PASSWORD_CLIENT)
    session = s.sign_in(client, s.user(pool, password=password))
    alive, refreshed = _alive(s, session), _refreshes(s, session)
    s.accepted("SIGNOUT-002", _sign_out(s, "AdminUserGlobalSignOut", session))
    s.refused("SIGNOUT-010", s.call("GetUser", AccessToken=session.access), control=alive)
    s.refused("SIGNOUT-011", refresh(s, session.client, session.refresh), control=refreshed)


@prop("SIGNOUT-012", "SIGNOUT-013", password=passwords(), base=names(), by=BY)
def test_other_users(s: Scenario, password: str, base: str, by: str) -> None:
    """Another user's tokens still work."""
    session = s.sign_in(_client(s), _user(s, password, base))
    other = s.sign_in(_client(s), _user(s, password, base))
    s.need(_sign_out(s, by, session), BLAME[by])
    access, refreshed = s.call("GetUser", AccessToken=other.access), refresh(s, other.client, other.refresh)
    s.accepted("SIGNOUT-012", access)
    s.accepted("SIGNOUT-013", refreshed)


@prop("SIGNOUT-013", password=passwords(), by=BY)
def test_other_users_refresh(s: Scenario, password: str, by: str) -> None:
    """Another user's refresh token works, whether or not the access token does."""
    session = s.sign_in(_client(s), _user(s, password))
    other = s.sign_in(_client(s), _user(s, password))
    s.need(_sign_out(s, by, session), BLAME[by])
    s.accepted("SIGNOUT-013", refresh(s, other.client, other.refresh))


@prop("SIGNOUT-014", "SIGNOUT-015", password=passwords(), base=names(), by=BY)
def test_sign_in_again(s: Scenario, password: str, base: str, by: str) -> None:
    """After a sign-out, the next sign-in gives valid tokens."""
    client, user = _client(s), _user(s, password, base)
    session = s.sign_in(client, user)
    s.need(_sign_out(s, by, session), BLAME[by])
    again = s.accepted(
        "SIGNOUT-014",
        s.call(
            "InitiateAuth",
            ClientId=client.id,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": user.login, "PASSWORD": password},
        ),
    )
    s.accepted("SIGNOUT-015", s.call("GetUser", AccessToken=token_in(again, "AccessToken") or "none"))


@prop("SIGNOUT-016", password=passwords(), base=names())
def test_sign_out_twice(s: Scenario, password: str, base: str) -> None:
    """GlobalSignOut with a revoked access token."""
    session = s.sign_in(_client(s), _user(s, password, base))
    first = s.need(_sign_out(s, "GlobalSignOut", session), "SIGNOUT-001")
    s.refused("SIGNOUT-016", _sign_out(s, "GlobalSignOut", session), control=first)


@prop("SIGNOUT-017", password=passwords(), garbage=garbage_tokens())
def test_garbage(s: Scenario, password: str, garbage: str) -> None:
    """GlobalSignOut with an arbitrary string."""
    session = s.sign_in(_client(s), _user(s, password))
    attempt = s.call("GlobalSignOut", AccessToken=garbage)
    s.refused("SIGNOUT-017", attempt, control=lambda: _sign_out(s, "GlobalSignOut", session))


@prop("SIGNOUT-019", "SIGNOUT-020", password=passwords(), base=names(), by=BY)
def test_tokens_verify_after_sign_out(s: Scenario, password: str, base: str, by: str) -> None:
    """The JWTs still verify with the published keys."""
    session = s.sign_in(_client(s), _user(s, password, base))
    need_jwt(s, session)
    s.need(_sign_out(s, by, session), BLAME[by])
    jwks = s.need(s.jwks(session.client.pool), "JWT-001")
    now = s.clock()
    s.check("SIGNOUT-019", session.exchange, jwks, now=now)
    s.check("SIGNOUT-020", session.exchange, jwks, now=now)
