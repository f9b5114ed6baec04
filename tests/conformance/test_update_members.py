"""The table of what updates do with members that they leave out: whole, as the catalog says, as the reference does."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.oracle.update_members import MEMBERS, Member, member_of
from conformance.requirements import load_catalog
from conformance.transport.aws_model import service_model
from reference_kit import World, world

CATALOG = load_catalog()
IDENTIFIERS = {"UserPoolId", "ClientId"}
GRADES = ("recorded", "documented", "inferred")
URL = "https://app.example.com/in"
# A value other than the default one. Several members of a request may need one another.
POOL_VALUES: dict[str, Any] = {
    "Policies": {
        "PasswordPolicy": {"MinimumLength": 12, "RequireSymbols": True, "TemporaryPasswordValidityDays": 3},
        "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]},
    },
    "DeletionProtection": "ACTIVE",
    "LambdaConfig": {"PreSignUp": "arn:aws:lambda:us-east-1:123456789012:function:one"},
    "AutoVerifiedAttributes": ["email"],
    "SmsVerificationMessage": "Code {####}",
    "EmailVerificationMessage": "Code {####}",
    "EmailVerificationSubject": "Your code",
    "VerificationMessageTemplate": {"DefaultEmailOption": "CONFIRM_WITH_LINK"},
    "SmsAuthenticationMessage": "Sign in by {####}",
    "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]},
    "MfaConfiguration": "OPTIONAL",
    "DeviceConfiguration": {"ChallengeRequiredOnNewDevice": True},
    "EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT", "ReplyToEmailAddress": "help@example.com"},
    "SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms", "ExternalId": "one"},
    "UserPoolTags": {"for": "tests"},
    "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": True},
    "UserPoolAddOns": {"AdvancedSecurityMode": "AUDIT"},
    "AccountRecoverySetting": {"RecoveryMechanisms": [{"Priority": 1, "Name": "admin_only"}]},
    "UserPoolTier": "PLUS",
    "PoolName": "another",
}
CLIENT_VALUES: dict[str, Any] = {
    "ClientName": "another",
    "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"],
    "CallbackURLs": [URL],
    "LogoutURLs": [URL],
    "DefaultRedirectURI": URL,
    "ReadAttributes": ["email"],
    "WriteAttributes": ["email"],
    "RefreshTokenValidity": 7,
    "AccessTokenValidity": 2,
    "IdTokenValidity": 2,
    "TokenValidityUnits": {"AccessToken": "hours"},
    "AuthSessionValidity": 9,
    "EnableTokenRevocation": False,
    "PreventUserExistenceErrors": "ENABLED",
    "AllowedOAuthFlows": ["code"],
    "AllowedOAuthScopes": ["openid"],
    "AllowedOAuthFlowsUserPoolClient": True,
    "SupportedIdentityProviders": ["COGNITO"],
    "EnablePropagateAdditionalUserContextData": True,
    "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 30},
}


def rows(operation: str) -> list[Member]:
    """The rows of an operation."""
    return [row for row in MEMBERS if row.operation == operation]


@pytest.mark.parametrize("operation", ["UpdateUserPool", "UpdateUserPoolClient", "SetUserPoolMfaConfig"])
def test_every_member_has_a_row(operation: str) -> None:
    shape = service_model().operation_model(operation).input_shape
    assert shape is not None
    named = {row.name.partition(".")[0] for row in rows(operation)}
    assert sorted(set(shape.members) - IDENTIFIERS - named) == []


def test_no_row_is_there_twice() -> None:
    keys = [(row.operation, row.name, row.beside) for row in MEMBERS]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("row", MEMBERS, ids=lambda row: f"{row.operation}-{row.name}-{row.beside}")
def test_the_catalog_says_what_the_row_says(row: Member) -> None:
    requirement = CATALOG.requirements[row.requirement]
    assert row.operation in requirement.operations
    assert requirement.active == row.settled
    if not row.settled:
        assert requirement.reason


@pytest.mark.parametrize("row", [row for row in MEMBERS if row.witnesses], ids=lambda row: row.requirement + row.name)
def test_witnesses_are_among_the_sources_of_the_requirement(row: Member) -> None:
    requirement = CATALOG.requirements[row.requirement]
    first = [source.partition(" (")[0] for source in requirement.sources]
    agreeing = [witness for witness in row.witnesses if witness.says == row.left_out]
    assert [w.source for w in agreeing if w.source.partition(" (")[0] not in first] == []
    grades = [w.grade for w in agreeing if w.grade]
    if row.settled and grades:  # the best witness makes the grade
        assert requirement.grade == min(grades, key=GRADES.index)


def test_what_is_settled_rests_on_more_than_a_tool_or_a_sentence_about_all_members() -> None:
    weak = [row.name for row in MEMBERS if row.settled and all(w.how == "tool" for w in row.witnesses)]
    assert weak == []
    contradicted = [row for row in rows("UpdateUserPool") if row.settled and row.left_out == "kept"]
    assert all(any(w.says == "kept" or w.source.endswith("PoolName") for w in row.witnesses) for row in contradicted)


def test_a_row_is_found_by_its_requirement() -> None:
    assert member_of("POOL-055").name == "MfaConfiguration"
    with pytest.raises(LookupError, match="POOL-066 has 2 rows"):
        member_of("POOL-066")


# -- the reference -----------------------------------------------------------------------------------------------------


def at(document: Any, path: str) -> Any:
    """What is at a dotted path; None where there is nothing."""
    for part in path.split("."):
        document = document.get(part) if isinstance(document, dict) else None
    return document


def pool_of(here: World) -> dict[str, Any]:
    """The pool, under the names of an update."""
    pool: dict[str, Any] = here.admin.describe_user_pool(UserPoolId=here.pool)["UserPool"]
    return pool | {"PoolName": pool["Name"]}


def tried(operation: str, values: dict[str, Any]) -> list[Member]:
    """The rows of an operation for whose member there is a value here."""
    return [row for row in rows(operation) if row.name.partition(".")[0] in values and not row.beside]


def as_the_row_says(row: Member, before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Whether the member is what the table says it is after an update without it."""
    assert at(before, row.name) not in (None, row.default), f"{row.name} was not set"
    return bool(at(after, row.name) == (at(before, row.name) if row.left_out == "kept" else row.default))


def test_the_reference_updates_pools_as_the_table_says() -> None:
    here = world()
    here.admin.update_user_pool(UserPoolId=here.pool, **POOL_VALUES)
    before = pool_of(here)
    here.admin.update_user_pool(UserPoolId=here.pool)
    after = pool_of(here)
    listed = tried("UpdateUserPool", POOL_VALUES)
    assert {row.name.partition(".")[0] for row in listed} == set(POOL_VALUES)
    assert [row.name for row in listed if not as_the_row_says(row, before, after)] == []


@pytest.mark.parametrize("row", [row for row in rows("UpdateUserPool") if row.beside], ids=lambda row: row.requirement)
def test_the_reference_updates_parts_of_policies_as_the_table_says(row: Member) -> None:
    here = world()
    here.admin.update_user_pool(UserPoolId=here.pool, **POOL_VALUES)
    before = pool_of(here)
    here.admin.update_user_pool(
        UserPoolId=here.pool,
        Policies={row.beside: POOL_VALUES["Policies"][row.beside]},
        AutoVerifiedAttributes=["email"],
    )
    assert as_the_row_says(row, before, pool_of(here))


def test_the_reference_updates_clients_as_the_table_says() -> None:
    here = world()
    made = here.admin.create_user_pool_client(UserPoolId=here.pool, ClientName="one", GenerateSecret=True)
    client = {"UserPoolId": here.pool, "ClientId": made["UserPoolClient"]["ClientId"]}
    before = here.admin.update_user_pool_client(**client, **CLIENT_VALUES)["UserPoolClient"]
    after = here.admin.update_user_pool_client(**client)["UserPoolClient"]
    listed = tried("UpdateUserPoolClient", CLIENT_VALUES)
    assert {row.name for row in listed} == set(CLIENT_VALUES)
    assert [row.name for row in listed if not as_the_row_says(row, before, after)] == []


def test_the_reference_sets_mfa_as_the_table_says() -> None:
    here = world()
    given = {"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": True}}
    before = here.admin.set_user_pool_mfa_config(UserPoolId=here.pool, **given)
    after = here.admin.set_user_pool_mfa_config(UserPoolId=here.pool)
    assert [row.name for row in tried("SetUserPoolMfaConfig", given) if not as_the_row_says(row, before, after)] == []
