"""How the events of triggers are read, and checks of them that several requirements share. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.checking.exchange import Difference, Exchange

Event = Mapping[str, Any]
CHALLENGES = ("DefineAuthChallenge", "CreateAuthChallenge", "VerifyAuthChallengeResponse")
CUSTOM_CHALLENGE = "CUSTOM_CHALLENGE"
DEFINE = "DefineAuthChallenge_Authentication"  # the source of an event
STATUS = "cognito:user_status"  # the user's status, among the attributes that a function is given


def events_of(events: Exchange, trigger: str = "") -> list[Event]:
    """The events of a trigger (``PreSignUp``) or of one of its sources, in order."""
    found = events.get("events")
    listed = [event for event in found if isinstance(event, Mapping)] if isinstance(found, list) else []
    return [event for event in listed if source_of(event).startswith(trigger)]


def source_of(event: Event) -> str:
    """The triggerSource of the event."""
    return str(event.get("triggerSource"))


def sources_in(events: Exchange, trigger: str = "") -> list[str]:
    """The sources of all events, in order."""
    return [source_of(event) for event in events_of(events, trigger)]


def request_in(event: Event, member: str) -> Any:
    """A member of an event's request, None where there is none."""
    request = event.get("request")
    return request.get(member) if isinstance(request, Mapping) else None


def passed_on(events: Exchange, trigger: str, member: str, given: Mapping[str, str]) -> Difference | None:
    """The difference unless the first event of this trigger has in this member of its request what was given."""
    seen = request_in(events_of(events, trigger)[0], member)
    kind = "validation-data" if member == "validationData" else "client-metadata"
    return None if seen == given else Difference(kind, f"{member} {dict(given)}", f"{seen!r}")


def attributes_passed(events: Exchange, trigger: str, wanted: Mapping[str, str]) -> Difference | None:
    """The difference unless the first event of this trigger has these values in userAttributes."""
    seen = request_in(events_of(events, trigger)[0], "userAttributes")
    shown = seen if isinstance(seen, Mapping) else {}
    lost = {name: value for name, value in wanted.items() if shown.get(name) != value}
    return Difference("user-attributes", f"userAttributes with {dict(wanted)}", f"{seen!r}") if lost else None


def status_passed(events: Exchange, trigger: str, status: str) -> Difference | None:
    """The difference unless the first event of this trigger has this status among userAttributes."""
    attributes = request_in(events_of(events, trigger)[0], "userAttributes")
    seen = attributes.get(STATUS) if isinstance(attributes, Mapping) else None
    return None if seen == status else Difference("user-status", f"{STATUS} {status!r}", f"{seen!r}")


def of_groups(event: Event, member: str) -> Any:
    """A member of groupConfiguration in an event of PreTokenGeneration; None where there is none."""
    configuration = request_in(event, "groupConfiguration")
    return configuration.get(member) if isinstance(configuration, Mapping) else None


def shown_in(event: Event) -> list[list[Any]]:
    """Name and result of each challenge that a challenge function is shown."""
    session = request_in(event, "session")
    entries = session if isinstance(session, list) else []
    return [[e.get("challengeName"), e.get("challengeResult")] for e in entries if isinstance(e, Mapping)]


def ran_once(events: Exchange, source: str, trigger: str) -> Difference | None:
    """The difference unless this trigger ran once, with this source.

    Cognito calls a function again that takes more than five seconds; those of the suite do not.
    """
    seen = sources_in(events, trigger)
    if seen == [source]:
        return None
    if not seen:
        return Difference("not-run", f"one event {source}", "none")
    kind = "run-more-than-once" if set(seen) == {source} else "source"
    return Difference(kind, f"one event {source}", ", ".join(seen))


def ran_not(events: Exchange, trigger: str) -> Difference | None:
    """The difference unless this trigger did not run."""
    seen = sources_in(events, trigger)
    return Difference("run", f"no event of {trigger}", ", ".join(seen)) if seen else None


def common_difference(event: Event, expected: Mapping[str, Any]) -> Difference | None:
    """The first difference in the common members: version, region, userPoolId, userName, callerContext.clientId."""
    caller = event.get("callerContext")
    seen = {**event, "clientId": caller.get("clientId") if isinstance(caller, Mapping) else None}
    for member, value in expected.items():
        if seen.get(member) != value:
            return Difference(f"event-{member.lower()}", f"{member} {value!r}", f"{seen.get(member)!r}")
    for member in ("request", "response"):
        if not isinstance(event.get(member), Mapping):
            return Difference(f"event-{member}", f"{member}, an object", f"{event.get(member)!r}")
    return None
