"""The reference target: sign-in by password and by choice, sessions, tokens, their refresh and their end."""

from __future__ import annotations

import base64
import hashlib
import hmac

import jwt
import pytest

from reference_kit import PASSWORD, Refusal, World, part, payload, refused, world

NOT_AUTHORIZED = "NotAuthorizedException"
WRONG = Refusal(NOT_AUTHORIZED, "Incorrect username or password.", 400)


@pytest.fixture(scope="module")
def here() -> World:
    made = world()
    for name in ("ann", "ben", "cyd", "dan", "eve", "fay", "gus"):
        made.user(name, email=f"{name}@example.com", email_verified="true")
    return made


def secret_hash(secret: str, name: str, client: str) -> str:
    return base64.b64encode(hmac.new(secret.encode(), f"{name}{client}".encode(), hashlib.sha256).digest()).decode()


def rotating(here: World, grace: int = 0) -> str:
    return here.new_client(
        ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"],
        RefreshTokenRotation={"Feature": "ENABLED", "RetryGracePeriodSeconds": grace},
    )


def test_password_sign_in(here: World) -> None:
    answer = here.start("ann")
    assert answer["ChallengeParameters"] == {}
    assert "ChallengeName" not in answer
    assert "Session" not in answer
    result = answer["AuthenticationResult"]
    assert set(result) == {"AccessToken", "IdToken", "RefreshToken", "ExpiresIn", "TokenType"}
    assert (result["ExpiresIn"], result["TokenType"]) == (3600, "Bearer")


def test_tokens_verify_with_the_published_keys(here: World) -> None:
    result = here.sign_in("ann")
    issuer = here.running.issuer(here.pool)
    response = here.running.http("GET", f"{issuer}/.well-known/jwks.json")
    keys = {key.key_id: key for key in jwt.PyJWKSet.from_json(response.body.decode()).keys}
    assert len(keys) == 2
    for token, audience in ((result["AccessToken"], None), (result["IdToken"], here.client)):
        header = part(token, 0)
        assert set(header) == {"kid", "alg"}
        claims = jwt.decode(token, keys[header["kid"]], algorithms=["RS256"], issuer=issuer, audience=audience)
        assert claims["sub"] == here.read("ann")["attributes"]["sub"]
    assert part(result["AccessToken"], 0)["kid"] != part(result["IdToken"], 0)["kid"]


def test_claims(here: World) -> None:
    result = here.sign_in("ann")
    access, identity = payload(result["AccessToken"]), payload(result["IdToken"])
    assert access["scope"] == "aws.cognito.signin.user.admin"
    assert access["client_id"] == here.client
    assert not {"aud", "email", "cognito:username", "version", "cognito:groups"} & set(access)
    assert identity["aud"] == here.client
    assert identity["email_verified"] is True
    assert not {"client_id", "username", "scope", "at_hash", "cognito:groups"} & set(identity)
    for claim in ("origin_jti", "event_id", "auth_time", "sub", "iss"):
        assert access[claim] == identity[claim]
    assert access["jti"] != identity["jti"]
    assert access["exp"] - access["auth_time"] == 3600


@pytest.mark.parametrize(
    ("units", "value", "expected"),
    [("hours", 10, 36000), ("minutes", 10, 600), ("days", 1, 86400), ("seconds", 500, 500)],
)
def test_lifetime_follows_the_client(here: World, units: str, value: int, expected: int) -> None:
    client = here.new_client(AccessTokenValidity=value, TokenValidityUnits={"AccessToken": units})
    assert here.sign_in("ann", client=client)["ExpiresIn"] == expected


def test_wrong_password_and_unknown_user(here: World) -> None:
    hiding = here.new_client(PreventUserExistenceErrors="ENABLED")
    assert refused(here.start, name="ann", password="Wrong-Horse1") == WRONG
    assert refused(here.start, name="nobody") == Refusal("UserNotFoundException", "User does not exist.", 400)
    assert refused(here.start, name="nobody", client=hiding) == WRONG


def test_states_that_forbid_sign_in(here: World) -> None:
    here.admin.admin_disable_user(UserPoolId=here.pool, Username="ben")
    assert refused(here.start, name="ben").message == "User is disabled."
    here.admin.admin_enable_user(UserPoolId=here.pool, Username="ben")
    assert here.sign_in("ben")
    here.public.sign_up(ClientId=here.client, Username="unconfirmed", Password=PASSWORD)
    assert refused(here.start, name="unconfirmed").code == "UserNotConfirmedException"
    here.admin.admin_reset_user_password(UserPoolId=here.pool, Username="ben")
    assert refused(here.start, name="ben").code == "PasswordResetRequiredException"


def test_lockout_grows_and_ends() -> None:
    here = world()
    here.user("ann")
    for _ in range(5):
        assert refused(here.start, name="ann", password="Wrong-Horse1") == WRONG
    assert refused(here.start, name="ann") == Refusal(NOT_AUTHORIZED, "Password attempts exceeded", 400)
    here.running.advance(1.1)
    assert here.sign_in("ann")
    assert refused(here.start, name="ann", password="Wrong-Horse1") == WRONG


@pytest.mark.parametrize(
    ("flow", "message"),
    [
        ("ADMIN_USER_PASSWORD_AUTH", "Initiate Auth method not supported."),
        ("ADMIN_NO_SRP_AUTH", "Initiate Auth method not supported."),
        ("USER_PASSWORD_AUTH", "USER_PASSWORD_AUTH flow not enabled for this client"),
    ],
)
def test_flows_a_client_does_not_allow(here: World, flow: str, message: str) -> None:
    client = here.new_client(ExplicitAuthFlows=["ALLOW_REFRESH_TOKEN_AUTH"])
    parameters = {"USERNAME": "ann", "PASSWORD": PASSWORD}
    found = refused(here.public.initiate_auth, ClientId=client, AuthFlow=flow, AuthParameters=parameters)
    assert found == Refusal("InvalidParameterException", message, 400)


def test_public_password_flow_is_not_for_administrators(here: World) -> None:
    found = refused(
        here.admin.admin_initiate_auth,
        UserPoolId=here.pool,
        ClientId=here.client,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "ann", "PASSWORD": PASSWORD},
    )
    assert found == Refusal("InvalidParameterException", "Initiate Auth method not supported.", 400)


def test_older_flow_values_add_and_close_nothing(here: World) -> None:
    client = here.new_client(ExplicitAuthFlows=["ADMIN_NO_SRP_AUTH"])
    result = here.admin.admin_initiate_auth(
        UserPoolId=here.pool,
        ClientId=client,
        AuthFlow="ADMIN_NO_SRP_AUTH",
        AuthParameters={"USERNAME": "ann", "PASSWORD": PASSWORD},
    )["AuthenticationResult"]
    assert here.refresh(result["RefreshToken"], client)
    challenge = here.public.initiate_auth(
        ClientId=client, AuthFlow="USER_SRP_AUTH", AuthParameters={"USERNAME": "ann", "SRP_A": "abc"}
    )
    assert challenge["ChallengeName"] == "PASSWORD_VERIFIER"


@pytest.mark.parametrize("missing", ["USERNAME", "PASSWORD"])
def test_missing_parameter_is_named(here: World, missing: str) -> None:
    parameters = {"USERNAME": "ann", "PASSWORD": PASSWORD}
    del parameters[missing]
    found = refused(
        here.public.initiate_auth, ClientId=here.client, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters
    )
    assert found.message == f"Missing required parameter {missing}"


def test_secret_hash(here: World) -> None:
    client = here.new_client(GenerateSecret=True)
    secret = here.secret(client)
    parameters = {"USERNAME": "ann", "PASSWORD": PASSWORD}

    def start(**more: str) -> dict[str, dict[str, str]]:
        answer: dict[str, dict[str, str]] = here.public.initiate_auth(
            ClientId=client, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters | more
        )
        return answer

    missing = refused(start)
    assert missing.message == f"Client {client} is configured with secret but SECRET_HASH was not received"
    assert refused(start, SECRET_HASH="wrong").message == f"Unable to verify secret hash for client {client}"
    tokens = start(SECRET_HASH=secret_hash(secret, "ann", client))["AuthenticationResult"]
    assert here.refresh(tokens["RefreshToken"], client, SECRET_HASH=secret_hash(secret, "ann", client))
    refusal = refused(
        here.refresh, token=tokens["RefreshToken"], client=client, SECRET_HASH=secret_hash(secret, "x", client)
    )
    assert refusal == Refusal(NOT_AUTHORIZED, f"SecretHash does not match for the client: {client}", 400)


def test_new_password_required(here: World) -> None:
    attributes = [{"Name": "email", "Value": "n@example.com"}]
    here.admin.admin_create_user(
        UserPoolId=here.pool, Username="new", TemporaryPassword=PASSWORD, UserAttributes=attributes
    )
    challenge = here.start("new")
    assert challenge["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    assert challenge["ChallengeParameters"] == {
        "USER_ID_FOR_SRP": "new",
        "requiredAttributes": "[]",
        "userAttributes": '{"email":"n@example.com"}',
    }
    request = {
        "ClientId": here.client,
        "ChallengeName": "NEW_PASSWORD_REQUIRED",
        "Session": challenge["Session"],
        "ChallengeResponses": {"USERNAME": "new", "NEW_PASSWORD": PASSWORD},
    }
    again = {**request, "ChallengeResponses": {**request["ChallengeResponses"], "userAttributes.email": "x@y.z"}}
    assert refused(here.public.respond_to_auth_challenge, **again).message == "Cannot modify an already provided email"
    other = {**request, "ChallengeResponses": {"USERNAME": "ann", "NEW_PASSWORD": PASSWORD}}
    assert refused(here.public.respond_to_auth_challenge, **other).message == "Invalid session for the user."
    assert here.public.respond_to_auth_challenge(**request)["AuthenticationResult"]["RefreshToken"]
    assert here.read("new")["UserStatus"] == "CONFIRMED"
    used = refused(here.public.respond_to_auth_challenge, **request)
    assert used == Refusal(NOT_AUTHORIZED, "Invalid session for the user, session can only be used once.", 400)


def test_session_and_temporary_password_expire() -> None:
    here = world()
    here.admin.admin_create_user(UserPoolId=here.pool, Username="new", TemporaryPassword=PASSWORD)
    session = here.start("new")["Session"]
    here.running.advance(181)
    found = refused(
        here.public.respond_to_auth_challenge,
        ClientId=here.client,
        ChallengeName="NEW_PASSWORD_REQUIRED",
        Session=session,
        ChallengeResponses={"USERNAME": "new", "NEW_PASSWORD": PASSWORD},
    )
    assert found.message == "Invalid session for the user, session is expired."
    here.running.advance(7 * 86400)
    expired = refused(here.start, name="new")
    assert expired.message == "Temporary password has expired and must be reset by an administrator."


def test_refresh_keeps_the_session(here: World) -> None:
    first = here.sign_in("cyd")
    answer = here.refresh(first["RefreshToken"])
    assert answer["ChallengeParameters"] == {}
    second = answer["AuthenticationResult"]
    assert set(second) == {"AccessToken", "IdToken", "ExpiresIn", "TokenType"}
    before, after = payload(first["AccessToken"]), payload(second["AccessToken"])
    assert (before["origin_jti"], before["auth_time"]) == (after["origin_jti"], after["auth_time"])
    assert before["jti"] != after["jti"]
    assert payload(here.sign_in("cyd")["AccessToken"])["origin_jti"] != before["origin_jti"]


def test_refresh_refusals(here: World) -> None:
    token = here.sign_in("cyd")["RefreshToken"]
    assert refused(here.refresh, token="garbage") == Refusal(NOT_AUTHORIZED, "Invalid Refresh Token", 400)
    assert refused(here.refresh, token=token, client=here.new_client()).code == NOT_AUTHORIZED
    here.public.revoke_token(Token=token, ClientId=here.client)
    here.public.revoke_token(Token=token, ClientId=here.client)
    here.public.revoke_token(Token="never.issued", ClientId=here.client)
    assert refused(here.refresh, token=token) == Refusal(NOT_AUTHORIZED, "Refresh Token has been revoked", 400)


def test_refresh_token_expires() -> None:
    here = world()
    here.user("ann")
    token = here.sign_in("ann")["RefreshToken"]
    here.running.advance(30 * 86400 - 5)
    assert here.refresh(token)
    here.running.advance(6)
    assert refused(here.refresh, token=token).message == "Refresh Token has expired"


def test_rotation(here: World) -> None:
    client = rotating(here)
    first = here.sign_in("dan", client=client)["RefreshToken"]
    exchange = here.public.get_tokens_from_refresh_token
    second = exchange(ClientId=client, RefreshToken=first)["AuthenticationResult"]["RefreshToken"]
    reused = refused(exchange, ClientId=client, RefreshToken=first)
    assert reused == Refusal("RefreshTokenReuseException", "Refresh token reuse detected", 400)
    assert exchange(ClientId=client, RefreshToken=second)
    assert refused(here.refresh, token=second, client=client).code == "InvalidParameterException"


def test_rotation_fork_within_the_grace_period(here: World) -> None:
    client = rotating(here, grace=60)
    first = here.sign_in("dan", client=client)["RefreshToken"]
    exchange = here.public.get_tokens_from_refresh_token
    loser = exchange(ClientId=client, RefreshToken=first)["AuthenticationResult"]["RefreshToken"]
    winner = exchange(ClientId=client, RefreshToken=first)["AuthenticationResult"]["RefreshToken"]
    assert refused(exchange, ClientId=client, RefreshToken=loser).code == "RefreshTokenReuseException"
    assert exchange(ClientId=client, RefreshToken=winner)


@pytest.mark.parametrize(("revoked", "lives"), [(0, False), (1, True), (2, False)])
def test_rotation_and_revocation(here: World, revoked: int, lives: bool) -> None:
    client = rotating(here)
    exchange = here.public.get_tokens_from_refresh_token
    chain = [here.sign_in("dan", client=client)["RefreshToken"]]
    for _ in range(2):
        chain.append(exchange(ClientId=client, RefreshToken=chain[-1])["AuthenticationResult"]["RefreshToken"])
    here.public.revoke_token(Token=chain[revoked], ClientId=client)
    if lives:
        assert exchange(ClientId=client, RefreshToken=chain[-1])
    else:
        assert refused(exchange, ClientId=client, RefreshToken=chain[-1]).code == NOT_AUTHORIZED


def test_global_sign_out(here: World) -> None:
    first, second = here.sign_in("eve"), here.sign_in("eve")
    here.public.global_sign_out(AccessToken=first["AccessToken"])
    gone = Refusal(NOT_AUTHORIZED, "Access Token has been revoked", 400)
    assert refused(here.public.get_user, AccessToken=first["AccessToken"]) == gone
    assert refused(here.public.global_sign_out, AccessToken=first["AccessToken"]) == gone
    assert refused(here.public.get_user, AccessToken=second["AccessToken"]) == gone
    assert refused(here.refresh, token=second["RefreshToken"]).message == "Refresh Token has been revoked"
    third = here.sign_in("eve")
    assert here.public.get_user(AccessToken=third["AccessToken"])["Username"] == "eve"


def test_revocation_ends_one_session(here: World) -> None:
    first, second = here.sign_in("eve"), here.sign_in("eve")
    renewed = here.refresh(first["RefreshToken"])["AuthenticationResult"]
    here.public.revoke_token(Token=first["RefreshToken"], ClientId=here.client)
    for token in (first["AccessToken"], renewed["AccessToken"]):
        assert refused(here.public.get_user, AccessToken=token).message == "Access Token has been revoked"
    assert here.public.get_user(AccessToken=second["AccessToken"])
    wrong = refused(here.public.revoke_token, Token=second["AccessToken"], ClientId=here.client)
    assert wrong.code == "UnsupportedTokenTypeException"


def test_disabling_ends_tokens_for_good(here: World) -> None:
    tokens = here.sign_in("fay")
    here.admin.admin_disable_user(UserPoolId=here.pool, Username="fay")
    assert refused(here.public.get_user, AccessToken=tokens["AccessToken"]).code == NOT_AUTHORIZED
    here.admin.admin_enable_user(UserPoolId=here.pool, Username="fay")
    assert refused(here.public.get_user, AccessToken=tokens["AccessToken"]).code == NOT_AUTHORIZED
    assert refused(here.refresh, token=tokens["RefreshToken"]).code == NOT_AUTHORIZED
    assert here.sign_in("fay")


def test_access_token_refusals(here: World) -> None:
    tokens = here.sign_in("ann")
    head, body, signature = tokens["AccessToken"].split(".")
    stranger = world()
    stranger.user("ann")
    for token, message in (
        ("garbage", "Invalid Access Token"),
        (tokens["IdToken"], "Invalid Access Token"),
        (stranger.sign_in("ann")["AccessToken"], "Invalid Access Token"),
        (f"{head}.{body}.{signature[::-1]}", None),
    ):
        found = refused(here.public.get_user, AccessToken=token)
        assert found.code == NOT_AUTHORIZED
        assert message in {None, found.message}
    assert refused(here.public.get_user, AccessToken="with blank").code == "InvalidParameterException"


def test_access_token_expires() -> None:
    here = world()
    here.user("ann")
    token = here.sign_in("ann")["AccessToken"]
    here.running.advance(3601)
    assert refused(here.public.get_user, AccessToken=token).message == "Access Token has expired"


def test_deleted_user(here: World) -> None:
    tokens = here.sign_in("gus")
    here.public.delete_user(AccessToken=tokens["AccessToken"])
    gone = Refusal("UserNotFoundException", "User does not exist.", 400)
    assert refused(here.public.get_user, AccessToken=tokens["AccessToken"]) == gone
    assert refused(here.refresh, token=tokens["RefreshToken"]) == gone
    assert refused(here.admin.admin_delete_user, UserPoolId=here.pool, Username="gus") == gone


def test_groups_are_in_both_tokens(here: World) -> None:
    for name, precedence in (("low", 9), ("high", 1)):
        role = f"arn:aws:iam::123456789012:role/{name}"
        here.admin.create_group(UserPoolId=here.pool, GroupName=name, Precedence=precedence, RoleArn=role)
        here.admin.admin_add_user_to_group(UserPoolId=here.pool, Username="cyd", GroupName=name)
    result = here.sign_in("cyd")
    assert payload(result["AccessToken"])["cognito:groups"] == ["high", "low"]
    identity = payload(result["IdToken"])
    assert identity["cognito:groups"] == ["high", "low"]
    assert identity["cognito:preferred_role"] == "arn:aws:iam::123456789012:role/high"
    assert len(identity["cognito:roles"]) == 2


@pytest.fixture(scope="module")
def choosing() -> World:
    factors = {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}
    made = world(Policies={"SignInPolicy": factors}, AutoVerifiedAttributes=["email"])
    made.user("ann", email="ann@example.com", email_verified="true")
    return made


class TestChoice:
    """USER_AUTH."""

    def begin(self, there: World, name: str, client: str | None = None, **more: str) -> dict[str, object]:
        answer: dict[str, object] = there.public.initiate_auth(
            ClientId=client or there.client, AuthFlow="USER_AUTH", AuthParameters={"USERNAME": name} | more
        )
        return answer

    def test_selection(self, choosing: World) -> None:
        answer = self.begin(choosing, "ann", PREFERRED_CHALLENGE="SMS_OTP")
        assert answer["ChallengeName"] == "SELECT_CHALLENGE"
        assert set(answer["AvailableChallenges"]) == {"EMAIL_OTP", "PASSWORD", "PASSWORD_SRP"}  # type: ignore[call-overload]
        done = choosing.public.respond_to_auth_challenge(
            ClientId=choosing.client,
            ChallengeName="SELECT_CHALLENGE",
            Session=answer["Session"],
            ChallengeResponses={"USERNAME": "ann", "ANSWER": "PASSWORD", "PASSWORD": PASSWORD},
        )
        assert done["AuthenticationResult"]["AccessToken"]

    def test_password_directly(self, choosing: World) -> None:
        answer = self.begin(choosing, "ann", PREFERRED_CHALLENGE="PASSWORD", PASSWORD=PASSWORD)
        assert answer["AuthenticationResult"]

    def test_code(self, choosing: World) -> None:
        answer = self.begin(choosing, "ann", PREFERRED_CHALLENGE="EMAIL_OTP")
        assert answer["ChallengeName"] == "EMAIL_OTP"
        assert answer["AvailableChallenges"] == ["EMAIL_OTP"]
        code = choosing.code("sign_in", "ann")
        assert len(code) == 8

        def respond(typed: str) -> dict[str, object]:
            done: dict[str, object] = choosing.public.respond_to_auth_challenge(
                ClientId=choosing.client,
                ChallengeName="EMAIL_OTP",
                Session=answer["Session"],
                ChallengeResponses={"USERNAME": "ann", "EMAIL_OTP_CODE": typed},
            )
            return done

        for _ in range(6):
            assert refused(respond, typed="x" + code[1:]).code == "CodeMismatchException"
        assert respond(code)["AuthenticationResult"]

    def test_temporary_password_leaves_only_passwords(self, choosing: World) -> None:
        choosing.admin.admin_create_user(UserPoolId=choosing.pool, Username="new", TemporaryPassword=PASSWORD)
        answer = self.begin(choosing, "new", PREFERRED_CHALLENGE="EMAIL_OTP")
        assert answer["AvailableChallenges"] == ["PASSWORD_SRP", "PASSWORD"]

    def test_unknown_user(self, choosing: World) -> None:
        assert refused(self.begin, there=choosing, name="nobody").code == "UserNotFoundException"
        hiding = choosing.new_client(PreventUserExistenceErrors="ENABLED")
        answer = self.begin(choosing, "nobody", hiding)
        assert answer["ChallengeName"] == "EMAIL_OTP"
        real = self.begin(choosing, "ann", hiding, PREFERRED_CHALLENGE="EMAIL_OTP")
        assert set(answer) == set(real)

    def test_passwordless_user(self, choosing: World) -> None:
        attributes = [{"Name": "email", "Value": "p@example.com"}, {"Name": "email_verified", "Value": "true"}]
        made = choosing.admin.admin_create_user(UserPoolId=choosing.pool, Username="pwless", UserAttributes=attributes)
        assert made["User"]["UserStatus"] == "CONFIRMED"

    def test_sign_up_leads_to_sign_in(self, choosing: World) -> None:
        begun = choosing.public.sign_up(
            ClientId=choosing.client, Username="fresh", UserAttributes=[{"Name": "email", "Value": "f@example.com"}]
        )
        confirmed = choosing.public.confirm_sign_up(
            ClientId=choosing.client,
            Username="fresh",
            ConfirmationCode=choosing.code("sign_up", "fresh"),
            Session=begun["Session"],
        )
        done = choosing.public.initiate_auth(
            ClientId=choosing.client,
            AuthFlow="USER_AUTH",
            AuthParameters={"USERNAME": "fresh"},
            Session=confirmed["Session"],
        )
        assert done["AuthenticationResult"]
