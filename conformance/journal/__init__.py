"""The journal: one JSON object per line, on disk as it happens, redacted as it is written.

Every line has ``event``, ``target`` (the slug, empty for events of the whole run), ``worker`` and ``at`` (seconds
since the epoch). The events and their members:

``run``          schema, run_id, suite_version, catalog_digest, botocore_version, model_operations,
                 operations (list of the names in botocore's model), profile, need (distinct situations a pass asks
                 for), seed, arguments (selection and budget), requirements (list of catalog entries: id, area, title,
                 statement, level, grade, status, reason, sources, operations, capabilities), areas (name -> title),
                 journeys (list of what people do: id, title, needs, areas), dimensions (name -> the values that are
                 varied, the plain one first), apart (list of pairs of values that exclude each other), ranging
                 (properties with draws of which each value is to be tried -> their requirements), expected (list of
                 the ids this run is about), targets (list of the slugs of all targets that were asked for: one without
                 events is untested). One per target, under its slug, before the target is started
``target``       spec, product, version, mode, extras, endpoint, region, capabilities, embedded
``observation``  requirement, outcome (agrees, diverges, inconclusive, blocked, unsupported, excluded), property,
                 scenario, situation (digest), operation, kind, expected, seen, blame (requirement id),
                 reason, step (the operation or page whose answer is the reason), lacks and worked (parts of operations
                 that the answer says are missing; that were accepted for the first time), cell (values of the draws
                 that range over a few), setting (values of the dimensions that were left open). Members without a
                 value are left out
``witness``      requirement, kind, operation, property, scenario, confirmed (bool), replays, expected, seen, steps,
                 judge, accepted (the steps that have to be accepted), transcript, script. If it is not confirmed, also:
                 replayed (transcript of the last replay), undecided (the operation to which that replay got no clear
                 answer, else empty) and undone (the step that was refused there though it was accepted before)
``property``     property, area, requirements, examples, calls, seconds, target_seconds, status (done, error, stopped),
                 exhausted (bool: it has no further distinct inputs), events (labels with counts), untried (of one that
                 was stopped: the values of its draws that were left)
``error``        property, requirements (those of the property), message, traceback: a defect of this suite
``judge``        judge, version, task, form (right, wrong; empty when it is not installed), given (in words), outcome
                 (accepted, refused, not-offered, not-reached, no-answer, not-installed), message, number. The answer of
                 independent software; changes no verdict
``scopes``       tokens (list of scopes, reason; without scopes: through the API), rows (part: access, id, may; name,
                 cells: seen, fits, should, by; recorded: by issuer, in how many of how many recordings of real
                 Cognito), sources. One user's tokens from the API and the hosted UI; changes no verdict
``contrast``     operation, kind, where (path of a member), first and second (what each of two targets answered, in
                 words), count, properties, requirements (ids that it is about), steps, answers (the two, with request),
                 scripts, unscripted (why there is no script, where there is none). One per difference between the
                 target and a second one; changes no verdict
``against``      spec, product, version, mode and region of the second target; examples, answers, ended (reason ->
                 examples that ended early there; ended_in_all), dropped (how many differences did not come again) and
                 left_out (these), lost (why it no longer answered). Once, after the contrasts
``unvaried``     value: a value of a dimension (``client=secret``) that this target does not have, or with which it does
                 what other requirements are about. No requirement has to be tried with it there
``account``      what a process of the run has used of an account of AWS, or of its stand-in: calls (by category of
                 quota), operations, users (by tier), made, machine_tokens, throttled, left, least_dollars, dollars,
                 prices_of. One per target and worker, just before the footer
``note``         text: anything a reader should know (a missing judge, a way of creating users that fails)
``footer``       reason (finished, interrupted, budget, target-lost, unusable, error), complete (bool), text, calls,
                 seconds, target_seconds, properties (done), properties_expected. One per target and worker, written
                 last.

``situation`` counts distinct inputs; ``scenario`` numbers the examples of a property. ``kind`` is stable and part of
the fingerprint requirement + operation + kind. A reader accepts unknown events and members, and a torn last line.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

SCHEMA = 1
FILE_NAME = "journal.ndjson"


class JournalError(Exception):
    """The journal cannot be written or read; the message names the file and the reason."""


class Journal:
    """Appends events to ``DIR/journal.ndjson``; several processes may append to one file.

    Each line is one ``write`` to a descriptor opened with ``O_APPEND``, so lines of different processes do not mix and
    all that was written survives ``kill -9``.
    """

    _hidden = ""

    def __init__(self, directory: Path, *, target: str = "", worker: str = "main", hidden: str = "") -> None:
        """``hidden``: digits, an account's say, in the place of which stars are written wherever they occur."""
        self._hidden = hidden
        self.path = directory / FILE_NAME
        self.target = target
        self.worker = worker
        try:
            directory.mkdir(parents=True, exist_ok=True)
            self._fd = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        except OSError as error:
            text = f"cannot write {self.path}: {error.strerror}. Choose another folder with --out."
            raise JournalError(text) from error

    def write(self, event: str, **members: Any) -> None:
        """Append one event. Members must be JSON-like and already redacted. Raises ``JournalError``."""
        line = {"event": event, "target": self.target, "worker": self.worker, "at": round(time.time(), 3), **members}
        text = json.dumps(line, ensure_ascii=False, separators=(",", ":"), default=str)
        if self._hidden:
            text = text.replace(self._hidden, "*" * len(self._hidden))
        data = (text + "\n").encode("utf-8", "backslashreplace")
        try:
            written = os.write(self._fd, data)
            if written != len(data):  # a full disk may take a part: end the torn line so that the next one is whole
                os.write(self._fd, b"\n")
                raise OSError(28, "No space left on device")
        except OSError as error:
            raise JournalError(
                f"cannot write {self.path}: {error.strerror}. What was recorded so far stays readable with "
                f"'cognito-conformance report render {self.path.parent}'."
            ) from error

    def close(self) -> None:
        """Close the file; safe to call twice."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1


def event_of(line: str | bytes) -> Mapping[str, Any] | None:
    """The event of a line; None for one that is torn."""
    try:
        event = json.loads(line if isinstance(line, str) else line.decode("utf-8", "replace"))
    except ValueError:
        return None
    return event if isinstance(event, dict) and "event" in event else None


def read_events(path: Path) -> Iterator[Mapping[str, Any]]:
    """The events of a journal file, or of the journal in a folder; torn lines are passed over.

    Raises ``JournalError`` when there is no journal.
    """
    file = path / FILE_NAME if path.is_dir() else path
    try:
        with file.open(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                event = event_of(line)
                if event is not None:
                    yield event
    except OSError as error:
        raise JournalError(f"cannot read {file}: {error.strerror}. Name a folder that a run has written.") from error
