"""Pools with what they hold: users, clients, groups, providers, and the sign-ins that stem from them.

Everything here is data; the rules are in the modules that import it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from targets.reference.core.deviation import deviates
from targets.reference.core.factors import Device, Factors, Passkey
from targets.reference.core.keys import SigningKey
from targets.reference.core.schema import SchemaAttribute

UNCONFIRMED = "UNCONFIRMED"
CONFIRMED = "CONFIRMED"
FORCE_CHANGE_PASSWORD = "FORCE_CHANGE_PASSWORD"
RESET_REQUIRED = "RESET_REQUIRED"
EXTERNAL_PROVIDER = "EXTERNAL_PROVIDER"


@dataclass
class Password:
    """A password as set: in the clear, since nothing here outlives the process."""

    text: str
    set_at: float
    salt: int  # of SRP; stays the same until the password is set again
    verifier: int | None = None  # computed when SRP first needs it


@dataclass
class PendingCode:
    """A code that was sent and waits to be typed."""

    code: str
    expires_at: float
    attribute: str  # where it was sent: email or phone_number
    destination: str
    client: str = ""  # the client it was asked for through; of no consequence, except to a mutant


@dataclass
class User:
    """A user of a pool. ``sub`` is among the attributes when read, not when stored."""

    sub: str
    username: str
    status: str
    created: float
    modified: float
    made: str = ""  # how: a value of the dimension of that name
    attributes: dict[str, str] = field(default_factory=dict)
    enabled: bool = True
    password: Password | None = None
    password_history: list[str] = field(default_factory=list)  # newest first, with the current one
    codes: dict[tuple[str, str], PendingCode] = field(default_factory=dict)  # by purpose and, for "attribute", name
    claims: set[tuple[str, str]] = field(default_factory=set)  # keys of Pool.aliases this user holds
    pending: dict[str, str] = field(default_factory=dict)  # attribute values that wait for verification
    groups: list[str] = field(default_factory=list)
    families: list[RefreshFamily] = field(default_factory=list)
    attempts: dict[str, list[float]] = field(default_factory=dict)  # of rate-limited operations, by operation
    failures: list[float] = field(default_factory=list)  # wrong passwords since the last success
    devices: dict[str, Device] = field(default_factory=dict)  # confirmed ones, by key, oldest first
    new_devices: dict[str, str] = field(default_factory=dict)  # group keys of device keys that wait for confirmation
    passkeys: dict[str, Passkey] = field(default_factory=dict)  # by credential id, oldest first
    ceremonies: dict[str, tuple[Client, float]] = field(default_factory=dict)  # challenges of registrations: until when
    deleted_passkeys: dict[str, Passkey] = field(default_factory=dict)  # only mutants look here
    remains: dict[str, str] = field(default_factory=dict)  # what mutants leave behind: old passwords, deleted values
    factors: Factors = field(default_factory=Factors)

    def verified(self, attribute: str) -> bool:
        """Recorded: ``"True"`` is stored as it is and counts as verified."""
        return attribute in self.attributes and self.attributes.get(f"{attribute}_verified", "").lower() == "true"


@dataclass(frozen=True)
class Grant:
    """What a sign-in at the pool's domain was granted; its tokens show it."""

    scopes: tuple[str, ...]
    nonce: str | None = None
    implicit: bool = False
    resource: str | None = None  # that the access token is for


@dataclass
class RefreshToken:
    """One refresh token of a family."""

    text: str
    parent: RefreshToken | None = None
    rotated_at: float | None = None  # when it was exchanged for a newer one
    fork_lost: bool = False  # a sibling made later replaced it
    revoked: bool = False


@dataclass
class RefreshFamily:
    """All tokens that stem from one sign-in."""

    origin_jti: str
    user: User
    client: Client
    scope: str
    auth_time: int
    expires_at: float
    tokens: list[RefreshToken] = field(default_factory=list)  # oldest first
    revoked: bool = False
    access_revoked: bool = False  # by a mutant that forgets the refresh token
    ended_by: str = ""  # what revoked it: an operation, and whether it was meant or caught up in it
    access_seconds: int = 3600
    jtis: list[str] = field(default_factory=list)  # of its access tokens, oldest first
    renewed: set[str] = field(default_factory=set)  # those of GetTokensFromRefreshToken; only mutants look here
    attributes_at_start: dict[str, str] = field(default_factory=dict)
    groups_at_start: list[str] = field(default_factory=list)
    grant: Grant | None = None  # of a sign-in at the pool's domain
    device: str = ""  # the key of the device it was signed in from, where devices are tracked


@dataclass
class Session:
    """A step of a challenge flow that waits for its answer."""

    text: str
    client: Client
    user: User | None  # None: simulated for a user who does not exist
    username: str  # as typed, for the simulated
    challenge: str
    expires_at: float
    used: bool = False
    details: dict[str, Any] = field(default_factory=dict)


@dataclass
class SrpExchange:
    """The server's half of an SRP exchange; ``SECRET_BLOCK`` names it."""

    client: Client
    user: User | None
    user_id: str
    typed: str  # what the sign-in was begun with
    client_public: int  # A
    server_private: int  # b
    server_public: int  # B
    expires_at: float
    device: str | None = None  # DEVICE_KEY of the first step


@dataclass
class Group:
    """A group of a pool."""

    name: str
    created: float
    modified: float
    settings: dict[str, Any] = field(default_factory=dict)  # Description, RoleArn, Precedence
    former: dict[str, Any] = field(default_factory=dict)  # before the last update; only mutants look here


@dataclass
class Provider:
    """An identity provider of a pool."""

    name: str
    kind: str  # ProviderType
    created: float
    modified: float
    details: dict[str, str]
    mapping: dict[str, str]  # attributes of the pool from claims of the provider
    identifiers: list[str] = field(default_factory=list)


@dataclass
class ClientSecret:
    """A secret of a client; it is replaced, never changed."""

    id: str
    value: str
    created: float


@dataclass
class Client:
    """An app client: its settings as DescribeUserPoolClient shows them."""

    id: str
    pool: Pool
    name: str
    secret: str | None
    created: float
    modified: float
    settings: dict[str, Any] = field(default_factory=dict)
    styled: bool = False  # whether managed login has pages for it
    session_reuse: dict[str, Any] = field(default_factory=dict)  # SSOSession, once it was set
    secrets: list[ClientSecret] = field(default_factory=list)  # with ``secret``, which is the first of them

    @property
    def hides_existence(self) -> bool:
        """Documented: a client made through the API does not hide whether a user exists unless it is set to."""
        return self.settings.get("PreventUserExistenceErrors") == "ENABLED"

    @property
    def rotates(self) -> bool:
        """Whether refresh tokens are rotated."""
        rotation = self.settings.get("RefreshTokenRotation", {})
        if deviates("rotation-disabled-rotates"):
            return bool(rotation)
        return bool(rotation.get("Feature") == "ENABLED")

    @property
    def revokes(self) -> bool:
        """Whether tokens can be revoked."""
        return bool(self.settings["EnableTokenRevocation"])

    @property
    def traces(self) -> bool:
        """Documented: revocation and rotation each put origin_jti, and jti into ID tokens too."""
        if self.rotates and deviates("rotation-without-origin-jti"):
            return False
        return self.revokes or self.rotates


@dataclass
class Style:
    """A style of managed login, for one client."""

    client: Client
    described: dict[str, Any]  # ManagedLoginBrandingType, without what it looks like


@dataclass
class Pool:
    """A user pool: its settings as DescribeUserPool shows them, and what it holds."""

    id: str
    name: str
    account: str
    region: str
    created: float
    modified: float
    settings: dict[str, Any]
    schema: dict[str, SchemaAttribute]
    id_key: SigningKey
    access_key: SigningKey
    clients: dict[str, Client] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)  # by sub, oldest first
    names: dict[str, User] = field(default_factory=dict)  # by user name, folded where the pool folds case
    aliases: dict[tuple[str, str], User] = field(default_factory=dict)  # by attribute and value: who signs in by it
    groups: dict[str, Group] = field(default_factory=dict)
    resource_servers: dict[str, dict[str, Any]] = field(default_factory=dict)  # by identifier, oldest first
    former_servers: dict[str, dict[str, Any]] = field(default_factory=dict)  # deleted ones; only mutants look here
    tagged: dict[str, str] = field(default_factory=dict)  # by TagResource; only mutants look here
    log_delivery: list[dict[str, Any]] = field(default_factory=list)  # LogConfigurations
    looks: dict[str, dict[str, Any]] = field(default_factory=dict)  # of the classic pages, by client id or ALL
    risks: dict[str, dict[str, Any]] = field(default_factory=dict)  # by client id; those of the pool under ""
    import_jobs: dict[str, dict[str, Any]] = field(default_factory=dict)  # by id, oldest first
    styles: dict[str, Style] = field(default_factory=dict)  # of managed login, by id
    terms: dict[str, dict[str, Any]] = field(default_factory=dict)  # documents, by id, oldest first
    tracking: dict[str, Any] = field(default_factory=dict)  # UserSessionTracking and TokenSession, once they were set
    mfa: dict[str, Any] = field(default_factory=dict)  # what SetUserPoolMfaConfig stored
    domain: str | None = None  # a prefix, or a host of one's own
    domain_settings: dict[str, Any] = field(default_factory=dict)  # CustomDomainConfig, ManagedLoginVersion
    providers: dict[str, Provider] = field(default_factory=dict)
    links: dict[tuple[str, str], User] = field(default_factory=dict)  # users by an identity's provider and subject
    families: dict[str, RefreshFamily] = field(default_factory=dict)  # by the jti of every access token issued
    issued: set[str] = field(default_factory=set)  # signatures of the access tokens
    refresh_tokens: dict[str, tuple[RefreshFamily, RefreshToken]] = field(default_factory=dict)
    deleted: dict[str, User] = field(default_factory=dict)  # by user name; only mutants look here
    deleted_providers: dict[str, Provider] = field(default_factory=dict)  # by name; only mutants look here
    deleted_groups: dict[str, Group] = field(default_factory=dict)  # by name; only mutants look here
    spent_client_keys: set[int] = field(default_factory=set)  # SRP_A of completed sign-ins; only mutants look here
    saml_key: SigningKey | None = None  # of requests to SAML providers
    simulation_key: bytes = b""  # what salts and ids of users who do not exist are derived from

    @property
    def issuer(self) -> str:
        """Recorded: no trailing slash."""
        return f"https://cognito-idp.{self.region}.amazonaws.com/{self.id}"

    @property
    def managed_login(self) -> bool:
        """Whether the domain has the newer pages."""
        return bool(self.domain_settings.get("ManagedLoginVersion") == 2)

    @property
    def arn(self) -> str:
        """The pool as a resource."""
        return f"arn:aws:cognito-idp:{self.region}:{self.account}:userpool/{self.id}"

    @property
    def username_attributes(self) -> list[str]:
        """Attributes that are used instead of a user name."""
        return list(self.settings.get("UsernameAttributes", ()))

    @property
    def alias_attributes(self) -> list[str]:
        """Attributes that sign in next to a user name."""
        return list(self.settings.get("AliasAttributes", ()))

    @property
    def auto_verified(self) -> list[str]:
        """Attributes the pool sends codes to by itself."""
        return list(self.settings.get("AutoVerifiedAttributes", ()))

    @property
    def first_factors(self) -> list[str]:
        """What a sign-in by choice may begin with."""
        return list(self.settings["Policies"]["SignInPolicy"]["AllowedFirstAuthFactors"])

    @property
    def passwordless(self) -> bool:
        """Whether users can live without a password."""
        return any(factor != "PASSWORD" for factor in self.first_factors)

    def fold(self, value: str) -> str:
        """Recorded: pools made through the API are case-sensitive unless set otherwise."""
        if self.settings.get("UsernameConfiguration", {}).get("CaseSensitive", True):
            return value
        return value.lower()
