"""The service model as a specification: answers fit their shapes, and requests that break a constraint are refused.

The difference names the operation, so that each operation is reported by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from conformance.checking.acceptance import describe
from conformance.checking.differences import refused_otherwise
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.members import is_api_answer
from conformance.checking.registry import check, every_answer
from conformance.checking.shapes import misfit
from conformance.flows.users import fresh_login
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Client, Pool, User
from conformance.strategies import names, passwords
from conformance.strategies.malformed import CLIENT_MARK, words
from conformance.strategies.requests import (
    ENUMS,
    TEXTS,
    WITH_TOKEN,
    Constraint,
    constrained,
    operations,
    outside,
    text_of_length,
)
from conformance.transport.aws_model import output_shape, service_model

COMMON_ERRORS = frozenset(
    {
        "AccessDeniedException",
        "ExpiredTokenException",
        "IncompleteSignature",
        "IncompleteSignatureException",
        "InternalFailure",
        "InternalErrorException",
        "InvalidClientTokenId",
        "MalformedHttpRequestException",
        "MissingAuthenticationTokenException",
        "NotAuthorized",
        "OptInRequired",
        "RequestAbortedException",
        "RequestEntityTooLargeException",
        "RequestExpired",
        "RequestTimeoutException",
        "SerializationException",
        "ServiceUnavailable",
        "ThrottlingException",
        "TooManyRequestsException",
        "UnrecognizedClientException",
        "UnknownOperationException",
        "ValidationError",
        "ValidationException",
        "ForbiddenException",
    }
)
NO_CLIENT = f"{CLIENT_MARK}{'a' * 21}"  # the id of a client that does not exist
# These come last, in this order: errors for a deleted user are not in the list of every operation.
ENDING = ("GlobalSignOut", "AdminUserGlobalSignOut", "AdminDisableUser", "DeleteUser", "AdminDeleteUser")


def in_order(operation_names: list[str]) -> list[str]:
    """The operations as drawn, with those that end something last."""
    return sorted(operation_names, key=lambda name: ENDING.index(name) if name in ENDING else -1)


REFUSED_BY_FORM = ("InvalidParameterException", "ValidationException", "SerializationException")


# -- requests that are right -------------------------------------------------------------------------------------------


class Requests:
    """Right requests for every operation, in a new pool; ``spoiled`` for requests that are then made invalid."""

    def __init__(
        self, s: Scenario, password: str, base: str, operation_names: list[str], *, spoiled: bool = False
    ) -> None:
        if spoiled:
            s.provoke()
        self.pool: Pool = s.pool(UserPoolTags={"for": "spoiled shapes" if spoiled else "shapes"})
        self.client: Client = s.client(self.pool)
        flows = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
        self.sign_in_client: Client = s.client(self.pool, ExplicitAuthFlows=flows)
        self.user: User = s.user(self.pool, username=s.name(base), password=password)
        self.password = password
        self.group = s.name("group")
        self.login = fresh_login(s, self.pool)
        if any("Group" in name for name in operation_names):
            s.call("CreateGroup", UserPoolId=self.pool.id, GroupName=self.group)
        self.token = "eyJhbGciOiJub25lIn0.e30.e30"
        if set(operation_names) & set(WITH_TOKEN):
            self.token = s.sign_in(self.sign_in_client, self.user).access

    def of(self, operation: str, **changed: Any) -> dict[str, Any]:
        """The required members of a request, and what is changed."""
        shape: Any = service_model().operation_model(operation).input_shape
        request = {member: self._value(operation, member, shape.members[member]) for member in shape.required_members}
        if operation == "AdminCreateUser":
            request |= {"Username": self.login, "MessageAction": "SUPPRESS"}
        elif operation == "CreateGroup":
            request |= {"GroupName": f"{self.group}-new"}
        elif operation == "SignUp":
            request |= {"Username": self.login, "Password": self.password}
        elif operation.endswith("InitiateAuth"):
            request |= {"AuthParameters": {"USERNAME": self.user.login, "PASSWORD": self.password}}
        elif operation.endswith("AuthChallenge"):
            request |= {
                "Session": "A" * 24,
                "ChallengeResponses": {"USERNAME": self.user.login, "NEW_PASSWORD": self.password},
            }
        return {name: value for name, value in (request | changed).items() if value is not None}

    def _value(self, operation: str, member: str, shape: Any) -> Any:
        known: dict[str, Any] = {
            "UserPoolId": self.pool.id,
            "Username": self.user.username,
            "GroupName": self.group,
            "AccessToken": self.token,
            "ClientId": (self.sign_in_client if "Auth" in operation else self.client).id,
            "ConfirmationCode": "135790",
            "Code": "135790",
            "Password": self.password,
            "MaxResults": 10,
            "PreviousPassword": self.password,
            "ProposedPassword": f"{self.password}Zz9",
            "AuthFlow": "ADMIN_USER_PASSWORD_AUTH" if operation.startswith("Admin") else "USER_PASSWORD_AUTH",
            "ChallengeName": "NEW_PASSWORD_REQUIRED",
            "UserAttributes": [{"Name": "nickname", "Value": "n"}],
            "UserAttributeNames": ["nickname"],
            "AttributeName": "email",
            "Identifier": "https://none.example.com",
        }
        return known.get(member, "abcdef")


# -- answers -----------------------------------------------------------------------------------------------------------


@every_answer("SHAPE-001", to=is_api_answer)
def answer_fits(answer: Exchange) -> Difference | None:
    """The answer against the model's output shape."""
    shape = output_shape(answer.operation)
    return None if shape is None else misfit(dict(answer.response), shape, "answer")


@check("SHAPE-002", of_form=True)
def error_is_known(refusal: Exchange) -> Difference | None:
    """The code is in the operation's list of errors; accepted requests are not judged."""
    if refusal.ok:
        return None
    if refusal.server_error:
        return Difference("server-error", "an error of the operation's list", describe(refusal))
    listed = {shape.name for shape in service_model().operation_model(refusal.operation).error_shapes}
    if refusal.code in listed or refusal.code in COMMON_ERRORS:
        return None
    return Difference(
        f"code-{refusal.code}", f"an error that {refusal.operation} lists, or a common one", describe(refusal)
    )


@prop(
    "SHAPE-001",
    "SHAPE-002",
    tried=operations(6),
    password=passwords(),
    base=names(),
)
def test_answers(s: Scenario, tried: list[str], password: str, base: str) -> None:
    """Right requests, which may or may not find their object."""
    right = Requests(s, password, base, tried)
    for operation in in_order(tried):
        answer = s.call(operation, **right.of(operation))
        if answer.ok:
            s.check("SHAPE-001", answer)
        elif answer.outcome == "error":
            s.check("SHAPE-002", answer)


@prop("SHAPE-002", tried=operations(4), password=passwords(), base=names())
def test_errors(s: Scenario, tried: list[str], password: str, base: str) -> None:
    """Right requests about users, groups and clients that do not exist."""
    right = Requests(s, password, base, tried)
    for operation in in_order(tried):
        nobody: dict[str, Any] = {"Username": s.name("nobody"), "GroupName": s.name("none"), "ClientId": NO_CLIENT}
        if operation == "RevokeToken":
            del nobody["ClientId"]  # its error for unknown clients is in no list
        answer = s.call(operation, **{name: nobody.get(name, value) for name, value in right.of(operation).items()})
        if answer.outcome == "error":
            s.check("SHAPE-002", answer)


# -- constraints -------------------------------------------------------------------------------------------------------


def refused_before_all_else(attempt: Exchange, code: str, what: str) -> Difference | None:
    """Refused with this code.

    All other codes are one kind, since which one comes depends on further checks of the target.
    """
    found = refused_otherwise(attempt, code, what)
    if found is not None and found.kind not in ("accepted", "server-error"):
        return replace(found, kind="refused-otherwise")
    return found


@check("SHAPE-003", "SHAPE-004", "SHAPE-005", "SHAPE-006", "SHAPE-007", "SHAPE-008", of_form=True)
def refused_for_its_form(attempt: Exchange, member: str) -> Difference | None:
    """The request is refused with InvalidParameterException."""
    return refused_before_all_else(attempt, "InvalidParameterException", f"this {member}")


@check("SHAPE-009", of_form=True)
def refused_for_its_type(attempt: Exchange, member: str) -> Difference | None:
    """The request is refused with SerializationException."""
    return refused_before_all_else(attempt, "SerializationException", f"an object for {member}")


def is_about(answer: Exchange, constraint: Constraint) -> bool:
    """Whether this is a refusal for the form of that member."""
    text = answer.message or ""
    return answer.code in REFUSED_BY_FORM and (constraint.camel in text or constraint.member in text)


def judge_pair(
    s: Scenario, requirement: str, constraint: Constraint, broken: Mapping[str, Any], fine: Mapping[str, Any]
) -> None:
    """A request that breaks a constraint next to one that just satisfies it, which may be answered with anything."""
    operation = constraint.operation
    attempt, control = s.call(operation, **broken), s.call(operation, **fine)
    client_id = control.get("UserPoolClient.ClientId")
    if control.ok and operation == "CreateUserPoolClient" and client_id:
        pool_id = broken.get("UserPoolId") or fine.get("UserPoolId")
        s.call("DeleteUserPoolClient", UserPoolId=pool_id, ClientId=client_id)
    decided = control.ok or control.outcome == "error"
    if decided and attempt.outcome in ("ok", "error") and not is_about(control, constraint):
        s.check(requirement, attempt, member=constraint.member)


def _operations(found: list[Constraint]) -> list[str]:
    return [constraint.operation for constraint in found]


@prop("SHAPE-003", found=constrained("required"), password=passwords(), base=names())
def test_required(s: Scenario, found: list[Constraint], password: str, base: str) -> None:
    """A required member left out."""
    right = Requests(s, password, base, _operations(found), spoiled=True)
    for one in found:
        fine = right.of(one.operation)
        judge_pair(s, "SHAPE-003", one, {name: value for name, value in fine.items() if name != one.member}, fine)


@prop("SHAPE-004", found=constrained("longest"), more=st.integers(1, 100), password=passwords(), base=names())
def test_longest(s: Scenario, found: list[Constraint], more: int, password: str, base: str) -> None:
    """A text longer than the longest; the longest is no validation error."""
    right = Requests(s, password, base, _operations(found), spoiled=True)
    for one in found:
        most = int(one.shape.metadata["max"])
        broken, fine = (
            right.of(one.operation, **{one.member: text_of_length(one, size)}) for size in (most + more, most)
        )
        judge_pair(s, "SHAPE-004", one, broken, fine)


@prop("SHAPE-005", found=constrained("shortest"), less=st.integers(1, 19), password=passwords(), base=names())
def test_shortest(s: Scenario, found: list[Constraint], less: int, password: str, base: str) -> None:
    """A text shorter than the shortest; the shortest is no validation error."""
    right = Requests(s, password, base, _operations(found), spoiled=True)
    for one in found:
        least = int(one.shape.metadata["min"])
        fine = right.of(one.operation, **{one.member: right.of(one.operation).get(one.member, "a" * least)})
        judge_pair(s, "SHAPE-005", one, fine | {one.member: "a" * max(least - less, 0)}, fine)


@prop("SHAPE-006", found=constrained("range"), distance=st.integers(1, 10**5), password=passwords(), base=names())
def test_range(s: Scenario, found: list[Constraint], distance: int, password: str, base: str) -> None:
    """A number outside its range; the bound is no validation error."""
    right = Requests(s, password, base, _operations(found), spoiled=True)
    for one in found:
        broken, fine = (right.of(one.operation, **{one.member: value}) for value in outside(one, distance))
        judge_pair(s, "SHAPE-006", one, broken, fine)


@prop("SHAPE-007", found=constrained("enum"), word=words(), password=passwords(), base=names())
def test_enum(s: Scenario, found: list[Constraint], word: str, password: str, base: str) -> None:
    """A value that the enum does not list; a listed one is no validation error."""
    right = Requests(s, password, base, _operations(found), spoiled=True)
    for one in found:
        listed = right.of(one.operation).get(one.member) or ENUMS[one.member]
        broken, fine = (right.of(one.operation, **{one.member: value}) for value in (word.upper(), listed))
        judge_pair(s, "SHAPE-007", one, broken, fine)


@prop("SHAPE-008", found=constrained("pattern"), at=st.integers(1, 3), password=passwords(), base=names())
def test_pattern(s: Scenario, found: list[Constraint], at: int, password: str, base: str) -> None:
    """A text with a character that its pattern does not have; without it, it is no validation error."""
    right = Requests(s, password, base, _operations(found), spoiled=True)
    for one in found:
        text = str(right.of(one.operation).get(one.member, "abcdef"))
        broken, fine = (
            right.of(one.operation, **{one.member: value})
            for value in (text[:at] + TEXTS[one.shape.name] + text[at:], text)
        )
        judge_pair(s, "SHAPE-008", one, broken, fine)


@prop(
    "SHAPE-009",
    found=constrained("type"),
    value=st.dictionaries(st.sampled_from(("value", "code")), words(), max_size=1),
    password=passwords(),
    base=names(),
)
def test_type(s: Scenario, found: list[Constraint], value: dict[str, str], password: str, base: str) -> None:
    """An object where a text must be."""
    right = Requests(s, password, base, _operations(found), spoiled=True)
    for one in found:
        fine = right.of(one.operation)
        judge_pair(s, "SHAPE-009", one, fine | {one.member: value}, fine)
