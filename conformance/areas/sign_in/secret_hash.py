"""SECRET_HASH: every operation that takes one, with a right, a wrong and no hash."""

from __future__ import annotations

from hypothesis import strategies as st

from conformance.checking.attributes import attribute_list
from conformance.checking.exchange import Exchange
from conformance.flows.clients import secret_of
from conformance.flows.secret_hashes import begin_with_hash, given
from conformance.flows.sign_in import (
    initiate,
    new_password,
    session_of,
    srp_answer,
    srp_challenge,
    srp_proof,
)
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Client, Pool, User
from conformance.strategies import names, passwords
from conformance.strategies.clients import ANY_PASSWORD_CLIENT, PASSWORD_AUTH_FLOWS

WRONG = ("name", "client", "secret", "altered")
WRONG_OR_MISSING = st.sampled_from((*WRONG, "missing"))


def secret_client(s: Scenario, pool: Pool) -> Client:
    """A client with a secret that allows all password flows; the example ends where none comes."""
    client = s.client(pool, GenerateSecret=True, ExplicitAuthFlows=ANY_PASSWORD_CLIENT)
    secret_of(s, client)
    return client


def hash_of(s: Scenario, client: Client, username: str, how: str = "right") -> str | None:
    """The right hash, none (missing), or one that is wrong in the way named."""
    secret = secret_of(s, client)
    changed = {
        "name": (f"{username}x", client.id, secret),
        "client": (username, f"{client.id[:-1]}{'a' if client.id[-1] != 'a' else 'b'}", secret),
        "secret": (username, client.id, s.compute("secret.altered", secret)),
    }
    if how == "missing":
        return None
    value = s.compute("secret.secret_hash", *changed.get(how, (username, client.id, secret)))
    return str(s.compute("secret.altered", value) if how == "altered" else value)


# -- sign-in -----------------------------------------------------------------------------------------------------------


@prop(
    "SECRET-001",
    "SECRET-002",
    password=passwords(),
    base=names(ascii_only=True),
    flow=st.sampled_from(PASSWORD_AUTH_FLOWS),
    how=st.sampled_from(WRONG),
)
def test_sign_in_right_and_wrong(s: Scenario, password: str, base: str, flow: str, how: str) -> None:
    """The same request with a right and a wrong hash."""
    pool = s.pool()
    client = secret_client(s, pool)
    user = s.user(pool, password=password, username=s.name(base))
    right = s.accepted("SECRET-001", begin_with_hash(s, client, user, flow, hash_of(s, client, user.login)))
    s.refused("SECRET-002", begin_with_hash(s, client, user, flow, hash_of(s, client, user.login, how)), control=right)


@prop("SECRET-004", password=passwords(), base=names(ascii_only=True), flow=st.sampled_from(PASSWORD_AUTH_FLOWS))
def test_sign_in_missing(s: Scenario, password: str, base: str, flow: str) -> None:
    """The same request without a hash."""
    pool = s.pool()
    client = secret_client(s, pool)
    user = s.user(pool, password=password, username=s.name(base))
    right = hash_of(s, client, user.login)
    s.refused(
        "SECRET-004",
        begin_with_hash(s, client, user, flow, None),
        control=lambda: begin_with_hash(s, client, user, flow, right),
    )


@prop(
    "SECRET-021",
    password=passwords(),
    letters=st.text("éüñßøΩλЖдя日本語한글", min_size=1, max_size=12),
    flow=st.sampled_from(PASSWORD_AUTH_FLOWS),
)
def test_sign_in_beyond_ascii(s: Scenario, password: str, letters: str, flow: str) -> None:
    """The hash over a user name that is not ASCII."""
    pool = s.pool()
    client = secret_client(s, pool)
    user = s.user(pool, password=password, username=s.name(letters))
    s.accepted("SECRET-021", begin_with_hash(s, client, user, flow, hash_of(s, client, user.login)))


@prop("SECRET-006", password=passwords())
def test_sign_in_by_address(s: Scenario, password: str) -> None:
    """The hash over the address that was typed."""
    pool = s.pool(UsernameAttributes=["email"])
    client = secret_client(s, pool)
    user = s.user(pool, password=password)
    s.accepted("SECRET-006", begin_with_hash(s, client, user, "USER_PASSWORD_AUTH", hash_of(s, client, user.login)))


# -- sign-up and recovery ----------------------------------------------------------------------------------------------


def sign_up(s: Scenario, client: Client, login: str, password: str, *, email: str = "", how: str = "right") -> Exchange:
    """SignUp through a client with a secret."""
    more = given("SecretHash", hash_of(s, client, login, how))
    if email:
        more["UserAttributes"] = attribute_list({"email": email})
    return s.call("SignUp", ClientId=client.id, Username=login, Password=password, **more)


def signed_up(s: Scenario, client: Client, login: str, password: str) -> User:
    """An UNCONFIRMED user to whom a code was sent, made through a client with a secret."""
    email = s.email()
    created = s.need(sign_up(s, client, login, password, email=email), "SECRET-007")
    return User(client.pool, login, login, created.get("UserSub"), password, {"email": email}, "UNCONFIRMED", created)


@prop(
    "SECRET-007",
    "SECRET-008",
    plain=("names=addresses",),
    password=passwords(),
    base=names(ascii_only=True),
    how=WRONG_OR_MISSING,
)
def test_sign_up(s: Scenario, password: str, base: str, how: str) -> None:
    """SignUp with a wrong or no hash, then with the right one."""
    pool = s.pool()
    client = secret_client(s, pool)
    login = s.name(base)
    s.must("SignUp", ClientId=s.client(pool).id, Username=s.name(base), Password=password)  # no secret, no hash
    attempt = sign_up(s, client, login, password, how=how)
    right = sign_up(s, client, login if not attempt.ok else s.name(base), password)
    s.refused("SECRET-008", attempt, control=right)
    s.accepted("SECRET-007", right)


@prop("SECRET-009", plain=("names=addresses",), password=passwords(), base=names(ascii_only=True), how=WRONG_OR_MISSING)
def test_confirm_sign_up(s: Scenario, password: str, base: str, how: str) -> None:
    """ConfirmSignUp with the right code and a wrong or no hash, then with the right one."""
    pool = s.pool(AutoVerifiedAttributes=["email"])
    client = secret_client(s, pool)
    user = signed_up(s, client, s.name(base), password)
    code = s.code("sign_up", user, announced=user.created)

    def confirm(way: str) -> Exchange:
        return s.call(
            "ConfirmSignUp",
            ClientId=client.id,
            Username=user.login,
            ConfirmationCode=code,
            **given("SecretHash", hash_of(s, client, user.login, way)),
        )

    s.refused("SECRET-009", confirm(how), control=lambda: confirm("right"))


@prop("SECRET-010", plain=("names=addresses",), password=passwords(), base=names(ascii_only=True), how=WRONG_OR_MISSING)
def test_resend_confirmation_code(s: Scenario, password: str, base: str, how: str) -> None:
    """ResendConfirmationCode with a wrong or no hash, then with the right one."""
    pool = s.pool(AutoVerifiedAttributes=["email"])
    client = secret_client(s, pool)
    user = signed_up(s, client, s.name(base), password)

    def resend(way: str) -> Exchange:
        return s.call(
            "ResendConfirmationCode",
            ClientId=client.id,
            Username=user.login,
            **given("SecretHash", hash_of(s, client, user.login, way)),
        )

    s.refused("SECRET-010", resend(how), control=lambda: resend("right"))


def forgot(s: Scenario, client: Client, user: User, how: str = "right") -> Exchange:
    """ForgotPassword through a client with a secret."""
    return s.call(
        "ForgotPassword",
        ClientId=client.id,
        Username=user.login,
        **given("SecretHash", hash_of(s, client, user.login, how)),
    )


@prop("SECRET-011", password=passwords(), base=names(ascii_only=True), how=WRONG_OR_MISSING)
def test_forgot_password(s: Scenario, password: str, base: str, how: str) -> None:
    """ForgotPassword with a wrong or no hash, then with the right one."""
    pool = s.pool(AutoVerifiedAttributes=["email"])
    client = secret_client(s, pool)
    user = s.user(
        pool,
        password=password,
        username=s.name(base),
        attributes={"email": s.email(), "email_verified": "true"},
    )
    s.refused("SECRET-011", forgot(s, client, user, how), control=lambda: forgot(s, client, user))


@prop("SECRET-012", password=passwords(), new=passwords(), base=names(ascii_only=True), how=WRONG_OR_MISSING)
def test_confirm_forgot_password(s: Scenario, password: str, new: str, base: str, how: str) -> None:
    """ConfirmForgotPassword with the right code and a wrong or no hash, then with the right one."""
    s.assume(new != password)
    pool = s.pool(AutoVerifiedAttributes=["email"])
    client = secret_client(s, pool)
    user = s.user(
        pool,
        password=password,
        username=s.name(base),
        attributes={"email": s.email(), "email_verified": "true"},
    )
    announced = s.need(forgot(s, client, user), "FORGOT-001")
    code = s.code("forgot_password", user, announced=announced)

    def confirm(way: str) -> Exchange:
        return s.call(
            "ConfirmForgotPassword",
            ClientId=client.id,
            Username=user.login,
            ConfirmationCode=code,
            Password=new,
            **given("SecretHash", hash_of(s, client, user.login, way)),
        )

    s.refused("SECRET-012", confirm(how), control=lambda: confirm("right"))


@prop(
    "SECRET-019",
    plain=("names=addresses", "client"),
    password=passwords(),
    base=names(ascii_only=True),
    invented=passwords(),
)
def test_no_secret(s: Scenario, password: str, base: str, invented: str) -> None:
    """A hash for a client that has no secret."""
    client = s.client(s.pool())
    login = s.name(base)
    invented_hash = s.compute("secret.secret_hash", login, client.id, invented)
    attempt = s.call("SignUp", ClientId=client.id, Username=login, Password=password, SecretHash=invented_hash)
    s.refused(
        "SECRET-019", attempt, control=lambda: s.call("SignUp", ClientId=client.id, Username=login, Password=password)
    )


# -- refresh and challenges --------------------------------------------------------------------------------------------


def refresh(s: Scenario, client: Client, token: str, secret_hash: str | None, name: str) -> Exchange:
    """A refresh with this hash."""
    return initiate(s, client, name, {"REFRESH_TOKEN": token, **given("SECRET_HASH", secret_hash)})


@prop(
    "SECRET-013",
    "SECRET-016",
    password=passwords(),
    by_email=st.booleans(),
    name=st.sampled_from(("REFRESH_TOKEN_AUTH", "REFRESH_TOKEN")),
)
def test_refresh(s: Scenario, password: str, by_email: bool, name: str) -> None:
    """A refresh with the hash over the real user name, and without one."""
    pool = s.pool(UsernameAttributes=["email"]) if by_email else s.pool()
    client = secret_client(s, pool)
    user = s.user(pool, password=password)
    session = s.sign_in(client, user)
    right = s.accepted("SECRET-013", refresh(s, client, session.refresh, hash_of(s, client, user.username), name))
    s.refused("SECRET-016", refresh(s, client, session.refresh, None, name), control=right)


@prop("SECRET-014", password=passwords(), name=st.sampled_from(("REFRESH_TOKEN_AUTH", "REFRESH_TOKEN")))
def test_refresh_by_address(s: Scenario, password: str, name: str) -> None:
    """A refresh with the hash over the address, which was right at the sign-in."""
    pool = s.pool(UsernameAttributes=["email"])
    client = secret_client(s, pool)
    user = s.user(pool, password=password)
    session = s.sign_in(client, user)
    attempt = refresh(s, client, session.refresh, hash_of(s, client, user.login), name)
    right = hash_of(s, client, user.username)
    s.refused("SECRET-014", attempt, control=lambda: refresh(s, client, session.refresh, right, name))


@prop("SECRET-017", password=passwords(), new=passwords(), base=names(ascii_only=True), how=WRONG_OR_MISSING)
def test_challenge_response(s: Scenario, password: str, new: str, base: str, how: str) -> None:
    """The answer to a challenge with a wrong or no hash; a fresh challenge is then answered with the right one."""
    s.assume(new != password)
    pool = s.pool()
    client = secret_client(s, pool)
    user = s.user(pool, password=password, username=s.name(base), status="FORCE_CHANGE_PASSWORD")

    def answered(way: str) -> Exchange:
        begun = begin_with_hash(s, client, user, "USER_PASSWORD_AUTH", hash_of(s, client, user.login))
        challenge = s.need(begun, "NEWPW-001")
        if session_of(challenge) is None:
            s.end("NEWPW-002", "no Session with NEW_PASSWORD_REQUIRED", challenge)
        more = given("SECRET_HASH", hash_of(s, client, user.username, way))
        return new_password(s, client, challenge, user, new, **more)

    s.refused("SECRET-017", answered(how), control=lambda: answered("right"))


@prop("SECRET-018", password=passwords())
def test_srp_proof_by_address(s: Scenario, password: str) -> None:
    """A right proof with the hash over the address, then with the hash over USER_ID_FOR_SRP."""
    pool = s.pool(UsernameAttributes=["email"])
    client = secret_client(s, pool)
    user = s.user(pool, password=password)

    def proven(over_address: bool) -> Exchange:
        start = srp_challenge(s, client, user.login, **given("SECRET_HASH", hash_of(s, client, user.login)))
        proof = srp_proof(s, client, start, password)
        name = user.login if over_address else proof["USERNAME"]
        return srp_answer(s, client, start, {**proof, **given("SECRET_HASH", hash_of(s, client, name))})

    s.refused("SECRET-018", proven(True), control=lambda: proven(False))
