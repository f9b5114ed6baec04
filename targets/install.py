"""Isolated, cached environments for emulators: a venv per PyPI product and version, an npm prefix per npm package."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from targets.interface import TargetUnusable

CURRENT = "current"  # in the place of a version: the newest one at the time of the installation
MARK = "installed.json"
TIMEOUT = 1200


@dataclass(frozen=True)
class Environment:
    """Where an emulator is installed and how it is called."""

    path: Path
    python: str
    bin: str
    version: str


def cache_directory() -> Path:
    """The folder of all environments: below ``$XDG_CACHE_HOME``, else ``~/.cache``."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "cognito-conformance" / "envs"


def environment_path(kind: str, package: str, version: str | None) -> Path:
    """The folder of one environment; a venv belongs to the Python that made it."""
    python = f"-py{sys.version_info.major}.{sys.version_info.minor}" if kind == "pypi" else ""
    name = re.sub(r"[^A-Za-z0-9.]+", "-", package).strip("-")
    return cache_directory() / f"{kind}-{name}-{version or CURRENT}{python}"


def is_installed(path: Path) -> bool:
    """Whether an environment is complete."""
    return (path / MARK).is_file()


def pypi(
    package: str, version: str | None, *, extras: Sequence[str], also: Sequence[str], upgrade: bool
) -> Environment:
    """A venv with this package; made on first use."""
    path = environment_path("pypi", package, version)
    wanted = package + (f"[{','.join(extras)}]" if extras else "") + (f"=={version}" if version else "")
    with _locked(path):
        if upgrade or not is_installed(path):
            _make_venv(path, package, [wanted, *also])
    scripts = path / "bin"
    return Environment(path, str(scripts / "python"), str(scripts), _installed_version(path))


def npm(package: str, version: str | None, *, upgrade: bool) -> Environment:
    """An npm prefix with this package; made on first use."""
    path = environment_path("npm", package, version)
    with _locked(path):
        if upgrade or not is_installed(path):
            _make_prefix(path, package, f"{package}@{version or 'latest'}")
    return Environment(path, sys.executable, str(path / "node_modules" / ".bin"), _installed_version(path))


def beside(package: str) -> Environment | None:
    """The package as installed beside the suite, if it is."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        found = version(package)
    except PackageNotFoundError:
        return None
    return Environment(Path(sys.prefix), sys.executable, str(Path(sys.executable).parent), found)


def missing_tool(kind: str) -> str | None:
    """What has to be installed before anything of this kind can be; None when nothing is missing."""
    if kind == "npm":
        missing = [tool for tool in ("node", "npm") if not shutil.which(tool)]
        return f"{' and '.join(missing)} not found: install Node.js 18 or newer" if missing else None
    import importlib.util

    lost = [module for module in ("venv", "ensurepip") if importlib.util.find_spec(module) is None]
    return f"this Python has no {lost[0]} module: install it (Debian: python3-venv)" if lost else None


def _make_venv(path: Path, package: str, wanted: Sequence[str]) -> None:
    _require("pypi", package)
    _say(f"installing {' '.join(wanted)} into {path} (once)")
    _empty(path)
    _run([sys.executable, "-m", "venv", str(path)], path, package)
    pip = [str(path / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--quiet"]
    _run([*pip, *wanted], path, package)
    _mark(path, _distribution_version(path, package))


def _make_prefix(path: Path, package: str, wanted: str) -> None:
    _require("npm", package)
    _say(f"installing {wanted} into {path} (once)")
    _empty(path)
    (path / "package.json").write_text('{"private": true}\n')
    _run(
        ["npm", "install", "--prefix", str(path), "--no-audit", "--no-fund", "--loglevel=error", wanted], path, package
    )
    manifest = path / "node_modules" / package / "package.json"
    _mark(path, str(json.loads(manifest.read_text(encoding="utf-8"))["version"]))


def _require(kind: str, package: str) -> None:
    missing = missing_tool(kind)
    if missing:
        raise TargetUnusable(f"{package} cannot be installed: {missing}")


def _run(command: Sequence[str], path: Path, package: str) -> None:
    """Run an installer; its own last lines are the best explanation of a failure."""
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=TIMEOUT,
            stdin=subprocess.DEVNULL,
            check=False,
            env=_installer_environment(),
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        shutil.rmtree(path, ignore_errors=True)
        raise TargetUnusable(f"{package} cannot be installed: {error}") from error
    if done.returncode:
        shutil.rmtree(path, ignore_errors=True)
        lines = (done.stderr.strip() or done.stdout.strip()).splitlines()[-8:]
        said = "\n".join(line if len(line) < 300 else f"{line[:150]} … {line[-100:]}" for line in lines)
        raise TargetUnusable(
            f"{package} cannot be installed: {Path(command[0]).name} ended with status {done.returncode}; it said:\n"
            f"{said}\nCheck the version and the network, or install it yourself and attach with ?endpoint=URL"
        )


def _installer_environment() -> dict[str, str]:
    """This process's environment without what would make pip or Python look into another one."""
    return {
        name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"}
    }


def _empty(path: Path) -> None:
    try:
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TargetUnusable(
            f"cannot make {path}: {error}; free some space or set XDG_CACHE_HOME to a writable folder"
        ) from error


def _mark(path: Path, version: str) -> None:
    (path / MARK).write_text(json.dumps({"version": version}) + "\n", encoding="utf-8")


def _installed_version(path: Path) -> str:
    return str(json.loads((path / MARK).read_text(encoding="utf-8"))["version"])


def _distribution_version(path: Path, package: str) -> str:
    """From the metadata in the venv, without starting its Python."""
    from importlib.metadata import distributions

    places = [str(place) for place in path.glob("lib/python*/site-packages")]
    plain = re.sub(r"[-_.]+", "-", package).lower()
    for found in distributions(path=places):
        if re.sub(r"[-_.]+", "-", found.metadata["Name"]).lower() == plain:
            return found.version
    return "unknown"


def _say(text: str) -> None:
    print(f"cognito-conformance: {text}", file=sys.stderr, flush=True)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """One installer at a time for each environment, over all processes of this user."""
    import fcntl

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = (path.parent / f"{path.name}.lock").open("w")
    except OSError as error:
        raise TargetUnusable(
            f"cannot write below {path.parent}: {error}; set XDG_CACHE_HOME to a writable folder"
        ) from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
