"""The suite's own device secrets and passkeys, judged by others' implementations."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import inspect
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance import kit
from conformance.kit import device, passkey, srp
from targets.reference.sign_in import webauthn

DEVICE = {
    "device_key": "eu-west-1_6e3cb5cf-6c22-4110-97cc-fa43e3b13280",
    "device_group_key": "-AbCdEf",
    "device_password": "s",
}


def test_a_device_proof_agrees_with_pycognito() -> None:
    from pycognito.aws_srp import AWSSRP

    other = AWSSRP(username="u", password="p", pool_id="eu-west-1_AbC", client_id="c", client=object(), **DEVICE)
    salt, block, server = "0123456789abcdef89", "c2VjcmV0", f"{pow(srp.G, 987654321, srp.N):x}"
    challenge = {"SALT": salt, "SRP_B": server, "SECRET_BLOCK": block, "USERNAME": "u"}
    answer = other.process_device_challenge(challenge)
    keys = f"{other.small_a_value:x}", f"{other.large_a_value:x}"
    names = DEVICE["device_group_key"], DEVICE["device_key"], DEVICE["device_password"]
    mine = device.device_claim(*keys, server, salt, *names, block, answer["TIMESTAMP"])
    assert mine == answer["PASSWORD_CLAIM_SIGNATURE"]


def test_a_device_verifier_is_what_pycognito_sends(monkeypatch: pytest.MonkeyPatch) -> None:
    from pycognito import aws_srp

    salt = 0x8F0123456789ABCDEF0123456789ABCD
    monkeypatch.setattr(aws_srp, "get_random", lambda size: salt)
    password, theirs = aws_srp.generate_hash_device(DEVICE["device_group_key"], DEVICE["device_key"])
    mine = device.device_verifier(DEVICE["device_group_key"], DEVICE["device_key"], password, f"{salt:x}")
    numbers = [{n: int.from_bytes(base64.b64decode(v), "big") for n, v in one.items()} for one in (mine, theirs)]
    assert numbers[0] == numbers[1]


@pytest.mark.parametrize("algorithm", ["ES256", "RS256"])
def test_a_passkey_is_read_and_verified_by_the_reference(algorithm: str) -> None:
    key = passkey.new_key(algorithm)
    made = passkey.registration(key, "Y2hhbGxlbmdl", "login.example.com", "https://login.example.com")
    data = webauthn.attestation(made["response"]["attestationObject"])
    assert data.identifier == key["id"] == made["id"]
    assert data.rp_hash == hashlib.sha256(b"login.example.com").digest()
    assert data.public is not None
    assert data.public[3] == passkey.ALGORITHMS[algorithm] == made["response"]["publicKeyAlgorithm"]
    for signer, right in ((None, True), (passkey.new_key(algorithm), False)):
        signed = json.loads(
            passkey.assertion(key, "eA", "login.example.com", "https://login.example.com", signer=signer)
        )
        seen = webauthn.client_data(signed["response"]["clientDataJSON"])
        raw, signature = (webauthn.decoded(signed["response"][n]) for n in ("authenticatorData", "signature"))
        assert webauthn.verifies(data.public, signature, raw + seen.digest) is right


@pytest.mark.parametrize("how", ["client-data", "attestation-cut", "no-cbor"])
def test_a_broken_credential_cannot_be_read(how: str) -> None:
    made = passkey.registration(passkey.new_key("ES256"), "Y2hhbGxlbmdl", "login.example.com", "https://x.example.com")
    response = passkey.broken(made, how)["response"]
    with pytest.raises(webauthn.Unreadable):
        webauthn.client_data(response["clientDataJSON"]), webauthn.attestation(response["attestationObject"])


CBOR = st.recursive(
    st.integers(-(2**31), 2**31) | st.binary(max_size=300) | st.text(max_size=300),
    lambda inner: st.dictionaries(st.integers(-300, 300) | st.text(max_size=5), inner, max_size=30),
)


@given(CBOR)
def test_cbor_is_read_as_it_was_written(value: Any) -> None:
    written = passkey._cbor(value)
    assert webauthn.cbor(written, 0) == (value, len(written))


@given(st.binary(max_size=200))
def test_whatever_is_no_cbor_is_reported(raw: bytes) -> None:
    with contextlib.suppress(webauthn.Unreadable):
        webauthn.cbor(raw, 0)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"challenge": 7}', "null"])
def test_options_that_are_none(text: str) -> None:
    assert passkey.options(text) == {"challenge": "", "rpId": ""}


def test_functions_of_the_kit_have_names_of_their_own() -> None:
    """A script shows functions of several modules side by side."""
    homes: dict[str, set[str]] = {}
    for module in kit._MODULES:
        for name, value in vars(module).items():
            if inspect.isfunction(value):
                homes.setdefault(name, set()).add(value.__module__)
    assert {name: found for name, found in homes.items() if len(found) > 1} == {}
