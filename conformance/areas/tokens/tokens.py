"""Headers and claims that every token has, and those that none has."""

from __future__ import annotations

from hypothesis import strategies as st

from conformance.checking.claims import issued_by
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.issued_tokens import issues_both, signs_in
from conformance.checking.registry import check, every_answer
from conformance.kit.reading import TOKENS, claims_in, header_in, is_jwt, is_uuid, seconds, token_in
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Client, Session
from conformance.strategies import names, passwords
from conformance.strategies.clients import PASSWORD_CLIENT
from conformance.strategies.scopes import ADMIN

OF_ANY_SIGN_IN = (
    "TOKEN-004",
    "TOKEN-005",
    "TOKEN-006",
    "TOKEN-009",
    "TOKEN-011",
    "TOKEN-015",
    "TOKEN-018",
    "TOKEN-019",
    "TOKEN-020",
    "TOKEN-031",
    "TOKEN-032",
    "TOKEN-033",
    "TOKEN-034",
    "TOKEN-037",
)

check("TOKEN-007")(issued_by)


@every_answer("TOKEN-001", to=issues_both, changeable=True)
def key_and_algorithm(signed_in: Exchange) -> Difference | None:
    """The header of either token has a kid, and alg RS256."""
    for name in TOKENS:
        header = header_in(signed_in, name)
        if not isinstance(header.get("kid"), str) or not header["kid"]:
            return Difference("no-kid", f"a kid in the header of the {name}", f"{header}")
        if header.get("alg") != "RS256":
            return Difference("alg", f"alg RS256 in the header of the {name}", f"alg {header.get('alg')!r}")
    return None


@every_answer("TOKEN-002", to=issues_both, changeable=True)
def no_typ(signed_in: Exchange) -> Difference | None:
    """The header of neither token has a typ."""
    for name in TOKENS:
        header = header_in(signed_in, name)
        if "typ" in header:
            return Difference("typ", f"no typ in the header of the {name}", f"typ {header['typ']!r}")
    return None


@every_answer("TOKEN-003", to=issues_both, changeable=True)
def two_keys(signed_in: Exchange) -> Difference | None:
    """Access token and ID token have different kids."""
    access, identity = (header_in(signed_in, name).get("kid") for name in TOKENS)
    return Difference("one-kid", "two different kid", "the same kid in both tokens") if access == identity else None


def _claims(signed_in: Exchange, name: str, use: str, texts: tuple[str, ...]) -> Difference | None:
    claims = claims_in(signed_in, name)
    for claim in texts:
        if not isinstance(claims.get(claim), str) or not claims[claim]:
            return Difference(
                f"no-{claim.replace('_', '-').replace(':', '-')}",
                f"string {claim} in the {name}",
                f"{claims.get(claim)!r}",
            )
    if claims.get("token_use") != use:
        return Difference("token-use", f"token_use {use!r}", f"{claims.get('token_use')!r}")
    for claim in ("auth_time", "iat", "exp"):
        if claim not in claims:
            return Difference(f"no-{claim.replace('_', '-')}", f"{claim} in the {name}", "none")
    return None


@every_answer("TOKEN-004", to=signs_in, changeable=True)
def access_token_claims(signed_in: Exchange) -> Difference | None:
    """The access token has token_use access, the times, sub, iss, client_id, scope, jti and username."""
    return _claims(signed_in, "AccessToken", "access", ("sub", "iss", "client_id", "scope", "jti", "username"))


@every_answer("TOKEN-005", to=issues_both, changeable=True)
def id_token_claims(signed_in: Exchange) -> Difference | None:
    """The ID token has token_use id, the times, sub, iss, aud and cognito:username."""
    return _claims(signed_in, "IdToken", "id", ("sub", "iss", "aud", "cognito:username"))


@every_answer("TOKEN-006", to=issues_both, changeable=True)
def integer_times(signed_in: Exchange) -> Difference | None:
    """auth_time, iat and exp are integers, in seconds, in both tokens."""
    for name in TOKENS:
        for claim in ("auth_time", "iat", "exp"):
            value = claims_in(signed_in, name).get(claim)
            if seconds(value) is None:
                kind = f"{claim.replace('_', '-')}-{'missing' if value is None else type(value).__name__}"
                return Difference(kind, f"integer {claim} in the {name}", f"{value!r}")
    return None


def _equal(signed_in: Exchange, name: str, claim: str, expected: str) -> Difference | None:
    seen = claims_in(signed_in, name).get(claim)
    if seen == expected:
        return None
    kind = claim.replace("_", "-").replace(":", "-")
    return Difference(f"{kind}-missing" if seen is None else kind, f"{claim} {expected!r} in the {name}", f"{seen!r}")


def _absent(signed_in: Exchange, name: str, *unwanted: str) -> Difference | None:
    claims = claims_in(signed_in, name)
    for claim in unwanted:
        if claim in claims:
            kind = claim.replace("_", "-").replace(":", "-")
            return Difference(f"{kind}-present", f"no {claim} in the {name}", f"{claim} {claims[claim]!r}")
    return None


@every_answer("TOKEN-008", to=signs_in, changeable=True)
def audience(signed_in: Exchange, client_id: str = "") -> Difference | None:
    """aud of the ID token is the client, as one string: that of the request, unless another is given."""
    return _equal(signed_in, "IdToken", "aud", client_id or str(signed_in.request.get("ClientId")))


@every_answer("TOKEN-009", to=issues_both, changeable=True)
def no_client_id(signed_in: Exchange) -> Difference | None:
    """The ID token has no client_id."""
    return _absent(signed_in, "IdToken", "client_id")


@every_answer("TOKEN-010", to=signs_in, changeable=True)
def client_id_is(signed_in: Exchange, client_id: str = "") -> Difference | None:
    """client_id of the access token is the client: that of the request, unless another is given."""
    return _equal(signed_in, "AccessToken", "client_id", client_id or str(signed_in.request.get("ClientId")))


@every_answer("TOKEN-011", to=signs_in, changeable=True)
def no_audience(signed_in: Exchange) -> Difference | None:
    """The access token has no aud."""
    return _absent(signed_in, "AccessToken", "aud")


@every_answer("TOKEN-012", to=issues_both, changeable=True)
def sub_is_the_users(signed_in: Exchange, read: Exchange | None = None) -> Difference | None:
    """sub of both tokens is the user's attribute sub; where nobody read that, it is the same in both."""
    if read is None:
        return _equal(signed_in, "IdToken", "sub", str(claims_in(signed_in, "AccessToken").get("sub")))
    attributes = read.get("UserAttributes")
    listed = [a for a in attributes if isinstance(a, dict)] if isinstance(attributes, list) else []
    expected = next((str(a.get("Value")) for a in listed if a.get("Name") == "sub"), None)
    if expected is None:
        return Difference("no-attribute-sub", "an attribute sub in AdminGetUser", "none")
    return next((found for name in TOKENS if (found := _equal(signed_in, name, "sub", expected))), None)


@check("TOKEN-013")
def username_is(signed_in: Exchange, username: str) -> Difference | None:
    """username of the access token is the user name."""
    return _equal(signed_in, "AccessToken", "username", username)


@check("TOKEN-014")
def cognito_username_is(signed_in: Exchange, username: str) -> Difference | None:
    """cognito:username of the ID token is the user name."""
    return _equal(signed_in, "IdToken", "cognito:username", username)


@every_answer("TOKEN-015", to=issues_both, changeable=True)
def one_user_name_claim(signed_in: Exchange) -> Difference | None:
    """Neither token has the other's claim for the user name."""
    return _absent(signed_in, "AccessToken", "cognito:username") or _absent(signed_in, "IdToken", "username")


@every_answer("TOKEN-018", to=signs_in, changeable=True)
def scope_is(signed_in: Exchange) -> Difference | None:
    """The access token's scope is aws.cognito.signin.user.admin."""
    return _equal(signed_in, "AccessToken", "scope", ADMIN)


@every_answer("TOKEN-019", to=signs_in, changeable=True)
def no_version(signed_in: Exchange) -> Difference | None:
    """The access token has no claim version, which marks tokens of the OAuth 2.0 endpoints."""
    return _absent(signed_in, "AccessToken", "version")


@every_answer("TOKEN-020", to=signs_in, changeable=True)
def no_at_hash(signed_in: Exchange) -> Difference | None:
    """The ID token has no at_hash, which marks tokens of the OAuth 2.0 endpoints."""
    return _absent(signed_in, "IdToken", "at_hash")


@check("TOKEN-031")
def no_groups(signed_in: Exchange) -> Difference | None:
    """Neither token has cognito:groups."""
    return _absent(signed_in, "AccessToken", "cognito:groups") or _absent(signed_in, "IdToken", "cognito:groups")


@every_answer("TOKEN-032", to=signs_in, changeable=True)
def no_user_status(signed_in: Exchange) -> Difference | None:
    """Neither token has cognito:user_status, which is for triggers only."""
    return _absent(signed_in, "IdToken", "cognito:user_status")


@check("TOKEN-033")
def own_jti(signed_in: Exchange) -> Difference | None:
    """Each token has a jti of its own, a UUID."""
    access, identity = (claims_in(signed_in, name).get("jti") for name in TOKENS)
    for name, jti in zip(TOKENS, (access, identity), strict=True):
        if not is_uuid(jti):
            return Difference("jti-missing" if jti is None else "jti-form", f"a UUID as jti of the {name}", f"{jti!r}")
    return Difference("jti-shared", "two jti", "the same in both tokens") if access == identity else None


@check("TOKEN-034")
def shared_origin_jti(signed_in: Exchange) -> Difference | None:
    """Both tokens have the same origin_jti, a UUID."""
    access, identity = (claims_in(signed_in, name).get("origin_jti") for name in TOKENS)
    for name, origin in zip(TOKENS, (access, identity), strict=True):
        if not is_uuid(origin):
            kind = "origin-jti-missing" if origin is None else "origin-jti-form"
            return Difference(kind, f"a UUID as origin_jti of the {name}", f"{origin!r}")
    return None if access == identity else Difference("origin-jti-differs", "one origin_jti", "two")


@check("TOKEN-035")
def two_sessions(first: Exchange, second: Exchange) -> Difference | None:
    """No jti or origin_jti of one sign-in is repeated in the other."""
    for claim in ("jti", "origin_jti"):
        for name in TOKENS:
            one, two = claims_in(first, name).get(claim), claims_in(second, name).get(claim)
            if one is not None and one == two:
                return Difference(f"{claim.replace('_', '-')}-repeated", f"another {claim} in the {name}", "the same")
    return None


@every_answer("TOKEN-036", to=issues_both, changeable=True)
def shared_event_id(signed_in: Exchange) -> Difference | None:
    """event_id is the same in both tokens."""
    access, identity = (claims_in(signed_in, name).get("event_id") for name in TOKENS)
    if access == identity:
        return None
    return Difference("event-id-differs", "one event_id", f"{access!r} and {identity!r}")


@every_answer("TOKEN-037", to=issues_both, changeable=True)
def auth_time_before_iat(signed_in: Exchange) -> Difference | None:
    """auth_time is not later than iat, in both tokens."""
    for name in TOKENS:
        auth_time, iat = (seconds(claims_in(signed_in, name).get(claim)) for claim in ("auth_time", "iat"))
        if auth_time is None or iat is None:
            return Difference("time-missing", f"auth_time and iat in the {name}", f"{auth_time!r}, {iat!r}")
        if auth_time > iat:
            return Difference("auth-time-later", f"auth_time <= iat in the {name}", f"{auth_time} > {iat}")
    return None


@check("TOKEN-038")
def no_origin_jti(signed_in: Exchange) -> Difference | None:
    """Neither token has origin_jti."""
    for name in TOKENS:
        if found := _absent(signed_in, name, "origin_jti"):
            return found
    jti = claims_in(signed_in, "AccessToken").get("jti")
    return None if isinstance(jti, str) and jti else Difference("jti-missing", "jti in the AccessToken", f"{jti!r}")


@check("TOKEN-043")
def opaque_refresh_token(signed_in: Exchange) -> Difference | None:
    """The refresh token is no JWT."""
    token = token_in(signed_in, "RefreshToken")
    if not token:
        return Difference("no-refresh-token", "a RefreshToken", "none")
    return Difference("readable", "a refresh token without readable claims", "a JWT") if is_jwt(token) else None


def _client(s: Scenario) -> Client:
    return s.client(s.pool(), ExplicitAuthFlows=PASSWORD_CLIENT)


def _session(s: Scenario, password: str, base: str) -> Session:
    client = _client(s)
    return s.issued(client, s.user(client.pool, password=password, username=s.name(base)))


@prop("TOKEN-001", "TOKEN-002", "TOKEN-003", "TOKEN-043", password=passwords(), base=names())
def test_headers(s: Scenario, password: str, base: str) -> None:
    """The headers of both tokens."""
    session = _session(s, password, base)
    for requirement in ("TOKEN-001", "TOKEN-002", "TOKEN-003"):
        s.check(requirement, session.exchange)
    s.check("TOKEN-043", session.begun or session.exchange)


@prop(*OF_ANY_SIGN_IN, password=passwords(), base=names())
def test_claims(s: Scenario, password: str, base: str) -> None:
    """Claims that every sign-in has, and claims that none has."""
    answer = _session(s, password, base).exchange
    for requirement in OF_ANY_SIGN_IN:
        s.check(requirement, answer)


@prop("TOKEN-007", "TOKEN-008", "TOKEN-010", "TOKEN-012", "TOKEN-013", "TOKEN-014", password=passwords(), base=names())
def test_who_and_for_whom(s: Scenario, password: str, base: str) -> None:
    """Issuer, client and user."""
    session = _session(s, password, base)
    answer, user, client = session.exchange, session.user, session.client
    s.check("TOKEN-007", answer, pool_id=client.pool.id)
    s.check("TOKEN-008", answer, client_id=client.id)
    s.check("TOKEN-010", answer, client_id=client.id)
    s.check("TOKEN-013", answer, username=user.username)
    s.check("TOKEN-014", answer, username=user.username)
    s.check("TOKEN-012", answer, s.must("AdminGetUser", UserPoolId=user.pool.id, Username=user.username))


@prop("TOKEN-035", password=passwords(), base=names())
def test_two_sign_ins(s: Scenario, password: str, base: str) -> None:
    """Two sign-ins of one user."""
    first = _session(s, password, base)
    s.check("TOKEN-035", first.exchange, s.sign_in(first.client, first.user).exchange)


@prop("TOKEN-036", password=passwords(), base=names())
def test_event_id(s: Scenario, password: str, base: str) -> None:
    """event_id is optional; if present, it is the same in both tokens."""
    answer = _session(s, password, base).exchange
    if any("event_id" not in claims_in(answer, name) for name in TOKENS):
        s.exclude("not both tokens have an event_id, which is optional")
    s.check("TOKEN-036", answer)


@prop("TOKEN-038", password=passwords(), base=names(), admin=st.booleans())
def test_without_revocation(s: Scenario, password: str, base: str, admin: bool) -> None:
    """Tokens of a client that does not revoke."""
    flows = ["ALLOW_ADMIN_USER_PASSWORD_AUTH" if admin else "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    client = s.client(s.pool(), ExplicitAuthFlows=flows, EnableTokenRevocation=False)
    s.check("TOKEN-038", s.issued(client, s.user(client.pool, password=password, username=s.name(base))).exchange)
