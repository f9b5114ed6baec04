"""The whole catalog on a target against the same target: nothing differs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import command


@pytest.mark.slow
@pytest.mark.parametrize("spec", ["reference", "moto", "ministack==1.5.33"])
def test_nothing_of_the_catalog_differs(spec: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "TIMEOUT", 1800)
    words = ["--profile", "smoke", "--seed", "3", "--out", tmp_path / "out"]
    done = command.run("run", spec, "--against", spec, *words)
    seen = json.loads((tmp_path / "out" / "against.json").read_text())
    shown = [(each["operation"], each["where"], each["first"], each["second"]) for each in seen["differences"]]
    assert (shown, seen["lost"]) == ([], ""), done.err
    assert seen["answers"] > 3000
