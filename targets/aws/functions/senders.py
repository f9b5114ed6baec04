"""Pools of a run hand messages to a function of the run: the members that make them do so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from targets.aws.book import Book
from targets.aws.functions.services import function_in
from targets.aws.outgoing import given_object

SENDERS = ("CustomEmailSender", "CustomSMSSender")
DRESSED = frozenset({"CreateUserPool", "UpdateUserPool"})  # an update without them would take them away
VERSION = "V1_0"


def dressed(
    operation: str, parameters: Mapping[str, Any], book: Book, function: Callable[[], str]
) -> Mapping[str, Any]:
    """The parameters with both senders and the key. ``function`` gives the ARN, where it is needed."""
    given = given_object(parameters, "LambdaConfig")
    if operation not in DRESSED or book.lent is None or given is None:
        return parameters
    sender = {"LambdaArn": function(), "LambdaVersion": VERSION}
    return {**parameters, "LambdaConfig": {**given, **dict.fromkeys(SENDERS, sender), "KMSKeyID": book.lent.key}}


def missing(operation: str, members: Mapping[str, Any], book: Book) -> str:
    """Why messages of this pool would not come to the run alone; empty where they do, or where codes are not read."""
    given = given_object(members, "LambdaConfig")
    if operation not in DRESSED or book.lent is None or given is None:
        return ""
    for name in SENDERS:
        sender = given.get(name)
        arn = str(sender.get("LambdaArn", "")) if isinstance(sender, Mapping) else ""
        if not book.owns("function", function_in(arn)):
            return f"{name} is no function of this run"
    return "" if given.get("KMSKeyID") == book.lent.key else "the key of its codes is not the one that was named"
