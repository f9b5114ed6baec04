"""Values as the API takes them: templates and plans write numbers as text, and text as numbers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from conformance.pool.form.document import is_unknown
from conformance.transport.aws_model import service_model

OPERATIONS = {
    "pool": "CreateUserPool",
    "mfa": "SetUserPoolMfaConfig",
    "clients": "CreateUserPoolClient",
    "domains": "CreateUserPoolDomain",
    "identity_providers": "CreateIdentityProvider",
    "resource_servers": "CreateResourceServer",
    "groups": "CreateGroup",
    "risk": "SetRiskConfiguration",
    "ui": "SetUICustomization",
    "branding": "CreateManagedLoginBranding",
    "terms": "CreateTerms",
    "log_delivery": "SetLogDeliveryConfiguration",
}


@cache
def shape_of(part: str) -> Any:
    """The shape of the request that makes a part."""
    return service_model().operation_model(OPERATIONS[part]).input_shape


def typed(part: str, members: Mapping[str, Any]) -> dict[str, Any]:
    """A copy with the types of the API; what cannot be converted, and what the API does not know, stays."""
    found: dict[str, Any] = _typed(shape_of(part), members)
    return found


def _typed(shape: Any, value: Any) -> Any:
    if is_unknown(value) or value is None:
        return value
    kind = shape.type_name
    if kind == "structure" and isinstance(value, Mapping):
        return {n: _typed(shape.members[n], v) if n in shape.members else v for n, v in value.items()}
    if kind == "map" and isinstance(value, Mapping):
        return {n: _typed(shape.value, v) for n, v in value.items()}
    if kind == "list":
        return [_typed(shape.member, one) for one in (value if isinstance(value, list) else [value])]
    return _scalar(kind, value)


def _scalar(kind: str, value: Any) -> Any:
    if kind == "boolean" and isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    if kind in ("integer", "long") and isinstance(value, str | float) and not isinstance(value, bool):
        try:
            return int(value)
        except ValueError:
            return value
    if kind == "string" and isinstance(value, bool | int | float):
        return str(value).lower() if isinstance(value, bool) else str(value)
    return value
