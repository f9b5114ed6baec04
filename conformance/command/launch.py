"""Runs the properties on targets, one pytest process per target, all writing to one journal.

The process has a group of its own: signals reach the command alone, which passes them on, and whatever is left of the
group at the end is ended. The process in turn ends when the command is gone.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Protocol

from conformance.command.options import RunOptions
from conformance.command.own_folder import own_folder
from conformance.command.process import SIGNALS, Process, signal_group, start_pytest
from conformance.command.progress import say
from targets.masking import public

PACKAGE = Path(__file__).parent.parent
PAUSE = 0.25  # seconds between two looks at the progress
# Properties that a worker is given at a time, fewer towards the end. Those of one module share pools: given one by one
# each worker would make all of them. Were it many more, those that move the clock would not stay the last.
CHUNK = "16"
COLLECTED, FAILED, NOTHING = 0, 1, 5  # exit statuses of pytest that are no defect: failures are in the journal


@dataclass(frozen=True)
class Again:
    """The selection of a retry: the properties that reach one of these requirements, and those with these names."""

    requirements: Sequence[str]
    properties: Sequence[str] = ()


@dataclass(frozen=True)
class Plan:
    """The run that the user asked for."""

    targets: Sequence[str]
    options: RunOptions
    out: Path
    again: Again | None = None  # only a part of what the options select
    fresh: bool = False  # what is imported here may change between this run and an earlier one
    against: str = ""  # a second target, with which the one that is named is compared
    recorded: Path | None = None  # the folder for the answers that are kept, cleaned


@dataclass
class Outcome:
    """How the processes ended."""

    unusable: dict[str, str] = field(default_factory=dict)  # spec -> why
    journal: str = ""  # why the journal could not be written
    broken: dict[str, str] = field(default_factory=dict)  # spec -> the end of what pytest printed
    interrupted: bool = False
    left: bool = False  # whether something of the run is in an account still, or may be; it has been said


class Watch(Protocol):
    """Shows how far a run is."""

    def __call__(self, spec: str) -> None:
        """Called with the target's spec several times a second."""

    def say(self, text: str) -> None:
        """Show a message beside that."""


class _Unwatched:
    """Shows messages alone."""

    def __call__(self, spec: str) -> None:
        """See above."""

    def say(self, text: str) -> None:
        """See above."""
        say(text, sys.stderr)


class _Signals:
    """Ctrl-C and similar signals while a process runs: first an orderly end, then a quick one, then a kill."""

    def __init__(self, outcome: Outcome, say: Callable[[str], None]) -> None:
        self.outcome = outcome
        self._say = say
        self.process: Process | None = None
        self._count = 0

    def __call__(self, number: int, frame: FrameType | None) -> None:
        """Pass the signal on."""
        self.outcome.interrupted = True
        self._count += 1
        passed = (signal.SIGINT, signal.SIGTERM, signal.SIGKILL)[min(self._count, 3) - 1]
        if self._count == 1:
            self._say("interrupted: ending in an orderly way; again to end at once")
        if self.process is not None:
            signal_group(self.process, passed)

    @contextlib.contextmanager
    def caught(self) -> Iterator[None]:
        """A context in which signals are passed on instead of ending this process."""
        nohup = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
        caught = [number for number in SIGNALS if not (nohup and number is signal.SIGHUP)]
        before = {number: signal.signal(number, self) for number in caught}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def launch(plan: Plan, watch: Watch | None = None) -> Outcome:
    """Run the targets one after the other. Errors are in the outcome; never raises for what a target does."""
    outcome, watch = Outcome(), watch or _Unwatched()
    signals = _Signals(outcome, watch.say)
    run_id = f"{plan.options.seed}-{os.getpid()}"
    with signals.caught():
        for spec in plan.targets:
            if not outcome.interrupted and not outcome.journal:
                _launch_one(plan, spec, run_id, signals, watch)
    return outcome


def command(plan: Plan, spec: str, run_id: str) -> list[str]:
    """The words of pytest's command line for one target."""
    words = [
        "-c",
        str(PACKAGE / "command.ini"),
        "--rootdir",
        str(PACKAGE),
        "-q",
        "--no-header",
        "--no-summary",
        "-p",
        "conformance.plugin",
        "--observe-only",
        "--noconftest",
        f"--target={spec}",
        f"--out={plan.out.resolve()}",
        f"--run-id={run_id}",
        *(f"--beside={other}" for other in plan.targets),
        *plan.options.words(),
    ]
    if plan.again is not None:
        words += [f"--again={identifier}" for identifier in plan.again.requirements]
        words += [f"--again-property={name}" for name in plan.again.properties]
    if plan.against:
        words.append(f"--against={plan.against}")
    if plan.recorded is not None:
        words.append(f"--record-into={plan.recorded}")
    workers = plan.options.workers
    if workers > 1:
        words += ["-p", "xdist.plugin", "-n", str(workers), "--dist", "load", "--maxschedchunk", CHUNK]
    return [*words, *(str(place) for place in _places(plan))]


def _places(plan: Plan) -> list[Path]:
    from conformance.command.places import FOLDERS, modules_naming
    from conformance.requirements import load_catalog

    requirements = plan.options.requirements
    return modules_naming(requirements, load_catalog()) if requirements else list(FOLDERS)


def _launch_one(plan: Plan, spec: str, run_id: str, signals: _Signals, watch: Watch) -> None:
    with own_folder("run") as place:
        printed, messages = place / "printed", place / "messages"
        words = [*command(plan, spec, run_id), "--tell", str(messages)]
        heard: set[str] = set()

        def look() -> None:
            for hint in [text for text in _messages(messages, "hint") if text not in heard]:
                heard.add(hint)
                watch.say(hint)
            watch(spec)

        status = _run(words, printed, signals, look, fresh=plan.fresh)
        look()  # what it said last: why it ended, and what it has left
        _read(plan, spec, status, place, signals.outcome)


def _run(words: Sequence[str], printed: Path, signals: _Signals, watch: Callable[[], object], *, fresh: bool) -> int:
    """Run one process to its end, with a pipe that tells it when this one is gone."""
    reading, writing = os.pipe()
    try:
        with printed.open("wb") as output:
            process = signals.process = start_pytest(words, output, reading, fresh=fresh)
        try:
            while True:
                watch()
                with contextlib.suppress(subprocess.TimeoutExpired):
                    return process.wait(PAUSE)
        finally:
            signals.process = None
            signal_group(process, signal.SIGKILL)  # what is left of the group
    finally:
        os.close(reading)
        os.close(writing)


def _messages(file: Path, kind: str) -> list[str]:
    """The texts of one kind that the process has written for the command so far."""
    lines = file.read_text("utf-8").splitlines() if file.exists() else []
    return [said["text"] for said in map(json.loads, lines) if said["kind"] == kind]


def _read(plan: Plan, spec: str, status: int, place: Path, outcome: Outcome) -> None:
    """The outcome from what the process printed and how it ended."""
    printed, messages = place / "printed", place / "messages"
    texts = {kind: _messages(messages, kind) for kind in ("unusable", "journal", "left")}
    outcome.left = outcome.left or bool(texts["left"])
    if texts["journal"]:
        outcome.journal = texts["journal"][0]
    elif texts["unusable"]:
        outcome.unusable[spec] = texts["unusable"][0]
    elif status == NOTHING:
        outcome.unusable[spec] = f"{public(spec)}: nothing to run: no property fits {_selection(plan)}{_advice(plan)}"
    elif -status in (signal.SIGKILL, signal.SIGTERM) and not outcome.interrupted:
        text = f"{public(spec)}: the run was ended by {signal.Signals(-status).name}, by hand or for want of memory"
        outcome.unusable[spec] = f"{text}; what was recorded is in the report"
    elif status not in (COLLECTED, FAILED) and not outcome.interrupted:
        lines = [line for line in printed.read_text("utf-8", "replace").splitlines() if line.strip()]
        how = f"ended by signal {-status}" if status < 0 else f"ended with status {status}"
        outcome.broken[spec] = "\n".join([f"pytest {how}; its last lines:", *lines[-15:]])


def _selection(plan: Plan) -> str:
    options = plan.options
    words = [f"--area {a}" for a in options.areas] + [f"--requirement {i}" for i in options.requirements]
    return " ".join(words + ([f"--shard {options.shard}"] if str(options.shard) else [])) or "this selection"


def _advice(plan: Plan) -> str:
    """What to do: areas and requirements narrow each other; a requirement by itself needs a property that names it."""
    options = plan.options
    if options.areas and options.requirements:
        return "; a property has to fit both --area and --requirement: leave one of them out"
    if options.areas or str(options.shard) or not options.requirements:
        return ""
    return "; a property under conformance/areas/ has to name it in @prop(...)"
