"""Runs the properties on targets, one pytest process per target, all writing to one journal."""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from conformance.journal import FILE_NAME

PACKAGE = Path(__file__).parent
UNUSABLE = 13  # the exit status by which the plugin says that the target cannot be used


class OutputError(Exception):
    """The output folder cannot be used; the message says why and what to do."""


@dataclass(frozen=True)
class Plan:
    """What the user asked for."""

    targets: Sequence[str]
    profile: str
    seed: int
    out: Path
    areas: Sequence[str] = ()
    requirements: Sequence[str] = ()
    workers: int = 1
    shard: str = ""
    budget: str = ""


@dataclass
class Outcome:
    """How the processes ended."""

    unusable: dict[str, str] = field(default_factory=dict)  # spec -> why
    broken: dict[str, str] = field(default_factory=dict)  # spec -> the end of what pytest printed
    interrupted: bool = False


@contextlib.contextmanager
def output_folder(out: Path) -> Iterator[None]:
    """Hold the folder for one run: an earlier journal is kept aside, a second run at the same time is refused.

    Raises ``OutputError``.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        lock = os.open(out / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise OutputError(f"cannot write to {out}: {error.strerror}. Choose another folder with --out.") from error
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise OutputError(f"another run is writing to {out}. Choose another folder with --out.") from None
        journal = out / FILE_NAME
        if journal.exists():
            journal.replace(out / "journal.previous.ndjson")
        yield
    finally:
        os.close(lock)


def launch(plan: Plan) -> Outcome:
    """Run every target in turn. What went wrong is in the outcome; never raises for what a target does."""
    outcome = Outcome()
    run_id = f"{plan.seed}-{os.getpid()}"
    for spec in plan.targets:
        if outcome.interrupted:
            break
        _launch_one(plan, spec, run_id, outcome)
    return outcome


def command(plan: Plan, spec: str, run_id: str) -> list[str]:
    """The pytest command of one target."""
    words = [
        sys.executable, "-m", "pytest", "-c", str(PACKAGE / "command.ini"), "--rootdir", str(PACKAGE), "-q", "--no-header",
        "--no-summary", "-p", "conformance.plugin", "--observe-only", "--noconftest", "--target", spec,
        "--profile", plan.profile, "--seed", str(plan.seed), "--out", str(plan.out.resolve()), "--run-id", run_id,
    ]  # fmt: skip
    words += [f"--area={area}" for area in plan.areas] + [f"--requirement={i}" for i in plan.requirements]
    words += [f"--shard={plan.shard}"] if plan.shard else []
    words += [f"--budget={plan.budget}"] if plan.budget else []
    if plan.workers > 1:
        words += ["-p", "xdist.plugin", "-n", str(plan.workers), "--dist", "worksteal"]
    return [*words, str(PACKAGE / "areas"), str(PACKAGE / "machines")]


def _launch_one(plan: Plan, spec: str, run_id: str, outcome: Outcome) -> None:
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": _path()}
    with tempfile.TemporaryFile("w+", errors="replace") as printed:
        process = subprocess.Popen(command(plan, spec, run_id), stdout=printed, env=environment)
        status = _wait(process, outcome)
        printed.seek(0)
        lines = [line for line in printed.read().splitlines() if line.strip()]
    if status == UNUSABLE:
        outcome.unusable[spec] = next((line for line in lines if spec in line), f"{spec}: unusable").strip("! ")
    elif status not in (0, 1, 2, 5) and not outcome.interrupted:
        outcome.broken[spec] = "\n".join(lines[-15:])


def _path() -> str:
    """This suite first, also when it runs from a checkout that is not installed."""
    return os.pathsep.join([str(PACKAGE.parent), *filter(None, [os.environ.get("PYTHONPATH", "")])])


def _wait(process: subprocess.Popen[str], outcome: Outcome) -> int:
    """Wait; Ctrl-C reaches the process too, which then ends by itself and keeps what it has."""
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            if outcome.interrupted:  # the second Ctrl-C: do not wait any longer
                process.send_signal(signal.SIGTERM)
                return process.wait()
            outcome.interrupted = True
