"""CUSTOM_AUTH with functions that define, make and verify its challenges."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.checking.trigger_events import (
    CHALLENGES,
    CUSTOM_CHALLENGE,
    DEFINE,
    common_difference,
    events_of,
    request_in,
    shown_in,
    sources_in,
)
from conformance.flows.sign_in import initiate, respond, session_of
from conformance.flows.triggers import expected_of, needs_event, with_functions
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Client, User
from conformance.strategies import names, passwords
from conformance.strategies.clients import CUSTOM_CLIENT
from conformance.strategies.triggers import Graph, graphs, metadata, wrong_answers

CREATE = "CreateAuthChallenge_Authentication"
VERIFY = "VerifyAuthChallengeResponse_Authentication"


@check("CUSTOMT-001")
def asks(answer: Exchange) -> Difference | None:
    """The answer is CUSTOM_CHALLENGE with a Session."""
    name = answer.get("ChallengeName")
    if name != CUSTOM_CHALLENGE:
        return Difference("challenge-name", f"ChallengeName {CUSTOM_CHALLENGE}", f"{name!r}")
    return None if answer.get("Session") else Difference("no-session", "a Session", "none")


@check("CUSTOMT-002")
def shows_public(answer: Exchange, public: Mapping[str, str]) -> Difference | None:
    """ChallengeParameters has the publicChallengeParameters that CreateAuthChallenge returned."""
    seen = answer.get("ChallengeParameters")
    shown = seen if isinstance(seen, Mapping) else {}
    lost = {name: value for name, value in public.items() if shown.get(name) != value}
    return Difference("public-parameters", f"ChallengeParameters with {dict(public)}", f"{seen!r}") if lost else None


@check("CUSTOMT-003", "CUSTOMT-004")
def names_user(answer: Exchange, username: str) -> Difference | None:
    """USERNAME of the challenge is the user's name in the pool."""
    seen = answer.get("ChallengeParameters.USERNAME")
    if seen == username:
        return None
    kind = "no-username" if seen is None else "other-username"
    return Difference(kind, f"ChallengeParameters.USERNAME {username!r}", f"{seen!r}")


@check("CUSTOMT-005")
def hides_private(answer: Exchange, private: Mapping[str, str]) -> Difference | None:
    """The answer has none of the privateChallengeParameters."""
    text = json.dumps(answer.response, ensure_ascii=False)
    leaked = sorted(name for name, value in private.items() if value in text)
    return Difference("private-parameters", "no private parameter in the answer", ", ".join(leaked)) if leaked else None


@check("CUSTOMT-006")
def verify_gets_private(events: Exchange, answer: Exchange, private: Mapping[str, str]) -> Difference | None:
    """privateChallengeParameters of the event are those that CreateAuthChallenge returned."""
    seen = request_in(events_of(events, VERIFY)[-1], "privateChallengeParameters")
    return None if seen == private else Difference("private-parameters", f"{dict(private)}", f"{seen!r}")


@check("CUSTOMT-007")
def verify_gets_answer(events: Exchange, answer: Exchange, typed: str) -> Difference | None:
    """challengeAnswer of the event is the answer as it was typed."""
    seen = request_in(events_of(events, VERIFY)[-1], "challengeAnswer")
    return None if seen == typed else Difference("challenge-answer", f"challengeAnswer {typed!r}", f"{seen!r}")


@check("CUSTOMT-008", "CUSTOM-005")
def all_tokens(answer: Exchange) -> Difference | None:
    """The answer has access, ID and refresh token, and no further challenge."""
    lost = [n for n in ("AccessToken", "IdToken", "RefreshToken") if not answer.get(f"AuthenticationResult.{n}")]
    if lost:
        return Difference("no-tokens", "AuthenticationResult with all three tokens", f"without {', '.join(lost)}")
    named = answer.get("ChallengeName")
    return Difference("challenge-with-tokens", "no challenge with tokens", f"{named!r}") if named else None


@check("CUSTOMT-009")
def asks_again(answer: Exchange) -> Difference | None:
    """The wrong answer is accepted and leads to another CUSTOM_CHALLENGE, without tokens."""
    if not answer.ok:
        return Difference(f"refused-{answer.code}", f"another {CUSTOM_CHALLENGE}", f"{answer.code}: {answer.message}")
    if answer.get("AuthenticationResult.AccessToken"):
        return Difference("tokens", f"another {CUSTOM_CHALLENGE}", "tokens")
    name = answer.get("ChallengeName")
    return (
        None if name == CUSTOM_CHALLENGE else Difference("challenge-name", f"another {CUSTOM_CHALLENGE}", f"{name!r}")
    )


@check("CUSTOMT-010")
def session_is_new(first: Exchange, second: Exchange) -> Difference | None:
    """The next challenge's Session is not the one that was answered."""
    if not second.get("Session"):
        return Difference("no-session", "a Session of its own", "none")
    same = first.get("Session") == second.get("Session")
    return Difference("same-session", "a Session of its own", "the Session that was answered") if same else None


@check("CUSTOMT-013")
def begins_empty(events: Exchange, answer: Exchange) -> Difference | None:
    """The first event's session is an empty list."""
    seen = request_in(events_of(events, DEFINE)[0], "session")
    return None if seen == [] else Difference("first-session", "session []", f"{seen!r}")


@check("CUSTOMT-014")
def history_in_event(events: Exchange, answer: Exchange, results: list[bool]) -> Difference | None:
    """The event's session has one entry for each challenge, oldest first."""
    shown = shown_in(events_of(events, DEFINE)[-1])
    expected = [[CUSTOM_CHALLENGE, result] for result in results]
    return None if shown == expected else Difference("history", f"session {expected}", f"{shown}")


@check("CUSTOMT-015")
def metadata_in_event(events: Exchange, answer: Exchange, metadata: str) -> Difference | None:
    """The challenge's entry in the session has its challengeMetadata."""
    seen = request_in(events_of(events, DEFINE)[-1], "session")
    entry = seen[-1] if isinstance(seen, list) and seen and isinstance(seen[-1], Mapping) else {}
    shown = entry.get("challengeMetadata")
    if shown == metadata:
        return None
    return Difference("challenge-metadata", f"challengeMetadata {metadata!r}", f"{shown!r}")


@check("CUSTOMT-022")
def not_found_in_event(events: Exchange, answer: Exchange) -> Difference | None:
    """The function runs all the same, and its event says that the user was not found."""
    found = events_of(events, DEFINE)
    if not found:
        return Difference("not-run", "an event of DefineAuthChallenge", "none")
    seen = request_in(found[0], "userNotFound")
    return None if seen is True else Difference("user-not-found", "userNotFound true", f"{seen!r}")


@check("CUSTOMT-023")
def metadata_passed(events: Exchange, answer: Exchange, given: Mapping[str, str]) -> Difference | None:
    """clientMetadata reaches each function that the answer runs."""
    listed, sources = events_of(events), sources_in(events)
    for event in listed[sources.index(VERIFY) :]:
        seen = request_in(event, "clientMetadata")
        if seen != given:
            kind = f"client-metadata-{str(event.get('triggerSource')).partition('_')[0].lower()}"
            return Difference(kind, f"clientMetadata {dict(given)}", f"{seen!r}")
    return None


@check("CUSTOMT-024")
def metadata_kept_back(events: Exchange, answer: Exchange, given: Mapping[str, str]) -> Difference | None:
    """clientMetadata of InitiateAuth reaches neither function that it runs."""
    for event in events_of(events):
        seen = request_in(event, "clientMetadata")
        if seen:
            kind = f"client-metadata-{str(event.get('triggerSource')).partition('_')[0].lower()}"
            return Difference(kind, "no clientMetadata", f"{seen!r}")
    return None


@check("CUSTOMT-025")
def event_members(events: Exchange, answer: Exchange, expected: Mapping[str, Any]) -> Difference | None:
    """Each event has the members that events of every trigger have."""
    differences = (common_difference(event, expected) for event in events_of(events))
    return next((difference for difference in differences if difference), None)


@check("CUSTOMT-026")
def order(events: Exchange, answer: Exchange, expected: list[str]) -> Difference | None:
    """Each function runs once, in this order."""
    seen = sources_in(events)
    if seen == expected:
        return None
    kind = "order" if sorted(seen) == sorted(expected) else "number"
    return Difference(kind, f"events {', '.join(expected)}", ", ".join(seen) or "none")


def arranged(s: Scenario, graph: Graph, base: str, password: str = "Correct-Horse7") -> tuple[str, Client, User]:
    """The functions of a graph, a client that lets CUSTOM_AUTH in, a user."""
    function, pool = with_functions(s, graph.plan, CHALLENGES)
    client = s.client(pool, ExplicitAuthFlows=CUSTOM_CLIENT)
    return function, client, s.user(pool, password=password, username=s.name(base))


def begin(s: Scenario, client: Client, name: str, *, admin: bool = False, **more: str) -> Exchange:
    """InitiateAuth with CUSTOM_AUTH."""
    return initiate(s, client, "CUSTOM_AUTH", {"USERNAME": name, **more}, admin=admin)


def begun(s: Scenario, client: Client, user: User, *, admin: bool = False) -> Exchange:
    """The same, with a challenge that can be answered; the example ends without one."""
    challenge = s.need(begin(s, client, user.login, admin=admin), "CUSTOMT-001")
    if challenge.get("ChallengeName") != CUSTOM_CHALLENGE or session_of(challenge) is None:
        s.end("CUSTOMT-001", f"CUSTOM_AUTH was answered with {challenge.get('ChallengeName')!r}", challenge)
    return challenge


def answered(
    s: Scenario, client: Client, user: User, challenge: Exchange, typed: str, *, admin: bool = False
) -> Exchange:
    """An answer to the custom challenge."""
    return respond(
        s,
        client,
        CUSTOM_CHALLENGE,
        {"USERNAME": user.username, "ANSWER": typed},
        session=session_of(challenge),
        admin=admin,
    )


@prop(
    "CUSTOMT-001",
    "CUSTOMT-002",
    "CUSTOMT-003",
    "CUSTOMT-005",
    "CUSTOMT-013",
    "CUSTOMT-025",
    graph=graphs(),
    base=names(),
    admin=st.booleans(),
)
def test_begin(s: Scenario, graph: Graph, base: str, admin: bool) -> None:
    """The first challenge, and what the functions saw."""
    function, client, user = arranged(s, graph, base)
    challenge = s.need(begin(s, client, user.login, admin=admin), "CUSTOMT-001")
    events = s.events(function)
    s.check("CUSTOMT-001", challenge)
    s.check("CUSTOMT-002", challenge, public=graph.shown)
    s.check("CUSTOMT-003", challenge, username=user.username)
    s.check("CUSTOMT-005", challenge, private=graph.private)
    needs_event(s, events, DEFINE, "CUSTOMT-026")
    s.check("CUSTOMT-013", events, challenge)
    s.check("CUSTOMT-025", events, challenge, expected=expected_of(s, client, user.username))


@prop("CUSTOMT-001", graph=graphs(), base=names(), admin=st.booleans())
def test_begin_is_accepted(s: Scenario, graph: Graph, base: str, admin: bool) -> None:
    """InitiateAuth with CUSTOM_AUTH gives the custom challenge."""
    _, client, user = arranged(s, graph, base)
    s.check("CUSTOMT-001", s.accepted("CUSTOMT-001", begin(s, client, user.login, admin=admin)))


@prop("CUSTOMT-004", graph=graphs(), base=names())
def test_begin_by_number(s: Scenario, graph: Graph, base: str) -> None:
    """Signed in by a phone number, the user is named by the real name."""
    _, pool = with_functions(s, graph.plan, CHALLENGES, AliasAttributes=["phone_number"])
    client = s.client(pool, ExplicitAuthFlows=CUSTOM_CLIENT)
    number = s.phone()
    user = s.user(
        pool,
        username=s.name(base),
        attributes={"phone_number": number, "phone_number_verified": "true"},
    )
    challenge = s.need(begin(s, client, number), "CUSTOMT-001")
    s.check("CUSTOMT-004", challenge, username=user.username)


@prop(
    "CUSTOMT-006",
    "CUSTOMT-007",
    "CUSTOMT-008",
    "CUSTOMT-026",
    "CUSTOM-005",
    graph=graphs("tries"),
    base=names(),
    password=passwords(),
    admin=st.booleans(),
)
def test_right_answer(s: Scenario, graph: Graph, base: str, password: str, admin: bool) -> None:
    """A sign-in with one right answer."""
    function, client, user = arranged(s, graph, base, password)
    challenge = begun(s, client, user, admin=admin)
    answer = s.need(answered(s, client, user, challenge, graph.right, admin=admin), "CUSTOMT-008")
    events = s.events(function)
    s.check("CUSTOMT-008", answer)
    s.check("CUSTOM-005", answer)
    s.check("CUSTOMT-026", events, answer, expected=[DEFINE, CREATE, VERIFY, DEFINE])
    needs_event(s, events, VERIFY, "CUSTOMT-026")
    s.check("CUSTOMT-006", events, answer, private=graph.private)
    s.check("CUSTOMT-007", events, answer, typed=graph.right)


@prop("CUSTOMT-008", "CUSTOM-005", graph=graphs("tries"), base=names(), wrong=wrong_answers())
def test_right_answer_is_accepted(s: Scenario, graph: Graph, base: str, wrong: str) -> None:
    """The same, judged by acceptance: the answer is seen to matter first."""
    _, client, user = arranged(s, graph, base)
    other = answered(s, client, user, begun(s, client, user), wrong)
    if other.get("AuthenticationResult.AccessToken"):
        s.end("CUSTOMT-009", "a wrong answer gave tokens", other)
    answer = answered(s, client, user, begun(s, client, user), graph.right)
    s.check("CUSTOMT-008", s.accepted("CUSTOMT-008", answer))
    s.check("CUSTOM-005", s.accepted("CUSTOM-005", answer))


@prop(
    "CUSTOMT-009",
    "CUSTOMT-010",
    "CUSTOMT-007",
    "CUSTOMT-014",
    graph=graphs("tries", shortest=2),
    base=names(),
    wrong=wrong_answers(),
)
def test_wrong_answer(s: Scenario, graph: Graph, base: str, wrong: str) -> None:
    """A wrong answer leads to another challenge, and the function sees that it was wrong."""
    function, client, user = arranged(s, graph, base)
    challenge = begun(s, client, user)
    again = answered(s, client, user, challenge, wrong)
    events = s.events(function)
    s.check("CUSTOMT-009", again)
    s.need(again, "CUSTOMT-009")
    if again.get("ChallengeName") != CUSTOM_CHALLENGE:
        s.end("CUSTOMT-009", "the wrong answer led elsewhere", again)
    s.check("CUSTOMT-010", challenge, again)
    needs_event(s, events, VERIFY, "CUSTOMT-026")
    s.check("CUSTOMT-007", events, again, typed=wrong)
    s.check("CUSTOMT-014", events, again, results=[False])


@prop(
    "CUSTOMT-014",
    "CUSTOMT-015",
    graph=graphs(shortest=2),
    base=names(),
    typed=st.lists(st.booleans(), min_size=2, max_size=3),
    wrong=wrong_answers(),
)
def test_graph(s: Scenario, graph: Graph, base: str, typed: list[bool], wrong: str) -> None:
    """A walk through a challenge graph with right and wrong answers."""
    function, client, user = arranged(s, graph, base)
    answer, results = begun(s, client, user), list[bool]()
    for right in typed:
        if graph.after(results) != "ask" and results:
            break
        results.append(right)
        answer = answered(s, client, user, answer, graph.right if right else wrong)
        if graph.after(results) == "ask":
            s.need(answer, "CUSTOMT-009")
    events = s.events(function)
    if len(events_of(events, DEFINE)) != len(results) + 1:
        s.end("CUSTOMT-026", "DefineAuthChallenge did not run for each answer", events)
    s.check("CUSTOMT-014", events, answer, results=results)
    s.check("CUSTOMT-015", events, answer, metadata=graph.metadata)


@prop("CUSTOMT-011", graph=graphs(), base=names(), wrong=wrong_answers(), admin=st.booleans())
def test_failure(s: Scenario, graph: Graph, base: str, wrong: str, admin: bool) -> None:
    """Wrong answers until the functions say that it is enough."""
    _, client, user = arranged(s, graph, base)
    answer, results = begun(s, client, user, admin=admin), list[bool]()
    while graph.after(results) == "ask" or not results:
        results.append(False)
        answer = answered(s, client, user, answer, wrong, admin=admin)
        if graph.after(results) == "ask":
            s.need(answer, "CUSTOMT-009")
    s.refused(
        "CUSTOMT-011",
        answer,
        control=lambda: answered(s, client, user, begun(s, client, user, admin=admin), graph.right, admin=admin),
    )


@prop("CUSTOMT-023", graph=graphs("tries", shortest=2), base=names(), given=metadata())
def test_metadata_of_answer(s: Scenario, graph: Graph, base: str, given: dict[str, str]) -> None:
    """ClientMetadata of RespondToAuthChallenge."""
    function, client, user = arranged(s, graph, base)
    challenge = begun(s, client, user)
    again = s.must(
        "RespondToAuthChallenge",
        blame="CUSTOMT-009",
        ClientId=client.id,
        ChallengeName=CUSTOM_CHALLENGE,
        ChallengeResponses={"USERNAME": user.username, "ANSWER": "certainly wrong"},
        Session=session_of(challenge),
        ClientMetadata=given,
    )
    events = s.events(function)
    needs_event(s, events, VERIFY, "CUSTOMT-026")
    s.check("CUSTOMT-023", events, again, given=given)


@prop("CUSTOMT-024", graph=graphs(), base=names(), given=metadata())
def test_metadata_of_beginning(s: Scenario, graph: Graph, base: str, given: dict[str, str]) -> None:
    """ClientMetadata of InitiateAuth."""
    function, client, user = arranged(s, graph, base)
    challenge = s.must(
        "InitiateAuth",
        blame="CUSTOMT-001",
        ClientId=client.id,
        AuthFlow="CUSTOM_AUTH",
        AuthParameters={"USERNAME": user.login},
        ClientMetadata=given,
    )
    events = s.events(function)
    needs_event(s, events, DEFINE, "CUSTOMT-026")
    s.check("CUSTOMT-024", events, challenge, given=given)


@prop("CUSTOM-006", "CUSTOMT-021", graph=graphs(), base=names())
def test_unknown_user(s: Scenario, graph: Graph, base: str) -> None:
    """A name that no user has, at a client that reports unknown users."""
    function, client, user = arranged(s, graph, base)
    attempt = begin(s, client, s.name(f"{base}x"))
    events = s.events(function)
    s.refused("CUSTOM-006", attempt, control=lambda: begin(s, client, user.login))
    control = s.need(begin(s, client, user.login), "CUSTOMT-001")
    needs_event(s, s.events(function), DEFINE, "CUSTOMT-026")
    s.check("CUSTOMT-021", events, attempt, control)


@check("CUSTOMT-021")
def functions_did_not_run(events: Exchange, attempt: Exchange, control: Exchange) -> Difference | None:
    """None of the functions ran."""
    seen = sources_in(events)
    return Difference("run", "no event", ", ".join(seen)) if seen else None


@prop("CUSTOMT-022", graph=graphs(), base=names(), admin=st.booleans())
def test_hidden_unknown_user(s: Scenario, graph: Graph, base: str, admin: bool) -> None:
    """An unknown user name, through a client that hides that."""
    function, pool = with_functions(s, graph.plan, CHALLENGES)
    client = s.client(pool, ExplicitAuthFlows=CUSTOM_CLIENT, PreventUserExistenceErrors="ENABLED")
    answer = begin(s, client, s.name(base), admin=admin)
    if answer.outcome in ("unsupported", "indeterminate"):
        s.need(answer, None)
    s.check("CUSTOMT-022", s.events(function), answer)


@prop("CUSTOMT-027", trigger=st.sampled_from(CHALLENGES), graph=graphs("tries", shortest=2), base=names())
def test_function_fails(s: Scenario, trigger: str, graph: Graph, base: str) -> None:
    """One of the three functions fails; with all three in order the same is accepted."""
    broken = {**graph.plan, trigger: [{"raise": "out of order"}]}
    _, pool = with_functions(s, broken, CHALLENGES)
    user = s.user(pool, username=s.name(base))
    attempt = _as_far_as(s, s.client(pool, ExplicitAuthFlows=CUSTOM_CLIENT), user, trigger, graph)
    s.refused("CUSTOMT-027", attempt, control=lambda: _in_order(s, graph, base, trigger))


def _as_far_as(s: Scenario, client: Client, user: User, trigger: str, graph: Graph) -> Exchange:
    """The call that runs the failing function."""
    if trigger == "VerifyAuthChallengeResponse":
        return answered(s, client, user, begun(s, client, user), graph.right)
    return begin(s, client, user.login)


def _in_order(s: Scenario, graph: Graph, base: str, trigger: str) -> Exchange:
    _, client, user = arranged(s, graph, base)
    return _as_far_as(s, client, user, trigger, graph)


OTHERS = ("ALLOW_USER_PASSWORD_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_USER_AUTH")


@prop("FLOW-025", graph=graphs(), base=names(), closed=st.sets(st.sampled_from(OTHERS)).map(sorted))
def test_closed(s: Scenario, graph: Graph, base: str, closed: list[str]) -> None:
    """CUSTOM_AUTH on a client with its value, and on one with only other values."""
    _, client, user = arranged(s, graph, base)
    other = s.client(client.pool, ExplicitAuthFlows=[*closed, "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"])
    s.refused("FLOW-025", begin(s, other, user.login), control=lambda: begin(s, client, user.login))
