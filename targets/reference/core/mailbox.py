"""Messages that would have been sent by e-mail or SMS."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

SIGN_UP = "sign_up"
FORGOT_PASSWORD = "forgot_password"
ATTRIBUTE = "attribute"
SIGN_IN = "sign_in"
INVITATION = "invitation"
KEPT = 5000


@dataclass(frozen=True)
class Message:
    """One message with a code, or with a temporary password."""

    purpose: str
    pool_id: str
    sub: str
    destination: str
    code: str


class Mailbox:
    """The newest messages."""

    def __init__(self) -> None:
        self._messages: deque[Message] = deque(maxlen=KEPT)

    def put(self, message: Message) -> None:
        """Deliver."""
        self._messages.append(message)

    def newest(self, purpose: str, pool_id: str, *, sub: str | None, destination: str) -> Message | None:
        """The newest message of a purpose to a user of a pool, at this address if there is one."""
        found = [one for one in self._messages if (one.purpose, one.pool_id) == (purpose, pool_id)]
        if sub is not None:
            found = [one for one in found if one.sub == sub]
        there = [one for one in found if one.destination == destination]
        if there or sub is None:
            return there[-1] if there else None
        return found[-1] if found else None

    def was_sent(self, code: str) -> bool:
        """Whether anybody got this code."""
        return any(message.code == code for message in self._messages)

    def was_sent_elsewhere(self, code: str, sub: str, destination: str) -> bool:
        """Whether somebody of another pool got this code at this address."""
        own = {message.pool_id for message in self._messages if message.sub == sub}
        others = (message for message in self._messages if message.pool_id not in own)
        return any(message.code == code and message.destination == destination for message in others)

    def clear(self) -> None:
        """Forget all."""
        self._messages.clear()
