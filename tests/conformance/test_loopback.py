"""Nothing leaves the machine: whole runs, judges included, where there is no network but loopback."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conformance.judges.panel import names
from installed import installed
from targets.interface import TargetUnusable
from targets.registry import resolve

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
AREAS = ("hosted-scopes", "token-endpoint", "jwt-validation", "srp")
# Runs in the new namespace: takes its loopback device up, shows that it has no other, and becomes the command.
INSIDE = """
import fcntl, os, socket, struct, sys
with socket.socket() as s:
    fcntl.ioctl(s, 0x8914, struct.pack("16sH14s", b"lo", 0x1, b""))
devices = [line.split(":")[0].strip() for line in open("/proc/net/dev") if ":" in line]
assert devices == ["lo"], devices
assert open("/proc/net/route").read().count("\\n") == 1, "there is a way out"
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""


def alone() -> list[str]:
    """The command that makes a namespace with no network; skips where that is not allowed."""
    words = ["unshare", "--net"] if os.geteuid() == 0 else ["unshare", "--user", "--map-root-user", "--net"]
    if shutil.which("unshare") is None or subprocess.run([*words, "true"], check=False, capture_output=True).returncode:
        pytest.skip("network namespaces cannot be made here")
    return words


@pytest.mark.parametrize("spec", ["reference", "ministack"])
def test_a_run_with_judges_needs_loopback_alone(spec: str, tmp_path: Path) -> None:
    words, judges = alone(), installed(names())
    try:
        resolve(spec).start().stop()
    except TargetUnusable as unusable:
        pytest.skip(str(unusable))
    command = ["-m", "conformance", "run", spec, "--seed", "1", "--out", str(tmp_path / "report")]
    command += [f"--area={area}" for area in AREAS] + [f"--judges={','.join(judges)}"]
    done = subprocess.run(
        [*words, sys.executable, "-c", INSIDE, *command],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (target,) = json.loads((tmp_path / "report" / "run.json").read_text())["targets"]
    assert target["complete"]
    assert target["executed"] > 60
    assert {opinion["judge"] for opinion in target["judges"]} == set(judges)
    unheard = [o for o in target["judges"] if o["outcome"] in ("no-answer", "not-installed", "not-reached")]
    assert unheard == []
    assert target["scopes"]["tokens"]
