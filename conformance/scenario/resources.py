"""The resources that a scenario created: pools, clients, users, sessions, domains, each with its steps."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from conformance.checking.exchange import Exchange
from conformance.scenario.steps import Step


@dataclass(eq=False)
class Client:
    """An app client as it was created."""

    pool: Pool
    id: str
    secret: str | None
    config: Mapping[str, Any]
    steps: list[Step]
    created: Exchange
    values: Mapping[str, str] = field(default_factory=dict)  # of the dimensions that its configuration left open
    flow: str = ""  # by which users sign in where nothing else is asked for

    def allows(self, *flows: str) -> bool:
        """Whether one of these ExplicitAuthFlows was asked for."""
        return bool(set(flows) & set(self.config.get("ExplicitAuthFlows", ())))


@dataclass(eq=False)
class Made:
    """A resource of a pool that was created once, and the steps that created it."""

    value: Any
    steps: list[Step]


@dataclass(eq=False)
class Pool:
    """A user pool as it was made, with the clients made for it."""

    id: str
    config: Mapping[str, Any]
    steps: list[Step]
    created: Exchange
    clients: dict[str, Client] = field(default_factory=dict)
    hosted: Hosted | None = None
    made: dict[str, Made] = field(default_factory=dict)  # cached resources by kind
    values: Mapping[str, str] = field(default_factory=dict)  # of the dimensions that its configuration left open

    @property
    def username_attributes(self) -> tuple[str, ...]:
        """UsernameAttributes of the configuration, or those that the target added unasked."""
        return tuple(self.config.get("UsernameAttributes") or self.created.get("UserPool.UsernameAttributes") or ())


@dataclass(eq=False)
class User:
    """A user as it was made. ``login`` was typed as the user name; ``username`` is what Cognito calls it."""

    pool: Pool
    login: str
    username: str
    sub: str | None
    password: str | None
    attributes: Mapping[str, str]
    status: str
    created: Exchange


@dataclass(eq=False)
class Session:
    """A signed-in user's tokens. ``begun``: the answer to the sign-in, where the tokens are those of a refresh."""

    client: Client
    user: User
    exchange: Exchange
    begun: Exchange | None = None

    @property
    def access(self) -> str:
        """The access token."""
        return self.exchange.text("AuthenticationResult.AccessToken")

    @property
    def id(self) -> str:
        """The ID token."""
        return self.exchange.text("AuthenticationResult.IdToken")

    @property
    def refresh(self) -> str:
        """The refresh token."""
        return (self.begun or self.exchange).text("AuthenticationResult.RefreshToken")


def key_of(config: Mapping[str, Any]) -> str:
    """Equal configurations have equal keys."""
    return json.dumps(config, sort_keys=True, default=str)


@dataclass(eq=False)
class Hosted:
    """The address of a pool's hosted UI. ``base`` has no final slash."""

    pool: Pool
    domain: str
    base: str
    steps: list[Step] = field(default_factory=list)

    def url(self, path: str) -> str:
        """The address of a path such as ``/oauth2/token``."""
        return self.base + path
