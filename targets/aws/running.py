"""Real Cognito, or its twin, as something that can be spoken to."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any

from targets.aws.cleanup import Cleanup
from targets.aws.clients import GuardedCalls, guarded_client
from targets.aws.endpoints import Endpoints
from targets.aws.functions.removal import Removal
from targets.aws.functions.reporting import CAPABILITIES as WITH_REPORTS
from targets.aws.functions.reporting import Reporting
from targets.aws.left_out import left_out, page_left_out
from targets.aws.marks import Marks
from targets.aws.named import CUSTOM_SENDER, Named
from targets.aws.outbound import Outbound
from targets.aws.outgoing import PAGES, Outgoing, api_operation
from targets.aws.prices import AS_OF, price_of
from targets.aws.profile import Keys
from targets.aws.quotas import Quotas
from targets.aws.ready import Ready
from targets.interface import REAL, TWIN, Capability, HttpResponse, Identity, Purpose, Running
from targets.masking import masked_account

CAPABILITIES: frozenset[Capability] = frozenset({"hosted-ui", "well-known", "raw", "threads"})
UNKNOWN: Mapping[str, str] = {
    "functions": "triggers take a function and a role in the account, which the suite does not make",
    "idp:loopback": "Cognito cannot reach an identity provider on this machine",
    "clock": "the clock of AWS cannot be moved",
    "reset": "an account is not reset",
}
NO_CODES = "Cognito sends codes to the user alone, and the suite makes it send none"
SWEEP = "'cognito-conformance aws sweep' and the same TARGET"
TWIN_SAYS = "TWIN: this is a stand-in for AWS on this machine; it proves what the suite does, never what Cognito does"


class RunningAws(Running):
    """See the interface. Everything is sent through ``outbound``; ``close`` is called last, once."""

    def __init__(
        self,
        named: Named,
        *,
        outbound: Outbound,
        endpoints: Endpoints,
        keys: Keys,
        marks: Marks,
        quotas: Quotas,
        version: str,
        reporting: Reporting | None = None,
        removal: Removal | None = None,
        close: Callable[[], None] = lambda: None,
    ) -> None:
        self.named, self.outbound, self.marks, self.quotas = named, outbound, marks, quotas
        self._endpoints, self._keys, self._close = endpoints, keys, close
        self._book = outbound.book
        self.region = named.region
        self.endpoint = "https://localhost" if named.twin else endpoints.of("cognito-idp")
        self.capabilities = CAPABILITIES | (WITH_REPORTS if reporting else frozenset())
        self._reporting, self._removal = reporting, removal
        self.functions = reporting.functions if reporting else None
        self.identity = Identity(
            named.spec,
            TWIN if named.twin else REAL,
            version,
            mode="TWIN" if named.twin else "default",
            extras={
                "runs": "twin" if named.twin else "account",
                "region": named.region,
                "account": masked_account(named.account),
                "share of quotas": f"{named.share:g}",
                **({"codes": CUSTOM_SENDER} if named.codes else {}),
            },
        )
        self.calls = GuardedCalls(outbound, endpoints, keys)
        self._own = GuardedCalls(outbound, endpoints, keys, own=True)
        self._clients: dict[bool, Any] = {}
        self._lock = threading.Lock()
        outbound.accepted = Ready(self._housekeeping)
        self._settled: tuple[str, ...] | None = None
        self._leaves_something = True  # until it is seen that it does not
        self._stopped = False

    # -- sending -------------------------------------------------------------------------------------------------------

    def client(self, *, signed: bool = True) -> Any:
        """A botocore client that has no other way out than ``outbound``."""
        with self._lock:
            if signed not in self._clients:
                self._clients[signed] = guarded_client(
                    "cognito-idp", self.outbound, self._endpoints, self._keys, signed=signed
                )
            return self._clients[signed]

    def http(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> HttpResponse:
        """A page of a domain of the run, or a document of one of its pools."""
        request = Outgoing(PAGES, "", method, url, _lower(headers or {}), body or b"")
        named = Outgoing(PAGES, f"{method} {request.path}", method, url, request.headers, request.body)
        return self.outbound.send(named)

    def api(self, headers: Mapping[str, str], body: bytes) -> HttpResponse:
        """Exactly these headers and this body, unsigned."""
        given, url = _lower(headers), self._endpoints.of("cognito-idp") + "/"
        return self.outbound.send(Outgoing("cognito-idp", api_operation(given), "POST", url, given, body))

    def issuer(self, pool_id: str) -> str:
        """See the interface."""
        return self._endpoints.issuer(pool_id)

    def hosted_ui(self, pool_id: str, domain: str) -> str | None:
        """See the interface."""
        return self._endpoints.pages(domain)

    # -- what is not sent, and what is sent with marks -----------------------------------------------------------------

    def dressed(self, operation: str, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
        """With the tags of the run on pools, and custom senders where codes are read."""
        marked = self.marks.dressed(operation, parameters)
        return self._reporting.dressed(operation, marked) if self._reporting else marked

    def withheld(self, operation: str, parameters: Mapping[str, Any]) -> str:
        """See ``targets.aws.left_out``."""
        if operation == "raw":
            return self._raw_withheld(_lower(parameters["headers"]), str(parameters["body"]))
        if " " not in operation:
            return left_out(operation, parameters, self._book, self.named.allow)
        url, form = str(parameters.get("url", "")), parameters.get("form")
        fields = form if isinstance(form, Mapping) else {}
        return page_left_out(operation, fields, self._book.pool_at(url), self._book, self.named.allow)

    def _raw_withheld(self, headers: Mapping[str, str], body: str) -> str:
        request = Outgoing("cognito-idp", api_operation(headers), "POST", "", headers, body.encode())
        if request.signed:
            return "its signature is made up"
        return left_out(request.operation, request.members, self._book, self.named.allow)

    def sender(self, medium: str) -> Mapping[str, Any] | None:
        """None where nobody has named a role or an identity."""
        return self._book.lent.sender(medium) if self._book.lent else None

    def read_code(
        self, purpose: Purpose, *, pool_id: str, username: str, destination: str, headers: Mapping[str, str]
    ) -> str | None:
        """Of a custom sender, where the user has asked for one."""
        if self._reporting is None:
            return None
        return self._reporting.read(purpose, pool_id=pool_id, username=username, destination=destination)

    def no_code(
        self, purpose: Purpose, *, pool_id: str, username: str, destination: str, headers: Mapping[str, str]
    ) -> str:
        """See the interface."""
        if self._reporting is None:
            return NO_CODES
        return self._reporting.why_none(purpose, pool_id=pool_id, username=username)

    def unknown(self, capability: str) -> str:
        """Real Cognito has all of them; what is lacking is a way for the suite to use them."""
        return UNKNOWN.get(capability, NO_CODES)

    # -- for people ----------------------------------------------------------------------------------------------------

    def hints(self) -> tuple[str, ...]:
        """What it is, and at which pace it is asked."""
        quotas = f"{self._prefix}at most {self.named.share:.0%} of each quota is used, {self.quotas.source}"
        if self.named.rehearsal:
            return (TWIN_SAYS,)
        return (TWIN_SAYS, quotas) if self.named.twin else (quotas,)

    def usage(self) -> Mapping[str, Any]:
        """See the interface: figures of ``targets.aws.meter``, with the price."""
        used = self.outbound.meter.used
        price = price_of(used, self.outbound.seconds)
        return {**used.as_data(), "least_dollars": price.least, "dollars": price.most, "prices_of": AS_OF}

    def used(self) -> tuple[str, ...]:
        """What the run has used so far, one sentence each."""
        used = self.outbound.meter.used
        calls = ", ".join(f"{name or 'no quota'} {count}" for name, count in sorted(used.calls.items()))
        users = ", ".join(f"{count} {tier}" for tier, count in sorted(used.users.items())) or "none"
        made = ", ".join(f"{count} {what}" for what, count in sorted(used.made.items())) or "nothing"
        price, waited = price_of(used, self.outbound.seconds), self.outbound.pace.waited
        return (
            f"{self._prefix}account {masked_account(self.named.account)}, region {self.region}",
            f"{self._prefix}calls by category of quota: {calls or 'none'}",
            f"{self._prefix}made: {made}; users by tier of their pool: {users}",
            f"{self._prefix}cost: {price}, by prices of {AS_OF}; free users of the month may be used up already",
            f"{self._prefix}throttled: {used.throttled} requests; waited for the pace: {waited:.0f} s",
        )

    @property
    def _prefix(self) -> str:
        return "TWIN: " if self.named.twin else ""

    # -- ending --------------------------------------------------------------------------------------------------------

    def settle(self) -> tuple[str, ...]:
        """Delete what was made; begun once, also where Ctrl-C ends it."""
        if self._settled is None:
            self._settled = (f"{self._prefix}interrupted while deleting; the rest: {SWEEP}",)
            cleanup = Cleanup(self._housekeeping, approve=self._book.own_pool)
            cleanup.all_of(self._book.ledger.entries)
            if self._removal is not None:  # last: until then pools may hand messages to a function
                self._removal.all_of(self._book.ledger.entries)
                cleanup.left.update(self._removal.left)
            self.outbound.meter.used.left = len(cleanup.left)
            if not cleanup.left and not cleanup.blind:
                self._book.ledger.close_intents()
            self._leaves_something = bool(cleanup.left) or cleanup.blind
            self._settled = (*self.used(), self._leftovers(cleanup))
        return self._settled

    @property
    def leaves_something(self) -> bool:
        """See the interface."""
        return self._leaves_something

    def _leftovers(self, cleanup: Cleanup) -> str:
        if not cleanup.left and not cleanup.blind:
            return f"{self._prefix}leftovers: 0"
        if not cleanup.left:
            hidden = "; ".join(f"{what}: {why}" for what, why in cleanup.unseen.items())
            return (
                f"{self._prefix}leftovers: not known, since not all pools of the account could be looked at "
                f"({hidden}); look for them with {SWEEP}"
            )
        why = "; ".join(sorted(set(cleanup.left.values())))
        return (
            f"{self._prefix}leftovers: {len(cleanup.left)}, among them {next(iter(cleanup.left))} ({why}); "
            f"delete them with {SWEEP}"
        )

    def _housekeeping(self, operation: str, members: Mapping[str, Any]) -> HttpResponse:
        return self._own.send(operation, self.dressed(operation, members))

    def stop(self) -> None:
        """Delete what is left, and close everything; safe to call twice."""
        if self._stopped:
            return
        self._stopped = True
        try:
            self.settle()
        finally:
            self._book.ledger.close()
            self.outbound.wire.close()
            self._close()


def _lower(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}
