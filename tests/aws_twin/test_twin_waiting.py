"""What is new cannot be used yet, messages are limited, and what costs money is counted."""

from __future__ import annotations

import random
import socket
import ssl
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from targets.aws.twin import Announcement, started
from targets.aws.twin.delays import Delays
from targets.aws.twin.meter import Meter
from targets.aws.twin.rates import Rates
from twin_kit import archive, client, refusal


@pytest.fixture(scope="module")
def slow() -> Iterator[Announcement]:
    """A twin where everything new takes up to some minutes, on a clock that the tests move."""
    with started(options=["--longest-delay", "600", "--quota-scale", "9"], seed=5) as announced:
        yield announced


def test_a_delay_is_over_when_its_time_is() -> None:
    now = [0.0]
    delays = Delays(lambda: now[0], random.Random(1), 3.0)
    delays.begin("domain", "d")
    assert not delays.ready("domain", "d")
    assert delays.ready("domain", "other")
    now[0] = 3.0
    assert delays.ready("domain", "d")


def page(twin: Announcement, domain: str) -> int:
    """The status of a page of a domain, asked for by the name that AWS gives it; no redirect is followed."""
    host = f"{domain}.auth.{twin.region}.amazoncognito.com"
    line = socket.create_connection(("127.0.0.1", twin.hosted_port))
    secured = ssl.create_default_context(cafile=twin.ca).wrap_socket(line, server_hostname=host)
    connection = HTTPConnection(host)
    connection.sock = secured
    try:
        connection.request("GET", "/login?client_id=none")
        return connection.getresponse().status
    finally:
        connection.close()


def test_a_domain_is_being_created_for_a_while(slow: Announcement) -> None:
    pools = client(slow)
    pool = pools.create_user_pool(PoolName="cc-d")["UserPool"]["Id"]
    pools.create_user_pool_domain(UserPoolId=pool, Domain="cc-wait-1")
    describe = pools.describe_user_pool_domain
    assert describe(Domain="cc-wait-1")["DomainDescription"]["Status"] == "CREATING"
    with pytest.raises(OSError, match=r"closed|reset"):
        page(slow, "cc-wait-1")
    slow.ask("/clock", {"advance": 600})
    assert describe(Domain="cc-wait-1")["DomainDescription"]["Status"] == "ACTIVE"
    assert page(slow, "cc-wait-1") == 302
    code, text = refusal(pools.delete_user_pool, UserPoolId=pool)
    assert (code, "has a domain configured" in text) == ("InvalidParameterException", True)
    pools.delete_user_pool_domain(UserPoolId=pool, Domain="cc-wait-1")
    pools.delete_user_pool(UserPoolId=pool)


def test_a_protected_pool_cannot_be_deleted(slow: Announcement) -> None:
    pools = client(slow)
    pool = pools.create_user_pool(PoolName="cc-p", DeletionProtection="ACTIVE")["UserPool"]["Id"]
    assert "deletion protection" in refusal(pools.delete_user_pool, UserPoolId=pool)[1]
    pools.update_user_pool(UserPoolId=pool, DeletionProtection="INACTIVE")
    pools.delete_user_pool(UserPoolId=pool)


def test_a_role_and_a_function_have_to_be_waited_for(slow: Announcement) -> None:
    roles, functions = client(slow, "iam"), client(slow, "lambda")
    role = roles.create_role(RoleName="cc-slow", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    given: dict[str, Any] = {"Runtime": "python3.12", "Handler": "index.handler", "Role": role}
    given |= {"FunctionName": "cc-slow", "Code": {"ZipFile": archive("def handler(event, context): return event")}}
    code, text = refusal(functions.create_function, **given)
    assert (code, text.startswith("The role defined")) == ("InvalidParameterValueException", True)
    slow.ask("/clock", {"advance": 600})
    assert functions.create_function(**given)["State"] == "Pending"
    assert functions.get_function_configuration(FunctionName="cc-slow")["State"] == "Pending"
    assert functions.get_function(FunctionName="cc-slow")["Configuration"]["State"] == "Pending"
    assert refusal(functions.invoke, FunctionName="cc-slow")[0] == "ResourceConflictException"
    slow.ask("/clock", {"advance": 600})
    assert functions.get_function_configuration(FunctionName="cc-slow")["State"] == "Active"
    assert functions.invoke(FunctionName="cc-slow", Payload=b'{"x":1}')["Payload"].read() == b'{"x": 1}'


def test_fifty_messages_a_day_and_no_more(slow: Announcement) -> None:
    pools = client(slow)
    pool = pools.create_user_pool(PoolName="cc-m", AutoVerifiedAttributes=["email"])["UserPool"]["Id"]
    made = pools.create_user_pool_client(UserPoolId=pool, ClientName="c")["UserPoolClient"]["ClientId"]

    def sign_up(number: int) -> Any:
        attributes = [{"Name": "email", "Value": f"u{number}@example.com"}]
        given = {"ClientId": made, "Username": f"u{number}", "Password": "Passw0rd!x"}
        return pools.sign_up(**given, UserAttributes=attributes)

    sent = slow.ask("/state")["messages"]["sent"].get("COGNITO_DEFAULT", 0)
    assert sent == 0
    for number in range(50):
        sign_up(number)
    code, text = refusal(lambda: sign_up(50))
    assert (code, text.startswith("Exceeded daily email limit")) == ("LimitExceededException", True)
    assert slow.ask("/state")["messages"]["sent"]["COGNITO_DEFAULT"] == 50
    slow.ask("/clock", {"advance": 24 * 3600})
    sign_up(51)
    ses = {"EmailSendingAccount": "DEVELOPER", "SourceArn": "arn:aws:ses:us-east-1:123456789012:identity/a@example.com"}
    pools.update_user_pool(UserPoolId=pool, EmailConfiguration=ses, AutoVerifiedAttributes=["email"])
    sign_up(52)
    assert slow.ask("/state")["messages"]["sent"] == {"COGNITO_DEFAULT": 51, "SES": 1}


# -- the meter ---------------------------------------------------------------------------------------------------------

FREE = {name: Rates().scaled(rate) for name, rate in (("UserCreation", 50), ("UserRead", 120))}


def test_a_user_is_counted_once_a_month_in_the_dearest_tier() -> None:
    meter = Meter()
    for tier in ("LITE", "PLUS", "ESSENTIALS"):
        meter.active("p", "u", tier, 0.0)
    assert meter.read(0.0, FREE)["users"] == {"PLUS": 1}
    meter.active("p", "u", "LITE", 40 * 24 * 3600.0)
    assert meter.read(0.0, FREE)["users"] == {"PLUS": 1, "LITE": 1}


@pytest.mark.parametrize(("users", "least"), [(10_000, 0.0), (10_001, 0.015)])
def test_the_free_users_are_a_range(users: int, least: float) -> None:
    meter = Meter()
    for number in range(users):
        meter.active("p", str(number), "ESSENTIALS", 0.0)
    found = meter.read(0.0, FREE)
    assert (found["usd_least"], found["usd_most"]) == (least, round(users * 0.015, 4))


def test_machines_cost_by_the_second_and_by_the_token() -> None:
    meter = Meter()
    meter.machine("c", True, 0.0)
    meter.machine("c", False, 3600.0)
    for _ in range(1000):
        meter.token()
    found = meter.read(10**6, FREE)
    assert (found["machine_client_seconds"], found["machine_tokens"]) == (3600.0, 1000)
    assert found["usd_most"] == round(6 / 720 + 2.25, 4)


def test_a_client_that_is_a_machine_again_costs_again() -> None:
    meter = Meter()
    for there, now in [(True, 0.0), (True, 5.0), (False, 10.0), (False, 50.0), (True, 100.0)]:
        meter.machine("c", there, now)
    assert meter.read(103.0, FREE)["machine_client_seconds"] == 13.0
    meter.machine("c", False, 120.0)
    assert meter.read(10**6, FREE)["machine_client_seconds"] == 30.0
    assert meter.read(10**6, FREE)["machine_clients"] == 1


def test_what_users_do_is_metered(twin: Announcement) -> None:
    pools = client(twin)
    pool = pools.create_user_pool(PoolName="cc-u", UserPoolTier="LITE")["UserPool"]["Id"]
    before = twin.ask("/state")["meter"]
    for name in ("ann", "bob"):
        pools.admin_create_user(UserPoolId=pool, Username=name, MessageAction="SUPPRESS")
    refusal(pools.admin_create_user, UserPoolId=pool, Username="ann", MessageAction="SUPPRESS")
    pools.list_users(UserPoolId=pool)
    pools.admin_get_user(UserPoolId=pool, Username="ann")
    after = twin.ask("/state")["meter"]
    assert (before["users"], after["users"]) == ({}, {"LITE": 2})
    flows = {"AllowedOAuthFlows": ["client_credentials"], "AllowedOAuthFlowsUserPoolClient": True}
    pools.create_resource_server(
        UserPoolId=pool, Identifier="r", Name="r", Scopes=[{"ScopeName": "s", "ScopeDescription": "s"}]
    )
    scopes = {"AllowedOAuthScopes": ["r/s"], "GenerateSecret": True}
    made = pools.create_user_pool_client(UserPoolId=pool, ClientName="m", **flows, **scopes)["UserPoolClient"]
    assert twin.ask("/state")["meter"]["machine_clients"] == 1
    pools.delete_user_pool_client(UserPoolId=pool, ClientId=made["ClientId"])
    seconds = twin.ask("/state")["meter"]["machine_client_seconds"]
    twin.ask("/clock", {"advance": 3600})
    assert twin.ask("/state")["meter"]["machine_client_seconds"] == seconds


def test_limits_that_are_bought_cost(twin: Announcement) -> None:
    limit = {"LimitClass": "API_CATEGORY", "Attributes": {"Category": "UserCreation"}}
    before = twin.ask("/state")["meter"]["usd_least"]
    twin_client = client(twin)
    twin_client.update_provisioned_limit(LimitDefinition=limit, RequestedLimitValue=60)
    after = twin.ask("/state")["meter"]
    assert (after["bought"], round(after["usd_least"] - before, 2)) == ({"UserCreation": 60}, 200.0)


def test_the_tagging_api_knows_the_pools(twin: Announcement, tmp_path: Path) -> None:
    tagging, pools = client(twin, "resourcegroupstaggingapi"), client(twin)
    made = pools.create_user_pool(PoolName="cc-t", UserPoolTags={"run": "r-1"})["UserPool"]["Arn"]
    pools.create_user_pool(PoolName="cc-t", UserPoolTags={"run": "r-2"})
    filters = [{"Key": "run", "Values": ["r-1"]}]
    found = tagging.get_resources(TagFilters=filters, ResourceTypeFilters=["cognito-idp"])["ResourceTagMappingList"]
    assert found == [{"ResourceARN": made, "Tags": [{"Key": "run", "Value": "r-1"}]}]
    assert tagging.get_resources(ResourceTypeFilters=["s3"])["ResourceTagMappingList"] == []
    pages, token = [], ""
    while True:
        answer = tagging.get_resources(ResourcesPerPage=10, PaginationToken=token)
        pages.append(len(answer["ResourceTagMappingList"]))
        token = answer["PaginationToken"]
        if not token:
            break
    assert (max(pages), sum(pages) > 20) == (10, True)
