"""How two answers are compared: what has to differ never counts, and everything else does."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from conformance.checking.exchange import Exchange
from conformance.replay.against.comparing import Contrast, contrasts
from conformance.replay.against.masking import Mask

MASKS = (Mask(["bcdf"], "us-east-1"), Mask(["bcdf"], "eu-west-1"))


SUB, OTHER = "3fb5bd2e-6c3a-4f4e-9d52-4c4a8c1e2f10", "0b0e8c8a-1111-4222-8333-444455556666"
MANY = [f"attribute-{number}" for number in range(40)]


def answer(response: Mapping[str, Any], **more: Any) -> Exchange:
    return replace(Exchange("AdminGetUser", {"Username": "ann"}, 200, response=response), **more)


def refusal(code: str, message: str, **more: Any) -> Exchange:
    return answer({}, status=more.pop("status", 400), outcome="error", code=code, message=message, **more)


def token(claims: Mapping[str, Any]) -> str:
    parts = [base64.urlsafe_b64encode(json.dumps(p).encode()).decode().rstrip("=") for p in ({"alg": "RS256"}, claims)]
    return ".".join([*parts, "c2lnbmF0dXJl"])


def seen(first: Exchange, second: Exchange) -> list[tuple[str, str, str, str]]:
    return [(c.kind, c.where, c.first, c.second) for c in contrasts(first, second, MASKS)]


def of(first: Any, second: Any) -> list[tuple[str, str, str, str]]:
    return seen(answer({"Member": first}), answer({"Member": second}))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("us-east-1_AbCdEfGhI", "eu-west-1_123456789"),  # the id of a pool
        ("3fb5bd2e-6c3a-4f4e-9d52-4c4a8c1e2f10", "0b0e8c8a-1111-4222-8333-444455556666"),
        ("1h57kf5cpq17m0eml12EXAMPLE", "7c5m2n9p4q8r1s6t3u0v5w2x9y"),  # the id of a client
        ("arn:aws:iam::123456789012:role/x", "arn:aws:iam::000000000000:role/y"),
        ("http://127.0.0.1:5000/login", "http://localhost:4566/login"),
        ("x" * 40 + "1", "y" * 300 + "22"),  # opaque
        (f"<X509>MIIC{'a1/+' * 60}==</X509>", f"<X509>MIID{'b2+/' * 60}=</X509>"),
        ("anna" + "bcdf12", "anna" + "bcdf13"),  # generated names
        ("2024-01-01T10:00:00Z", "2026-11-30T09:00:00.123Z"),
        (["a", "b"], ["b", "a"]),
        ([{"Name": "x", "Value": "1"}, {"Name": "y"}], [{"Name": "y"}, {"Name": "x", "Value": "1"}]),
        (token({"sub": SUB, "iat": 10, "exp": 3610}), token({"sub": OTHER, "iat": 70, "exp": 3670})),
    ],
)  # fmt: skip
def test_what_has_to_differ_is_no_difference(first: Any, second: Any) -> None:
    assert of(first, second) == []


def test_times_differ_and_their_units_do_not() -> None:
    assert seen(answer({"UserCreateDate": 1.7e9}), answer({"UserCreateDate": 1.8e9})) == []
    found = seen(answer({"UserCreateDate": 1.7e9}), answer({"UserCreateDate": 1.7e12}))
    assert found == [("value", "UserCreateDate", "seconds", "milliseconds")]


@pytest.mark.parametrize(
    ("first", "second", "kind", "where"),
    [
        ("CONFIRMED", "UNCONFIRMED", "value", "Member"),
        (True, False, "value", "Member"),
        (1, True, "type", "Member"),
        (3600, 60, "value", "Member"),
        ("1", 1, "type", "Member"),
        (None, "x", "type", "Member"),
        ({"A": 1}, {}, "member", "Member.A"),
        ({}, {"A": 1}, "member", "Member.A"),
        (["a"], ["a", "b"], "value", "Member"),
        ([{"Name": "x"}], [], "member", "Member.@x"),
        ([{"A": 1}], [{"A": 1}, {"A": 2}], "length", "Member"),
        ([{"Name": "x"}, {"Name": "y"}], [{"Name": "x"}], "member", "Member.@y"),
        ([{"Name": "x", "Value": "1"}], [{"Name": "x", "Value": "2"}], "value", "Member.@x.Value"),
        ("annabcdf12", "ANNABCDF12", "value", "Member"),  # a name in another case
        ("annabcdf12", "3fb5bd2e-6c3a-4f4e-9d52-4c4a8c1e2f10", "value", "Member"),  # an id in the place of a name
        (token({"a": 1}), "opaque" * 9 + "1", "type", "Member"),
        (MANY, MANY[:-1], "value", "Member"),
        ("two words " * 40 + "a", "two words " * 40 + "b", "value", "Member"),
        (token({"sub": SUB}), token({"sub": "ann"}), "claim", "Member.claims.sub"),
        (token({"a": 1, "b": 1}), token({"b": 1}), "claim", "Member.claims.a"),
        (token({"a": 1}), token({"a": 2}), "claim", "Member.claims.a"),
        (token({"iat": 0, "exp": 3600}), token({"iat": 0, "exp": 300}), "claim", "Member.claims.exp"),
    ],
)
def test_everything_else_is_one(first: Any, second: Any, kind: str, where: str) -> None:
    found = of(first, second)
    assert [(one[0], one[1].removesuffix(" - iat")) for one in found] == [(kind, where)]
    # The other way round, the sides are not mixed up:
    back = of(second, first)
    assert [(one[0], one[2], one[3]) for one in back] == [(kind, found[0][3], found[0][2])]


def test_redirects_differ_in_path_and_parameters_or_in_being_one() -> None:
    def to(*location: str) -> Exchange:
        return answer({}, status=302, headers={"location": location[0]} if location else {})

    plain = to("http://127.0.0.1:1/login?code=a")
    assert seen(plain, to("http://localhost:2/login?code=b")) == []
    assert [one[:2] for one in seen(plain, to("http://127.0.0.1:1/error?code=a"))] == [("value", "Location")]
    assert [one[:2] for one in seen(plain, to("http://127.0.0.1:1/login?error=a"))] == [("value", "Location")]
    assert [one[:2] for one in seen(plain, to())] == [("member", "Location")]


def test_refusals_differ_in_code_status_or_text() -> None:
    plain = refusal("NotAuthorizedException", "No.")
    assert seen(plain, plain) == []
    assert [one[0] for one in seen(plain, answer({}))] == ["accepted"]
    assert [one[0] for one in seen(plain, refusal("UserNotFoundException", "No."))] == ["code"]
    assert [one[0] for one in seen(plain, refusal("NotAuthorizedException", "No.", status=403))] == ["status"]
    assert [one[0] for one in seen(plain, refusal("NotAuthorizedException", "Nope."))] == ["text"]
    assert [one[0] for one in seen(plain, answer({}, outcome="unsupported"))] == ["offered"]
    assert seen(plain, answer({}, outcome="indeterminate")) == []


def test_values_of_the_request_are_masked_in_messages() -> None:
    """The same text about two users is one text; a text without the user is another."""
    first, second = refusal("X", "User ann does not exist."), refusal("X", "User bob does not exist.")
    assert seen(first, replace(second, request={"Username": "bob"})) == []
    found = seen(first, refusal("X", "User does not exist."))
    assert found == [("text", "", "X: User <Username> does not exist.", "X: User does not exist.")]


def test_equal_differences_have_one_key() -> None:
    def key(first: Any, second: Any) -> tuple[str, ...]:
        (found,) = contrasts(answer({"Member": first}), answer({"Member": second}), MASKS)
        return found.key

    assert key("one drawn text", "another") == key("a third one", "some other")
    assert key("CONFIRMED", "UNCONFIRMED") != key("UNCONFIRMED", "CONFIRMED")
    assert key({"A": "x"}, {}) == key({"A": "yy"}, {})
    assert key({"A": "x"}, {}) != key({}, {"A": "x"})


def test_the_place_leads_to_the_member_in_the_second_answer() -> None:
    found: list[Contrast] = contrasts(
        answer({"L": [{"Name": "b", "V": 1}]}), answer({"L": [{"Name": "b", "V": 2}]}), MASKS
    )
    assert [(one.place, one.instead) for one in found] == [(("L", 0, "V"), 1)]


def test_lists_of_what_others_made_too_are_compared_by_form() -> None:
    first, second = {"UserPools": [{"Name": "a", "Status": "x"}]}, {"UserPools": [{"Name": "b"}, {"Name": "c"}]}
    found = contrasts(*(Exchange("ListUserPools", {}, 200, response=each) for each in (first, second)), MASKS)
    assert [(one.kind, one.where) for one in found] == [("member", "UserPools[].Status")]
