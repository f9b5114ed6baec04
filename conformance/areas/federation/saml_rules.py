"""The guide's rules on metadata, on sign-ins that begin at the provider, and on the transport of responses."""

from __future__ import annotations

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.redirects import code_at_callback, refused_without_code
from conformance.checking.registry import check
from conformance.flows.code_grant import CALLBACK
from conformance.flows.federation import NOWHERE, SAML_ANSWER, forget_provider, new_provider, pool_for, provider_name
from conformance.flows.saml_provider import MAIL, Corporation, assertion, corporation, leave, respond, sign_in, unasked
from conformance.scenario import Scenario, prop
from conformance.scenario.browser import Arrival
from conformance.scenario.resources import Pool
from conformance.strategies import names
from conformance.strategies.malformed import words
from conformance.strategies.providers import endings, provider_names

MINUTE, HOUR = 60, 3600
LONG = "x" * 1200  # of an attribute; each makes a response some 1,800 characters longer


@check("FEDSAML-045", "FEDSAML-050")
def believed(answer: Exchange, callback: str) -> Difference | None:
    """The browser arrives at the callback with a code."""
    return code_at_callback(answer, callback)


@check("FEDSAML-046", "FEDSAML-047", "FEDSAML-048")
def not_believed(answer: Exchange) -> Difference | None:
    """The browser is given no code, and the server does not fail."""
    return refused_without_code(answer)


@check("FEDSAML-049", of_absence=True)
def not_by_get(answer: Exchange) -> Difference | None:
    """The browser gets no code; an answer that GET is not served is accepted too."""
    return refused_without_code(answer)


# -- metadata ----------------------------------------------------------------------------------------------------------


def _tried(s: Scenario, pool: Pool, ending: str, metadata: str) -> Exchange:
    """CreateIdentityProvider with these metadata; what it made is deleted at once."""
    name = provider_name(s, ending)
    made = new_provider(s, pool, name, "SAML", {"MetadataFile": metadata})
    if made.ok:
        forget_provider(s, pool, name)
    return made


@prop("FEDSAML-041", "FEDSAML-042", ending=endings(), word=words())
def test_no_address_for_redirects(s: Scenario, ending: str, word: str) -> None:
    """Metadata with an address for the POST binding alone, then with one for redirects."""
    pool, signer = pool_for(s, "SAML"), s.compute("saml.saml_identity")
    parts = f"{NOWHERE}/{word}", signer["certificate"], f"{NOWHERE}/{word}/sso", f"{NOWHERE}/{word}/slo"
    attempt = _tried(s, pool, ending, str(s.compute("saml.saml_metadata", *parts, binding="HTTP-POST")))
    fit = str(s.compute("saml.saml_metadata", *parts))
    s.refused("FEDSAML-041", attempt, control=lambda: _tried(s, pool, ending, fit))


@prop("FEDSAML-043", "FEDSAML-044", ending=endings(), word=words(), days=st.integers(2, 900))
def test_expired_certificate(s: Scenario, ending: str, word: str, days: int) -> None:
    """Metadata whose one signing certificate ended days ago, then the same with one that is good."""
    pool, places = pool_for(s, "SAML"), (f"{NOWHERE}/{word}/sso", f"{NOWHERE}/{word}/slo")
    old, new = s.compute("saml.saml_identity", ended=days), s.compute("saml.saml_identity")
    attempt = _tried(s, pool, ending, str(s.compute("saml.saml_metadata", NOWHERE, old["certificate"], *places)))
    fit = str(s.compute("saml.saml_metadata", NOWHERE, new["certificate"], *places))
    s.refused("FEDSAML-043", attempt, control=lambda: _tried(s, pool, ending, fit))


@prop("FEDSAML-045", name=provider_names(), base=names(), second=st.booleans())
def test_either_key(s: Scenario, name: str, base: str, second: bool) -> None:
    """A response signed with the first or second of two keys in the metadata; one with the only key is the control."""
    sign_in(s, corporation(s, name), s.name(base))
    corp = corporation(s, f"two-{name}", two_keys=True)
    request = leave(s, corp)
    said = assertion(s, corp, request, s.name(base))
    arrival = respond(s, corp, request.relay, said, signer=corp.second if second else corp.signer)
    s.accepted("FEDSAML-045", arrival.last)
    s.check("FEDSAML-045", arrival.last, callback=CALLBACK)


# -- begun at the provider ---------------------------------------------------------------------------------------------


def _begun(s: Scenario, corp: Corporation, subject: str, **changes: object) -> Arrival:
    """The end of a sign-in that begins at the provider, in a browser without cookies."""
    corp.site.browser.forget()
    relay = str(s.compute("oauth.encoded", unasked(corp.site.client.id, corp.name)))
    return respond(s, corp, relay, assertion(s, corp, None, subject, **changes))


def _open(s: Scenario, name: str, base: str, **changes: object) -> Corporation:
    """A provider that may begin sign-ins, after one that succeeded."""
    corp = corporation(s, f"open-{name}", details={"IDPInit": "true"})
    begun = _begun(s, corp, s.name(base), **changes)
    if not begun.code:
        s.end("FEDSAML-025", "no sign-in may begin at a provider", begun.last)
    return corp


@prop("FEDSAML-046", name=provider_names(), base=names(), real=st.booleans())
def test_unasked_answers_a_request(s: Scenario, name: str, base: str, real: bool) -> None:
    """An unsolicited response that answers another user's pending request, or a made-up request."""
    corp = _open(s, name, base)
    corp.site.browser.forget()
    request = leave(s, corp)
    asked = request.id if real and request.id else str(s.compute("saml.saml_id"))
    s.check("FEDSAML-046", _begun(s, corp, s.name(base), asked=asked).last)


@prop("FEDSAML-047", name=provider_names(), base=names(), fresh=st.integers(0, 240), minutes=st.integers(10, 240))
def test_unasked_and_old(s: Scenario, name: str, base: str, fresh: int, minutes: int) -> None:
    """A response issued long ago but valid for hours, after one issued within minutes."""
    corp = _open(s, name, base, age=fresh, life=2 * HOUR)
    s.check("FEDSAML-047", _begun(s, corp, s.name(base), age=minutes * MINUTE, life=2 * HOUR).last)


# -- responses ---------------------------------------------------------------------------------------------------------


@prop("FEDSAML-048", name=provider_names(), base=names(), hours=st.integers(1, 48))
def test_not_good_yet(s: Scenario, name: str, base: str, hours: int) -> None:
    """An assertion that becomes valid in hours, after a valid one."""
    corp = corporation(s, name)
    sign_in(s, corp, s.name(base))
    corp.site.browser.forget()
    request = leave(s, corp)
    said = assertion(s, corp, request, s.name(base), starts=hours * HOUR, life=(hours + 1) * HOUR)
    s.check("FEDSAML-048", respond(s, corp, request.relay, said).last)


@prop("FEDSAML-049", name=provider_names(), base=names())
def test_by_get(s: Scenario, name: str, base: str) -> None:
    """A response in the query of a GET, after one that was posted."""
    corp = corporation(s, name)
    sign_in(s, corp, s.name(base))
    corp.site.browser.forget()
    request = leave(s, corp)
    said = assertion(s, corp, request, s.name(base))
    text = s.compute("saml.saml_response", dict(corp.signer), s.clock(), said)
    query = {"SAMLResponse": text, "RelayState": request.relay}
    s.check("FEDSAML-049", corp.site.browser.get(corp.site.hosted.url(SAML_ANSWER), query=query))


@prop("FEDSAML-050", name=provider_names(), base=names(), attributes=st.sampled_from((20, 35, 51)))
def test_long(s: Scenario, name: str, base: str, attributes: int) -> None:
    """A response with extra attributes, up to some 96,000 characters; after one without them."""
    corp = corporation(s, name)
    sign_in(s, corp, s.name(base))
    corp.site.browser.forget()
    request = leave(s, corp)
    more = {f"filler{number}": LONG for number in range(attributes)}
    said = assertion(s, corp, request, s.name(base), attributes={MAIL: s.email(), "displayName": "Some Body"} | more)
    arrival = respond(s, corp, request.relay, said)
    s.accepted("FEDSAML-050", arrival.last)
    s.check("FEDSAML-050", arrival.last, callback=CALLBACK)
