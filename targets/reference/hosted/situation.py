"""The situation of a request to a user pool domain, for mutants that are wrong in one case alone.

It reads the request for itself: what other modules read of it depends on mutants.
"""

from __future__ import annotations

import base64
from functools import cached_property
from urllib.parse import parse_qsl

from targets.reference.core.domain_state import DomainState
from targets.reference.core.name_index import find
from targets.reference.core.situation import Situation, claimed
from targets.reference.core.state import Client, Pool, User
from targets.reference.core.store import Store
from targets.reference.hosted.request import WebRequest, first_of_each
from targets.reference.hosted.visit import SESSION_COOKIE

GRANTS = ("authorization_code", "refresh_token", "client_credentials")
SIGN_IN = ("/oauth2/authorize", "/login", "/changePassword")
FROM_PROVIDERS = ("/oauth2/idpresponse", "/saml2/idpresponse")


class PageSituation(Situation):
    """That of a browser's or an application's request."""

    def __init__(self, store: Store, domain: str, request: WebRequest) -> None:
        super().__init__(store, f"{request.method} {request.path}")
        self._domain = domain
        self._request = request

    @cached_property
    def _given(self) -> dict[str, str]:
        """The parameters of the URL and of the form."""
        form = first_of_each(parse_qsl(self._request.body.decode("utf-8", "replace"), keep_blank_values=True))
        return self._request.query | form

    @cached_property
    def about_pool(self) -> Pool | None:
        """The pool that has the domain."""
        return next((pool for pool in self._store.pools.values() if pool.domain == self._domain), None)

    @cached_property
    def about_client(self) -> Client | None:
        """The client by its id as a parameter or in Basic authentication, whether or not it proves what it is."""
        return self._store.clients.get(self._given.get("client_id") or self._basic.partition(":")[0])

    @cached_property
    def _basic(self) -> str:
        scheme, _, value = self._request.headers.get("authorization", "").partition(" ")
        try:
            return base64.b64decode(value.strip()).decode() if scheme.lower() == "basic" else ""
        except ValueError:
            return ""

    @cached_property
    def typed(self) -> str | None:
        """The user name in the form."""
        return self._given.get("username")

    @cached_property
    def about_user(self) -> User | None:
        """Who is named, or whose code, token or browser it is."""
        pool = self.about_pool
        if pool is None:
            return None
        if self.typed:
            return find(pool, self.typed)
        return self._of_a_sign_in(pool, self._store.domain_states[pool.id])

    def _of_a_sign_in(self, pool: Pool, remembered: DomainState) -> User | None:
        code = remembered.codes.get(self._given.get("code", ""))
        refreshed = pool.refresh_tokens.get(self._given.get("refresh_token", self._given.get("token", "")))
        browser = remembered.sessions.get(self._request.cookies.get(SESSION_COOKIE, ""))
        if code is not None:
            return code.user
        if refreshed is not None:
            return refreshed[0].user
        bearer = self._request.headers.get("authorization", "").partition(" ")[2]
        shown = pool.users.get(str(claimed(bearer).get("sub")))
        return shown or (browser.user if browser is not None else None)

    def flow(self) -> str | None:
        """The grant of a request for tokens, or how the user came to the page of a sign-in."""
        if self._request.path == "/oauth2/token":
            found = self._given.get("grant_type", "")
            return found if found in GRANTS else "unknown"
        if self._request.path in FROM_PROVIDERS:
            return "provider"
        return "hosted" if self._request.path in SIGN_IN else None
