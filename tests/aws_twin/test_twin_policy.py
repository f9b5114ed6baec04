"""Policies: each rule beside one that lets the same request through, first by itself, then in front of the services."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from targets.aws.twin import Announcement
from targets.aws.twin.account import Account, Settings
from targets.aws.twin.authorization import demands
from targets.aws.twin.operations import Operation
from targets.aws.twin.policy import KEYS, BadPolicy, Demand, Policy, key_named
from twin_kit import client, refusal

POOL = "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_abc"
TAG, OWN = "aws:ResourceTag/cognito-conformance", "cognito-conformance"


def policy(*statements: dict[str, Any]) -> Policy:
    return Policy({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action: Any = "*", resource: Any = "*", **condition: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, "Condition": condition}


def deny(action: Any = "*", resource: Any = "*", **condition: Any) -> dict[str, Any]:
    return allow(action, resource, **condition) | {"Effect": "Deny"}


def demand(action: str = "cognito-idp:ListUsers", resource: str = POOL, **keys: list[str]) -> Demand:
    return Demand(action, resource, keys)


def test_nothing_is_allowed_by_itself() -> None:
    assert policy(allow("cognito-idp:ListUsers")).verdict(demand("cognito-idp:DeleteUserPool")) == "not allowed"
    assert policy(allow("cognito-idp:ListUsers")).verdict(demand("cognito-idp:ListUsers")) == "allowed"


def test_a_deny_is_stronger_than_any_allow() -> None:
    both = policy(allow(), deny("cognito-idp:Delete*"))
    assert both.verdict(demand("cognito-idp:DeleteUserPool")) == "denied"
    assert both.verdict(demand("cognito-idp:DescribeUserPool")) == "allowed"


@pytest.mark.parametrize(
    ("action", "applies"),
    [
        ("cognito-idp:ListUsers", True),
        ("cognito-idp:list*", True),
        ("COGNITO-IDP:ListUser?", True),
        ("*", True),
        ("cognito-idp:ListUser", False),
        ("cognito-idp:ListUsersInGroup", False),
        ("cognito-identity:*", False),
    ],
)
def test_actions(action: str, applies: bool) -> None:
    assert (policy(allow(action)).verdict(demand()) == "allowed") is applies


@pytest.mark.parametrize(
    ("resource", "applies"),
    [
        (POOL, True),
        ("arn:aws:cognito-idp:*:123456789012:userpool/*", True),
        (POOL.upper(), False),
        (POOL + "d", False),
        ("arn:aws:cognito-idp:eu-west-1:123456789012:userpool/*", False),
    ],
)
def test_resources(resource: str, applies: bool) -> None:
    assert (policy(allow(resource=resource)).verdict(demand()) == "allowed") is applies


def test_what_is_on_no_resource_is_allowed_by_a_star_alone() -> None:
    wanted = demand("cognito-idp:ListUserPools", "*")
    assert policy(allow(resource=POOL)).verdict(wanted) == "not allowed"
    assert policy(allow(resource="*")).verdict(wanted) == "allowed"


def test_not_action_and_not_resource() -> None:
    other = policy({"Effect": "Allow", "NotAction": "cognito-idp:Delete*", "NotResource": "arn:aws:iam::*"})
    assert other.verdict(demand()) == "allowed"
    assert other.verdict(demand("cognito-idp:DeleteUserPool")) == "not allowed"
    assert other.verdict(demand(resource="arn:aws:iam::1:role/r")) == "not allowed"


KEY = "aws:RequestTag/a"
ABSENT: dict[str, list[str]] = {}


def there(*values: str) -> dict[str, list[str]]:
    return {"aws:requesttag/a": list(values)}


@pytest.mark.parametrize(
    ("operator", "wanted", "keys", "holds"),
    [
        ("StringEquals", "x", there("x"), True),
        ("StringEquals", "x", there("X"), False),
        ("StringEquals", "x", ABSENT, False),
        ("StringEquals", ["x", "y"], there("y"), True),
        ("StringEqualsIfExists", "x", ABSENT, True),
        ("StringEqualsIfExists", "x", there("y"), False),
        ("StringEqualsIgnoreCase", "x", there("X"), True),
        ("StringNotEquals", "x", there("y"), True),
        ("StringNotEquals", "x", there("x"), False),
        ("StringNotEquals", ["x", "y"], there("y"), False),
        ("StringNotEquals", "x", ABSENT, True),
        ("StringLike", "a*", there("abc"), True),
        ("StringLike", "a*", there("bc"), False),
        ("StringNotLike", "a*", there("bc"), True),
        ("Null", "true", ABSENT, True),
        ("Null", "true", there("x"), False),
        ("Null", "false", there("x"), True),
        ("Null", False, ABSENT, False),
        ("ForAllValues:StringEquals", ["a", "b"], there("a"), True),
        ("ForAllValues:StringEquals", ["a", "b"], there("a", "c"), False),
        ("ForAllValues:StringEquals", ["a", "b"], ABSENT, True),  # documented: true where the key is missing
        ("ForAnyValue:StringEquals", ["a", "b"], there("a", "c"), True),
        ("ForAnyValue:StringEquals", ["a", "b"], there("c"), False),
        ("ForAnyValue:StringEquals", ["a", "b"], ABSENT, False),
    ],
)
def test_conditions(operator: str, wanted: Any, keys: dict[str, list[str]], holds: bool) -> None:
    one = policy(allow(**{operator: {KEY: wanted}}))
    assert (one.verdict(demand(**keys)) == "allowed") is holds


def test_all_conditions_have_to_hold() -> None:
    one = policy(allow(StringEquals={KEY: "x", "aws:RequestedRegion": "us-east-1"}))
    assert one.verdict(demand(**there("x"), **{"aws:requestedregion": ["us-east-1"]})) == "allowed"
    assert one.verdict(demand(**there("x"), **{"aws:requestedregion": ["eu-west-1"]})) == "not allowed"


def test_the_name_of_a_tag_keeps_its_case() -> None:
    one = policy(allow(StringEquals={"AWS:requesttag/A": "x"}))
    assert one.verdict(demand(**{"aws:requesttag/A": ["x"]})) == "allowed"
    assert one.verdict(demand(**there("x"))) == "not allowed"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("aws:RequestTag/cognito-conformance:run", "aws:requesttag/cognito-conformance:run"),
        ("AWS:ResourceTag/a/B", "aws:resourcetag/a/B"),
        ("kms:EncryptionContext:userpool-Id", "kms:encryptioncontext:userpool-Id"),
        ("aws:TagKeys", "aws:tagkeys"),
        ("iam:PassedToService", "iam:passedtoservice"),
    ],
)
def test_how_keys_are_kept(written: str, kept: str) -> None:
    assert key_named(written) == kept
    one = policy(allow(StringEquals={written: "x"}))
    assert (one.verdict(demand(**{kept: ["x"]})), one.verdict(demand(**{kept: ["y"]}))) == ("allowed", "not allowed")


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ([], "JSON object"),
        ({"Version": "2012-10-17"}, "Statement"),
        ({"Statement": [{"Effect": "Perhaps", "Action": "*", "Resource": "*"}]}, "Effect"),
        ({"Statement": [{"Effect": "Allow", "Resource": "*"}]}, "Action"),
        ({"Statement": [{"Effect": "Allow", "Action": "*"}]}, "Resource"),
        ({"Statement": [allow() | {"Principal": "*"}]}, "Principal"),
        ({"Statement": [allow() | {"NotPrincipal": "*"}]}, "NotPrincipal"),
        ({"Statement": [allow() | {"NotAction": "*"}]}, "either Action or NotAction"),
        ({"Statement": [allow() | {"NotResource": "*"}]}, "either Resource or NotResource"),
        ({"Statement": [allow(NumericLessThan={KEY: "1"})]}, "NumericLessThan"),
        ({"Statement": [allow(StringEquals={"aws:SourceIp": "1"})]}, "aws:SourceIp"),
        ({"Statement": [allow(StringEquals={"kms:ViaService": "1"})]}, "kms:ViaService"),
        ({"Statement": [allow() | {"Condition": []}]}, "Condition has to be"),
        ({"Statement": [allow() | {"Condition": None}]}, "Condition has to be"),
        ({}, "Statement"),
        ({"Statement": []}, "Statement"),
        ({"Statement": {}}, "Effect"),
        ({"Statement": [allow(StringEquals={KEY: "${aws:username}"})]}, "variables"),
    ],
)
def test_what_is_not_understood_is_not_passed_over(document: Any, words: str) -> None:
    with pytest.raises(BadPolicy, match=words):
        Policy(document)


def test_every_key_that_is_known_is_one_that_some_request_has() -> None:
    """A condition on a key that no request has would mean something else than on AWS, and nobody would see it."""
    account = Account(Settings())
    account.resources.key_of = lambda _: ("arn:key", ["alias/a"])
    pool, tags = next(iter(account.foreign.pools)), {"UserPoolTags": {"a": "b"}}
    code = {"Role": "arn:role", "FunctionName": "f"}
    requests: list[tuple[str, str, dict[str, Any]]] = [
        ("cognito-idp", "CreateUserPool", tags),
        *[("cognito-idp", "DescribeUserPool", {"UserPoolId": name}) for name in account.foreign.pools],
        ("cognito-idp", "UntagResource", {"UserPoolId": pool, "TagKeys": ["a"]}),
        ("kms", "Decrypt", {"KeyId": "alias/a", "EncryptionContext": {"userpool-id": pool}}),
        ("lambda", "CreateFunction", code),
        ("lambda", "AddPermission", {"FunctionName": "f", "Principal": "cognito-idp.amazonaws.com"}),
    ]
    seen = {
        key
        for service, name, params in requests
        for found in demands(account, service, Operation(name, params), account.principals.announced)
        for key in found.keys
    }
    named = {key: [one for one in seen if one == key or (key[-1] in "/:" and one.startswith(key))] for key in KEYS}
    assert [key for key, requests_with in named.items() if not requests_with] == []


# -- in front of the services ------------------------------------------------------------------------------------------


@pytest.fixture
def guarded(twin: Announcement) -> Iterator[Announcement]:
    yield twin
    twin.ask("/policy", {"document": None})


def put(twin: Announcement, *statements: dict[str, Any]) -> None:
    twin.ask("/policy", {"document": {"Version": "2012-10-17", "Statement": list(statements)}})


def made(twin: Announcement, **tags: str) -> str:
    pool = client(twin).create_user_pool(
        PoolName="cc-1", UserPoolTags={name.replace("_", "-"): v for name, v in tags.items()}
    )
    return str(pool["UserPool"]["Id"])


def test_without_a_statement_nothing_goes_and_the_text_is_that_of_aws(guarded: Announcement) -> None:
    pools = client(guarded)
    put(guarded, allow("cognito-idp:DescribeUserPool"))
    who = f"arn:aws:sts::{guarded.account}:assumed-role/cognito-conformance/twin"
    action = "cognito-idp:ListUserPools"
    why = f"because no identity-based policy allows the {action} action"
    code, text = refusal(pools.list_user_pools, MaxResults=1)
    assert (code, text) == (
        "AccessDeniedException",
        f"User: {who} is not authorized to perform: {action} on resource: * {why}",
    )
    put(guarded, allow("cognito-idp:ListUserPools"))
    assert pools.list_user_pools(MaxResults=1)["UserPools"]


def test_an_explicit_deny_says_so(guarded: Announcement) -> None:
    pool = made(guarded)
    put(guarded, allow(), deny("cognito-idp:DeleteUserPool"))
    code, text = refusal(client(guarded).delete_user_pool, UserPoolId=pool)
    assert code == "AccessDeniedException"
    assert text.endswith(f"userpool/{pool} with an explicit deny in an identity-based policy")
    put(guarded, allow())
    client(guarded).delete_user_pool(UserPoolId=pool)


def test_only_tagged_pools_may_be_touched(guarded: Announcement) -> None:
    tagged, other = made(guarded, cognito_conformance="true"), made(guarded)
    put(guarded, allow("cognito-idp:*", StringEquals={TAG: "true"}))
    pools = client(guarded)
    assert refusal(pools.describe_user_pool, UserPoolId=other)[0] == "AccessDeniedException"
    assert refusal(pools.describe_user_pool, UserPoolId="us-east-1_notthere1")[0] == "AccessDeniedException"
    assert pools.describe_user_pool(UserPoolId=tagged)["UserPool"]["Id"] == tagged


def test_a_pool_may_be_made_with_the_tag_alone(guarded: Announcement) -> None:
    put(guarded, allow("cognito-idp:CreateUserPool", StringEquals={"aws:RequestTag/cognito-conformance": "true"}))
    pools = client(guarded)
    assert refusal(pools.create_user_pool, PoolName="cc-2")[0] == "AccessDeniedException"
    wrong = {OWN: "false"}
    assert refusal(pools.create_user_pool, PoolName="cc-2", UserPoolTags=wrong)[0] == "AccessDeniedException"
    assert pools.create_user_pool(PoolName="cc-2", UserPoolTags={OWN: "true"})["UserPool"]["Name"] == "cc-2"


def test_only_some_tags_may_be_given_or_taken(guarded: Announcement) -> None:
    pool = made(guarded, cognito_conformance="true")
    arn = f"arn:aws:cognito-idp:us-east-1:{guarded.account}:userpool/{pool}"
    put(guarded, allow("cognito-idp:*TagResource", **{"ForAllValues:StringEquals": {"aws:TagKeys": ["more"]}}))
    pools = client(guarded)
    assert refusal(pools.tag_resource, ResourceArn=arn, Tags={"more": "1", OWN: "2"})[0] == "AccessDeniedException"
    assert refusal(pools.untag_resource, ResourceArn=arn, TagKeys=[OWN])[0] == "AccessDeniedException"
    pools.tag_resource(ResourceArn=arn, Tags={"more": "1"})
    pools.untag_resource(ResourceArn=arn, TagKeys=["more"])


def test_the_region_and_the_account_can_be_asked_for(guarded: Announcement) -> None:
    pools = client(guarded)
    for key, right, wrong in (
        ("aws:RequestedRegion", "us-east-1", "eu-west-1"),
        ("aws:PrincipalAccount", guarded.account, "210987654321"),
    ):
        put(guarded, allow(StringEquals={key: wrong}))
        assert refusal(pools.list_user_pools, MaxResults=1)[0] == "AccessDeniedException"
        put(guarded, allow(StringEquals={key: right}))
        assert pools.list_user_pools(MaxResults=1)["UserPools"]


def test_no_policy_keeps_anybody_from_the_open_operations_or_from_asking_who_they_are(guarded: Announcement) -> None:
    """Documented: what takes no signature has no principal. This is why the suite has a guard of its own."""
    put(guarded, deny())
    pools = client(guarded)
    assert refusal(pools.get_user, AccessToken="none")[0] == "NotAuthorizedException"
    assert client(guarded, "sts").get_caller_identity()["Account"] == guarded.account


def test_other_services_are_behind_it_too(guarded: Announcement) -> None:
    queues, keys = client(guarded, "sqs"), client(guarded, "kms")
    put(guarded, allow("sqs:*", f"arn:aws:sqs:us-east-1:{guarded.account}:cognito-conformance-*"))
    assert refusal(queues.create_queue, QueueName="other")[0].endswith("AccessDeniedException")
    assert queues.create_queue(QueueName="cognito-conformance-q")["QueueUrl"].endswith("cognito-conformance-q")
    assert refusal(keys.describe_key, KeyId=guarded.key)[0] == "AccessDeniedException"
    put(guarded, allow("kms:DescribeKey", guarded.key))
    assert keys.describe_key(KeyId=guarded.key)["KeyMetadata"]["Arn"] == guarded.key
    assert keys.describe_key(KeyId="alias/cognito-conformance")["KeyMetadata"]["Arn"] == guarded.key
    assert refusal(client(guarded, "iam").list_roles)[0] == "AccessDenied"
    tagging = client(guarded, "resourcegroupstaggingapi")
    assert refusal(tagging.get_resources)[0] == "AccessDeniedException"


def test_a_key_or_a_role_that_is_handed_on_needs_permission(guarded: Announcement) -> None:
    arn = f"arn:aws:lambda:us-east-1:{guarded.account}:function:f"
    sender = {"CustomEmailSender": {"LambdaArn": arn, "LambdaVersion": "V1_0"}, "KMSKeyID": guarded.key}
    pools = client(guarded)
    put(guarded, allow("cognito-idp:*"))
    code, text = refusal(pools.create_user_pool, PoolName="cc-3", LambdaConfig=sender)
    assert (code, f"kms:CreateGrant on resource: {guarded.key}" in text) == ("AccessDeniedException", True)
    put(guarded, allow("cognito-idp:*"), allow("kms:CreateGrant", guarded.key))
    assert pools.create_user_pool(PoolName="cc-3", LambdaConfig=sender)["UserPool"]["Name"] == "cc-3"


@pytest.mark.parametrize("document", [{}, [], "", 0, False, {"Statement": []}])
def test_an_empty_document_is_none_that_allows_everything(guarded: Announcement, document: Any) -> None:
    put(guarded, deny())
    with pytest.raises(ValueError, match="document cannot be read"):
        guarded.ask("/policy", {"document": document})
    assert refusal(client(guarded).list_user_pools, MaxResults=1)[0] == "AccessDeniedException", "the one before stays"
    guarded.ask("/policy", {"document": None})
    assert client(guarded).list_user_pools(MaxResults=1)["UserPools"]


def test_a_policy_that_cannot_be_read_is_refused(twin: Announcement) -> None:
    with pytest.raises(ValueError, match="document cannot be read: statement 1: the operator DateLessThan"):
        put(twin, allow(DateLessThan={"aws:RequestedRegion": "x"}))
    assert client(twin).list_user_pools(MaxResults=1)["UserPools"]


@pytest.mark.parametrize(
    ("principal", "effect", "of_iam", "allowed"),
    [
        ("root", "Allow", True, True),  # the account manages it: IAM decides
        ("root", "Allow", False, False),
        ("role", "Allow", False, True),  # the key itself allows it
        ("nobody", "Allow", True, False),  # the account does not manage it
        ("role", "Deny", True, False),
    ],
)
def test_the_policy_of_a_key_comes_first(
    guarded: Announcement, principal: str, effect: str, of_iam: bool, allowed: bool
) -> None:
    arns = {
        "root": f"arn:aws:iam::{guarded.account}:root",
        "role": f"arn:aws:iam::{guarded.account}:role/cognito-conformance",
        "nobody": f"arn:aws:iam::{guarded.account}:role/somebody-else",
    }
    put(guarded, allow("*"))
    keys = client(guarded, "kms")
    statement = {"Effect": effect, "Action": "kms:*", "Resource": "*", "Principal": {"AWS": arns[principal]}}
    manage = {"Effect": "Allow", "Action": "kms:*", "Resource": "*", "Principal": {"AWS": arns["root"]}}
    listed = [statement, manage] if effect == "Deny" else [statement]
    made = keys.create_key(Policy=json.dumps({"Version": "2012-10-17", "Statement": listed}))["KeyMetadata"]["Arn"]
    put(guarded, allow("kms:DescribeKey") if of_iam else allow("cognito-idp:*"))
    if allowed:
        assert keys.describe_key(KeyId=made)["KeyMetadata"]["Arn"] == made
    else:
        assert refusal(keys.describe_key, KeyId=made)[0] == "AccessDeniedException"


KEYS_OWN = {"Effect": "Allow", "Action": "kms:*", "Resource": "*", "Principal": "*"}
LESS = {name: value for name, value in KEYS_OWN.items() if name != "Principal"}


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        (LESS | {"NotPrincipal": {"AWS": "arn:aws:iam::1:root"}}, "NotPrincipal is not known here"),
        (LESS | {"Effect": "Deny", "NotPrincipal": {"AWS": "arn:aws:iam::1:root"}}, "NotPrincipal is not known here"),
        (LESS, "has to have a Principal"),
        # about somebody else, so nothing that is asked here would ever have read it
        (KEYS_OWN | {"Principal": {"AWS": "2"}, "Condition": {"IpAddress": {"aws:SourceIp": "1"}}}, "IpAddress"),
    ],
)
def test_a_policy_of_a_key_that_cannot_be_read_is_refused_when_it_is_given(
    guarded: Announcement, statement: dict[str, Any], words: str
) -> None:
    put(guarded, allow("*"))
    keys = client(guarded, "kms")
    fine, bad = (json.dumps({"Version": "2012-10-17", "Statement": [KEYS_OWN, *more]}) for more in ([], [statement]))
    made = keys.create_key(Policy=fine)["KeyMetadata"]["Arn"]
    for give in (
        lambda policy: keys.create_key(Policy=policy),
        lambda policy: keys.put_key_policy(KeyId=made, PolicyName="default", Policy=policy),
    ):
        give(fine)
        code, said = refusal(give, policy=bad)
        assert (code, words in said) == ("MalformedPolicyDocumentException", True), said


def test_a_policy_of_a_role_that_cannot_be_read_is_refused_when_it_is_given(guarded: Announcement) -> None:
    put(guarded, allow("*"))
    roles = client(guarded, "iam")
    trust = json.dumps({"Version": "2012-10-17", "Statement": [allow("sts:AssumeRole")]})
    roles.create_role(RoleName="cc-read", AssumeRolePolicyDocument=trust)
    named = {"RoleName": "cc-read", "PolicyName": "p"}
    roles.put_role_policy(**named, PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [allow("*")]}))
    bad = json.dumps({"Version": "2012-10-17", "Statement": [allow("*") | {"NotPrincipal": "*"}]})
    assert refusal(roles.put_role_policy, **named, PolicyDocument=bad)[0] == "MalformedPolicyDocument"
