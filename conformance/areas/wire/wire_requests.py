"""Requests about what is not there, without a signature, or that are no proper requests."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

from conformance.checking.differences import not_refused, refused_otherwise
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.users import fresh_login
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Pool
from conformance.strategies import names, passwords
from conformance.strategies.clients import PASSWORD_CLIENT
from conformance.strategies.malformed import (
    not_strings,
    pool_id_endings,
    unknown_client_ids,
    unknown_operations,
    unknown_parameters,
)

TARGET = "AWSCognitoIdentityProviderService"
JSON = "application/x-amz-json-1.1"


# -- what is not there -------------------------------------------------------------------------------------------------


@prop("WIRE-017", "WIRE-018", ending=pool_id_endings())
def test_group_of_unknown_pool(s: Scenario, ending: str) -> None:
    """DeleteGroup in a pool that does not exist; in one that does it works."""
    pool = s.pool()
    name = s.name("group")
    s.must("CreateGroup", UserPoolId=pool.id, GroupName=name)
    attempt = s.call("DeleteGroup", UserPoolId=_unknown(pool, ending), GroupName=name)
    s.refused("WIRE-017", attempt, control=lambda: s.call("DeleteGroup", UserPoolId=pool.id, GroupName=name))


def _unknown(pool: Pool, ending: str) -> str:
    """An id of the same Region that no pool has."""
    return f"{pool.id.partition('_')[0]}_{ending}"


POOL_OPERATIONS = {
    "DescribeUserPool": (),
    "AdminGetUser": ("Username",),
    "AdminCreateUser": ("Username",),
    "CreateGroup": ("GroupName",),
    "CreateUserPoolClient": ("ClientName",),
    "UpdateUserPool": (),
    "AdminDeleteUser": ("Username",),
}


@prop("WIRE-019", operation=st.sampled_from(sorted(POOL_OPERATIONS)), ending=pool_id_endings())
def test_unknown_pool(s: Scenario, operation: str, ending: str) -> None:
    """Operations on a pool that does not exist."""
    pool = s.own_pool() if operation == "UpdateUserPool" else s.pool()
    more: dict[str, Any] = {member: s.name("cc-") for member in POOL_OPERATIONS[operation]}
    if operation == "AdminCreateUser":
        more = {"Username": fresh_login(s, pool), "MessageAction": "SUPPRESS"}
    if operation in ("AdminGetUser", "AdminDeleteUser"):
        more = {"Username": s.user(pool, status="FORCE_CHANGE_PASSWORD").username}
    attempt = s.call(operation, UserPoolId=_unknown(pool, ending), **more)
    s.refused("WIRE-019", attempt, control=lambda: s.call(operation, UserPoolId=pool.id, **more))


LISTS = ("ListUsers", "ListUserPoolClients", "ListGroups")


@prop("WIRE-033", "WIRE-034", operation=st.sampled_from(LISTS), ending=pool_id_endings())
def test_lists_of_unknown_pool(s: Scenario, operation: str, ending: str) -> None:
    """The lists that every pool has."""
    _list_of_unknown(s, "WIRE-033", operation, ending)


@prop("WIRE-035", ending=pool_id_endings())
def test_resource_servers_of_unknown_pool(s: Scenario, ending: str) -> None:
    """The same, of what scopes are made for."""
    _list_of_unknown(s, "WIRE-035", "ListResourceServers", ending, MaxResults=10)


@prop("WIRE-036", ending=pool_id_endings())
def test_identity_providers_of_unknown_pool(s: Scenario, ending: str) -> None:
    """The same, of where federated users come from."""
    _list_of_unknown(s, "WIRE-036", "ListIdentityProviders", ending, MaxResults=10)


@prop("WIRE-037", ending=pool_id_endings())
def test_users_in_group_of_unknown_pool(s: Scenario, ending: str) -> None:
    """A group that is there in one pool, and the same name in no pool."""
    name = s.name("group")
    s.must("CreateGroup", UserPoolId=s.pool().id, GroupName=name)
    _list_of_unknown(s, "WIRE-037", "ListUsersInGroup", ending, GroupName=name)


def _list_of_unknown(s: Scenario, requirement: str, operation: str, ending: str, **more: Any) -> None:
    pool = s.pool()
    attempt = s.call(operation, UserPoolId=_unknown(pool, ending), **more)
    s.refused(requirement, attempt, control=lambda: s.call(operation, UserPoolId=pool.id, **more))


@prop(
    "WIRE-020",
    "WIRE-021",
    operation=st.sampled_from(("SignUp", "AdminInitiateAuth")),
    client_id=unknown_client_ids(),
    password=passwords(),
)
def test_unknown_client(s: Scenario, operation: str, client_id: str, password: str) -> None:
    """SignUp and AdminInitiateAuth with the id of a client that does not exist."""
    pool = s.pool()
    if operation == "SignUp":
        client, name = s.client(pool), fresh_login(s, pool)

        def attempt(chosen: str) -> Exchange:
            return s.call("SignUp", ClientId=chosen, Username=name, Password=password)
    else:
        client = s.client(pool, ExplicitAuthFlows=["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"])
        user = s.user(pool, password=password)

        def attempt(chosen: str) -> Exchange:
            return s.call(
                "AdminInitiateAuth",
                UserPoolId=pool.id,
                ClientId=chosen,
                AuthFlow="ADMIN_USER_PASSWORD_AUTH",
                AuthParameters={"USERNAME": user.login, "PASSWORD": password},
            )

    s.refused("WIRE-020", attempt(client_id), control=lambda: attempt(client.id))


@prop("WIRE-022", client_id=unknown_client_ids(), password=passwords())
def test_sign_in_at_unknown_client(s: Scenario, client_id: str, password: str) -> None:
    """InitiateAuth with the id of a client that does not exist."""
    pool = s.pool()
    client = s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT)
    user = s.user(pool, password=password)

    def attempt(chosen: str) -> Exchange:
        return s.call(
            "InitiateAuth",
            ClientId=chosen,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": user.login, "PASSWORD": password},
        )

    s.refused("WIRE-022", attempt(client_id), control=lambda: attempt(client.id))


# -- signatures --------------------------------------------------------------------------------------------------------


UNSIGNED = ("ChangePassword", "SignUp", "InitiateAuth", "GetUser", "ChangePassword", "RevokeToken")


@prop("WIRE-023", operation=st.sampled_from(UNSIGNED), password=passwords(), base=names())
def test_unsigned_public(s: Scenario, operation: str, password: str, base: str) -> None:
    """Public operations without credentials."""
    pool = s.pool()
    client = s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT)
    if operation == "SignUp":
        s.must("SignUp", ClientId=client.id, Username=fresh_login(s, pool, base), Password=password)
        s.accepted(
            "WIRE-023",
            s.call("SignUp", signed=False, ClientId=client.id, Username=fresh_login(s, pool, base), Password=password),
        )
        return
    user = s.user(pool, username=s.name(base), password=password)
    session = s.sign_in(client, user)
    requests: dict[str, dict[str, Any]] = {
        "InitiateAuth": {
            "ClientId": client.id,
            "AuthFlow": "USER_PASSWORD_AUTH",
            "AuthParameters": {"USERNAME": user.login, "PASSWORD": password},
        },
        "GetUser": {"AccessToken": session.access},
        "ChangePassword": {
            "AccessToken": session.access,
            "PreviousPassword": password,
            "ProposedPassword": password + "Zz9",
        },
        "RevokeToken": {"ClientId": client.id, "Token": session.refresh},
    }
    s.accepted("WIRE-023", s.call(operation, signed=False, **requests[operation]))


@check("WIRE-024")
def unsigned_refused(attempt: Exchange) -> Difference | None:
    """The request is refused, and the server does not fail."""
    return not_refused(attempt, "an unsigned request for an operation that needs AWS credentials")


@check("WIRE-025")
def unsigned_code(attempt: Exchange) -> Difference | None:
    """The code for a request without a signature."""
    return refused_otherwise(attempt, "MissingAuthenticationTokenException", "an unsigned request")


@prop(
    "WIRE-024",
    "WIRE-025",
    operation=st.sampled_from(
        ("ListUsers", "AdminGetUser", "DescribeUserPool", "ListGroups", "AdminSetUserPassword", "AdminDisableUser")
    ),
    base=names(),
    password=passwords(),
)
def test_unsigned_administration(s: Scenario, operation: str, base: str, password: str) -> None:
    """Administration without credentials, after the same with them."""
    pool = s.pool()
    parameters: dict[str, Any] = {"UserPoolId": pool.id}
    if operation.startswith("Admin"):
        parameters["Username"] = s.user(pool, username=s.name(base)).username
    if operation == "AdminSetUserPassword":
        parameters |= {"Password": password, "Permanent": True}
    s.must(operation, **parameters)
    attempt = s.call(operation, signed=False, **parameters)
    s.check("WIRE-024", attempt)
    if attempt.ok:
        s.end("WIRE-024", "an unsigned request was accepted", attempt)
    s.check("WIRE-025", attempt)


# -- requests that are odd or broken -----------------------------------------------------------------------------------


@prop("WIRE-026", extra=unknown_parameters(), password=passwords())
def test_unknown_auth_parameters(s: Scenario, extra: dict[str, str], password: str) -> None:
    """Parameters that no flow knows, next to those that it needs."""
    pool = s.pool()
    client = s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT)
    user = s.user(pool, password=password)
    s.sign_in(client, user)
    parameters = {"USERNAME": user.login, "PASSWORD": password} | extra
    answer = s.call("InitiateAuth", ClientId=client.id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters)
    s.accepted("WIRE-026", answer)


@prop("WIRE-027", value=not_strings(), base=names(), password=passwords())
def test_wrong_json_type(s: Scenario, value: object, base: str, password: str) -> None:
    """An attribute value that is no string; as a string the same request works."""
    pool = s.pool()
    client, name = s.client(pool), fresh_login(s, pool, base)

    def attempt(given: object) -> Exchange:
        return s.call(
            "SignUp",
            ClientId=client.id,
            Username=name,
            Password=password,
            UserAttributes=[{"Name": "nickname", "Value": given}],
        )

    s.refused("WIRE-027", attempt(value), control=lambda: attempt("n"))


@check("WIRE-028")
def broken_json_refused(attempt: Exchange) -> Difference | None:
    """The request is refused, and the server does not fail."""
    return not_refused(attempt, "a body that is no JSON")


@prop("WIRE-028", plain=("client",), password=passwords(), base=names(ascii_only=True), cut=st.floats(0.02, 0.99))
def test_broken_json(s: Scenario, password: str, base: str, cut: float) -> None:
    """A body that breaks off."""
    pool = s.pool()
    client = s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT)
    user = s.user(pool, username=s.name(base), password=password)
    headers = {"Content-Type": JSON, "X-Amz-Target": f"{TARGET}.InitiateAuth"}
    body = json.dumps(
        {
            "AuthFlow": "USER_PASSWORD_AUTH",
            "ClientId": client.id,
            "AuthParameters": {"USERNAME": user.login, "PASSWORD": password},
        }
    )
    whole = s.raw(headers, body, operation="InitiateAuth")
    s.need(whole, "WIRE-023")
    s.check("WIRE-028", s.raw(headers, body[: max(1, int(len(body) * cut))], operation="InitiateAuth"))


@check("WIRE-029", of_absence=True)
def unknown_operation_refused(attempt: Exchange) -> Difference | None:
    """A client error, or the word that there is no such thing here."""
    if attempt.outcome == "unsupported":
        return None
    return not_refused(attempt, "an operation that does not exist")


@prop("WIRE-029", operation=unknown_operations())
def test_unknown_operation(s: Scenario, operation: str) -> None:
    """A target header that names no operation."""
    headers = {"Content-Type": JSON, "X-Amz-Target": f"{TARGET}.{operation}"}
    s.check("WIRE-029", s.raw(headers, "{}", operation="unknown operation"))
