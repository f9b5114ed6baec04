"""The change, tried on the reference: OLD is made there, and NEW sent as a tool sends it. What is refused is seen."""

from __future__ import annotations

import copy
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from conformance.oracle.update_members import FIXED, TERRAFORM_EMPTIES, TERRAFORM_KEEPS, Via
from conformance.pool.creating.make import Made, Refused, Unmade, make
from conformance.pool.creating.replacing import Replacing, made_up_name
from conformance.pool.creating.requests import Request, mfa_requests, other_requests, pool_request
from conformance.pool.diff.members import Difference
from conformance.pool.diff.pairing import aligned
from conformance.pool.form.document import Members, PoolDocument, is_unknown
from conformance.pool.reach import reached
from conformance.pool.snapshot.reader import said
from conformance.transport.driver import Driver

UPDATES = {"resource_servers": "UpdateResourceServer", "groups": "UpdateGroup", "domains": "UpdateUserPoolDomain"}
DELETES = {"domains": "DeleteUserPoolDomain"}  # a pool has one prefix domain: the old one goes first
MAKING = ("Create", "SetUserPoolSession", "SetRisk", "SetUI")
KEYS = {"resource_servers": "Identifier", "groups": "GroupName", "domains": "Domain"}
FIRST = ("resource_servers", "identity_providers", "groups", "domains")  # clients name them
LAST = ("clients", "sessions", "risk", "ui", "branding", "terms")
ORDER: dict[Via, tuple[str, ...]] = {
    "api": (*FIRST, "pool", "schema", "mfa", *LAST),
    "cfn": (*FIRST, "pool", "schema", "mfa", *LAST),
    "terraform": (*FIRST, "mfa", "pool", "schema", *LAST),
}
Place = tuple[str, str]  # part and key


@dataclass
class Trial:
    """What the reference answered, by part and key."""

    refused: dict[Place, str] = field(default_factory=dict)
    accepted: set[Place] = field(default_factory=set)  # before the first refusal
    impossible: str = ""  # why it could not be tried


def attempt(old: PoolDocument, new: PoolDocument, differences: list[Difference], via: Via) -> Trial:
    """Send the change as this tool sends it. Where OLD itself cannot be made here, nothing is known."""
    new = as_sent(old, aligned(old, new), via)
    with reached("reference") as driver:
        try:
            made = make(driver, old)
        except Refused as error:
            return Trial(impossible=str(error))
        return apply_change(driver, made, old, Replacing(new, driver.running).done(), differences, via)


def as_sent(old: PoolDocument, new: PoolDocument, via: Via) -> PoolDocument:
    """NEW with what Terraform sends again of what it leaves out; the same for other tools."""
    if via != "terraform":
        return new
    found = copy.deepcopy(new)
    keeps, _ = TERRAFORM_KEEPS["UpdateUserPool"]
    _complete(found.single("pool"), old.single("pool"), keeps, (None, "", {}, []))
    for (operation, name), (empty, _) in TERRAFORM_EMPTIES.items():
        if operation == "UpdateUserPool" and name in old.single("pool"):
            found.single("pool").setdefault(name, copy.deepcopy(empty))
    keeps, _ = TERRAFORM_KEEPS["UpdateUserPoolClient"]
    for key, client in found.items("clients").items():
        if key in old.items("clients") and not is_unknown(client):
            _complete(client, old.items("clients")[key], keeps, (None, "", {}))
    return found


def _complete(new: Members, old: Members, names: Iterable[str], nothing: Container[object]) -> None:
    """Give ``new`` the members of these dotted names that ``old`` has, and of which it says ``nothing``."""
    for name in names:
        *way, last = name.split(".")
        there, source = new, old
        for step in way:
            source = source.get(step) or {}
            there = there.setdefault(step, {}) if source else {}
        if is_unknown(there) or is_unknown(source) or last not in source or there.get(last) not in nothing:
            continue
        there[last] = copy.deepcopy(source[last])


def apply_change(
    driver: Driver, made: Made, old: PoolDocument, wanted: PoolDocument, differences: list[Difference], via: Via
) -> Trial:
    """Send what differs to a pool that was made like OLD. ``wanted`` is NEW, of the suite's own, with OLD's keys."""
    trial = Trial()
    touched = {(one.part, one.key) for one in differences}
    broken = {(one.part, one.key) for one in made.refused}
    for place, request in _requests(old, wanted, touched, via):
        if (place[0], _made_under(place[1], place[0])) in broken:
            continue  # it was not made to begin with, so an update of it says nothing
        _send(driver, made, trial, place, request)
    return trial


def unmade_of(unmade: Iterable[Unmade], differences: Iterable[Difference]) -> list[str]:
    """What a target did not make of the parts and items that differ, a line each: there the change shows nothing."""
    touched = {(one.part, _made_under(one.key, one.part)) for one in differences}
    return [str(one) for one in unmade if (one.part, one.key) in touched]


def _made_under(key: str, part: str) -> str:
    """The name that an item has once it was made: only these parts are named by their keys."""
    return made_up_name(key) if part in FIRST else key


def _send(driver: Driver, made: Made, trial: Trial, place: Place, request: Request) -> None:
    parameters = {"UserPoolId": made.pool_id, **request.parameters}
    if request.client:
        if request.client not in made.clients:
            return
        parameters["ClientId"] = made.clients[request.client]
    if request.operation == "DeleteUserPoolDomain" and driver.call(request.operation, parameters).ok:
        return
    answer = driver.call(request.operation, parameters)
    if not answer.ok:
        trial.refused.setdefault(place, f"{request.operation}: {said(answer)}")
    elif not trial.refused:
        trial.accepted.add(place)
    if answer.ok and request.operation == "CreateUserPoolClient":
        made.clients[request.key] = str(answer.get("UserPoolClient.ClientId", ""))


def _requests(old: PoolDocument, new: PoolDocument, touched: set[Place], via: Via) -> Iterator[tuple[Place, Request]]:
    """What is sent, for what differs alone, in the order of the tool."""
    for part in ORDER[via]:
        if part == "pool" and ("pool", "") in touched:
            yield ("pool", ""), _pool_update(new)
        elif part == "mfa" and ("mfa", "") in touched and new.single("mfa"):
            for request in _mfa(new):
                yield ("mfa", ""), request
        elif part not in ("pool", "mfa", "schema"):
            yield from _items(part, old, new, touched)


def _pool_update(new: PoolDocument) -> Request:
    """UpdateUserPool with everything that NEW gives. The mode of MFA is sent with its factors."""
    given = pool_request(new).parameters
    fixed = {row.name for row in FIXED if row.part == "pool" and row.name != "PoolName"}
    left = {name: value for name, value in given.items() if name not in fixed}
    if not new.single("pool").get("PoolName"):
        left.pop("PoolName")
    if not left["UserPoolTags"]:
        del left["UserPoolTags"]
    return Request("UpdateUserPool", left, "pool")


def _mfa(new: PoolDocument) -> Iterator[Request]:
    """SetUserPoolMfaConfig as it stands in NEW, also where that turns MFA off."""
    found = list(mfa_requests(new))
    mode = new.single("mfa").get("MfaConfiguration")
    if found and mode is not None:
        yield from found
    elif mode is not None:
        yield Request("SetUserPoolMfaConfig", {"MfaConfiguration": mode}, "mfa")
    else:
        yield Request("SetUserPoolMfaConfig", new.single("mfa"), "mfa")


def _items(part: str, old: PoolDocument, new: PoolDocument, touched: set[Place]) -> Iterator[tuple[Place, Request]]:
    """What is sent for the items of a part that differ. ``new`` has the keys of ``old``, and made-up names."""
    keys = [key for there, key in sorted(touched) if there == part]
    for key in keys:
        if part in DELETES and key in old.items(part) and _made_under(key, part) not in new.items(part):
            yield (part, key), Request(DELETES[part], {KEYS[part]: _made_under(key, part)}, part, key)
    made = {one.key: one for one in other_requests(new) if one.part == part and one.operation.startswith(MAKING)}
    for key in keys:
        request = made.get(_made_under(key, part))
        if request is not None:
            yield (part, key), _update(request, key) if key in old.items(part) else request


def _update(request: Request, key: str) -> Request:
    """The request that changes what ``request`` would make."""
    given: Mapping[str, object] = request.parameters
    if request.operation == "CreateUserPoolClient":
        left = {name: value for name, value in given.items() if name != "GenerateSecret"}
        return Request("UpdateUserPoolClient", left, request.part, key, key)
    if request.operation == "CreateIdentityProvider":
        left = {name: value for name, value in given.items() if name != "ProviderType"}
        return Request("UpdateIdentityProvider", left, request.part, key)
    if request.part in UPDATES:
        return Request(UPDATES[request.part], given, request.part, key)
    return request
