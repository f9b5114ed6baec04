"""Asks the judges about a target and writes their answers to the journal."""

from __future__ import annotations

import importlib
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

from conformance.journal import Journal
from conformance.judges.bench import Bench
from conformance.judges.case import Case, Judge, Outcome, Unreached
from conformance.judges.gateways.judge import ABOUT as GATEWAYS
from conformance.judges.gateways.judge import Gateway
from conformance.judges.manifest import manifests
from conformance.judges.member import Member
from conformance.judges.relay import Relay
from conformance.requirements import load_catalog
from conformance.run.engine import Engine
from conformance.run.profiles import PROFILES
from conformance.transport.driver import TargetLost
from conformance.transport.installs import NotInstalled
from conformance.transport.programs import ProgramLost
from targets.interface import Identity, Running, TargetUnusable
from targets.registry import resolve

# Those that need the pool's domain and the suite's own browser have a module; all others are folders with a manifest.
MODULES = {"openid-client": "openid_client", "chromium": "chromium"}
# Asked on the suite's own issuer only. On a target their answers would be held against it wrongly: one takes ID tokens
# from the token endpoint without looking at the signature, the other makes the address of the keys itself.
OF_THE_ISSUER = frozenset({"auth-js", "django-cognito-jwt"})
KINDS = ("verifier", "framework", "gateway", "rule", "client")  # in the order of the report
MESSAGE = 300  # characters kept of a judge's answer
IN_PROCESS = ("moto", "reference")  # embedded by default: outside programs cannot reach into this process
BESIDE = 2  # judges at a time
# A refusal by an error of this name is none: the judge waited in vain, for a machine under load or a silent target.
OUT_OF_TIME = re.compile(r"\W*(\w+\.)*\w*Time[dO]?[oO]ut(Error|Exception|Expired)?\b|.*context deadline exceeded", re.S)
EACH = 1000  # more than one judge has answers
Opinion = dict[str, Any]  # the members of a journal event


def names() -> list[str]:
    """The names of the judges of targets, in the order of the report. Raises ``ManifestError``."""
    ordered = sorted(manifests().values(), key=lambda manifest: KINDS.index(manifest.kind))
    gateways = [Gateway(kind).NAME for kind in GATEWAYS]
    return [*(each.name for each in ordered if each.name not in OF_THE_ISSUER), *MODULES, *gateways]


def judge(name: str) -> Judge:
    """The judge of this name. Raises ``KeyError`` where there is none."""
    if name in MODULES:
        return cast(Judge, importlib.import_module(f"conformance.judges.{MODULES[name]}"))
    kind = name.removeprefix("gateway-")
    return Gateway(kind) if kind != name and kind in GATEWAYS else Member(manifests()[name])


def over_http(spec: str) -> str:
    """The spec of the same target as a separate server, if it would run inside this process."""
    head, _, options = spec.partition("?")
    embedded = head in IN_PROCESS and "http=" not in options
    return f"{spec}{'&' if options else '?'}http=true" if embedded else spec


def judge_target(
    spec: str,
    chosen: Sequence[str],
    out: Path,
    *,
    seed: int,
    keep: bool = False,
    say: Callable[[str], None] = lambda text: None,
) -> None:
    """Start the target again, as a separate server, and ask these judges about it, two at a time.

    On an endpoint that was running already, what was made for them is deleted, except with ``keep``.

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
            engine = _engine(running, Path(folder), seed)
            try:
                for number, members in _all_opinions(chosen, Bench(engine, relay), say):
                    journal.write("judge", **members, number=number)
            finally:
                if engine.outlived and not keep:
                    with suppress(TargetLost):
                        engine.tidy()
    finally:
        journal.close()
        running.stop()


def _all_opinions(chosen: Sequence[str], bench: Bench, say: Callable[[str], None]) -> Iterator[tuple[int, Opinion]]:
    """The answers of each judge as soon as it has given its last one, numbered in the order of the report."""

    def asked(name: str) -> list[Opinion]:
        say(name)
        with Relay(bench.running) as relay:
            return list(opinions(judge(name), bench.beside(relay)))

    with ThreadPoolExecutor(BESIDE, thread_name_prefix="judge") as pool:
        waiting = {pool.submit(asked, name): place for place, name in enumerate(chosen)}
        try:
            for done in as_completed(waiting):
                first = waiting[done] * EACH
                yield from enumerate(done.result(), start=first + 1)
        except BaseException:  # Ctrl-C among them: those that have not begun are not asked
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _engine(running: Running, folder: Path, seed: int) -> Engine:
    """The engine that sets things up; its journal is discarded."""
    journal = Journal(folder, target=running.identity.slug)
    return Engine(running, load_catalog(), PROFILES["quick"], journal, seed=seed, worker="judges")


def opinions(asked: Judge, bench: Bench) -> Iterator[Opinion]:
    """A judge's answer to each of its cases, as members of journal events."""
    try:
        version = asked.version()
    except NotInstalled as error:
        nothing = dict.fromkeys(("version", "task", "form", "given"), "")
        yield {"judge": asked.NAME, **nothing, "outcome": "not-installed", "message": str(error)}
        return
    unasked: set[str] = set()  # tasks that failed in the right form: their wrong forms would prove nothing
    for case in asked.cases(bench):
        if case.task in unasked:
            continue
        outcome, message = _answer(case, bench)
        if case.form == "right" and outcome not in ("accepted", "refused"):
            unasked.add(case.task)
        with bench.turn:
            text = bench.engine.redactor.text(" ".join(message.split()))[:MESSAGE]
        yield {"judge": asked.NAME, "version": version} | _members(case, outcome) | {"message": text}


def _members(case: Case, outcome: Outcome) -> Opinion:
    """What is said of a case in the journal; with its script where the answer is not what it should be."""
    found: Opinion = {"task": case.task, "form": case.form, "given": case.given, "outcome": outcome}
    if case.decides:
        found["decides"] = list(case.decides)
    if case.script and (case.form, outcome) in (("right", "refused"), ("wrong", "accepted")):
        found |= {"name": case.name, "script": case.script}
    return found


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
    if OUT_OF_TIME.match(refused):
        return "no-answer", refused
    lacking = bench.relay.lacking(before) if case.form == "right" else ""
    return ("not-offered", f"{lacking}; {refused}") if lacking else ("refused", refused)
