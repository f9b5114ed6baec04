"""The newest code that a user was sent, as ``Running.read_code`` asks for it."""

from __future__ import annotations

from collections.abc import Iterator

from targets.aws.functions.inbox import Inbox, Sealed
from targets.aws.functions.opening import NotOpened, Opener
from targets.aws.functions.underway import PATIENCE, Underway
from targets.aws.people import Person
from targets.interface import Purpose

WITHIN = f"within {PATIENCE:.0f} seconds"
NOBODY = "the user is none of this run"
NONE_SENT = "no answer has said that a code was sent to this user for it"
NONE_AT_ALL = (
    f"the custom sender of the run was not called, or could not report it: the queue stayed empty {WITHIN}, and "
    "no code of any user had come before"
)
NONE_CAME = f"no code for it had come from the custom sender {WITHIN}, although codes had come before"
TOO_MANY = "more codes had come than answers have said, so nobody knows which is the newest"
OF_OTHERS = "what had come from the custom sender was for another user or address"


class Codes:
    """Reads codes of the run's own users. Threads may share it."""

    def __init__(self, inbox: Inbox, underway: Underway, opener: Opener) -> None:
        self._inbox, self._underway, self._opener = inbox, underway, opener
        self._why: dict[tuple[Purpose, str, str], str] = {}

    def read(self, purpose: Purpose, *, pool_id: str, username: str, destination: str) -> str | None:
        """The newest code; None where it is not there, or where a later one may still come."""
        try:
            return self._read(purpose, pool_id, username, destination)
        except NotOpened as error:
            self._why[purpose, pool_id, username] = str(error)
            return None

    def why_none(self, purpose: Purpose, pool_id: str, username: str) -> str:
        """Why there was no code when it was asked for last: one clause."""
        return self._why.get((purpose, pool_id, username), NONE_CAME)

    def _read(self, purpose: Purpose, pool: str, username: str, destination: str) -> str:
        person = self._inbox.person(pool, username, destination)
        if person is None:
            raise NotOpened(NOBODY)
        if not self._underway.wait(person, purpose):
            raise NotOpened(self._why_not_known(person, purpose))
        found = list(self._fitting(purpose, pool, username, destination))
        if not found:
            raise NotOpened(OF_OTHERS if person.announced[purpose] else NONE_SENT)
        try:
            return self._opener.open(found[-1].code, pool)
        except NotOpened as error:
            raise NotOpened(f"the code that had come could not be read: {error}") from error

    def _why_not_known(self, person: Person, purpose: Purpose) -> str:
        if person.arrived[purpose] > person.announced[purpose]:
            return TOO_MANY
        return NONE_CAME if self._inbox.sealed else NONE_AT_ALL

    def _fitting(self, purpose: Purpose, pool: str, username: str, destination: str) -> Iterator[Sealed]:
        """What was sent for this purpose: to the user of this name, else to the address."""
        kind = [
            each
            for each in self._inbox.sealed
            if each.pool == pool and each.purpose == purpose and each.by_email == ("@" in destination)
        ]
        named = [each for each in kind if each.to(username)]
        yield from named or [each for each in kind if each.to(destination)]
