"""The gate in front of every request: it lets pass what is allowed, and is about nothing but the run's own.

34 operations are not signed, and no page is: no policy of an account can keep those from somebody else's users. So each
id, domain, ARN and token in a request has to be one that this run made, or one that the suite made up to see it
refused. What does not pass is a defect of this suite: it ends as one, never as a verdict.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterable
from urllib.parse import unquote, urlsplit

from targets.aws.book import Book, claims_in, pool_of
from targets.aws.functions import own, senders
from targets.aws.functions.services import SERVICES
from targets.aws.left_out import ARN, left_out, page_left_out
from targets.aws.marks import Marks
from targets.aws.operations import CATEGORY, NEVER, OTHER_SERVICES
from targets.aws.outgoing import PAGES, Outgoing
from targets.interface import GateRefused
from targets.made_up import WORD_MARK, made_up_client, made_up_domain, made_up_pool

POOL_FORM = re.compile(r"[\w-]+_[0-9A-Za-z]+")
POOL_WITHIN = re.compile(r"[a-z]{2}(?:-[a-z]+)+-\d_[0-9A-Za-z]{9}(?![0-9A-Za-z])")  # a whole id in a malformed one
CLIENT_WITHIN = re.compile(r"(?<![\w+])[0-9a-z]{26}(?![\w+])")
CLIENT_MEMBERS = frozenset({"ClientId", "client_id", "aud"})
READS = frozenset({"DescribeUserPool", "ListUserPools"})  # by which the suite itself tells its pools from others'
NO_OPERATION = ""  # of a request without the header that names one


class Gate:
    """Judges requests before they are sent. ``allow``: the words of the option of that name."""

    def __init__(self, book: Book, marks: Marks, allow: frozenset[str] = frozenset()) -> None:
        self.book = book
        self.marks = marks
        self.allow = allow

    def check(self, request: Outgoing, *, housekeeping: bool = False) -> None:
        """Raises ``GateRefused`` unless this may be sent.

        ``housekeeping``: it is sent before or after the run by the suite itself, not by a property.
        """
        for rule in RULES:
            if reason := rule(self, request, housekeeping):
                raise GateRefused(f"{request.operation or request.method} was not sent: {reason}")

    # -- where it goes ---------------------------------------------------------------------------------------------

    def goes_home(self, request: Outgoing, housekeeping: bool) -> str:
        """The address is that of the service in the region, or of a domain or pool of the run."""
        parts = urlsplit(request.url)
        if request.service != PAGES:
            expected = self.book.endpoints.host_of(request.service)
            return "" if parts.netloc.lower() == expected else f"{parts.netloc} is not {expected}"
        if self.book.domain_at(request.url):
            return ""
        pool = parts.path.split("/")[1] if parts.path.count("/") > 1 else ""
        issuer = self.book.endpoints.issuer(pool)
        if request.url.startswith(f"{issuer}/.well-known/"):
            return self._pool(pool)
        return f"{parts.netloc} is no domain of this run"

    # -- what it asks for ------------------------------------------------------------------------------------------

    def is_allowed(self, request: Outgoing, housekeeping: bool) -> str:
        """The operation is on the list."""
        if request.service == PAGES:
            return ""
        if request.service in OTHER_SERVICES:
            known = request.operation in OTHER_SERVICES[request.service]
            return "" if known else f"it is not among the operations of {request.service} that may be sent"
        if request.service in SERVICES:
            return own.not_allowed(request, self.book, housekeeping)
        if request.operation in CATEGORY:
            return ""
        if request.operation in NEVER:
            return NEVER[request.operation]
        made_up = request.operation == NO_OPERATION or WORD_MARK in request.operation.lower()
        return "" if made_up and not request.signed else "it is not on the list of operations that may be sent"

    def is_marked(self, request: Outgoing, housekeeping: bool) -> str:
        """A new pool can be distinguished from those of others, and stays so."""
        if request.service in SERVICES:
            return own.unmarked(request, self.marks.run)
        if request.service != "cognito-idp" or housekeeping:  # a sweep leaves pools the marks that they have
            return ""
        operation, members = request.operation, request.members
        return self.marks.missing(operation, members) or senders.missing(operation, members, self.book)

    def is_not_left_out(self, request: Outgoing, housekeeping: bool) -> str:
        """It costs no more than was agreed, sends no messages, names nothing of the account."""
        if request.service == PAGES:
            pool = self.book.pool_at(request.url)
            return page_left_out(request.path, dict(request.fields), pool, self.book, self.allow)
        if request.service != "cognito-idp" or housekeeping:
            return ""
        return left_out(request.operation, request.members, self.book, self.allow)

    # -- whom it is about ------------------------------------------------------------------------------------------

    def is_about_own(self, request: Outgoing, housekeeping: bool) -> str:
        """Every id in it is the run's own, or made up."""
        if request.service == PAGES:
            return _first(self._field(name, value) for name, value in request.fields) or self._header(request)
        if request.service in SERVICES:
            return own.strange(request, self.book, housekeeping)
        if request.service != "cognito-idp":
            return ""
        if housekeeping and request.operation in READS:
            return ""
        if not request.members and request.body and (strange := self._strange_words(request.body)):
            return strange
        reasons = (self._text(request, name, text) for name, text in request.texts)
        return _first(reasons) or self._header(request)

    def _text(self, request: Outgoing, name: str, text: str) -> str:
        if name == "UserPoolId":
            return self._pool(text)
        if name in CLIENT_MEMBERS:
            return self._client(text)
        if name == "Domain" and request.operation.endswith("UserPoolDomain"):
            return self._domain(request, text)
        found = ARN.match(text)
        if found is not None and found[1] == "cognito-idp":
            return self._pool(found[3].removeprefix("userpool/"))
        return self._tokens(text)

    def _field(self, name: str, value: str) -> str:
        if name in CLIENT_MEMBERS:
            return self._client(value)
        return self._tokens(value)

    def _pool(self, pool: str) -> str:
        for word in [pool] if POOL_FORM.fullmatch(pool) else POOL_WITHIN.findall(pool):
            if not self.book.owns("pool", word) and not made_up_pool(word):
                return f"pool {word} was not made by this run"
        return ""

    def _client(self, client: str) -> str:
        for word in [client] if _like_a_client(client) else CLIENT_WITHIN.findall(client):
            if not self.book.owns("client", word) and not made_up_client(word):
                return f"client {word} was not made by this run"
        return ""

    def _domain(self, request: Outgoing, text: str) -> str:
        domain = text.strip().lower()  # as a lenient reader would take it
        ours = self.book.owns("domain", domain) or self.book.ledger.intends("domain", domain)
        if ours or request.operation == "CreateUserPoolDomain" or made_up_domain(domain) or not _like_a_domain(domain):
            return ""
        return f"domain {domain} was not made by this run"

    def _tokens(self, text: str) -> str:
        for claims in claims_in(text):
            pool = pool_of(claims)
            if pool and (reason := self._pool(pool)):
                return f"a token in it is of another issuer: {reason}"
        return ""

    def _header(self, request: Outgoing) -> str:
        """What a header says of who asks: a token, or a client and its secret."""
        if request.signed:
            return ""
        kind, _, value = request.headers.get("authorization", "").partition(" ")
        if kind.lower() != "basic":
            return self._tokens(value or kind)
        try:
            return self._client(unquote(base64.b64decode(value).decode("utf-8", "replace").partition(":")[0]))
        except binascii.Error:
            return ""

    def _strange_words(self, body: bytes) -> str:
        """Of a body that is no JSON object: ids and tokens in it that are not the run's."""
        text = body.decode("utf-8", "replace")
        pools = (self._pool(word) for word in re.findall(r"[\w-]+_[0-9A-Za-z]{9}\b", text) if "-" in word)
        clients = (self._client(word) for word in CLIENT_WITHIN.findall(text))
        return _first(pools) or _first(clients) or self._tokens(text)


def _first(reasons: Iterable[str]) -> str:
    """The first reason to refuse; empty where none of them is one."""
    return next((reason for reason in reasons if reason), "")


def _like_a_client(text: str) -> bool:
    return re.fullmatch(r"[0-9a-z]{20,32}", text) is not None


def _like_a_domain(text: str) -> bool:
    return re.fullmatch(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?", text) is not None


Rule = Callable[[Gate, Outgoing, bool], str]
RULES: tuple[Rule, ...] = (
    Gate.goes_home,
    Gate.is_allowed,
    Gate.is_about_own,
    Gate.is_marked,
    Gate.is_not_left_out,
)
