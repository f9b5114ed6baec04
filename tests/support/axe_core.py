"""axe-core, the checker of accessibility, from npm at a locked version: one folder below the user's cache."""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

PARTS = Path(__file__).parent / "axe"


@cache
def axe_script() -> str:
    """Its script, to be run in a page. The test is skipped where npm cannot install it."""
    root = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "cognito-conformance" / "tests"
    file = root / "axe" / "node_modules" / "axe-core" / "axe.min.js"
    version = (PARTS / "package-lock.json").read_bytes()
    kept = root / "axe" / "package-lock.json"
    if not file.is_file() or kept.read_bytes() != version:
        npm = shutil.which("npm")
        if npm is None:
            pytest.skip("npm is not installed, so neither is axe-core")
        (root / "axe").mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(PARTS / name, root / "axe" / name)
        command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        done = subprocess.run(command, cwd=root / "axe", capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"npm ci of axe-core failed: {done.stderr[-300:]}")
    return file.read_text(encoding="utf-8")
