"""A file is written as a whole, or the old one stays and nothing is left beside it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from conformance.journal.whole_file import write_whole


@pytest.mark.parametrize("content", ["new é", b"\x00new"])
def test_the_new_content_takes_the_place_of_the_old(tmp_path: Path, content: str | bytes) -> None:
    file = tmp_path / "file"
    file.write_text("old and longer than the new one")
    write_whole(file, content, mode=0o755)
    assert file.read_bytes() == (content.encode() if isinstance(content, str) else content)
    assert file.stat().st_mode & 0o777 == 0o755
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(("step", "lasting"), [("fsync", True), ("chmod", False), ("replace", False)])
def test_what_fails_leaves_the_old_file_alone(
    tmp_path: Path, step: str, lasting: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    file = tmp_path / "file"
    file.write_text("old")
    with monkeypatch.context() as failing:
        failing.setattr(os, step, full)
        with pytest.raises(OSError, match="No space left"):
            write_whole(file, "new", lasting=lasting)
    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]
    write_whole(file, "new", lasting=lasting)  # the control
    assert file.read_text() == "new"


def test_only_what_has_to_last_waits_for_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", synced.append)
    write_whole(tmp_path / "file", "new")
    assert synced == []
    write_whole(tmp_path / "file", "new", lasting=True)
    assert len(synced) == 1
