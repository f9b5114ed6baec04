"""The suite's own identity providers, judged by software that others wrote where it is installed."""

from __future__ import annotations

import base64
import json
import time
import urllib.request
from typing import Any
from urllib.parse import urlencode

import jwt
import pytest

from conformance.kit import idp, saml
from targets.reference.hosted.signatures import children, parsed, signed_by

ASSERTION = "urn:oasis:names:tc:SAML:2.0:assertion"
SAID: dict[str, Any] = {
    "issuer": "https://idp.example.com/metadata",
    "subject": 'ü&<x>"q',
    "audience": "urn:amazon:cognito:sp:us-east-1_Example00",
    "recipient": "https://here.example.com/saml2/idpresponse",
    "attributes": {"mail": "a@example.com", "roles": ["one", "two"]},
    "asked": "_1",
}


def response(signer: dict[str, str], **changes: Any) -> bytes:
    said = SAID | {"id": saml.saml_id()} | changes
    return base64.b64decode(saml.saml_response(signer, str(int(time.time())), said))


def believed(text: bytes, signer: dict[str, str]) -> list[bool]:
    return [signed_by(one, [signer["certificate"]]) for one in children(parsed(text), ASSERTION, "Assertion")]


def test_a_response_is_believed_as_it_was_signed() -> None:
    signer, other = saml.saml_identity(), saml.saml_identity()
    assert believed(response(signer), signer) == [True]
    assert believed(response(other), signer) == [False]
    assert believed(response(signer, changed="somebody else"), signer) == [False]
    assert believed(response(signer, unsigned="yes"), signer) == [False]
    assert believed(response(signer, beside="somebody else"), signer) == [False, True]


def test_a_response_is_signed_as_others_read_it() -> None:
    signxml = pytest.importorskip("signxml")
    from cryptography import x509

    signer = saml.saml_identity()
    certificate = x509.load_der_x509_certificate(base64.b64decode(signer["certificate"]))
    signed = signxml.XMLVerifier().verify(response(signer), x509_cert=certificate)
    found = signed[0] if isinstance(signed, list) else signed
    assert found.signed_xml.tag == f"{{{ASSERTION}}}Assertion"
    with pytest.raises(signxml.exceptions.InvalidDigest):
        signxml.XMLVerifier().verify(response(signer, changed="somebody else"), x509_cert=certificate)


@pytest.mark.parametrize("text", [b"<!DOCTYPE a><a/>", b"<a", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'])
def test_documents_with_declarations_are_not_read(text: bytes) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parsed(text)


def test_a_request_that_is_none_is_read_as_nothing() -> None:
    for url in ("", "https://idp.example.com/sso?SAMLRequest=%%%", "https://idp.example.com/sso?SAMLRequest=YWJj"):
        assert saml.saml_request(url) == {}


def asked(path: str, form: dict[str, str] | None = None, bearer: str = "") -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
    data = urlencode(form).encode() if form is not None else None
    request = urllib.request.Request(idp.idp_url() + path, data=data, headers=headers)
    with urllib.request.urlopen(request, timeout=5) as answer:
        found: dict[str, Any] = json.loads(answer.read())
    return found


def test_the_provider_says_what_stands_in_the_code() -> None:
    code = idp.idp_code(str(int(time.time())), {"sub": "s"}, info={"nick": "n"})
    form = {"grant_type": "authorization_code", "code": code, "client_id": "suite", "client_secret": "s"}
    tokens = asked("/token", form)
    keys = jwt.PyJWKSet.from_dict(asked("/keys"))
    claims = jwt.decode(tokens["id_token"], keys.keys[0], algorithms=["RS256"], audience="suite", issuer=idp.idp_url())
    assert claims["sub"] == "s"
    assert asked("/userinfo", bearer=tokens["access_token"]) == {"sub": "s", "nick": "n"}
    assert asked("/asked", {"code": code})["client_secret"] == "s"
    other = asked("/token", form | {"code": idp.idp_code(str(int(time.time())), {"sub": "s"}, key="other")})
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(other["id_token"], keys.keys[0], algorithms=["RS256"], audience="suite")
