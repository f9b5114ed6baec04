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


@pytest.mark.parametrize("stranger", ["targets.py", "reports.py", "reports/__init__.py"])
def test_a_package_that_hides_ours_is_named(stranger: str, tmp_path: Path) -> None:
    file = tmp_path / stranger
    file.parent.mkdir(exist_ok=True)
    file.write_text("")
    said = hidden_from(tmp_path)
    assert said.startswith(
        f"the package {file.relative_to(tmp_path).parts[0].removesuffix('.py')!r} is {file}, not this suite's"
    )
    assert "start the suite in another directory" in said


def test_nothing_hides_them(tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()  # a folder of output, no package
    assert hidden_from(tmp_path) == "None"


def hidden_from(directory: Path) -> str:
    """What is said where the suite is started in this directory, as ``python -m conformance`` does."""
    ask = (
        "import sys; sys.path[:0] = ['', sys.argv[1]]\nfrom conformance.command.packages import hidden\nprint(hidden())"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", ask, str(ROOT)],
        cwd=directory,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout.strip()
