"""What the ledger remembers, and what is deleted by it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from targets.aws.cleanup import Cleanup
from targets.aws.ledger import Ledger, read_ledger
from targets.aws.running import RunningAws
from targets.aws.sweep import Sweep, in_use
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


def test_a_torn_line_is_passed_over(tmp_path: Path) -> None:
    kept = ledger(tmp_path)
    kept.made(kept.intend("pool", "cc-a"), "p1")
    with kept.file.open("a") as file:
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
    ("answer", "blind"),
    [
        (refusal("TooManyRequestsException"), True),
        (refusal("InternalErrorException", 503), True),
        (refusal("AccessDeniedException"), False),  # by a policy that takes the suite's tag
        (refusal("ResourceNotFoundException"), False),
        ((200, {"UserPool": {"Name": "cc-a"}}), False),
    ],
)
def test_a_pool_that_cannot_be_looked_at_is_no_pool_of_others(answer: tuple[int, dict[str, Any]], blind: bool) -> None:
    cleanup = Cleanup(Account(DescribeUserPool=[answer] * 99), sleep=lambda _: None)
    assert cleanup.tags_of("p1") == {}
    assert cleanup.blind is blind


@pytest.mark.parametrize(("status", "kept"), [(503, True), (200, False)])
def test_ledgers_are_kept_while_the_account_cannot_be_seen(status: int, kept: bool, tmp_path: Path) -> None:
    written = ledger(tmp_path)
    written.made(written.intend("pool", "cc-a"), "p1")
    os.close(written._fd)
    sweep = Sweep(Cleanup(Account(ListUserPools=[(status, {})] * 99), sleep=lambda _: None), tmp_path, 0.0)
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
