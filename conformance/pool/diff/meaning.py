"""Layer 3: what a change means. Promises that change, and users who live through it, seen on the reference."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from conformance.checking.exchange import Exchange
from conformance.oracle.update_members import Via
from conformance.pool.check.bench import Bench, NotTold
from conformance.pool.check.probes import PROBES
from conformance.pool.contract.derive import contract_of
from conformance.pool.contract.promise import Promise
from conformance.pool.contract.sign_in import BY_PASSWORD, FLOWS
from conformance.pool.creating.make import Made, Refused, make
from conformance.pool.creating.replacing import Replacing
from conformance.pool.diff.effective import effective
from conformance.pool.diff.members import compare
from conformance.pool.diff.trial import apply_change
from conformance.pool.diff.ways import Way
from conformance.pool.form.document import PoolDocument, is_unknown
from conformance.pool.form.fold import folded
from conformance.pool.reach import reached
from conformance.requirements import Catalog
from conformance.transport.driver import Driver

SEED = 1
NOT_TOLD = "not told"


@dataclass(frozen=True)
class Consequence:
    """A statement that changed: what OLD promises, as it was seen under OLD and under NEW."""

    key: str
    old_says: str
    new_says: str
    old_seen: str
    new_seen: str
    requirement: str
    shown: bool  # whether OLD was seen keeping it, and NEW could be tried


@dataclass(frozen=True)
class Life:
    """Something that a user who was there before the change did before, and does after it."""

    client: str
    what: str
    before: str
    after: str


@dataclass(frozen=True)
class Meaning:
    """What a change means for users. ``silent`` says why nothing could be tried."""

    consequences: list[Consequence]
    lives: list[Life]
    silent: str = ""


def meaning(old: PoolDocument, new: PoolDocument, ways: Sequence[Way], via: Via, catalog: Catalog) -> Meaning:
    """Run what changed on the reference, under OLD and under what the change leads to."""
    result = effective(old, new, ways)
    before = {one.key: one for one in contract_of(old).promises}
    after = {one.key: one for one in contract_of(result).promises}
    changed = [key for key in before if key in after and _asks(before[key]) != _asks(after[key])]
    asked = [before[key] for key in changed]
    try:
        seen_before, seen_after = _seen(old, asked, catalog), _seen(result, asked, catalog)
        lives = [] if "" in _replaced(ways) else _lives(old, result, via, _replaced(ways))
    except Refused as error:
        return Meaning([], [], str(error))
    found = [_consequence(before[k], after[k], seen_before[k], seen_after[k]) for k in changed]
    return Meaning([one for one in found if _matters(one, before[one.key], after[one.key])], lives)


def _matters(one: Consequence, old: Promise, new: Promise) -> bool:
    """Whether the statement itself changed, or OLD's was seen broken: a boundary that moved changes many shapes."""
    if old.expected != new.expected:
        return True
    return one.old_seen != one.new_seen and not one.new_seen.startswith(NOT_TOLD)


def _asks(promise: Promise) -> object:
    """What is tried and what has to come of it; which flow leads there does not matter."""
    return promise.expected, {name: value for name, value in promise.given.items() if name != "way"}


def _consequence(old: Promise, new: Promise, seen_old: str, seen_new: str) -> Consequence:
    """What OLD promises, tried under both."""
    shown = seen_old == old.expected and not seen_new.startswith(NOT_TOLD)
    return Consequence(old.key, old.says, new.says, seen_old, seen_new, new.requirement, shown)


def _replaced(ways: Sequence[Way]) -> set[str]:
    """The clients that are made anew; an empty name stands for the pool."""
    parts = ("pool", "clients")
    return {one.difference.key for one in ways if one.way == "replaces" and one.difference.part in parts}


def _seen(document: PoolDocument, promises: list[Promise], catalog: Catalog) -> dict[str, str]:
    """The word that each probe gives on a pool of the reference that was made like the document."""
    if not promises:
        return {}
    with reached("reference") as driver:
        made = make(driver, document)
        return {one.key: _word(driver, made, one, catalog) for one in promises}


def _word(driver: Driver, made: Made, promise: Promise, catalog: Catalog) -> str:
    bench = Bench(driver, made, random.Random(f"{SEED} {promise.key}"))
    try:
        came = PROBES[promise.probe](bench, promise)
    except NotTold as error:
        return f"{NOT_TOLD}: {error}"
    if isinstance(came, str):
        return came
    refused = came.code in catalog.requirements[promise.requirement].error
    return "taken" if came.ok else "refused" if refused else f"refused with {came.code}"


# -- users who live through it -----------------------------------------------------------------------------------------


def _lives(old: PoolDocument, result: PoolDocument, via: Via, replaced: set[str]) -> list[Life]:
    """Users made under OLD, who sign in and use their tokens before and after the pool was changed.

    Those of clients that are ``replaced``, or deleted, lose their tokens with the client: that is said elsewhere.
    """
    differences = compare(old, result).differences
    shape = folded(old)
    with reached("reference") as driver:
        made = make(driver, old)
        users = [_Living(driver, made, key, way) for key, way in _ways_in(shape) if key in made.clients]
        users = [one for one in users if one.begin()]
        wanted = Replacing(result, driver.running).done()
        apply_change(driver, made, old, wanted, differences, via)
        gone = replaced | {key for key in old.items("clients") if key not in result.items("clients")}
        return [life for one in users if one.key not in gone for life in one.changes()]


def _ways_in(shape: dict[str, dict[str, dict[str, object]]]) -> list[tuple[str, str]]:
    """The flow by which users of each client sign in with a password, as far as it is known."""
    found = []
    for key, client in shape.get("clients", {}).items():
        flows = client.get("ExplicitAuthFlows")
        if isinstance(flows, list) and not any(is_unknown(one) for one in flows):
            way = next((flow for flow in BY_PASSWORD if FLOWS[flow][2] & set(flows)), "")
            found += [(key, way)] if way and "CUSTOM_AUTH_FLOW_ONLY" not in flows else []
    return found


class _Living:
    """One user of one client. The password is as short as OLD allows."""

    def __init__(self, driver: Driver, made: Made, key: str, way: str) -> None:
        self.key, self.way = key, way
        self.bench = Bench(driver, made, random.Random(f"{SEED} {key}"))
        self.before: dict[str, str] = {}
        self.tokens: dict[str, str] = {}

    def begin(self) -> bool:
        """Make the user and sign in; False where that gives nothing to compare with."""
        try:
            self.person = self.bench.person(shortest=True)
            answer = self.bench.by_password(self.key, self.way, self.person)
        except NotTold:
            return False
        result = answer.get("AuthenticationResult")
        self.tokens = {name: str(value) for name, value in result.items()} if isinstance(result, dict) else {}
        self.before = self._now()
        return True

    def _now(self) -> dict[str, str]:
        try:
            found = {"signs in with the password from before": self._step()}
        except NotTold as error:
            found = {"signs in with the password from before": str(error)}
        if "AccessToken" in self.tokens:
            answer = self.bench.call("GetUser", AccessToken=self.tokens["AccessToken"])
            found["uses the access token from before"] = _outcome(answer)
        if "RefreshToken" in self.tokens:
            parameters = {"REFRESH_TOKEN": self.tokens["RefreshToken"]}
            parameters |= self.bench.hash_of(self.key, self._username())
            answer = self.bench.call(
                "InitiateAuth",
                ClientId=self.bench.client(self.key),
                AuthFlow="REFRESH_TOKEN_AUTH",
                AuthParameters=parameters,
            )
            found["refreshes with the token from before"] = _outcome(answer)
        return found

    def _step(self) -> str:
        answer = self.bench.by_password(self.key, self.way, self.person)
        if not answer.ok:
            return _outcome(answer)
        return str(answer.get("ChallengeName") or "tokens")

    def _username(self) -> str:
        who = self.bench.call("AdminGetUser", UserPoolId=self.bench.pool, Username=self.person.login)
        return str(who.get("Username") or self.person.login)

    def changes(self) -> list[Life]:
        """What is otherwise now."""
        after = self._now()
        return [
            Life(self.key, what, before, after.get(what, "nothing"))
            for what, before in self.before.items()
            if after.get(what) != before
        ]


def _outcome(answer: Exchange) -> str:
    return "accepted" if answer.ok else str(answer.code)
