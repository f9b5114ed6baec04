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
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding

from conformance.kit import idp, saml
from targets.reference.hosted.encryption import opened
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


def private(identity: dict[str, str]) -> Any:
    return serialization.load_pem_private_key(identity["key"].encode(), None)


def sealed(text: bytes) -> Any:
    (found,) = children(parsed(text), ASSERTION, "EncryptedAssertion")
    return found


def test_an_encrypted_assertion_is_opened_by_its_key_alone() -> None:
    signer, pool, other = saml.saml_identity(), saml.saml_identity(), saml.saml_identity()
    text = response(signer, sealed=pool["certificate"])
    assert children(parsed(text), ASSERTION, "Assertion") == []
    assert SAID["subject"].encode() not in text
    assert signed_by(opened(sealed(text), private(pool)), [signer["certificate"]])
    with pytest.raises(ValueError, match=r"\w"):
        opened(sealed(text), private(other))
    for wrong in ({"changed": "somebody else"}, {"unsigned": "yes"}):
        found = opened(sealed(response(signer, sealed=pool["certificate"], **wrong)), private(pool))
        assert not signed_by(found, [signer["certificate"]])


def test_an_encrypted_assertion_is_one_to_others() -> None:
    xmlsec = pytest.importorskip("xmlsec")
    from lxml import etree

    signer, pool = saml.saml_identity(), saml.saml_identity()
    document = etree.fromstring(response(signer, sealed=pool["certificate"]))
    keys = xmlsec.KeysManager()
    keys.add_key(xmlsec.Key.from_memory(pool["key"], xmlsec.KeyFormat.PEM))
    data = xmlsec.tree.find_node(document, "EncryptedData", xmlsec.constants.EncNs)
    found = xmlsec.EncryptionContext(keys).decrypt(data)
    xmlsec.tree.add_ids(found, ["ID"])
    judge = xmlsec.SignatureContext()
    judge.key = xmlsec.Key.from_memory(base64.b64decode(signer["certificate"]), xmlsec.KeyFormat.CERT_DER)
    judge.verify(xmlsec.tree.find_node(found, "Signature"))


def redirected(signer: dict[str, str], **changes: str) -> str:
    parts = {"SAMLRequest": "a+b/c=", "RelayState": "mine", "SigAlg": saml.XML_RSA_SHA256}
    value = private(signer).sign(urlencode(parts).encode(), padding.PKCS1v15(), hashes.SHA256())
    parts |= {"Signature": base64.b64encode(value).decode()} | changes
    return f"https://idp.example.com/sso?{urlencode(parts)}"


def test_a_signed_request_is_good_as_it_was_sent() -> None:
    signer, other = saml.saml_identity(), saml.saml_identity()
    certificate = signer["certificate"]
    pem = f"-----BEGIN CERTIFICATE-----\n{certificate}\n-----END CERTIFICATE-----\n"
    assert saml.saml_request_signed(redirected(signer), certificate)
    assert saml.saml_request_signed(redirected(signer), pem)
    assert not saml.saml_request_signed(redirected(signer), other["certificate"])
    assert not saml.saml_request_signed(redirected(signer), "no certificate")
    assert not saml.saml_request_signed("https://idp.example.com/sso", certificate)
    wrong = {"SAMLRequest": "a+b/d=", "RelayState": "other", "SigAlg": saml.XML_SHA1, "Signature": "%%"}
    for name, value in wrong.items():
        assert not saml.saml_request_signed(redirected(signer, **{name: value}), certificate)
    assert not saml.saml_request_signed(redirected(signer).replace("a%2Bb%2Fc%3D", "a%2bb/c%3D"), certificate)


def test_a_certificate_says_how_long_it_is_good() -> None:
    now = time.time()
    good, old = (saml.x509_facts(saml.saml_identity(ended)["certificate"]) for ended in (0, 30))
    assert good["since"] < now < good["until"]
    assert old["until"] < now - 29 * 86400
    assert good["rsa"]
    for text in ("", "urn:none", base64.b64encode(b"none").decode(), "ü"):
        assert saml.x509_facts(text) == {}


def test_keys_are_used_again_but_never_a_providers_by_a_stranger() -> None:
    own = [saml.saml_identity()["key"] for _ in range(8)]
    strangers = {saml.saml_identity(stranger=True)["key"] for _ in range(8)}
    assert len(set(own)) == len(set(own[:4])) == len(strangers) == 4
    assert not set(own) & strangers


def test_the_answer_to_a_sign_out_is_signed() -> None:
    signer, other = saml.saml_identity(), saml.saml_identity()
    said = SAID["issuer"], "https://here.example.com/saml2/logout", "_1"
    root = parsed(base64.b64decode(saml.saml_logout_response(signer, str(int(time.time())), *said)))
    assert (root.localName, root.getAttribute("InResponseTo")) == ("LogoutResponse", "_1")
    assert signed_by(root, [signer["certificate"]])
    assert not signed_by(root, [other["certificate"]])


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
