"""A pool that is made like a document is like it, and what was replaced is said."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings

from conformance.pool.creating.make import Refused, make
from conformance.pool.diff.members import compare
from conformance.pool.form.document import PoolDocument, unknown
from conformance.pool.snapshot.take import take
from pool_documents import DRAWING, documents
from pools import SECRET, driver, rich_pool


@settings(DRAWING, max_examples=60)
@given(documents())
def test_what_is_drawn_is_made_and_read_again(document: PoolDocument) -> None:
    round_trip(document)


@pytest.mark.slow
@settings(DRAWING, max_examples=1000)
@given(documents())
def test_a_thousand_are_made_and_read_again(document: PoolDocument) -> None:
    round_trip(document)


def round_trip(document: PoolDocument) -> None:
    """Make it on a reference of its own, read it, and find no difference; nothing was replaced or refused."""
    target = driver()
    made = make(target, document)
    assert made.refused == []
    assert made.replaced == []
    compared = compare(document, take(target, made.pool_id))
    assert [(one.place, one.old, one.new) for one in compared.differences] == []
    assert compared.unread == []


def test_a_snapshot_is_made_again() -> None:
    target, other = driver(), driver()
    document = take(target, rich_pool(target))
    made = make(other, document)
    assert made.refused == []
    assert [line.partition(":")[0] for line in made.replaced] == [
        "identity_providers.Google.ProviderDetails.client_secret"
    ]
    assert compare(document, take(other, made.pool_id)).differences == []
    assert SECRET not in json.dumps(made.wanted.parts)


def declared(**parts: object) -> PoolDocument:
    return PoolDocument("cloudformation", "it", "0", {"pool": {"PoolName": "x"}, **parts})


def test_what_belongs_to_an_account_becomes_the_suites_own() -> None:
    account = "arn:aws:lambda:eu-west-1:999999999999:function:own"
    role = {"SnsCallerArn": "arn:aws:iam::999999999999:role/own", "ExternalId": "own"}
    mail = {"EmailSendingAccount": "DEVELOPER", "SourceArn": "arn:aws:ses:eu-west-1:999999999999:identity/own"}
    document = declared(groups={"g": {"RoleArn": role["SnsCallerArn"]}})
    document.parts["pool"] |= {
        "LambdaConfig": {"PreSignUp": account, "KMSKeyID": account},
        "SmsConfiguration": role,
        "EmailConfiguration": mail,
        "KeyConfiguration": {"KeyType": "CUSTOMER_MANAGED_KEY", "KmsKeyArn": account},
    }
    document.parts["clients"] = {"web": {"AnalyticsConfiguration": {"ApplicationArn": account}}}
    document.parts["log_delivery"] = {"LogConfigurations": [{"LogLevel": "ERROR"}]}
    target = driver()
    made = make(target, document)
    live = take(target, made.pool_id)
    assert made.refused == []
    assert "999999999999" not in live.text()
    assert "own" not in json.dumps(live.single("pool")["SmsConfiguration"])
    assert set(live.single("pool")["LambdaConfig"]) == {"PreSignUp"}
    assert {line.partition(":")[0] for line in made.replaced} == {
        "pool.LambdaConfig.PreSignUp",
        "pool.LambdaConfig.KMSKeyID",
        "pool.SmsConfiguration",
        "pool.EmailConfiguration",
        "pool.KeyConfiguration",
        "groups.g.RoleArn",
        "clients.web.AnalyticsConfiguration",
        "log_delivery.LogConfigurations",
    }
    assert compare(made.wanted, live).differences == []


def test_what_is_replaced_need_not_be_known() -> None:
    document = declared()
    document.parts["pool"]["LambdaConfig"] = {
        "PreSignUp": unknown("GetAtt F.Arn"),
        "PreTokenGenerationConfig": {"LambdaVersion": "V2_0", "LambdaArn": unknown("GetAtt F.Arn")},
    }
    target = driver()
    made = make(target, document)
    live = take(target, made.pool_id).single("pool")["LambdaConfig"]
    assert live["PreSignUp"] == live["PreTokenGenerationConfig"]["LambdaArn"]
    assert len(made.replaced) == 2
    whole = declared()
    whole.parts["pool"]["LambdaConfig"] = unknown("If X")
    assert make(driver(), whole).replaced == ["pool.LambdaConfig: left out: unknown: If X"]


def test_what_is_unknown_is_left_out_and_said() -> None:
    document = declared(domains={"?Site": {}})
    document.parts["pool"] |= {"SmsVerificationMessage": unknown("why"), "Telepathy": 1}
    document.parts["clients"] = {"?Web": {"CallbackURLs": unknown("why"), "AllowedOAuthFlows": ["code"]}}
    made = make(driver(), document)
    assert made.refused == []
    said = "\n".join(made.replaced)
    assert "pool.Telepathy: left out" in said
    assert "pool.SmsVerificationMessage: left out: unknown: why" in said
    assert "clients.?Web.CallbackURLs" in said
    assert "domains.?Site: called cc-" in said


def test_what_the_target_refuses_is_said_and_the_rest_is_made() -> None:
    document = declared(clients={"bad": {"AllowedOAuthFlows": ["code"]}, "good": {}})
    target = driver()
    made = make(target, document)
    assert [(one.part, one.key) for one in made.refused] == [("clients", "bad")]
    assert list(take(target, made.pool_id).items("clients")) == ["good"]


def test_a_pool_that_is_refused() -> None:
    document = declared()
    document.parts["pool"]["UserPoolAddOns"] = {"AdvancedSecurityMode": "ENFORCED"}
    with pytest.raises(Refused, match="does not make this pool: CreateUserPool: FeatureUnavailable"):
        make(driver(), document)


def test_a_provider_whose_details_are_unknown_is_made_all_the_same() -> None:
    document = declared()
    details = {"client_id": unknown("Ref Id"), "authorize_scopes": "openid", "oidc_issuer": unknown("Ref Issuer")}
    details["attributes_request_method"] = "GET"
    document.parts["identity_providers"] = {"own": {"ProviderType": "OIDC", "ProviderDetails": details}}
    document.parts["clients"] = {"web": {"SupportedIdentityProviders": ["own"]}}
    made = make(driver(), document)
    assert made.refused == []
    assert "identity_providers.own.ProviderDetails.client_id: made up, for it is unknown" in made.replaced
