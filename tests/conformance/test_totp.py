"""One-time passwords: the suite's own, the reference target's and an independent library's agree."""

from __future__ import annotations

import base64
import datetime

import pyotp
from hypothesis import given
from hypothesis import strategies as st

from conformance.kit import totp
from targets.reference.sign_in import totp as service

SECRETS = st.binary(min_size=20, max_size=40).map(lambda key: base64.b32encode(key).decode().rstrip("="))
TIMES = st.integers(0, 2**33)
RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()
RFC = {59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037"}


def test_the_vectors_of_rfc_6238() -> None:
    assert {at: totp.code(RFC_SECRET, str(at)) for at in RFC} == RFC
    assert {at: service.password_at(RFC_SECRET, at // 30) for at in RFC} == RFC


@given(SECRETS, TIMES, st.integers(-20, 20))
def test_three_implementations_agree(secret: str, at: int, shift: int) -> None:
    moment = max(0, at + 30 * shift)
    ours = totp.code(secret, str(at), moment // 30 - at // 30)
    assert ours == pyotp.TOTP(secret).at(datetime.datetime.fromtimestamp(moment, datetime.UTC))
    assert ours == service.password_at(secret, moment // 30)


@given(SECRETS, TIMES, st.integers(0, 10**7))
def test_a_wrong_code_is_wrong(secret: str, at: int, salt: int) -> None:
    wrong = totp.wrong(secret, str(at + 600), salt)
    assert len(wrong) == 6
    assert wrong.isdecimal()
    assert service.step_of(secret, wrong, at + 600, tolerance=10) is None


@given(SECRETS, TIMES, st.integers(-3, 3))
def test_the_service_takes_the_steps_beside(secret: str, at: int, shift: int) -> None:
    typed = totp.code(secret, str(at + 600), shift)
    found = service.step_of(secret, typed, at + 600)
    near = {service.password_at(secret, (at + 600) // 30 + step) for step in (-1, 0, 1)}
    assert (found is not None) == (typed in near)


def test_what_is_no_secret() -> None:
    assert totp.usable(service.new_secret())
    assert totp.usable("asdfasdfasdf")
    assert [text for text in ("", "=", "0189", "ÄÖÜ", "a b c") if totp.usable(text)] == []
