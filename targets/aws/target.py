"""Starting on real Cognito: step by step, each of which can refuse, and nothing is sent before its turn."""

from __future__ import annotations

import hashlib
import os
import secrets
import signal
import tempfile
import threading
import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from targets.aws.book import Book
from targets.aws.caller import must_be_the_account
from targets.aws.clients import guarded_client
from targets.aws.endpoints import Endpoints, of_aws, of_twin
from targets.aws.functions.lent import lent_to, must_have_the_sdk, with_its_arn
from targets.aws.functions.removal import Removal
from targets.aws.functions.reporting import Deployed, Rehearsed, Reporting
from targets.aws.functions.services import SERVICES
from targets.aws.gate import Gate
from targets.aws.ledger import SUFFIX, Ledger
from targets.aws.marks import LIFE, Marks
from targets.aws.meter import Meter
from targets.aws.named import OPTIONS, Named, must_be_confirmed, read_options
from targets.aws.never import refuse_listed
from targets.aws.operations import PUBLISHED
from targets.aws.outbound import Outbound
from targets.aws.pace import Pace
from targets.aws.profile import Keys, keys_of, read_profile, refuse_moved_endpoints, refuse_moved_profile
from targets.aws.quotas import Quotas, read_quotas
from targets.aws.rehearsal import Rehearsal, reference
from targets.aws.running import RunningAws
from targets.aws.state import state_folder
from targets.aws.wire import Wire
from targets.interface import Availability, Running, Target, TargetGone, TargetUnusable
from targets.marking import NAME
from targets.spec import parse

if TYPE_CHECKING:
    from targets.aws.twin import Announcement

ONE_RUN = "PYTEST_XDIST_TESTRUNUID"  # the same in all workers of a run


@dataclass
class Opened:
    """An account that may be used: all that a run, a sweep or a doctor needs. ``stack`` closes it."""

    named: Named
    endpoints: Endpoints
    keys: Keys
    marks: Marks
    outbound: Outbound
    quotas: Quotas
    folder: Path
    stack: ExitStack


class AwsTarget(Target):
    """``aws?profile=P&region=R&account=123456789012``, or ``aws?twin=true`` for the twin on this machine.

    ``announced``: a twin that runs already, and is asked in the place of AWS.
    """

    def __init__(self, spec: str, announced: Announcement | None = None) -> None:
        self._parsed = parse(spec)
        self._parsed.only(OPTIONS)
        self.spec = self._parsed.text
        self._announced = announced

    def availability(self) -> Availability:
        """Whether it can be used is found out by ``cognito-conformance aws doctor``."""
        return Availability(True, "takes the options profile, region and account; see docs/aws.md")

    def start(self, *, worker: str = "main") -> Running:
        """The account, after all guards. Raises ``TargetUnusable``, with nothing made."""
        opened = self.open(worker)
        delete_after_sigterm()
        return RunningAws(
            opened.named,
            outbound=opened.outbound,
            endpoints=opened.endpoints,
            keys=opened.keys,
            marks=opened.marks,
            quotas=opened.quotas,
            version=suite_version() if opened.named.twin else "live",
            reporting=_reporting(opened, worker),
            removal=removal_in(opened),
            close=opened.stack.close,
        )

    def open(self, worker: str = "main") -> Opened:
        """All steps before the first thing is made. Raises ``TargetUnusable``."""
        named = self.check_here()
        with ExitStack() as stack:
            announced = self._twin(named, stack)
            keys = self._keys(named, announced)
            endpoints = of_twin(named.region, announced) if announced else self._far(named)
            folder = self._folder(named, stack)
            marks = Marks(run_name(), time.time() + LIFE, suite_version(), named.tags)
            try:
                outbound = self._outbound(named, endpoints, marks, folder, worker, stack)
            except TargetGone as error:
                raise TargetUnusable(f"{named.spec}: {error}; nothing was sent") from error
            quotas = self._quotas(named, outbound, endpoints, keys)
            self._key(named, outbound, endpoints, keys)
            outbound.pace = Pace(folder / "pace", quotas.rates, named.share, kept=not named.rehearsal)
            return Opened(named, endpoints, keys, marks, outbound, quotas, folder, stack.pop_all())

    def check_here(self) -> Named:
        """The steps for which nothing is sent and no program is run. Raises ``TargetUnusable``."""
        named = read_options(self._parsed)
        refuse_moved_endpoints(named, os.environ)
        must_have_the_sdk(named)
        must_be_confirmed(named)
        refuse_listed(named, named.account)
        if not (named.twin or named.rehearsal):
            _profile(named)
        return named

    def _far(self, named: Named) -> Endpoints:
        """The hosts of AWS; in a rehearsal they are but names."""
        return Endpoints(named.region) if named.rehearsal else of_aws(named.region)

    def _quotas(self, named: Named, outbound: Outbound, endpoints: Endpoints, keys: Keys) -> Quotas:
        """What the account may do, once it is seen to be the one that was named."""
        if named.rehearsal:
            return Quotas(PUBLISHED)
        must_be_the_account(named, guarded_client("sts", outbound, endpoints, keys, own=True))
        return read_quotas(guarded_client("service-quotas", outbound, endpoints, keys, own=True))

    def _key(self, named: Named, outbound: Outbound, endpoints: Endpoints, keys: Keys) -> None:
        """The key of codes, once it is seen to be there."""
        lent = outbound.book.lent
        if lent is not None and named.rehearsal:
            outbound.book.lent = replace(lent, key=f"arn:aws:kms:{named.region}:{named.account}:key/rehearsal")
        elif lent is not None:
            kms = guarded_client("kms", outbound, endpoints, keys, own=True)
            outbound.book.lent = with_its_arn(lent, named, kms)

    def _twin(self, named: Named, stack: ExitStack) -> Announcement | None:
        if not named.twin or named.rehearsal or self._announced is not None:
            return self._announced
        from targets.aws.twin import TwinFailed, started

        try:
            return stack.enter_context(started(account=named.account, region=named.region))
        except TwinFailed as error:
            raise TargetUnusable(f"{named.spec}: {error}") from error

    def _keys(self, named: Named, announced: Announcement | None) -> Keys:
        if named.rehearsal:
            return Keys("rehearsal", "rehearsal")
        if named.twin and announced is not None:
            keys = announced.credentials
            return Keys(keys.access_key, keys.secret_key, keys.session_token)
        return keys_of(named, _profile(named))

    def _folder(self, named: Named, stack: ExitStack) -> Path:
        """Where ledgers and the pace are kept; for a twin that ends with the run, no longer than that."""
        if named.twin and self._announced is None:
            return Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cognito-conformance-twin-")))
        return state_folder(f"{'twin-' if self._announced else ''}{named.account}", named.region)

    def _outbound(
        self, named: Named, endpoints: Endpoints, marks: Marks, folder: Path, worker: str, stack: ExitStack
    ) -> Outbound:
        name = f"{marks.run}-{worker}-{os.getpid()}{SUFFIX}"
        ledger = Ledger(folder / name, run=marks.run, expires=marks.expires)
        stack.callback(ledger.close)
        book = Book(ledger, named.account, endpoints)
        book.lent = lent_to(named)
        wire = Rehearsal(endpoints, reference()) if named.rehearsal else Wire(endpoints)
        stack.callback(wire.close)
        return Outbound(
            Gate(book, marks, named.allow), book, Pace(folder / "pace", PUBLISHED, named.share), Meter(), wire
        )


def _profile(named: Named) -> Mapping[str, Any]:
    profile = read_profile(named)
    refuse_moved_profile(named, profile)
    return profile


def removal_in(opened: Opened) -> Removal | None:
    """What deletes functions and queues; None where none are made."""
    if not opened.named.codes or opened.named.rehearsal:
        return None
    clients = {
        name: guarded_client(name, opened.outbound, opened.endpoints, opened.keys, own=True) for name in SERVICES
    }
    queues = f"{opened.endpoints.of('sqs')}/{opened.named.account}"
    return Removal(clients, queues, approve=opened.outbound.book.own)


def _reporting(opened: Opened, worker: str) -> Reporting | None:
    """What reads codes in this process; None where they are not to be read."""
    if not opened.named.codes:
        return None
    outbound = opened.outbound
    if isinstance(outbound.wire, Rehearsal):
        return Rehearsed(outbound, outbound.wire.reference)
    clients = {name: guarded_client(name, outbound, opened.endpoints, opened.keys) for name in SERVICES}
    return Deployed(outbound, opened.marks, f"{NAME}{opened.marks.run}-{worker}-{os.getpid()}", clients)


def delete_after_sigterm() -> None:
    """Let SIGTERM end this process as Ctrl-C does: what was made is deleted first. Not where it is handled already."""
    here = threading.current_thread() is threading.main_thread()
    if here and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, signal.default_int_handler)


def run_name() -> str:
    """Eight hexadecimal digits, the same in all workers of a run."""
    shared = os.environ.get(ONE_RUN)
    return hashlib.sha256(shared.encode()).hexdigest()[:8] if shared else secrets.token_hex(4)


def suite_version() -> str:
    """That of the installed suite."""
    try:
        return version("cognito-conformance")
    except PackageNotFoundError:
        return "dev"
