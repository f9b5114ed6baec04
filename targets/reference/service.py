"""The service: how a request becomes an answer."""

from __future__ import annotations

import re
import traceback
from contextlib import suppress

from targets.reference.core import ids
from targets.reference.core.api import Call, Handler
from targets.reference.core.deviation import NONE, deviates, deviating, varied
from targets.reference.core.errors import (
    ApiError,
    InternalErrorException,
    InvalidParameterException,
    MissingAuthenticationTokenException,
    NotAuthorizedException,
    UnknownOperationException,
)
from targets.reference.core.situation import ApiSituation
from targets.reference.core.store import REGION, Store
from targets.reference.core.validation import is_public, parsed, validated
from targets.reference.core.wire import Reply, failure, success
from targets.reference.hosted.request import WebRequest
from targets.reference.register import OPERATIONS

SIGNED = "AWS4-"
CREDENTIAL = re.compile(r"AWS4-\S+ Credential=[^/]+/[0-9]{8}/([a-z0-9-]+)/cognito-idp/")


class Service(Store):
    """One Cognito: a store that answers requests, one at a time."""

    def __init__(self, mutants: frozenset[str] = NONE, region: str = REGION) -> None:
        super().__init__(mutants, region)
        self.defects: list[str] = []  # tracebacks of what must never happen

    def answer(self, operation: str, body: bytes, authorization: str) -> Reply:
        """The reply to a request to the API with this ``Authorization`` header, empty where it has none."""
        request_id = ids.unique()
        with self.lock, deviating(self.mutants):
            try:
                return success(self._call(operation, body, request_id, authorization), request_id)
            except ApiError as error:
                return failure(error, request_id)
            except Exception as error:  # a defect of ours must look like one
                self.defects.append(traceback.format_exc())
                return failure(InternalErrorException(f"{type(error).__name__}: {error}"), request_id)

    def visited(self, domain: str, request: WebRequest) -> Reply:
        """The reply to a request to a user pool domain. What that takes is imported for the first of them."""
        from targets.reference.hosted.site import serve
        from targets.reference.hosted.situation import PageSituation

        with self.lock, deviating(self.mutants, PageSituation(self, domain, request).value):
            try:
                return serve(self, domain, request)
            except Exception as error:  # as above
                self.defects.append(traceback.format_exc())
                return failure(InternalErrorException(f"{type(error).__name__}: {error}"), ids.unique())

    def _call(self, operation: str, body: bytes, request_id: str, authorization: str) -> dict[str, object]:
        situation = ApiSituation(self, operation, body, _region(authorization))
        with deviating(self.mutants, situation.value):
            return self._handled(operation, body, request_id, authorization)

    def _handled(self, operation: str, body: bytes, request_id: str, authorization: str) -> dict[str, object]:
        handler = OPERATIONS.get(operation)
        if handler is None:
            if deviates("unknown-operation-accepted"):
                return {}
            raise UnknownOperationException(f"Operation {operation} is not known here.")
        if not authorization.startswith(SIGNED) and not open_to_all(operation):
            kind = varied(MissingAuthenticationTokenException, "unsigned-is-not-authorized", NotAuthorizedException)
            raise kind("Missing Authentication Token")
        try:
            params = validated(operation, parsed(body))
        except InvalidParameterException:
            if deviates(f"refused-{operation}-is-carried-out"):
                self._carry_out(handler, Call(self, operation, parsed(body), request_id, _region(authorization)))
            raise
        unknown = "UserPoolId" in params and params["UserPoolId"] not in self.pools
        if unknown and operation.startswith(("Describe", "List")) and empty_instead(operation):
            return {}
        return handler(Call(self, operation, params, request_id, _region(authorization)))

    @staticmethod
    def _carry_out(handler: Handler, call: Call) -> None:
        """What a mutant does with a request that breaks constraints, as far as it gets."""
        with suppress(Exception):
            handler(call)


def open_to_all(operation: str) -> bool:
    """Whether an operation takes requests without a signature."""
    if operation == "ChangePassword" and deviates("unsigned-not-for-passwords"):
        return False
    return is_public(operation) or deviates("unsigned-always")


def empty_instead(operation: str) -> bool:
    """Whether a mutant has nothing to say of a pool that does not exist."""
    return deviates("pool-unknown-is-empty") or deviates(f"pool-unknown-is-empty-at-{operation}")


def _region(authorization: str) -> str:
    """The Region of a signature's credential scope; empty where there is no signature."""
    scope = CREDENTIAL.match(authorization)
    return scope[1] if scope else ""
