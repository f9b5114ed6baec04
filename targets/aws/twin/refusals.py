"""Refusals of what stands in front of every service, in the form of each service's protocol.

The texts are those that AWS sends; the codes have a second name where a service speaks the query protocol.
"""

from __future__ import annotations

import json
from uuid import uuid4
from xml.sax.saxutils import escape

from targets.aws.twin.messages import Answer, answer

QUERY = frozenset({"sts", "iam"})  # XML, and statuses of their own
REST = frozenset({"lambda"})
JSON = "application/x-amz-json-1.1"
QUERY_NAMES = {
    "MissingAuthenticationTokenException": "MissingAuthenticationToken",
    "IncompleteSignatureException": "IncompleteSignature",
    "UnrecognizedClientException": "InvalidClientTokenId",
    "InvalidSignatureException": "SignatureDoesNotMatch",
    "ExpiredTokenException": "ExpiredToken",
    "AccessDeniedException": "AccessDenied",
    "TooManyRequestsException": "Throttling",
}


class Refused(Exception):
    """A request that is refused. ``status`` is that of the JSON protocol."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(f"{code}: {message}")
        self.code, self.message, self.status = code, message, status


def refusal(service: str, refused: Refused) -> Answer:
    """What the client of this service is sent."""
    request_id = str(uuid4())
    if service in QUERY:
        return _query(refused, request_id)
    status = 403 if service in REST and refused.status == 400 else refused.status
    body = json.dumps({"__type": refused.code, "message": refused.message}, ensure_ascii=False).encode()
    more = (
        ("x-amzn-RequestId", request_id),
        ("x-amzn-ErrorType", f"{refused.code}:"),
        ("x-amzn-ErrorMessage", " ".join(refused.message.encode("ascii", "replace").decode().split())),
    )
    return answer(status, "application/json" if service in REST else JSON, body, *more, error=refused.code)


def _query(refused: Refused, request_id: str) -> Answer:
    code = QUERY_NAMES.get(refused.code, refused.code)
    status = 403 if refused.status == 400 else refused.status
    body = (
        f"<ErrorResponse><Error><Type>{'Sender' if status < 500 else 'Receiver'}</Type><Code>{escape(code)}</Code>"
        f"<Message>{escape(refused.message)}</Message></Error><RequestId>{request_id}</RequestId></ErrorResponse>"
    )
    return answer(status, "text/xml", body.encode(), ("x-amzn-RequestId", request_id), error=code)
