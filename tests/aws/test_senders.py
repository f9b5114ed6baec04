"""Codes of a sign-in by text message and e-mail: what the account lends for them, and that nothing else is named."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from click.testing import CliRunner
from test_custom_senders import CODES, PASSWORD, Scene, Start
from test_functions_gate import gate, pool  # noqa: F401  (a fixture)

from aws_names import ACCOUNT, SPEC
from conformance.cli import main
from targets.aws.functions.lent import Lent
from targets.aws.gate import Gate
from targets.aws.named import read_options
from targets.aws.policy import policy
from targets.aws.twin import Announcement
from targets.interface import GateRefused, TargetGone, TargetUnusable
from targets.spec import parse

ROLE, DOMAIN = "CognitoConformanceTexts", "example.com"
WITH_SENDERS = f"{CODES}&sms={ROLE}&ses={DOMAIN}"
SMS = f"arn:aws:iam::{ACCOUNT}:role/{ROLE}"
SES = f"arn:aws:ses:us-east-1:{ACCOUNT}:identity/{DOMAIN}"
Document = dict[str, Any]


def texts(arn: str = SMS) -> dict[str, Any]:
    return {"SmsConfiguration": {"SnsCallerArn": arn}}


def mails(arn: str = SES) -> dict[str, Any]:
    return {"EmailConfiguration": {"EmailSendingAccount": "DEVELOPER", "SourceArn": arn}}


@pytest.mark.parametrize(
    ("fine", "refused"),
    [
        (texts(), texts(f"arn:aws:iam::{ACCOUNT}:role/Admin")),
        (texts(), texts(SES)),
        (texts(), texts(f"arn:aws:iam::210987654321:role/{ROLE}")),
        (mails(), mails(SMS)),
        (mails(), mails(f"arn:aws:ses:us-east-1:{ACCOUNT}:identity/shop.example")),
        (mails(), {"LogConfigurations": [{"RoleArn": SMS}]}),
    ],
)
def test_only_what_is_lent_is_named_and_only_there(fine: Document, refused: Document, gate: Gate) -> None:  # noqa: F811
    lent = gate.book.lent
    assert lent is not None
    gate.book.lent = Lent(lent.role, lent.named, lent.key, SMS, SES)
    gate.check(with_members(fine))
    with pytest.raises(GateRefused, match="names a resource"):
        gate.check(with_members(refused))
    gate.book.lent = lent
    with pytest.raises(GateRefused, match="names a resource"):
        gate.check(with_members(fine))


def with_members(members: Document) -> Any:
    made = pool()
    body = json.dumps({**made.members, **members}).encode()
    return type(made)(made.service, made.operation, made.method, made.url, made.headers, body)


def test_without_a_name_there_is_no_sender(start: Start) -> None:
    assert [start(CODES).sender(medium) for medium in ("sms", "email")] == [None, None]


@pytest.mark.parametrize(
    ("spec", "why"),
    [
        (f"{SPEC}&sms={ROLE}", "sms= is for codes=custom-sender"),
        (f"{SPEC}&ses={DOMAIN}", "ses= is for codes=custom-sender"),
        (f"{CODES}&sms={SMS}", "is not the name of a role"),
        (f"{CODES}&ses=ana@example.com", "is not the name of a domain"),
        (f"{CODES}&ses=example", "is not the name of a domain"),
    ],
)
def test_what_is_no_name_of_one_is_refused(spec: str, why: str) -> None:
    with pytest.raises(TargetUnusable, match=why):
        read_options(parse(spec))


def sign_in(scene: Scene, medium: str) -> tuple[str, str]:
    """A user with a second factor by this medium is sent a code; the challenge, and the session."""
    running, kind = scene.running, "phone_number" if medium == "sms" else "email"
    member = "SmsConfiguration" if medium == "sms" else "EmailConfiguration"
    scene.pool = scene.sent("CreateUserPool", PoolName="cc-y", **{member: running.sender(medium)})["UserPool"]["Id"]
    factors: Document = {"SmsMfaConfiguration": {"SmsConfiguration": running.sender("sms")}}
    given = factors if medium == "sms" else {"EmailMfaConfiguration": {}}
    scene.sent("SetUserPoolMfaConfig", UserPoolId=scene.pool, MfaConfiguration="ON", **given)
    flows = ["ALLOW_USER_PASSWORD_AUTH"]
    made = scene.sent("CreateUserPoolClient", UserPoolId=scene.pool, ClientName="cc-c", ExplicitAuthFlows=flows)
    scene.client = made["UserPoolClient"]["ClientId"]
    address = "+15550000000" if medium == "sms" else "ana@example.com"
    attributes = [{"Name": kind, "Value": address}, {"Name": f"{kind}_verified", "Value": "true"}]
    who = {"UserPoolId": scene.pool, "Username": "ana"}
    scene.sent("AdminCreateUser", **who, UserAttributes=attributes, MessageAction="SUPPRESS")
    scene.sent("AdminSetUserPassword", **who, Password=PASSWORD, Permanent=True)
    flow = {"AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ana", "PASSWORD": PASSWORD}}
    begun = scene.sent("InitiateAuth", ClientId=scene.client, **flow)
    return begun["ChallengeName"], begun["Session"]


@pytest.mark.parametrize(
    ("medium", "challenge", "member", "address"),
    [
        ("sms", "SMS_MFA", "SMS_MFA_CODE", "+15550000000"),
        ("email", "EMAIL_OTP", "EMAIL_OTP_CODE", "ana@example.com"),
    ],
)
def test_a_code_of_a_sign_in_is_read_and_right(
    medium: str, challenge: str, member: str, address: str, start: Start, twin: Announcement
) -> None:
    scene = Scene(start(WITH_SENDERS))
    asked, session = sign_in(scene, medium)
    assert asked == challenge
    to = {"pool_id": scene.pool, "username": "ana", "destination": address}
    code = scene.running.read_code("sign_in", **to, headers={})
    assert code is not None
    answer: Document = {"USERNAME": "ana", member: code}
    challenged = {"ClientId": scene.client, "ChallengeName": challenge, "Session": session}
    done = scene.sent("RespondToAuthChallenge", **challenged, ChallengeResponses=answer)
    assert "AccessToken" in done["AuthenticationResult"]
    senders = twin.ask("/state")["messages"]["sent"].keys()
    assert senders <= {"CustomSMSSender", "CustomEmailSender"}, "Cognito has sent a message itself"


# -- what the account has to let it ------------------------------------------------------------------------------------


@pytest.fixture
def attach(twin: Announcement) -> Iterator[Callable[[Document | None], None]]:
    """Gives the twin's principal a policy; afterwards it may do everything again."""
    yield lambda document: twin.ask("/policy", {"document": document}) and None
    twin.ask("/policy", {"document": None})


def test_a_role_may_be_given_to_pools_by_a_statement_alone(
    start: Start, attach: Callable[[Document | None], None]
) -> None:
    whole = policy(ACCOUNT, "us-east-1", named=read_options(parse(f"aws?{WITH_SENDERS.partition('?')[2]}")))
    less = {**whole, "Statement": [each for each in whole["Statement"] if each["Sid"] != "GivePoolsTheirRole"]}
    assert len(less["Statement"]) == len(whole["Statement"]) - 1
    attach(whole)
    running = start(WITH_SENDERS)
    scene = Scene(running)
    assert sign_in(scene, "sms")[0] == "SMS_MFA"
    attach(less)
    with pytest.raises(TargetGone, match="the permission iam:PassRole is missing"):
        sign_in(scene, "sms")
    attach(None)


@pytest.mark.parametrize(("more", "there"), [("", False), (f"&sms={ROLE}", True)])
def test_the_template_has_the_role_where_it_is_named(more: str, there: bool) -> None:
    done = CliRunner().invoke(main, ["aws", "setup", f"{CODES}{more}"])
    resources = json.loads(done.stdout)["Resources"]
    assert ("SmsRole" in resources) is there
    sids = [each["Sid"] for each in resources["Boundary"]["Properties"]["PolicyDocument"]["Statement"]]
    assert ("GivePoolsTheirRole" in sids) is there
    if there:
        properties = resources["SmsRole"]["Properties"]
        assert properties["RoleName"] == ROLE
        (trust,) = properties["AssumeRolePolicyDocument"]["Statement"]
        lent = Lent("", "", sms=SMS).sender("sms")
        assert lent is not None
        assert trust["Condition"]["StringEquals"]["sts:ExternalId"] == lent["ExternalId"]
        assert trust["Condition"]["StringEquals"]["aws:SourceAccount"] == ACCOUNT
