"""What is wrong with a document is said with its file and place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from conformance.pool.form.document import PoolDocument, parse, read
from conformance.pool.form.problems import PoolError

GOOD: dict[str, Any] = {"form": 1, "kind": "snapshot", "source": "here", "botocore": "1", "pool": {"PoolName": "x"}}


def test_what_is_written_is_read_again() -> None:
    document = PoolDocument("terraform", "plan.json", "1.44.5", {"clients": {"web": {"CallbackURLs": ["b", "a"]}}})
    document.unknown, document.not_stated, document.notes = {"ui": "why"}, ["terms"], ["a note"]
    assert parse(document.text(), "it") == document


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"form": 2}, "it: form 2"),
        ({"kind": "guess"}, "it: kind: 'guess'"),
        ({"pool": []}, "it: pool: an object is needed"),
        ({"clients": {"web": 1}}, "it: clients.web: an object is needed"),
        ({"cleints": {}}, "it: cleints: no part"),
    ],
)
def test_a_broken_document(change: dict[str, Any], said: str) -> None:
    parse(json.dumps(GOOD), "it")
    with pytest.raises(PoolError, match=said):
        parse(json.dumps({**GOOD, **change}), "it")


def test_files_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(PoolError, match="there is no such file"):
        read(tmp_path / "no.json")
    (tmp_path / "broken.json").write_text('{"form": 1,\n "kind": }')
    with pytest.raises(PoolError, match=r"broken\.json:2:10: no JSON"):
        read(tmp_path / "broken.json")
    (tmp_path / "other.json").write_bytes(b"\xff\xfe{\x00")
    with pytest.raises(PoolError, match="byte 0 is not UTF-8"):
        read(tmp_path / "other.json")
    (tmp_path / "list.json").write_text("[]")
    with pytest.raises(PoolError, match="no pool document"):
        read(tmp_path / "list.json")
