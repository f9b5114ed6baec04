"""Tries a whole contract, each promise in several situations, and says which were held."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from typing import Literal

from conformance.checking.exchange import Exchange
from conformance.pool.check.bench import Bench, Unclear, clear
from conformance.pool.check.probes import PROBES
from conformance.pool.contract.committed import Committed, Standing, standing
from conformance.pool.contract.derive import contract_of
from conformance.pool.contract.promise import Promise
from conformance.pool.contract.questions import REFUSED_WITH
from conformance.pool.creating.make import Made, make
from conformance.pool.creating.replacing import made_up_name
from conformance.pool.form.document import PoolDocument
from conformance.pool.form.problems import PoolError
from conformance.pool.snapshot.reader import said
from conformance.requirements import Catalog
from conformance.transport.driver import Driver

Outcome = Literal["held", "broken", "unclear"]


@dataclass(frozen=True)
class Tried:
    """One promise: what came of it."""

    promise: Promise
    outcome: Outcome
    seen: str  # in the first situation that was not held; what the target answered


@dataclass
class Checked:
    """A contract that was tried."""

    target: str
    made: Made
    tried: list[Tried] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)  # on a contract of a file, a sentence each

    @property
    def exit_status(self) -> int:
        """1 where a promise is broken, 3 where one is unclear, else 0."""
        outcomes = {one.outcome for one in self.tried}
        return 1 if "broken" in outcomes else 3 if "unclear" in outcomes or not self.tried else 0


def check(
    driver: Driver,
    document: PoolDocument,
    catalog: Catalog,
    *,
    seed: int,
    situations: int,
    named: str = "*",
    committed: Committed | None = None,
) -> Checked:
    """Make the pool and try its contract, or the promises whose keys match ``named``.

    The promises are those of ``committed`` as they stand there, else those that follow from the document. Raises
    ``Refused`` where the target does not make the pool, ``PoolError`` where no promise is so named.
    """
    contract = contract_of(document)
    promises = contract.promises if committed is None else committed.promises
    if not any(fnmatchcase(one.key, named) for one in promises):
        source = document.source if committed is None else committed.path
        raise PoolError(f"--promise {named}: {source} makes no such promise; `pool contract` lists them")
    now = Standing() if committed is None else standing(committed, contract, document)
    made = make(driver, document)
    checked = Checked(driver.running.identity.spec, made, remarks=now.remarks)
    for promise in contract_of(made.wanted).promises if committed is None else promises:
        if fnmatchcase(promise.key, named):
            bench = Bench(driver, made, random.Random(f"{seed} {promise.key}"))
            checked.tried.append(_unclear(promise, now) or try_promise(bench, _as_made(promise), catalog, situations))
    return checked


def _unclear(promise: Promise, now: Standing) -> Tried | None:
    """A promise of a file that cannot be tried on this pool, with the reason."""
    why = now.stale.get(promise.key) or now.open.get(promise.key)
    return Tried(promise, "unclear", why) if why else None


def _as_made(promise: Promise) -> Promise:
    """A domain whose name nobody knows was given one when the pool was made."""
    domain = promise.given.get("domain")
    if not domain or made_up_name(domain) == domain:
        return promise
    return replace(promise, given={**promise.given, "domain": made_up_name(domain)})


def try_promise(bench: Bench, promise: Promise, catalog: Catalog, situations: int) -> Tried:
    """One promise, until it is broken or was held as often as asked for."""
    codes = catalog.requirements[promise.requirement].error
    for _ in range(situations):
        try:
            came = came_of(bench, promise)
        except Unclear as error:
            return Tried(promise, "unclear", str(error))
        if promise.expected not in (word_of(came, codes), _code_of(came)):
            return Tried(promise, "broken", _shown(came))
    return Tried(promise, "held", promise.expected)


def came_of(bench: Bench, promise: Promise) -> Exchange | str:
    """What came of a promise's probe: an answer that accepts or refuses, or a word of the promise.

    Raises ``Unclear`` where an earlier step did not work, or the target gave no answer that says what it does.
    """
    came = PROBES[promise.probe](bench, promise)
    return clear(came) if isinstance(came, Exchange) else came


def word_of(came: Exchange | str, codes: Sequence[str]) -> str:
    """The outcome as a promise names it. ``codes`` are those of its requirement."""
    if isinstance(came, str):
        return came
    return "taken" if came.ok else "refused" if came.code in codes else f"{REFUSED_WITH}{came.code}"


def _shown(came: Exchange | str) -> str:
    if isinstance(came, str):
        return came
    return f"{came.operation}: {'accepted' if came.ok else said(came)}"


def _code_of(came: Exchange | str) -> str:
    """The outcome by its code, as a promise may name it whatever codes the requirement has."""
    return f"{REFUSED_WITH}{came.code}" if isinstance(came, Exchange) and not came.ok else ""
