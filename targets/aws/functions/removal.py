"""Deletes the functions and the queue of a run, and finds those that runs have left."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from targets.aws.functions.services import queue_in
from targets.aws.ledger import ELSEWHERE, Entries, Kind
from targets.aws.marks import is_ours
from targets.functions import repeated
from targets.interface import TargetGone
from targets.marking import NAME

MISSING = ("ResourceNotFoundException", "QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue")
PAGE = 1000  # queues; documented as the most


class Removal:
    """``clients``: of Lambda and SQS behind the gate, by name; ``queues``: the URL that the names of queues follow."""

    def __init__(
        self,
        clients: Mapping[str, Any],
        queues: str,
        *,
        approve: Callable[[Kind, str], None] = lambda kind, name: None,
    ) -> None:
        """``approve`` is told of each that was seen to be the suite's, by name and tag."""
        self._lambda, self._sqs, self._queues, self._approve = clients["lambda"], clients["sqs"], queues, approve
        self.left: dict[str, str] = {}  # by name: why
        self.blind = False  # whether some of them could not be looked at

    def all_of(self, entries: Entries) -> None:
        """Delete every function and queue of a ledger. Never raises for what AWS answers."""
        for kind in ELSEWHERE:
            named = [each.id for each in entries.of(kind)]
            intended = [each.name for each in entries.open.values() if each.kind == kind]
            for name in dict.fromkeys([*named, *intended]):
                self.delete(kind, name)

    def delete(self, kind: str, name: str) -> bool:
        """Delete one; whether it is gone."""
        try:
            if kind == "function":
                repeated(lambda: self._lambda.delete_function(FunctionName=name))
            else:
                repeated(lambda: self._sqs.delete_queue(QueueUrl=f"{self._queues}/{name}"))
        except Exception as error:  # whatever it is, the rest is deleted all the same
            code = _code(error)
            if code not in MISSING:
                self.left[name] = code or str(error) or type(error).__name__
                return False
        self.left.pop(name, None)
        return True

    def found(self) -> Iterator[tuple[str, str, Mapping[str, str]]]:
        """Kind, name and tags of what has a name like the suite's; no tags where they are not the suite's.

        Raises ``TargetGone`` where the account does not let the suite look.
        """
        for kind, name, address in [*self._functions(), *self._queues_there()]:
            tags = self._tags(kind, address)
            if is_ours(name, tags):
                self._approve("function" if kind == "function" else "queue", name)
                yield kind, name, tags
            else:
                yield kind, name, {}

    def _functions(self) -> Iterator[tuple[str, str, str]]:
        for page in self._lambda.get_paginator("list_functions").paginate():
            for each in page["Functions"]:
                if str(each["FunctionName"]).startswith(NAME):
                    yield "function", str(each["FunctionName"]), str(each["FunctionArn"])

    def _queues_there(self) -> Iterator[tuple[str, str, str]]:
        for page in self._sqs.get_paginator("list_queues").paginate(QueueNamePrefix=NAME, MaxResults=PAGE):
            for url in page.get("QueueUrls", []):
                yield "queue", queue_in(str(url)), str(url)

    def _tags(self, kind: str, address: str) -> Mapping[str, str]:
        """The tags; none, and blindness, where they cannot be read. Raises ``TargetGone``."""
        try:
            if kind == "function":
                found = repeated(lambda: self._lambda.list_tags(Resource=address))
            else:
                found = repeated(lambda: self._sqs.list_queue_tags(QueueUrl=address))
        except TargetGone:
            raise
        except Exception as error:
            self.blind = self.blind or _code(error) not in MISSING
            return {}
        return found.get("Tags") or {}


def _code(error: Exception) -> str:
    response = getattr(error, "response", None)
    return str(response.get("Error", {}).get("Code", "")) if isinstance(response, dict) else ""
