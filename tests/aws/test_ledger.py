"""What the ledger remembers, and what is deleted by it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from targets.aws.access import NotPermitted
from targets.aws.cleanup import Cleanup
from targets.aws.ledger import Ledger, read_ledger
from targets.aws.running import RunningAws
from targets.aws.sweep import Kept, Sweep, in_use
from targets.interface import HttpResponse, TargetGone

Start = Callable[..., RunningAws]


def ledger(folder: Path) -> Ledger:
    return Ledger(folder / "run.jsonl", run="feed", expires=5.0)


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    kept = ledger(tmp_path)
    kept.made(kept.intend("pool", "cc-a"), "p1")
    kept.made(kept.intend("client", "cc-c", pool="p1"), "c1")
    kept.refused(kept.intend("pool", "cc-b"))
    kept.intend("domain", "cc-d", pool="p1")
    found = read_ledger(kept.file)
    assert (found.run, found.expires) == ("feed", 5.0)
    assert [(each.kind, each.id, each.name, each.pool) for each in found.owned.values()] == [
        ("pool", "p1", "cc-a", ""),
        ("client", "c1", "cc-c", "p1"),
    ]
    assert [each.name for each in found.open.values()] == ["cc-d"]


def test_with_a_pool_goes_what_is_in_it(tmp_path: Path) -> None:
    kept = ledger(tmp_path)
    for number in "12":
        kept.made(kept.intend("pool", "cc-a"), f"p{number}")
        kept.made(kept.intend("client", "cc-c", pool=f"p{number}"), f"c{number}")
    kept.gone("pool", "p1")
    assert [each.id for each in read_ledger(kept.file).owned.values()] == ["p2", "c2"]


def test_lines_that_are_torn_or_damaged_are_passed_over(tmp_path: Path) -> None:
    kept = ledger(tmp_path)
    kept.made(kept.intend("pool", "cc-a"), "p1")
    with kept.file.open("a") as file:
        file.write('{"event": "made", "number": null, "id": "p2"}\n{"event": "run", "run": "feed", "expires": "x"}\n')
        file.write('{"event": "gone", "kind": "po')
    assert [each.id for each in read_ledger(kept.file).of("pool")] == ["p1"]


def test_a_full_disk_refuses_before_anything_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = ledger(tmp_path)

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(TargetGone, match="No space left on device; nothing is made that is not in it"):
        kept.intend("pool", "cc-a")


def test_a_ledger_of_nothing_is_removed(tmp_path: Path) -> None:
    kept = ledger(tmp_path)
    kept.made(kept.intend("pool", "cc-a"), "p1")
    assert in_use(kept.file)
    kept.close()
    assert kept.file.exists()
    assert not in_use(kept.file)
    again = Ledger(tmp_path / "other.jsonl", run="feed", expires=5.0)
    again.close()
    assert not again.file.exists()


# -- deleting ---------------------------------------------------------------------------------------------------------


class Account:
    """Answers by operation, one after the other."""

    def __init__(self, **answers: list[tuple[int, dict[str, Any]]]) -> None:
        self.answers = answers
        self.asked: list[tuple[str, Any]] = []

    def __call__(self, operation: str, members: Any) -> HttpResponse:
        self.asked.append((operation, members))
        status, said = self.answers[operation].pop(0) if self.answers.get(operation) else (200, {})
        return HttpResponse(status, {}, json.dumps(said).encode())

    def operations(self) -> list[str]:
        return [operation for operation, _ in self.asked]


def refusal(code: str, status: int = 400) -> tuple[int, dict[str, Any]]:
    return status, {"__type": code, "message": "why"}


def cleaned(account: Account, tmp_path: Path) -> Cleanup:
    kept = ledger(tmp_path)
    kept.made(kept.intend("pool", "cc-a"), "p1")
    kept.made(kept.intend("domain", "cc-d", pool="p1"), "cc-d")
    cleanup = Cleanup(account, sleep=lambda _: None)
    cleanup.all_of(kept.entries)
    return cleanup


def test_domains_go_before_pools(tmp_path: Path) -> None:
    account = Account()
    assert cleaned(account, tmp_path).deleted == ["p1"]
    assert account.operations() == ["DeleteUserPoolDomain", "DeleteUserPool"]


def test_what_is_gone_already_is_deleted(tmp_path: Path) -> None:
    gone = refusal("ResourceNotFoundException")
    cleanup = cleaned(Account(DeleteUserPoolDomain=[gone], DeleteUserPool=[gone]), tmp_path)
    assert (cleanup.deleted, cleanup.left) == (["p1"], {})


@pytest.mark.parametrize(
    "fault",
    [
        refusal("TooManyRequestsException"),
        refusal("Throttling"),
        refusal("RequestLimitExceeded"),
        refusal("SlowDown", 429),
        refusal("InternalErrorException", 500),
    ],
)
def test_a_fault_is_asked_again(fault: tuple[int, dict[str, Any]], tmp_path: Path) -> None:
    account = Account(DeleteUserPool=[fault, fault])
    assert cleaned(account, tmp_path).deleted == ["p1"]
    assert account.operations().count("DeleteUserPool") == 3


def test_a_fault_without_end_leaves_the_pool(tmp_path: Path) -> None:
    account = Account(DeleteUserPool=[refusal("TooManyRequestsException")] * 99)
    assert cleaned(account, tmp_path).left == {"p1": "TooManyRequestsException"}


@pytest.mark.parametrize(
    ("answer", "hidden", "blind"),
    [
        (refusal("TooManyRequestsException"), True, True),
        (refusal("InternalErrorException", 503), True, True),
        (refusal("AccessDeniedException"), True, False),  # by a policy that takes the suite's tag
        (refusal("NotAuthorizedException"), True, False),
        ((200, {}), True, False),
        ((200, {"UserPool": None}), True, False),
        (refusal("ResourceNotFoundException"), False, False),
        ((200, {"UserPool": {"Name": "cc-a"}}), False, False),
        ((200, {"UserPool": {"Name": "cc-a", "UserPoolTags": None}}), False, False),
    ],
)
def test_a_pool_that_cannot_be_looked_at_is_no_pool_of_others(
    answer: tuple[int, dict[str, Any]], hidden: bool, blind: bool
) -> None:
    cleanup = Cleanup(Account(DescribeUserPool=[answer] * 99), sleep=lambda _: None)
    look = cleanup.look_at("p1")
    assert (look.tags, bool(look.hidden), cleanup.blind) == ({}, hidden, blind)


OURS = {"cognito-conformance": "true", "cognito-conformance:run": "feed"}


@pytest.mark.parametrize(
    ("described", "left", "deleted"),
    [
        (refusal("AccessDeniedException"), True, False),
        (refusal("NotAuthorizedException"), True, False),
        ((200, {"UserPool": None}), True, False),
        (refusal("ResourceNotFoundException"), False, False),
        ((200, {"UserPool": {"Name": "cc-lost", "UserPoolTags": {}}}), False, False),
        ((200, {"UserPool": {"Name": "cc-lost", "UserPoolTags": OURS}}), False, True),
    ],
)
def test_what_is_hidden_is_not_taken_for_gone(
    described: tuple[int, dict[str, Any]], left: bool, deleted: bool, tmp_path: Path
) -> None:
    """A pool was made, its answer was lost, and its name is on the list."""
    kept = ledger(tmp_path)
    kept.intend("pool", "cc-lost")
    listed = {"UserPools": [{"Id": "p9", "Name": "cc-lost"}, {"Id": "p8", "Name": "other"}]}
    cleanup = Cleanup(Account(ListUserPools=[(200, listed)], DescribeUserPool=[described]), sleep=lambda _: None)
    cleanup.all_of(kept.entries)
    assert (list(cleanup.left), cleanup.deleted) == (["p9"] if left else [], ["p9"] if deleted else [])


@pytest.mark.parametrize(
    "answer",
    [refusal("AccessDeniedException"), refusal("NotAuthorizedException"), (200, {}), (200, {"UserPools": None})],
)
def test_a_list_that_is_hidden_is_no_empty_list(answer: tuple[int, dict[str, Any]], tmp_path: Path) -> None:
    kept = ledger(tmp_path)
    kept.intend("pool", "cc-lost")
    cleanup = Cleanup(Account(ListUserPools=[answer]), sleep=lambda _: None)
    cleanup.all_of(kept.entries)
    assert cleanup.blind
    fine = Cleanup(Account(ListUserPools=[(200, {"UserPools": []})]), sleep=lambda _: None)
    fine.all_of(kept.entries)
    assert not fine.blind


def test_one_denial_keeps_nothing_else_from_being_deleted(tmp_path: Path) -> None:
    """The permission is missing for one pool; the others are deleted, and the reason is said."""
    kept = ledger(tmp_path)
    for number in "123":
        kept.made(kept.intend("pool", "cc-a"), f"p{number}")
    account = Account()

    def send(operation: str, members: Any) -> HttpResponse:
        if members["UserPoolId"] == "p2":
            raise NotPermitted(f"the permission cognito-idp:{operation} is missing")
        return account(operation, members)

    cleanup = Cleanup(send, sleep=lambda _: None)
    cleanup.all_of(kept.entries)
    assert cleanup.deleted == ["p1", "p3"]
    assert cleanup.left == {"p2": "the permission cognito-idp:DeleteUserPool is missing"}


def test_after_an_expired_login_all_that_is_not_deleted_is_left(tmp_path: Path) -> None:
    kept = ledger(tmp_path)
    for number in "12":
        kept.made(kept.intend("pool", "cc-a"), f"p{number}")

    def send(operation: str, members: Any) -> HttpResponse:
        if members["UserPoolId"] == "p2":
            raise TargetGone("the login of the profile has expired")
        return HttpResponse(200, {}, b"{}")

    cleanup = Cleanup(send, sleep=lambda _: None)
    cleanup.all_of(kept.entries)
    assert (cleanup.deleted, list(cleanup.left), cleanup.blind) == (["p1"], ["p2"], True)


# -- what a sweep makes of what it cannot see --------------------------------------------------------------------------

HIDDEN, UNTAGGED = refusal("AccessDeniedException"), (200, {"UserPool": {"Name": "cc-a"}})


@pytest.mark.parametrize(("described", "says"), [(HIDDEN, "its tags cannot be seen"), (UNTAGGED, "it has no tag of")])
@pytest.mark.parametrize("known", [True, False])
def test_what_is_ours_by_name_alone_is_never_deleted(
    described: tuple[int, dict[str, Any]], says: str, known: bool, tmp_path: Path
) -> None:
    """In a ledger it may be left by a run, which is said; otherwise it is somebody else's."""
    written = ledger(tmp_path)
    written.made(written.intend("pool", "cc-a"), "p1" if known else "p2")
    os.close(written._fd)
    account = Account(
        ListUserPools=[(200, {"UserPools": [{"Id": "p1", "Name": "cc-a"}]})], DescribeUserPool=[described]
    )
    (found,) = Sweep(Cleanup(account, sleep=lambda _: None), tmp_path, 0.0).found()
    assert isinstance(found, Kept)
    assert (found.unsure, says in found.why) == (known, True)
    assert ("the ledger of run feed has this pool" in found.why) is known
    assert account.operations() == ["ListUserPools", "DescribeUserPool"]


@pytest.mark.parametrize(
    ("described", "run", "known", "listed"),
    [
        (UNTAGGED, "", False, True),
        (UNTAGGED, "feed", False, False),  # seen not to be the run's
        (UNTAGGED, "feed", True, True),
        (UNTAGGED, "beef", True, False),
        (HIDDEN, "feed", False, True),  # it may be
        (HIDDEN, "beef", True, False),
    ],
)
def test_of_one_run_only_what_may_be_its_own_is_listed(
    described: tuple[int, dict[str, Any]], run: str, known: bool, listed: bool, tmp_path: Path
) -> None:
    written = ledger(tmp_path)
    written.made(written.intend("pool", "cc-a"), "p1" if known else "p2")
    os.close(written._fd)
    pools = (200, {"UserPools": [{"Id": "p1", "Name": "cc-a"}]})
    account = Account(ListUserPools=[pools], DescribeUserPool=[described])
    found = list(Sweep(Cleanup(account, sleep=lambda _: None), tmp_path, 0.0).found(run))
    assert [each.pool for each in found] == (["p1"] if listed else [])


@pytest.mark.parametrize(("status", "kept"), [(503, True), (400, True), (200, False)])
def test_ledgers_are_kept_while_the_account_cannot_be_seen(status: int, kept: bool, tmp_path: Path) -> None:
    written = ledger(tmp_path)
    written.made(written.intend("pool", "cc-a"), "p1")
    os.close(written._fd)
    sweep = Sweep(
        Cleanup(Account(ListUserPools=[(status, {"UserPools": []})] * 99), sleep=lambda _: None), tmp_path, 0.0
    )
    sweep.forget_ledgers()
    assert written.file.exists() is kept
    assert sweep.blind is kept


def test_a_ledger_whose_pool_was_made_unseen_is_kept(tmp_path: Path) -> None:
    written = ledger(tmp_path)
    written.intend("pool", "cc-lost")
    os.close(written._fd)
    listed = {"UserPools": [{"Id": "p9", "Name": "cc-lost"}]}
    Sweep(Cleanup(Account(ListUserPools=[(200, listed)]), sleep=lambda _: None), tmp_path, 0.0).forget_ledgers()
    assert written.file.exists()


def test_a_protected_pool_keeps_its_settings_until_it_is_gone(tmp_path: Path) -> None:
    settings = {"AutoVerifiedAttributes": ["email"], "UserPoolTags": {"a": "b"}, "Arn": "arn", "Name": "cc-a"}
    account = Account(
        DeleteUserPool=[refusal("InvalidParameterException")],
        DescribeUserPool=[(200, {"UserPool": {**settings, "DeletionProtection": "ACTIVE"}})],
    )
    assert cleaned(account, tmp_path).deleted == ["p1"]
    (update,) = [members for operation, members in account.asked if operation == "UpdateUserPool"]
    assert update == {
        "UserPoolId": "p1",
        "DeletionProtection": "INACTIVE",
        "AutoVerifiedAttributes": ["email"],
        "UserPoolTags": {"a": "b"},
    }


def test_a_pool_whose_making_was_not_seen_is_found_by_name_and_tag(start: Start, twin: Any, owner: Any) -> None:
    """The answer to CreateUserPool is lost; another pool has the name and not the tag of the run."""
    from botocore.exceptions import BotoCoreError

    running = start()
    other = owner.create_user_pool(PoolName="cc-unseen")["UserPool"]["Id"]
    twin.ask("/faults", {"rate": 1, "kinds": ["lost"], "most": 1})
    with pytest.raises(BotoCoreError):
        running.calls.send("CreateUserPool", running.dressed("CreateUserPool", {"PoolName": "cc-unseen"}))
    twin.ask("/faults", {"rate": 0, "kinds": []})
    assert len(twin.ask("/state")["pools"]) == 2
    assert running.settle()[-1] == "leftovers: 0"
    assert [pool["id"] for pool in twin.ask("/state")["pools"]] == [other]
    owner.delete_user_pool(UserPoolId=other)
