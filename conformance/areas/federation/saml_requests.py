"""Requests to a SAML provider that are signed, and the certificate that they are signed with."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.redirects import lacking, redirect_query
from conformance.checking.registry import check
from conformance.flows.code_grant import served
from conformance.flows.saml_provider import CORPORATE, SSO, Corporation, corporation
from conformance.kit import saml as wire
from conformance.scenario import Scenario, prop
from conformance.strategies.hosted import states
from conformance.strategies.malformed import pool_id_endings
from conformance.strategies.providers import provider_names

RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
YEARS = 10 * 365 * 86400  # ten of them; with leap days, and with a few days around them
DAYS = 10 * 86400
POOLS: tuple[dict[str, Any], ...] = (
    {},
    CORPORATE,
    {"UsernameAttributes": ["email"]},
    {"UsernameAttributes": ["phone_number"]},
    {"AutoVerifiedAttributes": ["email"]},
)
SKEW = 600  # seconds between the clocks of the suite and the target


def _certificate(read: Exchange) -> str:
    return str(read.get("Certificate") or "")


@check("FEDSAML-030")
def request_signed(answer: Exchange) -> Difference | None:
    """SigAlg is the configured algorithm."""
    wrong = lacking(answer, "SigAlg", "Signature")
    if wrong is not None:
        return wrong
    seen = redirect_query(answer)["SigAlg"]
    return None if seen == RSA_SHA256 else Difference("algorithm", f"SigAlg {RSA_SHA256}", seen)


@check("FEDSAML-031")
def signature_good(read: Exchange, answer: Exchange) -> Difference | None:
    """The signature is valid for the request as sent, and for no changed one."""
    certificate, url = _certificate(read), answer.headers.get("location", "")
    if not wire.saml_request_signed(url, certificate):
        return Difference("signature", "a signature that the pool's certificate verifies", "another")
    changed = [url.replace(f"{name}=", f"{name}=A", 1) for name in ("SAMLRequest", "RelayState") if f"{name}=" in url]
    if any(wire.saml_request_signed(one, certificate) for one in changed):
        return Difference("signs-anything", "a signature over SAMLRequest and RelayState", "one over less")
    return None


@check("FEDSAML-032")
def certificate_read(read: Exchange) -> Difference | None:
    """The certificate can be read, in PEM or in base64 alone."""
    text = _certificate(read)
    return None if wire.x509_facts(text) else Difference("no-certificate", "an X.509 certificate", f"{text[:40]!r}")


@check("FEDSAML-033")
def good_for_ten_years(read: Exchange, now: str) -> Difference | None:
    """The certificate is valid now, and for ten years in all, give or take ten days."""
    facts = wire.x509_facts(_certificate(read))
    life = facts.get("until", 0) - facts.get("since", 0)
    if abs(life - YEARS) > DAYS:
        return Difference("life", "a certificate for ten years", f"one for {life // 86400} days")
    good = facts["since"] - SKEW <= int(now) < facts["until"]
    return None if good else Difference("not-good-now", "a certificate that is valid now", f"since {facts['since']}")


@check("FEDSAML-034")
def same_key(first: Exchange, second: Exchange) -> Difference | None:
    """Both certificates have the same public key."""
    keys = [wire.x509_facts(_certificate(read)).get("key") for read in (first, second)]
    return (
        None
        if keys[0] and keys[0] == keys[1]
        else Difference("another-key", "the public key of the first", "another one")
    )


@check("FEDSAML-036")
def not_signed(answer: Exchange) -> Difference | None:
    """The request has no Signature."""
    return Difference("signed", "no Signature", "a Signature") if redirect_query(answer).get("Signature") else None


def _sent(s: Scenario, corp: Corporation, state: str) -> Exchange:
    """The redirect to the provider; the example ends where there is none."""
    site = corp.site
    answer = served(s, site.browser.authorize(site.client, identity_provider=corp.name, scope="openid", state=state))
    if not answer.headers.get("location", "").startswith(SSO) or not redirect_query(answer).get("SAMLRequest"):
        s.end("FEDSAML-001", "authorize does not lead to the provider", answer)
    return answer


def _read(s: Scenario, pool_id: str) -> Exchange:
    return s.call("GetSigningCertificate", UserPoolId=pool_id)


@prop("FEDSAML-030", "FEDSAML-031", name=provider_names(), state=states())
def test_signed_request(s: Scenario, name: str, state: str) -> None:
    """A request where the provider's details ask for signatures."""
    corp = corporation(s, f"signed-{name}", details={"RequestSigningAlgorithm": "rsa-sha256"})
    answer = _sent(s, corp, state)
    if not s.check("FEDSAML-030", answer):
        s.end("FEDSAML-030", "the request is not signed")
    read = s.need(_read(s, corp.site.pool.id), "FEDSAML-032")
    s.check("FEDSAML-031", read, answer)


@prop("FEDSAML-036", name=provider_names(), state=states())
def test_unsigned_request(s: Scenario, name: str, state: str) -> None:
    """A request where the provider's details do not ask for signatures."""
    s.check("FEDSAML-036", _sent(s, corporation(s, name), state))


@prop("FEDSAML-032", "FEDSAML-033", "FEDSAML-034", config=st.sampled_from(POOLS))
def test_signing_certificate(s: Scenario, config: dict[str, Any]) -> None:
    """Signing certificates of pools of several kinds, read twice."""
    pool = s.pool(**config)
    read = s.accepted("FEDSAML-032", _read(s, pool.id))
    if not s.check("FEDSAML-032", read):
        s.end("FEDSAML-032", "there is no certificate")
    s.check("FEDSAML-033", read, now=s.clock())
    s.check("FEDSAML-034", read, s.need(_read(s, pool.id), "FEDSAML-032"))


@prop("FEDSAML-035", config=st.sampled_from(POOLS), ending=pool_id_endings())
def test_certificate_of_no_pool(s: Scenario, config: dict[str, Any], ending: str) -> None:
    """GetSigningCertificate with a well-formed id that no pool has."""
    pool = s.pool(**config)
    unknown = f"{pool.id.partition('_')[0]}_{ending}"
    s.refused("FEDSAML-035", _read(s, unknown), control=lambda: _read(s, pool.id))
