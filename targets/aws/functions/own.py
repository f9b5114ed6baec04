"""The gate's rules for Lambda, SQS and KMS: only functions and queues of the run, and the key that it was lent."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from targets.aws.book import Book
from targets.aws.functions.services import LOOKS, OPERATIONS, function_in, queue_in
from targets.aws.ledger import Kind
from targets.aws.outgoing import Outgoing
from targets.marking import NAME, RUN, TAG, YES

COGNITO = "cognito-idp.amazonaws.com"


def not_allowed(request: Outgoing, book: Book, housekeeping: bool) -> str:
    """Why the operation may not be sent; empty where it may."""
    if book.lent is None:
        return f"nobody has named codes=custom-sender, so nothing is asked of {request.service}"
    known = request.operation in OPERATIONS[request.service]
    if not known or (request.operation in LOOKS and not housekeeping):
        return f"it is not among the operations of {request.service} that may be sent"
    return ""


def strange(request: Outgoing, book: Book, housekeeping: bool) -> str:
    """What in it is not the run's own; empty where all is."""
    if request.operation in LOOKS:
        return ""
    rule = _RULES.get(request.operation) or _BY_SERVICE[request.service]
    return rule(request, book)


def unmarked(request: Outgoing, run: str) -> str:
    """What a request that makes something lacks of the marks."""
    if request.operation not in ("CreateFunction", "CreateQueue"):
        return ""
    members = request.members
    name = str(members.get("FunctionName") or members.get("QueueName") or "")
    tags = members.get("Tags") or members.get("tags")
    if not name.startswith(NAME):
        return f"the name does not begin with {NAME}"
    marked = isinstance(tags, Mapping) and tags.get(TAG) == YES and tags.get(RUN) == run
    return "" if marked else "it has not the tags of the run"


def _owned(kind: Kind, name: str, book: Book) -> str:
    if book.owns(kind, name) or book.ledger.intends(kind, name):
        return ""
    return f"{kind} {name} was not made by this run"


def _a_function(request: Outgoing, book: Book) -> str:
    named = str(request.members.get("FunctionName", ""))
    return _owned("function", function_in(named) if ":" in named else named, book)


def _a_queue(request: Outgoing, book: Book) -> str:
    return _owned("queue", queue_in(str(request.members.get("QueueUrl", ""))), book)


def _the_key(request: Outgoing, book: Book) -> str:
    lent, named = book.lent, str(request.members.get("KeyId", ""))
    return "" if lent and named and named in (lent.named, lent.key) else "the key is not the one that was named"


def _new_function(request: Outgoing, book: Book) -> str:
    role = str(request.members.get("Role", ""))
    return "" if book.lent and role == book.lent.role else "the role is not the one that was named"


def _new_queue(request: Outgoing, book: Book) -> str:
    return ""


def _permission(request: Outgoing, book: Book) -> str:
    given = (request.members.get("Principal"), request.members.get("SourceAccount"))
    if given != (COGNITO, book.account):
        return "it lets somebody else invoke a function than the pools of this account"
    return _a_function(request, book)


def _code(request: Outgoing, book: Book) -> str:
    """Of a code: that of a pool of the run."""
    context = request.members.get("EncryptionContext")
    pool = context.get("userpool-id") if isinstance(context, Mapping) else None
    if isinstance(pool, str) and not book.owns("pool", pool):
        return f"pool {pool} was not made by this run"
    return _the_key(request, book)


_RULES: Mapping[str, Callable[[Outgoing, Book], str]] = {
    "CreateFunction": _new_function,
    "CreateQueue": _new_queue,
    "AddPermission": _permission,
    "Decrypt": _code,
}
_BY_SERVICE: Mapping[str, Callable[[Outgoing, Book], str]] = {"lambda": _a_function, "sqs": _a_queue, "kms": _the_key}
