"""Shows one consequence of a change on a target, before and after. The scripts of a report call this."""

from __future__ import annotations

import copy
import random
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance.checking.exchange import Exchange
from conformance.oracle.update_members import Via
from conformance.pool.check.bench import Bench, Unclear
from conformance.pool.check.trying import came_of, word_of
from conformance.pool.contract.promise import Promise
from conformance.pool.creating.make import Made, Unmade, make
from conformance.pool.diff.lives.together import Lived, lives
from conformance.pool.diff.members import compare
from conformance.pool.diff.trial import unmade_of
from conformance.pool.form.document import PoolDocument, read
from conformance.pool.form.problems import PoolError, PoolUnreadable
from conformance.pool.reach import reached
from conformance.requirements import load_catalog
from conformance.transport.driver import Driver
from targets.interface import Running

SEED = 1
UNCLEAR = "unclear"
NOTHING, AS_REPORTED, WRONG_USE, UNDECIDED, DEFECT = 0, 1, 2, 3, 4
OLD, NEW = "old.json", "new.json"  # beside each script
SHOWN = ("AuthFlow", "ChallengeName", "AuthParameters", "grant_type", "redirect_uri", "MfaConfiguration", "Permanent")


@dataclass(frozen=True)
class Shown:
    """What came before and after a change, in words of a promise or a life; ``unclear: …`` where nothing did."""

    before: str
    after: str
    missing: list[str]  # what the target did not make of what changes, a line each


class Telling(Driver):
    """A driver that keeps a line for each request."""

    def __init__(self, running: Running) -> None:
        super().__init__(running)
        self.lines: list[str] = []
        self._pools: list[str] = []
        self._domains: list[tuple[str, str]] = []  # pool and domain

    def call(self, operation: str, parameters: Mapping[str, Any], *, signed: bool = True) -> Exchange:
        """One call, in a line."""
        answer = super().call(operation, parameters, signed=signed)
        self.lines.append(f"{operation}{_parameters_of(parameters)}: {_came(answer)}")
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
        """One request to a page, in a line."""
        answer = super().request(method, url, **parts)
        self.lines.append(f"{method} {url.partition('?')[0]}{_parameters_of(parts.get('form') or {})}: {_came(answer)}")
        return answer


def _parameters_of(parameters: Mapping[str, Any]) -> str:
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
    """What came of a promise's probe, in a word of the promise; ``unclear: …`` where it could not be tried."""
    bench = Bench(driver, made, random.Random(f"{SEED} {promise.key}"))
    try:
        return word_of(came_of(bench, promise), codes)
    except Unclear as error:
        return f"{UNCLEAR}: {error}"


def show_promise(script: str, promise: Mapping[str, Any], seen: tuple[str, str], arguments: Sequence[str]) -> int:
    """Try a promise of OLD on both pools; the exit status. ``seen`` is what the report saw."""
    asked = Promise(**promise)

    def come(target: str) -> Shown:
        codes = load_catalog().requirements[asked.requirement].error
        old, new = _documents(script)
        first, without = _on(target, "old", old, asked, codes)
        second, without_new = _on(target, "new", new, asked, codes)
        return Shown(first, second, unmade_of([*without, *without_new], compare(old, new).differences))

    return _show(script, arguments, seen, come)


def _on(
    target: str, title: str, document: PoolDocument, promise: Promise, codes: Sequence[str]
) -> tuple[str, list[Unmade]]:
    """On a pool of its own, which is deleted again; with what the target did not make of it."""
    with reached(target) as plain:
        driver = Telling(plain.running)
        try:
            made = make(driver, document)
            return word(driver, made, promise, codes), made.refused
        finally:
            _tell(title, driver.lines)
            driver.clean()


def show_life(script: str, key: str, via: Via, seen: tuple[str, str], arguments: Sequence[str]) -> int:
    """Let one user live through the change; the exit status. ``seen`` is what the report saw."""

    def come(target: str) -> Shown:
        old, new = _documents(script)
        with reached(target) as plain:
            driver = Telling(plain.running)
            try:
                found = lives(driver, old, new, via, wanted=key)
            finally:
                _tell("before, the change, after", driver.lines)
                driver.clean()
        return _of_life(found, key)

    return _show(script, arguments, seen, come)


def _of_life(found: Lived, key: str) -> Shown:
    for one in found.lives:
        if one.key == key:
            return Shown(one.before, one.after, found.missing)
    why = next((one.why for one in found.unclear if one.covers(key)), "no user can do this on this target before")
    return Shown(f"{UNCLEAR}: {why}", f"{UNCLEAR}: {why}", found.missing)


def _documents(script: str) -> tuple[PoolDocument, PoolDocument]:
    """Those beside a script, whose pools can be deleted again. Raises ``PoolError``."""
    old, new = (_disposable(read(Path(script).with_name(name))) for name in (OLD, NEW))
    return old, new


def _show(script: str, arguments: Sequence[str], seen: tuple[str, str], come: Callable[[str], Shown]) -> int:
    if len(arguments) > 1 or any(one.startswith("-") for one in arguments):
        sys.stderr.write(f"usage: python {Path(script).name} [TARGET]\n")
        return WRONG_USE
    target = arguments[0] if arguments else "reference"
    try:
        return _compared(come(target), seen)
    except PoolUnreadable as error:
        sys.stderr.write(f"{error}\n")
        return UNDECIDED
    except PoolError as error:
        sys.stderr.write(f"{error}\n")
        return WRONG_USE
    except Exception:  # Python's own status would be 1: that users notice it
        traceback.print_exc()
        return DEFECT


def _compared(shown: Shown, seen: tuple[str, str]) -> int:
    """The exit status, and what is said of it."""
    print(f"before: {shown.before}\nafter: {shown.after}")
    came = (shown.before, shown.after)
    if any(one.startswith(UNCLEAR) for one in came):
        return UNDECIDED
    if shown.before != shown.after:
        print("as reported" if came == seen else f"otherwise than reported: {seen[0]} → {seen[1]}")
        return AS_REPORTED
    if shown.missing:
        print(f"{UNCLEAR}: the target does not make this change: {shown.missing[0]}")
        return UNDECIDED
    print("nothing changes here")
    return NOTHING


def _tell(title: str, lines: Sequence[str]) -> None:
    print(f"{title}:")
    for line in lines:
        print(f"  {line}")


def _disposable(document: PoolDocument) -> PoolDocument:
    """A copy whose pool can be deleted again."""
    found = copy.deepcopy(document)
    found.single("pool").pop("DeletionProtection", None)
    return found
