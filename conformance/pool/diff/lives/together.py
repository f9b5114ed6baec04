"""Everybody who lives through one change: made under OLD, tried there, and tried again after it."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from conformance.oracle.update_members import Via
from conformance.pool.check.bench import Bench, NotTold
from conformance.pool.contract.sign_in import BY_PASSWORD, FLOWS
from conformance.pool.creating.make import Made, make
from conformance.pool.creating.replacing import Replacing
from conformance.pool.diff.lives.app import AppUser
from conformance.pool.diff.lives.basis import Outcome, disputed_by, requirement_of
from conformance.pool.diff.lives.device import DeviceUser
from conformance.pool.diff.lives.hosted import HostedUser
from conformance.pool.diff.lives.living import DISAGREE, Life, Living, Through
from conformance.pool.diff.lives.password import PasswordUser
from conformance.pool.diff.lives.recovery import ForgetfulUser
from conformance.pool.diff.members import compare
from conformance.pool.diff.trial import apply_change
from conformance.pool.form.document import PoolDocument, is_unknown
from conformance.pool.form.fold import folded
from conformance.transport.driver import Driver

SEED = 1
KINDS: tuple[type[Living], ...] = (PasswordUser, AppUser, ForgetfulUser, DeviceUser, HostedUser)
TIME_STEP = 30  # seconds for which an app's code is good
OF_ITSELF = ("ClientName",)  # of a client, what makes no difference to its users


def lives(
    driver: Driver,
    old: PoolDocument,
    result: PoolDocument,
    via: Via,
    *,
    replaced: frozenset[str] = frozenset(),
    wanted: str = "",
) -> list[Life]:
    """What is otherwise for users who were there under ``old`` once the pool was changed to ``result``.

    Those of clients that are ``replaced``, or deleted, lose their tokens with the client: that is said elsewhere. Of
    clients that are set in the same way before and after, one stands for all of them. ``wanted`` is the key of the one
    life to show. Raises ``Refused`` where the target does not make the pool.
    """
    gone = replaced | {key for key in old.items("clients") if key not in result.items("clients")}
    made = make(driver, old)
    people = [one for one in _people(driver, made, old, result) if one.client not in gone]
    if wanted:
        people = [one for one in people if wanted.startswith(f"clients.{one.client}.lives.{one.kind}.")]
    people = [one for one in people if _begins(one)]
    before = _round(driver, people, after=False)
    wanted_pool = Replacing(result, driver.running).done()
    apply_change(driver, made, old, wanted_pool, compare(old, result).differences, via)
    after = _round(driver, people, after=True)
    shape = folded(result)
    return [
        life
        for one, first, second in zip(people, before, after, strict=True)
        for life in _changes(one, first, second, shape)
    ]


def _people(driver: Driver, made: Made, old: PoolDocument, result: PoolDocument) -> Iterator[Living]:
    shape, later = folded(old), folded(result)
    seen: list[Any] = []
    for through in _throughs(shape):
        alike = _alike(through.client, shape), _alike(through.client, later)
        if through.client not in made.clients or alike in seen:
            continue
        seen.append(alike)
        for kind in KINDS:
            if kind.suits(through):
                chance = random.Random(f"{SEED} {through.client} {kind.kind}")
                yield kind(Bench(driver, made, chance), through)


def _alike(key: str, shape: Mapping[str, Any]) -> dict[str, Any]:
    """What users of a client meet."""
    client = shape.get("clients", {}).get(key) or {}
    parts = {part: shape.get(part, {}).get(key) for part in ("risk", "ui", "branding")}
    return {**parts, "client": {name: value for name, value in client.items() if name not in OF_ITSELF}}


def _throughs(shape: Mapping[str, Any]) -> Iterator[Through]:
    """The clients of which it is known which flows they have."""
    domain = next(iter(sorted(shape.get("domains", {}))), "")
    for key, client in shape.get("clients", {}).items():
        if is_unknown(client):
            continue
        flows = client.get("ExplicitAuthFlows")
        if not isinstance(flows, list) or any(is_unknown(one) for one in flows):
            continue
        way = next((flow for flow in BY_PASSWORD if FLOWS[flow][2] & set(flows)), "")
        by_password = "" if "CUSTOM_AUTH_FLOW_ONLY" in flows else way
        yield Through(key, by_password, client, shape["pool"], shape.get("mfa") or {}, domain)


def _begins(one: Living) -> bool:
    """Make the user; False where that gives nothing to compare with."""
    try:
        one.begin()
    except NotTold:
        return False
    return True


def _round(driver: Driver, people: Sequence[Living], *, after: bool) -> list[dict[str, str]]:
    """What comes of everybody's deeds, in a time step of its own where there are apps: their codes are good once."""
    if any(one.kind in (AppUser.kind, DeviceUser.kind) for one in people):
        _next_time_step(driver)
    return [one.now(after=after) for one in people]


def _next_time_step(driver: Driver) -> None:
    if "clock" in driver.running.capabilities:
        driver.running.advance(TIME_STEP)
    else:
        time.sleep(TIME_STEP - driver.running.now() % TIME_STEP + 1)


def _changes(
    one: Living, before: Mapping[str, str], after: Mapping[str, str], shape: Mapping[str, Any]
) -> Iterator[Life]:
    """What is otherwise now, and who says so."""
    client = shape["clients"][one.client]
    for what, first in before.items():
        second = after.get(what, "nothing")
        came = Outcome(what, first, second, one.through.way, client, shape["pool"], shape.get("mfa") or {})
        if said := disputed_by(came):
            yield Life(one.key_of(what), one.client, what, first, DISAGREE, said)
        elif second != first:
            yield Life(one.key_of(what), one.client, what, first, second, requirement_of(came))
