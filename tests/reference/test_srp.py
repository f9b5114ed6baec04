"""The reference target: SRP, with the arithmetic of a real client library."""

from __future__ import annotations

from typing import Any

import pytest
from pycognito.aws_srp import AWSSRP
from pycognito.exceptions import ForceChangePasswordException

from reference_kit import PASSWORD, Refusal, World, refused, world

WRONG = Refusal("NotAuthorizedException", "Incorrect username or password.", 400)


@pytest.fixture(scope="module")
def here() -> World:
    made = world(UsernameConfiguration={"CaseSensitive": False}, AliasAttributes=["email"])
    made.user("ann", email="ann@example.com", email_verified="true")
    return made


def srp(here: World, name: str = "ann", password: str = PASSWORD, client: str | None = None, **more: Any) -> AWSSRP:
    return AWSSRP(name, password, here.pool, client or here.client, client=here.public, **more)


def begin(here: World, client: str | None = None, **parameters: str) -> dict[str, Any]:
    answer: dict[str, Any] = here.public.initiate_auth(
        ClientId=client or here.client, AuthFlow="USER_SRP_AUTH", AuthParameters=parameters
    )
    return answer


@pytest.mark.parametrize("name", ["ann", "ANN", "ann@example.com"])
def test_sign_in(here: World, name: str) -> None:
    assert srp(here, name).authenticate_user()["AuthenticationResult"]["RefreshToken"]


def test_with_secret(here: World) -> None:
    client = here.new_client(GenerateSecret=True)
    signer = srp(here, "ann@example.com", client=client, client_secret=here.secret(client))
    assert signer.authenticate_user()["AuthenticationResult"]


def test_wrong_password(here: World) -> None:
    assert refused(srp(here, password="Wrong-Horse1").authenticate_user) == WRONG


def test_challenge(here: World) -> None:
    one, two = (begin(here, USERNAME="ann", SRP_A="abc123") for _ in range(2))
    parameters = one["ChallengeParameters"]
    assert set(parameters) == {"SALT", "SECRET_BLOCK", "SRP_B", "USERNAME", "USER_ID_FOR_SRP"}
    assert "Session" not in one
    assert parameters["SALT"] == two["ChallengeParameters"]["SALT"]
    assert parameters["SRP_B"] != two["ChallengeParameters"]["SRP_B"]
    assert parameters["SECRET_BLOCK"] != two["ChallengeParameters"]["SECRET_BLOCK"]


def test_client_value(here: World) -> None:
    assert refused(begin, here=here, USERNAME="ann").message == "Missing required parameter SRP_A"
    assert refused(begin, here=here, USERNAME="ann", SRP_A="COFFEEG").message == (
        "1 validation error detected: Value 'COFFEEG' at 'a' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: ^[0-9a-fA-F]+$"
    )


def test_unknown_user(here: World) -> None:
    hiding = here.new_client(PreventUserExistenceErrors="ENABLED")
    assert refused(begin, here=here, USERNAME="nobody", SRP_A="abc").code == "UserNotFoundException"
    one, two = (begin(here, hiding, USERNAME="nobody", SRP_A="abc")["ChallengeParameters"] for _ in range(2))
    assert (one["SALT"], one["USER_ID_FOR_SRP"]) == (two["SALT"], two["USER_ID_FOR_SRP"])
    assert refused(srp(here, "nobody", client=hiding).authenticate_user) == WRONG


@pytest.mark.parametrize(
    ("timestamp", "code"),
    [
        ("Tue Sep 05 09:03:01 UTC 2017", "NotAuthorizedException"),
        ("Mon Sep 5 09:03:01 UTC 2017", "NotAuthorizedException"),
        ("di. Sep 5 09:03:01 UTC 2017", "InvalidParameterException"),
        ("2017-09-05T09:03:01Z", "InvalidParameterException"),
        ("Tue Sep 5 09:03:01 UTC 2017", None),
    ],
)
def test_timestamp(here: World, timestamp: str, code: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AWSSRP, "get_cognito_formatted_timestamp", lambda *_: timestamp)
    signer = srp(here)
    if code is None:
        assert signer.authenticate_user()["AuthenticationResult"]
    else:
        assert refused(signer.authenticate_user).code == code


def test_temporary_password(here: World) -> None:
    here.admin.admin_create_user(UserPoolId=here.pool, Username="new", TemporaryPassword=PASSWORD)
    with pytest.raises(ForceChangePasswordException):
        srp(here, "new").authenticate_user()
    answer = srp(here, "new").set_new_password_challenge("Another-Horse1")
    assert answer["AuthenticationResult"]
