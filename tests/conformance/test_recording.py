"""What a recording keeps: nothing but what is on the allow list, with references for the rest."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.checking.exchange import Exchange
from conformance.evidence import parse_evidence
from conformance.recording import vocabulary
from conformance.recording.assembling import assembled
from conformance.recording.cleaning import Cleaner
from conformance.recording.keeping import Part
from conformance.recording.references import REFERENCE, References, numbered, renumbered
from conformance.recording.scanning import findings
from conformance.requirements import load_catalog
from conformance.run.stop import RunOver
from evidence_exchanges import jwt
from recording_kit import FACTS, harmful, kept_text, watched_run
from targets.reference import ReferenceTarget

MANY = settings(max_examples=150, deadline=None, database=None)
TOKEN = jwt(
    {"kid": "key-of-somebody", "alg": "RS256"}, {"sub": "sub-of-somebody", "iat": 1700000000, "exp": 1700003600}
)
PLANTED = {
    "access key id": "AKIAQ3EXAMPLE7QZ2M5X",
    "secret key": "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",
    "session token": "IQoJb3JpZ2luX2VjEJr//////////wEaCXVzLWVhc3QtMSJHMEUCIQDx9",
    "account": "482915736604",
    "arn": "arn:aws:iam::482915736604:role/somebody",
    "client secret": "1n7k5ub3q8v2m4x0z9c6b5n8m1l3k5j7h9g2f4d6s8a0p1o3i5u",
    "provider secret": "GOCSPX-Zk3vJ8Qm1nR5tY7uI9oP2aS4dF6",
    "password": "correct horse battery staple",
    "another password": "Tr0ub4dor&3xyz",
    "code": "837261",
    "address": "ana.belle@mail.acme-corp.io",
    "phone": "+4915112345678",
    "token": TOKEN,
    "name": "Ottokar",
    "password of signs": "!!??;;::!!??",
    "password of words that anybody uses": "user password code group",
}
MEMBERS = st.sampled_from(
    [
        "message",
        "Username",
        "UserPoolId",
        "error_description",
        "Description",
        "location",
        "iss",
        "scope",
        "Unheard",
        "__type",
    ]
)


def cleaned(exchange: Exchange) -> dict[str, Any]:
    """What is kept of one exchange, with numbers in its references."""
    found = Cleaner(References(b"k" * 32)).exchange(exchange)
    kept: dict[str, Any] = numbered(vars(found))
    return kept


def answer(response: dict[str, Any], request: dict[str, Any] | None = None, **more: Any) -> Exchange:
    return Exchange("InitiateAuth", request or {}, 200, response=response, **more)


# -- nothing that is not on the list -----------------------------------------------------------------------------------


@MANY
@given(
    what=st.sampled_from(sorted(PLANTED)),
    member=MEMBERS,
    form=st.sampled_from(
        ["{}", "Value '{}' is not valid", "https://{}.example.com/x?code={}", '{{"a": "{}"}}', "[{}]", "x={};"]
    ),
    depth=st.integers(0, 3),
)
def test_what_is_planted_anywhere_is_nowhere_in_the_file(what: str, member: str, form: str, depth: int) -> None:
    value = PLANTED[what]
    text = form.replace("{}", value).replace("{{", "{").replace("}}", "}")
    planted: Any = {member: text, value: text, "Name": value, "Value": value}
    for _ in range(depth):
        planted = {"UserPool": [planted, {"Name": "custom:x", "Value": value}]}
    exchange = answer(
        planted,
        {
            "AuthParameters": {"PASSWORD": value, "USERNAME": value},
            "form": {"code": value},
            "url": f"https://x/{value}",
        },
        headers={
            "location": f"/login?code={value}&client_id={value}",
            "set-cookie": value,
            "x-amzn-errormessage": text,
        },
        code=value,
        message=text,
    )
    with tempfile.TemporaryDirectory() as folder:
        file = kept_text(Path(folder), [exchange])
    assert value not in file
    assert json.dumps(value)[1:-1] not in file
    assert findings(json.loads(file)) == []


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=40)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.one_of(MEMBERS, st.text(max_size=12)), inner, max_size=3),
    ),
    max_leaves=12,
)


@MANY
@given(
    response=st.dictionaries(st.text(max_size=12), JSON, max_size=4),
    request_=st.dictionaries(MEMBERS, JSON, max_size=3),
)
def test_a_drawn_answer_leaves_nothing_but_words_of_the_list(
    response: dict[str, Any], request_: dict[str, Any]
) -> None:
    kept = cleaned(answer(response, request_))
    for text in _texts(kept["request"], kept["payload"]):
        for word in re.split(r"[\s\"'`.,;:!?()\[\]{}/=#&\\]+", re.sub(REFERENCE, " ", text)):
            assert _on_the_list(word), (word, text)


def _texts(*values: Any) -> list[str]:
    found: list[str] = []
    for value in values:
        if isinstance(value, dict):
            found += [*value, *_texts(*value.values())]
        elif isinstance(value, list):
            found += _texts(*value)
        elif isinstance(value, str):
            found.append(value)
        elif not (value is None or isinstance(value, bool)):
            assert isinstance(value, int)
            assert abs(value) < 10**9
    return found


def _on_the_list(word: str) -> bool:
    bare = word.strip("<>")
    if len(word) <= 1 or bare in ("number", "time", "deep", "https", "http", "null", "true", "false"):
        return True
    if not re.search(r"[A-Za-z0-9]", word):
        return len(word) <= 6
    return bare.lower() in vocabulary.words() or bare in vocabulary.paths() or (bare.isdigit() and len(bare) <= 3)


SIGNS = st.text("abz \"'`.,;:!?()[]{}<>=/&#-1", max_size=24)


@MANY
@given(
    response=st.dictionaries(st.text(max_size=12), JSON, max_size=4),
    message=SIGNS,
    url=SIGNS,
    name=SIGNS,
)
def test_what_is_kept_is_let_through_again(response: dict[str, Any], message: str, url: str, name: str) -> None:
    """A finished file passes its own allow list, whatever was drawn."""
    more = {
        "message": f"User {message} {name} x",
        "redirect_uri": f"https://{url}",
        "location": f"/{url}",
        "scope": name,
    }
    exchange = answer(
        {**response, **more},
        {"Username": name, **more},
        message=message,
        headers={"location": f"https://a/{url}?{name}"},
    )
    with tempfile.TemporaryDirectory() as folder:
        file = kept_text(Path(folder), [exchange])
    assert findings(json.loads(file)) == []


def test_a_run_leaves_none_of_the_texts_that_it_has_seen(tmp_path: Path) -> None:
    """Ids, names, addresses, secrets of clients and of providers, tokens, sessions, codes: all that is no word."""
    running = ReferenceTarget("reference").start()
    modules = ("refresh", "identity_providers", "client_secrets", "confirm_sign_up", "srp", "token_endpoint", "devices")
    file, seen = watched_run(running, tmp_path, modules)
    running.stop()
    texts = harmful(seen)
    assert len(seen) > 200
    assert len(texts) > 300
    left = {text for text in texts if text in file or json.dumps(text)[1:-1] in file}
    assert left == set()
    assert findings(json.loads(file)) == []


# -- and what is on it is kept -----------------------------------------------------------------------------------------


def test_words_of_the_service_are_kept() -> None:
    message = (
        "1 validation error detected: Value 'ana' at 'username' failed to satisfy constraint: Member must have length"
    )
    kept = cleaned(answer({"__type": "InvalidParameterException", "message": message}, {"Username": "ana"}))
    assert kept["payload"]["__type"] == "InvalidParameterException"
    assert kept["payload"]["message"].replace("<value-1>", "ana").replace("<user-1>", "ana") == message


def test_the_same_value_is_the_same_reference() -> None:
    pool = "eu-west-1_AbCdEfGhI"
    token = jwt(
        {"kid": "k", "alg": "RS256"}, {"iss": f"https://cognito-idp.eu-west-1.amazonaws.com/{pool}", "sub": "s"}
    )
    request = {"UserPoolId": pool, "Username": "ana", "UserAttributes": [{"Name": "sub", "Value": "s"}]}
    kept = cleaned(answer({"AccessToken": token, "message": f"User pool {pool} does not exist."}, request))
    assert kept["request"]["UserPoolId"] == "<pool-1>"
    assert kept["payload"]["message"] == "User pool <pool-1> does not exist."
    claims = kept["tokens"]["<access-token-1>"]["claims"]
    assert claims["iss"] == "https://cognito-idp.eu-west-1.amazonaws.com/<pool-1>"
    assert claims["sub"] == kept["request"]["UserAttributes"][0]["Value"] == "<sub-1>"


def test_a_value_has_one_reference_in_the_parts_of_all_processes() -> None:
    of_pool = [Cleaner(References(b"k" * 32)).exchange(answer({"UserPoolId": pool})) for pool in ("a", "b", "a")]
    kept = numbered([each.payload for each in of_pool])
    assert [payload["UserPoolId"] for payload in kept] == ["<pool-1>", "<pool-2>", "<pool-1>"]
    another_run = Cleaner(References(b"l" * 32)).exchange(answer({"UserPoolId": "a"}))
    assert another_run.payload != of_pool[0].payload


def test_two_values_are_two_references() -> None:
    kept = cleaned(answer({"UserPoolId": "a", "ClientId": "b"}, {"UserPoolId": "c"}))
    assert kept["payload"]["UserPoolId"] != kept["request"]["UserPoolId"]
    assert kept["payload"]["ClientId"] == "<client-1>"


def test_references_do_not_tell_the_value() -> None:
    """The digest of a short value could be tried out: the finished file has none."""
    kept = cleaned(answer({"Username": "ana"}))
    assert re.fullmatch(REFERENCE, kept["payload"]["Username"])
    assert not re.search(r"[0-9a-f]{24}", json.dumps(kept))


def test_what_looks_like_a_reference_is_none() -> None:
    kept = cleaned(
        answer({"Username": "<pool-1>", "message": "User <user-7> \ue000pool:000000000000000000000000\ue001"})
    )
    assert kept["payload"]["Username"] == "<user-1>"
    assert "<user-7>" not in kept["payload"]["message"]


def test_how_long_a_token_lives_is_kept_and_when_it_was_made_is_not() -> None:
    kept = cleaned(answer({"IdToken": TOKEN}))
    assert kept["tokens"]["<id-token-1>"]["claims"] == {"sub": "<sub-1>", "iat": "<time>", "exp": "iat+3600"}


def test_cookies_are_not_kept() -> None:
    kept = cleaned(
        answer({}, {"url": "https://x.example/", "cookies": {"XSRF-TOKEN": "a"}}, headers={"set-cookie": "a=b"})
    )
    assert set(kept["request"]) == {"url"}
    assert kept["header"] == {}


def test_a_secret_that_is_a_word_is_no_exception() -> None:
    assert cleaned(answer({}, {"Password": "ACTIVE", "ConfirmationCode": "email"}))["request"] == {
        "Password": "<password-1>",
        "ConfirmationCode": "<code-1>",
    }


@pytest.mark.parametrize(("number", "kept"), [(3600, 3600), (999_999_999, 999_999_999), (10**9, "<number>"), (-1, -1)])
def test_numbers_up_to_a_billion_are_kept_where_the_model_has_numbers(number: int, kept: object) -> None:
    assert cleaned(answer({"ExpiresIn": number}))["payload"] == {"ExpiresIn": kept}
    assert cleaned(answer({"Username": number}))["payload"] == {"Username": "<number>"}


def test_a_part_of_a_file_is_numbered_by_itself() -> None:
    assert renumbered({"a": "<pool-7>", "b": ["<pool-9>", "<pool-7>"]}) == {
        "a": "<pool-1>",
        "b": ["<pool-2>", "<pool-1>"],
    }


def test_a_full_disk_ends_the_run(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(b"k" * 32)
    (tmp_path / "part-main.ndjson").symlink_to("/dev/full")
    with pytest.raises(RunOver, match=r"cannot keep the answers in .*No space left on device"):
        Part(tmp_path, "main").write({"number": 0})


def test_torn_lines_are_passed_over(tmp_path: Path) -> None:
    text = kept_text(tmp_path, [answer({"Username": "a"}), answer({"Username": "b"})])
    assert len(parse_evidence("x", text).recordings) == 2
    part = tmp_path / "part-main.ndjson"
    part.write_text(part.read_text("utf-8")[:-20], encoding="utf-8")
    assert len(assembled(tmp_path, FACTS, load_catalog()).recordings) == 1
