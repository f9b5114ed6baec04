"""Asks a pool itself what can be asked without touching a user: drift, discovery, keys, callbacks, refused grants."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from typing import Any

from conformance.kit import oauth
from conformance.pool.check.bench import Bench, Unclear, clear
from conformance.pool.check.trying import Checked, Tried, try_promise
from conformance.pool.contract.committed import Committed, Standing, standing
from conformance.pool.contract.derive import contract_of
from conformance.pool.contract.promise import Promise
from conformance.pool.creating.make import Made
from conformance.pool.diff.members import Difference, compare
from conformance.pool.diff.pairing import same_keys
from conformance.pool.form.document import ID, PoolDocument
from conformance.pool.snapshot.take import take
from conformance.requirements import Catalog
from conformance.transport.driver import Driver

ASKED = ("callback",)  # the probes of a contract that touch no user
WRONG_SECRET = "not-the-secret-of-this-client"


def check_live(
    driver: Driver, document: PoolDocument, pool_id: str, catalog: Catalog, committed: Committed | None = None
) -> Checked:
    """Compare the pool with the document, and ask at its published addresses. Raises ``PoolUnreadable``.

    The promises are those of ``committed`` as they stand there, else those that follow from the document. Sends reading
    operations of the API, and requests to the pool's domain that begin no sign-in.
    """
    live = take(driver, pool_id)
    keys = {old: new for new, old in same_keys(document.items("clients"), live.items("clients")).items()}
    clients = {old: str(live.items("clients")[new].get(ID, "")) for old, new in keys.items()}
    checked = Checked(driver.running.identity.spec, Made(pool_id, live, [], [], clients))
    checked.tried += _drift(document, live)
    checked.tried += _published(driver, pool_id)
    bench = Bench(driver, checked.made, random.Random(1))
    contract = contract_of(document)
    now = Standing() if committed is None else standing(committed, contract, document)
    checked.remarks += now.remarks
    for promise in contract.promises if committed is None else committed.promises:
        if promise.key in now.stale and promise.probe in (*ASKED, "machine"):
            checked.tried.append(Tried(promise, "unclear", now.stale[promise.key]))
        elif promise.probe in ASKED:
            checked.tried.append(try_promise(bench, promise, catalog, 1))
        elif promise.probe == "machine":
            checked.tried.append(_wrong_secret(bench, promise))
    return checked


def _drift(document: PoolDocument, live: PoolDocument) -> Iterator[Tried]:
    """One statement for each member that differs, or one that nothing does."""
    compared = compare(document, live)
    for one in compared.differences:
        yield Tried(_as_written(one), "unclear" if one.change == "unknown" else "broken", _shown(one.new))
    for sentence in compared.unread:
        yield Tried(Promise(sentence, "A part can be compared.", "", "drift", "compared"), "unclear", sentence)
    if not compared.differences:
        yield Tried(Promise("drift", "The pool is as the document says.", "", "drift", "no difference"), "held", "")


def _as_written(one: Difference) -> Promise:
    return Promise(one.place, f"{one.place} is as the document says.", "", "drift", _shown(one.old))


def _shown(value: Any) -> str:
    return "absent" if value is None else str(value)[:200]


def _published(driver: Driver, pool_id: str) -> Iterator[Tried]:
    """The discovery document names the issuer, and the key set has keys."""
    issuer = driver.running.issuer(pool_id)
    asked = (
        ("discovery", "The discovery document names the issuer.", "/.well-known/openid-configuration", "issuer"),
        ("keys", "The key set has keys.", "/.well-known/jwks.json", "keys"),
    )
    for key, says, path, member in asked:
        promise = Promise(key, says, "", "published", f"a document with {member}")
        try:
            answer = clear(driver.fetch("GET", issuer + path, None, None))
        except Unclear as error:
            yield Tried(promise, "unclear", str(error))
            continue
        found = answer.get(member)
        seen = f"status {answer.status}, {member}: {'none' if not found else 'there'}"
        yield Tried(promise, "held" if answer.ok and found else "broken", seen)


def _wrong_secret(bench: Bench, promise: Promise) -> Tried:
    """The client gets no token with another secret. With its own it would: that is not tried, for it costs money."""
    says = f"Client {promise.client} gets no token with a wrong secret."
    asked = Promise(
        f"{promise.key}.wrong-secret", says, "M2M-010", "wrong_secret", "refused", promise.given, promise.client
    )
    site = bench.driver.running.hosted_ui(bench.pool, promise.given["domain"])
    client = bench.made.clients.get(promise.client, "")
    if site is None or not client:
        return Tried(asked, "unclear", "the target has no hosted UI" if client else "the pool has no such client")
    headers: Mapping[str, str] = {"Authorization": oauth.basic(client, WRONG_SECRET)}
    form = {"grant_type": "client_credentials"}
    try:
        answer = clear(bench.driver.request("POST", f"{site}/oauth2/token", form=form, headers=headers))
    except Unclear as error:
        return Tried(asked, "unclear", str(error))
    return Tried(asked, "broken" if answer.ok else "held", f"/oauth2/token: {answer.code or 'accepted'}")
