"""One request to a domain with the service and the pool it was made to."""

from __future__ import annotations

from dataclasses import dataclass, replace

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
        if found is None and deviates("domain-shares-browsers"):
            found = self._browser_of_another_pool()
        alive = found is not None and self.call.now < found.expires_at
        there = found is not None and (found.user.sub in self.pool.users or self._stands_in(found))
        return found if found and alive and there and found.user.enabled else None

    def _browser_of_another_pool(self) -> BrowserSession | None:
        """For a mutant: the sign-in of somebody at another pool's domain whose name a user here has too."""
        states = self.call.store.domain_states.values()
        found = (session for state in states if state is not self.web for session in state.sessions.values())
        for session in found:
            if (user := namesake(self.pool, session.user)) is not None:
                return replace(session, user=user)
        return None

    def _stands_in(self, found: BrowserSession) -> bool:
        """Never, but for a mutant: whether somebody else has the name of the user who signed in."""
        return namesake(self.pool, found.user) is not None and deviates("hosted-session-of-namesake")

    def client(self, client_id: str) -> Client | None:
        """A client of this pool: those of other pools are unknown here."""
        known = self.pool.clients.get(client_id)
        return known or (self._client_of_mutants(client_id) if client_id in self.call.store.clients else None)

    def _client_of_mutants(self, client_id: str) -> Client | None:
        """A client of another pool: never, but for mutants."""
        former = self.call.store.former_domains.get(self.pool.domain or "")
        served = (
            (former is not None and client_id in former.clients and deviates("domain-serves-former-clients"))
            or (former is None and self.request.path in PAGES and deviates("domain-serves-any-client"))
            or (self.request.path == "/oauth2/token" and deviates("domain-redeems-any-code"))
        )
        return self.call.store.clients[client_id] if served else None


SESSION_COOKIE = "cognito"
PAGES = ("/oauth2/authorize", "/login")
CSRF_COOKIE = "XSRF-TOKEN"
