"""Responses of a SAML provider that must be refused, each with a control that is accepted."""

from __future__ import annotations

import html
from typing import Any

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.redirects import claims_of, error_reached, redirect_query, refused_without_code, server_failed
from conformance.checking.registry import check
from conformance.flows.code_grant import CALLBACK, redeemed
from conformance.flows.saml_provider import (
    CORPORATE,
    Corporation,
    assertion,
    corporation,
    leave,
    respond,
    sign_in,
    unasked,
)
from conformance.scenario import Scenario, prop
from conformance.strategies import names
from conformance.strategies.durations import HOUR
from conformance.strategies.malformed import words
from conformance.strategies.providers import provider_names

PREFIX = "Invalid SAML response received: "
BAD_SIGNATURE = f"{PREFIX}SAML Assertion signature is invalid"
UNKNOWN = "Invalid samlResponse or relayState from identity provider"
NEEDED: dict[str, Any] = CORPORATE | {"Schema": [{"Name": "email", "Required": True, "Mutable": True}]}

FIXED: dict[str, Any] = CORPORATE | {"Schema": [{"Name": "name", "Required": False, "Mutable": False}]}


@check(
    "FEDSAML-011",
    "FEDSAML-013",
    "FEDSAML-014",
    "FEDSAML-016",
    "FEDSAML-017",
    "FEDSAML-018",
    "FEDSAML-019",
    "FEDSAML-022",
    "FEDSAML-024",
    "FEDSAML-026",
    "FEDSAML-059",
)
def not_believed(answer: Exchange) -> Difference | None:
    """The browser is given no code, and the server does not fail."""
    return refused_without_code(answer)


@check("FEDSAML-012")
def bad_signature_shown(answer: Exchange, callback: str) -> Difference | None:
    """The callback gets the error, and error_description begins with the recorded text."""
    seen = redirect_query(answer).get("error_description", "")
    wrong = error_reached(answer, callback, "server_error")
    if wrong is not None or seen.startswith(BAD_SIGNATURE):
        return wrong
    return Difference("text", f"a description that begins with {BAD_SIGNATURE!r}", f"{seen!r}")


@check("FEDSAML-015")
def nobody_else(answer: Exchange, name: str) -> Difference | None:
    """There are no tokens of the user in the unsigned assertion."""
    if claims_of(answer, "id_token").get("cognito:username") == name:
        return Difference("signed-in", "a user other than the unsigned subject", name)
    return server_failed(answer)


@check("FEDSAML-020")
def missing_attribute_shown(answer: Exchange, callback: str) -> Difference | None:
    """The callback gets the error server_error, and no code."""
    return refused_without_code(answer) or error_reached(answer, callback, "server_error")


@check("FEDSAML-021")
def missing_text(answer: Exchange, name: str) -> Difference | None:
    """error_description is the published text, with or without a full stop and a blank at its end."""
    text, seen = f"{PREFIX}Invalid user attributes: {name}: The attribute is required", redirect_query(answer)
    said = seen.get("error_description", "")
    return None if said.rstrip(" .") == text else Difference("text", text, f"{said!r}")


@check("FEDSAML-023")
def relay_state_text(answer: Exchange) -> Difference | None:
    """The page has the text that Cognito shows for an unknown relay state."""
    right = UNKNOWN in html.unescape(answer.body)
    return None if right else Difference("text", f"a page that says {UNKNOWN!r}", f"HTTP {answer.status}")


def _after_a_right_one(s: Scenario, name: str, base: str) -> Corporation:
    """A provider whose right response has just been accepted, and a browser without cookies."""
    corp = corporation(s, name)
    sign_in(s, corp, s.name(base))
    corp.site.browser.forget()
    return corp


def _wrong(s: Scenario, name: str, base: str, **changes: Any) -> Exchange:
    """A response with one thing wrong; a right sign-in succeeds first."""
    corp = _after_a_right_one(s, name, base)
    request = leave(s, corp)
    return respond(s, corp, request.relay, assertion(s, corp, request, s.name(base), **changes)).last


@prop("FEDSAML-011", "FEDSAML-012", name=provider_names(), base=names())
def test_other_key(s: Scenario, name: str, base: str) -> None:
    """An assertion signed with another key, whose certificate is included."""
    corp = _after_a_right_one(s, name, base)
    request = leave(s, corp)
    other = s.compute("saml.saml_identity", stranger=True)
    answer = respond(s, corp, request.relay, assertion(s, corp, request, s.name(base)), signer=other).last
    if not s.check("FEDSAML-011", answer):
        s.end("FEDSAML-011", "there is no such refusal")
    s.check("FEDSAML-012", answer, callback=CALLBACK)


@prop("FEDSAML-013", name=provider_names(), base=names(), victim=names())
def test_changed(s: Scenario, name: str, base: str, victim: str) -> None:
    """An assertion whose NameID is changed after signing."""
    s.check("FEDSAML-013", _wrong(s, name, base, changed=s.name(victim)))


@prop("FEDSAML-014", name=provider_names(), base=names())
def test_unsigned(s: Scenario, name: str, base: str) -> None:
    """An assertion without a signature."""
    s.check("FEDSAML-014", _wrong(s, name, base, unsigned="yes"))


@prop("FEDSAML-015", name=provider_names(), base=names(), victim=names())
def test_beside(s: Scenario, name: str, base: str, victim: str) -> None:
    """An unsigned assertion about another subject before the signed one."""
    corp, other = _after_a_right_one(s, name, base), s.name(victim)
    request = leave(s, corp)
    arrival = respond(s, corp, request.relay, assertion(s, corp, request, s.name(base), beside=other))
    answer = redeemed(s, corp.site, arrival.code) if arrival.code else arrival.last
    s.check("FEDSAML-015", answer, name=f"{name}_{other}")


@prop("FEDSAML-016", name=provider_names(), base=names(), way=st.sampled_from(("pool", "word", "case")), word=words())
def test_saml_audience(s: Scenario, name: str, base: str, way: str, word: str) -> None:
    """An assertion with the audience of another pool, or an unknown one."""
    right = corporation(s, name).audience
    wrong = {"pool": f"{right}{word}", "word": f"https://{word}.example.com", "case": right.upper()}[way]
    s.check("FEDSAML-016", _wrong(s, name, base, audience=wrong))


@prop("FEDSAML-017", name=provider_names(), base=names(), hours=st.integers(1, 48))
def test_saml_expired(s: Scenario, name: str, base: str, hours: int) -> None:
    """An assertion that expired hours ago."""
    s.check("FEDSAML-017", _wrong(s, name, base, life=-hours * HOUR))


@prop("FEDSAML-018", name=provider_names(), base=names(), word=words())
def test_recipient(s: Scenario, name: str, base: str, word: str) -> None:
    """An assertion with the recipient of another service."""
    s.check("FEDSAML-018", _wrong(s, name, base, recipient=f"https://{word}.example.com/saml2/idpresponse"))


@prop("FEDSAML-019", name=provider_names(), base=names(), same=st.booleans())
def test_replay(s: Scenario, name: str, base: str, same: bool) -> None:
    """The ID of an already used assertion, for the same user or another one; a new ID is accepted."""
    corp, subject, used = corporation(s, name), s.name(base), s.compute("saml.saml_id")
    sign_in(s, corp, subject, id=used)
    sign_in(s, corp, subject)
    corp.site.browser.forget()
    request = leave(s, corp)
    said = assertion(s, corp, request, subject if same else s.name(base), id=used)
    s.check("FEDSAML-019", respond(s, corp, request.relay, said).last)


@prop("FEDSAML-020", "FEDSAML-021", name=provider_names(), base=names())
def test_saml_required(s: Scenario, name: str, base: str) -> None:
    """A subject without an address, where one is required; a subject with one signs in."""
    corp = corporation(s, name, pool=NEEDED)
    sign_in(s, corp, s.name(base))
    corp.site.browser.forget()
    request = leave(s, corp)
    said = assertion(s, corp, request, s.name(base), attributes={"displayName": "Some Body"})
    answer = respond(s, corp, request.relay, said).last
    if not s.check("FEDSAML-020", answer, callback=CALLBACK):
        s.end("FEDSAML-020", "there is no such refusal")
    s.check("FEDSAML-021", answer, name="email")


@prop("FEDSAML-059", name=provider_names(), base=names(), first=words(), second=words(), same=st.booleans())
def test_saml_immutable(s: Scenario, name: str, base: str, first: str, second: str, same: bool) -> None:
    """The same or another name, where the attribute is immutable; a new subject may have any name."""
    s.assume(first != second)
    corp, subject, later = corporation(s, name, pool=FIXED), s.name(base), first if same else second
    sign_in(s, corp, subject, attributes={"displayName": first})
    sign_in(s, corp, s.name(base), attributes={"displayName": later})
    corp.site.browser.forget()
    request = leave(s, corp)
    said = assertion(s, corp, request, subject, attributes={"displayName": later})
    s.check("FEDSAML-059", respond(s, corp, request.relay, said).last)


@prop("FEDSAML-022", "FEDSAML-023", name=provider_names(), base=names(), relay=words(min_size=20, max_size=60))
def test_relay_state(s: Scenario, name: str, base: str, relay: str) -> None:
    """A response with an unknown relay state while another user's sign-in is pending; then that user's own."""
    corp, subject = corporation(s, name), s.name(base)
    request = leave(s, corp)
    said = assertion(s, corp, request, subject)
    attempt = respond(s, corp, relay, said)
    again = said | {"id": s.compute("saml.saml_id")}
    own = respond(s, corp, request.relay, again)
    if not own.code:
        s.end("FEDSAML-004", "a sign-in at the provider gave no code", own.last)
    if not s.check("FEDSAML-022", attempt.last):
        s.end("FEDSAML-022", "there is no such refusal")
    s.check("FEDSAML-023", attempt.last)


@prop("FEDSAML-024", name=provider_names(), base=names(), earlier=st.booleans())
def test_other_request(s: Scenario, name: str, base: str, earlier: bool) -> None:
    """A response to another pending request of this or another browser, or to a made-up request."""
    corp = _after_a_right_one(s, name, base)
    first = leave(s, corp)
    request = leave(s, corp)
    asked = first.id if earlier and first.id else str(s.compute("saml.saml_id"))
    said = assertion(s, corp, request, s.name(base), asked=asked)
    s.check("FEDSAML-024", respond(s, corp, request.relay, said).last)


@prop("FEDSAML-026", name=provider_names(), base=names())
def test_not_begun_here(s: Scenario, name: str, base: str) -> None:
    """A sign-in that begins at the provider, where that is not allowed; and where it is."""
    opened = corporation(s, f"open-{name}", details={"IDPInit": "true"})
    relay = str(s.compute("oauth.encoded", unasked(opened.site.client.id, opened.name)))
    begun = respond(s, opened, relay, assertion(s, opened, None, s.name(base)))
    if not begun.code:
        s.end("FEDSAML-025", "no sign-in may begin at a provider", begun.last)
    corp = _after_a_right_one(s, name, base)
    relay = str(s.compute("oauth.encoded", unasked(corp.site.client.id, corp.name)))
    s.check("FEDSAML-026", respond(s, corp, relay, assertion(s, corp, None, s.name(base))).last)
