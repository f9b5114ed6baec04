"""Infrastructure code is read where it says enough; the rest is unknown and named, and broken files say where."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from conformance.pool.diff.members import compare
from conformance.pool.form.document import PoolDocument, is_unknown
from conformance.pool.form.fold import folded
from conformance.pool.form.known import unknown_members
from conformance.pool.form.problems import PoolError
from conformance.pool.importing.files import import_files
from conformance.pool.importing.template import import_template
from conformance.pool.snapshot.take import take
from pools import SECRET, driver, made, rich_pool

TEMPLATE = f"""
AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Stage: {{Type: String, Default: dev}}
  Token: {{Type: String, NoEcho: true, Default: {SECRET}}}
  Callbacks: {{Type: CommaDelimitedList, Default: "https://b.example/cb, https://a.example/cb"}}
  Nowhere: {{Type: String}}
Mappings:
  Length: {{dev: {{of: 8}}, prod: {{of: 14}}}}
Conditions:
  Prod: !Equals [!Ref Stage, prod]
  Here: !Equals [!Ref "AWS::Region", eu-west-1]
  Either: !Or [!Condition Prod, !Not [!Condition Prod]]
Resources:
  Users:
    Type: AWS::Cognito::UserPool
    Properties:
      UserPoolName: !Sub "shop-${{Stage}}"
      Policies: {{PasswordPolicy: {{MinimumLength: !FindInMap [Length, !Ref Stage, of], RequireNumbers: "true"}}}}
      MfaConfiguration: !If [Prod, "ON", OPTIONAL]
      EnabledMfas: [SOFTWARE_TOKEN_MFA]
      DeletionProtection: !If [Here, ACTIVE, INACTIVE]
      UserPoolTier: !If [Here, PLUS, PLUS]
      LambdaConfig: {{PreSignUp: !GetAtt Hook.Arn}}
      AliasAttributes: !If [Prod, [email], !Ref "AWS::NoValue"]
      SmsVerificationMessage: !Ref Nowhere
  Web:
    Type: AWS::Cognito::UserPoolClient
    Properties:
      UserPoolId: !Ref Users
      CallbackURLs: !Ref Callbacks
      RefreshTokenValidity: "30"
      AllowedOAuthScopes: [!Join ["/", [!Ref Api, read]], openid]
      SupportedIdentityProviders: [!Ref Google]
  Api:
    Type: AWS::Cognito::UserPoolResourceServer
    Properties:
      UserPoolId: !Ref Users
      Identifier: !Select [1, !Split [":", "urn:api"]]
      Name: api
      Scopes: [{{ScopeName: read, ScopeDescription: r}}]
  Google:
    Type: AWS::Cognito::UserPoolIdentityProvider
    Properties:
      UserPoolId: !Ref Users
      ProviderName: Google
      ProviderType: Google
      ProviderDetails: {{client_id: g, client_secret: {SECRET}}}
  Absent:
    Type: AWS::Cognito::UserPoolGroup
    Condition: Prod
    Properties: {{UserPoolId: !Ref Users, GroupName: absent}}
  Perhaps:
    Type: AWS::Cognito::UserPoolGroup
    Condition: Here
    Properties: {{UserPoolId: !Ref Users, GroupName: perhaps}}
  Always:
    Type: AWS::Cognito::UserPoolGroup
    Condition: Either
    Properties: {{UserPoolId: !Ref Users, GroupName: always}}
  Foreign:
    Type: AWS::Cognito::UserPoolClient
    Properties: {{UserPoolId: !ImportValue other-pool}}
"""


BY_APP = {"MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": {"Enabled": True}}


@pytest.fixture
def template(tmp_path: Path) -> Path:
    file = tmp_path / "stack.yaml"
    file.write_text(TEMPLATE)
    return file


def test_a_template_in_yaml(template: Path) -> None:
    document = import_files([str(template)])
    pool, web = document.single("pool"), document.items("clients")["?Web"]
    assert pool["PoolName"] == "shop-dev"
    assert pool["Policies"] == {"PasswordPolicy": {"MinimumLength": 8, "RequireNumbers": True}}
    assert document.single("mfa") == {
        "MfaConfiguration": "OPTIONAL",
        "SoftwareTokenMfaConfiguration": {"Enabled": True},
    }
    assert pool["UserPoolTier"] == "PLUS"  # either way
    assert "AliasAttributes" not in pool
    assert web["CallbackURLs"] == ["https://a.example/cb", "https://b.example/cb"]
    assert web["RefreshTokenValidity"] == 30
    assert web["AllowedOAuthScopes"] == ["api/read", "openid"]
    assert web["SupportedIdentityProviders"] == ["Google"]
    assert set(document.items("groups")) == {"perhaps", "always"}
    assert SECRET not in document.text()


def test_what_a_template_does_not_say_is_unknown_and_named(template: Path) -> None:
    document = import_files([str(template)])
    assert dict(document.unresolved()) == {
        "pool.DeletionProtection": "If Here: the condition is unknown",
        "pool.LambdaConfig.PreSignUp": "GetAtt Hook.Arn",
        "pool.SmsVerificationMessage": "parameter Nowhere has no value",
        "groups.perhaps": "the condition Here is unknown",
    }
    assert [note for note in document.notes if "Foreign" in note]
    assert "sessions" in document.not_stated


def test_parameters_come_in_further_files(template: Path, tmp_path: Path) -> None:
    for given in (
        {"Stage": "prod", "Nowhere": "{####}"},
        {"Parameters": {"Stage": "prod", "Nowhere": "{####}"}},
        [{"ParameterKey": "Stage", "ParameterValue": "prod"}, {"ParameterKey": "Nowhere", "ParameterValue": "{####}"}],
    ):
        (tmp_path / "parameters.json").write_text(json.dumps(given))
        document = import_files([str(template), str(tmp_path / "parameters.json")])
        assert document.single("pool")["PoolName"] == "shop-prod"
        assert document.single("pool")["AliasAttributes"] == ["email"]
        assert document.single("pool")["SmsVerificationMessage"] == "{####}"
        assert document.single("mfa")["MfaConfiguration"] == "ON"
        assert "absent" in document.items("groups")


def test_a_parameter_that_is_secret_stays_unknown() -> None:
    resources = {"P": {"Type": "AWS::Cognito::UserPool", "Properties": {"SmsVerificationMessage": {"Ref": "S"}}}}
    stack = {"Parameters": {"S": {"Type": "String", "NoEcho": True, "Default": SECRET}}, "Resources": resources}
    document = import_template(stack, "it", parameters={"S": SECRET})
    assert is_unknown(document.single("pool")["SmsVerificationMessage"])
    assert SECRET not in document.text()


def test_functions_of_sam_are_triggers() -> None:
    events = {
        "E": {"Type": "Cognito", "Properties": {"UserPool": {"Ref": "P"}, "Trigger": ["PreSignUp", "CustomMessage"]}}
    }
    other = {"E": {"Type": "Api", "Properties": {"Path": "/"}}}
    resources = {
        "P": {"Type": "AWS::Cognito::UserPool"},
        "F": {"Type": "AWS::Serverless::Function", "Properties": {"Events": events}},
        "G": {"Type": "AWS::Serverless::Function", "Properties": {"Events": other}},
    }
    triggers = import_template({"Resources": resources}, "it").single("pool")["LambdaConfig"]
    assert set(triggers) == {"PreSignUp", "CustomMessage"}
    assert all(is_unknown(one) for one in triggers.values())


def test_clients_that_share_a_name_are_kept_apart() -> None:
    members = {"UserPoolId": {"Ref": "P"}, "ClientName": "twin"}
    clients = {name: {"Type": "AWS::Cognito::UserPoolClient", "Properties": members} for name in ("A", "B", "C")}
    stack = {"Resources": {"P": {"Type": "AWS::Cognito::UserPool"}, **clients}}
    document = import_template(stack, "it")
    assert list(document.items("clients")) == ["twin#A", "twin#B", "twin#C"]
    target = driver()
    pool = made(target, "CreateUserPool", PoolName="x")["UserPool"]["Id"]
    for _ in range(3):
        made(target, "CreateUserPoolClient", UserPoolId=pool, ClientName="twin")
    assert compare(document, take(target, pool)).differences == []


def test_a_circle_of_conditions_ends() -> None:
    conditions = {"A": {"Fn::Not": [{"Condition": "B"}]}, "B": {"Condition": "A"}}
    members = {"DeletionProtection": {"Fn::If": ["A", "ACTIVE", "INACTIVE"]}}
    stack = {"Conditions": conditions, "Resources": {"P": {"Type": "AWS::Cognito::UserPool", "Properties": members}}}
    assert is_unknown(import_template(stack, "it").single("pool")["DeletionProtection"])


def test_a_property_that_nobody_knows_is_named_without_its_value() -> None:
    members = {"Telepathy": SECRET, "UserPoolTier": "LITE"}
    document = import_template({"Resources": {"P": {"Type": "AWS::Cognito::UserPool", "Properties": members}}}, "it")
    assert unknown_members(document) == ["pool.Telepathy"]
    assert SECRET not in document.text()


TWO = {"Resources": {name: {"Type": "AWS::Cognito::UserPool"} for name in ("A", "B")}}


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.yaml", "a: b: c\n", r"a\.yaml:1:5: no YAML"),
        ("a.yaml", "Resources:\n  A: 1\n  A: 2\n", r"a\.yaml:2:\d+: no YAML: Duplicate"),
        ("a.json", '{"Resources": {\n,', r"a\.json:2:1: no JSON"),
        ("a.yaml", "", r"a\.yaml: the file is empty"),
        ("a.json", "{}", r"a\.json: an empty object"),
        ("a.yaml", "service: x\nprovider: {name: aws}\n", r"a\.yaml: the Serverless Framework's own file"),
        ("a.toml", 'pool = "pool.json"', r"a\.toml: a contract is read by `pool check` alone"),
        ("a.yaml", "just a text", r"a\.yaml: a text; it has to be"),
        ("a.json", "[1]", r"a\.json: a list; it has to be"),
        ("a.tf", 'resource "aws_cognito_user_pool" "x" {}', r"a\.tf: Terraform's own language is not read"),
        ("a.ts", "export const auth = defineAuth({});", r"a\.ts: a program is not read; give the template"),
        (
            "cli-inputs.json",
            '{"version": "1", "cognitoConfig": {}}',
            r"cli-inputs\.json: answers to Amplify's questions",
        ),
        (
            "a.json",
            '{"Resources": {"A": {"Type": "AWS::S3::Bucket"}}}',
            r"a\.json: Resources: no AWS::Cognito::UserPool",
        ),
        ("a.yaml", "Resources:\n  A:\n    Kind: x\n", r"a\.yaml:3: Resources\.A: a resource with a Type"),
        ("a.json", json.dumps(TWO), r"several pools: A, B; name one, for example '.*a\.json#A'"),
        ("a.json#C", json.dumps(TWO), r"Resources\.C: there is no .*; the pools are A, B"),
        ("a.json", '{"format_version": "1.2"}', r"planned_values\.root_module: there are no values"),
        ("a.json", '{"UserPool": {}}', r"a\.json: UserPool: it is empty"),
        (
            "a.json",
            '{"UserPoolClient": {"ClientId": "1", "IdTokenValidity": 1}}',
            r"a\.json: UserPool: there is n",
        ),
    ],
)
def test_broken_files(tmp_path: Path, name: str, text: str, said: str) -> None:
    (tmp_path / name.partition("#")[0]).write_text(text)
    with pytest.raises(PoolError, match=said):
        import_files([str(tmp_path / name)])


def test_one_of_several_pools(tmp_path: Path) -> None:
    (tmp_path / "two.json").write_text(json.dumps(TWO))
    assert import_files([f"{tmp_path}/two.json#B"]).kind == "cloudformation"


# -- Terraform ---------------------------------------------------------------------------------------------------------


def plan(**changed: Any) -> dict[str, Any]:
    """``terraform show -json`` of a plan, as the provider's schema says it would be."""
    pool = {
        "name": "shop",
        "mfa_configuration": "OPTIONAL",
        "password_policy": [{"minimum_length": 12, "require_numbers": True, "temporary_password_validity_days": 7}],
        "account_recovery_setting": [{"recovery_mechanism": [{"name": "verified_email", "priority": 1}]}],
        "software_token_mfa_configuration": [{"enabled": True}],
        "email_configuration": [{"email_sending_account": "DEVELOPER", "from_email_address": "a@b.example"}],
        "schema": [
            {"name": "team", "attribute_data_type": "String", "mutable": True, "string_attribute_constraints": []}
        ],
        "tags": {"stage": "dev"},
        "tags_all": {"stage": "dev", "owner": "x"},
        "alias_attributes": None,
        "lambda_config": [{"pre_sign_up": None}],
        **changed,
    }
    client = {
        "name": "web",
        "callback_urls": ["https://a.example"],
        "token_validity_units": [],
        "generate_secret": True,
    }
    resources = [
        {"address": "aws_cognito_user_pool.main", "type": "aws_cognito_user_pool", "values": pool},
        {"address": "aws_cognito_user_pool_client.web", "type": "aws_cognito_user_pool_client", "values": client},
        {
            "address": "aws_cognito_user_pool_domain.d",
            "type": "aws_cognito_user_pool_domain",
            "values": {"domain": "shop-1"},
        },
    ]
    changes = [
        {
            "address": "aws_cognito_user_pool.main",
            "change": {"after_unknown": {"id": True, "arn": True, "lambda_config": [{"pre_sign_up": True}]}},
        },
        {
            "address": "aws_cognito_user_pool_client.web",
            "change": {"after_unknown": {"id": True, "explicit_auth_flows": True, "read_attributes": True}},
        },
    ]
    written = [
        {
            "address": "aws_cognito_user_pool.main",
            "expressions": {"lambda_config": [{"pre_sign_up": {"references": ["aws_lambda_function.f.arn"]}}]},
        },
        {
            "address": "aws_cognito_user_pool_client.web",
            "expressions": {"read_attributes": {"references": ["local.read"]}, "callback_urls": {}},
        },
    ]
    return {
        "format_version": "1.2",
        "planned_values": {"root_module": {"resources": resources}},
        "resource_changes": changes,
        "configuration": {"root_module": {"resources": written}},
    }


def imported(tmp_path: Path, data: Any, name: str = "") -> PoolDocument:
    (tmp_path / "it.json").write_text(json.dumps(data))
    return import_files([f"{tmp_path}/it.json{name}"])


def test_a_plan(tmp_path: Path) -> None:
    document = imported(tmp_path, plan())
    pool = document.single("pool")
    assert pool["Policies"]["PasswordPolicy"]["MinimumLength"] == 12
    assert pool["AccountRecoverySetting"] == {"RecoveryMechanisms": [{"Name": "verified_email", "Priority": 1}]}
    assert pool["EmailConfiguration"] == {"EmailSendingAccount": "DEVELOPER", "From": "a@b.example"}
    assert pool["UserPoolTags"] == {"stage": "dev"}
    assert document.single("mfa") == {
        "MfaConfiguration": "OPTIONAL",
        "SoftwareTokenMfaConfiguration": {"Enabled": True},
    }
    assert list(document.items("domains")) == ["shop-1"]
    assert document.items("clients")["web"]["GenerateSecret"] is True
    assert unknown_members(document) == []


def test_what_nobody_wrote_in_a_plan_is_absent_and_what_is_computed_is_unknown(tmp_path: Path) -> None:
    document = imported(tmp_path, plan())
    places = dict(document.unresolved())
    assert set(places) == {"pool.LambdaConfig.PreSignUp", "clients.web.ReadAttributes"}
    assert "local.read" in places["clients.web.ReadAttributes"]
    assert "ExplicitAuthFlows" not in document.items("clients")["web"]


def test_a_state_and_modules(tmp_path: Path) -> None:
    resources = plan()["planned_values"]["root_module"]["resources"]
    for one in resources:
        one["address"] = f"module.auth[0].{one['address']}"
        one["values"] |= {"id": one["values"].get("name", "d"), "user_pool_id": "shop", "client_secret": SECRET}
    state = {"format_version": "1.0", "values": {"root_module": {"child_modules": [{"resources": resources}]}}}
    document = imported(tmp_path, state)
    assert document.items("clients")["web"]["CallbackURLs"] == ["https://a.example"]
    assert SECRET not in document.text()
    assert imported(tmp_path, state, "#module.auth[0].aws_cognito_user_pool.main").text() == document.text()
    with pytest.raises(PoolError, match="no aws_cognito_user_pool at this address"):
        imported(tmp_path, state, "#other")


# -- descriptions, and all formats together ----------------------------------------------------------------------------


def test_descriptions_of_several_files(tmp_path: Path) -> None:
    target = driver()
    pool = rich_pool(target)
    files = []
    calls = [("DescribeUserPool", {}), ("GetUserPoolMfaConfig", {}), ("ListGroups", {}), ("ListResourceServers", {})]
    clients = made(target, "ListUserPoolClients", UserPoolId=pool, MaxResults=60)["UserPoolClients"]
    calls += [("DescribeUserPoolClient", {"ClientId": one["ClientId"]}) for one in clients]
    calls += [("DescribeIdentityProvider", {"ProviderName": "Google"})]
    for number, (operation, more) in enumerate(calls):
        files.append(tmp_path / f"{number}.json")
        files[-1].write_text(json.dumps(made(target, operation, UserPoolId=pool, **more)))
    document, live = import_files([str(file) for file in files]), take(target, pool)
    for part in ("pool", "mfa", "clients", "groups", "resource_servers", "identity_providers"):
        assert folded(document)[part] == folded(live)[part], part
    assert SECRET not in document.text()
    assert "sessions" in document.not_stated


def test_a_description_alone_does_not_say_which_factors_there_are(tmp_path: Path) -> None:
    document = imported(tmp_path, {"UserPool": {"Id": "x", "Name": "x", "MfaConfiguration": "OPTIONAL"}})
    assert is_unknown(document.single("mfa")["SoftwareTokenMfaConfiguration"])
    off = imported(tmp_path, {"UserPool": {"Id": "x", "Name": "x", "MfaConfiguration": "OFF"}})
    assert off.single("mfa") == {"MfaConfiguration": "OFF"}


def test_a_plan_and_a_template_of_the_same_pool_fold_to_the_same(tmp_path: Path) -> None:
    members = {
        "UserPoolName": "shop",
        "MfaConfiguration": "OPTIONAL",
        "EnabledMfas": ["SOFTWARE_TOKEN_MFA"],
        "Policies": {"PasswordPolicy": {"MinimumLength": 12, "RequireNumbers": True}},
        "AccountRecoverySetting": {"RecoveryMechanisms": [{"Name": "verified_email", "Priority": 1}]},
        "EmailConfiguration": {"EmailSendingAccount": "DEVELOPER", "From": "a@b.example"},
        "Schema": [{"Name": "team", "AttributeDataType": "String", "Mutable": True}],
        "UserPoolTags": {"stage": "dev"},
    }
    stack = {"Resources": {"P": {"Type": "AWS::Cognito::UserPool", "Properties": members}}}
    terraform, template = folded(imported(tmp_path, plan(lambda_config=[]))), folded(import_template(stack, "it"))
    del terraform["pool"]["LambdaConfig"]
    assert terraform["pool"] == template["pool"]
    assert terraform["mfa"] == template["mfa"]


def test_resources_alone_are_a_template_of_them(tmp_path: Path) -> None:
    text = "UserPool:\n  Type: AWS::Cognito::UserPool\n  Properties: {UserPoolName: x}\n"
    (tmp_path / "cognito.yml").write_text(text)
    assert import_files([str(tmp_path / "cognito.yml")]).single("pool")["PoolName"] == "x"


def test_off_without_quotes_is_false_and_said(tmp_path: Path) -> None:
    text = "Resources:\n  P:\n    Type: AWS::Cognito::UserPool\n    Properties: {MfaConfiguration: %s}\n"
    (tmp_path / "bare.yml").write_text(text % "OFF")
    (tmp_path / "quoted.yml").write_text(text % '"OFF"')
    bare, quoted = (import_files([str(tmp_path / name)]) for name in ("bare.yml", "quoted.yml"))
    assert (bare.single("mfa"), quoted.single("mfa")) == ({"MfaConfiguration": "false"}, {"MfaConfiguration": "OFF"})
    assert "Resources.P.MfaConfiguration: YAML reads ON and OFF without quotes" in bare.notes[0]
    assert quoted.notes == []
