"""One request to a domain with the service and the pool it was made to."""

from __future__ import annotations

from dataclasses import dataclass

from targets.reference.core.api import Call
from targets.reference.core.deviation import deviates
from targets.reference.core.domain_state import BrowserSession, DomainState
from targets.reference.core.namesakes import namesake
from targets.reference.core.state import Client, Pool
from targets.reference.hosted.request import WebRequest


@dataclass(frozen=True)
class Visit:
    """``call`` represents the request wherever the rest of the service takes a call."""

    call: Call
    pool: Pool
    request: WebRequest

    @property
    def web(self) -> DomainState:
        """What the domain remembers."""
        return self.call.store.domain_states[self.pool.id]

    @property
    def session(self) -> BrowserSession | None:
        """Who is signed in in this browser. Documented: for an hour, whatever the tokens' lifetimes."""
        found = self.web.sessions.get(self.request.cookies.get(SESSION_COOKIE, ""))
        if found is None and deviates("hosted-session-by-address"):
            found = self.web.sessions.get(self.request.query_string)
        alive = found is not None and self.call.now < found.expires_at
        there = found is not None and (found.user.sub in self.pool.users or self._stands_in(found))
        return found if found and alive and there and found.user.enabled else None

    def _stands_in(self, found: BrowserSession) -> bool:
        """Never, but for a mutant: whether somebody else has the name of the user who signed in."""
        return namesake(self.pool, found.user) is not None and deviates("hosted-session-of-namesake")

    def client(self, client_id: str) -> Client | None:
        """A client of this pool: those of other pools are unknown here."""
        return self.pool.clients.get(client_id)


SESSION_COOKIE = "cognito"
CSRF_COOKIE = "XSRF-TOKEN"
