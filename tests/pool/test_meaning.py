"""What a change means: the statements that change, and what users live through. What never gets there means nothing."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.oracle.update_members import Via
from conformance.pool.diff.accepted import Accepted
from conformance.pool.diff.meaning import Meaning
from conformance.pool.diff.report import report
from conformance.pool.form.document import unknown
from conformance.requirements import load_catalog
from pool_changes import GONE, POLICY, WEB, document

CATALOG = load_catalog()
SIGN_IN = "signs in with the password from before"
APP = "signs in with the password and the app from before"
REFRESH = "refreshes with the token from before"
RESETS = "resets a forgotten password with a code from before, to one as short as OLD allows"
PLAIN: dict[str, Any] = {"pool/UsernameAttributes": GONE}
OFF = {**PLAIN, "mfa/MfaConfiguration": "OFF", "mfa/SoftwareTokenMfaConfiguration": GONE}
CLOSED = {"AllowAdminCreateUserOnly": True}
BOTH = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]


def meant(changes: dict[str, Any], old: dict[str, Any] | None = None, via: Via = "api") -> Meaning:
    before = {**PLAIN, **(old or {})}
    found = report(document(before), document({**before, **changes}), via, Accepted(), CATALOG)
    assert all(one.shown for one in found.meaning.consequences), found.meaning
    return found.meaning


def keys(found: Meaning) -> dict[str, str]:
    return {one.key: f"{one.old_seen} → {one.new_seen}" for one in found.consequences}


def lives(found: Meaning) -> dict[str, str]:
    return {one.what: f"{one.before} → {one.after}" for one in found.lives}


def test_nothing_changes_where_nobody_notices() -> None:
    found = meant(
        {"pool/UserPoolTags": {"a": "b"}, "pool/DeletionProtection": "INACTIVE", "groups/x": {"Precedence": 3}}
    )
    assert (found.consequences, found.lives, found.silent) == ([], [], "")


def test_a_stricter_policy_leaves_those_alone_who_have_a_password() -> None:
    found = meant({"pool/Policies/PasswordPolicy": {**POLICY, "MinimumLength": 20}})
    assert keys(found) == {"passwords.shortest": "taken → refused with InvalidPasswordException"}
    assert lives(found) == {RESETS: "accepted → InvalidPasswordException"}


def test_required_mfa_reaches_those_who_are_there() -> None:
    found = meant({"mfa/MfaConfiguration": "ON"})
    assert keys(found)["clients.web.without-factor"] == "tokens → MFA_SETUP"
    assert lives(found) == {SIGN_IN: "tokens → MFA_SETUP"}


def test_optional_mfa_reaches_nobody() -> None:
    factor = {"mfa/MfaConfiguration": "OPTIONAL", "mfa/SoftwareTokenMfaConfiguration": {"Enabled": True}}
    found = meant(factor, OFF)
    assert keys(found) == {}
    assert lives(found) == {}


def test_without_the_refresh_flow_sessions_end() -> None:
    found = meant({f"{WEB}/ExplicitAuthFlows": BOTH[:2]}, {f"{WEB}/ExplicitAuthFlows": BOTH})
    assert keys(found) == {}
    assert lives(found) == {REFRESH: "accepted → InvalidParameterException"}


def test_a_closed_flow_stops_those_who_use_it() -> None:
    found = meant({f"{WEB}/ExplicitAuthFlows": BOTH[1:]}, {f"{WEB}/ExplicitAuthFlows": BOTH})
    assert keys(found)["clients.web.flows.USER_PASSWORD_AUTH"] == "taken → refused with InvalidParameterException"
    assert lives(found) == {
        SIGN_IN: "tokens → InvalidParameterException",
        APP: "SOFTWARE_TOKEN_MFA, then tokens → InvalidParameterException",
    }


@pytest.mark.parametrize(
    ("changes", "key", "seen"),
    [
        ({f"{WEB}/AccessTokenValidity": 2}, "clients.web.lifetime.access", "3600 s → 7200 s"),
        ({f"{WEB}/EnableTokenRevocation": False}, "clients.web.origin-jti", "present → absent"),
        ({"pool/UsernameConfiguration": {"CaseSensitive": False}}, "", ""),  # refused: it never gets there
        ({"pool/AdminCreateUserConfig": CLOSED}, "sign-up", "taken → refused with NotAuthorizedException"),
        ({f"{WEB}/CallbackURLs": ["https://a.example/cb"]}, "", ""),  # a promise less, and none that changed
        ({f"{WEB}/CallbackURLs": [], f"{WEB}/AccessTokenValidity": 2}, "", ""),  # refused, the lifetime with it
    ],
)
def test_a_statement_changes_with_what_gets_there(changes: dict[str, Any], key: str, seen: str) -> None:
    found = keys(meant(changes))
    assert found.get(key, "") == seen
    assert bool(found) == bool(key)


def test_what_is_kept_means_nothing() -> None:
    looser = {"pool/Policies": GONE}
    assert keys(meant(looser)) == {}
    template = {"pool/Policies": {"PasswordPolicy": {**POLICY, "MinimumLength": 8, "RequireSymbols": False}}}
    assert keys(meant(template)) == {
        "passwords.without-symbols": "refused → taken",
        "passwords.too-short": "refused → taken",
    }


def test_a_tool_changes_what_it_means() -> None:
    old = {f"{WEB}/EnableTokenRevocation": False}
    left_out = {f"{WEB}/EnableTokenRevocation": GONE}
    assert "clients.web.origin-jti" in keys(meant(left_out, old, "api"))
    assert keys(meant(left_out, old, "cfn")) == {}


def test_a_pool_that_is_replaced_has_nobody_to_live_through_it() -> None:
    found = meant(
        {"pool/UsernameConfiguration": {"CaseSensitive": False}, "mfa/MfaConfiguration": "ON"}, via="terraform"
    )
    assert keys(found)["names.case"] == "refused → taken"
    assert found.lives == []


def test_what_is_not_resolved_promises_nothing_and_hides_nothing() -> None:
    code = {
        f"{WEB}/AllowedOAuthFlowsUserPoolClient": False,
        f"{WEB}/AllowedOAuthFlows": GONE,
        f"{WEB}/CallbackURLs": GONE,
    }
    opened = {
        f"{WEB}/AllowedOAuthFlows": ["code"],
        f"{WEB}/AllowedOAuthFlowsUserPoolClient": True,
        f"{WEB}/CallbackURLs": [unknown("Ref Callback")],
        f"{WEB}/PreventUserExistenceErrors": "ENABLED",
    }
    flows = {f"{WEB}/ExplicitAuthFlows": BOTH}
    found = meant({**opened, **flows}, {**code, **flows})
    assert keys(found) == {"clients.web.unknown-user": "UserNotFoundException → NotAuthorizedException"}


def test_a_client_that_is_replaced_has_nobody_to_live_through_it() -> None:
    changes = {f"{WEB}/GenerateSecret": True, "mfa/MfaConfiguration": "ON"}
    assert meant(changes, via="cfn").lives == []
    assert lives(meant({"mfa/MfaConfiguration": "ON"}, via="cfn")) == {SIGN_IN: "tokens → MFA_SETUP"}


@pytest.mark.parametrize(
    "open_member",
    [
        {f"{WEB}/ExplicitAuthFlows": unknown("Ref Flows")},
        {f"{WEB}/ExplicitAuthFlows": [unknown("Ref Flow")]},
        {f"{WEB}/CallbackURLs": unknown("Ref Urls")},
        {f"{WEB}/AccessTokenValidity": unknown("Ref Hours")},
        {"mfa/MfaConfiguration": unknown("Ref Mode")},
        {"pool/Policies/PasswordPolicy": unknown("Ref Policy")},
        {"pool/AccountRecoverySetting": unknown("Ref Recovery")},
        {"pool/DeviceConfiguration": unknown("Ref Devices")},
    ],
    ids=str,
)
def test_nobody_lives_through_what_is_not_resolved(open_member: dict[str, Any]) -> None:
    old = {
        f"{WEB}/ExplicitAuthFlows": BOTH,
        f"{WEB}/AccessTokenValidity": 2,
        "pool/AccountRecoverySetting": {"RecoveryMechanisms": [{"Name": "verified_email", "Priority": 1}]},
        "pool/DeviceConfiguration": {"ChallengeRequiredOnNewDevice": True},
    }
    found = meant(open_member, old)
    assert (keys(found), lives(found)) == ({}, {})
