"""The policy that is printed is enough on the twin; without one of its statements the missing permission is named."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from aws_names import ACCOUNT, SPEC
from targets.aws import AwsTarget
from targets.aws.policy import policy, signed_operations, template
from targets.aws.running import RunningAws
from targets.aws.sweeping import opened_sweep
from targets.aws.twin import Announcement
from targets.interface import TargetGone

Start = Callable[..., RunningAws]
REGION = "us-east-1"


@pytest.fixture
def attached(twin: Announcement) -> Iterator[Callable[[dict[str, Any]], None]]:
    """Gives the twin's principal a policy; afterwards it may do everything again."""
    yield lambda document: twin.ask("/policy", {"document": document}) and None
    everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    twin.ask("/policy", {"document": {"Version": "2012-10-17", "Statement": [everything]}})


def call(running: RunningAws, operation: str, **parameters: Any) -> tuple[int, dict[str, Any]]:
    """The status and the answer; asked again where other tests have used up what the twin allows in a second."""
    for _ in range(40):
        answer = running.calls.send(operation, running.dressed(operation, parameters))
        if b"TooManyRequestsException" not in answer.body:
            break
        time.sleep(0.25)
    return answer.status, json.loads(answer.body or b"{}")


def everyday(running: RunningAws) -> None:
    """What a run does: a pool, its parts, users, tags, a pool that is none, a domain that is nobody's."""
    status, made = call(running, "CreateUserPool", PoolName="cc-policy")
    assert status == 200
    pool, arn = made["UserPool"]["Id"], made["UserPool"]["Arn"]
    for operation, more in (
        ("CreateUserPoolClient", {"ClientName": "cc-client"}),
        ("AdminCreateUser", {"Username": "ana", "MessageAction": "SUPPRESS"}),
        ("UpdateUserPool", {}),
        ("CreateUserPoolDomain", {"Domain": "cc-policy-domain"}),
        ("DeleteUserPoolDomain", {"Domain": "cc-policy-domain"}),
    ):
        assert call(running, operation, UserPoolId=pool, **more)[0] == 200, operation
    assert call(running, "TagResource", ResourceArn=arn, Tags={"for": "tags"})[0] == 200
    assert call(running, "DescribeUserPool", UserPoolId=f"{REGION}_ZqNoneabc")[1]["__type"].endswith(
        "ResourceNotFoundException"
    )
    assert call(running, "DescribeUserPoolDomain", Domain="zqnobody")[0] == 200


def test_the_policy_is_enough(start: Start, twin: Announcement, attached: Callable[[dict[str, Any]], None]) -> None:
    attached(policy(ACCOUNT, REGION))
    running = start()
    everyday(running)
    assert running.quotas.read
    assert "leftovers: 0" in running.settle()[-1]
    assert not twin.ask("/state")["pools"]


@pytest.mark.parametrize(
    ("statement", "permission"),
    [
        ("MakePools", "cognito-idp:CreateUserPool"),
        ("UseOwnPools", "cognito-idp:CreateUserPoolClient"),
        ("AskForPoolsThatAreNone", "cognito-idp:DescribeUserPool"),
        ("LookAround", "cognito-idp:DescribeUserPoolDomain"),
    ],
)
def test_a_missing_permission_is_named(
    statement: str, permission: str, start: Start, owner: Any, attached: Callable[[dict[str, Any]], None]
) -> None:
    whole = policy(ACCOUNT, REGION)
    less = [each for each in whole["Statement"] if each["Sid"] != statement]
    assert len(less) == len(whole["Statement"]) - 1
    attached({**whole, "Statement": less})
    running = start()
    with pytest.raises(TargetGone, match=f"the permission {permission} is missing"):
        everyday(running)
    attached(whole)
    running.stop()


@pytest.mark.parametrize("region", [REGION, "ap-southeast-5"])
def test_a_managed_policy_may_be_as_long(region: str) -> None:
    """A permission boundary is one, and IAM takes 6,144 characters of them, without blanks."""
    assert len(json.dumps(policy(ACCOUNT, region), separators=(",", ":"))) <= 6144


def test_quotas_that_may_not_be_read(start: Start, attached: Callable[[dict[str, Any]], None]) -> None:
    whole = policy(ACCOUNT, REGION)
    attached({**whole, "Statement": [each for each in whole["Statement"] if each["Sid"] != "ReadQuotas"]})
    assert "as published" in start().quotas.source


def test_pools_of_others_are_out_of_reach_of_the_policy(owner: Any, attached: Callable[[dict[str, Any]], None]) -> None:
    """Without the gate, IAM keeps signed requests from pools without the tag."""
    from botocore.exceptions import ClientError

    pool = owner.create_user_pool(PoolName="shop")["UserPool"]["Id"]
    attached(policy(ACCOUNT, REGION))
    for reach in (owner.delete_user_pool, owner.describe_user_pool, owner.list_users):
        with pytest.raises(ClientError, match="AccessDenied"):
            reach(UserPoolId=pool)
    with pytest.raises(ClientError, match="AccessDenied"):
        owner.create_user_pool(PoolName="cc-untagged")


def test_a_policy_for_less(start: Start, attached: Callable[[dict[str, Any]], None]) -> None:
    """With the operations of a selection alone, others are not allowed; what every run needs is."""
    attached(policy(ACCOUNT, REGION, {"DescribeUserPoolDomain"}))
    running = start()
    made = call(running, "CreateUserPool", PoolName="cc-less")[1]["UserPool"]
    with pytest.raises(TargetGone, match="AdminCreateUser is missing"):
        call(running, "AdminCreateUser", UserPoolId=made["Id"], Username="ana", MessageAction="SUPPRESS")


def test_unsigned_operations_are_in_no_policy() -> None:
    assert "SignUp" not in signed_operations()
    assert "AdminCreateUser" in signed_operations()


def test_the_template_has_the_policy_twice() -> None:
    resources = template(ACCOUNT, REGION)["Resources"]
    document = policy(ACCOUNT, REGION)
    assert resources["Boundary"]["Properties"]["PolicyDocument"] == document
    assert resources["Role"]["Properties"]["Policies"][0]["PolicyDocument"] == document
    assert resources["Role"]["Properties"]["PermissionsBoundary"] == {"Ref": "Boundary"}


def test_a_pool_that_the_policy_hides_is_left_alone(
    start: Start, owner: Any, twin: Announcement, attached: Callable[[dict[str, Any]], None]
) -> None:
    """A pool has a name like the suite's: the policy does not let a sweep look at it, and the sweep goes on."""
    theirs = owner.create_user_pool(PoolName="cc-theirs")["UserPool"]["Id"]
    running = start()
    status, made = call(running, "CreateUserPool", PoolName="cc-mine")
    assert status == 200, made
    mine = made["UserPool"]["Id"]
    attached(policy(ACCOUNT, REGION))
    with opened_sweep(AwsTarget(SPEC, twin), 0.0) as sweeping:
        found = {each.pool: each for each in sweeping.found()}
    assert "no ledger here has it, and its tags cannot be seen: the permission cognito-idp:" in found[theirs].why
    assert not found[theirs].unsure
    assert "still going on" in found[mine].why
