"""Users who live through a change: recovery, authenticator apps, devices and sign-ins at the domain."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.checking.exchange import Exchange
from conformance.pool.diff.lives import app, device, hosted, password, recovery
from conformance.pool.diff.lives.living import Life, step
from conformance.pool.diff.lives.together import lives
from pool_changes import GONE, SMS, WEB, document
from pools import driver

ON, OPTIONAL, OFF = ({"mfa/MfaConfiguration": mode} for mode in ("ON", "OPTIONAL", "OFF"))
TEXTS: dict[str, Any] = {"pool/SmsConfiguration": SMS, "mfa/SmsMfaConfiguration": {}}
NO_APPS: dict[str, Any] = {"mfa/SoftwareTokenMfaConfiguration": GONE}
WITHOUT_MFA: dict[str, Any] = {**OFF, **NO_APPS}
TRACKED = {"pool/DeviceConfiguration": {"ChallengeRequiredOnNewDevice": True}}
ALWAYS = {"pool/DeviceConfiguration": {"ChallengeRequiredOnNewDevice": False}}
FLOWS = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
PLAIN: dict[str, Any] = {"pool/UsernameAttributes": GONE, f"{WEB}/ExplicitAuthFlows": FLOWS}


def recovering(*names: str) -> dict[str, Any]:
    mechanisms = [{"Name": name, "Priority": number} for number, name in enumerate(names, 1)]
    return {"pool/AccountRecoverySetting": {"RecoveryMechanisms": mechanisms}}


def lived(old: dict[str, Any], new: dict[str, Any]) -> list[Life]:
    before, after = document({**PLAIN, **old}), document({**PLAIN, **old, **new})
    return lives(driver(), before, after, "api").changed


def shown(found: list[Life]) -> dict[str, tuple[str, str]]:
    return {one.what: (f"{one.before} → {one.after}", one.requirement) for one in found}


@pytest.mark.parametrize(
    "old", [{}, WITHOUT_MFA, ON, TRACKED, {**WITHOUT_MFA, **ALWAYS}], ids=lambda members: ",".join(members) or "nothing"
)
@pytest.mark.parametrize(
    "new", [{}, {"pool/UserPoolTags": {"a": "b"}}, {"groups/x": {}}], ids=lambda members: ",".join(members) or "nothing"
)
def test_what_changes_nothing_is_lived_through_unnoticed(old: dict[str, Any], new: dict[str, Any]) -> None:
    assert shown(lived(old, new)) == {}


def test_recovery() -> None:
    closed = lived(recovering("verified_email"), recovering("admin_only"))
    assert shown(closed) == {recovery.ASKS: ("a code by EMAIL → NotAuthorizedException", "FORGOT-025")}
    opened = lived(recovering("admin_only"), recovering("verified_email"))
    assert shown(opened) == {recovery.ASKS: ("NotAuthorizedException → a code by EMAIL", "FORGOT-001")}
    both = recovering("verified_phone_number", "verified_email")
    moved = lived({**WITHOUT_MFA, "pool/SmsConfiguration": SMS, **both}, recovering("verified_email"))
    assert shown(moved) == {recovery.ASKS: ("a code by SMS → a code by EMAIL", "")}


def test_apps() -> None:
    asked = "SOFTWARE_TOKEN_MFA, then tokens"
    assert shown(lived(ON, WITHOUT_MFA)) == {
        password.SIGNS_IN: ("MFA_SETUP → tokens", "PWAUTH-002"),
        app.SIGNS_IN: (f"{asked} → tokens", "MFA-043"),
    }
    assert shown(lived(ON, OPTIONAL)) == {password.SIGNS_IN: ("MFA_SETUP → tokens", "MFA-044")}
    assert shown(lived(WITHOUT_MFA, {**ON, "mfa/SoftwareTokenMfaConfiguration": {"Enabled": True}})) == {
        password.SIGNS_IN: ("tokens → MFA_SETUP", "MFA-042")
    }


def test_an_app_that_the_pool_no_longer_offers_is_disputed() -> None:
    found = lived({**OPTIONAL, **TEXTS}, {"mfa/SoftwareTokenMfaConfiguration": {"Enabled": False}})
    assert shown(found) == {app.SIGNS_IN: ("SOFTWARE_TOKEN_MFA, then tokens → sources disagree", "MFA-048")}
    assert found[0].disputed


def test_devices() -> None:
    ended = lived({**WITHOUT_MFA, **TRACKED}, {"pool/DeviceConfiguration": GONE})
    assert shown(ended) == {
        device.SIGNS_IN: ("DEVICE_SRP_AUTH → tokens", ""),
        password.REFRESHES: ("NotAuthorizedException → accepted", ""),
    }
    asked = lived({**OPTIONAL, **TRACKED}, ALWAYS)
    assert shown(asked) == {device.SIGNS_IN: ("DEVICE_SRP_AUTH → SOFTWARE_TOKEN_MFA", "DEVICE-053")}
    begun = lived(WITHOUT_MFA, TRACKED)
    assert shown(begun) == {password.REFRESHES: ("accepted → NotAuthorizedException", "")}


@pytest.mark.parametrize(
    ("response", "came"),
    [
        ({"AuthenticationResult": {"AccessToken": "x"}}, "tokens"),
        ({"AuthenticationResult": {}}, "nothing"),
        ({}, "nothing"),
        ({"ChallengeName": "SMS_MFA"}, "SMS_MFA"),
    ],
)
def test_an_accepted_sign_in_gives_tokens_only_where_it_has_them(response: dict[str, Any], came: str) -> None:
    assert step(Exchange("InitiateAuth", {}, 200, response=response)) == came


def test_the_domain() -> None:
    urls = lived(WITHOUT_MFA, {f"{WEB}/CallbackURLs": ["https://b.example/cb"]})
    assert shown(urls)[hosted.SIGNS_IN] == ("a code → redirect_mismatch", "AUTHZ-006")
    moved = shown(lived(WITHOUT_MFA, {"domains/shop-1": GONE, "domains/shop-2": {}}))
    assert {what: seen for what, (seen, _) in moved.items()} == {
        hosted.SIGNS_IN: "a code → the domain does not answer",
        hosted.REDEEMS: "tokens → the domain does not answer",
        hosted.REFRESHES: "tokens → the domain does not answer",
    }
    refreshing = lived(WITHOUT_MFA, {f"{WEB}/ExplicitAuthFlows": FLOWS[:2]})
    assert shown(refreshing) == {password.REFRESHES: ("accepted → InvalidParameterException", "")}


def test_a_flow_that_is_closed_at_its_first_step_is_closed() -> None:
    srp = {f"{WEB}/ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"]}
    found = lived({**WITHOUT_MFA, **srp}, {f"{WEB}/ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]})
    assert shown(found) == {password.SIGNS_IN: ("tokens → InvalidParameterException", "FLOW-008")}


@pytest.mark.parametrize(
    ("old", "flows", "says_so"),
    [
        (FLOWS[:1], FLOWS[1:2], "FLOW-002"),
        (FLOWS[:1], GONE, "FLOW-021"),  # SRP and refreshing are what a client has that names nothing
        (["ALLOW_ADMIN_USER_PASSWORD_AUTH"], FLOWS[1:2], "FLOW-005"),
        (["ALLOW_ADMIN_USER_PASSWORD_AUTH"], GONE, "FLOW-021"),
        (FLOWS[1:2], FLOWS[:1], "FLOW-008"),
        (["USER_PASSWORD_AUTH"], ["CUSTOM_AUTH_FLOW_ONLY"], "FLOW-023"),
        (["USER_PASSWORD_AUTH"], ["CUSTOM_AUTH_FLOW_ONLY", "USER_PASSWORD_AUTH"], "FLOW-023"),
        (["ADMIN_NO_SRP_AUTH"], ["CUSTOM_AUTH_FLOW_ONLY"], ""),  # FLOW-023 does not speak of that flow
        (["USER_PASSWORD_AUTH"], ["ADMIN_NO_SRP_AUTH"], ""),  # FLOW-002 is about clients with ALLOW_ values
    ],
)
def test_a_closed_flow_names_what_says_so_of_clients_like_it(old: list[str], flows: Any, says_so: str) -> None:
    found = lived({**WITHOUT_MFA, f"{WEB}/ExplicitAuthFlows": old}, {f"{WEB}/ExplicitAuthFlows": flows})
    assert shown(found)[password.SIGNS_IN] == ("tokens → InvalidParameterException", says_so)


def test_clients_that_are_alike_have_one_user_for_all() -> None:
    twin = {"clients/twin": {**document(PLAIN).items("clients")["web"], "ClientName": "twin"}}
    found = lived({**WITHOUT_MFA, **twin}, {**ON, "mfa/SoftwareTokenMfaConfiguration": {"Enabled": True}})
    assert [one.client for one in found] == ["web"]


def test_the_keys_of_lives_say_who_is_meant() -> None:
    found = lived(ON, WITHOUT_MFA)
    assert [one.key for one in found] == ["clients.web.lives.password.signs-in", "clients.web.lives.app.signs-in"]
