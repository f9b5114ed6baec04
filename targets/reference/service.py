"""The service: its state, and how a request becomes an answer."""

from __future__ import annotations

import threading
import time
import traceback

from targets.reference import register
from targets.reference.core import ids
from targets.reference.core.calls import OPERATIONS, Call
from targets.reference.core.clock import Clock
from targets.reference.core.deviation import NONE, deviates, deviating, varied
from targets.reference.core.directory import find
from targets.reference.core.errors import (
    ApiError,
    InternalErrorException,
    InvalidParameterException,
    MissingAuthenticationTokenException,
    NotAuthorizedException,
    ResourceNotFoundException,
    UnknownOperationException,
)
from targets.reference.core.mailbox import Mailbox, Message
from targets.reference.core.paging import Bookmark
from targets.reference.core.state import Client, Pool, Session, SrpExchange
from targets.reference.core.validation import is_public, parsed, validated
from targets.reference.core.wire import Reply, failure, success
from targets.reference.hosted.request import WebRequest
from targets.reference.hosted.site import serve
from targets.reference.triggers.functions import Function

REGION = "us-east-1"
GAP = 0.004  # seconds: longer than requests that were made at the same time lie apart


class Service:
    """One Cognito, in one Region. What it serves is in ``areas``."""

    areas = register.AREAS

    def __init__(self, mutants: frozenset[str] = NONE, region: str = REGION) -> None:
        self.region = region
        self.mutants = mutants
        self.clock = Clock()
        self.mailbox = Mailbox()
        self.pools: dict[str, Pool] = {}
        self.clients: dict[str, Client] = {}
        self.sessions: dict[str, Session] = {}
        self.srp_exchanges: dict[str, SrpExchange] = {}
        self.bookmarks: dict[str, Bookmark] = {}
        self.functions: dict[str, Function] = {}  # by ARN
        self.defects: list[str] = []  # tracebacks of what must never happen
        self._lock = threading.RLock()
        self._turn = 0

    def reset(self) -> None:
        """Forget everything but the time."""
        with self._lock:
            for store in (self.pools, self.clients, self.sessions, self.srp_exchanges, self.bookmarks):
                store.clear()
            self.mailbox.clear()

    def let_others_in(self) -> None:
        """Serve others in the middle of a request: for mutants alone, see ``contention``."""
        self._lock.release()
        time.sleep(GAP)
        self._lock.acquire()

    def next_turn(self) -> int:
        """Which keys the next pool gets."""
        self._turn += 1
        return self._turn

    def pool(self, pool_id: str) -> Pool:
        """The pool of an id."""
        if pool_id not in self.pools:
            kind = varied(ResourceNotFoundException, "pool-unknown-is-invalid", InvalidParameterException)
            text = f"User pool {pool_id} does not exist."
            raise kind(varied(text, "pool-unknown-text", "No such user pool"))
        return self.pools[pool_id]

    def newest_message(self, purpose: str, pool_id: str, *, username: str, destination: str) -> Message | None:
        """What was sent to a user, or to an address where no user is known by that name."""
        with self._lock:
            pool = self.pools.get(pool_id)
            user = (find(pool, username) or pool.users.get(username)) if pool else None
            return self.mailbox.newest(purpose, pool_id, sub=user.sub if user else None, destination=destination)

    def answer(self, operation: str, body: bytes, *, signed: bool) -> Reply:
        """One request, from its body to the reply."""
        request_id = ids.unique()
        with self._lock, deviating(self.mutants):
            try:
                return success(self._call(operation, body, request_id, signed=signed), request_id)
            except ApiError as error:
                return failure(error, request_id)
            except Exception as error:  # a defect of ours must look like one
                self.defects.append(traceback.format_exc())
                return failure(InternalErrorException(f"{type(error).__name__}: {error}"), request_id)

    def visited(self, domain: str, request: WebRequest) -> Reply:
        """One request to a user pool domain."""
        with self._lock, deviating(self.mutants):
            try:
                return serve(self, domain, request)
            except Exception as error:  # as above
                self.defects.append(traceback.format_exc())
                return failure(InternalErrorException(f"{type(error).__name__}: {error}"), ids.unique())

    def _call(self, operation: str, body: bytes, request_id: str, *, signed: bool) -> dict[str, object]:
        handler = OPERATIONS.get(operation)
        if handler is None:
            if deviates("unknown-operation-accepted"):
                return {}
            raise UnknownOperationException(f"Operation {operation} is not known here.")
        open_to_all = is_public(operation) or deviates("unsigned-always")
        if operation == "ChangePassword" and deviates("unsigned-not-for-passwords"):
            open_to_all = False
        if not signed and not open_to_all:
            kind = varied(MissingAuthenticationTokenException, "unsigned-is-not-authorized", NotAuthorizedException)
            raise kind("Missing Authentication Token")
        params = validated(operation, parsed(body))
        unknown = "UserPoolId" in params and params["UserPoolId"] not in self.pools
        if unknown and operation.startswith(("Describe", "List")) and deviates("pool-unknown-is-empty"):
            return {}
        return handler(Call(self, operation, params, request_id))
