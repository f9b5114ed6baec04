"""Encrypted assertions of a SAML provider, where the pool asks for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.redirects import claims_of, code_at_callback, refused_without_code
from conformance.checking.registry import check
from conformance.flows.code_grant import CALLBACK
from conformance.flows.saml_provider import Corporation, assertion, corporation, leave, respond, sign_in, tokens_of
from conformance.kit import saml as wire
from conformance.scenario import Scenario, prop
from conformance.scenario.browser import Arrival
from conformance.strategies import names
from conformance.strategies.providers import provider_names

WAYS = {"changed": "FEDSAML-013", "unsigned": "FEDSAML-014", "stranger": "FEDSAML-011"}
SEALED = {"EncryptedResponses": "true"}


@check("FEDSAML-029")
def unsealed(answer: Exchange, callback: str) -> Difference | None:
    """The browser arrives at the callback with a code."""
    return code_at_callback(answer, callback)


@check("FEDSAML-051")
def unsealed_subject(answer: Exchange, username: str) -> Difference | None:
    """cognito:username in the ID token names the assertion's subject."""
    seen = claims_of(answer, "id_token").get("cognito:username")
    return None if seen == username else Difference("username", f"cognito:username {username!r}", f"{seen!r}")


@check("FEDSAML-037", "FEDSAML-038", "FEDSAML-039")
def not_taken(answer: Exchange) -> Difference | None:
    """The browser is given no code, and the server does not fail."""
    return refused_without_code(answer)


@check("FEDSAML-040")
def encryption_key(read: Exchange) -> Difference | None:
    """The certificate can be read, in PEM or in base64 alone, and has an RSA key."""
    facts = wire.x509_facts(_certificate(read))
    if not facts:
        return Difference("no-certificate", "an X.509 certificate", f"{_certificate(read)[:40]!r}")
    return None if facts["rsa"] else Difference("no-rsa", "a certificate of an RSA key", "one of another kind of key")


def _certificate(read: Exchange) -> str:
    return str(read.get("IdentityProvider.ProviderDetails.ActiveEncryptionCertificate") or "")


def _sealing(s: Scenario, name: str) -> tuple[Corporation, Exchange]:
    """A provider that has to encrypt, and its details; the example ends where it gets no certificate."""
    corp = corporation(s, f"sealed-{name}", details=SEALED)
    asked = s.call("DescribeIdentityProvider", UserPoolId=corp.site.pool.id, ProviderName=corp.name)
    read = s.need(asked, "IDP-003")
    if not _certificate(read):
        s.end("IDP-031", "there is no encryption certificate", read)
    return corp, read


def _for_the_pool(s: Scenario, name: str) -> tuple[Corporation, str]:
    corp, read = _sealing(s, name)
    if encryption_key(read) is not None:
        s.end("FEDSAML-040", "the encryption certificate cannot be read", read)
    return corp, _certificate(read)


def _arrived(
    s: Scenario, corp: Corporation, subject: str, signer: Mapping[str, str] | None = None, **changes: Any
) -> Arrival:
    """The browser's destination after an assertion is posted; it has no cookies before."""
    corp.site.browser.forget()
    request = leave(s, corp)
    return respond(s, corp, request.relay, assertion(s, corp, request, subject, **changes), signer=signer)


def _after_a_right_one(s: Scenario, name: str, base: str) -> tuple[Corporation, str]:
    """The provider and the certificate, once an assertion encrypted for it gave a code."""
    corp, certificate = _for_the_pool(s, name)
    arrival = _arrived(s, corp, s.name(base), sealed=certificate)
    if not arrival.code:
        s.end("FEDSAML-029", "an encrypted assertion gives no code", arrival.last)
    return corp, certificate


@prop("FEDSAML-040", name=provider_names())
def test_encryption_certificate(s: Scenario, name: str) -> None:
    """DescribeIdentityProvider of a provider that has to encrypt."""
    _, read = _sealing(s, name)
    s.check("FEDSAML-040", read)


@prop("FEDSAML-029", "FEDSAML-051", name=provider_names(), base=names())
def test_encrypted(s: Scenario, name: str, base: str) -> None:
    """An encrypted sign-in, after an unencrypted one at another provider; the user is the one in the assertion."""
    corp, certificate = _for_the_pool(s, name)
    plain, subject = corporation(s, name), s.name(base)
    before = tokens_of(s, plain, sign_in(s, plain, subject))
    arrival = _arrived(s, corp, subject, sealed=certificate)
    s.accepted("FEDSAML-029", arrival.last)
    if not s.check("FEDSAML-029", arrival.last, callback=CALLBACK):
        s.end("FEDSAML-029", "an encrypted assertion gives no code")
    if unsealed_subject(before, f"{name}_{subject}") is not None:
        s.end("FEDSAML-005", "without encryption the user does not have this name either", before)
    s.check("FEDSAML-051", tokens_of(s, corp, arrival), username=f"{corp.name}_{subject}")


@prop("FEDSAML-037", name=provider_names(), base=names())
def test_not_encrypted(s: Scenario, name: str, base: str) -> None:
    """A signed assertion without encryption, after an encrypted one."""
    corp, _ = _after_a_right_one(s, name, base)
    s.check("FEDSAML-037", _arrived(s, corp, s.name(base)).last)


@prop("FEDSAML-038", name=provider_names(), base=names())
def test_encrypted_for_another(s: Scenario, name: str, base: str) -> None:
    """An assertion encrypted for another key."""
    corp, _ = _after_a_right_one(s, name, base)
    other = s.compute("saml.saml_identity", stranger=True)
    s.check("FEDSAML-038", _arrived(s, corp, s.name(base), sealed=other["certificate"]).last)


@prop("FEDSAML-039", name=provider_names(), base=names(), victim=names(), way=st.sampled_from(sorted(WAYS)))
def test_badly_signed_within(s: Scenario, name: str, base: str, victim: str, way: str) -> None:
    """An assertion encrypted for the pool, but changed after signing, unsigned, or signed with another key."""
    corp, certificate = _after_a_right_one(s, name, base)
    wrong: dict[str, Any] = {"changed": {"changed": s.name(victim)}, "unsigned": {"unsigned": "yes"}}.get(way, {})
    signer = s.compute("saml.saml_identity", stranger=True) if way == "stranger" else None
    plain = _arrived(s, corporation(s, name), s.name(base), signer, **wrong)
    if plain.code:
        s.end(WAYS[way], "such an assertion is accepted without encryption too", plain.last)
    s.check("FEDSAML-039", _arrived(s, corp, s.name(base), signer, sealed=certificate, **wrong).last)
