"""All that ``codes=custom-sender`` adds to a process of a run: made when it is first needed, removed at the end."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from targets.aws.book import Book
from targets.aws.functions.codes import NONE_CAME, Codes
from targets.aws.functions.deploying import DeployedFunctions
from targets.aws.functions.inbox import Inbox
from targets.aws.functions.opening import Opener
from targets.aws.functions.senders import dressed
from targets.aws.functions.underway import Underway
from targets.aws.marks import Marks
from targets.aws.outbound import Outbound
from targets.interface import CODES, Capability, Functions, FunctionsUnavailable, Purpose, Running, TargetGone

CAPABILITIES: frozenset[Capability] = frozenset({"functions", *CODES.values()})


class Reporting(ABC):
    """What reads codes and runs functions."""

    functions: Functions

    def __init__(self, book: Book) -> None:
        self._book = book

    @abstractmethod
    def sender(self) -> str:
        """The ARN of the function that messages are handed to."""

    @abstractmethod
    def read(self, purpose: Purpose, *, pool_id: str, username: str, destination: str) -> str | None:
        """The newest code; None where there is none to be had."""

    def why_none(self, purpose: Purpose, *, pool_id: str, username: str) -> str:
        """Why ``read`` gave None: one clause."""
        return NONE_CAME

    def dressed(self, operation: str, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
        """The parameters with custom senders, where they are those of a pool."""
        return dressed(operation, parameters, self._book, self.sender)


class Deployed(Reporting):
    """In an account, or on its twin. ``clients`` makes clients behind the gate, by the name of the service."""

    def __init__(self, outbound: Outbound, marks: Marks, name: str, clients: Mapping[str, Any]) -> None:
        super().__init__(outbound.book)
        lent = outbound.book.lent
        assert lent is not None  # the options named codes
        inbox = Inbox(outbound.book.people, clients["sqs"], name, marks.tags)
        underway = Underway(outbound.book, inbox)
        outbound.before, outbound.answered = underway.before, underway.note
        self.functions: DeployedFunctions = DeployedFunctions(
            clients["lambda"], inbox, name=name, role=lent.role, account=outbound.book.account, tags=marks.tags
        )
        self._codes = Codes(inbox, underway, Opener(clients["kms"], lent.key))

    def sender(self) -> str:
        """See above. Raises ``TargetGone`` where it cannot be deployed: without it no pool can be made."""
        try:
            return self.functions.sender
        except FunctionsUnavailable as error:
            raise TargetGone(f"codes=custom-sender: {error}") from error

    def read(self, purpose: Purpose, *, pool_id: str, username: str, destination: str) -> str | None:
        """See above."""
        return self._codes.read(purpose, pool_id=pool_id, username=username, destination=destination)

    def why_none(self, purpose: Purpose, *, pool_id: str, username: str) -> str:
        """See above."""
        return self._codes.why_none(purpose, pool_id, username)


class Rehearsed(Reporting):
    """In a rehearsal: the functions and the mailbox of the reference in this process; nothing is encrypted."""

    def __init__(self, outbound: Outbound, reference: Running) -> None:
        super().__init__(outbound.book)
        assert reference.functions is not None
        self.functions = _Counted(reference.functions, outbound)
        self._reference = reference
        self._sender = ""

    def sender(self) -> str:
        """See above."""
        self._sender = self._sender or self.functions.deploy({})
        return self._sender

    def read(self, purpose: Purpose, *, pool_id: str, username: str, destination: str) -> str | None:
        """See above."""
        to = {"pool_id": pool_id, "username": username, "destination": destination}
        return self._reference.read_code(purpose, **to, headers={})


class _Counted(Functions):
    """Functions of the reference that the gate knows as the run's own."""

    def __init__(self, functions: Functions, outbound: Outbound) -> None:
        self._functions, self._outbound = functions, outbound

    def deploy(self, plan: Mapping[str, Any]) -> str:
        from targets.aws.functions.services import function_in

        arn = self._functions.deploy(plan)
        self._outbound.book.own("function", function_in(arn))
        self._outbound.meter.made("functions")
        return arn

    def events(self, arn: str) -> list[Any]:
        return self._functions.events(arn)

    def remove(self, arn: str) -> None:
        self._functions.remove(arn)
