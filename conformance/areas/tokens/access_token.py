"""Access tokens in API calls: valid, forged, changed, expired, of the wrong kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.tokens import AUTHORIZED, authorized, need_jwt
from conformance.kit.reading import claims_in, header_in, key_named, seconds
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Client, Pool, Session
from conformance.strategies import names, passwords
from conformance.strategies.clients import PASSWORD_CLIENT
from conformance.strategies.tokens import garbage_tokens, in_seconds, places, validities

OPERATIONS = st.sampled_from(AUTHORIZED)
OTHERS = st.sampled_from(AUTHORIZED[1:])
ELSEWHERE = ("GetUser", "GlobalSignOut", "ChangePassword")  # their answers to such a string are other requirements
WRITING = [name for name in AUTHORIZED if name not in ELSEWHERE]
NONE = st.sampled_from(("none", "None", "NONE", "nOnE", ""))
CLAIMS = ("sub", "username", "exp", "scope", "jti", "auth_time")
LONG_AGO, FAR_AWAY = 1_500_000_000, 4_000_000_000
SPELLING = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
KIDS = st.text(SPELLING, min_size=8, max_size=43).map(lambda text: f"{text}=")


@check("ACCESS-002", "ACCESS-003")
def the_tokens_user(answer: Exchange, username: str, sub: str) -> Difference | None:
    """The user to whom the token was issued."""
    if answer.get("Username") != username:
        return Difference("username", f"Username {username!r}", f"{answer.get('Username')!r}")
    attributes = answer.get("UserAttributes")
    listed = [a for a in attributes if isinstance(a, dict)] if isinstance(attributes, list) else []
    seen = next((a.get("Value") for a in listed if a.get("Name") == "sub"), None)
    return None if seen == sub else Difference("sub" if seen else "no-sub", f"sub {sub!r}", f"{seen!r}")


def _client(s: Scenario, pool: Pool | None = None) -> Client:
    return s.client(pool or s.pool(), ExplicitAuthFlows=PASSWORD_CLIENT)


def _session(s: Scenario, password: str, base: str = "user", client: Client | None = None) -> Session:
    client = client or _client(s)
    user = s.user(client.pool, password=password, username=s.name(base), attributes={"nickname": "an"})
    return s.sign_in(client, user)


def _try(s: Scenario, requirement: str, session: Session, operation: str, token: str) -> None:
    """The operation refuses this token, and accepts the session's access token."""
    attempt = authorized(s, operation, token, session.user)
    s.refused(requirement, attempt, control=lambda: authorized(s, operation, session.access, session.user))


def _forge(s: Scenario, requirement: str, password: str, operation: str, forge: Callable[[Session], str]) -> None:
    """The operation refuses a changed copy of the access token, and accepts the access token."""
    session = _session(s, password)
    need_jwt(s, session)
    _try(s, requirement, session, operation, forge(session))


@prop("ACCESS-001", "ACCESS-002", password=passwords(), base=names())
def test_fresh_token(s: Scenario, password: str, base: str) -> None:
    """A new access token is accepted, and identifies its user."""
    session = _session(s, password, base)
    answer = s.accepted("ACCESS-001", s.call("GetUser", AccessToken=session.access))
    known = s.must("AdminGetUser", UserPoolId=session.user.pool.id, Username=session.user.username)
    s.check("ACCESS-002", answer, username=session.user.username, sub=_sub(known))


def _sub(known: Exchange) -> str:
    return next((str(a.get("Value")) for a in known.get("UserAttributes") or [] if a.get("Name") == "sub"), "none")


@prop("ACCESS-003", plain=("name", "names=addresses"), password=passwords(), base=names(), turned=st.booleans())
def test_same_name_in_two_pools(s: Scenario, password: str, base: str, turned: bool) -> None:
    """A token of one pool never identifies the other pool's user of the same name."""
    pools = [s.pool(), s.pool(AliasAttributes=["preferred_username"])]
    name = s.name(base)
    sessions = []
    for pool in reversed(pools) if turned else pools:
        client = _client(s, pool)
        sessions.append(s.sign_in(client, s.user(pool, password=password, username=name)))
    if any(session.user.login != name for session in sessions):
        s.exclude("user names cannot be chosen on this target")
    for session in sessions:
        known = s.must("AdminGetUser", UserPoolId=session.user.pool.id, Username=name)
        answer = s.need(s.call("GetUser", AccessToken=session.access), "ACCESS-001")
        s.check("ACCESS-003", answer, username=name, sub=_sub(known))


@prop("ACCESS-004", garbage=garbage_tokens(), password=passwords())
def test_garbage(s: Scenario, garbage: str, password: str) -> None:
    """GetUser with an arbitrary string as access token."""
    _try(s, "ACCESS-004", _session(s, password), "GetUser", garbage)


@prop("ACCESS-006", garbage=garbage_tokens(), operation=st.sampled_from(WRITING))
def test_garbage_elsewhere(s: Scenario, garbage: str, operation: str) -> None:
    """An arbitrary string as access token, in the operations that change something."""
    _try(s, "ACCESS-006", _session(s, "Correct-Horse7"), operation, garbage)


@prop("ACCESS-007", password=passwords(), place=places(), bit=st.integers(0, 7))
def test_signature_bit(s: Scenario, password: str, place: int, bit: int) -> None:
    """GetUser with one bit of the signature changed, anywhere."""
    _forge(
        s,
        "ACCESS-007",
        password,
        "GetUser",
        lambda session: str(s.compute("jwt.with_signature_bit_flipped", session.access, place, bit)),
    )


@prop("ACCESS-025", password=passwords(), operation=OTHERS, place=places(), bit=st.integers(0, 7))
def test_signature_bit_elsewhere(s: Scenario, password: str, operation: str, place: int, bit: int) -> None:
    """One bit of the signature changed, in the operations that change something."""
    _forge(
        s,
        "ACCESS-025",
        password,
        operation,
        lambda session: str(s.compute("jwt.with_signature_bit_flipped", session.access, place, bit)),
    )


@prop(
    "ACCESS-009",
    password=passwords(),
    operation=OPERATIONS,
    claim=st.sampled_from(CLAIMS),
    other=st.uuids(version=4).map(str),
)
def test_claims_changed(s: Scenario, password: str, operation: str, claim: str, other: str) -> None:
    """Claims that differ from the signed ones."""
    values: dict[str, Any] = {
        "sub": other,
        "username": f"user-{other}",
        "exp": FAR_AWAY,
        "jti": other,
        "auth_time": LONG_AGO,
        "scope": f"aws.cognito.signin.user.admin {other}/read",
    }
    _forge(
        s,
        "ACCESS-009",
        password,
        operation,
        lambda session: str(s.compute("jwt.with_claims", session.access, {claim: values[claim]})),
    )


@prop("ACCESS-010", password=passwords(), operation=OPERATIONS, how=st.sampled_from(("kid", "id-kid", "typ")), kid=KIDS)
def test_header_changed(s: Scenario, password: str, operation: str, how: str, kid: str) -> None:
    """A header that differs from the signed one."""

    def forge(session: Session) -> str:
        others = header_in(session.exchange, "IdToken").get("kid")
        members = {"kid": {"kid": kid}, "id-kid": {"kid": others, "cty": "JWT"}, "typ": {"typ": "at+jwt"}}[how]
        return str(s.compute("jwt.with_header", session.access, members))

    _forge(s, "ACCESS-010", password, operation, forge)


@prop("ACCESS-011", password=passwords(), operation=OPERATIONS, spelling=NONE)
def test_alg_none(s: Scenario, password: str, operation: str, spelling: str) -> None:
    """A token with alg none."""
    _forge(
        s, "ACCESS-011", password, operation, lambda session: str(s.compute("jwt.unsigned", session.access, spelling))
    )


@prop("ACCESS-012", password=passwords(), operation=OPERATIONS)
def test_hmac_with_public_key(s: Scenario, password: str, operation: str) -> None:
    """A token signed under HS256 with the public key as the secret."""
    session = _session(s, password)
    need_jwt(s, session)
    jwks = s.need(s.jwks(session.client.pool), "JWT-001")
    key = key_named(jwks, header_in(session.exchange, "AccessToken").get("kid"))
    if key is None or not {"n", "e"} <= set(key):
        s.end("JWT-006", "the key of the access token is not published", jwks)
    forged = s.compute("jwt.hmac_signed_with_public_key", session.access, key)
    _try(s, "ACCESS-012", session, operation, str(forged))


@prop("ACCESS-013", password=passwords(), operation=OPERATIONS, longer=st.booleans())
def test_foreign_key_known_kid(s: Scenario, password: str, operation: str, longer: bool) -> None:
    """A valid signature with another key, under the pool's kid."""
    claims = {"exp": FAR_AWAY} if longer else {}
    _forge(
        s,
        "ACCESS-013",
        password,
        operation,
        lambda session: str(s.compute("jwt.foreign_signed", session.access, {}, claims)),
    )


@prop("ACCESS-014", password=passwords(), operation=OPERATIONS, kid=KIDS)
def test_foreign_key_unknown_kid(s: Scenario, password: str, operation: str, kid: str) -> None:
    """A valid signature with another key, under that key's kid."""
    _forge(
        s,
        "ACCESS-014",
        password,
        operation,
        lambda session: str(s.compute("jwt.foreign_signed", session.access, {"kid": kid}, {})),
    )


@prop("ACCESS-015", password=passwords(), operation=OPERATIONS, part=st.integers(0, 5), characters=st.integers(0, 400))
def test_truncated(s: Scenario, password: str, operation: str, part: int, characters: int) -> None:
    """A token with a part missing or cut."""
    _forge(
        s,
        "ACCESS-015",
        password,
        operation,
        lambda session: str(s.compute("jwt.truncated", session.access, part, characters)),
    )


@prop("ACCESS-016", password=passwords(), base=names())
def test_id_token(s: Scenario, password: str, base: str) -> None:
    """GetUser with the ID token."""
    session = _session(s, password, base)
    _try(s, "ACCESS-016", session, "GetUser", session.id)


@prop("ACCESS-018", password=passwords(), operation=OTHERS)
def test_id_token_elsewhere(s: Scenario, password: str, operation: str) -> None:
    """The ID token, in the operations that change something."""
    session = _session(s, password)
    _try(s, "ACCESS-018", session, operation, session.id)


@prop("ACCESS-019", password=passwords(), operation=OPERATIONS)
def test_refresh_token(s: Scenario, password: str, operation: str) -> None:
    """GetUser with the refresh token."""
    session = _session(s, password)
    _try(s, "ACCESS-019", session, operation, session.refresh)


def _short_lived(s: Scenario, password: str, validity: tuple[int, str]) -> tuple[Session, int, int]:
    """A session with a chosen lifetime, the lifetime in its access token, and a time when both are over.

    So a witness of a target that ignores the chosen lifetime means the same on one that applies it.
    """
    validity = s.soon(validity, (5, "minutes"))
    client = s.own_client(
        s.pool(),
        ExplicitAuthFlows=PASSWORD_CLIENT,
        AccessTokenValidity=validity[0],
        TokenValidityUnits={"AccessToken": validity[1]},
    )
    session = _session(s, password, client=client)
    issued, ends = (seconds(claims_in(session.exchange, "AccessToken").get(claim)) for claim in ("iat", "exp"))
    if issued is None or ends is None or ends - issued < 120:
        s.end("TOKEN-041", f"the access token was issued at {issued!r} and ends at {ends!r}", session.exchange)
    return session, ends - issued, max(ends - issued, in_seconds(validity))


@prop("ACCESS-020", "ACCESS-022", password=passwords(), validity=validities(300, 86_400))
def test_expiry(s: Scenario, password: str, validity: tuple[int, str]) -> None:
    """The token is accepted half a minute before its expiry, refused half a minute after."""
    session, lifetime, over = _short_lived(s, password, validity)
    s.advance(lifetime - 30)
    alive = s.accepted("ACCESS-022", s.call("GetUser", AccessToken=session.access))
    s.advance(over - lifetime + 60)
    s.refused("ACCESS-020", s.call("GetUser", AccessToken=session.access), control=alive)


@prop("ACCESS-026", password=passwords(), operation=OTHERS, validity=validities(300, 86_400))
def test_expiry_elsewhere(s: Scenario, password: str, operation: str, validity: tuple[int, str]) -> None:
    """Half a minute after its expiry the operations refuse the token; they accept the token of a new sign-in."""
    session, _, over = _short_lived(s, password, validity)
    s.advance(over + 30)
    attempt = authorized(s, operation, session.access, session.user)

    def renewed() -> Exchange:
        return authorized(s, operation, s.sign_in(session.client, session.user).access, session.user)

    s.refused("ACCESS-026", attempt, control=renewed)


@prop("ACCESS-023", password=passwords(), base=names())
def test_deleted_user(s: Scenario, password: str, base: str) -> None:
    """The access token of a user who was deleted."""
    session = _session(s, password, base)
    alive = s.need(s.call("GetUser", AccessToken=session.access), "ACCESS-001")
    s.must("AdminDeleteUser", UserPoolId=session.user.pool.id, Username=session.user.username)
    s.refused("ACCESS-023", s.call("GetUser", AccessToken=session.access), control=alive)


@prop("ACCESS-024", password=passwords(), letter=st.sampled_from("!#$%&'()*+,/:;<>?@[]^`{|}~é"), place=places())
def test_other_characters(s: Scenario, password: str, letter: str, place: int) -> None:
    """Characters that no token has."""
    session = _session(s, password)
    spoilt = s.compute("jwt.with_letter", session.access, place, letter)
    _try(s, "ACCESS-024", session, "GetUser", str(spoilt))
