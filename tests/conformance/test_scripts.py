"""What showed a divergence shows it again where it was found, and shows nothing on the reference target."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from command import run

AREAS = ("password-auth", "groups", "aliases", "refresh", "client-config")


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run on moto that has divergences."""
    out = tmp_path_factory.mktemp("found")
    run("run", "moto", "--profile", "quick", "--seed", "1", "--out", out, *(w for a in AREAS for w in ("--area", a)))
    return out


@pytest.mark.slow
def test_scripts_show_what_was_found(found: Path) -> None:
    scripts = sorted((found / "repro").glob("*.py"))
    assert len(scripts) > 10
    for script in scripts:
        done = subprocess.run([sys.executable, script, "moto"], capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 1, (script.name, done.stdout, done.stderr)
        assert "this target: " in done.stdout


@pytest.mark.slow
def test_nothing_of_it_is_there_on_the_reference(found: Path) -> None:
    again = run("replay", found, "--target", "reference")
    fixed, still, unclear = (
        int(number) for number in re.findall(r"(\d+) (?:fixed|still|not)", again.out.splitlines()[-1])
    )
    assert (still, again.code) == (0, 3 if unclear else 0), again.all
    assert fixed > 10 * unclear
