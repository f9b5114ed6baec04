"""Questions about pools and clients as they are configured."""

from __future__ import annotations

from functools import partial
from typing import Any

from conformance.checking.exchange import Exchange
from conformance.flows.clients import tried_client
from conformance.flows.groups import make_group, must_add_to_group
from conformance.flows.pools import new_pool
from conformance.flows.second_factors import TOTP
from conformance.recording.questions.question import Said, acceptance_expected, question, refusal_expected
from conformance.scenario.unjudged import Quiet

REFUSED = "InvalidParameterException"
PASSWORD_ALONE = ["ALLOW_USER_PASSWORD_AUTH"]
WITH_REFRESH = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]


@question("FLOW-026", "CreateUserPoolClient with ALLOW_USER_PASSWORD_AUTH alone")
def without_refresh(s: Quiet) -> Said:
    """See the catalog."""
    pool = s.pool()
    control = partial(tried_client, s, pool, ExplicitAuthFlows=WITH_REFRESH)
    return refusal_expected(tried_client(s, pool, ExplicitAuthFlows=PASSWORD_ALONE), REFUSED, control=control)


@question("ROTATE-022", "CreateUserPoolClient with rotation ENABLED and ALLOW_REFRESH_TOKEN_AUTH")
def rotation_with_refresh_flow(s: Quiet) -> Said:
    """See the catalog."""
    pool, rotation = s.pool(), {"Feature": "ENABLED", "RetryGracePeriodSeconds": 0}
    control = partial(tried_client, s, pool, ExplicitAuthFlows=PASSWORD_ALONE, RefreshTokenRotation=rotation)
    answer = tried_client(s, pool, ExplicitAuthFlows=WITH_REFRESH, RefreshTokenRotation=rotation)
    return refusal_expected(answer, REFUSED, control=control)


@question("GROUP-024", "DeleteGroup of a group with a member")
def group_with_member(s: Quiet) -> Said:
    """See the catalog."""
    pool = s.pool()
    group = make_group(s, pool, "members")
    must_add_to_group(s, s.user(pool), group)
    return acceptance_expected(s.call("DeleteGroup", UserPoolId=pool.id, GroupName=group))


@question("PASSKEY-045", "CreateUserPool with WEB_AUTHN as the only first factor")
def passkeys_alone(s: Quiet) -> Said:
    """See the catalog."""

    def made(*factors: str) -> Exchange:
        return new_pool(s, Policies={"SignInPolicy": {"AllowedFirstAuthFactors": list(factors)}})

    return refusal_expected(made("WEB_AUTHN"), control=lambda: made("PASSWORD", "WEB_AUTHN"))


@question("MFACONF-046", "SetUserPoolMfaConfig that sets apps alone, where WebAuthnConfiguration was set before")
def factor_left_out(s: Quiet) -> Said:
    """See the catalog."""
    pool = s.own_pool()
    passkeys = {"UserVerification": "preferred"}
    change = {"UserPoolId": pool.id, "MfaConfiguration": "OPTIONAL", **TOTP}
    s.must("SetUserPoolMfaConfig", blame="MFACONF-001", **change, WebAuthnConfiguration=passkeys)
    before = s.must("GetUserPoolMfaConfig", UserPoolId=pool.id)
    if not before.get("WebAuthnConfiguration.UserVerification"):
        s.end("PASSKEY-002", "WebAuthnConfiguration was not there before", before)
    s.must("SetUserPoolMfaConfig", blame="MFACONF-001", **change)
    read = s.must("GetUserPoolMfaConfig", UserPoolId=pool.id)
    gone = not read.get("WebAuthnConfiguration.UserVerification")
    return Said("WebAuthnConfiguration is gone" if gone else "WebAuthnConfiguration is there", gone, read)


@question("DEVICE-049", "ListDevices with a user's token, in a pool without DeviceConfiguration")
def devices_not_tracked(s: Quiet) -> Said:
    """See the catalog."""
    pool = s.pool()
    session = s.sign_in(s.client(pool, ExplicitAuthFlows=WITH_REFRESH), s.user(pool))
    control = partial(s.call, "GetUser", signed=False, AccessToken=session.access)
    return refusal_expected(s.call("ListDevices", signed=False, AccessToken=session.access), control=control)


@question("DOMAIN-024", "UpdateUserPoolDomain with ManagedLoginVersion 2, for a prefix")
def updated_prefix(s: Quiet) -> Said:
    """See the catalog."""
    pool = s.own_pool(UserPoolTier="ESSENTIALS")
    named: dict[str, Any] = {"UserPoolId": pool.id, "Domain": str(s.compute("oauth.domain_for", pool.id, "question"))}
    s.must("CreateUserPoolDomain", blame="DOMAIN-001", **named)
    answer = s.must("UpdateUserPoolDomain", blame="DOMAIN-013", **named, ManagedLoginVersion=2)
    version = answer.get("ManagedLoginVersion")
    return Said("no version" if version is None else f"version {version}", version == 2, answer)
