"""``moto==5.0..5.2``: a range of releases as targets of their own, from the index of this machine's pip or npm."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Literal
from urllib.parse import parse_qsl

from packaging.version import InvalidVersion, Version

from conformance.command.use import UseError

if TYPE_CHECKING:
    from targets.program_schema import Choice

Every = Literal["release", "minor", "major"]
RANGE = re.compile(
    r"(?P<name>[A-Za-z][A-Za-z0-9_.-]*?)(?P<sign>==|@)(?P<first>\d+(?:\.\d+)*)?\.\.(?P<last>\d+(?:\.\d+)*)?(?P<options>\?.*)?"
)
PARTS: dict[Every, int] = {"major": 1, "minor": 2}  # how many numbers of a version tell one from another
SECONDS = 120  # for the index to answer


def expanded(specs: Sequence[str], every: Every | None) -> tuple[str, ...]:
    """The targets, each range replaced by its releases, the oldest first; of each minor or major the newest patch.

    Both ends of a range are part of it: 5.2 means all of 5.2. Pre-releases are left out. Raises ``UseError``.
    """
    found = [(spec, RANGE.fullmatch(spec.strip())) for spec in specs]
    if every is not None and not any(matched for _, matched in found):
        raise UseError("--every needs a range of releases, such as 'moto==5.0..5.2'")
    return tuple(one for spec, matched in found for one in (_releases(matched, every) if matched else [spec]))


def _releases(matched: re.Match[str], every: Every | None) -> list[str]:
    name, options = matched["name"], matched["options"] or ""
    listed = _listed(name)
    modes = _modes(name, options)
    listed = [version for version in listed if not any(mode.lacks(version) for mode in modes)]
    chosen = within(listed, matched["first"], matched["last"], every or "release")
    if not chosen:
        known = within(listed, None, None, "release")
        ends = f"{known[0]} to {known[-1]}" if known else "none"
        raise UseError(f"{matched[0]!r}: no release of {name} is in this range; the index has {ends}")
    return [f"{name}{matched['sign']}{version}{options}" for version in chosen]


def _modes(name: str, options: str) -> list[Choice]:
    """The modes that the options ask for: releases from before one of them would ignore it."""
    from targets.definition import load
    from targets.registry import shipped

    modes = load(shipped()[name]).modes
    chosen = [modes[mode].get(value) for mode, value in parse_qsl(options.removeprefix("?")) if mode in modes]
    return [choice for choice in chosen if choice is not None]


def within(versions: Iterable[str], first: str | None, last: str | None, every: Every) -> list[str]:
    """The versions of a range, the oldest first; of each minor or major the newest.

    What is no version, and what is a pre-release, is passed over.
    """
    read = sorted({version for text in versions if (version := _version(text)) and not version.is_prerelease})
    inside = [version for version in read if _from(version, first) and _up_to(version, last)]
    if every != "release":
        inside = list({_numbers(version)[: PARTS[every]]: version for version in inside}.values())
    return [str(version) for version in inside]


def _version(text: str) -> Version | None:
    try:
        return Version(text)
    except InvalidVersion:
        return None


def _numbers(version: Version) -> tuple[int, ...]:
    return (*version.release, 0, 0)[: max(3, len(version.release))]


def _from(version: Version, first: str | None) -> bool:
    return first is None or version >= Version(first)


def _up_to(version: Version, last: str | None) -> bool:
    if last is None or version <= Version(last):
        return True
    end = Version(last).release
    return _numbers(version)[: len(end)] == end


def _listed(name: str) -> list[str]:
    """All versions that the index of this machine has of a target's package."""
    from targets.definition import load
    from targets.registry import shipped

    path = shipped().get(name)
    if path is None:
        raise UseError(f"{name!r} has no releases to choose from; ranges are for {', '.join(sorted(shipped()))}")
    install = load(path).install
    if install.pypi:
        return _of_pip(install.pypi)
    if install.npm:
        return _of_npm(install.npm)
    raise UseError(f"{name}: neither pip nor npm installs it, so its releases are not known; name them one by one")


def _of_pip(package: str) -> list[str]:
    said = _said([sys.executable, "-m", "pip", "--disable-pip-version-check", "index", "versions", package], package)
    line = re.search(r"^Available versions: (.+)$", said, re.MULTILINE)
    return [version.strip() for version in line[1].split(",")] if line else []


def _of_npm(package: str) -> list[str]:
    try:
        listed = json.loads(_said(["npm", "view", package, "versions", "--json"], package))
    except ValueError:
        return []
    return [str(version) for version in listed] if isinstance(listed, list) else [str(listed)]


def _said(command: Sequence[str], package: str) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UseError(f"the releases of {package} cannot be listed: {error}. Name them one by one.") from error
    if done.returncode:
        why = (done.stderr.strip() or done.stdout.strip() or "no message").splitlines()[-1][:300]
        raise UseError(f"the releases of {package} cannot be listed: {why}. Name them one by one.")
    return done.stdout
