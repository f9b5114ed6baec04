"""Witnesses made by hand, and the scripts of them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from conformance.checking.exchange import Difference
from conformance.command import properties
from conformance.replay.script import script_of
from conformance.requirements import load_catalog
from fakes import FakeRunning
from targets.interface import InProcess

TAG = "jtmq"
Step = dict[str, Any]


def call(operation: str, **parameters: Any) -> Step:
    """An API call."""
    return {"kind": "call", "name": operation, "arguments": parameters}


def page(method: str, url: Any, **parts: Any) -> Step:
    """A request as a browser makes it."""
    return {"kind": "http", "name": method, "arguments": {"method": method, "url": url, **parts}}


def computed(name: str, *arguments: Any, **values: Any) -> Step:
    """A computation of ``conformance.kit``."""
    return {"kind": "compute", "name": name, "arguments": {"arguments": list(arguments), "values": values}}


def step(kind: str, **arguments: Any) -> Step:
    """A step of any other kind."""
    return {"kind": kind, "name": kind, "arguments": arguments}


def ref(number: int, path: str = "") -> dict[str, Any]:
    """What an earlier step returned at a path."""
    return {"$ref": [number, path]}


POOL = call("CreateUserPool", PoolName=f"cc-{TAG}1")
CLIENT = call("CreateUserPoolClient", UserPoolId=ref(0, "UserPool.Id"), ClientName=f"cc-{TAG}2")


def script(
    requirement: str,
    steps: Sequence[Mapping[str, Any]],
    *judged: int,
    how: str = "check",
    accepted: Collection[int] = (),
    tag: str = TAG,
    inside: InProcess | None = None,
    seen: str = "something else",
    **values: Any,
) -> str:
    """The script of a witness on a target that is started for each run."""
    properties.tests()
    judge = {"how": how, "arguments": [{"$step": number} for number in judged], "values": values}
    running = FakeRunning(lambda *_: (200, {}))
    running.in_process = inside
    found = Difference("kind", "something", seen)
    return script_of(load_catalog().requirements[requirement], found, steps, judge, accepted, running, tag=tag)


def run(text: str, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The script, run to its end without anything of the suite."""
    path = folder / "script.py"
    path.write_text(text, encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        [sys.executable, str(path), *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=folder,
        env=environment,
    )
