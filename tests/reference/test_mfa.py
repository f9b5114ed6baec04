"""The reference target: second factors."""

from __future__ import annotations

import time
from typing import Any

import pytest

from reference_kit import PASSWORD, Refusal, World, refused, world
from targets.reference.sign_in import totp

ON = {"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": True}}


@pytest.fixture
def here() -> World:
    made = world()
    made.user("ann")
    made.admin.set_user_pool_mfa_config(UserPoolId=made.pool, **ON)
    return made


def start(here: World, **more: Any) -> dict[str, Any]:
    answer: dict[str, Any] = here.public.initiate_auth(
        ClientId=here.client,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "ann", "PASSWORD": PASSWORD},
        **more,
    )
    return answer


def code(secret: str, shift: int = 0) -> str:
    return totp.password_at(secret, int(time.time()) // totp.SECONDS + shift)


def set_up(here: World) -> tuple[str, dict[str, Any]]:
    session = start(here)["Session"]
    begun = here.public.associate_software_token(Session=session)
    verified = here.public.verify_software_token(
        Session=begun["Session"], UserCode=code(begun["SecretCode"], -1), FriendlyDeviceName="phone"
    )
    return begun["SecretCode"], verified


def respond(here: World, name: str, session: str, **responses: str) -> dict[str, Any]:
    answer: dict[str, Any] = here.public.respond_to_auth_challenge(
        ClientId=here.client, ChallengeName=name, Session=session, ChallengeResponses={"USERNAME": "ann", **responses}
    )
    return answer


def test_from_set_up_to_sign_in(here: World) -> None:
    challenge = start(here)
    assert challenge["ChallengeName"] == "MFA_SETUP"
    assert challenge["ChallengeParameters"]["MFAS_CAN_SETUP"] == '["SOFTWARE_TOKEN_MFA"]'
    secret, verified = set_up(here)
    assert verified["Status"] == "SUCCESS"
    assert "AuthenticationResult" in respond(here, "MFA_SETUP", verified["Session"])
    challenge = start(here)
    assert challenge["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    assert challenge["ChallengeParameters"]["FRIENDLY_DEVICE_NAME"] == "phone"
    answer = respond(here, "SOFTWARE_TOKEN_MFA", challenge["Session"], SOFTWARE_TOKEN_MFA_CODE=code(secret))
    assert "AuthenticationResult" in answer


def test_a_code_is_good_once(here: World) -> None:
    secret, _ = set_up(here)
    challenge = start(here)
    used = code(secret, -1)
    answer = refused(
        here.public.respond_to_auth_challenge,
        ClientId=here.client,
        ChallengeName="SOFTWARE_TOKEN_MFA",
        Session=challenge["Session"],
        ChallengeResponses={"USERNAME": "ann", "SOFTWARE_TOKEN_MFA_CODE": used},
    )
    assert answer == Refusal("ExpiredCodeException", "Your software token has already been used once.", 400)


def test_nothing_goes_around_set_up(here: World) -> None:
    session = start(here)["Session"]
    begun = here.public.associate_software_token(Session=session)
    for text in (session, begun["Session"]):
        answer = refused(
            here.public.respond_to_auth_challenge,
            ClientId=here.client,
            ChallengeName="MFA_SETUP",
            Session=text,
            ChallengeResponses={"USERNAME": "ann"},
        )
        assert answer.code == "NotAuthorizedException"


def test_factors_and_mfa_go_together(here: World) -> None:
    set_config = here.admin.set_user_pool_mfa_config
    without = refused(set_config, UserPoolId=here.pool, MfaConfiguration="OPTIONAL")
    together = refused(set_config, UserPoolId=here.pool, SoftwareTokenMfaConfiguration={"Enabled": True})
    assert {without.code, together.code} == {"InvalidParameterException"}
    set_config(UserPoolId=here.pool)
    shown = here.admin.get_user_pool_mfa_config(UserPoolId=here.pool)
    assert shown["MfaConfiguration"] == "OFF"
    assert "SoftwareTokenMfaConfiguration" not in shown
