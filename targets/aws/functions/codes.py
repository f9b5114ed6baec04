"""The newest code that a user was sent, as ``Running.read_code`` asks for it."""

from __future__ import annotations

from collections.abc import Iterator

from targets.aws.functions.inbox import Inbox, Sealed
from targets.aws.functions.opening import Opener
from targets.aws.functions.underway import PATIENCE, Underway
from targets.interface import Purpose

NONE_CAME = f"no code for it had come from the custom sender within {PATIENCE:.0f} seconds"


class Codes:
    """Reads codes of the run's own users."""

    def __init__(self, inbox: Inbox, underway: Underway, opener: Opener) -> None:
        self._inbox, self._underway, self._opener = inbox, underway, opener

    def read(self, purpose: Purpose, *, pool_id: str, username: str, destination: str) -> str | None:
        """The newest code; None where it is not there, or where a later one may still come."""
        person = self._inbox.person(pool_id, username, destination)
        if person is None or not self._underway.wait(person, purpose):
            return None
        found = list(self._fitting(purpose, pool_id, username, destination))
        return (self._opener.open(found[-1].code, pool_id) or None) if found else None

    def _fitting(self, purpose: Purpose, pool: str, username: str, destination: str) -> Iterator[Sealed]:
        """What was sent for this purpose: to the user of this name, else to the address."""
        kind = [
            each
            for each in self._inbox.sealed
            if each.pool == pool and each.purpose == purpose and each.by_email == ("@" in destination)
        ]
        named = [each for each in kind if each.to(username)]
        yield from named or [each for each in kind if each.to(destination)]
