"""The situation of the request that is being answered: by it a mutant can be wrong in one case alone.

Each dimension has one value for a request, or none where it does not apply. ``id@name=email`` switches a mutant on in
requests that name the user by an e-mail address.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from functools import cache, cached_property
from typing import Any

from targets.reference.core.name_index import find
from targets.reference.core.state import Client, Pool, RefreshFamily, User
from targets.reference.core.store import Store
from targets.reference.core.validation import service_model


class Situation:
    """What is known of one request. Read when a mutant asks, for most requests never.

    Each way to make requests says which pool, client and user its requests are about, and what name was typed.
    """

    def __init__(self, store: Store, operation: str) -> None:
        self._store = store
        self._operation = operation

    def value(self, dimension: str) -> str | None:
        """The value of a dimension (see ``DIMENSIONS``); None where it does not apply."""
        return DIMENSIONS[dimension](self)

    @property
    def about_client(self) -> Client | None:
        """The client that is named."""
        raise NotImplementedError

    @property
    def about_pool(self) -> Pool | None:
        """The pool that the request is made to."""
        raise NotImplementedError

    @property
    def about_user(self) -> User | None:
        """Who is named, or whose sign-in it is."""
        raise NotImplementedError

    @property
    def typed(self) -> str | None:
        """The user name as it was typed."""
        raise NotImplementedError

    def operation(self) -> str | None:
        """The operation, or the method and path of a page."""
        return self._operation

    def flow(self) -> str | None:
        """The flow or challenge of a sign-in."""
        raise NotImplementedError

    def caller(self) -> str | None:
        """Who calls."""
        return "administrator" if self._operation.startswith("Admin") else "user"

    def name(self) -> str | None:
        """What kind of name was typed for the user."""
        user, typed = self.about_user, self.typed
        if user is None or typed is None:
            return "unknown" if typed else None
        if typed == user.username:
            return "username"
        if typed == user.sub:
            return "sub"
        kinds = {"email": "email", "phone_number": "phone", "preferred_username": "preferred_username"}
        return next((kind for attribute, kind in kinds.items() if user.attributes.get(attribute) == typed), "case")

    def state(self) -> str | None:
        """The user's status, or that the user is disabled."""
        if self.about_user is None:
            return None
        return self.about_user.status if self.about_user.enabled else "disabled"

    def client(self) -> str | None:
        """Whether the client has a secret."""
        return None if self.about_client is None else "secret" if self.about_client.secret else "public"

    def names(self) -> str | None:
        """What the pool lets users be named by."""
        if self.about_pool is None:
            return None
        if self.about_pool.settings.get("UsernameAttributes"):
            return "addresses"
        return "aliases" if self.about_pool.settings.get("AliasAttributes") else "plain"

    def case(self) -> str | None:
        """Whether the case of names counts."""
        if self.about_pool is None:
            return None
        counts = self.about_pool.settings.get("UsernameConfiguration", {}).get("CaseSensitive", True)
        return "counts" if counts else "ignored"

    def devices(self) -> str | None:
        """Whether the pool remembers devices."""
        if self.about_pool is None:
            return None
        found = self.about_pool.settings.get("DeviceConfiguration")
        return "off" if not found else "asked" if found.get("DeviceOnlyRememberedOnUserPrompt") else "always"

    def triggers(self) -> str | None:
        """Whether the pool has functions."""
        return None if self.about_pool is None else "some" if self.about_pool.settings.get("LambdaConfig") else "none"

    def region(self) -> str | None:
        """Whether the request is signed for the Region of its pool; a page's is not signed."""
        return None

    def made(self) -> str | None:
        """How the user was made."""
        return (self.about_user.made or None) if self.about_user is not None else None

    def mfa(self) -> str | None:
        """The pool's MfaConfiguration."""
        return None if self.about_pool is None else str(self.about_pool.settings.get("MfaConfiguration", "OFF"))

    def tier(self) -> str | None:
        """The pool's UserPoolTier."""
        return None if self.about_pool is None else str(self.about_pool.settings.get("UserPoolTier", "ESSENTIALS"))


class ApiSituation(Situation):
    """That of a request to the API. ``signed_for``: the Region of its signature; empty where it has none."""

    def __init__(self, store: Store, operation: str, body: bytes, signed_for: str = "") -> None:
        super().__init__(store, operation)
        self._body = body
        self._signed_for = signed_for

    @cached_property
    def _params(self) -> Mapping[str, Any]:
        try:
            found = json.loads(self._body or b"{}")
        except ValueError:
            return {}
        return found if isinstance(found, Mapping) else {}

    @cached_property
    def about_client(self) -> Client | None:
        """The client that is named."""
        return self._store.clients.get(str(self._params.get("ClientId")))

    @cached_property
    def about_pool(self) -> Pool | None:
        """The pool that is named, that of the client, or that of the access token."""
        named = self._store.pools.get(str(self._params.get("UserPoolId")))
        if named is None and self._refresh_token_shown is not None:
            return self._refresh_token_shown.client.pool
        issuer = str(self._claims.get("iss", "")).rpartition("/")[2]
        return named or (self.about_client.pool if self.about_client else self._store.pools.get(issuer))

    @cached_property
    def _refresh_token_shown(self) -> RefreshFamily | None:
        """The sign-in of a refresh token that is sent as if it were an access token."""
        shown = self._params.get("AccessToken")
        pools = self._store.pools.values() if isinstance(shown, str) else ()
        return next((pool.refresh_tokens[shown][0] for pool in pools if shown in pool.refresh_tokens), None)

    @cached_property
    def _claims(self) -> Mapping[str, Any]:
        return claimed(str(self._params.get("AccessToken", "")))

    @cached_property
    def typed(self) -> str | None:
        """The user name as it was typed; of a proof, at the sign-in that it belongs to, for Cognito names the user."""
        answered = self._params.get("ChallengeResponses")
        proven = answered.get("PASSWORD_CLAIM_SECRET_BLOCK") if isinstance(answered, Mapping) else None
        exchange = self._store.srp_exchanges.get(proven) if isinstance(proven, str) else None
        if exchange is not None and exchange.typed:
            return exchange.typed
        for holder in (self._params, self._params.get("AuthParameters"), self._params.get("ChallengeResponses")):
            name = holder.get("Username", holder.get("USERNAME")) if isinstance(holder, Mapping) else None
            if isinstance(name, str):
                return name
        return None

    @cached_property
    def about_user(self) -> User | None:
        """Who is named, or whose access token it is."""
        if self.about_pool is None:
            return None
        if self.typed:
            return find(self.about_pool, self.typed) or self.about_pool.users.get(self.typed)
        if self._refresh_token_shown is not None:
            return self._refresh_token_shown.user
        return self.about_pool.users.get(str(self._claims.get("sub")))

    def flow(self) -> str | None:
        """The flow or challenge of a sign-in."""
        found = self._params.get("AuthFlow") or self._params.get("ChallengeName")
        return None if not found else found if found in _flows() else "unknown"

    def region(self) -> str | None:
        """Whether the request is signed for the Region of its pool."""
        if self.about_pool is None or not self._signed_for:
            return None
        return "own" if self._signed_for == self.about_pool.region else "other"


def claimed(token: str) -> Mapping[str, Any]:
    """What a token says, whether or not it is to be believed."""
    try:
        part = token.split(".")[1]
        found = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, IndexError):
        return {}
    return found if isinstance(found, Mapping) else {}


@cache
def _flows() -> frozenset[str]:
    """The flows and challenges that there are."""
    model = service_model()
    return frozenset(model.shape_for("AuthFlowType").enum) | frozenset(model.shape_for("ChallengeNameType").enum)


DIMENSIONS: Mapping[str, Callable[[Situation], str | None]] = {
    "operation": lambda situation: situation.operation(),
    "flow": lambda situation: situation.flow(),
    "caller": lambda situation: situation.caller(),
    "name": lambda situation: situation.name(),
    "state": lambda situation: situation.state(),
    "client": lambda situation: situation.client(),
    "names": lambda situation: situation.names(),
    "mfa": lambda situation: situation.mfa(),
    "devices": lambda situation: situation.devices(),
    "tier": lambda situation: situation.tier(),
    "case": lambda situation: situation.case(),
    "triggers": lambda situation: situation.triggers(),
    "region": lambda situation: situation.region(),
    "made": lambda situation: situation.made(),
}
