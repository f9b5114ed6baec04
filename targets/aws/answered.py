"""What an answer of the API says: its members, and the code of a refusal. Read here and nowhere else in this folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from targets.interface import HttpResponse

ERROR_HEADER = "x-amzn-errortype"  # some refusals have their code there alone
ABSENT = frozenset(
    {
        "ResourceNotFoundException",
        "NotFoundException",  # of KMS, by its model
        "QueueDoesNotExist",
        "AWS.SimpleQueueService.NonExistentQueue",
    }
)


def says_absent(code: str) -> bool:
    """Whether a refusal says that the thing is not there. Whatever else one says, a denial too, it may be there."""
    return code in ABSENT


def members_of(answer: HttpResponse) -> Mapping[str, Any]:
    """The members of the JSON object that an answer is; none where it is no such object."""
    try:
        found = json.loads(answer.body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def refusal_code(answer: HttpResponse, members: Mapping[str, Any]) -> str:
    """The code of a refusal, without its namespace; empty where it has none. ``members``: those of the answer."""
    said = str(members.get("__type") or answer.headers.get(ERROR_HEADER, ""))
    return said.rpartition("#")[2].partition(":")[0]


def message_in(members: Mapping[str, Any]) -> str:
    """The text of a refusal: services write the member's name in two ways."""
    return str(members.get("message") or members.get("Message") or "")
