"""The way of every request: faults, signature, policy, quotas, and then the service itself."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from dataclasses import replace
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
MAKING = frozenset({"CreateUserPool", "CreateUserPoolClient", "CreateUserPoolDomain"})
NO_HOST = "no such host yet"
Handler = Callable[[Request, Operation], Answer]
Serve = Callable[[str], Answer]  # given the fault that is to be made, empty where none is


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
            return self._done(request, entry, lambda fault: self._document(request, fault))
        operation = operation_of(request)
        entry.operation = operation.name
        text = f"{request.target} {request.body.decode('utf-8', 'replace')}"
        entry.ids = sorted(naming.ids_in(operation.params, text))
        return self._done(request, entry, lambda fault: self._called(request, operation, entry, fault))

    def page(self, request: Request) -> Answer:
        """A request to a user pool domain."""
        domain = self._account.cognito.domain(request)
        form = dict(parse_qsl(request.body.decode("utf-8", "replace")))
        entry = Entry("hosted", f"{PAGE} {request.method} {request.path}")
        entry.category = category_of_page(request.method, request.path, form.get("grant_type", ""))
        named = naming.ids_in_page(domain, request.query, request.body) | naming.basic_client(request.headers)
        entry.ids = sorted(named - {""})
        return self._done(request, entry, lambda fault: self._visited(request, domain, form, entry, fault))

    def _done(self, request: Request, entry: Entry, serve: Serve) -> Answer:
        """Serve, with what may go wrong on the way; then write down what became of it."""
        drawn = self._account.faults
        kind = drawn.pick(entry.operation)
        expired = kind == faults.EXPIRED and self._account.principals.expire()
        sent = faults.after(kind, request.service, self._served(request, kind, serve))
        entry.fault = kind if expired else sent.fault
        if kind and entry.fault != kind:
            drawn.take_back(kind)
        entry.status, entry.error = (0 if sent.lost else sent.status), sent.error
        self._account.journal.add(entry)
        return sent

    def _served(self, request: Request, kind: str, serve: Serve) -> Answer:
        """The answer, a refusal too, whatever was raised."""
        try:
            return serve(kind)
        except faults.Fault as fault:
            return replace(refusal(request.service, fault), fault=fault.kind)
        except Refused as refused:
            return refusal(request.service, refused)
        except Exception as error:  # a defect of the twin must look like one
            self._account.service.defects.append(traceback.format_exc())
            text = f"TWIN: a defect of the twin: {type(error).__name__}: {error}"
            return refusal(request.service, Refused("InternalErrorException", text, 500))

    # -- the API -------------------------------------------------------------------------------------------------------

    def _document(self, request: Request, fault: str) -> Answer:
        faults.before(fault)
        return self._account.cognito.document(request)

    def _called(self, request: Request, operation: Operation, entry: Entry, fault: str) -> Answer:
        self._let_in(request, operation, entry)
        faults.before(fault)  # by now it has been counted
        sent = self._handlers[request.service](request, operation)
        accepted = sent.status < 300
        if request.service == COGNITO:
            self._account.metering.called(operation.name, operation.params, accepted=accepted)
            if accepted and operation.name in MAKING:
                self._account.remember()
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

    def _visited(self, request: Request, domain: str, form: Mapping[str, str], entry: Entry, fault: str) -> Answer:
        pool = self._account.cognito.pool_of_domain(domain)
        if not domain or not self._account.delays.ready(DOMAIN, domain):
            return Answer(0, (), b"", lost=True, fault=NO_HOST)
        self._account.rates.page(domain, entry.category)
        faults.before(fault)
        sent = self._account.cognito.page(request, domain)
        self._account.metering.visited(pool, form, sent.status)
        return sent
