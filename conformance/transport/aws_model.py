"""botocore's model of cognito-idp: the source of shapes."""

from __future__ import annotations

from functools import cache
from typing import Any


@cache
def service_model() -> Any:
    """The service model of the installed botocore."""
    import botocore.session

    return botocore.session.get_session().get_service_model("cognito-idp")


def operation_count() -> int:
    """How many operations the installed model knows."""
    return len(service_model().operation_names)


def operation_names() -> list[str]:
    """The operations that the installed model knows, in alphabetical order."""
    return sorted(service_model().operation_names)


@cache
def enum_values() -> frozenset[str]:
    """Every value that the model lists for some member: words that anybody may come to."""
    model = service_model()
    shapes = (model.shape_for(name) for name in model.shape_names)
    return frozenset(value for shape in shapes for value in getattr(shape, "enum", ()))
