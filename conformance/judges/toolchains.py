"""Installing a judge by its manifest, and the command that starts it. A missing toolchain is ``NotInstalled``."""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from threading import Lock

from conformance.judges.manifest import FILE, Manifest
from conformance.transport.installs import NotInstalled, installed_folder, installing

HOSTS = Path(__file__).parent / "hosts"
HOST = {"python": "host.py", "rule": "host.py", "javascript": "host.mjs", "go": "host.go", "rust": "host.rs"}
HOST["java"] = "Host.java"
TOOLS = {
    "python": (),
    "rule": (),
    "javascript": ("node", "npm"),
    "go": ("go",),
    "rust": ("cargo",),
    "java": ("java", "javac", "mvn"),
}
ONE_AT_A_TIME = Lock()  # Maven's and Cargo's caches of this user are shared, and so are the processors
POM = """<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>judge</groupId><artifactId>judge</artifactId><version>0</version>
  <dependencies>{dependencies}</dependencies>
</project>
"""
DEPENDENCY = "<dependency><groupId>{}</groupId><artifactId>{}</artifactId><version>{}</version></dependency>"


@cache
def installed(manifest: Manifest) -> Path:
    """The folder in which the judge is installed, once per user and version. Raises ``NotInstalled``."""
    missing = [tool for tool in TOOLS[manifest.language] if shutil.which(tool) is None]
    if missing:
        raise NotInstalled(
            f"not installed: {manifest.name} needs {' and '.join(missing)}, which {_is(missing)} not on this machine's "
            f"PATH. Install {_it(missing)}, then ask again"
        )
    parts = _parts(manifest)
    texts = {**parts, platform.machine(): b"", f"{sys.version_info.major}.{sys.version_info.minor}": b""}

    def fill(fresh: Path) -> None:
        for name, text in parts.items():
            place = fresh / ("src" if name.endswith(".rs") else "") / ("main.rs" if name == "host.rs" else name)
            place.parent.mkdir(exist_ok=True)
            place.write_bytes(text)
        FILLING[manifest.language](manifest, fresh)

    with ONE_AT_A_TIME:
        return installed_folder(f"{manifest.name}-{manifest.version or 'rule'}", texts, fill)


def command(manifest: Manifest) -> list[str]:
    """The command that starts the judge's loop. Raises ``NotInstalled``."""
    folder = installed(manifest)
    if (folder / "judge.py").is_file():  # also those in Python that start a program written in another language
        own = folder / "env" / "bin" / "python"
        return [str(own if own.is_file() else sys.executable), str(folder / "host.py"), str(folder / "judge.py")]
    if manifest.language == "javascript":
        return [shutil.which("node") or "node", "--no-warnings", str(folder / "judge.mjs")]
    if manifest.language == "java":
        # one small answer at a time: the JVM's second compiler and its parallel collector only cost time
        quick = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"]
        return [shutil.which("java") or "java", *quick, "-cp", f"{folder}{os.pathsep}{folder / 'lib'}/*", "Host"]
    return [str(folder / "judge")]


def size(manifest: Manifest) -> int:
    """Bytes on disk of the installed judge."""
    return sum(file.lstat().st_size for file in installed(manifest).rglob("*") if file.is_file())


def _parts(manifest: Manifest) -> dict[str, bytes]:
    """The files that the judge is made of: those of its folder, without the manifest's words, and the loop."""
    own = [file for file in sorted(manifest.folder.iterdir()) if file.is_file() and file.name != FILE]
    hosts = {HOST[manifest.language]} | ({HOST["python"]} if (manifest.folder / "judge.py").is_file() else set())
    if manifest.build:
        hosts -= {HOST[manifest.language]}
    loops = [HOSTS / name for name in sorted(hosts)]
    made = {"pom.xml": _pom(manifest)} if manifest.language == "java" else {}
    return {file.name: file.read_bytes() for file in (*own, *loops)} | made


def _pom(manifest: Manifest) -> bytes:
    """What Maven reads: the packages are in the manifest alone, and a change of one makes another judge."""
    dependencies = "".join(DEPENDENCY.format(*package.split(":")) for package in manifest.packages)
    return POM.format(dependencies=dependencies).encode()


def _python(manifest: Manifest, fresh: Path) -> None:
    hint = f"pip install {' '.join(manifest.packages)}"
    installing([sys.executable, "-m", "venv", "--without-pip", "env"], fresh, hint)
    pip = [sys.executable, "-m", "pip", "--python", "env/bin/python", "install", "--quiet"]
    installing([*pip, "--disable-pip-version-check", "-r", "requirements.txt"], fresh, hint)


def _javascript(manifest: Manifest, fresh: Path) -> None:
    hint = f"npm install {' '.join(manifest.packages)}"
    installing(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], fresh, hint)


def _go(manifest: Manifest, fresh: Path) -> None:
    hint = f"go build {manifest.name}"
    installing(["go", "build", "-p", "1", "-trimpath", "-o", "judge", manifest.build or "."], fresh, hint)


def _rust(manifest: Manifest, fresh: Path) -> None:
    build = ["cargo", "build", "--locked", "--jobs", "1", "--config", "profile.dev.debug=false"]
    installing(build, fresh, f"cargo build {manifest.name}")
    shutil.copy(fresh / "target" / "debug" / "judge", fresh / "judge")
    shutil.rmtree(fresh / "target")


def _java(manifest: Manifest, fresh: Path) -> None:
    maven = ["mvn", "--quiet", "--batch-mode", "dependency:copy-dependencies", "-DoutputDirectory=lib"]
    installing([*maven, "-DincludeScope=runtime"], fresh, f"mvn {' '.join(manifest.packages)}")
    installing(["javac", "-cp", "lib/*", "-d", ".", "Host.java", "Judge.java"], fresh, f"javac {manifest.name}")


def _rule(manifest: Manifest, fresh: Path) -> None:
    """Nothing: a rule of the documentation runs in the suite's own environment."""


FILLING: Mapping[str, Callable[[Manifest, Path], None]] = {
    "python": _python,
    "javascript": _javascript,
    "go": _go,
    "rust": _rust,
    "java": _java,
    "rule": _rule,
}


def _is(words: Sequence[str]) -> str:
    return "is" if len(words) == 1 else "are"


def _it(words: Sequence[str]) -> str:
    return "it" if len(words) == 1 else "them"


@cache
def toolchain(language: str) -> str:
    """The version of a language's toolchain as it says itself; empty where it is missing."""
    asked = {
        "python": [sys.executable, "--version"],
        "rule": [sys.executable, "--version"],
        "javascript": ["node", "--version"],
        "go": ["go", "version"],
        "rust": ["rustc", "--version"],
        "java": ["java", "--version"],
    }[language]
    try:
        said = subprocess.run(asked, capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    lines = (said.stdout or said.stderr).strip().splitlines()
    return lines[0] if lines else ""


def digest(manifest: Manifest) -> str:
    """A digest of what the judge is made of: it changes with the program and with the versions."""
    parts = _parts(manifest)
    return hashlib.sha256(b"".join(name.encode() + text for name, text in parts.items())).hexdigest()[:12]
