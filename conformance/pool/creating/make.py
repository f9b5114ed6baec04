"""Makes the pool, and says what was replaced and what the target would not make."""

from __future__ import annotations

from dataclasses import dataclass, field

from conformance.checking.exchange import Exchange
from conformance.pool.creating.replacing import Replacing
from conformance.pool.creating.requests import Request, other_requests, pool_request
from conformance.pool.form.document import PoolDocument
from conformance.pool.form.problems import PoolUnreadable
from conformance.pool.form.secrets import without_secrets
from conformance.pool.snapshot.reader import said
from conformance.transport.driver import Driver


@dataclass(frozen=True)
class Unmade:
    """A part of the pool, or one of its items, that the target did not make."""

    part: str
    key: str  # of an item; empty in parts that are one object
    why: str  # the operation and the target's answer

    def __str__(self) -> str:
        """A line for a report."""
        return f"{'.'.join(filter(None, (self.part, self.key)))}: {self.why}"


@dataclass
class Made:
    """A pool that was made. ``wanted`` is the document with what was replaced in it."""

    pool_id: str
    wanted: PoolDocument
    replaced: list[str]
    refused: list[Unmade] = field(default_factory=list)  # what is missing from it
    clients: dict[str, str] = field(default_factory=dict)  # the id of each, by its key in the document


class Refused(PoolUnreadable):
    """The target would not make the pool itself."""


def make(driver: Driver, document: PoolDocument) -> Made:
    """A pool like the document. Raises ``Refused`` where not even the pool itself can be made."""
    replacing = Replacing(document, driver.running)
    wanted = replacing.done()
    request = pool_request(wanted)
    answer = driver.call(request.operation, request.parameters)
    pool_id = answer.get("UserPool.Id")
    if not answer.ok or not pool_id:
        raise Refused(f"{driver.running.identity.spec} does not make this pool: CreateUserPool: {said(answer)}")
    made = Made(str(pool_id), wanted, replacing.replaced)
    for one in other_requests(wanted):
        _send(driver, made, one)
    wanted.parts = without_secrets(wanted.parts)  # nobody can read those again
    return made


def _send(driver: Driver, made: Made, request: Request) -> None:
    parameters = {"UserPoolId": made.pool_id, **request.parameters}
    if request.client:
        if request.client not in made.clients:
            why = f"{request.operation}: there is no client {request.client!r} to make it for"
            made.refused.append(Unmade(request.part, request.key, why))
            return
        parameters["ClientId"] = made.clients[request.client]
    answer = driver.call(request.operation, parameters)
    if not answer.ok:
        made.refused.append(Unmade(request.part, request.key, f"{request.operation}: {said(answer)}"))
    elif request.operation == "CreateUserPoolClient":
        made.clients[request.key] = _client_id(answer)


def _client_id(answer: Exchange) -> str:
    return str(answer.get("UserPoolClient.ClientId", ""))
