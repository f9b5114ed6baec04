"""Waits until something changes: files, by their times, and whether something listens at an address."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from conformance.command.use import UseError
from targets.definition import load
from targets.interface import TargetUnusable
from targets.registry import shipped
from targets.spec import Spec, parse

PAUSE = 0.5  # seconds between two looks
CONNECT = 1.0  # seconds to wait for a connection
SKIPPED = frozenset({"__pycache__", "node_modules"})  # folders that change by themselves; hidden ones too
Address = tuple[str, int]
Times = dict[Path, tuple[int, int]]


class WatchError(UseError):
    """There is nothing to watch; the message says which paths to give."""


@dataclass(frozen=True)
class Watched:
    """What is watched: files, folders with everything below them, and addresses."""

    paths: tuple[Path, ...] = ()
    addresses: tuple[Address, ...] = ()
    apart: tuple[Path, ...] = ()  # folders that the runs themselves write to

    def __str__(self) -> str:
        return ", ".join([*map(str, self.paths), *(f"{host}:{port}" for host, port in self.addresses)])


def watched(named: Iterable[str], specs: Iterable[str], apart: Sequence[Path]) -> Watched:
    """The given paths, or else the programs and definitions of the targets. Endpoints are always watched.

    Raises ``WatchError``.
    """
    parsed = [parse(spec) for spec in specs]
    paths = [Path(name) for name in named if name]
    for path in paths:
        if not path.exists():
            raise WatchError(f"there is no {path}. Targets come before --watch, or write --watch=PATH")
    paths = paths or [path for spec in parsed for path in _program(spec)]
    addresses = [address for spec in parsed for address in _address(spec)]
    if not paths and not addresses:
        names = ", ".join(spec.text for spec in parsed)
        raise WatchError(f"nothing of {names} can be watched: name files or folders with --watch=PATH")
    return Watched(tuple(dict.fromkeys(paths)), tuple(dict.fromkeys(addresses)), tuple(p.resolve() for p in apart))


def _program(spec: Spec) -> Iterator[Path]:
    """The definition of a target that is started, where it is the user's own, and the files its command names."""
    path = Path(spec.name).expanduser() if spec.kind == "path" else shipped().get(spec.name)
    if path is None or "endpoint" in spec.options:
        return
    if spec.kind == "path":
        yield path
    try:
        start = load(path).start
    except TargetUnusable:  # the run reports what is wrong with it
        return
    for word in start.command if start is not None else ():
        named = path.parent / Path(word).expanduser()
        if "{" not in word and (named.is_file() or (os.sep in word and named.is_dir())):
            yield named


def _address(spec: Spec) -> Iterator[Address]:
    url = spec.options.get("endpoint") or (spec.name if spec.kind == "url" else "")
    parts = urlsplit(url)
    if parts.hostname:
        yield parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)


class Watch:
    """Keeps a snapshot of files and endpoints, and waits until they change."""

    def __init__(self, what: Watched, pause: float = PAUSE) -> None:
        self.what = what
        self.pause = pause
        self._times: Times = {}
        self._listening: dict[Address, bool] = {}
        self.mark()

    def mark(self) -> None:
        """Take the snapshot: before a run, so that a change during the run is noticed after it."""
        self._times, self._listening = self._look(), self._ask()

    def wait(self) -> str:
        """Return once something changed and no more changes follow; the result describes the change for people."""
        while not (seen := self._changed()):
            time.sleep(self.pause)
        time.sleep(self.pause)
        while self._changed():  # an editor or a build may still be writing
            time.sleep(self.pause)
        return seen

    def _changed(self) -> str:
        """The change since the snapshot: a file, or an endpoint that is back. Takes a new snapshot."""
        before, times = self._times, self._look()
        listened, listening = self._listening, self._ask()
        self._times, self._listening = times, listening
        back = [f"{host}:{port}" for (host, port), now in listening.items() if now and not listened[host, port]]
        files = sorted(path for path in {*before, *times} if before.get(path) != times.get(path))
        return ", ".join([*map(str, files[:3]), *(f"{name} is back" for name in back)])

    def _look(self) -> Times:
        found: Times = {}
        for path in self._files():
            try:
                status = path.stat()
            except OSError:  # gone while we looked
                continue
            found[path] = status.st_mtime_ns, status.st_size
        return found

    def _files(self) -> Iterator[Path]:
        for path in self.what.paths:
            if not path.is_dir():
                yield path
                continue
            for folder, below, files in os.walk(path):
                below[:] = [name for name in below if self._entered(Path(folder, name))]
                yield from (Path(folder, name) for name in files)

    def _entered(self, folder: Path) -> bool:
        plain = folder.name not in SKIPPED and not folder.name.startswith(".")
        return plain and folder.resolve() not in self.what.apart

    def _ask(self) -> dict[Address, bool]:
        return {address: _listens(address) for address in self.what.addresses}


def _listens(address: Address) -> bool:
    try:
        socket.create_connection(address, timeout=CONNECT).close()
    except OSError:
        return False
    return True
