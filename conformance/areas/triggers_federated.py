"""Triggers of sign-ins through an identity provider: the first one and a later one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.checks import check
from conformance.exchange import Difference, Exchange
from conformance.federation import FEDERATED, federated, sign_in_elsewhere, somebody, tokens_of
from conformance.scenario import Scenario, prop
from conformance.strategies import given_names
from conformance.strategies.providers import subjects
from conformance.trigger_calls import Event, ran_not, ran_once, sources_in

WATCH: dict[str, Any] = {}
WATCHED = ("PreSignUp", "PostConfirmation", "PreAuthentication", "PostAuthentication", "PreTokenGeneration")


@check("TRIG-052")
def signed_up(events: Exchange, answer: Exchange) -> Difference | None:
    """PreSignUp, once."""
    return ran_once(events, "PreSignUp_ExternalProvider", "PreSignUp")


@check("TRIG-053")
def confirmed(events: Exchange, answer: Exchange) -> Difference | None:
    """PostConfirmation, once."""
    return ran_once(events, "PostConfirmation_ConfirmSignUp", "PostConfirmation")


@check("TRIG-054")
def tokens_generated(events: Exchange, answer: Exchange, before: int = 0) -> Difference | None:
    """For the hosted sign-in, since so many events."""
    seen = sources_in(_since(events, before), "TokenGeneration")
    if seen and set(seen) == {"TokenGeneration_HostedAuth"}:
        return None
    return Difference("source" if seen else "not-run", "TokenGeneration_HostedAuth", ", ".join(seen) or "none")


@check("TRIG-055")
def authenticating(events: Exchange, answer: Exchange, before: int) -> Difference | None:
    """PreAuthentication, once since so many events."""
    return ran_once(_since(events, before), "PreAuthentication_Authentication", "PreAuthentication")


@check("TRIG-056")
def authenticated(events: Exchange, answer: Exchange, before: int) -> Difference | None:
    """PostAuthentication, once since so many events."""
    return ran_once(_since(events, before), "PostAuthentication_Authentication", "PostAuthentication")


@check("TRIG-057")
def nobody_new(events: Exchange, answer: Exchange, before: int) -> Difference | None:
    """Neither trigger of a sign-up, since so many events."""
    later = _since(events, before)
    return ran_not(later, "PreSignUp") or ran_not(later, "PostConfirmation")


def _since(events: Exchange, before: int) -> Exchange:
    """The events after the first so many."""
    from dataclasses import replace

    found = events.get("events")
    listed = found[before:] if isinstance(found, list) else []
    return replace(events, response={**events.response, "events": listed})


@prop("TRIG-052", "TRIG-053", "TRIG-054", "TRIG-055", "TRIG-056", "TRIG-057", subject=subjects(), name=given_names())
def test_federated_sign_ins(s: Scenario, subject: str, name: str) -> None:
    """Somebody new comes twice, in a browser without cookies each time."""
    function = s.function(WATCH)
    site = federated(s, "Watched", pool={**FEDERATED, "LambdaConfig": dict.fromkeys(WATCHED, function)})
    claims: Mapping[str, Any] = somebody(s, subject, name=name)
    first = tokens_of(s, site, sign_in_elsewhere(s, site, "Watched", claims))
    events = s.events(function)
    s.check("TRIG-052", events, first)
    s.check("TRIG-053", events, first)
    s.check("TRIG-054", events, first)
    before = _number(events)
    later = tokens_of(s, site, sign_in_elsewhere(s, site, "Watched", claims))
    events = s.events(function)
    s.check("TRIG-054", events, later, before=before)
    s.check("TRIG-055", events, later, before=before)
    s.check("TRIG-056", events, later, before=before)
    s.check("TRIG-057", events, later, before=before)


def _number(events: Exchange) -> int:
    found: list[Event] = events.get("events") or []
    return len(found)
