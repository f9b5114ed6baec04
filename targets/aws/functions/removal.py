"""Deletes the functions and the queue of a run, and finds those that runs have left."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from targets.aws.access import NotPermitted
from targets.aws.answered import says_absent
from targets.aws.functions.asking import NotAnswered, asked, said_by
from targets.aws.functions.services import queue_in
from targets.aws.ledger import ELSEWHERE, Entries, Kind
from targets.aws.marks import is_ours
from targets.interface import TargetGone
from targets.marking import NAME

PAGE = 1000  # queues; documented as the most
FUNCTIONS, QUEUES = "the list of functions", "the list of queues"


@dataclass(frozen=True)
class Found:
    """A function or a queue with a name like the suite's; ``tags`` where they are the suite's.

    ``hidden``: why its tags could not be read; they may be the suite's.
    """

    kind: Kind
    name: str
    tags: Mapping[str, str] = field(default_factory=dict)
    hidden: str = ""


class Removal:
    """``clients``: of Lambda and SQS behind the gate, by name; ``queues``: the URL that the names of queues follow."""

    def __init__(
        self,
        clients: Mapping[str, Any],
        queues: str,
        *,
        approve: Callable[[Kind, str], None] = lambda kind, name: None,
    ) -> None:
        """``approve`` hears of one that was seen to be the suite's, by name and tag, and is about to be deleted."""
        self._lambda, self._sqs, self._queues, self._approve = clients["lambda"], clients["sqs"], queues, approve
        self._seen: dict[str, Kind] = {}  # the suite's, by name and tag
        self.left: dict[str, str] = {}  # by name: why
        self.unseen: dict[str, str] = {}  # what could not be looked at, so that more may be left: why

    @property
    def blind(self) -> bool:
        """Whether some of them could not be looked at."""
        return bool(self.unseen)

    def all_of(self, entries: Entries) -> None:
        """Delete every function and queue of a ledger. Never raises for what AWS answers."""
        for kind in ELSEWHERE:
            named = [each.id for each in entries.of(kind)]
            intended = [each.name for each in entries.open.values() if each.kind == kind]
            for name in dict.fromkeys([*named, *intended]):
                self.delete(kind, name)

    def delete(self, kind: str, name: str) -> bool:
        """Delete one; whether it is gone."""
        if self._seen.get(name) == kind:
            self._approve(self._seen[name], name)
        try:
            if kind == "function":
                asked("lambda", "DeleteFunction", lambda: self._lambda.delete_function(FunctionName=name))
            else:
                asked("sqs", "DeleteQueue", lambda: self._sqs.delete_queue(QueueUrl=f"{self._queues}/{name}"))
        except Exception as error:  # whatever it is, the rest is deleted all the same
            if not says_absent(said_by(error)[0]):
                self.left[name] = _reason(error)
                return False
        self.left.pop(name, None)
        return True

    def found(self) -> Iterator[Found]:
        """All that have a name like the suite's. Raises ``TargetGone`` where nothing more can be asked at all."""
        for kind, name, address in [*self._listed(FUNCTIONS, self._functions), *self._listed(QUEUES, self._queues_of)]:
            tags, hidden = self._tags(kind, name, address)
            if is_ours(name, tags):
                self._seen[name] = kind
                yield Found(kind, name, tags)
            else:
                yield Found(kind, name, hidden=hidden)

    def _listed(self, what: str, listing: Callable[[], Iterator[tuple[Kind, str, str]]]) -> list[tuple[Kind, str, str]]:
        """What a list has; none of it, and a note, where it cannot be read."""
        try:
            return list(listing())
        except Exception as error:
            self._note(what, error)
            return []

    def _functions(self) -> Iterator[tuple[Kind, str, str]]:
        """Kind, name and address."""
        more: dict[str, Any] = {}
        while True:
            page = asked("lambda", "ListFunctions", partial(self._lambda.list_functions, **more))
            for each in page["Functions"]:
                if str(each["FunctionName"]).startswith(NAME):
                    yield "function", str(each["FunctionName"]), str(each["FunctionArn"])
            if not page.get("NextMarker"):
                return
            more = {"Marker": page["NextMarker"]}

    def _queues_of(self) -> Iterator[tuple[Kind, str, str]]:
        """The same; the answer has no list where there are no queues."""
        more: dict[str, Any] = {}
        given: dict[str, Any] = {"QueueNamePrefix": NAME, "MaxResults": PAGE}
        while True:
            page = asked("sqs", "ListQueues", partial(self._sqs.list_queues, **given, **more))
            for url in page.get("QueueUrls") or []:
                yield "queue", queue_in(str(url)), str(url)
            if not page.get("NextToken"):
                return
            more = {"NextToken": page["NextToken"]}

    def _tags(self, kind: Kind, name: str, address: str) -> tuple[Mapping[str, str], str]:
        """The tags, and why they cannot be read. Raises ``TargetGone``."""
        try:
            if kind == "function":
                found = asked("lambda", "ListTags", lambda: self._lambda.list_tags(Resource=address))
            else:
                found = asked("sqs", "ListQueueTags", lambda: self._sqs.list_queue_tags(QueueUrl=address))
        except Exception as error:
            if says_absent(said_by(error)[0]):
                return {}, ""
            self._note(f"the tags of {kind} {name}", error)
            return {}, _reason(error)
        return found.get("Tags") or {}, ""

    def _note(self, what: str, error: Exception) -> None:
        """Remember what is hidden. Raises the error where no other request may fare better."""
        if isinstance(error, TargetGone) and not isinstance(error, NotPermitted | NotAnswered):
            raise error
        self.unseen[what] = _reason(error)


def _reason(error: Exception) -> str:
    return said_by(error)[0] or str(error) or type(error).__name__
