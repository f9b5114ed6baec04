"""Requests from the service model: which members have which constraint, and values on both sides of it.

Only operations that change nothing outside the pool that is used for them: nothing that sends messages, creates
domains, certificates, providers or jobs, or uses up a small quota of a pool.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, TypeVar

from hypothesis import strategies as st

from conformance.transport.aws_model import service_model
from targets.made_up import POOL_MARK

T = TypeVar("T")
Kind = Literal["required", "longest", "shortest", "range", "enum", "pattern", "type"]

ADMIN_USER = (
    "AdminConfirmSignUp",
    "AdminDeleteUser",
    "AdminDeleteUserAttributes",
    "AdminDisableUser",
    "AdminEnableUser",
    "AdminGetUser",
    "AdminListGroupsForUser",
    "AdminSetUserPassword",
    "AdminUpdateUserAttributes",
    "AdminUserGlobalSignOut",
    "AdminAddUserToGroup",
    "AdminRemoveUserFromGroup",
    "AdminCreateUser",
)
PUBLIC = ("InitiateAuth", "RespondToAuthChallenge", "ConfirmSignUp", "SignUp", "ConfirmForgotPassword", "RevokeToken")
POOL = (
    "CreateGroup",
    "DeleteGroup",
    "GetGroup",
    "UpdateGroup",
    "ListGroups",
    "ListUsersInGroup",
    "DescribeUserPool",
    "DescribeUserPoolClient",
    "ListUserPoolClients",
    "ListUsers",
    "ListResourceServers",
    "DescribeResourceServer",
    "DeleteResourceServer",
    "GetUserPoolMfaConfig",
    "UpdateUserPool",
    "UpdateUserPoolClient",
    "CreateUserPoolClient",
    "AdminInitiateAuth",
    "AdminRespondToAuthChallenge",
)
WITH_TOKEN = (
    "GetUser",
    "ChangePassword",
    "UpdateUserAttributes",
    "DeleteUserAttributes",
    "VerifyUserAttribute",
    "GlobalSignOut",
    "DeleteUser",
)
OPERATIONS = (*ADMIN_USER, *PUBLIC, *POOL, *WITH_TOKEN, "ListUserPools")

# Text members whose documented limits are tested, with a character that the pattern excludes.
TEXTS = {
    "UsernameType": " ",
    "ConfirmationCodeType": " ",
    "ClientIdType": "-",
    "UserPoolIdType": "!",
    "GroupNameType": " ",
    "ClientNameType": "!",
    "SecretHashType": "!",
}
LENGTHS = (*TEXTS, "DescriptionType", "UserFilterType", "ResourceServerIdentifierType")
NUMBERS = (
    "QueryLimitType",
    "QueryLimit",
    "PoolQueryLimitType",
    "AuthSessionValidityType",
    "PrecedenceType",
    "ListResourceServersLimitType",
    "RefreshTokenValidityType",
    "AccessTokenValidityType",
)

# Enums whose documented values are tested, each with a harmless one.
ENUMS = {
    "AuthFlow": "",
    "ChallengeName": "",
    "MessageAction": "SUPPRESS",
    "DeletionProtection": "INACTIVE",
    "MfaConfiguration": "OFF",
    "UserPoolTier": "ESSENTIALS",
    "PreventUserExistenceErrors": "ENABLED",
}


@dataclass(frozen=True)
class Constraint:
    """One constraint on one member at the top of an operation's request."""

    operation: str
    member: str

    @property
    def shape(self) -> Any:
        """The member's shape."""
        return service_model().operation_model(self.operation).input_shape.members[self.member]

    @property
    def camel(self) -> str:
        """The member's name in validation messages."""
        return self.member[:1].lower() + self.member[1:]


@cache
def constraints(kind: Kind) -> list[Constraint]:
    """All constraints of a kind on the operations that can be tried."""
    found = []
    for operation in OPERATIONS:
        shape = service_model().operation_model(operation).input_shape
        for member, its in shape.members.items():
            if _has(kind, member, its, required=member in shape.required_members):
                found.append(Constraint(operation, member))
    return found


def _has(kind: Kind, member: str, shape: Any, *, required: bool) -> bool:
    bounds = shape.metadata
    return {
        "required": required,
        "longest": shape.name in LENGTHS and "max" in bounds,
        "shortest": shape.name in (*LENGTHS, "SessionType") and bounds.get("min", 0) > 0,
        "range": shape.name in NUMBERS and ("max" in bounds or "min" in bounds),
        "enum": member in ENUMS and bool(getattr(shape, "enum", None)),
        "pattern": shape.name in TEXTS,
        "type": shape.type_name == "string" and not getattr(shape, "enum", None),
    }[kind]


def _some_of(population: Callable[[], Sequence[T]], count: int) -> st.SearchStrategy[list[T]]:
    """Members of a population, all different, none preferred: Hypothesis draws a number, not the members."""
    return st.integers(0, 2**48).map(lambda number: random.Random(number).sample(population(), count))


def constrained(kind: Kind, count: int = 6) -> st.SearchStrategy[list[Constraint]]:
    """Some constraints of a kind."""
    return _some_of(lambda: constraints(kind), count)


def operations(count: int) -> st.SearchStrategy[list[str]]:
    """Some of the operations that can be tried."""
    return _some_of(lambda: OPERATIONS, count)


def text_of_length(constraint: Constraint, length: int) -> str:
    """A text of that length that satisfies the pattern."""
    if constraint.shape.name == "UserPoolIdType":
        return f"us-east-1_{POOL_MARK}{'a' * 400}"[:length]
    if constraint.shape.name == "UserFilterType":
        return 'name = "'.ljust(length - 1, "x") + '"'
    return "a" * length


def outside(constraint: Constraint, distance: int) -> tuple[int, int]:
    """A number outside the range and the bound next to it: above the largest, or else below the smallest."""
    bounds = constraint.shape.metadata
    if "max" in bounds:
        return int(bounds["max"]) + distance, int(bounds["max"])
    return int(bounds["min"]) - distance, int(bounds["min"])
