"""The issuer of tokens of a pool in another Region than the one that the target was asked for."""

from __future__ import annotations

import json
import re
from typing import Any

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.users import fresh_login
from conformance.kit.reading import TOKENS, claims_in
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Pool
from conformance.strategies import names, passwords
from conformance.strategies.clients import PASSWORD_CLIENT

REGIONS = ("ap-southeast-2", "eu-central-1", "us-west-2")
NOT_SERVED = "this target serves one Region"
OF_REGION = re.compile(r"https://cognito-idp\.([a-z0-9-]+)\.")


@check("TOKEN-049")
def issued_in(signed_in: Exchange, region: str) -> Difference | None:
    """The host in iss of both tokens is the endpoint of this Region."""
    for name in TOKENS:
        seen = claims_in(signed_in, name).get("iss")
        host = OF_REGION.match(str(seen))
        if host is None or host[1] != region:
            kind = "no-region" if host is None else "another-region"
            return Difference(kind, f"iss of the {name} at https://cognito-idp.{region}.", f"iss {seen!r}")
    return None


@prop("TOKEN-049", region=st.sampled_from(REGIONS), password=passwords(), base=names(ascii_only=True))
def test_pool_of_another_region(s: Scenario, region: str, password: str, base: str) -> None:
    """A pool made by a request that is signed for another Region: emulators take any signature.

    The second sign-in is unsigned, for the target's own Region: where it is served, the pool is still the same.
    """
    if s.pool().id.startswith(f"{region}_"):
        s.exclude("it is the Region of the target")
    made = _signed_for(s, region, "CreateUserPool", PoolName=s.name("pool"))
    pool_id = made.get("UserPool.Id")
    if not isinstance(pool_id, str):
        s.exclude(NOT_SERVED)
    try:
        if not pool_id.startswith(f"{region}_"):
            s.exclude(NOT_SERVED)
        sign_in = _with_password(s, region, Pool(pool_id, {}, [], made), base, password)
        signed_in = _served(s, region, "InitiateAuth", **sign_in)
        if not OF_REGION.match(str(claims_in(signed_in, "IdToken").get("iss"))):
            s.exclude("the issuer that this target names has no Region")
        s.check("TOKEN-049", signed_in, region=region)
        elsewhere = _signed_for(s, "", "InitiateAuth", **sign_in)
        if elsewhere.ok:
            s.check("TOKEN-049", elsewhere, region=region)
    finally:
        _signed_for(s, region, "DeleteUserPool", UserPoolId=pool_id)


def _with_password(s: Scenario, region: str, pool: Pool, base: str, password: str) -> dict[str, Any]:
    """The request by which a new user of this pool signs in."""
    of_pool = {"UserPoolId": pool.id}
    wanted = {"ClientName": s.name("client"), "ExplicitAuthFlows": PASSWORD_CLIENT}
    client = _served(s, region, "CreateUserPoolClient", **of_pool, **wanted)
    user = of_pool | {"Username": fresh_login(s, pool, base)}
    _served(s, region, "AdminCreateUser", **user, MessageAction="SUPPRESS")
    _served(s, region, "AdminSetUserPassword", **user, Password=password, Permanent=True)
    return {
        "ClientId": client.text("UserPoolClient.ClientId"),
        "AuthFlow": "USER_PASSWORD_AUTH",
        "AuthParameters": {"USERNAME": user["Username"], "PASSWORD": password},
    }


def _served(s: Scenario, region: str, operation: str, **request: Any) -> Exchange:
    """The answer to a request that does not contain the issuer."""
    answer = _signed_for(s, region, operation, **request)
    if not answer.ok:
        s.exclude(f"{NOT_SERVED}: {operation} is refused")
    return answer


def _signed_for(s: Scenario, region: str, operation: str, **request: Any) -> Exchange:
    """A request with an invalid signature that names a Region; unsigned if ``region`` is empty."""
    headers = {
        "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": f"AWSCognitoIdentityProviderService.{operation}",
    }
    if region:
        scope = f"testing/20260101/{region}/cognito-idp/aws4_request"
        signature = f"Credential={scope}, SignedHeaders=host, Signature={'0' * 64}"
        headers["Authorization"] = f"AWS4-HMAC-SHA256 {signature}"
    return s.raw(headers, json.dumps(request), operation=operation)
