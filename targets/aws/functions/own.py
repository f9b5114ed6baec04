"""The gate's rules for Lambda, SQS and KMS: only functions and queues of the run, and the key that it was lent."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from targets.aws.book import Book
from targets.aws.functions.opening import CONTEXT
from targets.aws.functions.services import LOOKS, OPERATIONS, queue_in
from targets.aws.ledger import Kind
from targets.aws.outgoing import Outgoing, given_object
from targets.marking import NAME, RUN, TAG, YES

COGNITO, INVOKE = "cognito-idp.amazonaws.com", "lambda:InvokeFunction"
PLAN, QUEUE = "PLAN", "REPORT_QUEUE"
VARIABLES = frozenset({PLAN, QUEUE})  # of a function's environment
NEW = frozenset(  # what the functions of a run are made of
    {"FunctionName", "Runtime", "Handler", "Role", "Timeout", "MemorySize", "Code", "Environment", "Tags"}
)


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
    """By its name, or by its ARN in this account and region: another account may have one of the same name."""
    named = str(request.members.get("FunctionName", ""))
    here = rf"arn:aws[\w-]*:lambda:{re.escape(book.endpoints.region)}:{book.account}:function:([\w-]+)"
    found = re.fullmatch(here, named)
    return _owned("function", found[1] if found else named, book)


def _a_queue(request: Outgoing, book: Book) -> str:
    return _the_queue(str(request.members.get("QueueUrl", "")), book)


def _the_queue(url: str, book: Book) -> str:
    """By its whole URL: a function is given one, and sends what it is invoked with to whatever host stands there."""
    name = queue_in(url)
    if url != f"{book.endpoints.of('sqs')}/{book.account}/{name}":
        return "the queue is not one of this account and region"
    return _owned("queue", name, book)


def _the_key(request: Outgoing, book: Book) -> str:
    lent, named = book.lent, str(request.members.get("KeyId", ""))
    return "" if lent and named and named in (lent.named, lent.key) else "the key is not the one that was named"


def _new_function(request: Outgoing, book: Book) -> str:
    members = request.members
    code, environment = given_object(members, "Code"), given_object(members, "Environment")
    variables = given_object(environment, "Variables") if environment is not None else None
    if more := sorted((members.keys() - NEW) | ((code or {}).keys() - {"ZipFile"})):
        return f"it has {', '.join(more)}, which may name things of the account"
    if not book.lent or members.get("Role") != book.lent.role:
        return "the role is not the one that was named"
    if more := sorted((variables or {}).keys() - VARIABLES):
        return f"it has the variables {', '.join(more)}, of which one could make it report elsewhere"
    queue = (variables or {}).get(QUEUE)
    return _the_queue(str(queue), book) if queue else ""


def _new_queue(request: Outgoing, book: Book) -> str:
    return ""


def _permission(request: Outgoing, book: Book) -> str:
    given = (request.members.get("Principal"), request.members.get("SourceAccount"))
    if given != (COGNITO, book.account) or request.members.get("Action") != INVOKE:
        return "it lets somebody else invoke a function than the pools of this account"
    return _a_function(request, book)


def _code(request: Outgoing, book: Book) -> str:
    """Of a code: that of a pool of the run."""
    context = request.members.get("EncryptionContext")
    pool = context.get(CONTEXT) if isinstance(context, Mapping) else None
    if not isinstance(pool, str) or not book.owns("pool", pool):
        return f"it is not bound to a pool that was made by this run, but to {pool or 'none'}"
    return _the_key(request, book)


_RULES: Mapping[str, Callable[[Outgoing, Book], str]] = {
    "CreateFunction": _new_function,
    "CreateQueue": _new_queue,
    "AddPermission": _permission,
    "Decrypt": _code,
}
_BY_SERVICE: Mapping[str, Callable[[Outgoing, Book], str]] = {"lambda": _a_function, "sqs": _a_queue, "kms": _the_key}
