"""The catalog as it is kept in the user's cache: what is read from there is what the files say."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from conformance.requirements.kept import cache_folder, documents_of

TEXTS = {"a.toml": 'area = "a"\n[[requirement]]\nid = "A-001"\n', "b.toml": 'area = "b"\nnote = "é\\u0000"\n'}
PARSED = {name: tomllib.loads(text) for name, text in TEXTS.items()}


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return cache_folder()


@pytest.fixture
def no_toml(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Whoever reads TOML from here on fails."""
    documents_of(TEXTS, "here")
    monkeypatch.setattr("conformance.requirements.kept.tomllib.loads", lambda text: pytest.fail("TOML is read"))
    return monkeypatch


def test_what_was_read_before_is_not_read_again(no_toml: pytest.MonkeyPatch) -> None:
    assert documents_of(TEXTS, "here") == PARSED


@pytest.mark.parametrize(
    "texts",
    [TEXTS | {"b.toml": TEXTS["b.toml"] + "\n"}, {"a.toml": TEXTS["a.toml"]}, {"c.toml": TEXTS["a.toml"]}],
    ids=["changed", "fewer", "renamed"],
)
def test_other_texts_are_read(texts: dict[str, str]) -> None:
    documents_of(TEXTS, "here")
    assert documents_of(texts, "here") == {name: tomllib.loads(text) for name, text in texts.items()}


def test_each_place_keeps_its_own(cache: Path) -> None:
    documents_of(TEXTS, "here")
    documents_of(TEXTS, "there")
    assert len(list(cache.iterdir())) == 2


@pytest.mark.parametrize("broken", [b"", b"{", b"[]", b'{"digest": 1}', b"\xff\xfe"])
def test_what_is_broken_there_is_passed_over(cache: Path, broken: bytes) -> None:
    documents_of(TEXTS, "here")
    (file,) = cache.iterdir()
    file.write_bytes(broken)
    assert documents_of(TEXTS, "here") == PARSED
    assert file.read_bytes() != broken


def test_a_cache_that_cannot_be_written_is_no_trouble(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert documents_of(TEXTS, "here") == PARSED


def test_what_json_does_not_have_is_not_kept(cache: Path) -> None:
    dated = {"a.toml": "day = 2026-01-02\n"}
    assert documents_of(dated, "here") == documents_of(dated, "here") == {"a.toml": tomllib.loads(dated["a.toml"])}
    assert not cache.exists()


def test_what_is_no_toml_is_refused() -> None:
    with pytest.raises(tomllib.TOMLDecodeError):
        documents_of({"a.toml": "= 1"}, "here")
