"""The reference's OAuth 2.0 endpoints: client authentication, grants, userInfo, revoke; domains; discovery."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from hosted_kit import Site, site
from reference_kit import payload, refused

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def everywhere() -> Site:
    return site()


@pytest.fixture
def here(everywhere: Site) -> Site:
    everywhere.cookies.clear()
    return everywhere


def basic(client: str, secret: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{client}:{secret}".encode()).decode()}


def machine(here: Site, **config: Any) -> tuple[str, str]:
    """A client of the client-credentials grant with its secret."""
    servers = here.world.admin.list_resource_servers(UserPoolId=here.world.pool, MaxResults=50)["ResourceServers"]
    if not servers:
        scopes = [{"ScopeName": name, "ScopeDescription": name} for name in ("read", "write", "admin")]
        here.world.admin.create_resource_server(
            UserPoolId=here.world.pool, Identifier="https://api", Name="api", Scopes=scopes
        )
    settings = {
        "AllowedOAuthFlows": ["client_credentials"],
        "AllowedOAuthScopes": ["https://api/write", "https://api/read"],
        "GenerateSecret": True,
    } | config
    client = here.client(**settings)
    return client, here.world.secret(client)


def test_client_credentials(here: Site) -> None:
    client, secret = machine(here)
    answer = here.send(
        "POST", "/oauth2/token", headers=basic(client, secret), form={"grant_type": "client_credentials"}
    )
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/json;charset=UTF-8"
    assert answer.headers["access-control-allow-origin"] == "*"
    given = json.loads(answer.body)
    assert list(given) == ["access_token", "expires_in", "token_type"]
    claims = payload(given["access_token"])
    assert claims["sub"] == claims["client_id"] == client
    assert (claims["scope"], claims["version"]) == ("https://api/write https://api/read", 2)
    assert "username" not in claims
    in_query = {"grant_type": "client_credentials", "scope": "https://api/read"}
    answer = here.send("POST", "/oauth2/token", headers=basic(client, secret), query=in_query)
    assert payload(json.loads(answer.body)["access_token"])["scope"] == "https://api/read"
    credentials = {"client_secret": secret}
    for scope in ("read", "https://api/none", "openid"):
        refusal = here.token(client, "client_credentials", scope=scope, **credentials)
        assert refusal == (400, {"error": "invalid_scope"})


def test_client_credentials_not_allowed(here: Site) -> None:
    client, secret = machine(here, AllowedOAuthFlowsUserPoolClient=False)
    invalid = (400, {"error": "invalid_grant"})
    assert here.token(client, "client_credentials", client_secret=secret) == invalid
    other = here.client(GenerateSecret=True)
    assert here.token(other, "client_credentials", client_secret=here.world.secret(other)) == invalid


def test_client_authentication(here: Site) -> None:
    own = "a+b_c+" + "x" * 20  # all that the API model lets a secret have
    client, _ = machine(here, GenerateSecret=False, ClientSecret=own)
    form = {"grant_type": "client_credentials"}
    both = form | {"client_id": client, "client_secret": own}
    invalid = (400, {"error": "invalid_client"})
    assert here.send("POST", "/oauth2/token", headers=basic(client, own), form=form).status == 200
    assert here.send("POST", "/oauth2/token", headers=basic(client, own), form=both).status == 200
    assert here.send("POST", "/oauth2/token", form=both).status == 200
    assert here.token(client, "client_credentials") == invalid
    assert here.token(client, "client_credentials", client_secret="wrong") == invalid
    assert here.token("nobody", "client_credentials", client_secret=own) == invalid
    assert here.send("POST", "/oauth2/token", headers=basic(client, "x"), form=form).status == 400
    assert here.token(client, "password", client_secret=own) == (400, {"error": "unsupported_grant_type"})


def test_what_is_no_request(here: Site) -> None:
    assert here.send("GET", "/oauth2/token").status == 405
    http = here.world.running.http
    as_json = http("POST", f"{here.base}/oauth2/token", headers={"Content-Type": "application/json"}, body=b"{}")
    assert (as_json.status, as_json.body) == (405, b"")
    in_form = http("POST", f"{here.base}/oauth2/token", headers=FORM, body=b'{"grant_type": "x"}')
    assert (in_form.status, json.loads(in_form.body)) == (400, {"error": "invalid_request"})


def test_refresh(here: Site) -> None:
    client, other = here.client(), here.client()
    first = here.tokens(client, "ann", scope="openid email")
    status, given = here.token(client, "refresh_token", refresh_token=first["refresh_token"])
    assert status == 200
    assert list(given) == ["id_token", "access_token", "expires_in", "token_type"]
    assert payload(given["access_token"])["scope"] == "openid email"
    assert payload(given["access_token"])["version"] == 2
    invalid = (400, {"error": "invalid_grant"})
    assert here.token(other, "refresh_token", refresh_token=first["refresh_token"]) == invalid
    assert here.token(client, "refresh_token", refresh_token="x") == invalid
    assert here.token(client, "refresh_token") == (400, {"error": "invalid_request"})
    api = here.world.sign_in("ann", client=client)["RefreshToken"]
    assert here.token(client, "refresh_token", refresh_token=api)[0] == 200


def test_rotation(here: Site) -> None:
    rotation = {"Feature": "ENABLED", "RetryGracePeriodSeconds": 10}
    client = here.client(ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"], RefreshTokenRotation=rotation)
    first = here.tokens(client, "ann")["refresh_token"]
    second = here.token(client, "refresh_token", refresh_token=first)[1]["refresh_token"]
    assert second != first
    here.world.running.advance(11)
    assert here.token(client, "refresh_token", refresh_token=first) == (400, {"error": "invalid_grant"})
    assert here.token(client, "refresh_token", refresh_token=second)[0] == 200


def user_info(here: Site, token: str) -> tuple[int, str, dict[str, Any]]:
    answer = here.send("GET", "/oauth2/userInfo", headers={"Authorization": f"Bearer {token}"})
    return answer.status, answer.headers.get("www-authenticate", ""), json.loads(answer.body)


def test_user_info(here: Site) -> None:
    client = here.client()
    token = here.tokens(client, "ann", scope="openid")["access_token"]
    status, _, shown = user_info(here, token)
    assert status == 200
    assert shown["email_verified"] == "true"
    assert (shown["username"], shown["name"]) == ("ann", "Ann")
    status, _, shown = user_info(here, here.tokens(client, "ann", scope="openid email")["access_token"])
    assert set(shown) == {"sub", "username", "email", "email_verified"}
    status, seen, _ = user_info(here, here.world.sign_in("ann")["AccessToken"])
    assert (status, "does not contain openid scope" in seen) == (401, True)
    here.world.admin.admin_user_global_sign_out(UserPoolId=here.world.pool, Username="ann")
    status, seen, body = user_info(here, token)
    assert (status, body["error"], "globally signed out" in seen) == (401, "invalid_token", True)
    nothing = here.send("GET", "/oauth2/userInfo")
    assert nothing.status == 400
    assert 'error="invalid_request"' in nothing.headers["www-authenticate"]


def test_revoke(here: Site) -> None:
    client = here.client(GenerateSecret=True)
    secret = here.world.secret(client)
    here.cookies.clear()
    code = here.callback(client, "ann")["code"]
    given = here.exchange(client, code, client_secret=secret)[1]

    def revoke(token: str, password: str = secret) -> tuple[int, bytes]:
        form = {"token": token} if token else {"none": ""}
        answer = here.send("POST", "/oauth2/revoke", headers=basic(client, password), form=form)
        return answer.status, answer.body

    assert revoke(given["refresh_token"], "wrong") == (401, b'{"error":"invalid_client"}')
    assert revoke("") == (400, b'{"error":"invalid_request"}')
    assert revoke(given["access_token"]) == (400, b'{"error":"unsupported_token_type"}')
    assert revoke("unknown") == (200, b"")
    assert revoke(given["refresh_token"]) == (200, b"")
    assert revoke(given["refresh_token"]) == (200, b"")
    assert user_info(here, given["access_token"])[0] == 401
    refused_now = here.token(client, "refresh_token", refresh_token=given["refresh_token"], client_secret=secret)
    assert refused_now == (400, {"error": "invalid_grant"})


def test_domains(here: Site) -> None:
    admin = here.world.admin
    pool = admin.create_user_pool(PoolName="second")["UserPool"]["Id"]
    make = admin.create_user_pool_domain
    assert refused(make, Domain="site-of-tests", UserPoolId=pool).message == (
        "Domain already associated with another user pool."
    )
    assert refused(make, Domain="Bad_Name", UserPoolId=pool).message.startswith("The domain name contains an invalid")
    assert refused(make, Domain="my-aws-site", UserPoolId=pool).message == "Domain cannot contain reserved word: aws"
    assert "CloudFrontDomain" not in make(Domain="second-site", UserPoolId=pool)
    assert refused(make, Domain="third-site", UserPoolId=pool).message == "User pool already has a domain configured."
    shown = admin.describe_user_pool_domain(Domain="second-site")["DomainDescription"]
    assert (shown["UserPoolId"], shown["Domain"], shown["Status"]) == (pool, "second-site", "ACTIVE")
    assert admin.describe_user_pool(UserPoolId=pool)["UserPool"]["Domain"] == "second-site"
    assert refused(admin.delete_user_pool, UserPoolId=pool).code == "InvalidParameterException"
    admin.delete_user_pool_domain(Domain="second-site", UserPoolId=pool)
    assert admin.describe_user_pool_domain(Domain="second-site")["DomainDescription"] == {}
    admin.delete_user_pool(UserPoolId=pool)


def test_discovery(here: Site) -> None:
    running = here.world.running
    found = json.loads(running.http("GET", f"{running.issuer(here.world.pool)}/.well-known/openid-configuration").body)
    assert found["token_endpoint"] == f"{here.base}/oauth2/token"
    assert running.http("GET", f"{here.base}/.well-known/openid-configuration").status == 400
    assert running.http("GET", "https://nobody.auth.us-east-1.amazoncognito.com/login").status == 404


def test_nothing_went_wrong_inside(here: Site) -> None:
    assert here.world.running.service.defects == []
