"""Triggers of sign-ins through an identity provider: the first one and a later one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.redirects import error_reached, redirect_query, refused_without_code
from conformance.checking.registry import check
from conformance.checking.trigger_events import Event, ran_not, ran_once, sources_in
from conformance.flows.code_grant import CALLBACK
from conformance.flows.federation import FEDERATED, come_back, federated, leave, sign_in_elsewhere, somebody, tokens_of
from conformance.scenario import Scenario, prop
from conformance.strategies import given_names
from conformance.strategies.providers import subjects
from conformance.strategies.triggers import WATCH, failure_texts

WATCHED = ("PreSignUp", "PostConfirmation", "PreAuthentication", "PostAuthentication", "PreTokenGeneration")


@check("TRIG-052")
def signed_up(events: Exchange, answer: Exchange) -> Difference | None:
    """PreSignUp ran once, with the source PreSignUp_ExternalProvider."""
    return ran_once(events, "PreSignUp_ExternalProvider", "PreSignUp")


@check("TRIG-054")
def tokens_generated(events: Exchange, answer: Exchange, before: int = 0) -> Difference | None:
    """PreTokenGeneration ran after the first so many events, only with the source for hosted sign-ins."""
    seen = sources_in(_since(events, before), "TokenGeneration")
    if seen and set(seen) == {"TokenGeneration_HostedAuth"}:
        return None
    return Difference("source" if seen else "not-run", "TokenGeneration_HostedAuth", ", ".join(seen) or "none")


@check("TRIG-055")
def authenticating(events: Exchange, answer: Exchange, before: int) -> Difference | None:
    """PreAuthentication ran once since the first sign-in."""
    return ran_once(_since(events, before), "PreAuthentication_Authentication", "PreAuthentication")


@check("TRIG-056")
def authenticated(events: Exchange, answer: Exchange, before: int) -> Difference | None:
    """PostAuthentication ran once since the first sign-in."""
    return ran_once(_since(events, before), "PostAuthentication_Authentication", "PostAuthentication")


@check("TRIG-057")
def nobody_new(events: Exchange, answer: Exchange, before: int) -> Difference | None:
    """Neither PreSignUp nor PostConfirmation ran after the first so many events."""
    later = _since(events, before)
    return ran_not(later, "PreSignUp") or ran_not(later, "PostConfirmation")


def _since(events: Exchange, before: int) -> Exchange:
    """The events after the first so many."""
    found = events.get("events")
    listed = found[before:] if isinstance(found, list) else []
    return replace(events, response={**events.response, "events": listed})


@prop("TRIG-052", "TRIG-053", "TRIG-054", "TRIG-055", "TRIG-056", "TRIG-057", subject=subjects(), name=given_names())
def test_federated_sign_ins(s: Scenario, subject: str, name: str) -> None:
    """A new subject signs in twice, each time in a browser without cookies."""
    function = s.function(WATCH)
    site = federated(s, "Watched", pool={**FEDERATED, "LambdaConfig": dict.fromkeys(WATCHED, function)})
    claims: Mapping[str, Any] = somebody(s, subject, name=name)
    first = tokens_of(s, site, sign_in_elsewhere(s, site, "Watched", claims))
    at_first = s.events(function)
    ran = {requirement: s.check(requirement, at_first, first) for requirement in ("TRIG-052", "TRIG-053")}
    s.check("TRIG-054", at_first, first)
    before = _number(at_first)
    later = tokens_of(s, site, sign_in_elsewhere(s, site, "Watched", claims))
    events = s.events(function)
    s.check("TRIG-054", events, later, before=before)
    s.check("TRIG-055", events, later, before=before)
    s.check("TRIG-056", events, later, before=before)
    if all(ran.values()):
        s.check("TRIG-057", events, later, before=before)
    else:
        blame = "TRIG-053" if ran["TRIG-052"] else "TRIG-052"
        s.blocked("TRIG-057", blame, "it did not run at the first one either", at_first)


def _number(events: Exchange) -> int:
    found: list[Event] = events.get("events") or []
    return len(found)


@check("TRIG-063")
def refused_at_callback(answer: Exchange, callback: str) -> Difference | None:
    """The callback gets the error invalid_request, and no code."""
    return refused_without_code(answer) or error_reached(answer, callback, "invalid_request")


@check("TRIG-064")
def refusal_text(answer: Exchange, text: str) -> Difference | None:
    """error_description is the text that the API gives for this failure."""
    wanted, seen = f"PreSignUp failed with error {text}.", redirect_query(answer).get("error_description", "")
    return None if seen.rstrip() == wanted else Difference("text", f"error_description {wanted!r}", f"{seen!r}")


@check("TRIG-065")
def nobody_made(answer: Exchange, read: Exchange) -> Difference | None:
    """Reading the user is refused with UserNotFoundException."""
    if read.ok:
        return Difference("user-exists", "no such user", f"a user with status {read.get('UserStatus')}")
    found = read.code == "UserNotFoundException"
    return None if found else Difference("unclear", "UserNotFoundException", f"{read.code}: {read.message}")


@prop("TRIG-063", "TRIG-064", "TRIG-065", subject=subjects(), text=failure_texts())
def test_refused_sign_up(s: Scenario, subject: str, text: str) -> None:
    """A function that fails; where it does not, a new subject signs in."""
    open_to_all = federated(s, "Watched", pool={**FEDERATED, "LambdaConfig": {"PreSignUp": s.function(WATCH)}})
    sign_in_elsewhere(s, open_to_all, "Watched", somebody(s, subject))
    refusing = s.function({"PreSignUp": [{"raise": text}]})
    site = federated(s, "Refused", pool={**FEDERATED, "LambdaConfig": {"PreSignUp": refusing}})
    claims = somebody(s, subject)
    site.browser.forget()
    answer = come_back(s, site, leave(s, site, "Refused"), claims).last
    if s.check("TRIG-063", answer, callback=CALLBACK):
        s.check("TRIG-064", answer, text=text)
    else:
        s.blocked("TRIG-064", "TRIG-063", "there is no such refusal")
    if redirect_query(answer).get("code"):
        s.end("TRIG-063", "the function's refusal has no effect", answer)
    username = f"Refused_{claims['sub']}"
    s.check("TRIG-065", answer, s.call("AdminGetUser", UserPoolId=site.pool.id, Username=username))
