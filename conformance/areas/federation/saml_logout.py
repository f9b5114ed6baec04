"""Sign-out at a SAML provider: the request and the response."""

from __future__ import annotations

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.redirects import lacking, redirect_query
from conformance.checking.registry import check
from conformance.flows.code_grant import GOODBYE, served
from conformance.flows.saml_provider import ENTITY, SLO, Corporation, corporation, sign_in
from conformance.kit import saml as wire
from conformance.scenario import Scenario, prop
from conformance.scenario.browser import Arrival
from conformance.strategies import names
from conformance.strategies.providers import provider_names

RETURN = "/saml2/logout"
LOGOUT_REQUEST = "{urn:oasis:names:tc:SAML:2.0:protocol}LogoutRequest"


@check("FEDSAML-052")
def led_to_slo(answer: Exchange, address: str) -> Difference | None:
    """The redirect to the provider has a SAMLRequest and a RelayState."""
    location = answer.headers.get("location", "")
    if location.partition("?")[0] != address:
        return Difference("no-redirect", f"a redirect to {address}", location or f"HTTP {answer.status}")
    return lacking(answer, "SAMLRequest", "RelayState")


@check("FEDSAML-053")
def asks_to_sign_out(answer: Exchange, issuer: str) -> Difference | None:
    """The redirect has a LogoutRequest that the pool issued."""
    found = wire.saml_request(answer.headers.get("location", ""))
    if found.get("element") != LOGOUT_REQUEST:
        return Difference("no-request", "a deflated LogoutRequest in base64", found.get("element", "something else"))
    seen = found.get("Issuer")
    return None if seen == issuer else Difference("issuer", f"Issuer {issuer}", f"{seen!r}")


@check("FEDSAML-054")
def names_user(answer: Exchange, subject: str) -> Difference | None:
    """NameID is the one that the provider gave the user."""
    seen = wire.saml_request(answer.headers.get("location", "")).get("NameID")
    return None if seen == subject else Difference("name-id", f"NameID {subject!r}", f"{seen!r}")


@check("FEDSAML-055")
def sign_out_signed(read: Exchange, answer: Exchange) -> Difference | None:
    """The request is signed with the key of the pool's certificate."""
    wrong = lacking(answer, "SigAlg", "Signature")
    if wrong is not None:
        return wrong
    good = wire.saml_request_signed(answer.headers.get("location", ""), str(read.get("Certificate") or ""))
    return None if good else Difference("signature", "a signature that the pool's certificate verifies", "another")


@check("FEDSAML-056", "FEDSAML-057")
def led_to_goodbye(answer: Exchange, address: str) -> Difference | None:
    """The answer redirects to this address."""
    location = answer.headers.get("location", "")
    right = location.startswith(address)
    return None if right else Difference("no-redirect", f"a redirect to {address}", location or f"HTTP {answer.status}")


@check("FEDSAML-058")
def signed_out(answer: Exchange) -> Difference | None:
    """The next authorization request gets no code without a sign-in."""
    code = redirect_query(answer).get("code")
    return Difference("session-alive", "no code", "a code without a sign-in") if code else None


def _leave(s: Scenario, corp: Corporation) -> Exchange:
    query = {"client_id": corp.site.client.id, "logout_uri": GOODBYE}
    return served(s, corp.site.browser.get(corp.site.hosted.url("/logout"), query=query))


def _again(s: Scenario, corp: Corporation) -> Exchange:
    """One more request to authorize in this browser: a code, or a page."""
    return served(s, corp.site.browser.follow(corp.site.browser.authorize(corp.site.client, scope="openid")))


def _goodbye_is_known(s: Scenario, corp: Corporation) -> None:
    """A browser without a session is led to the logout_uri; the example ends where it is not."""
    corp.site.browser.forget()
    answer = _leave(s, corp)
    if led_to_goodbye(answer, GOODBYE) is not None:
        s.end("LOGOUT-001", "there is no redirect to the logout_uri", answer)


def _leaving(s: Scenario, name: str, subject: str) -> Corporation:
    """A user with a working session, from a provider with IDPSignout."""
    corp = corporation(s, f"slo-{name}", details={"IDPSignout": "true"})
    sign_in(s, corp, subject)
    answer = _again(s, corp)
    if not redirect_query(answer).get("code"):
        s.end("LOGIN-012", "there is no session in this browser", answer)
    return corp


@prop("FEDSAML-052", "FEDSAML-053", "FEDSAML-054", "FEDSAML-055", name=provider_names(), base=names())
def test_single_logout(s: Scenario, name: str, base: str) -> None:
    """The request as it arrives at the provider."""
    subject = s.name(base)
    corp = _leaving(s, name, subject)
    answer = s.accepted("FEDSAML-052", _leave(s, corp))
    if not s.check("FEDSAML-052", answer, address=SLO):
        s.end("FEDSAML-052", "a sign-out does not lead to the provider")
    s.check("FEDSAML-053", answer, issuer=corp.audience)
    s.check("FEDSAML-054", answer, subject=subject)
    read = s.need(s.call("GetSigningCertificate", UserPoolId=corp.site.pool.id), "FEDSAML-032")
    s.check("FEDSAML-055", read, answer)


@prop("FEDSAML-056", "FEDSAML-058", name=provider_names(), base=names())
def test_back_from_logout(s: Scenario, name: str, base: str) -> None:
    """A sign-out through the provider and back."""
    corp = _leaving(s, name, s.name(base))
    away = corp.site.browser.arrive(_leave(s, corp))
    if led_to_slo(away.last, SLO) is not None:
        s.end("FEDSAML-052", "a sign-out does not lead to the provider", away.last)
    back = _came_back(s, corp, away)
    after = _again(s, corp)
    _goodbye_is_known(s, corp)
    if not s.check("FEDSAML-056", back, address=GOODBYE):
        s.end("FEDSAML-056", "the provider's answer does not lead back")
    s.check("FEDSAML-058", after)


def _came_back(s: Scenario, corp: Corporation, away: Arrival) -> Exchange:
    """The provider's signed answer, posted; not judged."""
    found: dict[str, str] = s.compute("saml.saml_request", away.url)
    place = corp.site.hosted.url(RETURN)
    text = s.compute("saml.saml_logout_response", dict(corp.signer), s.clock(), ENTITY, place, found.get("ID", ""))
    form = {"SAMLResponse": text, "RelayState": away.parameters.get("RelayState")}
    return served(s, corp.site.browser.post(place, form))


@prop("FEDSAML-057", name=provider_names(), base=names())
def test_local_logout(s: Scenario, name: str, base: str) -> None:
    """Logout where the provider has no IDPSignout."""
    corp = corporation(s, name)
    _goodbye_is_known(s, corp)
    sign_in(s, corp, s.name(base))
    s.check("FEDSAML-057", _leave(s, corp), address=GOODBYE)
