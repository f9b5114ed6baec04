"""Administrators name a user by another name where the setting gives the user one, as long as it is one."""

from __future__ import annotations

import re
from typing import Any

import pytest

from conformance.requirements import load_catalog
from conformance.run.engine import Engine
from conformance.run.profiles import PROFILES
from conformance.scenario import Scenario
from conformance.scenario.dimensions import with_these
from conformance.scenario.naming import OtherName, OtherNames
from conformance.scenario.property import Property
from conformance.sensitivity.trial import MemoryJournal
from conformance.transport.aws_model import service_model
from targets.reference import ReferenceTarget

ADDRESS = OtherName("ana@example.com", "email", "email")
WHO = {"UserPoolId": "p", "Username": "ana"}


def known(other: OtherName = ADDRESS) -> OtherNames:
    names = OtherNames()
    names.learn("p", "ana", other)
    return names


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("AdminGetUser", {"UserPoolId": "p", "Username": "bob"}),
        ("AdminGetUser", {"UserPoolId": "q", "Username": "ana"}),  # another pool's
        ("ForgotPassword", WHO),  # no administrator
        ("AdminCreateUser", WHO),  # of a user who is not there
        ("AdminListUserSessions", WHO),  # of which nobody says that it takes aliases
    ],
)
def test_who_has_no_other_name_is_named_as_written(operation: str, parameters: dict[str, Any]) -> None:
    assert known().of("AdminGetUser", WHO) == ADDRESS
    assert known().of(operation, parameters) is None


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("AdminUpdateUserAttributes", {**WHO, "UserAttributes": [{"Name": "email", "Value": "new@example.com"}]}),
        ("UpdateUserAttributes", {"UserAttributes": [{"Name": "email_verified", "Value": "false"}]}),
        ("AdminDeleteUserAttributes", {**WHO, "UserAttributeNames": ["email"]}),
        ("SignUp", {"Username": "bob", "UserAttributes": [{"Name": "email", "Value": ADDRESS.name}]}),
        ("AdminDeleteUser", WHO),
        ("DeleteUser", {"AccessToken": "t"}),
    ],
)
def test_a_name_that_may_have_ended_is_not_used(operation: str, parameters: dict[str, Any]) -> None:
    names = known()
    names.follow(operation, parameters)
    assert names.of("AdminGetUser", WHO) is None


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("AdminUpdateUserAttributes", {**WHO, "UserAttributes": [{"Name": "nickname", "Value": "a"}]}),
        ("SignUp", {"Username": "bob", "UserAttributes": [{"Name": "email", "Value": "bob@example.com"}]}),
        ("AdminDisableUser", WHO),
        ("UpdateUserAttributes", {"UserAttributes": "malformed"}),
    ],
)
def test_other_requests_end_no_name(operation: str, parameters: dict[str, Any]) -> None:
    names = known()
    names.follow(operation, parameters)
    assert names.of("AdminGetUser", WHO) == ADDRESS


def test_the_operations_are_those_of_which_the_model_says_it() -> None:
    model = service_model()
    for operation in model.operation_names:
        shape = model.operation_model(operation).input_shape
        username = shape.members.get("Username") if shape is not None else None
        if operation.startswith("Admin") and username is not None:
            said = "can be any of their alias attributes" in re.sub("<[^>]+>", "", username.documentation)
            assert (known().of(operation, WHO) is not None) is said, operation


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ({"name": "email"}, "email"),
        ({"name": "preferred_username"}, "preferred_username"),
        ({"name": "sub"}, "sub"),
        ({"name": "case"}, "case"),
        ({"names": "addresses"}, "email"),
        ({}, ""),
    ],
)
def test_what_is_judged_is_named_so_and_what_arranges_is_not(values: dict[str, str], kind: str) -> None:
    engine = Engine(ReferenceTarget().start(), load_catalog(), PROFILES["quick"], MemoryJournal(), seed=1)
    property_ = Property("demo.test", ("ADMUSER-001",), {}, lambda s: None)
    s = Scenario(engine, property_, 1, "demo")
    s.setting = with_these(values)
    pool = s.pool()
    user = s.user(pool)
    for operation in ("AdminGetUser", "AdminListGroupsForUser"):
        s.must(operation, UserPoolId=pool.id, Username=user.username)
    sent = {step.name: step.arguments["Username"] for step in s.steps if "Username" in step.arguments}
    other = {"": user.username, "sub": user.sub}.get(kind, user.login)
    assert sent["AdminGetUser"] == other
    assert sent["AdminListGroupsForUser"] == user.username
    assert s.arranged["name"] == (kind or "username")
    assert (other == user.username) is (not kind)
