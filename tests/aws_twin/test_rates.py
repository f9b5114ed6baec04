"""Quotas: at the rate everything is served, one above is refused, and a second later there is room again."""

from __future__ import annotations

import pytest

from targets.aws.twin import Announcement, categories, started
from targets.aws.twin.categories import QUOTAS, category_of, category_of_page
from targets.aws.twin.rates import DOMAIN_RATE, Rates
from targets.aws.twin.refusals import Refused
from targets.clients import session
from twin_kit import client, refusal


class Clock:
    """Stands until it is moved."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def throttled(rates: Rates, *call: str) -> bool:
    try:
        rates.call(*call)
    except Refused:
        return True
    return False


def test_the_words_of_aws() -> None:
    rates = Rates(Clock())
    rates.call("GetProvisionedLimit", "LimitManagement", "")
    with pytest.raises(Refused) as refused:
        rates.call("GetProvisionedLimit", "LimitManagement", "")
    found = refused.value
    assert (found.code, found.message, found.status) == ("TooManyRequestsException", "Rate exceeded", 400)


@pytest.mark.parametrize("category", sorted(QUOTAS))
def test_as_many_as_the_quota_says_and_no_more(category: str) -> None:
    clock = Clock()
    rates = Rates(clock)
    quota = QUOTAS[category].rate
    calls = [("Some", category, f"pool-{number}") for number in range(quota + 1)]  # each to a pool of its own
    assert [throttled(rates, *call) for call in calls] == [False] * quota + [True]
    clock.now += 0.999
    assert throttled(rates, "Some", category, "another")
    clock.now += 0.001
    assert not throttled(rates, "Some", category, "another")
    assert rates.seen()[category]["highest"] == quota + 2  # those that were refused count as asked


@pytest.mark.parametrize("category", [name for name, quota in QUOTAS.items() if quota.per_pool])
def test_of_one_operation_to_one_pool_five(category: str) -> None:
    rates = Rates(Clock())
    assert [throttled(rates, "One", category, "pool") for _ in range(6)] == [False] * 5 + [True]
    assert not throttled(rates, "One", category, "other pool")
    assert not throttled(rates, "Other", category, "pool")


@pytest.mark.parametrize("category", ["UserPoolUpdate", "UserCreation"])
def test_other_categories_have_no_limit_for_a_pool(category: str) -> None:
    rates = Rates(Clock())
    assert [throttled(rates, "One", category, "pool") for _ in range(6)] == [False] * 6


def test_categories_do_not_disturb_each_other() -> None:
    rates = Rates(Clock())
    assert [throttled(rates, "ListUsers", "UserList", "p") for _ in range(31)][-1]
    assert not throttled(rates, "AdminGetUser", "UserRead", "p")


def test_answers_to_challenges_have_three_times_the_quota_to_themselves() -> None:
    rates = Rates(Clock())
    answers = [throttled(rates, "RespondToAuthChallenge", "UserAuthentication", "p") for _ in range(361)]
    assert answers == [False] * 360 + [True]
    assert not throttled(rates, "InitiateAuth", "UserAuthentication", "p")


def test_a_new_password_counts_as_recovery() -> None:
    given = category_of("RespondToAuthChallenge", "NEW_PASSWORD_REQUIRED")
    assert (given, category_of("AdminRespondToAuthChallenge", "NEW_PASSWORD_REQUIRED")) == ("UserAccountRecovery",) * 2
    assert category_of("RespondToAuthChallenge", "SMS_MFA") == "UserAuthentication"


def test_a_domain_has_a_limit_of_its_own() -> None:
    rates = Rates(Clock())
    for _ in range(DOMAIN_RATE):
        rates.page("one", "")
    with pytest.raises(Refused):
        rates.page("one", "")
    rates.page("other", "")


@pytest.mark.parametrize(
    ("method", "path", "grant", "category"),
    [
        ("POST", "/oauth2/token", "client_credentials", "ClientAuthentication"),
        ("POST", "/oauth2/token", "refresh_token", "UserAuthentication"),
        ("POST", "/oauth2/token", "authorization_code", categories.REDEMPTION),
        ("POST", "/saml2/idpresponse", "", "UserFederation"),
        ("POST", "/login", "", "UserAuthentication"),
        ("GET", "/login", "", ""),
        ("GET", "/logout", "", ""),
    ],
)
def test_what_pages_count_towards(method: str, path: str, grant: str, category: str) -> None:
    assert category_of_page(method, path, grant) == category


def test_every_operation_has_a_category() -> None:
    known = set(session().get_service_model("cognito-idp").operation_names)
    assert {category_of(name) for name in known} <= set(QUOTAS)
    assert set(categories.LISTED) <= known
    assert category_of("GetUserPoolMfaConfig") == "UserPoolResourceRead"
    assert category_of("CreateUserPoolClient") == "UserPoolClientUpdate"


LIMIT = {"LimitClass": "API_CATEGORY", "Attributes": {"Category": "UserCreation"}}


def test_the_account_says_what_its_quotas_are() -> None:
    with started(options=["--quota-scale", "0.5"]) as twin:
        pools, quotas = client(twin), client(twin, "service-quotas")
        found = pools.get_provisioned_limit(LimitDefinition=LIMIT)["Limit"]
        assert (found["FreeLimitValue"], found["ProvisionedLimitValue"]) == (25, 25)
        assert refusal(pools.get_provisioned_limit, LimitDefinition=LIMIT) == (
            "TooManyRequestsException",
            "Rate exceeded",
        )
        one = quotas.get_service_quota(ServiceCode="cognito-idp", QuotaCode="L-60A0B411")["Quota"]
        assert (one["QuotaName"], one["Value"], one["Adjustable"]) == ("Rate of UserPoolUpdate requests", 7.0, False)
        default = quotas.get_aws_default_service_quota(ServiceCode="cognito-idp", QuotaCode="L-60A0B411")["Quota"]
        assert default["Value"] == 15.0
        listed = quotas.list_service_quotas(ServiceCode="cognito-idp")["Quotas"]
        assert {quota["QuotaCode"] for quota in listed} == {quota.code for quota in QUOTAS.values() if quota.code}
        unknown = {"ServiceCode": "cognito-idp", "QuotaCode": "L-0"}
        assert refusal(quotas.get_service_quota, **unknown)[0] == "NoSuchResourceException"


def test_more_than_the_quota_at_once_is_throttled(twin: Announcement) -> None:
    pools = client(twin)
    codes = []
    for _ in range(30):  # far less than a second for fifteen of them would be needed to let all of them through
        try:
            pools.list_user_pools(MaxResults=1)
            codes.append("")
        except pools.exceptions.TooManyRequestsException as error:
            codes.append(error.response["Error"]["Message"])
    seen = twin.ask("/state")["rates"]["UserPoolRead"]
    assert seen["total"] == 30
    assert seen["throttled"] == sum(bool(code) for code in codes)
    assert set(codes) <= {"", "Rate exceeded"}
    assert seen["highest"] <= 15 or seen["throttled"] > 0
