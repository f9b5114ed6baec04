"""What the wheel carries for those who write targets."""

from __future__ import annotations

import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ["conformance", "targets", "reports"]


def test_the_packages_are_typed_and_in_the_wheel() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["tool"]["hatch"]["build"]["targets"]["wheel"] == {"packages": PACKAGES}
    assert [(ROOT / name / "py.typed").read_text() for name in PACKAGES] == ["", "", ""]


@pytest.mark.slow
def test_the_wheel_itself(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(tmp_path), str(ROOT)]
    subprocess.run(build, check=True, timeout=300)
    (wheel,) = tmp_path.glob("*.whl")
    carried = set(zipfile.ZipFile(wheel).namelist())
    definitions = {f"targets/definitions/{path.name}" for path in (ROOT / "targets" / "definitions").iterdir()}
    assert {f"{name}/py.typed" for name in PACKAGES} | definitions <= carried
