"""Who would get a message from Cognito: nobody, on a request that is sent."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from targets.aws.running import RunningAws

MAIL, TEXT = "Cognito would send an e-mail", "Cognito would send a text message"
EMAIL, PHONE = {"Name": "email", "Value": "ana@example.com"}, {"Name": "phone_number", "Value": "+15550000000"}
PASSWORD = "Correct-Horse7"


class Scene:
    """A pool and its client, in a rehearsal."""

    def __init__(self, rehearsal: RunningAws, **config: Any) -> None:
        self.rehearsal = rehearsal
        self.pool = self.sent("CreateUserPool", PoolName="cc-x", **config)["UserPool"]["Id"]
        self.client = self.sent(
            "CreateUserPoolClient",
            UserPoolId=self.pool,
            ClientName="cc-c",
            ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        )["UserPoolClient"]["ClientId"]

    def sent(self, operation: str, **members: Any) -> dict[str, Any]:
        assert self.rehearsal.calls is not None
        answer = self.rehearsal.calls.send(operation, self.rehearsal.dressed(operation, members))
        assert answer.status == 200, answer.body
        found: dict[str, Any] = json.loads(answer.body)
        return found

    def why(self, operation: str, **members: Any) -> str:
        return self.rehearsal.withheld(operation, members)

    def made(self, name: str, *attributes: dict[str, str]) -> dict[str, Any]:
        more = {"UserAttributes": list(attributes)} if attributes else {}
        made = self.sent("AdminCreateUser", UserPoolId=self.pool, Username=name, MessageAction="SUPPRESS", **more)
        self.sent("AdminSetUserPassword", UserPoolId=self.pool, Username=name, Password=PASSWORD, Permanent=True)
        return made

    def token(self, name: str) -> str:
        parameters = {"USERNAME": name, "PASSWORD": PASSWORD}
        flow = {"AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters}
        return str(self.sent("InitiateAuth", ClientId=self.client, **flow)["AuthenticationResult"]["AccessToken"])


@pytest.mark.parametrize(
    ("verified", "attributes", "name", "why"),
    [
        ([], [EMAIL, PHONE], "ana", ""),
        (["email"], [], "ana", ""),
        (["email"], [PHONE], "ana", ""),
        (["email"], [EMAIL], "ana", MAIL),
        (["email"], [], "ana@example.com", MAIL),
        (["phone_number"], [EMAIL], "ana", ""),
        (["phone_number"], [PHONE], "ana", TEXT),
        (["phone_number"], [], "+15550000000", TEXT),
        (["email", "phone_number"], [EMAIL, PHONE], "ana", TEXT),
    ],
)
def test_sign_up(verified: list[str], attributes: list[Any], name: str, why: str, rehearsal: RunningAws) -> None:
    scene = Scene(rehearsal)
    rehearsal.outbound.book.people.verifies(scene.pool, verified)  # by text message it takes a role of the account
    said = scene.why("SignUp", ClientId=scene.client, Username=name, Password="x", UserAttributes=attributes)
    assert said.startswith(why)
    assert bool(said) == bool(why)


def test_invitations(rehearsal: RunningAws) -> None:
    scene = Scene(rehearsal)
    invited = {"UserPoolId": scene.pool, "Username": "ana", "UserAttributes": [EMAIL]}
    assert scene.why("AdminCreateUser", **invited).startswith(MAIL)
    assert not scene.why("AdminCreateUser", **invited, MessageAction="SUPPRESS")
    assert not scene.why("AdminCreateUser", UserPoolId=scene.pool, Username="ana")


@pytest.mark.parametrize("operation", ["ForgotPassword", "ResendConfirmationCode", "AdminResetUserPassword"])
def test_codes_to_a_user(operation: str, rehearsal: RunningAws) -> None:
    """By every name of a user who has an address; to nobody else."""
    scene = Scene(rehearsal)
    scene.made("plain")
    made = scene.made("Ana", EMAIL)
    sub = next(each["Value"] for each in made["User"]["Attributes"] if each["Name"] == "sub")
    about = {"ClientId": scene.client, "UserPoolId": scene.pool}
    for name in ("Ana", "ana", "ana@example.com", sub):
        assert scene.why(operation, **about, Username=name).startswith(MAIL), name
    for name in ("plain", "nobody"):
        assert not scene.why(operation, **about, Username=name), name
    scene.sent("AdminUpdateUserAttributes", UserPoolId=scene.pool, Username="plain", UserAttributes=[EMAIL])
    assert scene.why(operation, **about, Username="plain").startswith(MAIL)


def test_new_values_of_attributes(rehearsal: RunningAws) -> None:
    scene = Scene(rehearsal, AutoVerifiedAttributes=["email"])
    scene.made("plain")
    who = {"UserPoolId": scene.pool, "Username": "plain"}
    assert scene.why("AdminUpdateUserAttributes", **who, UserAttributes=[EMAIL]).startswith(MAIL)
    assert not scene.why("AdminUpdateUserAttributes", **who, UserAttributes=[PHONE])
    token = scene.token("plain")
    assert scene.why("UpdateUserAttributes", AccessToken=token, UserAttributes=[EMAIL]).startswith(MAIL)
    assert not scene.why("GetUserAttributeVerificationCode", AccessToken=token, AttributeName="email")
    other = Scene(rehearsal)
    other.made("ana", EMAIL)
    token = other.token("ana")
    assert not other.why("UpdateUserAttributes", AccessToken=token, UserAttributes=[EMAIL])
    assert other.why("GetUserAttributeVerificationCode", AccessToken=token, AttributeName="email").startswith(MAIL)


def test_an_update_may_begin_to_verify(rehearsal: RunningAws) -> None:
    scene = Scene(rehearsal)
    new = {"ClientId": scene.client, "Username": "ana", "Password": "x", "UserAttributes": [EMAIL]}
    assert not scene.why("SignUp", **new)
    scene.sent("UpdateUserPool", UserPoolId=scene.pool, AutoVerifiedAttributes=["email"])
    assert scene.why("SignUp", **new).startswith(MAIL)


@pytest.mark.parametrize(
    ("members", "why"),
    [
        ({"Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD"]}}}, ""),
        ({"Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}}}, MAIL),
        ({"Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "SMS_OTP"]}}}, TEXT),
    ],
)
def test_factors_that_send_messages(members: dict[str, Any], why: str, rehearsal: RunningAws) -> None:
    said = rehearsal.withheld("CreateUserPool", {"PoolName": "cc-x", **members})
    assert said.startswith(why)
    assert bool(said) == bool(why)


def test_second_factors_that_send_messages(rehearsal: RunningAws) -> None:
    app = {"SoftwareTokenMfaConfiguration": {"Enabled": True}}
    assert not rehearsal.withheld("SetUserPoolMfaConfig", app)
    assert rehearsal.withheld("SetUserPoolMfaConfig", {"EmailMfaConfiguration": {"Message": "x"}}).startswith(MAIL)
    assert rehearsal.withheld("SetUserPoolMfaConfig", {"SmsMfaConfiguration": {}}) == ""


def test_allow_email_lets_mail_go_and_no_text_message(rehearse: Callable[..., RunningAws]) -> None:
    made = rehearse("&allow=email")
    scene = Scene(made)
    made.outbound.book.people.verifies(scene.pool, ["email", "phone_number"])
    new = {"ClientId": scene.client, "Username": "ana", "Password": "x"}
    assert not scene.why("SignUp", **new, UserAttributes=[EMAIL])
    assert scene.why("SignUp", **new, UserAttributes=[EMAIL, PHONE]).startswith(TEXT)
