"""What a run says as it ends is printed, however soon after that its process is gone."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from conformance.command import launch as launching
from conformance.command.exit_status import OK, UNUSABLE
from conformance.command.options import RunOptions
from conformance.command.progress import Progress
from conformance.command.running import said
from reports.fold import AreaProgress


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


@pytest.mark.parametrize(("kinds", "status"), [(["hint"], OK), (["hint", "left"], UNUSABLE)])
def test_a_run_that_leaves_something_does_not_end_well(
    kinds: list[str], status: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ended(words: Sequence[str], printed: Path, signals: object, look: Callable[[], None], *, fresh: bool) -> int:
        seen = Path(words[list(words).index("--tell") + 1])
        seen.write_text("".join(json.dumps({"kind": kind, "text": "aws"}) + "\n" for kind in kinds))
        return launching.COLLECTED

    monkeypatch.setattr(launching, "_run", ended)
    assert said(launching.launch(launching.Plan(["reference"], RunOptions.of({"seed": "1"}), tmp_path))) == status


class Terminal(io.StringIO):
    """Says that it is one."""

    def isatty(self) -> bool:
        return True

    @property
    def shown(self) -> str:
        """What is on the screen at the end."""
        lines, row = [""], 0
        for word in re.findall(r"\x1b\[\d*[A-Z]|\r|\n|[^\x1b\r\n]+", self.getvalue()):
            if word == "\n":
                row += 1
                lines += [""] * (row + 1 - len(lines))
            elif word.endswith("A") and word.startswith("\x1b"):
                row -= int(word[2:-1])
            elif word == "\x1b[K":
                lines[row] = ""
            elif word == "\x1b[J":
                del lines[row + 1 :]
            elif word != "\r":
                lines[row] += word
        return "\n".join(lines)


def test_the_progress_is_not_drawn_over_a_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal a block is drawn in the place of the one before; what was said in between stays."""
    terminal = Terminal()
    progress = Progress(tmp_path, {"moto": "moto"}, terminal)
    areas = [AreaProgress(name, passed=1, failed=0, other=0, total=2) for name in ("groups", "sign-up", "tokens")]
    monkeypatch.setattr(progress._fold, "progress", lambda slug: areas)
    monkeypatch.setattr("conformance.command.progress.RENEWED", 0.0)
    progress("moto")
    progress("moto")
    assert terminal.shown.count("moto: ") == 1, "the control: one block, in the place of the other"
    progress.say("leftovers: 3")
    progress("moto")
    progress.end()
    assert terminal.shown.count("cognito-conformance: leftovers: 3\n") == 1
