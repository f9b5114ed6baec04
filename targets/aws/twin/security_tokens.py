"""STS, as far as anybody needs it here: who am I."""

from __future__ import annotations

from uuid import uuid4
from xml.sax.saxutils import escape

from targets.aws.twin.account import Account
from targets.aws.twin.messages import Answer, Request, answer
from targets.aws.twin.operations import Operation
from targets.aws.twin.refusals import Refused
from targets.aws.twin.signature import read

NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/"


class SecurityTokens:
    """GetCallerIdentity. Documented: no permission is needed, and none can be refused."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def __call__(self, request: Request, operation: Operation) -> Answer:
        """Whose keys signed the request."""
        if operation.name != "GetCallerIdentity":
            text = f"Could not find operation {operation.name or '(none)'} for version 2011-06-15"
            raise Refused("InvalidAction", text)
        principal = self._account.principals.find(read(request.headers["authorization"]).key)
        assert principal is not None  # the signature was verified
        body = (
            f'<GetCallerIdentityResponse xmlns="{NAMESPACE}"><GetCallerIdentityResult>'
            f"<Arn>{escape(principal.arn)}</Arn><UserId>{escape(principal.user_id)}</UserId>"
            f"<Account>{self._account.id}</Account></GetCallerIdentityResult>"
            f"<ResponseMetadata><RequestId>{uuid4()}</RequestId></ResponseMetadata></GetCallerIdentityResponse>"
        )
        return answer(200, "text/xml", body.encode())
