"""Installation of outside programs: one folder each below the cache, created once per user and version."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

SECONDS = 600
NODE_PARTS = ("package.json", "package-lock.json", "judge.mjs")


class NotInstalled(Exception):
    """The program is not on this machine and could not be put there; the message says what to do."""


def base() -> Path:
    """The folder of all of them: below ``$XDG_CACHE_HOME``, else ``~/.cache``."""
    root = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(root) / "cognito-conformance" / "judges"


@cache
def node_program(package: str, name: str) -> Path:
    """The folder with ``judge.mjs`` and what it needs from npm, by the locked versions. Raises ``NotInstalled``."""
    texts = {part: (files(package) / part).read_bytes() for part in NODE_PARTS}
    missing = [tool for tool in ("node", "npm") if shutil.which(tool) is None]
    if missing:
        raise NotInstalled(f"not installed: it needs Node.js ({' and '.join(missing)} not found), then npm install")

    def fill(fresh: Path) -> None:
        for part, text in texts.items():
            (fresh / part).write_bytes(text)
        installing(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], fresh, f"npm install {name}")

    return installed_folder(name, texts, fill)


def installed_folder(name: str, texts: Mapping[str, bytes], fill: Callable[[Path], None]) -> Path:
    """The folder of what is made of these texts; ``fill`` makes it when it is not there. Raises ``NotInstalled``."""
    digest = hashlib.sha256(b"".join([key.encode() + text for key, text in texts.items()])).hexdigest()[:12]
    folder = base() / f"{name}-{digest}"
    if folder.is_dir():
        return folder
    try:
        base().mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=base()) as temporary:
            fresh = Path(temporary) / "fresh"
            fresh.mkdir()
            fill(fresh)
            try:
                fresh.rename(folder)
            except OSError:
                if not folder.is_dir():  # else another process was faster
                    raise
    except OSError as error:
        raise NotInstalled(f"not installed: {error}") from error
    return folder


def installing(command: Sequence[str], folder: Path, hint: str) -> None:
    """Run one step of an installation in this folder. Raises ``NotInstalled`` with the hint and what was said last."""
    try:
        subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True, timeout=SECONDS)
    except subprocess.CalledProcessError as error:
        said = " ".join((error.stderr or error.stdout or "").split())[-200:]
        raise NotInstalled(f"not installed: {hint} failed: {said}") from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotInstalled(f"not installed: {hint} failed: {error}") from error
