"""What counts as being as before, and what does not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from conformance.checking.before_and_after import changed_member, changed_user, still_accepted
from conformance.checking.exchange import Exchange
from evidence_exchanges import answer

USER: dict[str, Any] = {
    "UserAttributes": [{"Name": "sub", "Value": "1"}, {"Name": "nickname", "Value": "a"}],
    "UserStatus": "CONFIRMED",
    "Enabled": True,
    "UserMFASettingList": ["SOFTWARE_TOKEN_MFA", "SMS_MFA"],
}


def shown(**members: Any) -> Exchange:
    return answer("DescribeGroup", {"Group": {"GroupName": "g", "Description": "d", "LastModifiedDate": 1} | members})


def user(**members: Any) -> Exchange:
    return answer("AdminGetUser", USER | members)


def kind(difference: Any) -> str:
    return "" if difference is None else str(difference.kind)


def refused(exchange: Exchange) -> Exchange:
    return replace(exchange, outcome="error", code="NotFound", message="none")


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (shown(), ""),
        (shown(LastModifiedDate=2), ""),
        (shown(Description="e"), "changed-Description"),
        (shown(Description=None), "changed-Description"),
        (shown(Precedence=1), "changed-Precedence"),
        (refused(shown()), "refused-NotFound"),
    ],
)
def test_members(after: Exchange, expected: str) -> None:
    assert kind(changed_member(shown(), after, "Group")) == expected


def test_a_member_that_was_not_there_may_be_none_of_the_question() -> None:
    assert changed_member(shown(), shown(Precedence=1), "Group", new=False) is None


def test_lists_may_be_shown_in_any_order() -> None:
    before, after = shown(Names=["a", "b"]), shown(Names=["b", "a"])
    assert changed_member(before, after, "Group") is None
    assert kind(changed_member(before, shown(Names=["a", "c"]), "Group")) == "changed-Names"


@pytest.mark.parametrize("before", [answer("DescribeGroup", {}), answer("DescribeGroup", {"Group": {}})])
def test_what_showed_nothing_before_is_not_as_before(before: Exchange) -> None:
    assert kind(changed_member(before, before, "Group")) == "nothing-shown"
    assert kind(changed_member(answer("X", {"ResponseMetadata": {}}), shown())) == "nothing-shown"


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (user(), ""),
        (user(UserMFASettingList=["SMS_MFA", "SOFTWARE_TOKEN_MFA"]), ""),
        (user(UserAttributes=[{"Name": "sub", "Value": "1"}]), "stored-nickname"),
        (user(UserStatus="RESET_REQUIRED"), "status"),
        (user(Enabled=False), "changed-Enabled"),
        (user(UserMFASettingList=[]), "changed-UserMFASettingList"),
        (user(PreferredMfaSetting="SMS_MFA"), "changed-PreferredMfaSetting"),
    ],
)
def test_users(after: Exchange, expected: str) -> None:
    assert kind(changed_user(user(), after)) == expected


def test_what_may_change() -> None:
    after = user(Enabled=False, UserAttributes=[{"Name": "sub", "Value": "1"}])
    assert changed_user(user(), after, ["Enabled", "nickname"]) is None


def test_a_request_that_is_accepted_as_before() -> None:
    assert still_accepted(user(), "it is accepted") is None
    assert kind(still_accepted(refused(user()), "it is accepted")) == "refused"
