"""Shows one consequence of a change on a target, before and after. The scripts of a report call this."""

from __future__ import annotations

import copy
import random
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from conformance.checking.exchange import Exchange
from conformance.oracle.update_members import Via
from conformance.pool.check.bench import Bench, NotTold
from conformance.pool.check.probes import PROBES
from conformance.pool.check.trying import word_of
from conformance.pool.contract.promise import Promise
from conformance.pool.creating.make import Made, make
from conformance.pool.diff.lives.together import lives
from conformance.pool.form.document import PoolDocument, read
from conformance.pool.form.problems import PoolError, PoolUnreadable
from conformance.pool.reach import reached
from conformance.requirements import load_catalog
from conformance.transport.driver import Driver
from targets.interface import Running

SEED = 1
NOT_TOLD = "not told"
NOTHING, AS_REPORTED, WRONG_USE, UNTOLD = 0, 1, 2, 3
OLD, NEW = "old.json", "new.json"  # beside each script
SHOWN = ("AuthFlow", "ChallengeName", "AuthParameters", "grant_type", "redirect_uri", "MfaConfiguration", "Permanent")


class Telling(Driver):
    """A driver that keeps a line for each request."""

    def __init__(self, running: Running) -> None:
        super().__init__(running)
        self.lines: list[str] = []
        self._pools: list[str] = []
        self._domains: list[tuple[str, str]] = []  # pool and domain

    def call(self, operation: str, parameters: Mapping[str, Any], *, signed: bool = True) -> Exchange:
        """One call, told."""
        answer = super().call(operation, parameters, signed=signed)
        self.lines.append(f"{operation}{_told(parameters)}: {_came(answer)}")
        if answer.ok and operation == "CreateUserPool":
            self._pools.append(str(answer.get("UserPool.Id")))
        elif answer.ok and operation == "CreateUserPoolDomain":
            self._domains.append((parameters["UserPoolId"], parameters["Domain"]))
        return answer

    def clean(self) -> None:
        """Delete the pools that were made: a domain goes first. What is gone already is no matter."""
        for pool, domain in self._domains:
            super().call("DeleteUserPoolDomain", {"UserPoolId": pool, "Domain": domain})
        for pool in self._pools:
            super().call("DeleteUserPool", {"UserPoolId": pool})

    def request(self, method: str, url: str, **parts: Any) -> Exchange:
        """One request to a page, told."""
        answer = super().request(method, url, **parts)
        self.lines.append(f"{method} {url.partition('?')[0]}{_told(parts.get('form') or {})}: {_came(answer)}")
        return answer


def _told(parameters: Mapping[str, Any]) -> str:
    """What is worth reading of a request; names, passwords and tokens are made up and left out."""
    found = []
    for name in SHOWN:
        value = parameters.get(name)
        if isinstance(value, Mapping):
            found.append(f"{name} with {', '.join(sorted(value))}")
        elif value is not None:
            found.append(f"{name} {value}")
    if isinstance(parameters.get("Password"), str):
        found.append(f"Password of {len(parameters['Password'])} characters")
    return f" ({', '.join(found)})" if found else ""


def _came(answer: Exchange) -> str:
    if not answer.ok:
        return f"{answer.code}: {answer.message or ''}".rstrip(": ")
    return str(answer.get("ChallengeName") or "accepted")


def word(driver: Driver, made: Made, promise: Promise, codes: Sequence[str]) -> str:
    """What came of a promise's probe, in a word of the promise; ``not told: …`` where it could not be tried."""
    bench = Bench(driver, made, random.Random(f"{SEED} {promise.key}"))
    try:
        return word_of(PROBES[promise.probe](bench, promise), codes)
    except NotTold as error:
        return f"{NOT_TOLD}: {error}"


def show_promise(script: str, promise: Mapping[str, Any], seen: tuple[str, str], arguments: Sequence[str]) -> int:
    """Try a promise of OLD on both pools; the exit status. ``seen`` is what the report saw."""
    asked = Promise(**promise)
    codes = load_catalog().requirements[asked.requirement].error

    def come(target: str) -> tuple[str, str]:
        first, second = (_on(target, Path(script).with_name(name), asked, codes) for name in (OLD, NEW))
        return first, second

    return _show(script, arguments, seen, come)


def _on(target: str, file: Path, promise: Promise, codes: Sequence[str]) -> str:
    """On a pool of its own, which is deleted again."""
    document = _disposable(read(file))
    with reached(target) as plain:
        driver = Telling(plain.running)
        try:
            return word(driver, make(driver, document), promise, codes)
        finally:
            _tell(file.stem, driver.lines)
            driver.clean()


def show_life(script: str, key: str, via: Via, seen: tuple[str, str], arguments: Sequence[str]) -> int:
    """Let one user live through the change; the exit status. ``seen`` is what the report saw."""

    def come(target: str) -> tuple[str, str]:
        old, new = (_disposable(read(Path(script).with_name(name))) for name in (OLD, NEW))
        with reached(target) as plain:
            driver = Telling(plain.running)
            try:
                found = {one.key: one for one in lives(driver, old, new, via, wanted=key)}
            finally:
                _tell("before, the change, after", driver.lines)
                driver.clean()
        one = found.get(key)
        return (one.before, one.after) if one is not None else ("the same", "the same")

    return _show(script, arguments, seen, come)


def _show(script: str, arguments: Sequence[str], seen: tuple[str, str], come: Callable[[str], tuple[str, str]]) -> int:
    if len(arguments) > 1 or any(one.startswith("-") for one in arguments):
        sys.stderr.write(f"usage: python {Path(script).name} [TARGET]\n")
        return WRONG_USE
    target = arguments[0] if arguments else "reference"
    try:
        before, after = come(target)
    except PoolUnreadable as error:
        sys.stderr.write(f"{error}\n")
        return UNTOLD
    except PoolError as error:
        sys.stderr.write(f"{error}\n")
        return WRONG_USE
    print(f"before: {before}\nafter: {after}")
    if NOT_TOLD in f"{before} {after}":
        return UNTOLD
    if before == after:
        print("nothing changes here")
        return NOTHING
    print("as reported" if (before, after) == seen else f"otherwise than reported: {seen[0]} → {seen[1]}")
    return AS_REPORTED


def _tell(title: str, lines: Sequence[str]) -> None:
    print(f"{title}:")
    for line in lines:
        print(f"  {line}")


def _disposable(document: PoolDocument) -> PoolDocument:
    """A copy whose pool can be deleted again."""
    found = copy.deepcopy(document)
    found.single("pool").pop("DeletionProtection", None)
    return found
