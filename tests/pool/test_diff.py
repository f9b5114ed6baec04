"""What means the same is no difference, whatever it looks like; what differs is said in every format."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings

from conformance.pool.diff.accepted import Accepted, read_accepted
from conformance.pool.diff.members import compare
from conformance.pool.diff.render import FORMATS, headline, markdown
from conformance.pool.diff.report import report
from conformance.pool.form.document import PoolDocument, unknown
from conformance.pool.form.problems import PoolError
from pool_changes import WEB, document
from pool_documents import DRAWING, documents
from pool_rewrites import REWRITES, Rewrite


@pytest.mark.parametrize("rewrite", REWRITES, ids=[one.__name__ for one in REWRITES])
@settings(DRAWING, max_examples=40)
@given(document=documents())
def test_a_rewrite_without_meaning_is_no_difference(document: PoolDocument, rewrite: Rewrite) -> None:
    other = rewrite(document)
    for old, new in ((document, other), (other, document)):
        compared = compare(old, new)
        assert [(one.place, one.old, one.new) for one in compared.differences] == []
        assert compared.unread == []


@settings(DRAWING, max_examples=40)
@given(document=documents())
def test_all_rewrites_together_are_no_difference(document: PoolDocument) -> None:
    other = document
    for rewrite in REWRITES[:-1]:
        other = rewrite(other)
    assert compare(document, other).differences == []


def exit_of(changes: dict[str, Any], accepted: Accepted | None = None, old: dict[str, Any] | None = None) -> int:
    return report(document(old or {}), document({**(old or {}), **changes}), "api", accepted or Accepted()).exit_status


def test_exit_statuses() -> None:
    assert exit_of({}) == 0
    assert exit_of({"pool/UserPoolTags": {"a": "b"}}) == 0  # nobody who signs in meets it
    assert exit_of({"pool/DeletionProtection": "INACTIVE"}) == 0
    assert exit_of({f"{WEB}/CallbackURLs": ["https://a.example/cb"]}) == 1
    assert exit_of({f"{WEB}/CallbackURLs": []}) == 1
    assert exit_of({"pool/AutoVerifiedAttributes": []}) == 1
    assert exit_of({f"{WEB}/CallbackURLs": unknown("Ref X")}) == 3
    assert exit_of({"pool/Telepathy": "ON"}) == 3


def test_a_member_that_is_not_known_is_unknown_even_where_both_have_it() -> None:
    same = {"pool/Telepathy": "ON"}
    found = report(document(same), document(same), "api", Accepted())
    assert found.strange == ["pool.Telepathy"]
    assert found.exit_status == 3
    for form, render in FORMATS.items():
        assert "pool.Telepathy" in render(found), form
    below = {f"{WEB}/RefreshTokenRotation": {"Feature": "ENABLED", "Emoji": 1}}
    assert report(document(below), document(below), "api", Accepted()).exit_status == 3


def test_a_part_that_one_side_could_not_read_is_not_reported() -> None:
    old, new = document({}), document({})
    del new.parts["groups"]
    new.unknown["groups"] = "ListGroups: NotImplemented"
    assert report(old, new, "api", Accepted()).exit_status == 3
    del old.parts["groups"]
    old.unknown["groups"] = "ListGroups: NotImplemented"
    found = report(old, new, "api", Accepted())
    assert (found.exit_status, len(found.not_compared)) == (0, 1)


def test_a_part_that_a_format_cannot_say_is_not_compared() -> None:
    old, new = document({"sessions/UserSessionTracking": "ENABLED"}), document({}, "cloudformation")
    new.not_stated = ["sessions"]
    found = report(old, new, "cfn", Accepted())
    assert found.ways == []
    assert found.not_compared == ["sessions: NEW does not speak of it"]


def accepting(tmp_path: Path, text: str) -> Accepted:
    (tmp_path / "accept.toml").write_text(text)
    return read_accepted(tmp_path / "accept.toml", date(2026, 12, 1))


def test_accepted_differences(tmp_path: Path) -> None:
    change = {f"{WEB}/CallbackURLs": ["https://a.example/cb"]}
    entry = '[[accept]]\nmember = "clients.*.CallbackURLs"\nreason = "b.example is gone"\n'
    assert exit_of(change) == 1
    assert exit_of(change, accepting(tmp_path, entry)) == 0
    assert exit_of(change, accepting(tmp_path, entry + "expires = 2026-12-01\n")) == 0
    assert exit_of(change, accepting(tmp_path, entry + "expires = 2026-11-30\n")) == 1
    assert exit_of(change, accepting(tmp_path, entry + 'way = "refused"\n')) == 1
    assert exit_of({**change, "mfa/MfaConfiguration": "ON"}, accepting(tmp_path, entry)) == 1
    found = report(document({}), document({}), "api", accepting(tmp_path, entry))
    assert "nothing to accept: clients.*.CallbackURLs" in found.remarks[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("accept = 1", "write \\[\\[accept\\]\\]"),
        ('[[accept]]\nmember = "a"', "accept 1: reason"),
        ('[[accept]]\nmember = "a"\nreason = " "', "accept 1: reason"),
        ('[[accept]]\nmember = "a"\nreason = "b"\nway = "lost"', "accept 1: way: 'lost'"),
        ('[[accept]]\nmember = "a"\nreason = "b"\nexpires = "2027-01-01"', "accept 1: expires: a date"),
        ('[[accept]]\nmember = "a"\nreason = "b"\nuntil = 2027-01-01', "accept 1: until"),
        ("[[except]]", "except: only"),
        ("[[", "no TOML"),
    ],
)
def test_broken_entries(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(PoolError, match=said):
        accepting(tmp_path, text)


def test_formats_say_the_same() -> None:
    changes = {f"{WEB}/CallbackURLs": [], "pool/UserPoolTags": {"a": "x|y`<b>@all\n"}, "mfa/MfaConfiguration": "ON"}
    found = report(document({}), document(changes), "terraform", Accepted())
    data = json.loads(FORMATS["json"](found))
    suite = ElementTree.fromstring(FORMATS["junit"](found))
    table = [line for line in markdown(found).splitlines() if line.startswith("| ")][1:]
    places = {one["member"] for one in data["differences"]}
    assert len(table) == len(places) == len(suite) == len(found.ways)
    assert {case.get("name") for case in suite} == places
    assert suite.get("failures") == str(sum(one["way"] != "applied" or one["noticed"] for one in data["differences"]))
    assert data["exit_status"] == 1
    assert "x\\|y\\`&lt;b>&#64;all" in markdown(found)
    assert headline(report(document({}), document({}), "api", Accepted())) == "Nothing differs."
