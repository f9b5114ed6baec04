"""Everybody who lives through one change: made under OLD, tried there, and tried again after it."""

from __future__ import annotations

import random
import time
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conformance.kit.totp import STEP
from conformance.oracle.update_members import Via
from conformance.pool.check.bench import Bench, Unclear
from conformance.pool.contract.sign_in import password_flow
from conformance.pool.creating.make import Made, make
from conformance.pool.creating.replacing import Replacing
from conformance.pool.diff.lives.app import AppUser
from conformance.pool.diff.lives.basis import Outcome, disputed_by, requirement_of
from conformance.pool.diff.lives.device import DeviceUser
from conformance.pool.diff.lives.hosted import HostedUser
from conformance.pool.diff.lives.living import DISAGREE, Came, Life, Living, Through, UnclearLife
from conformance.pool.diff.lives.password import PasswordUser
from conformance.pool.diff.lives.recovery import ForgetfulUser
from conformance.pool.diff.members import compare
from conformance.pool.diff.trial import apply_change, unmade_of
from conformance.pool.form.document import PoolDocument, is_unknown
from conformance.pool.form.fold import first_domain, folded
from conformance.transport.driver import Driver

SEED = 1
KINDS: tuple[type[Living], ...] = (PasswordUser, AppUser, ForgetfulUser, DeviceUser, HostedUser)
OF_ITSELF = ("ClientName",)  # of a client, what makes no difference to its users


@dataclass(frozen=True)
class Lived:
    """Everything that was tried before and after a change. ``lives`` has also what did not change."""

    lives: list[Life]
    unclear: list[UnclearLife]
    missing: list[str]  # what the target did not make, or refused of the change, a line each

    @property
    def changed(self) -> list[Life]:
        """What is otherwise for users, or disputed."""
        return [one for one in self.lives if one.before != one.after]


def lives(
    driver: Driver,
    old: PoolDocument,
    result: PoolDocument,
    via: Via,
    *,
    replaced: frozenset[str] = frozenset(),
    wanted: str = "",
) -> Lived:
    """What users who were there under ``old`` can do, before and once the pool was changed to ``result``.

    Those of clients that are ``replaced``, or deleted, lose their tokens with the client: that is said elsewhere. Of
    clients that are set in the same way before and after, one stands for all of them. ``wanted`` is the key of the one
    life to show. Raises ``Refused`` where the target does not make the pool.
    """
    gone = replaced | {key for key in old.items("clients") if key not in result.items("clients")}
    made = make(driver, old)
    people, unclear = _begun(_people(driver, made, old, result, gone), wanted)
    before = _round(driver, people, after=False)
    new = Replacing(result, driver.running).done()
    differences = compare(old, result).differences
    trial = apply_change(driver, made, old, new, differences, via)
    after = _round(driver, people, after=True)
    found = [
        came
        for one, first, second in zip(people, before, after, strict=True)
        for came in _outcomes(one, first, second, result)
    ]
    lives = [one for one in found if isinstance(one, Life)]
    unclear += [one for one in found if isinstance(one, UnclearLife)]
    return Lived(lives, unclear, [*unmade_of(made.refused, differences), *trial.refused.values()])


def _people(
    driver: Driver, made: Made, old: PoolDocument, result: PoolDocument, gone: Container[str]
) -> Iterator[Living]:
    shape, later = folded(old), folded(result)
    seen: list[Any] = []
    for through in _throughs(shape):
        alike = _alike(through.client, shape), _alike(through.client, later)
        if through.client in gone or alike in seen:
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
    domain = first_domain(shape)
    for key, client in shape.get("clients", {}).items():
        if is_unknown(client):
            continue
        flows = client.get("ExplicitAuthFlows")
        if not isinstance(flows, list) or any(is_unknown(one) for one in flows):
            continue
        yield Through(key, password_flow(flows), client, shape["pool"], shape.get("mfa") or {}, domain)


def _begun(people: Iterable[Living], wanted: str) -> tuple[list[Living], list[UnclearLife]]:
    """The users, made; and of whom it is unclear, for what they begin with did not work."""
    begun: list[Living] = []
    unclear: list[UnclearLife] = []
    for one in people:
        if wanted and not wanted.startswith(f"{one.key}."):
            continue
        try:
            one.begin()
        except Unclear as error:
            unclear.append(UnclearLife(one.key, str(error)))
        else:
            begun.append(one)
    return begun, unclear


def _round(driver: Driver, people: Sequence[Living], *, after: bool) -> list[dict[str, Came]]:
    """What comes of everybody's deeds, in a time step of its own where there are apps: their codes are good once."""
    if any(one.kind in (AppUser.kind, DeviceUser.kind) for one in people):
        _next_time_step(driver)
    return [one.now(after=after) for one in people]


def _next_time_step(driver: Driver) -> None:
    if "clock" in driver.running.capabilities:
        driver.running.advance(STEP)
    else:
        time.sleep(STEP - driver.running.now() % STEP + 1)


def _outcomes(
    one: Living, before: Mapping[str, Came], after: Mapping[str, Came], result: PoolDocument
) -> Iterator[Life | UnclearLife]:
    """What came of each deed before and after, and who says so."""
    shape = folded(result)
    client, pool, mfa = shape["clients"][one.client], shape["pool"], shape.get("mfa") or {}
    chosen = bool(result.items("clients")[one.client].get("ExplicitAuthFlows"))
    for what, first in before.items():
        second = after[what]
        if isinstance(first, Unclear) or isinstance(second, Unclear):
            why = first if isinstance(first, Unclear) else second
            yield UnclearLife(one.key_of(what), str(why))
            continue
        came = Outcome(what, first, second, one.through.way, client, chosen, pool, mfa)
        if said := disputed_by(came):
            yield Life(one.key_of(what), one.client, what, first, DISAGREE, said)
        else:
            says_so = requirement_of(came) if second != first else ""
            yield Life(one.key_of(what), one.client, what, first, second, says_so)
