"""The way of every request: faults, signature, policy, quotas, and then the service itself."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl

from targets.aws.twin import authorization, faults, naming
from targets.aws.twin.account import Account
from targets.aws.twin.categories import category_of, category_of_page
from targets.aws.twin.cognito import still_creating
from targets.aws.twin.delays import DOMAIN, ROLE
from targets.aws.twin.journal import Entry
from targets.aws.twin.messages import Answer, Request
from targets.aws.twin.operations import PAGE, Operation, operation_of, unsigned_operations
from targets.aws.twin.principal import Principal
from targets.aws.twin.refusals import Refused, refusal
from targets.aws.twin.signature import verified
from targets.aws.twin.subjects import pool_of

COGNITO, IAM = "cognito-idp", "iam"
DOCUMENT = "document"  # what a request for keys or discovery is called
Handler = Callable[[Request, Operation], Answer]


class Front:
    """What stands in front of the services of an account."""

    def __init__(self, account: Account, handlers: Mapping[str, Handler]) -> None:
        self._account = account
        self._handlers = handlers

    def api(self, request: Request) -> Answer:
        """A request to a service's endpoint."""
        entry = Entry(request.service, signed=bool(request.headers.get("authorization")))
        if request.service == COGNITO and request.method != "POST":
            entry.operation, entry.ids = DOCUMENT, sorted(naming.ids_in_text(request.target))
            return self._done(request, entry, lambda: self._account.cognito.document(request))
        operation = operation_of(request)
        entry.operation = operation.name
        text = f"{request.target} {request.body.decode('utf-8', 'replace')}"
        entry.ids = sorted(naming.ids_in(operation.params, text))
        return self._done(request, entry, lambda: self._called(request, operation, entry))

    def page(self, request: Request) -> Answer:
        """A request to a user pool domain."""
        domain = self._account.cognito.domain(request)
        form = dict(parse_qsl(request.body.decode("utf-8", "replace")))
        entry = Entry("hosted", f"{PAGE} {request.method} {request.path}")
        entry.category = category_of_page(request.method, request.path, form.get("grant_type", ""))
        named = naming.ids_in_page(domain, request.query, request.body) | naming.basic_client(request.headers)
        entry.ids = sorted(named - {""})
        return self._done(request, entry, lambda: self._visited(request, domain, form, entry))

    def _done(self, request: Request, entry: Entry, serve: Callable[[], Answer]) -> Answer:
        """Serve, with what may go wrong on the way; then write down what became of it."""
        entry.fault = self._account.faults.pick(entry.operation)
        if entry.fault == faults.EXPIRED:
            self._account.principals.expire()
        try:
            sent = faults.after(entry.fault, request.service, serve())
        except Refused as refused:
            sent = refusal(request.service, refused)
        except Exception as error:  # a defect of the twin must look like one
            self._account.service.defects.append(traceback.format_exc())
            defect = Refused(
                "InternalErrorException", f"TWIN: a defect of the twin: {type(error).__name__}: {error}", 500
            )
            sent = refusal(request.service, defect)
        entry.status, entry.error = (0 if sent.lost else sent.status), sent.error
        self._account.journal.add(entry)
        return sent

    # -- the API -------------------------------------------------------------------------------------------------------

    def _called(self, request: Request, operation: Operation, entry: Entry) -> Answer:
        self._let_in(request, operation, entry)
        _fail(entry.fault)
        sent = self._handlers[request.service](request, operation)
        accepted = sent.status < 300
        if request.service == COGNITO:
            self._account.metering.called(operation.name, operation.params, accepted=accepted)
            return self._with_delays(operation, sent) if accepted else sent
        if request.service == IAM and operation.name == "CreateRole" and accepted:
            self._account.delays.begin(ROLE, str(operation.params.get("RoleName")))
        return sent

    def _let_in(self, request: Request, operation: Operation, entry: Entry) -> None:
        """Raises ``Refused`` where the request must not reach the service."""
        signer = self._signer(request, operation)
        if signer is not None:
            entry.principal = signer.arn
            authorization.check(self._account, request.service, operation, signer)
        if request.service == COGNITO and operation.name:
            entry.category = category_of(operation.name, operation.params.get("ChallengeName"))
            pool = pool_of(self._account.service, operation.params)
            self._account.rates.call(operation.name, entry.category, pool.id if pool else "")

    def _signer(self, request: Request, operation: Operation) -> Principal | None:
        """Who signed the request; nobody where nobody need."""
        if request.service == COGNITO and operation.name in unsigned_operations():
            return None
        return verified(request, self._account.principals, self._account.region)

    def _with_delays(self, operation: Operation, sent: Answer) -> Answer:
        domain = str(operation.params.get("Domain", ""))
        if operation.name == "CreateUserPoolDomain":
            self._account.delays.begin(DOMAIN, domain)
        elif operation.name == "DescribeUserPoolDomain" and not self._account.delays.ready(DOMAIN, domain):
            return still_creating(sent)
        return sent

    # -- the pages -----------------------------------------------------------------------------------------------------

    def _visited(self, request: Request, domain: str, form: Mapping[str, str], entry: Entry) -> Answer:
        pool = self._account.cognito.pool_of_domain(domain)
        if not domain or not self._account.delays.ready(DOMAIN, domain):
            entry.fault = entry.fault or "no such host yet"
            return Answer(0, (), b"", lost=True)
        self._account.rates.page(domain, entry.category)
        _fail(entry.fault)
        sent = self._account.cognito.page(request, domain)
        self._account.metering.visited(pool, form, sent.status)
        return sent


def _fail(fault: str) -> None:
    """Raises ``Refused`` for a fault that keeps a request from taking effect. By then it has been counted."""
    if fault in faults.BEFORE:
        raise faults.REFUSALS[fault]
