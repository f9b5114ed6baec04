"""The suite's own SRP and token surgery, judged by others' implementations."""

from __future__ import annotations

import inspect
import json

import jwt as pyjwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.kit import find, jwt, opaque, secret, srp


@settings(max_examples=10)  # the plain power takes a tenth of a second
@given(st.integers(-(2**3100), 2**3100), st.integers(0, 2**3072))
def test_the_faster_power_is_the_plain_one(base: int, exponent: int) -> None:
    plain = inspect.unwrap(srp.power)
    assert plain is not srp.power
    assert srp.power(base, exponent) == plain(base, exponent) == pow(base, exponent, srp.N)


def test_srp_agrees_with_pycognito() -> None:
    from pycognito.aws_srp import AWSSRP

    other = AWSSRP(username="u", password="p", pool_id="eu-west-1_AbCdEfGhI", client_id="c", client=object())
    assert other.big_n == srp.N
    a = f"{other.small_a_value:x}"
    started = srp.start(a)
    assert int(started["A"], 16) == other.large_a_value
    server = pow(srp.G, 12345678901234567890, srp.N)
    challenge = {
        "USER_ID_FOR_SRP": "u",
        "SALT": "0123456789abcdef89",
        "SRP_B": f"{server:x}",
        "SECRET_BLOCK": "c2VjcmV0",
        "USERNAME": "u",
    }
    answer = other.process_challenge(challenge, {"USERNAME": "u"})
    mine = srp.claim(
        a,
        started["A"],
        challenge["SRP_B"],
        challenge["SALT"],
        "eu-west-1_AbCdEfGhI",
        "u",
        "p",
        challenge["SECRET_BLOCK"],
        answer["TIMESTAMP"],
    )
    assert mine == answer["PASSWORD_CLAIM_SIGNATURE"]


@given(st.integers(0, 4_000_000_000))
def test_timestamps_have_the_form_that_cognito_reads(now: int) -> None:
    import datetime

    text = srp.timestamp(str(now))
    day = text.split(" ")[2]
    assert not day.startswith("0")
    assert datetime.datetime.strptime(text, "%a %b %d %H:%M:%S UTC %Y").timestamp() is not None


def test_the_secret_hash_is_the_documented_one() -> None:
    from pycognito.aws_srp import AWSSRP

    assert secret.secret_hash("user", "client", "shh") == AWSSRP.get_secret_hash("user", "client", "shh")


KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
TOKEN = pyjwt.encode({"sub": "x", "exp": 4_000_000_000}, KEY, algorithm="RS256", headers={"kid": "k"})
JWK = json.loads(pyjwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))


def verified(token: str) -> bool:
    try:
        pyjwt.decode(token, KEY.public_key(), algorithms=["RS256"])
    except pyjwt.InvalidTokenError:
        return False
    return True


def test_the_untouched_token_verifies() -> None:
    assert verified(TOKEN)


@settings(max_examples=30)
@given(st.integers(0, 10_000))
def test_a_flipped_bit_breaks_the_signature(place: int) -> None:
    assert not verified(jwt.with_signature_bit_flipped(TOKEN, place))


@pytest.mark.parametrize(
    "broken",
    [
        jwt.with_claims(TOKEN, {"sub": "y"}),
        jwt.with_claims(TOKEN, {"exp": None}),
        jwt.with_header(TOKEN, {"kid": "other", "alg": "RS384"}),
        jwt.unsigned(TOKEN),
        jwt.unsigned(TOKEN, "nOnE"),
        jwt.hmac_signed_with_public_key(TOKEN, JWK),
        jwt.foreign_signed(TOKEN, {}, {"sub": "y"}),
    ],
)
def test_every_forgery_is_one(broken: str) -> None:
    assert broken != TOKEN
    assert broken.count(".") == 2
    assert not verified(broken)


def test_an_unknown_computation_is_our_defect() -> None:
    with pytest.raises(LookupError, match="no computation"):
        find("jwt.nothing")


JWE = "eyJhbGciOiJSU0EtT0FFUCJ9.QUJDRA-_z.aXYx.Y2lwaGVydGV4dA.dGFn"


@pytest.mark.parametrize("token", [JWE, "1e421b1f-41f7-4b5c-8a9a-7f51a1f42d5f"])
@given(part=st.sampled_from(opaque.PARTS), place=st.integers(0, 4095))
def test_one_bit_of_an_opaque_token(token: str, part: str, place: int) -> None:
    changed = opaque.with_bit_changed(token, part, place)
    different = [i for i in range(len(token)) if changed[i] != token[i]]
    assert len(changed) == len(token)
    assert len(different) == 1
    assert different[0] + 1 < len(token)
    if token == JWE:
        assert token[different[0] + 1] != "."  # the last before a dot may be padding
        assert token[: different[0]].count(".") == opaque.PARTS.index(part)


@pytest.mark.parametrize("how", opaque.ALTERATIONS)
@given(place=st.integers(0, 4095))
def test_altered_opaque_tokens(how: str, place: int) -> None:
    assert opaque.altered_token(JWE, how, place) != JWE
