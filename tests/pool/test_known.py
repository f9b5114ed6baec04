"""The members that the suite knows are those of the installed botocore."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.pool.form.known import known
from conformance.pool.importing.typed import OPERATIONS, shape_of

# Which pool it is, and what is said otherwise: a part of its own, the key of an item, a secret, a picture.
ELSEWHERE = {
    "pool": {"MfaConfiguration"},
    "clients": {"ClientSecret"},
    "domains": {"Domain"},
    "risk": {"ClientId"},
    "ui": {"ClientId", "ImageFile"},
    "branding": {"ClientId"},
    "terms": {"ClientId"},
}


def unlisted(tree: Any, shape: Any, path: str) -> list[str]:
    """The members of a shape that the tree lacks, and those of the tree that the shape lacks."""
    while shape.type_name == "list":
        shape = shape.member
    if tree is None or shape.type_name != "structure":
        return []
    found = [f"{path}.{name}" for name in set(shape.members) ^ set(tree)]
    for name in set(shape.members) & set(tree):
        found += unlisted(tree[name], shape.members[name], f"{path}.{name}")
    return found


@pytest.mark.parametrize("part", OPERATIONS)
def test_each_member_of_the_model_is_known(part: str) -> None:
    more = {f"{part}.{name}" for name in ELSEWHERE.get(part, set()) | {"UserPoolId"}}
    only_shown = {"clients.ClientType", "clients.SSOSession", "ui.ImageUrl", "ui.CSSVersion"}
    assert set(unlisted(known()[part], shape_of(part), part)) - more - only_shown == set()
