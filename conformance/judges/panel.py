"""Asks the judges about a target and writes their answers to the journal."""

from __future__ import annotations

import importlib
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import cast

from conformance.journal import Journal
from conformance.judges.bench import Bench
from conformance.judges.case import Case, Judge, Outcome, Unreached
from conformance.judges.relay import Relay
from conformance.requirements import load_catalog
from conformance.run.engine import Engine
from conformance.run.profiles import PROFILES
from conformance.transport.installs import NotInstalled
from conformance.transport.programs import ProgramLost
from targets.interface import Identity, Running, TargetUnusable
from targets.registry import resolve

# In the order of the report.
JUDGES = {
    "aws-jwt-verify": "aws_jwt_verify",
    "pyjwt": "pyjwt",
    "envoy": "envoy",
    "amazon-cognito-identity-js": "cognito_identity_js",
    "pycognito": "pycognito_srp",
    "aws-cli": "aws_cli",
    "openid-client": "openid_client",
    "chromium": "chromium",
}
MESSAGE = 300  # characters kept of a judge's answer
IN_PROCESS = ("moto", "reference")  # embedded by default: outside programs cannot reach into this process


def judge(name: str) -> Judge:
    """The judge of this name."""
    return cast(Judge, importlib.import_module(f"conformance.judges.{JUDGES[name]}"))


def over_http(spec: str) -> str:
    """The spec of the same target as a separate server, if it would run inside this process."""
    head, _, options = spec.partition("?")
    embedded = head in IN_PROCESS and "http=" not in options
    return f"{spec}{'&' if options else '?'}http=true" if embedded else spec


def judge_target(
    spec: str, names: Sequence[str], out: Path, *, seed: int, say: Callable[[str], None] = lambda text: None
) -> None:
    """Start the target again, as a separate server, and ask each judge about it.

    Raises ``TargetUnusable`` when it cannot be started, ``JournalError`` when nothing can be written.
    """
    running = resolve(over_http(spec)).start(worker="judges")
    if running.identity.guarded:
        running.stop()
        raise TargetUnusable(
            f"{running.identity.spec}: judges send requests of their own, past the guards of an account"
        )
    journal = Journal(out, target=Identity(spec, "", "").slug, worker="judges")
    try:
        with tempfile.TemporaryDirectory() as folder, Relay(running) as relay:
            bench = Bench(_engine(running, Path(folder), seed), relay)
            number = 0
            for name in names:
                say(name)
                for members in opinions(judge(name), bench):
                    number += 1
                    journal.write("judge", **members, number=number)
    finally:
        journal.close()
        running.stop()


def _engine(running: Running, folder: Path, seed: int) -> Engine:
    """The engine that sets things up; its journal is discarded."""
    journal = Journal(folder, target=running.identity.slug)
    return Engine(running, load_catalog(), PROFILES["quick"], journal, seed=seed, worker="judges")


def opinions(asked: Judge, bench: Bench) -> Iterator[dict[str, str]]:
    """A judge's answer to each of its cases, as members of journal events."""
    try:
        version = asked.version()
    except NotInstalled as error:
        yield _event(asked.NAME, "", outcome="not-installed", message=str(error))
        return
    unasked: set[str] = set()  # tasks that failed in the right form: their wrong forms would prove nothing
    for case in asked.cases(bench):
        if case.task in unasked:
            continue
        outcome, message = _answer(case, bench)
        if case.form == "right" and outcome not in ("accepted", "refused"):
            unasked.add(case.task)
        text = bench.engine.redactor.text(" ".join(message.split()))[:MESSAGE]
        yield _event(asked.NAME, version, case.task, case.form, case.given, outcome, text)


def _answer(case: Case, bench: Bench) -> tuple[Outcome, str]:
    before = len(bench.relay.passed)
    try:
        refused = case.ask()
    except Unreached as error:
        return ("not-reached" if error.offered else "not-offered"), str(error)
    except ProgramLost as error:
        return "no-answer", str(error)
    if not refused:
        return "accepted", ""
    lacking = bench.relay.lacking(before) if case.form == "right" else ""
    return ("not-offered", f"{lacking}; {refused}") if lacking else ("refused", refused)


def _event(
    name: str, version: str, task: str = "", form: str = "", given: str = "", outcome: str = "", message: str = ""
) -> dict[str, str]:
    return {
        "judge": name,
        "version": version,
        "task": task,
        "form": form,
        "given": given,
        "outcome": outcome,
        "message": message,
    }
