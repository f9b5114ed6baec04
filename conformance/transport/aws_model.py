"""botocore's model of cognito-idp: the source of shapes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any


@cache
def service_model() -> Any:
    """The service model of the installed botocore."""
    import botocore.session

    return botocore.session.get_session().get_service_model("cognito-idp")


def operation_count() -> int:
    """The number of operations in the installed model."""
    return len(service_model().operation_names)


def operation_names() -> list[str]:
    """The operations that the installed model knows, in alphabetical order."""
    return sorted(service_model().operation_names)


def unknown_members(operation: str, parameters: Mapping[str, Any]) -> list[str]:
    """The paths of the parameters that the installed model does not have, such as ``Policies.PasswordPolcy``.

    None of them can be sent. An operation that the model does not have has no unknown ones.
    """
    model = service_model()
    if operation not in model.operation_names:
        return []
    return list(_unknown(model.operation_model(operation).input_shape, parameters, ""))


def _unknown(shape: Any, value: Any, path: str) -> Iterator[str]:
    if shape is not None and shape.type_name == "list" and isinstance(value, list | tuple):
        for entry in value:
            yield from _unknown(shape.member, entry, path)
    elif shape is not None and _has_members(shape) and isinstance(value, Mapping):
        for name, inner in value.items():
            place = f"{path}.{name}" if path else name
            if name in shape.members:
                yield from _unknown(shape.members[name], inner, place)
            else:
                yield place


def _has_members(shape: Any) -> bool:
    """Whether it is a structure whose members the model lists: a document may have any."""
    return shape.type_name == "structure" and not shape.is_document_type


@cache
def enum_values() -> frozenset[str]:
    """Every value that the model lists for some member: words that may occur anywhere."""
    model = service_model()
    shapes = (model.shape_for(name) for name in model.shape_names)
    return frozenset(value for shape in shapes for value in getattr(shape, "enum", ()))


@cache
def output_shape(operation: str) -> Any:
    """The shape of an operation's answer; None where it has no members."""
    return service_model().operation_model(operation).output_shape


@cache
def answer_members() -> frozenset[str]:
    """The members that some answer of the model has, at whatever place."""
    model = service_model()
    found: set[str] = set()
    todo = [shape for name in model.operation_names if (shape := model.operation_model(name).output_shape) is not None]
    met = {shape.name for shape in todo}
    while todo:
        shape = todo.pop()
        found |= set(shape.members) if shape.type_name == "structure" else set()
        for part in _inner(shape):
            if part.name not in met:
                met.add(part.name)
                todo.append(part)
    return frozenset(found)


def _inner(shape: Any) -> list[Any]:
    if shape.type_name == "structure":
        return list(shape.members.values())
    if shape.type_name == "list":
        return [shape.member]
    return [shape.value] if shape.type_name == "map" else []


def is_valid_request(operation: str, request: Mapping[str, Any]) -> bool:
    """Whether a request has the members, types and lengths that the model asks for; True for what is no operation."""
    from botocore.validate import ParamValidator

    model = service_model()
    if operation not in model.operation_names:
        return True
    shape = model.operation_model(operation).input_shape
    return shape is None or not ParamValidator().validate(dict(request), shape).has_errors()
