"""No window of a second has more requests than the share of the quota, whichever process sends them."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from targets.aws.book import Book
from targets.aws.endpoints import Endpoints
from targets.aws.ledger import Ledger
from targets.aws.operations import CATEGORY, PER_DOMAIN, PER_POOL, POOL_CATEGORIES, PUBLISHED
from targets.aws.outgoing import PAGES, Outgoing
from targets.aws.pace import QUEUE, WINDOW, Pace, category_of
from targets.aws.twin.categories import FEDERATED, SIGN_IN_STEPS, category_of_page
from targets.aws.twin.categories import category_of as category_on_the_twin
from targets.aws.twin.subjects import pool_of
from targets.interface import TargetGone

POOL_OF_ARN = "us-east-1_Abc123"


class Clock:
    """A clock that moves when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def request(operation: str) -> Outgoing:
    return Outgoing("cognito-idp", operation, "POST", "https://cognito-idp.us-east-1.amazonaws.com/")


def pace(folder: Path, clock: Clock, share: float = 0.5) -> Pace:
    return Pace(folder, PUBLISHED, share, clock=clock, sleep=clock.sleep)


def most_in_a_second(times: list[float]) -> int:
    return max(sum(first <= each < first + 1 for each in times) for first in times)


@pytest.mark.parametrize("pool", ["us-east-1_abc", "x" * 300, "\U0001f600" * 300, "../../x", "a/b\0c", "\ud800" * 300])
def test_a_pool_of_any_name_has_a_bucket_of_its_own(pool: str, tmp_path: Path) -> None:
    """Names that no pool can have are sent to be refused; an error here would be held against Cognito."""
    clock = Clock()
    limiter = pace(tmp_path / "pace", clock, share=1.0)
    for _ in range(PER_POOL + 1):
        limiter.wait(request("ListGroups"), pool)
    assert clock.now > 1000.0
    waited = clock.now
    limiter.wait(request("ListGroups"), f"{pool}2")
    assert clock.now == waited
    assert [each.name for each in tmp_path.iterdir()] == ["pace"]


def test_a_folder_that_cannot_be_written_ends_the_run(tmp_path: Path) -> None:
    limiter = pace(tmp_path / "pace", Clock())
    (tmp_path / "pace").rmdir()
    with pytest.raises(TargetGone, match=r"cannot keep the pace in .*: No such file or directory; nothing is sent"):
        limiter.wait(request("ListGroups"))


@pytest.mark.parametrize(("share", "most"), [(0.5, 15), (1.0, 30), (0.01, 1)])
def test_one_process(share: float, most: int, tmp_path: Path) -> None:
    clock = Clock()
    limiter, times = pace(tmp_path, clock, share), []
    for _ in range(100):
        limiter.wait(request("AdminSetUserPassword"))
        times.append(clock.now)
    assert most_in_a_second(times) == most
    assert times[-1] - times[0] == pytest.approx(WINDOW * ((100 - 1) // most), abs=0.01)


def test_a_request_that_leaves_late_counts_from_its_answer(tmp_path: Path) -> None:
    """On a busy machine it arrives long after its time, and those after it must not arrive with it."""
    clock = Clock()
    limiter, arrived = pace(tmp_path, clock), []
    for number in range(60):
        turn = limiter.wait(request("AdminSetUserPassword"))
        clock.now += 0.9 if number % 20 == 0 else 0.0
        arrived.append(clock.now)
        clock.now += 0.001
        limiter.answered(turn)
    assert most_in_a_second(arrived) == 15


def test_an_answer_that_cannot_be_counted_is_no_error(tmp_path: Path) -> None:
    clock = Clock()
    limiter = pace(tmp_path / "pace", clock)
    turn = limiter.wait(request("SignUp"))
    (tmp_path / "pace" / "UserCreation").unlink()
    (tmp_path / "pace").rmdir()
    limiter.answered(turn)
    with pytest.raises(TargetGone):
        limiter.wait(request("SignUp"))


def test_two_processes_share_one_quota(tmp_path: Path) -> None:
    clock = Clock()
    both, times = [pace(tmp_path, clock), pace(tmp_path, clock)], []
    for number in range(100):
        both[number % 2].wait(request("SignUp"))
        times.append(clock.now)
    assert most_in_a_second(times) == 25


def test_two_categories_do_not_wait_for_each_other(tmp_path: Path) -> None:
    clock = Clock()
    limiter = pace(tmp_path, clock)
    for _ in range(15):
        limiter.wait(request("AdminSetUserPassword"))
        limiter.wait(request("AdminGetUser"))
    assert clock.now == 1000.0


def test_one_operation_on_one_pool(tmp_path: Path) -> None:
    clock = Clock()
    limiter, times = pace(tmp_path, clock, 1.0), []
    for _ in range(20):
        limiter.wait(request("CreateUserPoolClient"), "us-east-1_a")
        times.append(clock.now)
    assert most_in_a_second(times) == PER_POOL
    limiter.wait(request("CreateUserPoolClient"), "us-east-1_b")
    assert clock.now == times[-1]


def test_half_the_pace_after_a_throttled_request(tmp_path: Path) -> None:
    clock = Clock()
    limiter, times = pace(tmp_path, clock), []
    limiter.throttled(request("SignUp"))
    for _ in range(50):
        limiter.wait(request("SignUp"))
        times.append(clock.now)
    assert most_in_a_second(times) == 12


def test_a_torn_bucket_is_an_empty_one(tmp_path: Path) -> None:
    clock = Clock()
    limiter = pace(tmp_path, clock)
    limiter.wait(request("SignUp"))
    (tmp_path / "UserCreation").write_text('{"taken": [1')
    limiter.wait(request("SignUp"))


def test_a_bucket_of_before_the_machine_started_is_an_empty_one(tmp_path: Path) -> None:
    """The clock counts from the start of the machine: it goes back."""
    clock = Clock()
    clock.now = 1800.0
    for _ in range(30):
        pace(tmp_path, clock).wait(request("SignUp"))
    clock.now = 60.0
    pace(tmp_path, clock).wait(request("SignUp"))
    assert clock.now <= 60 + QUEUE


def test_one_domain(tmp_path: Path) -> None:
    """Pages count by domain, too; the documents of a pool do not."""
    clock = Clock()
    limiter, times = pace(tmp_path, clock), []
    page = "https://{}.auth.us-east-1.amazoncognito.com/login"
    for _ in range(400):
        limiter.wait(Outgoing(PAGES, "GET /login", "GET", page.format("cc-a")))
        times.append(clock.now)
    assert most_in_a_second(times) == PER_DOMAIN // 2
    limiter.wait(Outgoing(PAGES, "GET /login", "GET", page.format("cc-b")))
    assert clock.now == times[-1]


def test_what_has_no_quota_waits_for_nothing(tmp_path: Path) -> None:
    clock = Clock()
    limiter = pace(tmp_path, clock)
    for _ in range(1000):
        limiter.wait(
            Outgoing(PAGES, "GET /x", "GET", "https://cognito-idp.us-east-1.amazonaws.com/p/.well-known/jwks.json")
        )
    assert clock.now == 1000.0


def test_who_waits_for_a_category_has_its_time_in_the_bucket_of_the_pool_too(tmp_path: Path) -> None:
    """Seven of a category at once, five of one operation on one pool: what another operation has taken first makes the
    first of these wait, and the sixth of them may not leave within a second of it.
    """
    clock = Clock()
    limiter, times = pace(tmp_path, clock), []
    for _ in range(40):
        for number in range(4):
            limiter.wait(request("UpdateGroup"), f"us-east-1_{number}")
        for _ in range(3):
            limiter.wait(request("CreateGroup"), "us-east-1_a")
            times.append(clock.now)
    assert most_in_a_second(times) <= PER_POOL
    for _ in range(20):
        limiter.wait(request("CreateGroup"), "us-east-1_a")
        times.append(clock.now)
    assert most_in_a_second(times) == PER_POOL


def test_many_threads_take_from_several_buckets_at_once(tmp_path: Path) -> None:
    """Each holds all its buckets at once; nobody waits for somebody who waits for him."""
    limiter = Pace(tmp_path, dict.fromkeys(PUBLISHED, 10**6), 1.0, sleep=lambda _: None)
    operations = ["CreateGroup", "CreateUserPoolClient", "DescribeUserPoolClient", "GetGroup"]
    with ThreadPoolExecutor(8) as threads:
        for each in [threads.submit(limiter.wait, request(o), f"p{n % 3}") for n in range(50) for o in operations]:
            each.result(timeout=60)
    taken = [len(json.loads(file.read_text())["taken"]) for file in tmp_path.iterdir()]
    assert len(taken) == 4 * 3 + 4
    assert max(taken) == 50


@pytest.mark.parametrize("challenge", [None, "NEW_PASSWORD_REQUIRED", "SMS_MFA"])
@pytest.mark.parametrize("operation", sorted(CATEGORY))
def test_the_twin_counts_in_the_same_categories(operation: str, challenge: str | None) -> None:
    """Two tables, written apart from the same document."""
    body = json.dumps({"ChallengeName": challenge} if challenge else {}).encode()
    sent = replace(request(operation), body=body)
    assert category_of(sent) == category_on_the_twin(operation, challenge)


@pytest.mark.parametrize("grant", ["", "client_credentials", "authorization_code", "refresh_token"])
@pytest.mark.parametrize("path", [*SIGN_IN_STEPS, *FEDERATED, "/oauth2/token", "/oauth2/revoke", "/logout", "/error"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_twin_counts_pages_in_the_same_categories(method: str, path: str, grant: str) -> None:
    body = f"grant_type={grant}&code=x".encode()
    sent = Outgoing(PAGES, f"{method} {path}", method, f"https://cc-a.auth.us-east-1.amazoncognito.com{path}", {}, body)
    assert category_of(sent) == category_of_page(method, path, grant)


def test_every_category_has_a_quota() -> None:
    assert set(CATEGORY.values()) <= PUBLISHED.keys()
    assert PUBLISHED.keys() >= POOL_CATEGORIES


@pytest.mark.parametrize(
    "arn",
    [
        f"arn:aws:cognito-idp:us-east-1:123456789012:userpool/{POOL_OF_ARN}",
        f"arn:aws:cognito-idp:us-east-1:123456789012:userpool/{POOL_OF_ARN}/more",
        f"arn:aws:cognito-idp:us-east-1:123456789012:pool/{POOL_OF_ARN}",
        POOL_OF_ARN,
        "arn:aws:cognito-idp:us-east-1:123456789012:userpool/",
    ],
)
def test_the_twin_counts_arns_for_the_same_pool(arn: str, tmp_path: Path) -> None:
    """Also those that are to be refused."""
    book = Book(Ledger(tmp_path / "run.jsonl", run="r", expires=0.0), "123456789012", Endpoints("us-east-1"))
    store = SimpleNamespace(pools={POOL_OF_ARN: SimpleNamespace(id=POOL_OF_ARN)}, clients={})
    counted = pool_of(store, {"ResourceArn": arn})  # type: ignore[arg-type]
    assert book.pool_named({"ResourceArn": arn}) == (counted.id if counted else "")
    assert (counted is None) == (POOL_OF_ARN not in arn)
