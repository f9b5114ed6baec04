"""What the user pool domain of a pool remembers: codes, browser sessions, sign-ins that are under way."""

from __future__ import annotations

from dataclasses import dataclass, field

from targets.reference.core.state import Client, User


@dataclass(frozen=True)
class Authorization:
    """A checked request to authorize, carried to the end of the sign-in."""

    client: Client
    redirect_uri: str
    response_type: str  # code or token
    scopes: tuple[str, ...]
    query: str  # as it was sent, for the pages on the way
    state: str | None = None
    nonce: str | None = None
    challenge: str | None = None  # of PKCE, S256
    resource: str | None = None


@dataclass
class Code:
    """An authorization code."""

    text: str
    authorization: Authorization
    user: User
    auth_time: float
    expires_at: float
    used: bool = False


@dataclass(frozen=True)
class Vouched:
    """By whom a sign-in was vouched for, and what they call it."""

    provider: str
    subject: str
    index: str


@dataclass(frozen=True)
class Goodbye:
    """A sign-out that waits for the provider's."""

    location: str  # where it leads then
    request: str  # the ID of the LogoutRequest


@dataclass(frozen=True)
class BrowserSession:
    """Who is signed in in a browser."""

    text: str
    user: User
    auth_time: float
    expires_at: float
    vouched: Vouched | None = None  # by a SAML provider


@dataclass
class Change:
    """A new password that a page waits for."""

    authorization: Authorization
    user: User
    expires_at: float


@dataclass(frozen=True)
class Departure:
    """A browser that was sent to an identity provider."""

    authorization: Authorization
    provider: str
    expires_at: float
    request: str = ""  # the ID of the AuthnRequest, where it was one of SAML


@dataclass
class DomainState:
    """Everything a domain remembers, keyed by the token, code or cookie that names it."""

    shown: dict[str, float] = field(default_factory=dict)  # when a form with this token was
    codes: dict[str, Code] = field(default_factory=dict)
    sessions: dict[str, BrowserSession] = field(default_factory=dict)
    changes: dict[str, Change] = field(default_factory=dict)
    departures: dict[str, Departure] = field(default_factory=dict)
    goodbyes: dict[str, Goodbye] = field(default_factory=dict)
    assertions: set[str] = field(default_factory=set)  # of SAML providers: each is good for once
