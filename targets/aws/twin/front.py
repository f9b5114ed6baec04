"""The way of every request: faults, signature, policy, quotas, and then the service itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl

from targets.aws.twin import naming
from targets.aws.twin.account import Account
from targets.aws.twin.categories import category_of, category_of_page
from targets.aws.twin.journal import Entry
from targets.aws.twin.messages import Answer, Request
from targets.aws.twin.operations import PAGE, Operation, operation_of, unsigned_operations
from targets.aws.twin.principal import Principal
from targets.aws.twin.refusals import Refused, refusal
from targets.aws.twin.signature import verified
from targets.aws.twin.subjects import pool_of

COGNITO = "cognito-idp"


Handler = Callable[[Request, Operation], Answer]


class Front:
    """What stands in front of the services of an account."""

    def __init__(self, account: Account, handlers: Mapping[str, Handler]) -> None:
        self._account = account
        self._handlers = handlers

    def api(self, request: Request) -> Answer:
        """A request to a service's endpoint."""
        return self._written_down(request, self._called)

    def page(self, request: Request) -> Answer:
        """A request to a user pool domain."""
        return self._written_down(request, self._visited)

    def _written_down(self, request: Request, answering: Callable[[Request, Entry], Answer]) -> Answer:
        entry = Entry(request.service, signed=bool(request.headers.get("authorization")))
        try:
            sent = answering(request, entry)
        except Refused as refused:
            sent = refusal(request.service, refused)
        entry.status, entry.error = sent.status, sent.error
        self._account.journal.add(entry)
        return sent

    def _called(self, request: Request, entry: Entry) -> Answer:
        if request.service == COGNITO and request.method != "POST":
            entry.operation, entry.ids = "document", sorted(naming.ids_in_text(request.target))
            return self._account.cognito.api(request)
        operation = operation_of(request)
        entry.operation = operation.name
        text = f"{request.target} {request.body.decode('utf-8', 'replace')}"
        entry.ids = sorted(naming.ids_in(operation.params, text))
        self._let_in(request, operation, entry)
        return self._handlers[request.service](request, operation)

    def _let_in(self, request: Request, operation: Operation, entry: Entry) -> None:
        """Raises ``Refused`` where the request must not reach the service."""
        signer = self._signer(request, operation)
        entry.principal = signer.arn if signer else ""
        if request.service == COGNITO and operation.name:
            entry.category = category_of(operation.name)
            pool = pool_of(self._account.service, operation.params)
            self._account.rates.call(operation.name, entry.category, pool.id if pool else "")

    def _signer(self, request: Request, operation: Operation) -> Principal | None:
        """Who signed the request; nobody where nobody need."""
        if request.service == COGNITO and operation.name in unsigned_operations():
            return None
        return verified(request, self._account.principals, self._account.region)

    def _visited(self, request: Request, entry: Entry) -> Answer:
        domain = self._account.cognito.domain(request) or ""
        form = dict(parse_qsl(request.body.decode("utf-8", "replace")))
        entry.operation = f"{PAGE} {request.method} {request.path}"
        entry.category = category_of_page(request.method, request.path, form.get("grant_type", ""))
        named = naming.ids_in_page(domain, request.query, request.body) | naming.basic_client(request.headers)
        entry.ids = sorted(named - {""})
        self._account.rates.page(domain, entry.category)
        return self._account.cognito.page(request)
