"""No check refuses what real Cognito was recorded to send, and each refuses it once it is changed."""

from __future__ import annotations

import inspect
import json
import re
from collections import Counter
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from conformance.checking.acceptance import judge_refused, judge_text
from conformance.checking.exchange import Difference
from conformance.checking.registry import find_check, registered
from conformance.command.properties import tests as all_tests
from conformance.evidence import EvidenceError, Recording, load_evidence, parse_evidence, unique
from conformance.requirements import Requirement, load_catalog
from evidence_table import (
    NOT_APPLIED,
    READ_BY_TABLE,
    REFRESHED,
    SIGN_INS,
    STRICT,
    Case,
    answer,
    cases,
    of_kind,
    refusal_exchange,
    sign_ins,
)

all_tests()  # registers every check
CATALOG = load_catalog()
CASES = [case for case in cases() if case.requirement in registered()]
BY_REQUIREMENT = {i: [c for c in CASES if c.requirement == i] for i in {c.requirement for c in CASES}}
UNREAD_KINDS = {"oauth-answer", "oauth-error", "page", "redirect", "userinfo", "consumer"}  # hosted UI and consumers
A_FEW = settings(max_examples=40, deadline=None, database=None)


def judged(case: Case) -> Difference | None:
    """What the check says."""
    found: Difference | None = find_check(case.requirement)(*case.arguments, **case.values)
    return found


# -- what was recorded is accepted -------------------------------------------------------------------------------------


@pytest.mark.parametrize("requirement", sorted(BY_REQUIREMENT))
def test_no_check_refuses_a_recording(requirement: str) -> None:
    refused = {str(c): judged(c) for c in BY_REQUIREMENT[requirement] if not c.superseded}
    assert {name: found for name, found in refused.items() if found is not None} == {}


REFUSALS = [(r, i) for r in of_kind("api-error") for i in r.requirements]


def _judge(requirement: Requirement, recording: Recording) -> Difference | None:
    exchange = refusal_exchange(recording)
    return judge_text(requirement, exchange) if requirement.text_of else judge_refused(requirement, exchange)


@pytest.mark.parametrize(("recording", "requirement"), REFUSALS, ids=lambda value: getattr(value, "id", value))
def test_no_recorded_refusal_is_refused(recording: Recording, requirement: str) -> None:
    known = CATALOG.requirements[requirement]
    if known.error or known.text_of:
        assert _judge(known, recording) is None
    else:  # a check on the text: it is in the table
        assert any(recording.id in case.ids for case in BY_REQUIREMENT[requirement])


def test_what_is_superseded_says_so_truly() -> None:
    """The old recording really is refused, and each later one of its kind, by the same sign-in, is accepted."""
    marked = [case for case in CASES if case.superseded]
    assert {i for r in load_evidence().values() for i in r.superseded} == {case.requirement for case in marked}
    for old in marked:
        assert judged(old) is not None, f"{old}: no longer refused; take the mark away"
        assert old.sign_in is not None
        later = [c for c in BY_REQUIREMENT[old.requirement] if c.sign_in and c.sign_in.recorded > old.sign_in.recorded]
        assert len([c for c in later if not c.superseded and c.sign_in and c.sign_in.via == old.sign_in.via]) >= 10


# -- everything is accounted for ---------------------------------------------------------------------------------------


def test_every_check_of_tokens_and_documents_is_applied_or_says_why_not() -> None:
    unaccounted = []
    for identifier, check in registered().items():
        module = check.__module__.rsplit(".", 1)[-1]
        relevant = module in STRICT or READ_BY_TABLE & set(inspect.signature(check).parameters)
        if relevant and identifier not in BY_REQUIREMENT and identifier not in NOT_APPLIED:
            unaccounted.append(f"{identifier} ({module}): add it to tests/support/evidence_table.py")
    assert unaccounted == []


def test_what_is_not_applied_exists_and_gives_a_reason() -> None:
    assert [i for i in NOT_APPLIED if i not in registered()] == []
    assert [i for i in NOT_APPLIED if i in BY_REQUIREMENT or not NOT_APPLIED[i]] == []


def test_every_row_of_the_table_matches_a_recording() -> None:
    assert [i for i in (*SIGN_INS, *REFRESHED) if i in registered() and i not in BY_REQUIREMENT] == []


def test_every_recording_is_read_by_a_check_or_is_of_a_kind_that_none_reads_yet() -> None:
    read = {i for case in CASES for i in case.ids} | {r.id for r, _ in REFUSALS}
    unread = [r for r in load_evidence().values() if r.id not in read and not r.drawn]
    assert [r.id for r in unread if r.kind not in UNREAD_KINDS | {"api-error"}] == []
    assert {r.id for r in unread if r.kind == "api-error" and r.requirements} == set()


def test_evidence_names_requirements_that_exist() -> None:
    named = {i for r in load_evidence().values() for i in (*r.requirements, *r.contradicts, *r.superseded)}
    assert named - set(CATALOG.requirements) == set()


def test_no_recording_of_the_suites_own_contradicts_the_catalog() -> None:
    """Where real Cognito was recorded to do something else, the check or the requirement is wrong: correct it."""
    contradicted = {r.id: r.contradicts for r in load_evidence().values() if r.drawn and r.contradicts}
    assert contradicted == {}


def test_refusals_of_the_suites_own_recordings_are_accepted_by_what_they_name() -> None:
    own = [r for r in load_evidence().values() if r.drawn and r.kind == "api-error"]
    named = [(r, CATALOG.requirements[i]) for r in own for i in r.requirements]
    refused = {r.id: known.id for r, known in named if (known.error or known.text_of) and _judge(known, r)}
    assert refused == {}


def test_the_figures() -> None:
    """The least that there is; docs/evidence.md gives the figures."""
    kinds = Counter(r.kind for r in load_evidence().values())
    assert kinds["access-token"] + kinds["id-token"] == 46
    assert (kinds["jwks"], kinds["discovery"], kinds["refresh-token"]) == (5, 3, 1)
    assert kinds["api-error"] >= 170
    assert len(CASES) > 900
    assert len(BY_REQUIREMENT) > 70


# -- what was recorded and then changed is refused ---------------------------------------------------------------------

WORDS = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12)
NOT_INTEGERS = st.one_of(st.floats(1.5e9, 1.9e9), st.integers(10**9, 2 * 10**9).map(str), st.none(), st.just(True))
KEY_MEMBERS = ("alg", "e", "kid", "kty", "n", "use")
OTHER_CODES = ("InternalErrorException", "ValidationException", "")
A, I = "AccessToken", "IdToken"  # noqa: E741
# requirement -> token -> claims that, put in or put in place of what was recorded, must be refused
CHANGES: dict[str, tuple[str, st.SearchStrategy[dict[str, Any]]]] = {
    "TOKEN-004": (
        A,
        st.sampled_from(("sub", "iss", "client_id", "scope", "jti", "username")).flatmap(
            lambda claim: st.sampled_from(("", None, 7)).map(lambda value: {claim: value})
        ),
    ),
    "TOKEN-005": (
        I,
        st.sampled_from(("sub", "iss", "aud", "cognito:username")).flatmap(
            lambda claim: st.sampled_from(("", None, 7, ["x"])).map(lambda value: {claim: value})
        ),
    ),
    "TOKEN-006": (A, st.dictionaries(st.sampled_from(("auth_time", "iat", "exp")), NOT_INTEGERS, min_size=1)),
    "TOKEN-007": (A, WORDS.map(lambda word: {"iss": f"https://{word}.example.com/us-east-1_{word}"})),
    "TOKEN-008": (I, WORDS.map(lambda word: {"aud": [word]})),
    "TOKEN-009": (I, WORDS.map(lambda word: {"client_id": word})),
    "TOKEN-010": (A, WORDS.map(lambda word: {"client_id": word})),
    "TOKEN-011": (A, st.one_of(WORDS, st.lists(WORDS)).map(lambda value: {"aud": value})),
    "TOKEN-012": (A, st.uuids(version=4).map(lambda value: {"sub": str(value)})),
    "TOKEN-013": (A, WORDS.map(lambda word: {"username": word + "-"})),
    "TOKEN-014": (I, WORDS.map(lambda word: {"cognito:username": word + "-"})),
    "TOKEN-015": (A, WORDS.map(lambda word: {"cognito:username": word})),
    "TOKEN-018": (A, WORDS.map(lambda word: {"scope": f"aws.cognito.signin.user.admin {word}"})),
    "TOKEN-019": (A, st.sampled_from((2, "2", 1)).map(lambda value: {"version": value})),
    "TOKEN-020": (I, WORDS.map(lambda word: {"at_hash": word})),
    "TOKEN-021": (A, st.sampled_from(("email", "name", "phone_number")).flatmap(lambda n: WORDS.map(lambda w: {n: w}))),
    "TOKEN-023": (I, st.sampled_from(("true", "false", 1, None)).map(lambda value: {"email_verified": value})),
    "TOKEN-024": (I, st.sampled_from(("true", "false", 0, None)).map(lambda value: {"phone_number_verified": value})),
    "TOKEN-025": (I, st.booleans().map(lambda value: {"email_verified": value})),
    "TOKEN-027": (I, WORDS.map(lambda word: {"address": word})),
    "TOKEN-030": (A, st.one_of(st.just([]), WORDS, st.none()).map(lambda value: {"cognito:groups": value})),
    "TOKEN-031": (I, st.lists(WORDS).map(lambda value: {"cognito:groups": value})),
    "TOKEN-032": (I, st.just({"cognito:user_status": "CONFIRMED"})),
    "TOKEN-033": (A, WORDS.map(lambda word: {"jti": word})),
    "TOKEN-034": (I, st.uuids(version=4).map(lambda value: {"origin_jti": str(value)})),
    "TOKEN-036": (A, st.uuids(version=4).map(lambda value: {"event_id": str(value)})),
    "TOKEN-037": (A, st.integers(2 * 10**9, 3 * 10**9).map(lambda value: {"auth_time": value})),
    "TOKEN-038": (A, st.uuids(version=4).map(lambda value: {"origin_jti": str(value)})),
    "TOKEN-041": (A, st.integers(2 * 10**9, 3 * 10**9).map(lambda value: {"exp": value})),
    "TOKEN-042": (I, st.integers(2 * 10**9, 3 * 10**9).map(lambda value: {"exp": value})),
    "GROUP-023": (A, st.just({"cognito:roles": []})),
}


@pytest.mark.parametrize("requirement", sorted(CHANGES))
@A_FEW
@given(data=st.data())
def test_a_changed_token_is_refused(requirement: str, data: st.DataObject) -> None:
    name, changes = CHANGES[requirement]
    case = data.draw(st.sampled_from([c for c in BY_REQUIREMENT[requirement] if not c.superseded]), label="case")
    change = data.draw(changes, label="change")
    assert case.sign_in is not None
    changed = case.sign_in.changed(name, claims=change)
    assert find_check(requirement)(changed.exchange(), *case.arguments[1:], **case.values) is not None


@A_FEW
@given(data=st.data(), name=st.sampled_from((A, I)), typ=st.sampled_from(("JWT", "at+jwt", "")))
def test_a_changed_header_is_refused(data: st.DataObject, name: str, typ: str) -> None:
    case = data.draw(st.sampled_from(BY_REQUIREMENT["TOKEN-001"]))
    assert case.sign_in is not None
    typed = case.sign_in.changed(name, header={"typ": typ}).exchange()
    algorithm = data.draw(st.sampled_from(("HS256", "none", "RS512")))
    other = case.sign_in.changed(name, header={"alg": algorithm}).exchange()
    bare = case.sign_in.changed(name, drop="kid").exchange()
    assert find_check("TOKEN-002")(typed) is not None
    assert find_check("TOKEN-001")(other) is not None
    assert find_check("TOKEN-001")(bare) is not None


@A_FEW
@given(data=st.data())
def test_a_missing_claim_is_refused(data: st.DataObject) -> None:
    case = data.draw(st.sampled_from([c for c in BY_REQUIREMENT["TOKEN-004"] if not c.superseded]))
    claims = ("sub", "iss", "client_id", "scope", "jti", "username", "token_use", "auth_time", "iat", "exp")
    assert case.sign_in is not None
    without = case.sign_in.changed(A, drop=data.draw(st.sampled_from(claims)))
    assert find_check("TOKEN-004")(without.exchange()) is not None


@pytest.mark.parametrize("requirement", ["TOKEN-018", "TOKEN-019", "TOKEN-020"])
def test_tokens_of_the_oauth_endpoints_are_told_from_those_of_the_api(requirement: str) -> None:
    """What marks an API token is not in the others: the check would see them exchanged."""
    which = "id" if requirement == "TOKEN-020" else "access"
    hosted = [s for s in sign_ins() if s.via == "oauth" and s.reads(which)]
    accepted = [s.ids for s in hosted if find_check(requirement)(s.exchange()) is None]
    assert len(hosted) >= 10
    assert accepted == []


@A_FEW
@given(data=st.data(), member=st.sampled_from(KEY_MEMBERS), value=st.one_of(st.none(), WORDS))
def test_a_changed_key_is_refused(data: st.DataObject, member: str, value: str | None) -> None:
    case = data.draw(st.sampled_from(BY_REQUIREMENT["JWT-003"]))
    keys = [dict(key) for key in case.arguments[0].get("keys")]
    keys[data.draw(st.integers(0, 1))][member] = value
    changed = answer("GET", {"keys": keys})
    if not (member == "kid" and value):
        failing = "JWT-004" if member == "n" and value else "JWT-003"
        assert find_check(failing)(changed) is not None
    assert find_check("JWT-005")(answer("GET", {"keys": [keys[0], keys[0]]})) is not None
    assert find_check("JWT-005")(answer("GET", {"keys": keys[:1]})) is not None


@A_FEW
@given(data=st.data())
def test_a_changed_discovery_document_is_refused(data: st.DataObject) -> None:
    case = data.draw(st.sampled_from(BY_REQUIREMENT["JWT-016"]))
    body = dict(case.arguments[0].response)
    lists = data.draw(st.sampled_from(sorted(n for n, value in body.items() if isinstance(value, list))))
    address = data.draw(st.sampled_from(("authorization_endpoint", "token_endpoint", "userinfo_endpoint")))
    assert find_check("JWT-016")(answer("GET", {**body, lists: body[lists][1:]})) is not None
    assert find_check("JWT-015")(answer("GET", {n: v for n, v in body.items() if n != address})) is not None
    assert find_check("JWT-002")(answer("GET", {n: v for n, v in body.items() if n != "jwks_uri"})) is not None


@A_FEW
@given(pair=st.sampled_from(REFUSALS), code=st.sampled_from(OTHER_CODES), word=WORDS)
def test_a_changed_refusal_is_refused(pair: tuple[Recording, str], code: str, word: str) -> None:
    known, sent = CATALOG.requirements[pair[1]], pair[0]
    if known.text_of:
        text = f"{word} {sent.message[::-1]}"
        assume(not any(re.fullmatch(pattern, text, re.DOTALL) for pattern in known.message))
        other = sent.model_copy(update={"payload": {**sent.payload, "message": text}})
        assert judge_text(known, refusal_exchange(other)) is not None
    elif known.error:
        other = sent.model_copy(update={"payload": {**sent.payload, "__type": code}})
        assert judge_refused(known, refusal_exchange(other)) is not None


# -- the layout --------------------------------------------------------------------------------------------------------

GOOD: dict[str, Any] = {
    "layout": 1,
    "about": "for a test",
    "recordings": [{"id": "A-1", "kind": "api-error", "payload": {"__type": "XException"}, "source": "somewhere"}],
}


def test_a_good_file_is_read() -> None:
    found = parse_evidence("good.json", json.dumps(GOOD))
    assert (found.recordings[0].code, found.recordings[0].message, found.real) == ("XException", "", True)


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"kind": "rumour"}, "kind"),
        ({"recorded": "last year"}, "recorded"),
        ({"source": ""}, "source"),
        ({"payload": {}}, "__type"),
        ({"altered": ["message"]}, "altered names message"),
        ({"fact": "api:X"}, "fact"),
        ({"kind": "id-token"}, "needs 'via'"),
    ],
)
def test_a_wrong_recording_is_refused_by_name(change: dict[str, Any], text: str) -> None:
    document = {**GOOD, "recordings": [{**GOOD["recordings"][0], **change}]}
    with pytest.raises(EvidenceError, match=re.escape(text)) as caught:
        parse_evidence("wrong.json", json.dumps(document))
    assert "wrong.json: recording A-1" in str(caught.value)


def test_a_file_that_is_not_json_and_an_unknown_layout_are_refused() -> None:
    with pytest.raises(EvidenceError, match="not JSON"):
        parse_evidence("x.json", "{")
    with pytest.raises(EvidenceError, match="layout"):
        parse_evidence("x.json", json.dumps({**GOOD, "layout": 2}))


def test_an_id_used_twice_and_a_partner_that_does_not_exist_are_refused() -> None:
    recording = parse_evidence("x.json", json.dumps(GOOD)).recordings[0]
    with pytest.raises(EvidenceError, match="exists already"):
        unique([("x.json", recording), ("y.json", recording)])
    with pytest.raises(EvidenceError, match="same_sign_in"):
        unique([("x.json", recording.model_copy(update={"same_sign_in": "B-1"}))])
