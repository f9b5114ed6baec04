"""The service: how a request becomes an answer."""

from __future__ import annotations

import traceback

from targets.reference.core import ids
from targets.reference.core.api import Call
from targets.reference.core.deviation import NONE, deviates, deviating, varied
from targets.reference.core.errors import (
    ApiError,
    InternalErrorException,
    MissingAuthenticationTokenException,
    NotAuthorizedException,
    UnknownOperationException,
)
from targets.reference.core.situation import Situation
from targets.reference.core.store import REGION, Store
from targets.reference.core.validation import is_public, parsed, validated
from targets.reference.core.wire import Reply, failure, success
from targets.reference.hosted.request import WebRequest
from targets.reference.hosted.site import serve
from targets.reference.register import OPERATIONS


class Service(Store):
    """One Cognito in one Region: a store that answers requests, one at a time."""

    def __init__(self, mutants: frozenset[str] = NONE, region: str = REGION) -> None:
        super().__init__(mutants, region)
        self.defects: list[str] = []  # tracebacks of what must never happen

    def answer(self, operation: str, body: bytes, *, signed: bool) -> Reply:
        """The reply to a request to the API; ``signed`` says whether it carries AWS credentials."""
        request_id = ids.unique()
        with self.lock, deviating(self.mutants):
            try:
                return success(self._call(operation, body, request_id, signed=signed), request_id)
            except ApiError as error:
                return failure(error, request_id)
            except Exception as error:  # a defect of ours must look like one
                self.defects.append(traceback.format_exc())
                return failure(InternalErrorException(f"{type(error).__name__}: {error}"), request_id)

    def visited(self, domain: str, request: WebRequest) -> Reply:
        """The reply to a request to a user pool domain."""
        with self.lock, deviating(self.mutants):
            try:
                return serve(self, domain, request)
            except Exception as error:  # as above
                self.defects.append(traceback.format_exc())
                return failure(InternalErrorException(f"{type(error).__name__}: {error}"), ids.unique())

    def _call(self, operation: str, body: bytes, request_id: str, *, signed: bool) -> dict[str, object]:
        situation = Situation(self, operation, body)
        with deviating(self.mutants, situation.value):
            return self._handled(operation, body, request_id, signed=signed)

    def _handled(self, operation: str, body: bytes, request_id: str, *, signed: bool) -> dict[str, object]:
        handler = OPERATIONS.get(operation)
        if handler is None:
            if deviates("unknown-operation-accepted"):
                return {}
            raise UnknownOperationException(f"Operation {operation} is not known here.")
        open_to_all = is_public(operation) or deviates("unsigned-always")
        if operation == "ChangePassword" and deviates("unsigned-not-for-passwords"):
            open_to_all = False
        if not signed and not open_to_all:
            kind = varied(MissingAuthenticationTokenException, "unsigned-is-not-authorized", NotAuthorizedException)
            raise kind("Missing Authentication Token")
        params = validated(operation, parsed(body))
        unknown = "UserPoolId" in params and params["UserPoolId"] not in self.pools
        if unknown and operation.startswith(("Describe", "List")) and deviates("pool-unknown-is-empty"):
            return {}
        return handler(Call(self, operation, params, request_id))
