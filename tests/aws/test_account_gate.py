"""What the gate lets pass and what it refuses, each beside its like."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from aws_names import ACCOUNT
from targets.aws.book import Book
from targets.aws.endpoints import Endpoints
from targets.aws.gate import Gate
from targets.aws.ledger import Ledger
from targets.aws.marks import Marks
from targets.aws.outgoing import PAGES, Outgoing
from targets.interface import GateRefused

REGION = "us-east-1"
OWN, FOREIGN, MADE_UP = f"{REGION}_own123456", f"{REGION}_foreign12", f"{REGION}_ZqNoneabc"
OWN_CLIENT, FOREIGN_CLIENT, MADE_UP_CLIENT = "1" * 26, "2" * 26, "5none" + "a" * 21
API = f"https://cognito-idp.{REGION}.amazonaws.com/"
MARKS = Marks("0badcafe", 2_000_000_000.0, "1")


@pytest.fixture
def gate(tmp_path: Path) -> Gate:
    ledger = Ledger(tmp_path / "run.jsonl", run=MARKS.run, expires=MARKS.expires)
    book = Book(ledger, ACCOUNT, Endpoints(REGION))
    book.own("pool", OWN)
    book.own("client", OWN_CLIENT, OWN)
    book.own("domain", "cc-own", OWN)
    return Gate(book, MARKS)


def token(**claims: str) -> str:
    parts = (json.dumps(part).encode() for part in ({"alg": "RS256"}, claims))
    return ".".join([*(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts), "c2ln"])


def api(operation: str, signed: bool = True, **members: Any) -> Outgoing:
    headers = {"authorization": "AWS4-HMAC-SHA256 x"} if signed else {}
    return Outgoing("cognito-idp", operation, "POST", API, headers, json.dumps(members).encode())


def raw(operation: str, body: str) -> Outgoing:
    """A body that is exactly this, unsigned."""
    return Outgoing("cognito-idp", operation, "POST", API, {}, body.encode())


def page(path: str, method: str = "GET", host: str = "cc-own", body: str = "", **headers: str) -> Outgoing:
    url = f"https://{host}.auth.{REGION}.amazoncognito.com{path}"
    return Outgoing(PAGES, f"{method} {path}", method, url, headers, body.encode())


def arn(pool: str, account: str = ACCOUNT) -> str:
    return f"arn:aws:cognito-idp:{REGION}:{account}:userpool/{pool}"


def basic(client: str) -> str:
    return f"Basic {base64.b64encode(f'{client}:secret'.encode()).decode()}"


def issued_by(pool: str) -> str:
    return token(iss=f"{API}{pool}", username="ana")


PAIRS = [  # what passes, and its like that does not
    (api("DescribeUserPool", UserPoolId=OWN), api("DescribeUserPool", UserPoolId=FOREIGN)),
    (api("DescribeUserPool", UserPoolId=MADE_UP), api("DescribeUserPool", UserPoolId=f"{REGION}_ZqNonab12")),
    (api("DescribeUserPool", UserPoolId="no id"), api("DescribeUserPool", UserPoolId="eu-west-1_a")),
    (api("InitiateAuth", False, ClientId=OWN_CLIENT), api("InitiateAuth", False, ClientId=FOREIGN_CLIENT)),
    (api("InitiateAuth", False, ClientId=MADE_UP_CLIENT), api("InitiateAuth", False, ClientId="5nona" + "a" * 21)),
    (api("ListTagsForResource", ResourceArn=arn(OWN)), api("ListTagsForResource", ResourceArn=arn(FOREIGN))),
    (api("ListTagsForResource", ResourceArn=arn(OWN)), api("ListTagsForResource", ResourceArn=arn(OWN, "2" * 12))),
    (api("GetUser", False, AccessToken=issued_by(OWN)), api("GetUser", False, AccessToken=issued_by(FOREIGN))),
    (api("DescribeUserPoolDomain", Domain="cc-own"), api("DescribeUserPoolDomain", Domain="shop")),
    (api("DescribeUserPoolDomain", Domain="zqnobody"), api("DescribeUserPoolDomain", Domain="zq")),
    (api("CreateUserPoolDomain", UserPoolId=OWN, Domain="cc-new"), api("CreateUserPoolDomain", UserPoolId=FOREIGN)),
    (api("DescribeUserPoolDomain", Domain="CC-own"), api("DescribeUserPoolDomain", Domain=" Shop ")),
    (api("DescribeUserPool", UserPoolId=f" {OWN}"), api("DescribeUserPool", UserPoolId=f"{FOREIGN} ")),
    (api("DescribeUserPool", UserPoolId=f"{OWN}/x"), api("DescribeUserPool", UserPoolId=f"x/{FOREIGN}")),
    (api("InitiateAuth", False, ClientId=f"{OWN_CLIENT} "), api("InitiateAuth", False, ClientId=f" {FOREIGN_CLIENT}")),
    (  # a member that is there twice: nobody knows which of them counts
        raw("InitiateAuth", f'{{"ClientId": "{OWN_CLIENT}", "ClientId": "{OWN_CLIENT}"}}'),
        raw("InitiateAuth", f'{{"ClientId": "{FOREIGN_CLIENT}", "ClientId": "{OWN_CLIENT}"}}'),
    ),
    (raw("InitiateAuth", f'["{OWN_CLIENT}"'), raw("InitiateAuth", f'["{FOREIGN_CLIENT}"')),
    (raw("GetUser", f'"{issued_by(OWN)}'), raw("GetUser", f'"{issued_by(FOREIGN)}')),
    (api("GetZqword", False), api("GetZqword", True)),
    (api("GetZqword", False), api("GetWord", False)),
    (api("GetUser", False), api("UpdateProvisionedLimit")),
    (api("GetUser", False), api("CreateUserPoolReplica")),
    (
        api("CreateUserPool", PoolName="cc-x", UserPoolTags=MARKS.tags),
        api("CreateUserPool", PoolName="x", UserPoolTags=MARKS.tags),
    ),
    (
        api("CreateUserPool", PoolName="cc-x", UserPoolTags=MARKS.tags | {"more": "1"}),
        api("CreateUserPool", PoolName="cc-x", UserPoolTags=MARKS.tags | {"cognito-conformance:run": "other"}),
    ),
    (api("UpdateUserPool", UserPoolId=OWN, UserPoolTags=MARKS.tags), api("UpdateUserPool", UserPoolId=OWN)),
    (
        api("UntagResource", ResourceArn=arn(OWN), TagKeys=["for"]),
        api("UntagResource", ResourceArn=arn(OWN), TagKeys=["cognito-conformance"]),
    ),
    (
        api("UpdateUserPool", UserPoolId=OWN, UserPoolTags=MARKS.tags, UserPoolTier="LITE"),
        api("UpdateUserPool", UserPoolId=OWN, UserPoolTags=MARKS.tags, UserPoolTier="PLUS"),
    ),
    (
        api("UpdateUserPool", UserPoolId=OWN, UserPoolTags=MARKS.tags, UserPoolAddOns={"AdvancedSecurityMode": "OFF"}),
        api(
            "UpdateUserPool", UserPoolId=OWN, UserPoolTags=MARKS.tags, UserPoolAddOns={"AdvancedSecurityMode": "AUDIT"}
        ),
    ),
    (
        api("CreateUserPoolDomain", UserPoolId=OWN, Domain="cc-new"),
        api("CreateUserPoolDomain", UserPoolId=OWN, Domain="login.example.com", CustomDomainConfig={"x": "y"}),
    ),
    (
        api("CreateGroup", UserPoolId=OWN, GroupName="g"),
        api("CreateGroup", UserPoolId=OWN, GroupName="g", RoleArn=f"arn:aws:iam::{ACCOUNT}:role/admin"),
    ),
    (
        api("AdminCreateUser", UserPoolId=OWN, Username="ana@example.com", MessageAction="SUPPRESS"),
        api("AdminCreateUser", UserPoolId=OWN, Username="ana@example.com"),
    ),
    (page("/login"), page("/login", host="shop")),
    (page(f"/oauth2/authorize?client_id={OWN_CLIENT}"), page(f"/oauth2/authorize?client_id={FOREIGN_CLIENT}")),
    (
        page("/oauth2/token", "POST", authorization=basic(OWN_CLIENT)),
        page("/oauth2/token", "POST", authorization=basic(FOREIGN_CLIENT)),
    ),
    (
        page("/oauth2/revoke", "POST", body=f"token={issued_by(OWN)}"),
        page("/oauth2/revoke", "POST", body=f"token={issued_by(FOREIGN)}"),
    ),
    (
        page("/oauth2/userInfo", authorization=f"Bearer {issued_by(OWN)}"),
        page("/oauth2/userInfo", authorization=f"Bearer {issued_by(FOREIGN)}"),
    ),
]


@pytest.mark.parametrize(("fine", "refused"), PAIRS)
def test_one_passes_and_its_like_does_not(fine: Outgoing, refused: Outgoing, gate: Gate) -> None:
    gate.check(fine)
    with pytest.raises(GateRefused):
        gate.check(refused)


def document(pool: str) -> Outgoing:
    url = f"{API}{pool}/.well-known/jwks.json"
    return Outgoing(PAGES, "GET /.well-known/jwks.json", "GET", url)


def test_documents_of_issuers(gate: Gate) -> None:
    gate.check(document(OWN))
    with pytest.raises(GateRefused):
        gate.check(document(FOREIGN))


@pytest.mark.parametrize(
    "url",
    [
        "https://cognito-idp.eu-west-1.amazonaws.com/",
        "https://cognito-idp.us-east-1.amazonaws.com.evil.example/",
        "https://evil.example/",
        "http://127.0.0.1:9229/",
    ],
)
def test_another_host(url: str, gate: Gate) -> None:
    with pytest.raises(GateRefused):
        gate.check(Outgoing("cognito-idp", "GetUser", "POST", url, {}, b"{}"))
    with pytest.raises(GateRefused):
        gate.check(Outgoing(PAGES, "GET /", "GET", url))


def test_only_the_suite_itself_looks_at_other_pools(gate: Gate) -> None:
    for request in (api("ListUserPools", MaxResults=1), api("DescribeUserPool", UserPoolId=FOREIGN)):
        gate.check(request, housekeeping=True)
        with pytest.raises(GateRefused):
            gate.check(request)
    with pytest.raises(GateRefused):
        gate.check(api("DeleteUserPool", UserPoolId=FOREIGN), housekeeping=True)


def test_other_services(gate: Gate) -> None:
    gate.check(Outgoing("sts", "GetCallerIdentity", "POST", f"https://sts.{REGION}.amazonaws.com/"))
    with pytest.raises(GateRefused):
        gate.check(Outgoing("sts", "AssumeRole", "POST", f"https://sts.{REGION}.amazonaws.com/"))


def test_what_was_deleted_stays_the_runs_own(gate: Gate) -> None:
    """A property asks for what it has deleted, to see it refused."""
    gate.book.ledger.gone("pool", OWN)
    gate.check(api("DescribeUserPool", UserPoolId=OWN))


def test_allow_plus(gate: Gate) -> None:
    members = {"UserPoolId": OWN, "UserPoolTags": MARKS.tags, "UserPoolTier": "PLUS"}
    Gate(gate.book, MARKS, frozenset({"plus"})).check(api("UpdateUserPool", **members))
    with pytest.raises(GateRefused):
        Gate(gate.book, MARKS, frozenset({"email"})).check(api("UpdateUserPool", **members))
