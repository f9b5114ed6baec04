"""The queue that functions of one process report to: all of it in the order in which it was sent."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from targets.aws.functions.asking import asked
from targets.aws.functions.services import SUFFIX
from targets.interface import TargetGone
from targets.plan_function import GROUP

LONGEST = 5  # seconds that one request waits for messages; the wire waits longer for its answer
MOST = 10  # messages of one request; documented
PATIENCE = 60.0  # seconds: what was sent before the mark has to be there by then
ATTRIBUTES = {
    "FifoQueue": "true",
    "MessageRetentionPeriod": "3600",  # seconds
    "VisibilityTimeout": "5",  # seconds: so long a message is away whose answer was lost on the way
}


class Queue:
    """Made when it is first needed. ``client`` is one of SQS behind the gate. Threads may share it."""

    def __init__(
        self,
        client: Any,
        name: str,
        tags: dict[str, str],
        take: Callable[[dict[str, Any]], None],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``take`` is given what functions have reported, oldest first."""
        self._client, self._tags, self._take, self._clock = client, tags, take, clock
        self.name = f"{name}{SUFFIX}"
        self._url = ""
        self._seen: set[str] = set()  # ids of messages: one may be delivered twice
        self._marks: set[str] = set()  # that have come back
        self._lock = threading.RLock()

    @property
    def url(self) -> str:
        """Where functions send to."""
        with self._lock:
            if not self._url:
                given = {"QueueName": self.name, "Attributes": ATTRIBUTES, "tags": self._tags}
                made = asked("sqs", "CreateQueue", lambda: self._client.create_queue(**given))
                self._url = str(made["QueueUrl"])
            return self._url

    def wait(self, seconds: float) -> bool:
        """Take what is there, or what comes within these seconds; whether anything was taken."""
        with self._lock:
            wait = max(0, min(LONGEST, round(seconds)))
            given = {"QueueUrl": self.url, "MaxNumberOfMessages": MOST, "WaitTimeSeconds": wait}
            answer = asked("sqs", "ReceiveMessage", lambda: self._client.receive_message(**given))
            found = answer.get("Messages") or []
            if found:
                self._delete(found)
            for message in found:
                self._read(message)
            return bool(found)

    def catch_up(self) -> None:
        """Take all that was sent so far: up to a mark that is sent now. Raises ``TargetGone`` where it never comes."""
        with self._lock:
            mark = uuid4().hex
            body = json.dumps({"mark": mark})
            sent = {"QueueUrl": self.url, "MessageBody": body, "MessageGroupId": GROUP, "MessageDeduplicationId": mark}
            asked("sqs", "SendMessage", lambda: self._client.send_message(**sent))
            until = self._clock() + PATIENCE
            while mark not in self._marks:
                self.wait(LONGEST)
                if self._clock() > until:
                    raise TargetGone(f"the queue {self.name} does not give back what was sent to it: run again later")
            self._marks.discard(mark)

    def _delete(self, found: list[dict[str, Any]]) -> None:
        """Before they are read: until then no later message comes."""
        entries = [{"Id": str(n), "ReceiptHandle": each["ReceiptHandle"]} for n, each in enumerate(found)]
        given = {"QueueUrl": self.url, "Entries": entries}
        asked("sqs", "DeleteMessageBatch", lambda: self._client.delete_message_batch(**given))

    def _read(self, message: dict[str, Any]) -> None:
        if message["MessageId"] in self._seen:
            return
        self._seen.add(message["MessageId"])
        content = json.loads(message["Body"])
        if "mark" in content:
            self._marks.add(content["mark"])
        else:
            self._take(content)
