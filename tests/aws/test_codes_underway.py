"""Which code is the newest: never an older one while a later one may be on its way, and none where nobody knows."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from aws_names import ACCOUNT
from targets.aws.book import Book
from targets.aws.endpoints import Endpoints
from targets.aws.functions.codes import Codes
from targets.aws.functions.inbox import Inbox
from targets.aws.functions.lent import Lent
from targets.aws.functions.queue import Queue
from targets.aws.functions.underway import PATIENCE, Underway, purpose_of
from targets.aws.ledger import Ledger
from targets.aws.outgoing import PAGES, Outgoing
from targets.interface import HttpResponse, Purpose, TargetGone

POOL, CLIENT, DOMAIN = "us-east-1_own123456", "1" * 26, "cc-own"
DELIVERED = {"CodeDeliveryDetails": {"Destination": "a***@e***", "DeliveryMedium": "EMAIL"}}


class Clock:
    """Each look takes a while."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 0.01
        return self.now


class Sqs:
    """A queue whose content a test decides: each reading gives the next of ``pages``."""

    def __init__(self, clock: Clock | None = None) -> None:
        self.pages: list[list[dict[str, Any]]] = []
        self.deleted = 0
        self.sent: list[str] = []
        self.echo = True
        self._clock = clock
        self._number = 0

    def message(self, content: dict[str, Any], identifier: str = "") -> dict[str, Any]:
        self._number += 1
        return {"MessageId": identifier or str(self._number), "ReceiptHandle": "r", "Body": json.dumps(content)}

    def create_queue(self, **_: Any) -> dict[str, str]:
        return {"QueueUrl": "https://sqs/1/q.fifo"}

    def send_message(self, MessageBody: str, **_: Any) -> None:
        self.sent.append(MessageBody)
        if self.echo:
            self.pages.append([self.message(json.loads(MessageBody))])

    def receive_message(self, WaitTimeSeconds: int, **_: Any) -> dict[str, Any]:
        if self.pages:
            return {"Messages": self.pages.pop(0)}
        if self._clock is not None:
            self._clock.now += max(WaitTimeSeconds, 1)
        return {}

    def delete_message_batch(self, Entries: list[Any], **_: Any) -> None:
        self.deleted += len(Entries)


class Plain:
    """Opens what nobody has sealed."""

    def open(self, sealed: str, pool: str) -> str:
        return sealed


class Scene:
    def __init__(self, folder: Path) -> None:
        self.clock = Clock()
        self.book = Book(Ledger(folder / "run.jsonl", run="r", expires=0.0), ACCOUNT, Endpoints("us-east-1"))
        self.book.lent = Lent("role", "alias/k", "key")
        self.book.own("pool", POOL)
        self.book.own("client", CLIENT, POOL)
        self.book.own("domain", DOMAIN, POOL)
        self.book.people.verifies(POOL, ["email"])
        self.book.people.note(POOL, ["ana", "ana@example.com"], addressed=True)
        self.sqs = Sqs(self.clock)
        self.inbox = Inbox(self.book.people, self.sqs, "cc-q", {})
        self.underway = Underway(self.book, self.inbox, clock=self.clock)
        self.codes = Codes(self.inbox, self.underway, Plain())  # type: ignore[arg-type]

    def announce(self, operation: str, answer: dict[str, Any], status: int = 200, **members: Any) -> None:
        self.underway.note(request(operation, **members), HttpResponse(status, {}, json.dumps(answer).encode()))

    def come(self, source: str, code: str, identifier: str = "") -> None:
        attributes = {"sub": "s-1", "email": "ana@example.com"}
        event = {"triggerSource": source, "userPoolId": POOL, "userName": "ana"}
        event |= {"request": {"code": code, "userAttributes": attributes}}
        self.sqs.pages.append([self.sqs.message({"function": "f", "event": event}, identifier)])

    def read(self, purpose: Purpose = "sign_up", name: str = "ana") -> str | None:
        return self.codes.read(purpose, pool_id=POOL, username=name, destination="ana@example.com")


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return Scene(tmp_path)


def request(operation: str, **members: Any) -> Outgoing:
    given = {"ClientId": CLIENT, "Username": "ana", **members}
    return Outgoing("cognito-idp", operation, "POST", "https://x/", {}, json.dumps(given).encode())


def test_a_code_that_was_announced_is_waited_for(scene: Scene) -> None:
    scene.announce("SignUp", DELIVERED)
    scene.sqs.pages.append([])
    scene.come("CustomEmailSender_SignUp", "111111")
    assert scene.read() == "111111"


def test_an_older_code_is_not_read_while_a_later_one_is_on_its_way(scene: Scene) -> None:
    scene.announce("SignUp", DELIVERED)
    scene.announce("ResendConfirmationCode", DELIVERED)
    scene.come("CustomEmailSender_SignUp", "111111")
    assert scene.read() is None, "the later one has not come"
    assert scene.clock.now >= PATIENCE


def test_what_came_too_late_is_never_taken_for_the_newest(scene: Scene) -> None:
    """Once nobody knows what is still to come, no code of this purpose is read any more."""
    scene.announce("SignUp", DELIVERED)
    assert scene.read() is None
    scene.come("CustomEmailSender_SignUp", "111111")
    scene.announce("ResendConfirmationCode", DELIVERED)
    assert scene.read() is None
    scene.announce("ForgotPassword", DELIVERED)
    scene.come("CustomEmailSender_ForgotPassword", "222222")
    assert scene.read("forgot_password") == "222222", "of another purpose it is known"


def test_the_next_is_sent_only_once_the_one_before_has_come(scene: Scene) -> None:
    scene.announce("SignUp", DELIVERED)
    scene.come("CustomEmailSender_SignUp", "111111")
    scene.underway.before(request("ResendConfirmationCode"))
    assert [each.code for each in scene.inbox.sealed] == ["111111"]
    scene.announce("ResendConfirmationCode", DELIVERED)
    scene.come("CustomEmailSender_ResendCode", "222222")
    assert scene.read() == "222222"


def test_a_code_that_nobody_announced_leaves_the_newest_unknown(scene: Scene) -> None:
    scene.announce("SignUp", DELIVERED)
    scene.come("CustomEmailSender_SignUp", "111111")
    assert scene.read() == "111111"
    scene.come("CustomEmailSender_ResendCode", "222222")
    scene.inbox.wait(0)
    assert scene.read() is None


def test_a_code_that_comes_twice_counts_once(scene: Scene) -> None:
    """Lambda may invoke a function twice for one message, and a queue may deliver twice."""
    scene.announce("SignUp", DELIVERED)
    for identifier in ("a", "a", "b"):
        scene.come("CustomEmailSender_SignUp", "111111", identifier)
    for _ in range(3):
        scene.inbox.wait(0)
    assert scene.read() == "111111"
    assert len(scene.inbox.sealed) == 1


@pytest.mark.parametrize(
    ("operation", "answer", "members", "purpose", "count"),
    [
        ("SignUp", DELIVERED, {}, "sign_up", 1),
        ("SignUp", {}, {}, "sign_up", 0),
        ("GetUserAttributeVerificationCode", DELIVERED, {}, "attribute", 1),
        ("UpdateUserAttributes", {"CodeDeliveryDetailsList": [{}, {}]}, {}, "attribute", 2),
        ("UpdateUserAttributes", {"CodeDeliveryDetailsList": []}, {}, "attribute", 0),
        ("InitiateAuth", {"ChallengeName": "SMS_MFA"}, {}, "sign_in", 1),
        ("InitiateAuth", {"ChallengeName": "NEW_PASSWORD_REQUIRED"}, {}, "sign_in", 0),
        ("AdminResetUserPassword", {}, {"UserPoolId": POOL}, "forgot_password", 1),
        ("AdminCreateUser", {}, {"UserPoolId": POOL, "Username": "ana@example.com"}, "invitation", 1),
        ("AdminCreateUser", {}, {"UserPoolId": POOL, "MessageAction": "SUPPRESS"}, "invitation", 0),
        ("AdminGetUser", {}, {"UserPoolId": POOL}, "sign_up", 0),
    ],
)
def test_what_is_announced(
    operation: str, answer: dict[str, Any], members: dict[str, Any], purpose: str, count: int, scene: Scene
) -> None:
    scene.announce(operation, answer, 400, **members)
    person = scene.book.people.known(POOL, ["ana"])
    assert person is not None
    assert person.announced.total() == 0, "a refusal announces nothing"
    scene.announce(operation, answer, **members)
    assert person.announced[purpose] == person.announced.total() == count


def test_pages_announce_too(scene: Scene) -> None:
    url = f"https://{DOMAIN}.auth.us-east-1.amazoncognito.com/forgotPassword"
    page = Outgoing(PAGES, "POST /forgotPassword", "POST", url, {}, b"username=ana")
    scene.underway.note(page, HttpResponse(302, {}, b""))
    person = scene.book.people.known(POOL, ["ana"])
    assert person is not None
    assert person.announced == {"forgot_password": 1}
    assert purpose_of(Outgoing(PAGES, "GET /forgotPassword", "GET", url)) is None


def test_an_unknown_user_awaits_nothing(scene: Scene) -> None:
    """Cognito may say that it has sent a code to a user whom there is not."""
    scene.announce("ForgotPassword", DELIVERED, Username="nobody")
    before = scene.clock.now
    scene.underway.before(request("ForgotPassword", Username="nobody"))
    assert scene.read("forgot_password", "nobody2") is None
    assert scene.clock.now - before < PATIENCE


# -- the queue --------------------------------------------------------------------------------------------------------


def queue(sqs: Sqs, took: list[Any]) -> Queue:
    return Queue(sqs, "cc-q", {}, took.append, clock=Clock())


def test_all_that_was_sent_before_the_mark_is_taken() -> None:
    sqs, took = Sqs(), list[Any]()
    one, two = ({"function": "f", "event": number} for number in (1, 2))
    sqs.pages += [[sqs.message(one)], [], [sqs.message(two)]]
    queue(sqs, took).catch_up()
    assert took == [one, two]
    assert sqs.deleted == 3


def test_a_mark_that_never_comes_back_ends_the_run() -> None:
    sqs = Sqs(clock := Clock())
    sqs.echo = False
    with pytest.raises(TargetGone, match="does not give back"):
        Queue(sqs, "cc-q", {}, lambda content: None, clock=clock).catch_up()


def test_a_message_that_is_delivered_twice_is_taken_once() -> None:
    sqs, took = Sqs(), list[Any]()
    sqs.pages += [[sqs.message({"event": 1}, "same")], [sqs.message({"event": 1}, "same")]]
    read = queue(sqs, took)
    assert [read.wait(0), read.wait(0), read.wait(0)] == [True, True, False]
    assert took == [{"event": 1}]


def faulty(answers: list[Exception | None], then: Callable[..., Any]) -> Callable[..., Any]:
    def ask(**given: Any) -> Any:
        if answers and (error := answers.pop(0)) is not None:
            raise error
        return then(**given)

    return ask


def test_a_fault_on_the_way_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    sqs, took = Sqs(), list[Any]()
    said = {"Error": {"Code": "ServiceUnavailable"}, "ResponseMetadata": {"HTTPStatusCode": 503}}
    for name in ("send_message", "receive_message", "delete_message_batch"):
        once = faulty([ClientError(said, name)], getattr(sqs, name))  # type: ignore[arg-type]
        monkeypatch.setattr(sqs, name, once)
    queue(sqs, took).catch_up()
    assert sqs.deleted == 1
