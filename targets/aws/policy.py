"""The least policy with which a run works, as IAM and CloudFormation have it. Nothing is sent for it.

IAM can guard what is signed. Which pool an unsigned request is about, only the gate can.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from targets.aws.functions.permissions import resources, statements
from targets.aws.named import Named
from targets.aws.operations import CATEGORY, NEVER
from targets.made_up import POOL_MARK
from targets.marking import TAG, YES

Statement = dict[str, Any]
WITHOUT_A_POOL = ("DescribeUserPoolDomain", "ListUserPools")  # IAM knows no resource for them
LONGEST = 6144  # characters of a managed policy without blanks; documented
ROLE, BOUNDARY = "CognitoConformance", "CognitoConformanceBoundary"
SESSION = 12 * 3600  # seconds that keys of the role may last, the longest that IAM takes: documented
AROUND = frozenset(  # what every run needs: to make, to delete, to look for what was made unseen
    {"CreateUserPool", "DeleteUserPool", "DeleteUserPoolDomain", "DescribeUserPool", "ListUserPools", "UpdateUserPool"}
)


@cache
def signed_operations() -> frozenset[str]:
    """The operations that may be sent and that take a signature, by the service's model."""
    from targets.clients import session

    model = session().get_service_model("cognito-idp")
    there = [name for name in model.operation_names if model.operation_model(name).auth_type != "none"]
    return frozenset(there) & CATEGORY.keys()


def policy(
    account: str, region: str, operations: Collection[str] | None = None, named: Named | None = None
) -> dict[str, Any]:
    """A policy for these operations; without them for all that may be sent. ``named`` says whether codes are read."""
    wanted = signed_operations() if operations is None else signed_operations() & (set(operations) | AROUND)
    codes = statements(account, region, named.role, named.key, named.sms) if named is not None and named.codes else []
    return {"Version": "2012-10-17", "Statement": [*_allowed(account, region, wanted), *codes, *_denied()]}


def _allowed(account: str, region: str, wanted: Collection[str]) -> list[Statement]:
    here = {"aws:RequestedRegion": region}
    pools = f"arn:aws:cognito-idp:{region}:{account}:userpool"
    nobodys = f"{pools}/{region}_{POOL_MARK}*"
    on_pools = _actions(set(wanted) - {"CreateUserPool", *WITHOUT_A_POOL})
    return [
        _statement(
            "MakePools",
            ["cognito-idp:CreateUserPool"],
            "*",
            {"StringEquals": {**here, f"aws:RequestTag/{TAG}": YES}},
        ),
        _statement("UseOwnPools", on_pools, f"{pools}/*", {"StringEquals": {**here, f"aws:ResourceTag/{TAG}": YES}}),
        # Every operation, in one word: with the name of each, the policy would be longer than IAM takes.
        _statement("AskForPoolsThatAreNone", ["cognito-idp:*"], nobodys, {"StringEquals": here}),
        _statement("LookAround", _actions(set(wanted) & set(WITHOUT_A_POOL)), "*", {"StringEquals": here}),
        _statement("ReadQuotas", ["servicequotas:ListServiceQuotas"], "*", {"StringEquals": here}),
    ]


def _denied() -> list[Statement]:
    never = sorted({*(f"cognito-idp:{name}" for name in NEVER), "cognito-idp:AssociateWebACL"})
    tags = {"ForAnyValue:StringLike": {"aws:TagKeys": [f"{TAG}*"]}}
    return [
        {"Sid": "NeverWhatCostsOrStays", "Effect": "Deny", "Action": never, "Resource": "*"},
        {
            "Sid": "NeverTakeMarksAway",
            "Effect": "Deny",
            "Action": ["cognito-idp:UntagResource"],
            "Resource": "*",
            "Condition": tags,
        },
    ]


def _statement(name: str, actions: list[str], resource: str, condition: Mapping[str, Any]) -> Statement:
    return {"Sid": name, "Effect": "Allow", "Action": actions, "Resource": resource, "Condition": dict(condition)}


def _actions(operations: Collection[str]) -> list[str]:
    return sorted(f"cognito-idp:{name}" for name in operations)


def _in_one_word(document: Mapping[str, Any]) -> dict[str, Any]:
    """The policy with all operations on the run's own pools in one word: short enough for a managed policy."""
    shorter = {"UseOwnPools": {"Action": ["cognito-idp:*"]}}
    return {**document, "Statement": [{**each, **shorter.get(each["Sid"], {})} for each in document["Statement"]]}


def _compact(document: Mapping[str, Any]) -> str:
    return json.dumps(document, separators=(",", ":"))


def is_too_long(document: Mapping[str, Any]) -> bool:
    """Whether it is too long for a managed policy. One that stands in a role may be longer."""
    return len(_compact(document)) > LONGEST


def template(account: str, region: str, named: Named | None = None) -> dict[str, Any]:
    """A CloudFormation template: a role for runs, and the boundary beyond which no policy of it reaches.

    Users of the account who may assume roles may assume it. Where codes are read it has the role of functions and the
    key, too.
    """
    document = policy(account, region, named=named)
    boundary = _in_one_word(document) if is_too_long(document) else document
    codes = resources(account, region, named.role, named.key, named.sms) if named is not None and named.codes else {}
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "A role for cognito-conformance: it makes, uses and deletes user pools with its own tag alone.",
        "Resources": {
            **codes,
            "Boundary": {
                "Type": "AWS::IAM::ManagedPolicy",
                "Properties": {"ManagedPolicyName": BOUNDARY, "PolicyDocument": boundary},
            },
            "Role": {
                "Type": "AWS::IAM::Role",
                "Properties": {
                    "RoleName": ROLE,
                    "MaxSessionDuration": SESSION,
                    "PermissionsBoundary": {"Ref": "Boundary"},
                    "AssumeRolePolicyDocument": {
                        "Version": "2012-10-17",
                        "Statement": [
                            {
                                "Effect": "Allow",
                                "Principal": {"AWS": f"arn:aws:iam::{account}:root"},
                                "Action": "sts:AssumeRole",
                            }
                        ],
                    },
                    "Policies": [{"PolicyName": "Runs", "PolicyDocument": document}],
                },
            },
        },
        "Outputs": {"RoleArn": {"Value": {"Fn::GetAtt": ["Role", "Arn"]}}},
    }
