"""The one way out: gate, ledger, pace, then the request, once; then what its answer says that there is now."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs, urlsplit

from targets.aws.access import NotPermitted, access_lost, is_denied, permission_for
from targets.aws.answered import members_of, message_in, refusal_code, says_absent
from targets.aws.book import Book
from targets.aws.gate import Gate
from targets.aws.ledger import ALONE, Kind
from targets.aws.meter import Meter
from targets.aws.operations import THROTTLED
from targets.aws.outgoing import PAGES, Outgoing
from targets.aws.pace import Pace, category_of
from targets.aws.people import addresses_in, attributes_in, looks_like_address
from targets.aws.wire import Wire
from targets.interface import HttpResponse, TargetGone

MAKES: Mapping[str, tuple[Kind, str, str]] = {  # operation -> kind, the member with the name, the path of the id
    "CreateUserPool": ("pool", "PoolName", "UserPool.Id"),
    "CreateUserPoolClient": ("client", "ClientName", "UserPoolClient.ClientId"),
    "CreateUserPoolDomain": ("domain", "Domain", ""),
    "CreateFunction": ("function", "FunctionName", ""),
    "CreateQueue": ("queue", "QueueName", ""),
}
UNMAKES: Mapping[str, tuple[Kind, str]] = {
    "DeleteUserPool": ("pool", "UserPoolId"),
    "DeleteUserPoolClient": ("client", "ClientId"),
    "DeleteUserPoolDomain": ("domain", "Domain"),
    "DeleteFunction": ("function", "FunctionName"),
    "DeleteQueue": ("queue", "QueueUrl"),
}
DEFAULT_TIER = "ESSENTIALS"


class Outbound:
    """Sends requests. Threads may share it."""

    def __init__(self, gate: Gate, book: Book, pace: Pace, meter: Meter, wire: Wire) -> None:
        self.gate, self.book, self.pace, self.meter, self.wire = gate, book, pace, meter, wire
        self._tiers: dict[str, str] = {}  # by pool
        self._machines: set[str] = set()  # the clients that sign in by themselves, or did
        self._begun = time.monotonic()
        self.accepted: Callable[[Outgoing], None] = lambda request: None  # gets what a property has sent
        self.before: Callable[[Outgoing], None] = lambda request: None  # what has to be waited for first
        self.answered: Callable[[Outgoing, HttpResponse], None] = lambda request, answer: None  # the same with answers

    def send(self, request: Outgoing, *, housekeeping: bool = False) -> HttpResponse:
        """One request, sent once.

        Raises ``GateRefused``, ``TargetGone`` where the account is closed to the suite, and what the wire raises.
        """
        self.gate.check(request, housekeeping=housekeeping)
        intent = self._intent(request)
        self._foresee(request)
        pool = self.book.pool_named(request.members)
        if not housekeeping:
            self.before(request)
        turn = self.pace.wait(request, pool)
        self.meter.call(category_of(request), request.operation)
        try:
            answer = self.wire.send(request)
        finally:
            self.pace.answered(turn)
        self._take(request, answer, intent)
        if not housekeeping:
            self.answered(request, answer)
        if not housekeeping and answer.status == 200:
            self.accepted(request)
        return answer

    @property
    def seconds(self) -> float:
        """Since the beginning: no client of a run stands for longer."""
        return time.monotonic() - self._begun

    # -- before it leaves ------------------------------------------------------------------------------------------

    def _intent(self, request: Outgoing) -> int:
        """What is about to be made, on the disk; 0 where nothing is."""
        makes = MAKES.get(request.operation)
        if makes is None:
            return 0
        kind, name, _ = makes
        return self.book.ledger.intend(kind, str(request.members.get(name, "")), pool=self._pool_in(request))

    def _pool_in(self, request: Outgoing) -> str:
        return str(request.members.get("UserPoolId", ""))

    def _foresee(self, request: Outgoing) -> None:
        """Note who may have an address now, whatever the answer will be."""
        members, people = request.members, self.book.people
        pool = self.book.pool_named(members)
        if request.operation in ("SignUp", "AdminCreateUser", "AdminUpdateUserAttributes", "UpdateUserAttributes"):
            attributes = attributes_in(members)
            name = str(members.get("Username", ""))
            has = bool(addresses_in(attributes) or looks_like_address(name))
            people.note(pool, [*names_of(members), *attributes.values()] if has else names_of(members), addressed=has)
        if request.operation == "UpdateUserPool":
            people.verifies(pool, _verified(members))

    # -- after its answer ------------------------------------------------------------------------------------------

    def _take(self, request: Outgoing, answer: HttpResponse, intent: int) -> None:
        document = members_of(answer)
        code = refusal_code(answer, document)
        action = permission_for(request.service, request.operation)
        if request.signed and (text := access_lost(action, code, message_in(document))):
            self._refused(intent)
            raise NotPermitted(text) if is_denied(action, code, message_in(document)) else TargetGone(text)
        if code in THROTTLED or answer.status == 429:
            self.meter.throttled()
            self.pace.throttled(request)
        if request.service == PAGES:
            self._take_page(request, answer)
        elif 200 <= answer.status < 300:
            self._take_accepted(request, document, intent)
        elif 400 <= answer.status < 500:  # what a server error has done nobody knows
            self._refused(intent)
            if says_absent(code) and request.operation in UNMAKES and UNMAKES[request.operation][0] in ALONE:
                self._gone(request)  # by an earlier request, whose answer was lost

    def _refused(self, intent: int) -> None:
        if intent:
            self.book.ledger.refused(intent)

    def _take_page(self, request: Outgoing, answer: HttpResponse) -> None:
        grant = parse_qs(request.body.decode("latin-1")).get("grant_type", [""])[0]
        if urlsplit(request.url).path.endswith("/oauth2/token") and answer.status == 200:
            if grant == "client_credentials":
                self.meter.machine_token()
        elif request.path.endswith("/idpresponse") and "code=" in answer.headers.get("location", ""):
            self.meter.user("federated")

    def _take_accepted(self, request: Outgoing, document: Mapping[str, Any], intent: int) -> None:
        operation, members = request.operation, request.members
        if operation in MAKES:
            self._made(request, document, intent)
        elif operation in UNMAKES:
            self._gone(request)
        elif operation in ("SignUp", "AdminCreateUser"):
            pool = self.book.pool_named(members)
            self.book.people.note(pool, [*names_of(members), *names_made(document)], addressed=False)
            if members.get("MessageAction") != "RESEND":
                self.meter.user(self._tier(pool))
        elif operation == "UpdateUserPoolClient":
            self._note_machine(str(members.get("ClientId")), members)
        elif operation == "UpdateUserPool" and isinstance(members.get("UserPoolTier"), str):
            self._tiers[self._pool_in(request)] = str(members["UserPoolTier"])

    def _gone(self, request: Outgoing) -> None:
        """Note that what a request was to delete is not there."""
        kind, member = UNMAKES[request.operation]
        with suppress(TargetGone):  # a full disk: it is gone all the same, and deleting it again does no harm
            name = str(request.members.get(member)).rpartition("/")[2]  # a queue is named by a URL
            self.book.ledger.gone(kind, name)

    def _made(self, request: Outgoing, document: Mapping[str, Any], intent: int) -> None:
        kind, member, path = MAKES[request.operation]
        identifier = _at(document, path) if path else str(request.members.get(member))
        if not identifier:
            return  # the intent stays open: what was made is found by its name
        pool = "" if kind == "pool" else self._pool_in(request)
        self.book.ledger.made(intent, identifier)
        self.book.own(kind, identifier, pool)
        self.meter.made(f"{kind}s")
        if kind == "pool":
            self._tiers[identifier] = str(_at(document, "UserPool.UserPoolTier") or DEFAULT_TIER)
            self.book.people.verifies(identifier, _verified(request.members))
        if kind == "client":
            self._note_machine(identifier, request.members)

    def _note_machine(self, client: str, members: Mapping[str, Any]) -> None:
        """Count a client once it signs in by itself, whether it was made so or became so."""
        if "client_credentials" in (members.get("AllowedOAuthFlows") or ()) and client not in self._machines:
            self._machines.add(client)
            self.meter.made("machine clients")

    def _tier(self, pool: str) -> str:
        tier = self._tiers.get(pool, DEFAULT_TIER)
        return tier if tier in ("LITE", "ESSENTIALS", "PLUS") else DEFAULT_TIER


def names_of(members: Mapping[str, Any]) -> list[str]:
    """The names by which a request names a user."""
    from targets.aws.left_out import names_in_token

    named = members.get("Username")
    return [*([named] if isinstance(named, str) else []), *names_in_token(members)]


def names_made(document: Mapping[str, Any]) -> list[str]:
    """The names that an answer gives a new user."""
    user = document.get("User")
    found = [document.get("UserSub")]
    if isinstance(user, Mapping):
        found += [user.get("Username"), attributes_in(user, "Attributes").get("sub")]
    return [name for name in found if isinstance(name, str)]


def _verified(members: Mapping[str, Any]) -> list[str]:
    found = members.get("AutoVerifiedAttributes")
    return [str(each) for each in found] if isinstance(found, list) else []


def _at(document: Mapping[str, Any], path: str) -> str:
    found: Any = document
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, str) else ""
