"""The reference target: sign-up, confirmation, recovery, attributes, aliases, administration."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from reference_kit import PASSWORD, Refusal, World, payload, refused, world

MISMATCH = Refusal("CodeMismatchException", "Invalid verification code provided, please try again.", 400)
EXPIRED = Refusal("ExpiredCodeException", "Invalid code provided, please request a code again.", 400)


@pytest.fixture(scope="module")
def here() -> World:
    return world(AutoVerifiedAttributes=["email"])


def sign_up(here: World, name: str, password: str = PASSWORD, client: str | None = None, **attributes: str) -> Any:
    listed = [{"Name": key, "Value": value} for key, value in attributes.items()]
    return here.public.sign_up(ClientId=client or here.client, Username=name, Password=password, UserAttributes=listed)


def confirm(here: World, name: str, code: str, **more: Any) -> Any:
    return here.public.confirm_sign_up(ClientId=here.client, Username=name, ConfirmationCode=code, **more)


def other(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def change(here: World, token: str, /, **attributes: str) -> Any:
    listed = [{"Name": key, "Value": value} for key, value in attributes.items()]
    return here.public.update_user_attributes(AccessToken=token, UserAttributes=listed)


def admin_change(here: World, user: str, /, **attributes: str) -> Any:
    listed = [{"Name": key, "Value": value} for key, value in attributes.items()]
    return here.admin.admin_update_user_attributes(UserPoolId=here.pool, Username=user, UserAttributes=listed)


def test_sign_up_and_confirmation(here: World) -> None:
    answer = sign_up(here, "ann", email="test@test.com")
    assert answer["UserConfirmed"] is False
    assert answer["CodeDeliveryDetails"] == {
        "Destination": "t***@t***",
        "DeliveryMedium": "EMAIL",
        "AttributeName": "email",
    }
    read = here.read("ann")
    assert (read["UserStatus"], read["Enabled"]) == ("UNCONFIRMED", True)
    assert read["attributes"] == {"sub": answer["UserSub"], "email": "test@test.com", "email_verified": "false"}
    code = here.code("sign_up", "ann", "test@test.com")
    assert refused(confirm, here=here, name="ann", code=other(code)) == MISMATCH
    assert "CodeDeliveryDetails" not in confirm(here, "ann", code)
    assert here.read("ann")["UserStatus"] == "CONFIRMED"
    assert here.read("ann")["attributes"]["email_verified"] == "true"
    assert refused(confirm, here=here, name="ann", code=code).message == (
        "User cannot be confirmed. Current status is CONFIRMED"
    )


def test_sign_up_without_an_address(here: World) -> None:
    assert "CodeDeliveryDetails" not in sign_up(here, "no-address")
    assert refused(confirm, here=here, name="no-address", code="123456") == EXPIRED


def test_sign_up_refusals(here: World) -> None:
    sign_up(here, "taken")
    assert refused(sign_up, here=here, name="taken") == Refusal("UsernameExistsException", "User already exists", 400)
    assert refused(sign_up, here=here, name="n1", password="short").message == (
        "Password did not conform with policy: Password not long enough"
    )
    assert refused(sign_up, here=here, name="n1", password="lowercase1!").message == (
        "Password did not conform with policy: Password must have uppercase characters"
    )
    assert refused(sign_up, here=here, name="n1", foo="x").message == (
        "Attributes did not conform to the schema: foo: Attribute does not exist in the schema.\n"
    )
    assert refused(sign_up, here=here, name="n1", email="no address").message == "Invalid email address format."
    assert refused(sign_up, here=here, name="n1", phone_number="123").message == "Invalid phone number format."


def test_codes_expire() -> None:
    here = world(AutoVerifiedAttributes=["email"])
    sign_up(here, "ann", email="test@test.com")
    here.running.advance(86401)
    assert refused(confirm, here=here, name="ann", code=here.code("sign_up", "ann")) == EXPIRED
    here.public.resend_confirmation_code(ClientId=here.client, Username="ann")
    confirm(here, "ann", here.code("sign_up", "ann"))
    here.public.forgot_password(ClientId=here.client, Username="ann")
    here.running.advance(3601)
    assert (
        refused(
            here.public.confirm_forgot_password,
            ClientId=here.client,
            Username="ann",
            ConfirmationCode=here.code("forgot_password", "ann"),
            Password=PASSWORD,
        )
        == EXPIRED
    )


def test_attempts_are_limited(here: World) -> None:
    sign_up(here, "eager", email="test@test.com")
    for _ in range(5):
        here.public.resend_confirmation_code(ClientId=here.client, Username="eager")
    found = refused(here.public.resend_confirmation_code, ClientId=here.client, Username="eager")
    assert found == Refusal("LimitExceededException", "Attempt limit exceeded, please try after some time.", 400)


def test_admin_confirmation(here: World) -> None:
    sign_up(here, "by-admin", email="test@test.com")
    here.admin.admin_confirm_sign_up(UserPoolId=here.pool, Username="by-admin")
    assert here.read("by-admin")["attributes"]["email_verified"] == "false"
    again = refused(here.admin.admin_confirm_sign_up, UserPoolId=here.pool, Username="by-admin")
    assert again.message == "User cannot be confirmed. Current status is CONFIRMED"


def test_recovery(here: World) -> None:
    here.user("rec", email="rec@example.com", email_verified="True")
    answer = here.public.forgot_password(ClientId=here.client, Username="rec")
    assert answer["CodeDeliveryDetails"]["Destination"] == "r***@e***"
    assert here.read("rec")["UserStatus"] == "CONFIRMED"
    code = here.code("forgot_password", "rec")
    request = {"ClientId": here.client, "Username": "rec", "Password": "Another-Horse1"}
    confirm_reset = here.public.confirm_forgot_password
    assert refused(confirm_reset, **request, ConfirmationCode=other(code)) == MISMATCH
    elsewhere = request | {"ClientId": here.new_client()}
    confirm_reset(**elsewhere, ConfirmationCode=code)
    assert refused(confirm_reset, **request, ConfirmationCode=code) == EXPIRED
    assert here.sign_in("rec", "Another-Horse1")
    assert refused(here.start, name="rec").code == "NotAuthorizedException"


def test_recovery_refusals(here: World) -> None:
    forgot = here.public.forgot_password
    unknown = Refusal("UserNotFoundException", "Username/client id combination not found.", 400)
    assert refused(forgot, ClientId=here.client, Username="nobody") == unknown
    here.user("no-contact", email="x@example.com")
    assert refused(forgot, ClientId=here.client, Username="no-contact").message == (
        "Cannot reset password for the user as there is no registered/verified email or phone_number"
    )
    here.admin.admin_create_user(UserPoolId=here.pool, Username="invited")
    assert refused(forgot, ClientId=here.client, Username="invited").message == (
        "User password cannot be reset in the current state."
    )


def test_hidden_existence(here: World) -> None:
    hiding = here.new_client(PreventUserExistenceErrors="ENABLED")
    forgot = here.public.forgot_password(ClientId=hiding, Username="ghost@example.com")
    assert forgot["CodeDeliveryDetails"] == {
        "Destination": "g***@e***",
        "DeliveryMedium": "EMAIL",
        "AttributeName": "email",
    }
    request = {"ClientId": hiding, "Username": "ghost@example.com", "ConfirmationCode": "123456"}
    assert refused(here.public.confirm_forgot_password, **request, Password=PASSWORD) == MISMATCH
    assert refused(here.public.confirm_sign_up, **request).code == "ExpiredCodeException"
    assert here.public.resend_confirmation_code(ClientId=hiding, Username="ghost")["CodeDeliveryDetails"]


def test_change_password(here: World) -> None:
    here.user("chg")
    token = here.sign_in("chg")["AccessToken"]
    change_password = here.public.change_password
    wrong = refused(
        change_password, AccessToken=token, PreviousPassword="Wrong-Horse1", ProposedPassword="Another-Horse1"
    )
    assert wrong == Refusal("NotAuthorizedException", "Incorrect username or password.", 400)
    change_password(AccessToken=token, PreviousPassword=PASSWORD, ProposedPassword="Another-Horse1")
    assert here.sign_in("chg", "Another-Horse1")
    for _ in range(3):
        change_password(AccessToken=token, PreviousPassword="Another-Horse1", ProposedPassword="Another-Horse1")
    again = {"PreviousPassword": "Another-Horse1", "ProposedPassword": "Another-Horse1"}
    assert refused(change_password, AccessToken=token, **again).code == "LimitExceededException"


def test_password_history() -> None:
    policy = {"PasswordPolicy": {"MinimumLength": 8, "PasswordHistorySize": 2}}
    here = world(Policies=policy)
    here.user("ann", "password-1")
    setting = {"UserPoolId": here.pool, "Username": "ann", "Permanent": True}
    here.admin.admin_set_user_password(**setting, Password="password-2")
    for used in ("password-2", "password-1"):
        found = refused(here.admin.admin_set_user_password, **setting, Password=used)
        assert found.code == "PasswordHistoryPolicyViolationException"
    here.admin.admin_set_user_password(**setting, Password="password-3")
    here.admin.admin_set_user_password(**setting, Password="password-1")


def test_admin_creation(here: World) -> None:
    made = here.admin.admin_create_user(UserPoolId=here.pool, Username="made")["User"]
    assert made["UserStatus"] == "FORCE_CHANGE_PASSWORD"
    assert made["UserCreateDate"] == made["UserLastModifiedDate"]
    assert [one["Name"] for one in made["Attributes"]] == ["sub"]
    create = here.admin.admin_create_user
    taken = Refusal("UsernameExistsException", "User account already exists", 400)
    assert refused(create, UserPoolId=here.pool, Username="made") == taken
    listed = [{"Name": "custom:x", "Value": "1"}]
    assert refused(create, UserPoolId=here.pool, Username="made", UserAttributes=listed).message == (
        "Attributes did not conform to the schema: custom:x: Attribute does not exist in the schema.\n"
    )
    listed = [{"Name": "email_verified", "Value": "true"}]
    assert refused(create, UserPoolId=here.pool, Username="made2", UserAttributes=listed).message == (
        "No email provided but email_verified was true"
    )
    assert refused(create, UserPoolId=here.pool, Username="made2", TemporaryPassword="Lacks-Numbers").message == (
        "Password did not conform with password policy: Password must have numeric characters"
    )
    assert create(UserPoolId=here.pool, Username="made", MessageAction="RESEND")["User"]["Username"] == "made"
    here.user("confirmed")
    assert refused(create, UserPoolId=here.pool, Username="confirmed", MessageAction="RESEND").code == (
        "UnsupportedUserStateException"
    )


def test_attributes(here: World) -> None:
    here.user("att", email="a@example.com", email_verified="True")
    assert here.read("att")["attributes"]["email_verified"] == "True"
    token = here.sign_in("att")["AccessToken"]
    before = here.read("att")["UserLastModifiedDate"]
    assert "CodeDeliveryDetailsList" not in change(here, token, name="Att")
    assert here.read("att")["UserLastModifiedDate"] > before
    assert here.read("att")["attributes"]["email_verified"] == "True"
    answer = change(here, token, email="b@example.com")
    assert answer["CodeDeliveryDetailsList"][0]["Destination"] == "b***@e***"
    assert here.read("att")["attributes"]["email_verified"] == "false"
    code = here.code("attribute", "att", "b@example.com")
    verify = here.public.verify_user_attribute
    assert refused(verify, AccessToken=token, AttributeName="email", Code=other(code)) == MISMATCH
    verify(AccessToken=token, AttributeName="email", Code=code)
    assert here.read("att")["attributes"]["email_verified"] == "true"
    admin_change(here, "att", email="c@example.com", name="")
    assert here.read("att")["attributes"]["email_verified"] == "false"
    assert "name" not in here.read("att")["attributes"]
    assert refused(partial(change, here, token), email_verified="true").code == "NotAuthorizedException"
    assert refused(partial(admin_change, here, "att"), sub="x").code == "InvalidParameterException"
    assert "Attribute does not exist in the schema" in refused(partial(admin_change, here, "att"), username="x").message


def test_value_waits_for_verification() -> None:
    here = world(
        AutoVerifiedAttributes=["email"],
        UsernameAttributes=["email"],
        UserAttributeUpdateSettings={"AttributesRequireVerificationBeforeUpdate": ["email"]},
    )
    here.user("a@example.com", email_verified="true")
    token = here.sign_in("a@example.com")["AccessToken"]
    change(here, token, email="b@example.com")
    assert here.sign_in("a@example.com")
    assert here.read("a@example.com")["attributes"]["email_verified"] == "true"
    code = here.code("attribute", "a@example.com", "b@example.com")
    here.public.verify_user_attribute(AccessToken=token, AttributeName="email", Code=code)
    assert here.sign_in("b@example.com")
    assert refused(here.start, name="a@example.com").code == "UserNotFoundException"
    admin_change(here, "b@example.com", email="c@example.com", email_verified="true")
    assert here.sign_in("c@example.com")


def test_writable_and_readable_attributes(here: World) -> None:
    client = here.new_client(WriteAttributes=["name"], ReadAttributes=["name"])
    here.user("wra", email="w@example.com", name="W")
    tokens = here.sign_in("wra", client=client)
    found = refused(partial(change, here, tokens["AccessToken"]), email="x@example.com")
    assert found == Refusal("NotAuthorizedException", "A client attempted to write unauthorized attribute", 400)
    got = here.public.get_user(AccessToken=tokens["AccessToken"])
    assert {one["Name"] for one in got["UserAttributes"]} == {"sub", "name"}
    assert "email" not in payload(tokens["IdToken"])


@pytest.fixture(scope="module")
def by_email() -> World:
    return world(UsernameAttributes=["email"], AutoVerifiedAttributes=["email"])


class TestEmailAsName:
    """UsernameAttributes."""

    def test_name_is_the_sub(self, by_email: World) -> None:
        sub = sign_up(by_email, "a@example.com")["UserSub"]
        read = by_email.read("a@example.com")
        assert (read["Username"], read["attributes"]["email"]) == (sub, "a@example.com")
        confirm(by_email, "a@example.com", by_email.code("sign_up", "a@example.com"))
        tokens = by_email.sign_in("a@example.com")
        assert payload(tokens["AccessToken"])["username"] == sub
        assert payload(tokens["IdToken"])["cognito:username"] == sub
        assert by_email.read(sub)["Username"] == sub

    def test_form_and_uniqueness(self, by_email: World) -> None:
        assert refused(sign_up, here=by_email, name="plain").message == "Username should be an email."
        by_email.user("b@example.com")
        create = by_email.admin.admin_create_user
        assert refused(create, UserPoolId=by_email.pool, Username="b@example.com") == Refusal(
            "UsernameExistsException", "An account with the given email already exists.", 400
        )
        assert "email_verified" not in by_email.read("b@example.com")["attributes"]
        assert refused(by_email.start, name="B@example.com").code == "UserNotFoundException"

    def test_new_address_signs_in(self, by_email: World) -> None:
        sub = by_email.user("old@example.com")
        admin_change(by_email, sub, email="new@example.com")
        assert by_email.sign_in("new@example.com")
        assert refused(by_email.start, name="old@example.com").code == "UserNotFoundException"


@pytest.fixture(scope="module")
def with_aliases() -> World:
    made = world(AliasAttributes=["email", "preferred_username"], AutoVerifiedAttributes=["email"])
    made.user("owner", email="owned@example.com", email_verified="true")
    return made


class TestAliases:
    """AliasAttributes."""

    def test_only_verified_ones_sign_in(self, with_aliases: World) -> None:
        assert payload(with_aliases.sign_in("owned@example.com")["AccessToken"])["username"] == "owner"
        with_aliases.user("unverified", email="un@example.com")
        assert refused(with_aliases.start, name="un@example.com").code == "UserNotFoundException"
        admin_change(with_aliases, "unverified", preferred_username="pref")
        assert with_aliases.sign_in("pref")

    def test_name_must_not_look_like_an_alias(self, with_aliases: World) -> None:
        assert refused(sign_up, here=with_aliases, name="x@example.com").message == (
            "Username cannot be of email format, since user pool is configured for email alias."
        )

    def test_clash_shows_at_confirmation(self, with_aliases: World) -> None:
        sign_up(with_aliases, "second", email="owned@example.com")
        code = with_aliases.code("sign_up", "second")
        assert refused(confirm, here=with_aliases, name="second", code=code) == Refusal(
            "AliasExistsException", "An account with the email already exists.", 400
        )
        confirm(with_aliases, "second", code, ForceAliasCreation=True)
        assert payload(with_aliases.sign_in("owned@example.com")["AccessToken"])["username"] == "second"
        assert with_aliases.read("owner")["attributes"]["email_verified"] == "false"

    def test_clash_at_update(self, with_aliases: World) -> None:
        with_aliases.user("third", email="third@example.com", email_verified="true")
        with_aliases.user("fourth")
        token = with_aliases.sign_in("fourth")["AccessToken"]
        clash = Refusal("AliasExistsException", "An account with the given email already exists.", 400)
        assert refused(partial(change, with_aliases, token), email="third@example.com") == clash
        assert refused(partial(admin_change, with_aliases, "fourth"), email="third@example.com") == clash


def test_case_insensitive_pool() -> None:
    here = world(UsernameConfiguration={"CaseSensitive": False})
    here.user("Ann")
    assert payload(here.sign_in("ANN")["AccessToken"])["username"] == "Ann"
    here.admin.admin_delete_user(UserPoolId=here.pool, Username="aNN")


def test_listing(here: World) -> None:
    there = world()
    for number in range(5):
        there.user(f"user{number}", email=f"{number}@example.com")
    list_users = there.admin.list_users
    names: list[str] = []
    token: dict[str, str] = {}
    while True:
        answer = list_users(UserPoolId=there.pool, Limit=2, **token)
        names += [user["Username"] for user in answer["Users"]]
        if "PaginationToken" not in answer:
            break
        token = {"PaginationToken": answer["PaginationToken"]}
    assert names == [f"user{number}" for number in range(5)]
    assert len(list_users(UserPoolId=there.pool, Filter='username="user1"')["Users"]) == 1
    assert len(list_users(UserPoolId=there.pool, Filter='username ^= "user"')["Users"]) == 5
    assert len(list_users(UserPoolId=there.pool, Filter='cognito:user_status = "confirmed"')["Users"]) == 5
    assert refused(list_users, UserPoolId=there.pool, Filter="foo").message == "Error while parsing filter."
    assert refused(list_users, UserPoolId=there.pool, Filter='custom:x = "1"').message == (
        "Input fails to satisfy the constraints."
    )


def test_groups(here: World) -> None:
    here.user("grp")
    group = {"UserPoolId": here.pool, "GroupName": "g"}
    here.admin.create_group(**group)
    assert refused(here.admin.create_group, **group).code == "GroupExistsException"
    for _ in range(2):
        here.admin.admin_add_user_to_group(**group, Username="grp")
    assert [user["Username"] for user in here.admin.list_users_in_group(**group)["Users"]] == ["grp"]
    listed = here.admin.admin_list_groups_for_user(UserPoolId=here.pool, Username="grp")
    assert [one["GroupName"] for one in listed["Groups"]] == ["g"]
    here.admin.admin_remove_user_from_group(**group, Username="grp")
    here.admin.delete_group(**group)
    missing = refused(here.admin.get_group, **group)
    assert missing == Refusal("ResourceNotFoundException", "Group not found.", 400)
