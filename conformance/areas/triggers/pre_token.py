"""PreTokenGeneration V1_0: the ID token and the groups; events and refusals of every version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from conformance.checking.claims import having, lacking
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.checking.trigger_events import (
    attributes_passed,
    common_difference,
    events_of,
    of_groups,
    ran_once,
    request_in,
    sources_in,
    status_passed,
)
from conformance.flows.hosted_sign_in import refresh_at_endpoint, web_client, web_tokens
from conformance.flows.sign_in import forced, new_password, session_of, srp_challenge, srp_proof, with_password
from conformance.flows.tokens import REFRESH_FLOWS, refresh, rotate
from conformance.flows.triggers import expected_of, needs_event, with_functions
from conformance.flows.users import sub_of
from conformance.kit.reading import claims_in, part_of
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Client, Session, User
from conformance.strategies import group_names, names, passwords
from conformance.strategies.clients import ANY_PASSWORD_CLIENT, PASSWORD_CLIENT
from conformance.strategies.malformed import words
from conformance.strategies.triggers import WATCH, failure_texts, metadata

TRIGGER = ("PreTokenGeneration",)
AT_SIGN_IN = "TokenGeneration_Authentication"
ADDED: tuple[dict[str, str], ...] = (
    {"tenant": "t-17"},
    {"https://example.com/role": "admin", "plan": "gold"},
    {"region": "\u00e9t\u00e9 \u2713", "note": "two words"},
)
GROUPS = ["made-up-b", "made-up-a"]
PROTECTED = ("sub", "iss", "aud", "token_use", "cognito:username", "auth_time", "exp", "iat", "jti", "event_id")
FORGED = {name: "1" if name in ("auth_time", "exp", "iat") else f"forged-{name}" for name in PROTECTED}
which = st.integers(0, len(ADDED) - 1)


def changes(details: Mapping[str, Any]) -> dict[str, Any]:
    """A plan that answers with these claimsOverrideDetails."""
    return {"TokenGeneration": [{"response": {"claimsOverrideDetails": dict(details)}}]}


def usual(number: int) -> dict[str, Any]:
    """A plan that adds, overrides and suppresses claims."""
    return changes(
        {
            "claimsToAddOrOverride": {**ADDED[number], "nickname": "overridden", "given_name": "set and taken away"},
            "claimsToSuppress": ["given_name", "family_name"],
            "groupOverrideDetails": {"groupsToOverride": GROUPS},
        }
    )


@check("PRETOKEN-001")
def id_claims_added(answer: Exchange, added: Mapping[str, str]) -> Difference | None:
    """The ID token has each of the added claims with its value."""
    return lacking(claims_in(answer, "IdToken"), added, "added-claim")


@check("PRETOKEN-002")
def access_claims_not_added(answer: Exchange, added: Mapping[str, str]) -> Difference | None:
    """The access token has none of the added claims."""
    return having(claims_in(answer, "AccessToken"), list(added), "in-access-token")


@check("PRETOKEN-003")
def id_claim_overridden(answer: Exchange) -> Difference | None:
    """The ID token's claim nickname has the function's value, not the attribute's."""
    return lacking(claims_in(answer, "IdToken"), {"nickname": "overridden"}, "overridden-claim")


@check("PRETOKEN-004")
def id_claim_suppressed(answer: Exchange) -> Difference | None:
    """The ID token has no claim family_name, which the function took out."""
    return having(claims_in(answer, "IdToken"), ["family_name"], "not-suppressed")


@check("PRETOKEN-005")
def suppression_wins(answer: Exchange) -> Difference | None:
    """A claim that is both set and suppressed is absent."""
    return having(claims_in(answer, "IdToken"), ["given_name"], "not-suppressed")


@check("PRETOKEN-006", "PRETOKEN-007")
def groups_overridden(answer: Exchange, token: str) -> Difference | None:
    """cognito:groups has the groups that the function returned, in any order."""
    seen = claims_in(answer, token).get("cognito:groups")
    right = isinstance(seen, list) and sorted(map(str, seen)) == sorted(GROUPS)
    return None if right else Difference("groups", f"cognito:groups {GROUPS}", f"{seen!r}")


@check("PRETOKEN-008")
def protected_kept(answer: Exchange) -> Difference | None:
    """No protected claim has the function's value."""
    claims = claims_in(answer, "IdToken")
    found = [name for name, value in FORGED.items() if str(claims.get(name)) == value]
    if not found:
        return None
    return Difference(f"forged-{found[0].replace('cognito:', '')}", f"{found[0]} as without the function", "forged")


@check("PRETOKEN-009")
def protected_not_suppressed(answer: Exchange) -> Difference | None:
    """The ID token still has every protected claim."""
    lost = [name for name in PROTECTED if name not in claims_in(answer, "IdToken")]
    return Difference(f"no-{lost[0].replace('cognito:', '')}", f"claim {lost[0]}", "none") if lost else None


@check("PRETOKEN-010")
def no_cognito_claim(answer: Exchange) -> Difference | None:
    """The token has no added claim whose name begins with ``cognito:``."""
    return having(claims_in(answer, "IdToken"), ["cognito:made-up"], "cognito-claim")


@check("PRETOKEN-019")
def runs_at_sign_in(events: Exchange, answer: Exchange, expected: Mapping[str, Any]) -> Difference | None:
    """PreTokenGeneration ran once at the sign-in, with the members that events of every trigger have."""
    difference = ran_once(events, AT_SIGN_IN, "TokenGeneration")
    return difference or common_difference(events_of(events, AT_SIGN_IN)[0], expected)


@check("PRETOKEN-020")
def runs_at_refresh(before: Exchange, events: Exchange, answer: Exchange) -> Difference | None:
    """PreTokenGeneration ran once more at the refresh."""
    seen = sources_in(events)[len(sources_in(before)) :]
    wanted = "TokenGeneration_RefreshTokens"
    return None if seen == [wanted] else Difference("sources", f"one event {wanted}", ", ".join(seen) or "none")


@check("PRETOKEN-021")
def applied_at_refresh(answer: Exchange, added: Mapping[str, str]) -> Difference | None:
    """The refreshed ID token has the added and the overridden claims."""
    return lacking(claims_in(answer, "IdToken"), {**added, "nickname": "overridden"}, "refreshed-claim")


@check("PRETOKEN-032")
def runs_at_rotation(
    before: Exchange, events: Exchange, answer: Exchange, added: Mapping[str, str]
) -> Difference | None:
    """PreTokenGeneration ran once more, whatever its source, and the new ID token has the function's claims."""
    seen = sources_in(events)[len(sources_in(before)) :]
    if len(seen) != 1 or not seen[0].startswith("TokenGeneration_"):
        kind = "run-more-than-once" if seen else "not-run"
        return Difference(kind, "one event TokenGeneration_…", ", ".join(seen) or "none")
    return lacking(claims_in(answer, "IdToken"), {**added, "nickname": "overridden"}, "refreshed-claim")


@check("PRETOKEN-035")
def applied_at_endpoint(answer: Exchange, added: Mapping[str, str]) -> Difference | None:
    """The ID token that was refreshed at the token endpoint has the added and the overridden claims."""
    claims = part_of(str(answer.get("id_token")), 1)
    return lacking(claims, {**added, "nickname": "overridden"}, "refreshed-claim")


@check("PRETOKEN-022")
def runs_after_new_password(events: Exchange, answer: Exchange) -> Difference | None:
    """PreTokenGeneration ran once, with the source TokenGeneration_NewPasswordChallenge."""
    return ran_once(events, "TokenGeneration_NewPasswordChallenge", "TokenGeneration")


@check("PRETOKEN-023")
def groups_in_event(events: Exchange, answer: Exchange, groups: list[str]) -> Difference | None:
    """groupsToOverride of the event lists the user's groups, in any order."""
    seen = of_groups(events_of(events, AT_SIGN_IN)[0], "groupsToOverride")
    right = isinstance(seen, list) and sorted(map(str, seen)) == sorted(groups)
    return None if right else Difference("groups", f"groupsToOverride {groups}", f"{seen!r}")


@check("PRETOKEN-024")
def attributes_in_event(events: Exchange, answer: Exchange, attributes: Mapping[str, str]) -> Difference | None:
    """userAttributes of the event has each of these attributes with its value."""
    return attributes_passed(events, AT_SIGN_IN, attributes)


@check("PRETOKEN-038")
def status_in_event(events: Exchange, answer: Exchange) -> Difference | None:
    """The event has the status of the user, who is CONFIRMED."""
    return status_passed(events, AT_SIGN_IN, "CONFIRMED")


@check("PRETOKEN-025")
def metadata_not_passed(events: Exchange, answer: Exchange) -> Difference | None:
    """The event has no clientMetadata."""
    seen = request_in(events_of(events, AT_SIGN_IN)[0], "clientMetadata")
    return Difference("client-metadata", "no clientMetadata", f"{seen!r}") if seen else None


@check("PRETOKEN-026")
def metadata_passed(events: Exchange, answer: Exchange, given: Mapping[str, str]) -> Difference | None:
    """clientMetadata of the event is what was sent."""
    seen = request_in(events_of(events, AT_SIGN_IN)[0], "clientMetadata")
    return None if seen == given else Difference("client-metadata", f"clientMetadata {dict(given)}", f"{seen!r}")


@check("PRETOKEN-042")
def metadata_of_rotation_passed(
    before: Exchange, events: Exchange, answer: Exchange, given: Mapping[str, str]
) -> Difference | None:
    """clientMetadata of the event after those of the sign-in is what was sent."""
    seen = request_in(events_of(events)[len(events_of(before))], "clientMetadata")
    return None if seen == given else Difference("client-metadata", f"clientMetadata {dict(given)}", f"{seen!r}")


ATTRIBUTES = {"nickname": "own", "given_name": "Ana", "family_name": "Lima", "middle_name": "Eva"}


def arranged(s: Scenario, plan: Mapping[str, Any], base: str, password: str) -> tuple[str, Client, User]:
    """A function before tokens, a client, and a user with something to change."""
    function, pool = with_functions(s, plan, TRIGGER)
    client = s.client(pool, ExplicitAuthFlows=ANY_PASSWORD_CLIENT)
    return function, client, s.user(pool, password=password, username=s.name(base), attributes=ATTRIBUTES)


@prop(
    "PRETOKEN-001",
    "PRETOKEN-002",
    "PRETOKEN-003",
    "PRETOKEN-004",
    "PRETOKEN-005",
    "PRETOKEN-006",
    "PRETOKEN-007",
    "PRETOKEN-019",
    plain=("name=email", "name=phone", "name=preferred_username"),
    number=which,
    base=names(),
    password=passwords(),
)
def test_changes(s: Scenario, number: int, base: str, password: str) -> None:
    """A sign-in by each flow, with a function that adds, overrides and takes away."""
    function, client, user = arranged(s, usual(number), base, password)
    answer = s.sign_in(client, user).exchange
    events = s.events(function)
    s.check("PRETOKEN-019", events, answer, expected=expected_of(s, client, user.username))
    needs_event(s, events, "TokenGeneration", "PRETOKEN-019")
    there = s.check("PRETOKEN-001", answer, added=ADDED[number])
    s.check("PRETOKEN-003", answer)
    s.check("PRETOKEN-006", answer, token="IdToken")
    s.check("PRETOKEN-007", answer, token="AccessToken")
    if claims_in(answer, "IdToken").get("middle_name") != ATTRIBUTES["middle_name"]:
        s.end("TOKEN-022", "the ID token lacks the user's attributes", answer)
    s.check("PRETOKEN-004", answer)
    s.check("PRETOKEN-005", answer)
    if not there:
        s.end("PRETOKEN-001", "no claim was added", answer)
    s.check("PRETOKEN-002", answer, added=ADDED[number])


def applied(s: Scenario, answer: Exchange) -> None:
    """End the example where the function's answer did not reach the ID token at all."""
    if claims_in(answer, "IdToken").get("tenant") != "t-17":
        s.end("PRETOKEN-001", "no claim was added", answer)


@prop("PRETOKEN-008", base=names(), password=passwords())
def test_protected_set(s: Scenario, base: str, password: str) -> None:
    """A function that sets protected claims."""
    plan = changes({"claimsToAddOrOverride": {**FORGED, "tenant": "t-17"}})
    _, client, user = arranged(s, plan, base, password)
    answer = s.issued(client, user).exchange
    applied(s, answer)
    s.check("PRETOKEN-008", answer)


@prop("PRETOKEN-009", base=names(), password=passwords())
def test_protected_suppressed(s: Scenario, base: str, password: str) -> None:
    """A function that suppresses protected claims, and another claim, which is absent."""
    plan = changes({"claimsToAddOrOverride": {"tenant": "t-17"}, "claimsToSuppress": [*PROTECTED, "family_name"]})
    _, client, user = arranged(s, plan, base, password)
    answer = s.issued(client, user).exchange
    applied(s, answer)
    if "family_name" in claims_in(answer, "IdToken"):
        s.end("PRETOKEN-004", "no claim was suppressed", answer)
    s.check("PRETOKEN-009", answer)


@prop("PRETOKEN-010", base=names(), password=passwords())
def test_cognito_claim(s: Scenario, base: str, password: str) -> None:
    """A function that adds a claim of Cognito's namespace."""
    _, client, user = arranged(
        s, changes({"claimsToAddOrOverride": {"cognito:made-up": "forged", "tenant": "t-17"}}), base, password
    )
    answer = s.issued(client, user).exchange
    applied(s, answer)
    s.check("PRETOKEN-010", answer)


@prop(
    "PRETOKEN-002",
    "PRETOKEN-004",
    "PRETOKEN-005",
    "PRETOKEN-006",
    "PRETOKEN-007",
    "PRETOKEN-020",
    "PRETOKEN-021",
    number=which,
    base=names(),
    password=passwords(),
    refresh_flow=st.sampled_from(REFRESH_FLOWS),
)
def test_refresh(s: Scenario, number: int, base: str, password: str, refresh_flow: str) -> None:
    """A sign-in, and its tokens refreshed: the function changes them as it changed those of the sign-in."""
    function, client, user = arranged(s, usual(number), base, password)
    session = s.sign_in(client, user)
    before = s.events(function)
    answer = s.need(refresh(s, client, session.refresh, flow=refresh_flow, user=user), "REFRESH-001")
    events = s.events(function)
    needs_event(s, events, "TokenGeneration", "PRETOKEN-019")
    s.check("PRETOKEN-020", before, events, answer)
    _changed_at_sign_in(s, session)
    if not s.check("PRETOKEN-021", answer, added=ADDED[number]):
        s.end("PRETOKEN-021", "no claim was changed by the refresh")
    s.check("PRETOKEN-006", answer, token="IdToken")
    s.check("PRETOKEN-007", answer, token="AccessToken")
    s.check("PRETOKEN-004", answer)
    s.check("PRETOKEN-005", answer)
    s.check("PRETOKEN-002", answer, added=ADDED[number])


@prop("PRETOKEN-032", number=which, base=names(), password=passwords())
def test_rotation(s: Scenario, number: int, base: str, password: str) -> None:
    """A sign-in, and its refresh token exchanged by GetTokensFromRefreshToken."""
    function, pool = with_functions(s, usual(number), TRIGGER)
    rotation = {"Feature": "ENABLED", "RetryGracePeriodSeconds": 0}
    client = s.client(pool, ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"], RefreshTokenRotation=rotation)
    session = s.sign_in(client, s.user(pool, password=password, username=s.name(base), attributes=ATTRIBUTES))
    before = s.events(function)
    answer = s.need(rotate(s, client, session.refresh), "ROTATE-001")
    events = s.events(function)
    needs_event(s, events, "TokenGeneration", "PRETOKEN-019")
    _changed_at_sign_in(s, session)
    s.check("PRETOKEN-032", before, events, answer, added=ADDED[number])


@prop("PRETOKEN-042", base=names(), password=passwords(), given=metadata())
def test_metadata_of_rotation(s: Scenario, base: str, password: str, given: dict[str, str]) -> None:
    """ClientMetadata of GetTokensFromRefreshToken."""
    function, pool = with_functions(s, WATCH, TRIGGER)
    rotation = {"Feature": "ENABLED", "RetryGracePeriodSeconds": 0}
    client = s.client(pool, ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"], RefreshTokenRotation=rotation)
    session = s.sign_in(client, s.user(pool, password=password, username=s.name(base)))
    before = s.events(function)
    answer = s.need(rotate(s, client, session.refresh, ClientMetadata=given), "ROTATE-001")
    events = s.events(function)
    if len(events_of(events)) == len(events_of(before)):
        s.end("PRETOKEN-032", "PreTokenGeneration did not run", events)
    s.check("PRETOKEN-042", before, events, answer, given=given)


@prop("PRETOKEN-035", number=which, base=names(), word=words())
def test_refresh_at_the_token_endpoint(s: Scenario, number: int, base: str, word: str) -> None:
    """A sign-in over the pages, and a refresh at the token endpoint."""
    _, pool = with_functions(s, usual(number), TRIGGER)
    s.hosted(pool)
    client = web_client(s, pool, ReadAttributes=["nickname"])
    user = s.user(pool, username=s.name(base), attributes=ATTRIBUTES)
    first = web_tokens(s, client, user, "openid", word)
    if part_of(str(first.get("id_token")), 1).get("nickname") != "overridden":
        s.end("PRETOKEN-003", "no claim was overridden at the sign-in", first)
    answer = s.need(refresh_at_endpoint(s, client, first.text("refresh_token")), "OTOKEN-019")
    s.check("PRETOKEN-035", answer, added=ADDED[number])


def _changed_at_sign_in(s: Scenario, session: Session) -> None:
    """End the example where the function's answer did not reach the tokens of the sign-in."""
    if claims_in(session.exchange, "IdToken").get("nickname") != "overridden":
        s.end("PRETOKEN-003", "no claim was overridden at the sign-in", session.exchange)


@prop(
    "PRETOKEN-022",
    base=names(),
    password=passwords(),
    other=passwords(),
)
def test_new_password(s: Scenario, base: str, password: str, other: str) -> None:
    """A first sign-in of an invited user."""
    function, pool = with_functions(s, WATCH, TRIGGER)
    client = s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT)
    user = s.user(pool, password=password, username=s.name(base), status="FORCE_CHANGE_PASSWORD")
    answer = s.need(new_password(s, client, forced(s, client, user), user, other), "NEWPW-001")
    s.check("PRETOKEN-022", s.events(function), answer)


@prop(
    "PRETOKEN-023",
    "PRETOKEN-024",
    "PRETOKEN-038",
    base=names(),
    groups=st.lists(group_names(), min_size=1, max_size=2),
)
def test_event(s: Scenario, base: str, groups: list[str]) -> None:
    """A user with attributes and groups."""
    function, client, user = arranged(s, WATCH, base, "Correct-Horse7")
    fresh = [s.name(group) for group in groups]
    for name in fresh:
        s.must("CreateGroup", UserPoolId=client.pool.id, GroupName=name)
        s.must("AdminAddUserToGroup", UserPoolId=client.pool.id, GroupName=name, Username=user.username)
    answer = s.sign_in(client, user).exchange
    events = s.events(function)
    needs_event(s, events, AT_SIGN_IN, "PRETOKEN-019")
    s.check("PRETOKEN-023", events, answer, groups=fresh)
    s.check("PRETOKEN-024", events, answer, attributes={**ATTRIBUTES, "sub": sub_of(s, user)})
    s.check("PRETOKEN-038", events, answer)


@prop("PRETOKEN-025", base=names(), password=passwords(), given=metadata())
def test_metadata_of_beginning(s: Scenario, base: str, password: str, given: dict[str, str]) -> None:
    """ClientMetadata of InitiateAuth."""
    function, client, user = arranged(s, WATCH, base, password)
    answer = s.must(
        "InitiateAuth",
        ClientId=client.id,
        AuthFlow="USER_PASSWORD_AUTH",
        ClientMetadata=given,
        AuthParameters={"USERNAME": user.login, "PASSWORD": password},
    )
    events = s.events(function)
    needs_event(s, events, AT_SIGN_IN, "PRETOKEN-019")
    s.check("PRETOKEN-025", events, answer)


@prop(
    "PRETOKEN-026",
    base=names(),
    password=passwords(),
    given=metadata(),
)
def test_metadata_of_answer(s: Scenario, base: str, password: str, given: dict[str, str]) -> None:
    """ClientMetadata of RespondToAuthChallenge."""
    function, client, user = arranged(s, WATCH, base, password)
    start = srp_challenge(s, client, user.login)
    session = session_of(start.challenge)
    more: dict[str, Any] = {"Session": session} if session else {}
    answer = s.must(
        "RespondToAuthChallenge",
        ClientId=client.id,
        ChallengeName="PASSWORD_VERIFIER",
        ChallengeResponses=srp_proof(s, client, start, password),
        ClientMetadata=given,
        **more,
    )
    events = s.events(function)
    needs_event(s, events, AT_SIGN_IN, "PRETOKEN-019")
    s.check("PRETOKEN-026", events, answer, given=given)


@prop("PRETOKEN-027", base=names(), password=passwords(), text=failure_texts())
def test_failure(s: Scenario, base: str, password: str, text: str) -> None:
    """A function that fails; where it does not, the same is accepted."""
    _, client, user = arranged(s, {"TokenGeneration": [{"raise": text}]}, base, password)
    _, other, twin = arranged(s, WATCH, base, password)
    s.refused(
        "PRETOKEN-027",
        with_password(s, client, user.login, password),
        control=lambda: with_password(s, other, twin.login, password),
    )
