"""A contract that was written to a file, and perhaps edited there, and what in it has become stale."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conformance.pool.contract.derive import Contract
from conformance.pool.contract.promise import Promise
from conformance.pool.contract.questions import QUESTIONS, REFUSED_WITH, may_be, wrong_given
from conformance.pool.form.document import PoolDocument, text_of
from conformance.pool.form.problems import PoolError
from conformance.requirements import Catalog

SUFFIX = ".toml"
NEEDED = ("key", "says", "expected", "requirement", "probe")
KNOWN = (*NEEDED, "source", "client", "given")
AGAIN = "`pool contract` writes the file anew"
# Probes whose refusal is judged by the codes of the requirement; the others say what they saw in words.
BY_CODE = frozenset(probe for probe in QUESTIONS if may_be(probe, f"{REFUSED_WITH}CODE"))


@dataclass(frozen=True)
class Committed:
    """A file of promises."""

    path: Path
    pool: str  # the file of the pool, with #NAME where that names one of several
    promises: list[Promise]


@dataclass(frozen=True)
class Standing:
    """A file of promises beside what the configuration promises today."""

    stale: dict[str, str] = field(default_factory=dict)  # key -> why it cannot be tried any more
    open: dict[str, str] = field(default_factory=dict)  # key -> why the configuration does not say
    remarks: list[str] = field(default_factory=list)  # a sentence each


def is_contract(name: str) -> bool:
    """Whether a file is a contract: nothing else that is read of a pool is TOML."""
    return Path(name).suffix == SUFFIX


def read_contract(path: Path, catalog: Catalog) -> Committed:
    """The contract in a file. Raises ``PoolError`` with the place of what is wrong."""
    try:
        data = tomllib.loads(text_of(path))
    except tomllib.TOMLDecodeError as error:
        raise PoolError(f"{path}: no TOML: {error}") from None
    if unknown := sorted(data.keys() - {"pool", "promise"}):
        raise PoolError(f"{path}: {unknown[0]}: a contract has pool and [[promise]] tables; {AGAIN}")
    pool = data.get("pool")
    if not isinstance(pool, str) or not pool.strip():
        raise PoolError(f'{path}: pool: name the file of the pool, as seen from this one: pool = "pool.json"')
    listed = data.get("promise", [])
    if not isinstance(listed, list) or not listed:
        raise PoolError(f"{path}: promise: there is no [[promise]]; {AGAIN}")
    promises = [_promise(f"{path}: promise {number}", one, catalog) for number, one in enumerate(listed, 1)]
    keys = [one.key for one in promises]
    for number, key in enumerate(keys, 1):
        if key in keys[: number - 1]:
            raise PoolError(f"{path}: promise {number}: key: {key!r} stands twice; take one out")
    return Committed(path, _beside(path, pool), promises)


def _beside(path: Path, pool: str) -> str:
    name, hash_sign, logical = pool.partition("#")
    return f"{path.parent / name}{hash_sign}{logical}"


def _promise(place: str, given: Mapping[str, Any], catalog: Catalog) -> Promise:
    if unknown := sorted(given.keys() - set(KNOWN)):
        raise PoolError(f"{place}: {unknown[0]}: the keys are {', '.join(KNOWN)}")
    for name in NEEDED:
        if not isinstance(given.get(name), str) or not given[name].strip():
            raise PoolError(f"{place}: {name}: a text is needed")
    place = f"{place} ({given['key']})"
    given_members, client = given.get("given", {}), given.get("client", "")
    if not isinstance(given_members, dict):
        raise PoolError(f"{place}: given: a table is needed: given = {{ name = value }}")
    if not isinstance(client, str):
        raise PoolError(f"{place}: client: a text is needed")
    probe, expected, requirement = given["probe"], given["expected"], given["requirement"]
    if probe not in QUESTIONS:
        raise PoolError(f"{place}: probe: {probe!r}; it is one of {', '.join(QUESTIONS)}")
    if wrong := wrong_given(probe, given_members):
        raise PoolError(f"{place}: given: {wrong}")
    if QUESTIONS[probe].of_client and not client:
        raise PoolError(f"{place}: client: name the client that the probe {probe} asks about")
    _check_expected(place, probe, expected, requirement, catalog)
    return Promise(given["key"], given["says"], requirement, probe, expected, given_members, client)


def _check_expected(place: str, probe: str, expected: str, requirement: str, catalog: Catalog) -> None:
    """An outcome that the probe cannot have would be broken for ever, and a refusal without codes too."""
    known = catalog.requirements.get(requirement)
    if known is None:
        raise PoolError(f"{place}: requirement: {requirement!r} is not in the catalog; see `catalog`")
    if not may_be(probe, expected):
        raise PoolError(f"{place}: expected: {expected!r}; of {probe} comes {QUESTIONS[probe].shown}")
    if expected == "refused" and probe in BY_CODE and not known.error:
        raise PoolError(
            f"{place}: expected: {requirement} has no code of a refusal; name the requirement that says what is "
            f'refused, or the code: expected = "{REFUSED_WITH}NotAuthorizedException"'
        )


def standing(committed: Committed, derived: Contract, document: PoolDocument) -> Standing:
    """How the promises of a file stand to what the configuration promises today."""
    found = Standing()
    today = {one.key: one for one in derived.promises}
    for one in committed.promises:
        now = today.get(one.key)
        if gone := _gone(one, document):
            found.stale[one.key] = f"{gone}; take the promise out, or {AGAIN}"
        elif now is None and derived.silent:
            found.open[one.key] = f"the configuration does not say: {derived.silent[0]}"
        elif now is None:
            found.remarks.append(f"{one.key}: the configuration no longer says so; tried as it stands in the file")
        elif (now.expected, dict(now.given)) != (one.expected, dict(one.given)):
            found.remarks.append(f"{one.key}: the file says: {_short(one)}; the configuration: {_short(now)}")
    keys = {one.key for one in committed.promises}
    found.remarks.extend(f"{key}: not in the file: {one.says}" for key, one in today.items() if key not in keys)
    return found


def _gone(one: Promise, document: PoolDocument) -> str:
    """What a promise is about and the pool no longer has."""
    if one.client and "clients" in document.parts and one.client not in document.items("clients"):
        return f"stale: the pool has no client {one.client}"
    domain = one.given.get("domain")
    if domain and "domains" in document.parts and domain not in document.items("domains"):
        return f"stale: the pool has no domain {domain}"
    return ""


def _short(one: Promise) -> str:
    given_members = ", ".join(f"{name} {value}" for name, value in sorted(one.given.items()) if name != "way")
    return f"{one.expected} ({given_members})" if given_members else one.expected


def pool_beside(source: str, out: Path | None) -> str:
    """The file of the pool as the contract in ``out`` names it: as seen from there."""
    name, hash_sign, logical = source.partition("#")
    if out is not None:
        name = Path(os.path.relpath(name, out.parent)).as_posix()
    return f"{name}{hash_sign}{logical}"
