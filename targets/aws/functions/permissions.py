"""The statements that codes add to the policy of a run, and what the owner of the account makes for them beforehand."""

from __future__ import annotations

from typing import Any

from targets.aws.functions.lent import EXTERNAL_ID
from targets.aws.functions.own import COGNITO
from targets.aws.functions.services import KEY, ROLE, SUFFIX
from targets.marking import NAME, TAG, YES

Statement = dict[str, Any]


def statements(account: str, region: str, role: str = ROLE, key: str = KEY, sms: str = "") -> list[Statement]:
    """What a run and a sweep need beside user pools. ``key``: an alias, or the ARN or id of a key.

    ``sms``: the name of the role for text messages, where there is one.
    """
    functions = f"arn:aws:lambda:{region}:{account}:function:{NAME}*"
    ours = {"StringEquals": {f"aws:ResourceTag/{TAG}": YES}}
    made = {"StringEquals": {f"aws:RequestTag/{TAG}": YES}}
    keys, named = _key(account, region, key)
    use = ["lambda:DeleteFunction", "lambda:GetFunctionConfiguration", "lambda:InvokeFunction"]
    permit = {"StringEquals": {**ours["StringEquals"], "lambda:Principal": COGNITO}}
    queue = ["sqs:DeleteMessage", "sqs:DeleteQueue", "sqs:ReceiveMessage", "sqs:SendMessage"]
    texts = [_passed("GivePoolsTheirRole", account, sms, "cognito-idp.amazonaws.com")] if sms else []
    look = ["lambda:ListFunctions", "lambda:ListTags", "sqs:ListQueues", "sqs:ListQueueTags"]
    return [
        _allowed("MakeFunctions", ["lambda:CreateFunction", "lambda:TagResource"], functions, made),
        _allowed("UseOwnFunctions", use, functions, ours),
        _allowed("LetPoolsInvoke", ["lambda:AddPermission"], functions, permit),
        _passed("GiveFunctionsTheirRole", account, role, "lambda.amazonaws.com"),
        *texts,
        _allowed("MakeQueues", ["sqs:CreateQueue", "sqs:TagQueue"], queues(account, region), made),
        _allowed("UseOwnQueues", queue, queues(account, region), ours),
        _allowed("UseTheKey", ["kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey"], keys, named),
        _allowed("LookForFunctions", look, "*", {"StringEquals": {"aws:RequestedRegion": region}}),
    ]


def queues(account: str, region: str) -> str:
    """The ARNs of the queues of all runs."""
    return f"arn:aws:sqs:{region}:{account}:{NAME}*{SUFFIX}"


def _key(account: str, region: str, key: str) -> tuple[str, dict[str, Any]]:
    """The resource and the condition for a key. IAM knows keys by their ids; an alias is a condition."""
    arn = f"arn:aws:kms:{region}:{account}:key/"
    if key.startswith("arn:") and ":alias/" not in key:
        return key, {}
    alias = key.rpartition(":")[2]
    if not alias.startswith("alias/"):
        return arn + key.removeprefix("key/"), {}
    return f"{arn}*", {"ForAnyValue:StringEquals": {"kms:ResourceAliases": alias}}


def _passed(name: str, account: str, role: str, service: str) -> Statement:
    to = {"StringEquals": {"iam:PassedToService": service}}
    return _allowed(name, ["iam:PassRole"], f"arn:aws:iam::{account}:role/{role}", to)


def _allowed(name: str, actions: list[str], resource: str, condition: dict[str, Any]) -> Statement:
    found: Statement = {"Sid": name, "Effect": "Allow", "Action": actions, "Resource": resource}
    return {**found, "Condition": condition} if condition else found


def resources(account: str, region: str, role: str = ROLE, key: str = KEY, sms: str = "") -> dict[str, Any]:
    """Resources of a CloudFormation template: the role of functions, a key with this alias, the role of texts."""
    report = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": queues(account, region)}
    assume = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}
    owner = {
        "Effect": "Allow",
        "Action": "kms:*",
        "Resource": "*",
        "Principal": {"AWS": f"arn:aws:iam::{account}:root"},
    }
    found: dict[str, Any] = {
        "FunctionRole": {
            "Type": "AWS::IAM::Role",
            "Properties": {
                "RoleName": role,
                "AssumeRolePolicyDocument": _document(assume),
                "Policies": [{"PolicyName": "Report", "PolicyDocument": _document(report)}],
            },
        }
    }
    if key.startswith("alias/"):
        found["Key"] = {"Type": "AWS::KMS::Key", "Properties": {"KeyPolicy": _document(owner)}}
        target = {"Ref": "Key"}
        found["Alias"] = {"Type": "AWS::KMS::Alias", "Properties": {"AliasName": key, "TargetKeyId": target}}
    if sms:
        found["SmsRole"] = _role_for_texts(account, sms)
    return found


def _role_for_texts(account: str, name: str) -> dict[str, Any]:
    """The role that Cognito takes for text messages. It tries whether it may publish them, so the role lets it."""
    trust = {
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": {"Service": COGNITO},
        "Condition": {"StringEquals": {"sts:ExternalId": EXTERNAL_ID, "aws:SourceAccount": account}},
    }
    publish = {"Effect": "Allow", "Action": "sns:Publish", "Resource": "*"}
    return {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "RoleName": name,
            "AssumeRolePolicyDocument": _document(trust),
            "Policies": [{"PolicyName": "Texts", "PolicyDocument": _document(publish)}],
        },
    }


def _document(statement: Statement) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": [statement]}
