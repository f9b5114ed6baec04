"""What functions of one process have reported: events of triggers, and codes that are still encrypted."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from targets.aws.functions.queue import Queue
from targets.aws.people import People, Person
from targets.interface import Purpose

PURPOSES: Mapping[str, Purpose] = {  # documented: the second half of an event's source
    "SignUp": "sign_up",
    "ResendCode": "sign_up",
    "ForgotPassword": "forgot_password",
    "UpdateUserAttribute": "attribute",
    "VerifyUserAttribute": "attribute",
    "Authentication": "sign_in",
    "AdminCreateUser": "invitation",
}
PREFIXES = ("CustomEmailSender_", "CustomSMSSender_")
OF_A_USER = ("sub", "email", "phone_number", "preferred_username")  # attributes that a user is known by


class Sealed:
    """One message that Cognito handed over."""

    def __init__(self, event: Mapping[str, Any]) -> None:
        request = event.get("request") or {}
        source = str(event.get("triggerSource"))
        attributes = request.get("userAttributes") or {}
        self.by_email = source.startswith(PREFIXES[0])
        self.source = source.partition("_")[2]
        self.purpose = PURPOSES.get(self.source)
        self.pool = str(event.get("userPoolId"))
        self.names = [str(name) for name in (event.get("userName"), *map(attributes.get, OF_A_USER)) if name]
        self.code = str(request.get("code") or "")

    def to(self, name: str) -> bool:
        """Whether it is to the user of this name, or at this address."""
        return name.lower() in (each.lower() for each in self.names)


class Inbox:
    """``people`` learns how many messages to each of them have come. Threads may share it."""

    def __init__(self, people: People, client: Any, name: str, tags: Mapping[str, str]) -> None:
        self._people = people
        self._queue = Queue(client, name, dict(tags), self._take)
        self._events: dict[str, list[Any]] = defaultdict(list)  # by the name of the function
        self._codes: set[str] = set()  # as they came: Lambda may invoke a function twice for one
        self.sealed: list[Sealed] = []  # oldest first
        self._lock = threading.RLock()

    @property
    def address(self) -> str:
        """The queue, for functions."""
        return self._queue.url

    def events(self, function: str) -> list[Any]:
        """All that it has been invoked with so far, oldest first."""
        self._queue.catch_up()
        with self._lock:
            return list(self._events[function])

    def wait(self, seconds: float) -> bool:
        """Wait at most so long for more; whether anything came."""
        return self._queue.wait(seconds)

    def person(self, pool: str, *names: str) -> Person | None:
        """The user of the run that has one of these names."""
        return self._people.known(pool, names)

    def _take(self, content: Mapping[str, Any]) -> None:
        event = content["event"]
        if not str(event.get("triggerSource")).startswith(PREFIXES):
            with self._lock:
                self._events[str(content["function"])].append(event)
            return
        message = Sealed(event)
        with self._lock:
            if message.code in self._codes:
                return
            self._codes.add(message.code)
            self.sealed.append(message)
        if person := self.person(message.pool, *message.names):
            person.arrived[str(message.purpose)] += 1
