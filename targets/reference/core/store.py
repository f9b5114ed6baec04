"""The store: everything one service remembers, and the lock that guards it. Operations see the service as this."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from targets.reference.core.clock import Clock
from targets.reference.core.deviation import NONE, varied
from targets.reference.core.domain_state import DomainState
from targets.reference.core.errors import InvalidParameterException, ResourceNotFoundException
from targets.reference.core.mailbox import Mailbox, Message
from targets.reference.core.name_index import find
from targets.reference.core.state import Client, Pool, Session, SrpExchange

REGION = "us-east-1"
ACCOUNT = "123456789012"
GAP = 0.004  # seconds: longer than the time between requests that are sent at the same time


@dataclass(frozen=True)
class Bookmark:
    """Where the next page of a list begins, for the request that got it."""

    request: Any
    after: str
    expires_at: float


@dataclass
class Function:
    """A function that triggers invoke: its plan and the events it got, both as JSON.

    ``runs`` is what it does where it runs elsewhere, and follows no plan that is known here.
    """

    plan: str
    events: list[str] = field(default_factory=list)
    runs: Callable[[Mapping[str, Any]], Any] | None = None


class Store:
    """What one Cognito remembers, and which mutants it has. ``region`` is that of requests that name none."""

    def __init__(self, mutants: frozenset[str] = NONE, region: str = REGION) -> None:
        self.region = region
        self.account = ACCOUNT
        self.mutants = mutants
        self.clock = Clock()
        self.mailbox = Mailbox()
        self.pools: dict[str, Pool] = {}
        self.clients: dict[str, Client] = {}
        self.domain_states: defaultdict[str, DomainState] = defaultdict(DomainState)  # by pool id
        self.former_clients: dict[str, Client] = {}  # deleted ones; only mutants look here
        self.former_domains: dict[str, Pool] = {}  # deleted ones, by prefix; only mutants look here
        self.sessions: dict[str, Session] = {}
        self.srp_exchanges: dict[str, SrpExchange] = {}
        self.bookmarks: dict[str, Bookmark] = {}
        self.functions: dict[str, Function] = {}  # by ARN
        self.lock = threading.RLock()  # held while a request is answered
        self._turn = 0

    def reset(self) -> None:
        """Forget everything but the time and the functions."""
        with self.lock:
            for kept in (
                self.pools,
                self.clients,
                self.domain_states,
                self.former_clients,
                self.former_domains,
                self.sessions,
                self.srp_exchanges,
                self.bookmarks,
            ):
                kept.clear()
            self.mailbox.clear()

    def let_others_in(self) -> None:
        """Serve others in the middle of a request: only mutants do, see ``contention``."""
        self.lock.release()
        time.sleep(GAP)
        self.lock.acquire()

    def next_turn(self) -> int:
        """A number that was not given before: it says which keys the next pool gets."""
        self._turn += 1
        return self._turn

    def pool(self, pool_id: str) -> Pool:
        """The pool with this id. Raises ``ResourceNotFoundException`` when there is none."""
        if pool_id not in self.pools:
            kind = varied(ResourceNotFoundException, "pool-unknown-is-invalid", InvalidParameterException)
            text = f"User pool {pool_id} does not exist."
            raise kind(varied(text, "pool-unknown-text", "No such user pool"))
        return self.pools[pool_id]

    def function(self, arn: str) -> Function | None:
        """The function with this ARN, if it may be invoked."""
        return self.functions.get(arn)

    def newest_message(self, purpose: str, pool_id: str, *, username: str, destination: str) -> Message | None:
        """The newest message to a user, or to an address when no user has that name; None when there is none."""
        with self.lock:
            pool = self.pools.get(pool_id)
            user = (find(pool, username) or pool.users.get(username)) if pool else None
            return self.mailbox.newest(purpose, pool_id, sub=user.sub if user else None, destination=destination)
