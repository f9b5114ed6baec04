"""Who may speak to the twin: TLS, and every way in which a signature can be wrong, each beside a right one."""

from __future__ import annotations

import json
import ssl
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from time import gmtime, strftime

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import SSLError

from targets.aws.twin import Announcement
from targets.aws.twin.messages import Request
from targets.aws.twin.principal import Principals
from targets.aws.twin.refusals import Refused
from targets.aws.twin.signature import ALGORITHM, STAMP, Scope, signature, verified
from twin_kit import client, refusal

SERVICES = ["sts", "cognito-idp"]
OFF = {"sts": "SignatureDoesNotMatch", "cognito-idp": "InvalidSignatureException"}
UNKNOWN = {"sts": "InvalidClientTokenId", "cognito-idp": "UnrecognizedClientException"}
EXPIRED = {"sts": "ExpiredToken", "cognito-idp": "ExpiredTokenException"}
MISSING = {"sts": "MissingAuthenticationToken", "cognito-idp": "MissingAuthenticationTokenException"}


def ask(twin: Announcement, service: str, **other: str) -> object:
    found = client(twin, service, **other)
    return found.get_caller_identity if service == "sts" else found.list_user_pools


def asked(service: str) -> dict[str, int]:
    return {} if service == "sts" else {"MaxResults": 1}


def accepted(twin: Announcement, service: str) -> None:
    """The control of every refusal: the same request, rightly signed."""
    ask(twin, service)(**asked(service))  # type: ignore[operator]


@pytest.mark.parametrize("service", SERVICES)
def test_a_wrong_secret_key_is_refused(twin: Announcement, service: str) -> None:
    code, text = refusal(ask(twin, service, aws_secret_access_key="wrong"), **asked(service))
    assert (code, "does not match the signature you provided" in text) == (OFF[service], True)
    accepted(twin, service)


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("member", ["aws_access_key_id", "aws_session_token"])
def test_an_unknown_key_or_token_is_refused(twin: Announcement, service: str, member: str) -> None:
    assert refusal(ask(twin, service, **{member: "unknown"}), **asked(service))[0] == UNKNOWN[service]
    accepted(twin, service)


@pytest.mark.parametrize("service", SERVICES)
def test_the_scope_of_another_region_is_refused(twin: Announcement, service: str) -> None:
    code, text = refusal(ask(twin, service, region="eu-west-1"), **asked(service))
    assert (code, text) == (OFF[service], "Credential should be scoped to a valid region, not 'eu-west-1'.")
    accepted(twin, service)


@pytest.fixture
def moved(twin: Announcement) -> Iterator[Announcement]:
    yield twin
    twin.ask("/skew", {"seconds": 0})


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize(("seconds", "words"), [(310, "Signature expired"), (-310, "Signature not yet current")])
def test_a_clock_that_is_off_by_more_than_five_minutes_is_refused(
    moved: Announcement, service: str, seconds: int, words: str
) -> None:
    moved.ask("/skew", {"seconds": seconds})
    code, text = refusal(ask(moved, service), **asked(service))
    assert (code, text.startswith(words)) == (OFF[service], True)
    moved.ask("/skew", {"seconds": 280 if seconds > 0 else -280})
    accepted(moved, service)


@pytest.mark.parametrize("service", SERVICES)
def test_an_expired_session_token_is_refused(twin: Announcement, service: str) -> None:
    accepted(twin, service)
    twin.ask("/expire", {})
    try:
        code, text = refusal(ask(twin, service), **asked(service))
    finally:
        twin.ask("/renew", {})
    assert (code, text) == (EXPIRED[service], "The security token included in the request is expired")
    accepted(twin, service)


def at(stamp: str, principals: Principals) -> Request:
    """A request that was signed when it was so late."""
    keys = principals.announced.keys
    headers = {"host": "localhost", "x-amz-date": stamp, "x-amz-security-token": keys.session_token}
    bare = Request("cognito-idp", "POST", "/", headers, b"{}")
    scope = Scope(keys.access_key, stamp[:8], "us-east-1", "cognito-idp", tuple(sorted(headers)), "")
    words = f"Credential={scope.key}/{scope.date}/{scope.region}/{scope.service}/aws4_request"
    right = signature(bare, scope, stamp, keys.secret_key)
    signs = f"{ALGORITHM} {words}, SignedHeaders={';'.join(scope.headers)}, Signature={right}"
    return replace(bare, headers={**headers, "authorization": signs})


@pytest.mark.parametrize(("seconds", "good"), [(300, True), (301, False), (-300, True), (-301, False), (0, True)])
def test_five_minutes_to_the_second(seconds: int, good: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("targets.aws.twin.principal.time.time", lambda: 1_800_000_000.0 + seconds)
    principals = Principals("123456789012")
    sent = at(strftime(STAMP, gmtime(1_800_000_000)), principals)
    if good:
        assert verified(sent, principals, "us-east-1") is principals.announced
        return
    with pytest.raises(Refused, match="Signature expired" if seconds > 0 else "Signature not yet current"):
        verified(sent, principals, "us-east-1")


def post(twin: Announcement, service: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
    request = urllib.request.Request(twin.endpoints[service] + "/", data=body, headers=headers)
    context = ssl.create_default_context(cafile=twin.ca)
    try:
        with urllib.request.urlopen(request, context=context) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


DESCRIBE = {
    "X-Amz-Target": "AWSCognitoIdentityProviderService.DescribeUserPool",
    "Content-Type": "application/x-amz-json-1.1",
}


def signed(twin: Announcement, body: bytes) -> dict[str, str]:
    request = AWSRequest("POST", twin.endpoints["cognito-idp"] + "/", headers=dict(DESCRIBE), data=body)
    keys = twin.credentials
    credentials = Credentials(keys.access_key, keys.secret_key, keys.session_token)
    SigV4Auth(credentials, "cognito-idp", twin.region).add_auth(request)
    return dict(request.headers.items())


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ("nothing", b""),
        ("body", b"InvalidSignatureException"),
        ("target", b"InvalidSignatureException"),  # to one that takes the same parameters
        ("Signature=", b"IncompleteSignatureException"),
        ("SignedHeaders=", b"IncompleteSignatureException"),
    ],
)
def test_what_was_signed_cannot_be_changed(twin: Announcement, changed: str, code: bytes) -> None:
    pool = client(twin).create_user_pool(PoolName="cc-signed")["UserPool"]["Id"]
    body = json.dumps({"UserPoolId": pool}).encode()
    headers = signed(twin, body)
    if changed == "target":
        headers["X-Amz-Target"] = "AWSCognitoIdentityProviderService.DeleteUserPool"
    if changed.endswith("="):
        headers["Authorization"] = headers["Authorization"].replace(changed, "Other=")
    status, answer = post(twin, "cognito-idp", headers, body + b" " if changed == "body" else body)
    assert (status, code in answer) == (400 if code else 200, True), answer
    assert client(twin).describe_user_pool(UserPoolId=pool)["UserPool"]["Id"] == pool


@pytest.mark.parametrize("service", SERVICES)
def test_an_unsigned_request_is_refused(twin: Announcement, service: str) -> None:
    headers = DESCRIBE if service == "cognito-idp" else {"Content-Type": "application/x-www-form-urlencoded"}
    body = b"{}" if service == "cognito-idp" else b"Action=GetCallerIdentity&Version=2011-06-15"
    status, answer = post(twin, service, headers, body)
    assert (status >= 400, MISSING[service].encode() in answer) == (True, True)


def test_the_34_open_operations_need_no_signature(twin: Announcement) -> None:
    from targets.aws.twin.operations import unsigned_operations

    assert len(unsigned_operations()) == 34
    target = "AWSCognitoIdentityProviderService."
    for name in sorted(unsigned_operations()):
        _, answer = post(twin, "cognito-idp", DESCRIBE | {"X-Amz-Target": target + name}, b"{}")
        assert b"MissingAuthenticationToken" not in answer, name


def test_only_those_who_trust_its_authority_get_through(twin: Announcement) -> None:
    import dataclasses

    import certifi

    other = dataclasses.replace(twin, ca=certifi.where())
    with pytest.raises(SSLError):
        client(other, "sts").get_caller_identity()
    assert client(twin, "sts").get_caller_identity()["Account"] == twin.account


def test_every_answer_says_what_it_is(twin: Announcement) -> None:
    for service, ask_it in (("sts", "get_caller_identity"), ("cognito-idp", "list_user_pools")):
        answer = getattr(client(twin, service), ask_it)(**asked(service))
        assert answer["ResponseMetadata"]["HTTPHeaders"]["x-twin"] == "TWIN"
    assert twin.ask("/state")["twin"] == "TWIN"
