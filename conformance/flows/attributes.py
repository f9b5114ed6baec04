"""Attributes of users, set by an administrator, in a pool with custom ones. Sent, not judged."""

from __future__ import annotations

from typing import Any

from conformance.checking.attributes import attribute_list
from conformance.checking.exchange import Exchange
from conformance.scenario import Scenario
from conformance.scenario.resources import Pool, User

# Custom attributes of the one pool that most of these properties share; bounds by name.
LENGTHS = {"custom:short": (1, 4), "custom:middle": (3, 9), "custom:long": (20, 256)}

NUMBERS = {"custom:ten": (0, 10), "custom:age": (1, 120), "custom:big": (1000, 100000)}

FLEXIBLE, FIXED, DEVELOPER = "custom:flexible", "custom:fixed", "dev:internal"


def _schema() -> list[dict[str, Any]]:
    strings = [
        {
            "Name": name.split(":")[1],
            "AttributeDataType": "String",
            "Mutable": True,
            "StringAttributeConstraints": {"MinLength": str(least), "MaxLength": str(most)},
        }
        for name, (least, most) in LENGTHS.items()
    ]
    numbers = [
        {
            "Name": name.split(":")[1],
            "AttributeDataType": "Number",
            "Mutable": True,
            "NumberAttributeConstraints": {"MinValue": str(least), "MaxValue": str(most)},
        }
        for name, (least, most) in NUMBERS.items()
    ]
    wide = {"AttributeDataType": "String", "StringAttributeConstraints": {"MinLength": "0", "MaxLength": "2048"}}
    others = [
        {"Name": "flexible", "Mutable": True, **wide},
        {"Name": "fixed", "Mutable": False, **wide},
        {"Name": "internal", "Mutable": True, "DeveloperOnlyAttribute": True, **wide},
    ]
    return [*strings, *numbers, *others]


def attribute_pool(s: Scenario) -> Pool:
    """The pool with the custom attributes above."""
    return s.pool(Schema=_schema())


def write_all(s: Scenario, user: User, values: dict[str, str]) -> Exchange:
    """AdminUpdateUserAttributes, not judged."""
    return s.call(
        "AdminUpdateUserAttributes",
        UserPoolId=user.pool.id,
        Username=user.username,
        UserAttributes=attribute_list(values),
    )
