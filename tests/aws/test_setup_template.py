"""What ``aws setup`` prints, applied to the twin: a run with codes passes under it, and each piece of it is needed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from click.testing import CliRunner
from test_custom_senders import CODES, Start, ours
from test_policy_statements import ended, everyday

from aws_names import SPEC
from conformance.cli import main
from targets.aws import AwsTarget
from targets.aws.sweep import Left
from targets.aws.sweeping import opened_sweep
from targets.aws.twin import Announcement
from twin_kit import client

Document = dict[str, Any]
Apply = Callable[..., None]


def template(spec: str = CODES) -> Document:
    done = CliRunner().invoke(main, ["aws", "setup", spec])
    found: Document = json.loads(done.stdout)["Resources"]
    return found


def own_policy(resources: Document) -> Document:
    (only,) = resources["Role"]["Properties"]["Policies"]
    found: Document = only["PolicyDocument"]
    return found


@pytest.fixture
def apply(twin: Announcement) -> Iterator[Apply]:
    """Makes of the twin's account what CloudFormation would; afterwards everything is as it was."""
    keys, roles = client(twin, "kms"), client(twin, "iam")
    before = keys.get_key_policy(KeyId=twin.key, PolicyName="default")["Policy"]
    role = "CognitoConformanceFunctions"
    report = roles.get_role_policy(RoleName=role, PolicyName="Report")["PolicyDocument"]

    def applied(resources: Document, *, principal: Document | None = None) -> None:
        properties = resources["FunctionRole"]["Properties"]
        assert properties["RoleName"] == role
        (function,) = properties["Policies"]
        text = json.dumps(function["PolicyDocument"])
        roles.put_role_policy(RoleName=role, PolicyName=function["PolicyName"], PolicyDocument=text)
        key = json.dumps(resources["Key"]["Properties"]["KeyPolicy"])
        keys.put_key_policy(KeyId=twin.key, PolicyName="default", Policy=key)
        twin.ask("/policy", {"document": principal or own_policy(resources)})

    yield applied
    twin.ask("/policy", {"document": None})
    keys.put_key_policy(KeyId=twin.key, PolicyName="default", Policy=before)
    roles.put_role_policy(RoleName=role, PolicyName="Report", PolicyDocument=json.dumps(report))
    with opened_sweep(AwsTarget(CODES, twin), 0.0) as sweeping:
        assert all(sweeping.delete(each) for each in list(sweeping.found()) if isinstance(each, Left))


def test_a_run_with_codes_passes_under_the_role_and_the_key(start: Start, apply: Apply, twin: Announcement) -> None:
    apply(template())
    assert everyday(start(CODES)) == "leftovers: 0"
    assert ours(twin) == []


def test_the_boundary_alone_would_let_it_pass(start: Start, apply: Apply) -> None:
    """A role may do what both allow: so the boundary may lack nothing that the policy has."""
    resources = template()
    apply(resources, principal=resources["Boundary"]["Properties"]["PolicyDocument"])
    assert everyday(start(CODES)) == "leftovers: 0"


@pytest.mark.parametrize(
    ("sid", "action"),
    [
        ("MakePools", "cognito-idp:CreateUserPool"),
        ("UseOwnPools", "cognito-idp:CreateUserPoolClient"),
        ("MakeFunctions", "lambda:CreateFunction"),
        ("UseOwnFunctions", "lambda:InvokeFunction"),
        ("LetPoolsInvoke", "lambda:AddPermission"),
        ("GiveFunctionsTheirRole", "iam:PassRole"),
        ("MakeQueues", "sqs:TagQueue"),
        ("UseOwnQueues", "sqs:ReceiveMessage"),
        ("UseTheKey", "kms:CreateGrant"),
        ("UseTheKey", "kms:Decrypt"),
    ],
)
def test_with_one_permission_less_it_is_named(sid: str, action: str, start: Start, apply: Apply) -> None:
    resources = template()
    document = own_policy(resources)
    (statement,) = [each for each in document["Statement"] if each["Sid"] == sid]
    statement["Action"].remove(action)
    document["Statement"] = [each for each in document["Statement"] if each["Action"]]
    apply(resources)
    assert f"the permission {action} is missing" in ended(start)


def test_a_key_that_does_not_leave_its_use_to_the_account(start: Start, apply: Apply) -> None:
    resources = template()
    (statement,) = resources["Key"]["Properties"]["KeyPolicy"]["Statement"]
    statement["Action"] = ["kms:GetKeyPolicy", "kms:PutKeyPolicy"]
    apply(resources)
    assert "the permission kms:DescribeKey is missing" in ended(start)


def test_functions_that_may_not_report(start: Start, apply: Apply) -> None:
    resources = template()
    (policy,) = resources["FunctionRole"]["Properties"]["Policies"]
    policy["PolicyDocument"]["Statement"][0]["Action"] = "sqs:GetQueueUrl"
    apply(resources)
    said = ended(start)
    assert "its role has to let it send to a queue" in said
    assert "the permission sqs:SendMessage is missing from its role" in said


def test_without_codes_there_is_nothing_of_it() -> None:
    assert {"FunctionRole", "Key", "Alias"}.isdisjoint(template(SPEC))


def test_keys_of_the_role_may_last_as_long_as_a_run_takes() -> None:
    assert template(SPEC)["Role"]["Properties"]["MaxSessionDuration"] == 12 * 3600
