"""Nothing that is written holds a secret, and what replaces a password still behaves like one."""

from __future__ import annotations

import json
import string

from hypothesis import given
from hypothesis import strategies as st

from conformance.journal.redact import Redactor

CLASSES = (string.ascii_uppercase, string.ascii_lowercase, string.digits)
PASSWORDS = st.text(string.ascii_letters + string.digits + "!$ -", min_size=1, max_size=40)


def classes(text: str) -> list[int]:
    return [next((i for i, c in enumerate(CLASSES) if letter in c), -1) for letter in text]


@given(PASSWORDS, st.integers())
def test_a_stand_in_has_the_same_shape(password: str, key: int) -> None:
    stand_in = Redactor(str(key)).password(password)
    assert classes(stand_in) == classes(password)
    assert [c for c in stand_in if not c.isalnum()] == [c for c in password if not c.isalnum()]


@given(PASSWORDS, PASSWORDS)
def test_stand_ins_are_equal_exactly_when_the_passwords_are(one: str, other: str) -> None:
    redactor = Redactor("1")
    assert (redactor.password(one) == redactor.password(other)) == (one == other)


@given(st.text(string.ascii_letters, min_size=1))
def test_letters_never_stay(password: str) -> None:
    assert all(a != b for a, b in zip(password, Redactor("1").password(password), strict=True))


@given(st.text(string.ascii_letters + string.digits, min_size=10, max_size=20))
def test_no_secret_member_survives(secret: str) -> None:
    redactor = Redactor("1")
    request = {
        "AuthParameters": {"USERNAME": "u", "PASSWORD": secret, "SECRET_HASH": secret[::-1] + "=="},
        "UserPoolClient": {"ClientSecret": "z" + secret},
        "Text": f"the password {secret} was refused",
    }
    redactor.learn(request)
    written = json.dumps(redactor.clean(request))
    assert f'"{secret}"' not in written
    assert f" {secret} " not in written
    assert "z" + secret not in written
    assert secret[::-1] + "==" not in written


def test_token_signatures_are_cut() -> None:
    token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJlLWJ5dGVz"
    shown = Redactor("1").clean({"AccessToken": token, "IdToken": token})
    assert "c2lnbmF0dXJlLWJ5dGVz" not in json.dumps(shown)
    assert shown["AccessToken"].startswith("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.")


def test_opaque_tokens_are_cut() -> None:
    token = "eyJjdHkiOiJKV1QifQ.a1b2.c3d4.e5f6.g7h8"
    assert "c3d4" not in json.dumps(Redactor("1").clean({"Anything": token}))


@given(st.lists(st.text("abC", min_size=6, max_size=9), min_size=1), st.text('{}:, "', min_size=1, max_size=5))
def test_no_password_stays_inside_of_a_text(several: list[str], between: str) -> None:
    redactor = Redactor("k")
    redactor.learn([{"Password": password} for password in several])
    shown = redactor.text(between + between.join(several) + between)
    assert shown == between + between.join(redactor.password(p) for p in several) + between


def test_the_longest_password_is_the_one_that_stands_there() -> None:
    redactor = Redactor("k")
    redactor.learn([{"Password": "Abcdef"}, {"Password": "Abcdef-123"}])
    assert redactor.text("is Abcdef-123") == "is " + redactor.password("Abcdef-123")


@given(st.text(min_size=1, max_size=12), st.sampled_from(["PASSWORD", "Password", "NEW_PASSWORD"]), st.booleans())
def test_a_raw_body_sends_the_password_that_a_call_sends(password: str, member: str, ascii_only: bool) -> None:
    redactor = Redactor("1")
    stand_in = redactor.password(password)
    body = json.dumps({"Flow": {member: password, "USERNAME": "u"}}, ensure_ascii=ascii_only)
    assert json.loads(redactor.literal(body)) == {"Flow": {member: stand_in, "USERNAME": "u"}}


@given(st.text(string.ascii_letters, min_size=2, max_size=5), st.integers(1, 4))
def test_of_a_body_that_breaks_off_the_beginning_is_that_of_the_stand_in(password: str, kept: int) -> None:
    redactor = Redactor("1")
    body = f'{{"PASSWORD": "{password[:kept]}'
    assert redactor.literal(body) == f'{{"PASSWORD": "{redactor.password(password)[:kept]}'


def test_a_wrong_password_made_of_the_right_one_stays_one_made_of_it() -> None:
    redactor = Redactor("1")
    stand_in = redactor.password("Correct-Horse7")
    assert redactor.literal("Correct-Horse7x") == f"{stand_in}x"
    assert redactor.literal("a name") == "a name"
