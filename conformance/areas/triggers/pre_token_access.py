"""PreTokenGeneration V2_0 and V3_0: the access token, its scopes, and tokens of programs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from conformance.checking.claims import having, lacking
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.checking.trigger_events import events_of, passed_on, ran_not, ran_once, request_in
from conformance.flows.client_credentials import MACHINE, ask_machine_token
from conformance.flows.hosted_sign_in import machine_pool, refresh_at_endpoint, web_client, web_tokens
from conformance.flows.pools import new_pool
from conformance.flows.tokens import REFRESH_FLOWS, refresh, rotate
from conformance.flows.triggers import needs_event
from conformance.kit.reading import claims_in, part_of
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Client, User
from conformance.strategies import names, passwords
from conformance.strategies.clients import ANY_PASSWORD_CLIENT, PASSWORD_CLIENT
from conformance.strategies.configurations import password_policies
from conformance.strategies.malformed import words
from conformance.strategies.scopes import ADMIN
from conformance.strategies.triggers import WATCH, metadata

VALUES: tuple[dict[str, Any], ...] = (
    {"tenant": {"id": 17, "tags": ["a", "b"], "deep": {"on": True}}},
    {"levels": [1, 2.5, "three", False], "active": True},
    {"https://example.com/limit": 250, "region": "\u00e9t\u00e9"},
)
PROTECTED = ("sub", "iss", "client_id", "token_use", "username", "auth_time", "exp", "iat", "jti", "event_id")
FORGED = {name: 1 if name in ("auth_time", "exp", "iat") else f"forged-{name}" for name in PROTECTED}
which = st.integers(0, len(VALUES) - 1)
versions = st.sampled_from(("V2_0", "V3_0"))


def changes(access: Mapping[str, Any], identity: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """A plan that answers with these changes of the two tokens."""
    details = {"accessTokenGeneration": dict(access), "idTokenGeneration": dict(identity or {})}
    return {"TokenGeneration": [{"response": {"claimsAndScopeOverrideDetails": details}}]}


@check("PRETOKEN-011")
def access_claim_added(answer: Exchange) -> Difference | None:
    """The access token has the added claim with its value."""
    return lacking(claims_in(answer, "AccessToken"), {"only-access": "a"}, "added-claim")


@check("PRETOKEN-012")
def each_its_own(answer: Exchange) -> Difference | None:
    """Neither token has the claims that were added to the other."""
    first = having(claims_in(answer, "IdToken"), ["only-access"], "in-id-token")
    return first or having(claims_in(answer, "AccessToken"), ["only-id"], "in-access-token")


@check("PRETOKEN-013")
def scopes_added(answer: Exchange, wanted: list[str]) -> Difference | None:
    """The access token's scope has each of the scopes that the function added."""
    seen = str(claims_in(answer, "AccessToken").get("scope")).split()
    lost = [scope for scope in wanted if scope not in seen]
    return Difference("scope-missing", f"scope with {', '.join(wanted)}", " ".join(seen)) if lost else None


@check("PRETOKEN-014")
def scope_suppressed(answer: Exchange) -> Difference | None:
    """The access token's scope lacks aws.cognito.signin.user.admin, which the function took away."""
    seen = str(claims_in(answer, "AccessToken").get("scope")).split()
    return Difference("scope-kept", f"scope without {ADMIN}", " ".join(seen)) if ADMIN in seen else None


@check("PRETOKEN-015")
def values_kept(answer: Exchange, values: Mapping[str, Any]) -> Difference | None:
    """The access token has each claim with its value and JSON type."""
    return lacking(claims_in(answer, "AccessToken"), values, "value")


@check("PRETOKEN-016")
def protected_kept(answer: Exchange) -> Difference | None:
    """No protected claim has the function's value."""
    claims = claims_in(answer, "AccessToken")
    found = [name for name, value in FORGED.items() if claims.get(name) == value]
    return Difference(f"forged-{found[0]}", f"{found[0]} as without the function", "forged") if found else None


@check("PRETOKEN-017")
def runs_once(events: Exchange, answer: Exchange) -> Difference | None:
    """PreTokenGeneration ran once for both tokens."""
    return ran_once(events, "TokenGeneration_Authentication", "TokenGeneration")


@check("PRETOKEN-018")
def newer_event(events: Exchange, answer: Exchange, version: str) -> Difference | None:
    """The event has the version's number, and the scopes of the access token."""
    event = events_of(events, "TokenGeneration")[0]
    if event.get("version") != version:
        return Difference("version", f"version {version!r}", f"{event.get('version')!r}")
    scopes = request_in(event, "scopes")
    there = isinstance(scopes, list) and ADMIN in scopes
    return None if there else Difference("scopes", f"request.scopes with {ADMIN}", f"{scopes!r}")


@check("PRETOKEN-033", "PRETOKEN-034")
def applied_at_refresh(answer: Exchange, values: Mapping[str, Any]) -> Difference | None:
    """The refreshed access token has the added claims with their values."""
    return lacking(claims_in(answer, "AccessToken"), {**values, "only-access": "a"}, "refreshed-claim")


@check("PRETOKEN-036")
def applied_at_endpoint(answer: Exchange, values: Mapping[str, Any]) -> Difference | None:
    """The access token that was refreshed at the token endpoint has the added claims with their values."""
    claims = part_of(str(answer.get("access_token")), 1)
    return lacking(claims, {**values, "only-access": "a"}, "refreshed-claim")


@check("PRETOKEN-028")
def machine_token_changed(events: Exchange, answer: Exchange) -> Difference | None:
    """PreTokenGeneration ran once, and the token has the added claim."""
    difference = ran_once(events, "TokenGeneration_ClientCredentials", "TokenGeneration")
    claims = part_of(str(answer.get("access_token")), 1)
    return difference or lacking(claims, {"only-access": "a"}, "added-claim")


@check("PRETOKEN-029")
def machines_without_event(events: Exchange, user: Exchange, machine: Exchange) -> Difference | None:
    """PreTokenGeneration did not run."""
    return ran_not(events, "TokenGeneration")


@check("PRETOKEN-030")
def described(answer: Exchange, config: Mapping[str, str]) -> Difference | None:
    """PreTokenGenerationConfig is as it was set."""
    seen = answer.get("UserPool.LambdaConfig.PreTokenGenerationConfig")
    return None if seen == config else Difference("config", f"PreTokenGenerationConfig {dict(config)}", f"{seen!r}")


def config_of(function: str, version: str) -> dict[str, Any]:
    """LambdaConfig."""
    return {"PreTokenGenerationConfig": {"LambdaArn": function, "LambdaVersion": version}}


def arranged(s: Scenario, plan: Mapping[str, Any], version: str, base: str, password: str) -> tuple[str, Client, User]:
    """A function of a newer version, a client, a user."""
    function = s.function(plan)
    pool = s.pool(LambdaConfig=config_of(function, version))
    client = s.client(pool, ExplicitAuthFlows=ANY_PASSWORD_CLIENT)
    return function, client, s.user(pool, password=password, username=s.name(base))


@prop(
    "PRETOKEN-011",
    "PRETOKEN-012",
    "PRETOKEN-013",
    "PRETOKEN-015",
    "PRETOKEN-017",
    "PRETOKEN-018",
    number=which,
    version=versions,
    base=names(),
    password=passwords(),
)
def test_changes(s: Scenario, number: int, version: str, base: str, password: str) -> None:
    """A sign-in by each flow, with a function that adds claims and scopes."""
    access = {"claimsToAddOrOverride": {**VALUES[number], "only-access": "a"}, "scopesToAdd": ["openid", "email"]}
    plan = changes(access, {"claimsToAddOrOverride": {"only-id": "i"}})
    function, client, user = arranged(s, plan, version, base, password)
    session = s.sign_in(client, user)
    answer = session.exchange
    events = s.events(function)
    needs_event(s, events, "TokenGeneration", "PRETOKEN-019")
    s.check("PRETOKEN-017", events, answer)
    s.check("PRETOKEN-018", events, answer, version=version[1])
    answer = s.refreshed(session).exchange
    there = s.check("PRETOKEN-011", answer)
    s.check("PRETOKEN-013", answer, wanted=["openid", "email"])
    s.check("PRETOKEN-015", answer, values=VALUES[number])
    if not there:
        s.end("PRETOKEN-011", "no claim was added", answer)
    s.check("PRETOKEN-012", answer)


@prop("PRETOKEN-014", version=versions, base=names(), password=passwords())
def test_scope_suppressed(s: Scenario, version: str, base: str, password: str) -> None:
    """A function that suppresses the scope aws.cognito.signin.user.admin."""
    plan = changes({"scopesToAdd": ["openid"], "scopesToSuppress": [ADMIN]})
    _, client, user = arranged(s, plan, version, base, password)
    answer = s.issued(client, user).exchange
    if "openid" not in str(claims_in(answer, "AccessToken").get("scope")).split():
        s.end("PRETOKEN-013", "no scope was added", answer)
    s.check("PRETOKEN-014", answer)


@prop("PRETOKEN-016", version=versions, base=names(), password=passwords())
def test_protected(s: Scenario, version: str, base: str, password: str) -> None:
    """A function that sets protected claims."""
    plan = changes({"claimsToAddOrOverride": {**FORGED, "only-access": "a"}})
    _, client, user = arranged(s, plan, version, base, password)
    answer = s.issued(client, user).exchange
    if claims_in(answer, "AccessToken").get("only-access") != "a":
        s.end("PRETOKEN-011", "no claim was added", answer)
    s.check("PRETOKEN-016", answer)


@prop(
    "PRETOKEN-033",
    number=which,
    version=versions,
    base=names(),
    password=passwords(),
    refresh_flow=st.sampled_from(REFRESH_FLOWS),
)
def test_refresh(s: Scenario, number: int, version: str, base: str, password: str, refresh_flow: str) -> None:
    """A sign-in with a function that adds claims to the access token, and a refresh."""
    _, client, user = arranged(s, adding(number), version, base, password)
    session = s.sign_in(client, user)
    needs_claims(s, claims_in(session.exchange, "AccessToken"), number, session.exchange)
    answer = s.need(refresh(s, client, session.refresh, flow=refresh_flow, user=user), "REFRESH-001")
    s.check("PRETOKEN-033", answer, values=VALUES[number])


@prop("PRETOKEN-034", number=which, version=versions, base=names(), password=passwords(), rotates=st.booleans())
def test_rotation(s: Scenario, number: int, version: str, base: str, password: str, rotates: bool) -> None:
    """The same, and its refresh token given to GetTokensFromRefreshToken, of a client that rotates them or does not."""
    pool = s.pool(LambdaConfig=config_of(s.function(adding(number)), version))
    rotation = {"RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 0}} if rotates else {}
    client = s.client(pool, ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"] if rotates else PASSWORD_CLIENT, **rotation)
    session = s.sign_in(client, s.user(pool, password=password, username=s.name(base)))
    needs_claims(s, claims_in(session.exchange, "AccessToken"), number, session.exchange)
    answer = s.need(rotate(s, client, session.refresh), "ROTATE-001" if rotates else "REFRESH-006")
    s.check("PRETOKEN-034", answer, values=VALUES[number])


@prop("PRETOKEN-036", number=which, version=versions, base=names(), word=words())
def test_refresh_at_the_token_endpoint(s: Scenario, number: int, version: str, base: str, word: str) -> None:
    """A sign-in over the pages, and a refresh at the token endpoint."""
    pool = s.pool(LambdaConfig=config_of(s.function(adding(number)), version))
    s.hosted(pool)
    client = web_client(s, pool, ReadAttributes=["email"])
    first = web_tokens(s, client, s.user(pool, username=s.name(base)), "openid", word)
    needs_claims(s, part_of(str(first.get("access_token")), 1), number, first)
    answer = s.need(refresh_at_endpoint(s, client, first.text("refresh_token")), "OTOKEN-019")
    s.check("PRETOKEN-036", answer, values=VALUES[number])


def adding(number: int) -> dict[str, Any]:
    """A plan that adds claims to the access token."""
    return changes({"claimsToAddOrOverride": {**VALUES[number], "only-access": "a"}})


def needs_claims(s: Scenario, claims: Mapping[str, Any], number: int, answer: Exchange) -> None:
    """End the example where the function's answer did not reach the access token of the sign-in."""
    if claims.get("only-access") != "a":
        s.end("PRETOKEN-011", "no claim was added", answer)
    if lacking(claims, VALUES[number], "value"):
        s.end("PRETOKEN-015", "values were not kept at the sign-in", answer)


def machines(s: Scenario, version: str) -> tuple[str, Client]:
    """A function of this version in a pool with resource servers, and a client for programs."""
    function = s.function(changes({"claimsToAddOrOverride": {"only-access": "a"}}))
    return function, s.client(machine_pool(s, LambdaConfig=config_of(function, version)), **MACHINE)


@prop("PRETOKEN-028", scopes=st.lists(st.sampled_from(MACHINE["AllowedOAuthScopes"]), unique=True, min_size=1))
def test_machine(s: Scenario, scopes: list[str]) -> None:
    """A program's token, with V3_0."""
    function, client = machines(s, "V3_0")
    answer = s.need(ask_machine_token(s, client, scopes), "M2M-001")
    s.check("PRETOKEN-028", s.events(function), answer)


@check("PRETOKEN-037")
def machine_metadata_passed(events: Exchange, answer: Exchange, given: Mapping[str, str]) -> Difference | None:
    """clientMetadata of the event is the object that was sent as aws_client_metadata."""
    return passed_on(events, "TokenGeneration", "clientMetadata", given)


@prop("PRETOKEN-037", given=metadata())
def test_machine_metadata(s: Scenario, given: dict[str, str]) -> None:
    """A program's token, with V3_0, and something for the function."""
    function, client = machines(s, "V3_0")
    answer = s.need(ask_machine_token(s, client, None, aws_client_metadata=json.dumps(given)), "M2M-001")
    events = s.events(function)
    needs_event(s, events, "TokenGeneration", "PRETOKEN-028")
    s.check("PRETOKEN-037", events, answer, given=given)


@prop("PRETOKEN-029", base=names(), password=passwords())
def test_machine_before(s: Scenario, base: str, password: str) -> None:
    """A program's token, with V2_0; a user's token runs the function."""
    function, client = machines(s, "V2_0")
    machine = s.need(ask_machine_token(s, client, None), "M2M-001")
    events = s.events(function)
    user = s.user(client.pool, password=password, username=s.name(base))
    session = s.sign_in(s.client(client.pool, ExplicitAuthFlows=ANY_PASSWORD_CLIENT), user)
    needs_event(s, s.events(function), "TokenGeneration", "PRETOKEN-019")
    s.check("PRETOKEN-029", events, session.exchange, machine)


@prop("PRETOKEN-030", version=versions, policy=password_policies())
def test_described(s: Scenario, version: str, policy: dict[str, Any]) -> None:
    """DescribeUserPool shows PreTokenGenerationConfig."""
    config = config_of(s.function(WATCH), version)
    pool = s.own_pool(LambdaConfig=config, Policies={"PasswordPolicy": policy})
    answer = s.must("DescribeUserPool", UserPoolId=pool.id)
    s.check("PRETOKEN-030", answer, config=config["PreTokenGenerationConfig"])


@prop("POOL-049", policy=password_policies())
def test_lite_tier(s: Scenario, policy: dict[str, Any]) -> None:
    """The newer version in a pool of the LITE tier; the basic one is accepted there, with the same policy."""
    basic = {name: value for name, value in policy.items() if name != "PasswordHistorySize"}  # no setting of LITE
    function = s.function(WATCH)
    settings = {"UserPoolTier": "LITE", "Policies": {"PasswordPolicy": basic}}
    attempt = new_pool(s, LambdaConfig=config_of(function, "V2_0"), **settings)
    s.refused("POOL-049", attempt, control=lambda: new_pool(s, LambdaConfig=config_of(function, "V1_0"), **settings))
