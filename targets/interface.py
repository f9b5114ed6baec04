"""What the suite needs from a target. Knows nothing of the requirements or the reports."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal, get_args

from targets.masking import public

Purpose = Literal["sign_up", "forgot_password", "attribute", "sign_in", "invitation"]  # the last: a temporary password
PURPOSES: tuple[Purpose, ...] = get_args(Purpose)

Capability = Literal[
    "clock",
    "codes:attribute",
    "codes:forgot_password",
    "codes:invitation",
    "codes:sign_in",
    "codes:sign_up",
    "functions",
    "hosted-ui",
    "idp:loopback",
    "raw",
    "reset",
    "threads",
    "well-known",
]

# What each word promises. docs/targets.md has the same table, and a test compares the two.
CAPABILITIES: Mapping[Capability, str] = {
    "clock": "`advance` moves the target's clock",
    "codes:attribute": "`read_code` finds codes that verify a changed attribute",
    "codes:forgot_password": "`read_code` finds codes that reset a password",
    "codes:invitation": "`read_code` finds the temporary password of an invitation",
    "codes:sign_in": "`read_code` finds codes of a sign-in: EMAIL_OTP, SMS_OTP, SMS_MFA",
    "codes:sign_up": "`read_code` finds codes that confirm a sign-up",
    "functions": "`functions` deploys Lambda functions that run as triggers",
    "hosted-ui": "`hosted_ui` names the address of the hosted UI",
    "idp:loopback": "the target can send requests to 127.0.0.1 of this machine: to the suite's identity provider",
    "raw": "`api` sends exactly the headers and the body that it is given",
    "reset": "`reset` makes the target forget everything",
    "threads": "calls may be made at the same time",
    "well-known": "the key set (JWKS) and the discovery document can be fetched",
}
CODES: Mapping[Purpose, Capability] = {
    "attribute": "codes:attribute",
    "forgot_password": "codes:forgot_password",
    "invitation": "codes:invitation",
    "sign_in": "codes:sign_in",
    "sign_up": "codes:sign_up",
}


MADE_UP_SENDERS: Mapping[str, Mapping[str, Any]] = {
    "sms": {"SnsCallerArn": "arn:aws:iam::123456789012:role/cc-sms", "ExternalId": "cc-sms"},
    "email": {
        "EmailSendingAccount": "DEVELOPER",
        "SourceArn": "arn:aws:ses:us-east-1:123456789012:identity/no-reply@example.com",
        "From": "no-reply@example.com",
    },
}


class TargetUnusable(Exception):
    """The target cannot be started or reached; the message says what is wrong, where, and what to do next."""


class TargetGone(Exception):
    """In the middle of a run, nothing more can be asked of the target; the message says why, and what to do next.

    What was recorded so far remains valid. Unlike silence it needs no second look: the login has expired, say.
    """


class GateRefused(BaseException):
    """The suite was about to send what it may not; nothing was sent. A defect of this suite.

    Not an ``Exception``: no caller, Hypothesis included, may treat it as something that the target did.
    """


REAL = "aws"  # the product of real Cognito
TWIN = "aws-twin"  # that of its stand-in on this machine


@dataclass(frozen=True)
class Identity:
    """What a result belongs to: product, version, mode and extras."""

    spec: str  # the string the user named it by
    product: str
    version: str
    mode: str = "default"
    extras: Mapping[str, str] = field(default_factory=dict)

    @property
    def real(self) -> bool:
        """Whether it is real Cognito, in somebody's account."""
        return self.product == REAL

    @property
    def guarded(self) -> bool:
        """Whether it may cost money or touch what is not the run's own, or stands in for what does: care is taken."""
        return self.product in (REAL, TWIN)

    @property
    def slug(self) -> str:
        """The spec as a file name; without the digits of an account."""
        return re.sub(r"[^A-Za-z0-9.]+", "-", public(self.spec)).strip("-").lower()


@dataclass(frozen=True)
class HttpResponse:
    """A raw HTTP answer; header names in lower case, the values of a repeated one joined by a line feed."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def header_map(lines: Iterable[tuple[str, str]], joint: str = "\n") -> dict[str, str]:
    """Header lines as ``HttpResponse`` has them. A comma would not do there: dates in cookies have one."""
    headers: dict[str, str] = {}
    for name, value in lines:
        key = name.lower()
        headers[key] = f"{headers[key]}{joint}{value}" if key in headers else value
    return headers


@dataclass(frozen=True)
class Availability:
    """Whether a target can run on this machine and, if not, what to install."""

    ok: bool
    detail: str


class FunctionsUnavailable(Exception):
    """The target runs no functions; the message says what it said, or what became of one."""


class Functions(ABC):
    """Functions that the target runs as triggers. Each follows a plan (``targets.plan_function``)."""

    @abstractmethod
    def deploy(self, plan: Mapping[str, Any]) -> str:
        """A function with this plan, ready to be a trigger; its ARN. Raises ``FunctionsUnavailable``."""

    @abstractmethod
    def events(self, arn: str) -> list[Any]:
        """The events it was invoked with so far, oldest first."""

    @abstractmethod
    def remove(self, arn: str) -> None:
        """Delete it."""

    def close(self) -> None:
        """Remove all of them: part of ``Running.stop``."""
        return

    @property
    def snippet(self) -> str:
        """Python source of ``deploy_function(plan)`` and ``events_so_far(arn)`` for scripts."""
        return ""


@dataclass(frozen=True)
class InProcess:
    """How a script has a target inside its own process, in the place of an address."""

    word: str  # what the script is given instead of an address
    address: str  # where its requests go then
    start: str  # Python that makes it answer there
    advance: str  # Python that moves its clock by ``seconds``


class Calls(ABC):
    """API calls by a shorter way than through a botocore client: the same requests, and the answers as they came."""

    @abstractmethod
    def takes(self, operation: str) -> bool:
        """Whether this operation can go this way."""

    @abstractmethod
    def send(self, operation: str, parameters: Mapping[str, Any], *, signed: bool = True) -> HttpResponse:
        """One call, sent once. In the answer the values of a repeated header are joined by a comma.

        Threads may share it. Raises what a botocore client raises where nothing answers.
        """

    def close(self) -> None:
        """Part of ``Running.stop``."""
        return


class Running(ABC):
    """A target that has been started and can be spoken to.

    ``capabilities`` holds words of ``CAPABILITIES``; the smoke test refuses any other.
    """

    identity: Identity
    region: str
    endpoint: str | None  # None: in-process
    capabilities: frozenset[str]  # each a Capability
    # The made-up keys that an emulator takes; scripts show them. Never those of an account.
    made_up_keys: tuple[str, str] = ("testing", "testing")
    # Headers of signed calls beside the signature, as the definition writes them: ${NAME} is a variable, not its value.
    signed_headers: Mapping[str, str] = MappingProxyType({})
    in_process: InProcess | None = None  # for one that runs inside this process, and can inside a script's
    functions: Functions | None = None
    calls: Calls | None = None  # where there is a shorter way than ``client``

    @abstractmethod
    def client(self, *, signed: bool = True) -> Any:
        """A botocore client for ``cognito-idp``: no client-side validation, one attempt, short timeouts."""

    @abstractmethod
    def http(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> HttpResponse:
        """One HTTP request to a URL the target published (mapped to an address that can be reached), no redirects.

        Raises ``TargetUnusable`` when nothing answers.
        """

    @abstractmethod
    def api(self, headers: Mapping[str, str], body: bytes) -> HttpResponse:
        """POST to the API endpoint exactly these headers and this body, unsigned (for broken protocol on purpose)."""

    @abstractmethod
    def issuer(self, pool_id: str) -> str:
        """The URL below which ``/.well-known/jwks.json`` and ``/.well-known/openid-configuration`` are served."""

    def hosted_ui(self, pool_id: str, domain: str) -> str | None:
        """The URL below which ``/oauth2/authorize``, ``/login`` and so on are served for this domain of this pool.

        Without a final slash; None where the target has no hosted UI.
        """
        return None

    def read_code(
        self, purpose: Purpose, *, pool_id: str, username: str, destination: str, headers: Mapping[str, str]
    ) -> str | None:
        """The newest code sent for this purpose, or None where the target gives no way to read it.

        ``destination`` is the address it was sent to; ``headers`` are those of the response that announced it.
        """
        return None

    def no_code(
        self, purpose: Purpose, *, pool_id: str, username: str, destination: str, headers: Mapping[str, str]
    ) -> str:
        """Why ``read_code`` with the same arguments gave None: one clause for the report, without names of users.

        May look again, so it costs a request. Never raises.
        """
        return f"the suite cannot read {purpose} codes on this target"

    def sender(self, medium: str) -> Mapping[str, Any] | None:
        """SmsConfiguration (``sms``) or EmailConfiguration (``email``) of pools that send messages of their own.

        Emulators take names that are made up. None: it needs a role, or an identity, that nobody has named.
        """
        return MADE_UP_SENDERS[medium]

    def dressed(self, operation: str, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
        """The parameters as they are to be sent: where what a run makes needs a mark, with the mark."""
        return parameters

    def withheld(self, operation: str, parameters: Mapping[str, Any]) -> str:
        """Why the suite does not send this request here, in one clause for the report; empty where it does.

        ``operation`` is that of the API; or the method and the path of a page, whose ``url`` and ``form`` are in
        ``parameters``; or ``raw``, with ``headers`` and ``body``.
        """
        return ""

    def settle(self) -> tuple[str, ...]:
        """At the end of a run, however it ended: remove what it made in an account. Sentences for the report.

        Never raises. ``stop`` does the same where nobody has called it.
        """
        return ()

    @property
    def leaves_something(self) -> bool:
        """After ``settle``: whether something of the run is in an account still, or may be."""
        return False

    def usage(self) -> Mapping[str, Any]:
        """What it has used of an account so far, JSON-like; empty where there is no account. ``dollars``: at most."""
        return {}

    def lacks(self, code: str, message: str) -> bool:
        """Whether a refusal with this code and message means that the target does not have the operation or flow.

        For products that say so in words of their own; the usual codes (``UnknownOperationException`` …) are known.
        """
        return False

    def unknown(self, capability: str) -> str:
        """Why nobody knows whether the target has a capability that it does not list, in one clause for the report.

        Empty where it is known not to have it.
        """
        return ""

    def hints(self) -> tuple[str, ...]:
        """What the user who named the target should know, one sentence each. Asks it, so it comes after the smoke test.

        Never raises.
        """
        return ()

    def now(self) -> float:
        """The target's clock, seconds since the epoch."""
        import time

        return time.time()

    def advance(self, seconds: float) -> None:
        """Move the target's clock forward. Raises ``NotImplementedError`` without the ``clock`` capability."""
        raise NotImplementedError(f"the clock of {self.identity.spec} cannot be moved")

    def reset(self) -> None:
        """Forget everything. Raises ``NotImplementedError`` without the ``reset`` capability."""
        raise NotImplementedError(f"{self.identity.spec} cannot be reset")

    def alive(self) -> bool:
        """Whether the target still answers; False once a subprocess has ended."""
        return True

    @property
    def code_snippet(self) -> str:
        """Python source of ``def read_code(purpose, pool_id, username, destination, headers)`` for scripts.

        Standard library and ``requests`` only; ``ENDPOINT`` is a global. Empty where codes cannot be read.
        """
        return ""

    @property
    def route_snippet(self) -> str:
        """Python source of ``def routed(url)`` for scripts: where a URL that the target published is really answered.

        Standard library only; ``ENDPOINT`` is a global. Empty where every URL is answered where it says.
        """
        return ""

    @abstractmethod
    def stop(self) -> None:
        """End what ``start`` began; safe to call twice."""


class Target(ABC):
    """Something that can be started. Made by ``targets.registry.resolve(spec)``."""

    spec: str

    @abstractmethod
    def availability(self) -> Availability:
        """Whether this target can run here, quickly and without starting it."""

    @abstractmethod
    def start(self, *, worker: str = "main") -> Running:
        """Start it, or attach to it. Raises ``TargetUnusable``."""

    def apart(self) -> Target:
        """The same target for a second time in one process, so that the two share nothing."""
        return self
