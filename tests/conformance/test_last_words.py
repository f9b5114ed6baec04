"""What a run says as it ends is printed, however soon after that its process is gone."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from conformance.command import launch as launching
from conformance.command.options import RunOptions


@pytest.mark.parametrize("when", ["before a look", "after the last look"])
def test_the_last_words_of_a_run_are_printed(
    when: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def ended(words: Sequence[str], printed: Path, signals: object, look: Callable[[], None], *, fresh: bool) -> int:
        said = [json.dumps({"kind": "hint", "text": "leftovers: 3"})]
        Path(words[list(words).index("--tell") + 1]).write_text("\n".join(said) + "\n")
        if when == "before a look":
            look()
        return launching.COLLECTED

    monkeypatch.setattr(launching, "_run", ended)
    launching.launch(launching.Plan(["reference"], RunOptions.of({"seed": "1"}), tmp_path))
    assert capsys.readouterr().err.count("leftovers: 3") == 1
