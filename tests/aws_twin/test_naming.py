"""Which ids a request names, and that a pool's digest sees every member of what the service keeps of it."""

from __future__ import annotations

import base64
import json
import random
import ssl
from dataclasses import fields
from http.client import HTTPSConnection
from typing import Any

import pytest

from targets.aws.twin import Announcement
from targets.aws.twin.digest import digest
from targets.aws.twin.foreign import Foreign
from targets.aws.twin.naming import basic_client, ids_in, ids_in_page, ids_in_text
from targets.reference.core.state import Client, Pool, User
from targets.reference.service import Service
from twin_kit import client, refusal

POOL, CLIENT = "us-east-1_Ab3dEf9hI", "1example23456789"
FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:f"
ARN = f"arn:aws:cognito-idp:us-east-1:123456789012:userpool/{POOL}"


def part(claims: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")


def token(**claims: Any) -> str:
    return f"{part({'alg': 'RS256'})}.{part(claims)}.c2lnbmF0dXJl"


ISSUED = token(iss=f"https://cognito-idp.us-east-1.amazonaws.com/{POOL}", client_id=CLIENT)


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({"UserPoolId": POOL, "ClientId": CLIENT}, {POOL, CLIENT}),
        ({"ResourceArn": ARN}, {ARN, POOL}),
        ({"Domain": "cc-1"}, {"cc-1"}),
        ({"AccessToken": ISSUED}, {POOL, CLIENT}),
        ({"PoolName": "cc-1", "MaxResults": 10}, set()),
        (
            {"LambdaConfig": {"PreSignUp": "arn:aws:lambda:us-east-1:1:function:f"}},
            {"arn:aws:lambda:us-east-1:1:function:f"},
        ),
        ({"UserPoolId": None, "ClientId": 3}, set()),
        ({"DeviceKey": f"{POOL}-b0a1-4c52"}, set()),
        ({"Text": f"of {POOL}, and more"}, {POOL}),
    ],
)
def test_ids_of_calls(params: dict[str, Any], found: set[str]) -> None:
    assert ids_in(params, json.dumps(params)) == found


def test_pools_and_clients_that_never_were_are_reported(twin: Announcement) -> None:
    pools = client(twin)
    pool = pools.create_user_pool(PoolName="cc-known")["UserPool"]["Id"]
    made = pools.create_user_pool_client(UserPoolId=pool, ClientName="c")["UserPoolClient"]["ClientId"]
    pools.delete_user_pool(UserPoolId=pool)
    for name in (pool, "us-east-1_ZqNoneabc"):
        refusal(pools.describe_user_pool, UserPoolId=name)
    for name in (made, "5none" + "a" * 21):
        refusal(pools.sign_up, ClientId=name, Username="ana", Password="x")
    assert twin.ask("/state")["strangers"] == [], "deleted, or made up"
    refusal(pools.create_user_pool_domain, UserPoolId="us-east-1_ZqNoneabc", Domain="a" * 24)
    refusal(pools.list_tags_for_resource, ResourceArn="zq" + "a" * 21)
    assert twin.ask("/state")["strangers"] == [], "a domain that is like a client, and a word that is made up"
    strange = ["2" * 26, "us-east-1_strange12"]
    refusal(pools.sign_up, ClientId=strange[0], Username="ana", Password="x")
    refusal(pools.describe_user_pool, UserPoolId=strange[1])
    assert twin.ask("/state")["strangers"] == strange


def test_ids_of_pages() -> None:
    body = f"client_id={CLIENT}&refresh_token=opaque&token={ISSUED}".encode()
    assert ids_in_page("cc-1", "state=x", body) == {"cc-1", CLIENT, POOL}
    assert ids_in_page("cc-1", f"client_id={CLIENT}", b"") == {"cc-1", CLIENT}
    assert ids_in_text(f"/{POOL}/.well-known/jwks.json") == {POOL}
    assert ids_in_text("eyJub3Q.a-token.x") == set()
    secret = base64.b64encode(f"{CLIENT}:secret".encode()).decode()
    assert basic_client({"authorization": f"Basic {secret}"}) == {CLIENT}
    assert basic_client({"authorization": "Basic !"}) == basic_client({}) == set()


def test_no_secret_is_among_them() -> None:
    params = {"ClientId": CLIENT, "Password": "Passw0rd!", "SecretHash": "c2VjcmV0", "AccessToken": ISSUED}
    found = ids_in(params, json.dumps(params))
    assert not {name for name in found if "Passw0rd" in name or name in ISSUED.split(".") or name == "c2VjcmV0"}


# -- digests -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pool() -> Pool:
    return next(iter(Foreign(Service(), random.Random(2)).pools.values()))


CHANGED: dict[str, Any] = {"str": "changed", "float": 1.5, "bool": False, "dict": {"changed": 1}, "list": ["changed"]}


def changed(value: Any) -> Any:
    """Another value of the same kind; of what is no plain value, none at all."""
    return CHANGED.get(type(value).__name__)


@pytest.mark.parametrize("kind", [Pool, User, Client])
def test_a_change_of_any_member_changes_the_digest(pool: Pool, kind: type) -> None:
    one: Any = {Pool: pool, User: next(iter(pool.users.values())), Client: next(iter(pool.clients.values()))}[kind]
    before = digest(pool, None)
    for member in fields(kind):
        kept = getattr(one, member.name)
        if member.name == "pool":
            continue
        setattr(one, member.name, changed(kept) if changed(kept) != kept else "other")
        assert digest(pool, None) != before, member.name
        setattr(one, member.name, kept)
    assert digest(pool, None) == before


# -- pages by both of their names --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["amazoncognito.com", "localhost"])
def test_a_domain_is_known_by_both_names_and_written_down(twin: Announcement, name: str) -> None:
    import socket

    pools = client(twin)
    pool = pools.create_user_pool(PoolName="cc-n")["UserPool"]["Id"]
    domain = f"cc-name-{name.partition('.')[0].replace('amazoncognito', 'a')}"
    pools.create_user_pool_domain(UserPoolId=pool, Domain=domain)
    host = f"{domain}.auth.{twin.region}.{name}"
    line = socket.create_connection(("127.0.0.1", twin.hosted_port))
    connection = HTTPSConnection(host, twin.hosted_port)
    connection.sock = ssl.create_default_context(cafile=twin.ca).wrap_socket(line, server_hostname=host)
    connection.request("GET", f"/oauth2/authorize?client_id={CLIENT}&response_type=code")
    answer = connection.getresponse()
    assert (answer.getheader("X-Twin"), answer.status < 500) == ("TWIN", True)
    connection.close()
    last = twin.ask("/log")["requests"][-1]
    assert (last["service"], last["ids"], last["signed"]) == ("hosted", sorted([CLIENT, domain]), False)
