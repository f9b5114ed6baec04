"""The reference's identity providers: configuration, sign-in by OpenID Connect, linking."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from hosted_kit import CALLBACK, Site, redirected_with, site
from idp import CLIENT_ID, SECRET, Provider
from reference_kit import payload, refused

MAPPING = {"email": "email", "name": "name"}


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    made = Provider()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def everywhere(provider: Provider) -> Site:
    here = site()
    here.world.admin.create_identity_provider(
        UserPoolId=here.world.pool,
        ProviderName="Elsewhere",
        ProviderType="OIDC",
        ProviderDetails=provider.details(),
        AttributeMapping=MAPPING,
        IdpIdentifiers=["example.com"],
    )
    return here


@pytest.fixture
def here(everywhere: Site, provider: Provider) -> Site:
    everywhere.cookies.clear()
    provider.claims, provider.spoil, provider.refuse = {"sub": "s1", "email": "s1@example.com", "name": "One"}, {}, None
    return everywhere


def client_of(here: Site, **more: Any) -> str:
    return here.client(SupportedIdentityProviders=["COGNITO", "Elsewhere"], **more)


def back(here: Site, client: str, **parameters: str) -> dict[str, str]:
    """To the provider and back: the callback's parameters, or those of the error page."""
    away = redirected_with(here.authorize(client, **({"identity_provider": "Elsewhere"} | parameters)))
    return redirected_with(here.send("GET", "/oauth2/idpresponse", query={"code": "c", "state": away["state"]}))


def test_redirect_to_the_provider(here: Site, provider: Provider) -> None:
    client = client_of(here)
    for parameters in ({"identity_provider": "Elsewhere"}, {"idp_identifier": "example.com"}):
        away = here.authorize(client, state="mine", **parameters)
        parts = redirected_with(away)
        assert parts.pop("state") != "mine"
        assert parts == {
            "to": f"{provider.url}/authorization_endpoint",
            "client_id": CLIENT_ID,
            "response_type": "code",
            "redirect_uri": f"{here.base}/oauth2/idpresponse",
            "scope": "openid email",
        }
    alone = here.client(SupportedIdentityProviders=["Elsewhere"])
    assert redirected_with(here.authorize(alone))["to"] == f"{provider.url}/authorization_endpoint"
    refusal = redirected_with(here.authorize(here.client(), identity_provider="Elsewhere"))
    assert (refusal["to"], refusal["error"]) == (f"{here.base}/error", "invalid_request")
    assert redirected_with(here.authorize(client, identity_provider="COGNITO"))["to"] == f"{here.base}/login"


def test_round_trip(here: Site, provider: Provider) -> None:
    client = client_of(here)
    done = back(here, client, state="mine")
    assert (done["to"], done["state"]) == (CALLBACK, "mine")
    assert provider.forms[-1]["client_secret"] == SECRET
    assert provider.forms[-1]["redirect_uri"] == f"{here.base}/oauth2/idpresponse"
    identity = payload(here.exchange(client, done["code"])[1]["id_token"])
    assert identity["cognito:username"] == "Elsewhere_s1"
    (vouched,) = identity["identities"]
    assert (vouched["userId"], vouched["providerType"], vouched["issuer"]) == ("s1", "OIDC", None)
    assert vouched["primary"] == "true"
    assert vouched["dateCreated"].isdigit()
    assert identity["email_verified"] is False
    assert "cognito:groups" not in identity
    read = here.world.read("Elsewhere_s1")
    assert read["UserStatus"] == "EXTERNAL_PROVIDER"
    assert read["attributes"]["name"] == "One"
    provider.claims["name"] = "Two"
    here.cookies.clear()
    back(here, client)
    assert here.world.read("Elsewhere_s1")["attributes"]["name"] == "Two"
    assert "code" in redirected_with(here.authorize(client))  # the session of the domain


def test_what_can_go_wrong(here: Site, provider: Provider) -> None:
    client = client_of(here)
    unknown = redirected_with(here.send("GET", "/oauth2/idpresponse", query={"code": "c", "state": "unknown"}))
    assert (unknown["to"], unknown["error"]) == (f"{here.base}/error", "Invalid State/RelayState provided.")
    away = redirected_with(here.authorize(client, identity_provider="Elsewhere", state="mine"))
    answer = {"state": away["state"], "error": "access_denied", "error_description": "no"}
    refusal = redirected_with(here.send("GET", "/oauth2/idpresponse", query=answer))
    assert refusal == {"to": CALLBACK, "error": "access_denied", "error_description": "no", "state": "mine"}
    again = redirected_with(here.send("GET", "/oauth2/idpresponse", query=answer))
    assert again["error"] == "Invalid State/RelayState provided."
    for spoiled in ({"aud": "other"}, {"iss": "https://other"}, {"exp": 1}):
        provider.spoil = spoiled
        assert back(here, client)["error"] == "invalid_request"
    provider.refuse = 400
    assert back(here, client)["error_description"] == "Elsewhere Error - 400 error getting token"


def test_required_and_immutable_attributes(provider: Provider) -> None:
    provider.refuse, provider.spoil, provider.claims = None, {}, {"sub": "s1", "name": "One"}
    schema = [{"Name": "email", "Required": True}, {"Name": "name", "Mutable": False}]
    here = site(Schema=schema)
    here.world.admin.create_identity_provider(
        UserPoolId=here.world.pool,
        ProviderName="Elsewhere",
        ProviderType="OIDC",
        ProviderDetails=provider.details(),
        AttributeMapping=MAPPING,
    )
    client = client_of(here)
    refusal = back(here, client, state="s")
    assert refusal["error_description"] == "attributes required: [email]"
    assert (refusal["error"], refusal["state"], refusal["to"]) == ("invalid_request", "s", CALLBACK)
    provider.claims["email"] = "s1@example.com"
    assert "code" in back(here, client)
    here.cookies.clear()
    assert back(here, client)["error_description"] == "Invalid user attributes: name: Attribute cannot be updated."


def test_linking(here: Site, provider: Provider) -> None:
    link, client = here.world.admin.admin_link_provider_for_user, client_of(here)
    here.world.user("native")
    destination = {"ProviderName": "Cognito", "ProviderAttributeValue": "native"}

    def source(subject: str) -> dict[str, str]:
        named = {"ProviderName": "Elsewhere", "ProviderAttributeName": "Cognito_Subject"}
        return named | {"ProviderAttributeValue": subject}

    back(here, client)  # s1 has a user of its own now
    merged = refused(link, UserPoolId=here.world.pool, DestinationUser=destination, SourceUser=source("s1"))
    assert merged.message.startswith("Merging is not currently supported")
    link(UserPoolId=here.world.pool, DestinationUser=destination, SourceUser=source("s2"))
    provider.claims = {"sub": "s2", "email": "s2@example.com"}
    here.cookies.clear()
    identity = payload(here.exchange(client, back(here, client)["code"])[1]["id_token"])
    assert identity["cognito:username"] == "native"
    assert [one["userId"] for one in identity["identities"]] == ["s2"]
    for number in range(3, 7):
        link(UserPoolId=here.world.pool, DestinationUser=destination, SourceUser=source(f"s{number}"))
    sixth = refused(link, UserPoolId=here.world.pool, DestinationUser=destination, SourceUser=source("s9"))
    assert sixth.code == "LimitExceededException"


def test_providers(here: Site) -> None:
    admin, pool = here.world.admin, here.world.pool
    social = {"client_id": "a", "client_secret": "b", "authorize_scopes": "email"}
    made = admin.create_identity_provider(
        UserPoolId=pool, ProviderName="Google", ProviderType="Google", ProviderDetails=social
    )["IdentityProvider"]
    assert made["ProviderDetails"]["authorize_url"] == "https://accounts.google.com/o/oauth2/v2/auth"
    assert made["AttributeMapping"] == {"username": "sub"}
    twice = refused(
        admin.create_identity_provider,
        UserPoolId=pool,
        ProviderName="Google",
        ProviderType="Google",
        ProviderDetails=social,
    )
    assert twice.code == "DuplicateProviderException"
    misnamed = refused(
        admin.create_identity_provider,
        UserPoolId=pool,
        ProviderName="Facebook2",
        ProviderType="Facebook",
        ProviderDetails=social,
    )
    assert misnamed.code == "InvalidParameterException"
    outside = refused(
        admin.create_identity_provider,
        UserPoolId=pool,
        ProviderName="Outside",
        ProviderType="OIDC",
        ProviderDetails=social | {"attributes_request_method": "GET", "oidc_issuer": "https://idp.example.com"},
    )
    assert "nothing was sent there" in outside.message
    admin.update_identity_provider(UserPoolId=pool, ProviderName="Google", AttributeMapping={"email": "email"})
    shown = admin.describe_identity_provider(UserPoolId=pool, ProviderName="Google")["IdentityProvider"]
    assert shown["AttributeMapping"] == {"username": "sub", "email": "email"}
    by_identifier = admin.get_identity_provider_by_identifier(UserPoolId=pool, IdpIdentifier="example.com")
    assert by_identifier["IdentityProvider"]["ProviderName"] == "Elsewhere"
    client = here.client(SupportedIdentityProviders=["COGNITO", "Google"])
    away = redirected_with(here.authorize(client, identity_provider="Google"))
    assert away["to"] == "https://accounts.google.com/o/oauth2/v2/auth"
    admin.delete_identity_provider(UserPoolId=pool, ProviderName="Google")
    listed = admin.list_identity_providers(UserPoolId=pool, MaxResults=10)["Providers"]
    assert [one["ProviderName"] for one in listed] == ["Elsewhere"]


def test_nothing_went_wrong_inside(here: Site) -> None:
    assert here.world.running.service.defects == []
