"""Signature Version 4, verified: the signature is computed anew by botocore's signer and compared.

What is refused, in this order: no signature, an unreadable one, an unknown key, a wrong or expired session token, the
scope of another Region or service, a clock that is off by more than five minutes, and at last a wrong signature.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from calendar import timegm
from collections.abc import Mapping
from dataclasses import dataclass
from time import gmtime, strftime, strptime

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from targets.aws.twin.messages import Request
from targets.aws.twin.principal import Principal, Principals
from targets.aws.twin.refusals import Refused

ALGORITHM = "AWS4-HMAC-SHA256"
FORM = re.compile(
    rf"{ALGORITHM}\s+Credential=(?P<key>[^/,\s]+)/(?P<date>\d{{8}})/(?P<region>[^/,\s]+)/(?P<service>[^/,\s]+)"
    r"/aws4_request,\s*SignedHeaders=(?P<headers>[a-z0-9;-]+),\s*Signature=(?P<signature>[0-9a-f]{64})"
)
STAMP = "%Y%m%dT%H%M%SZ"
PATIENCE = 300  # seconds that two clocks may be apart
SIGNING_NAMES = {"service-quotas": "servicequotas"}  # where a service signs under another name


@dataclass(frozen=True)
class Scope:
    """What an Authorization header says."""

    key: str
    date: str
    region: str
    service: str
    headers: tuple[str, ...]
    signature: str


def verified(request: Request, principals: Principals, region: str) -> Principal:
    """Who signed the request. Raises ``Refused``."""
    scope = read(request.headers.get("authorization", ""))
    principal = principals.find(scope.key)
    if principal is None:
        raise Refused("UnrecognizedClientException", "The security token included in the request is invalid.")
    _check_token(request, principal, principals)
    _check_scope(scope, request.service, region)
    stamp = request.headers.get("x-amz-date", "")
    _check_time(stamp, scope.date, principals.now())
    _check_signature(request, scope, stamp, principal)
    return principal


def read(authorization: str) -> Scope:
    """The parts of the header. Raises ``Refused``."""
    if not authorization:
        raise Refused("MissingAuthenticationTokenException", "Missing Authentication Token")
    found = FORM.fullmatch(authorization.strip())
    if found is None:
        lacking = [
            f"'{name}'" for name in ("Credential", "Signature", "SignedHeaders") if f"{name}=" not in authorization
        ]
        text = f"Authorization header requires {' and '.join(lacking) or 'a well-formed value'} parameter."
        raise Refused("IncompleteSignatureException", text)
    names = tuple(found["headers"].split(";"))
    return Scope(found["key"], found["date"], found["region"], found["service"], names, found["signature"])


def _check_token(request: Request, principal: Principal, principals: Principals) -> None:
    token = request.headers.get("x-amz-security-token", "")
    if not hmac.compare_digest(token.encode(), principal.keys.session_token.encode()):
        raise Refused("UnrecognizedClientException", "The security token included in the request is invalid.")
    if principals.expired(principal):
        raise Refused("ExpiredTokenException", "The security token included in the request is expired")


def _check_scope(scope: Scope, service: str, region: str) -> None:
    # IAM is global, and signed for in us-east-1; a client that is given an address signs for its own Region there too.
    if scope.region != region and (service, scope.region) != ("iam", "us-east-1"):
        text = f"Credential should be scoped to a valid region, not '{scope.region}'."
        raise Refused("InvalidSignatureException", text)
    name = SIGNING_NAMES.get(service, service)
    if scope.service != name:
        raise Refused("InvalidSignatureException", f"Credential should be scoped to correct service: '{name}'.")


def _check_time(stamp: str, date: str, now: float) -> None:
    try:
        sent = timegm(strptime(stamp, STAMP))
    except ValueError:
        text = "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."
        raise Refused("IncompleteSignatureException", text) from None
    if not stamp.startswith(date):
        text = f"Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{date}'"
        raise Refused("InvalidSignatureException", text)
    if sent < int(now) - PATIENCE:
        text = f"Signature expired: {stamp} is now earlier than {_stamp(now - PATIENCE)} ({_stamp(now)} - 5 min.)"
        raise Refused("InvalidSignatureException", text)
    if sent > int(now) + PATIENCE:
        text = (
            f"Signature not yet current: {stamp} is still later than {_stamp(now + PATIENCE)} ({_stamp(now)} + 5 min.)"
        )
        raise Refused("InvalidSignatureException", text)


def _stamp(moment: float) -> str:
    return strftime(STAMP, gmtime(moment))


def _check_signature(request: Request, scope: Scope, stamp: str, principal: Principal) -> None:
    claimed = request.headers.get("x-amz-content-sha256")
    body_as_signed = claimed is None or claimed == hashlib.sha256(request.body).hexdigest()
    right = signature(request, scope, stamp, principal.keys.secret_key)
    if not (body_as_signed and _signs_enough(request.headers, scope) and hmac.compare_digest(right, scope.signature)):
        raise Refused(
            "InvalidSignatureException",
            "The request signature we calculated does not match the signature you provided. Check your AWS Secret "
            "Access Key and signing method. Consult the service documentation for details.",
        )


def _signs_enough(headers: Mapping[str, str], scope: Scope) -> bool:
    """The host, and every header of AWS's that decides what the request means, must be among the signed ones."""
    needed = {"host"} | {name for name in headers if name.startswith("x-amz-") and name != "x-amz-user-agent"}
    return needed <= set(scope.headers)


def signature(request: Request, scope: Scope, stamp: str, secret_key: str) -> str:
    """What the signature has to be."""
    signer = SigV4Auth(Credentials(scope.key, secret_key), scope.service, scope.region)
    signed = {name: request.headers.get(name, "") for name in scope.headers}
    again = AWSRequest(method=request.method, url=request.url, headers=signed, data=request.body)
    again.context["timestamp"] = stamp
    computed: str = signer.signature(signer.string_to_sign(again, signer.canonical_request(again)), again)
    return computed
