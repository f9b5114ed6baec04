"""Runs on a twin that fails, each of them ended in one of several ways and swept afterwards; and what came of it."""

from __future__ import annotations

import random
import subprocess
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aws_run import ALL, FULL_AFTER, LEDGERS, SPEC, words
from conformance.journal import read_events
from reports.fold import fold
from targets.aws import AwsTarget
from targets.aws.sweep import Left
from targets.aws.sweeping import opened_sweep
from targets.aws.twin import Announcement, started

KINDS = ("throttle", "500", "503", "500-after", "cut", "lost")
RATE = 0.08  # of the requests fail
KILLED, EXPIRED, BY_ITSELF = "killed", "expired", "by itself"
FULL, LEDGER_FULL = "disk full", "disk of the ledger full"
ENDINGS = (KILLED, EXPIRED, FULL, LEDGER_FULL, BY_ITSELF)
LONGEST = 240.0  # seconds that a run may take
TRACEBACK = "Traceback (most recent call last)"  # a run that dies so may have had no time for an error event
LOOK = 0.05  # seconds between two looks at how far it is
# Areas that need nothing but an account; each run has a few of them.
AREAS = (
    "access-token",
    "admin-confirm-sign-up",
    "admin-create-user",
    "admin-password",
    "aliases",
    "attributes",
    "auth-flow-config",
    "authorize",
    "change-password",
    "client-config",
    "client-credentials",
    "domains",
    "groups",
    "hosted-discovery",
    "hosted-scopes",
    "jwt-validation",
    "list-users",
    "login",
    "logout",
    "managed-login-branding",
    "mfa-enrolment",
    "mfa-settings",
    "new-password",
    "oauth-revoke",
    "passkeys",
    "password-auth",
    "password-policy",
    "refresh",
    "refresh-rotation",
    "resource-servers",
    "revocation",
    "secret-hash",
    "session",
    "sign-out",
    "sign-up",
    "srp",
    "tags",
    "terms",
    "token-endpoint",
    "tokens",
    "ui-customization",
    "user-existence",
    "user-info",
    "user-lifecycle",
    "user-status",
)


@dataclass
class Outcome:
    """What came of one run. ``left``: pools that were there when it had ended, and after the sweep."""

    seed: int
    areas: list[str]
    ending: str
    status: int
    faults: Counter[str] = field(default_factory=Counter)
    calls: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    diverged: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    left: tuple[int, int] = (0, 0)
    touched: list[str] = field(default_factory=list)  # pools of others that were changed, or named in a request
    strangers: list[str] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)  # of the twin

    @property
    def ended(self) -> str:
        """How it ended: by itself, too, where it was over before it came to what was drawn."""
        return self.ending if self.faults[self.ending] else BY_ITSELF

    @property
    def harm(self) -> list[str]:
        """Everything that must not be, in words; nothing where all is well."""
        found = {
            "held against Cognito": self.diverged,
            "errors of the suite": self.errors,
            "pools left after the sweep": [str(self.left[1])] if self.left[1] else [],
            "pools of others touched": self.touched,
            "ids that nobody made": self.strangers,
            "defects of the twin": self.defects,
        }
        return [f"{what}: {', '.join(each)}" for what, each in found.items() if each]


def faulty_run(seed: int, folder: Path, *, ending: str = "", areas: int = 3, at: int | None = None) -> Outcome:
    """One run on a twin of its own, with faults that ``seed`` draws, and the sweep after it.

    The caller sees to it that ``XDG_STATE_HOME`` is a folder of the test. ``ending``: one of ``ENDINGS``, drawn where
    there is none; ``areas``: how many of them the run has; ``at``: the request in whose course it ends, drawn as well.
    """
    chance = random.Random(seed)
    chosen = sorted(chance.sample(AREAS, areas))
    made = Outcome(seed, chosen, ending or chance.choice(ENDINGS), 0)
    drawn = chance.randint(5, 400)
    with started(seed=seed, options=["--longest-delay", "0.2"]) as twin:
        twin.ask("/faults", {"rate": RATE, "kinds": list(KINDS), "seed": seed})
        _run(made, twin, folder, drawn if at is None else at)
        made.faults.update(twin.ask("/state")["faults"])
        twin.ask("/faults", {"rate": 0})
        twin.ask("/renew", {})
        _judged(made, folder)
        before = twin.ask("/state")
        _sweep(twin)
        _look_at(made, before, twin.ask("/state"))
    return made


def _run(made: Outcome, twin: Announcement, folder: Path, at: int) -> None:
    mark, lines = folder / "full", {FULL: at, LEDGER_FULL: at // 10}.get(made.ending)
    what = ALL if made.ending == FULL else LEDGERS
    given = {} if lines is None else {FULL_AFTER: f"{lines}:{what}:{mark}"}
    with _going_on(made, twin, folder, given) as process:
        if made.ending in (KILLED, EXPIRED):
            _await_request(process, twin, at)
            if process.poll() is None:
                made.faults[made.ending] += 1
                process.kill() if made.ending == KILLED else twin.ask("/expire", {})
        process.wait(LONGEST)
    made.faults[made.ending] += mark.exists()
    made.status = process.returncode
    printed = (folder / "printed").read_text("utf-8", "replace")
    if TRACEBACK in printed:
        made.errors.append(printed.rstrip().splitlines()[-1])


@contextmanager
def _going_on(
    made: Outcome, twin: Announcement, folder: Path, given: Mapping[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    import os

    command = words(twin, folder / "out", area=made.areas, profile="smoke", seed=str(made.seed))
    with (folder / "printed").open("wb") as printed:
        process = subprocess.Popen(command, stdout=printed, stderr=printed, env={**os.environ, **given})
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def _await_request(process: subprocess.Popen[bytes], twin: Announcement, number: int) -> None:
    """Until the twin has been asked so often, or the run has ended."""
    until = time.monotonic() + LONGEST
    while process.poll() is None and time.monotonic() < until:
        if twin.ask(f"/log?after={number}")["requests"]:
            return
        time.sleep(LOOK)


def _judged(made: Outcome, folder: Path) -> None:
    """The verdicts of what was judged until it ended; none where it ended before that."""
    if not (folder / "out" / "journal.ndjson").exists():
        return
    for target in fold(list(read_events(folder / "out"))).targets:
        made.verdicts.update(result.verdict for result in target.results if result.scored)
        made.diverged += [str(result.requirement) for result in target.results if result.divergent]
        made.errors += [str(error.message) for error in target.errors]


def _sweep(twin: Announcement) -> None:
    """As ``cognito-conformance aws sweep --yes`` does it."""
    with opened_sweep(AwsTarget(SPEC, twin), time.time()) as sweeping:
        for found in list(sweeping.found()):
            if isinstance(found, Left):
                sweeping.delete(found)
        sweeping.forget_ledgers()


def _look_at(made: Outcome, ended: Mapping[str, Any], swept: Mapping[str, Any]) -> None:
    """``ended``: what the twin said before the sweep, which may read what looks like ours, and change none of it."""
    made.left = (len(ended["pools"]), len(swept["pools"]))
    made.calls = sum(ended["calls"]["operations"].values())
    made.touched = sorted({*swept["foreign"]["touched"], *ended["foreign"]["named"]})
    made.strangers, made.defects = swept["strangers"], swept["defects"]
