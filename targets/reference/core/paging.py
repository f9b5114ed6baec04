"""Lists in pages, with tokens that say nothing to the client."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from targets.reference.core import ids
from targets.reference.core.api import Call
from targets.reference.core.deviation import deviates
from targets.reference.core.endings import bookmark_ends
from targets.reference.core.errors import InvalidParameterException
from targets.reference.core.store import Bookmark

LARGEST = 60
Item = TypeVar("Item")


def page(
    call: Call, items: list[Item], key: Callable[[Item], str], limit: int | None, member: str
) -> tuple[list[Item], dict[str, str]]:
    """A page of the items, and the token of the next one under its member's name; the last page has none."""
    if limit == LARGEST and deviates("largest-page-refused"):
        raise InvalidParameterException("The page is too large.")
    request = _request(call, member)
    start = _start(call, items, key, request, call.get(member))
    shown = items[start : start + (limit or LARGEST)]
    if start + len(shown) >= len(items):
        return shown, {}
    return shown, {member: bookmark(call, key(shown[-1]), member)}


def bookmark(call: Call, after: str, member: str) -> str:
    """The token for the page after an item."""
    token = ids.opaque(48)
    call.store.bookmarks[token] = Bookmark(_request(call, member), after, bookmark_ends(call))
    return token


def _request(call: Call, member: str) -> tuple[Any, ...]:
    """What must stay the same from page to page."""
    kept = {name: value for name, value in call.params.items() if name not in {member, "Limit", "MaxResults"}}
    return call.operation, repr(sorted(kept.items()))


def _start(call: Call, items: list[Item], key: Callable[[Item], str], request: Any, token: str | None) -> int:
    if token is None:
        return 0
    bookmark = call.store.bookmarks.get(token)
    if bookmark is None or bookmark.request != request:
        raise InvalidParameterException("Invalid pagination token given.")
    if call.now > bookmark.expires_at:  # documented: a token lives for an hour
        raise InvalidParameterException("Pagination token has expired.")
    keys = [key(item) for item in items]
    return keys.index(bookmark.after) + 1 if bookmark.after in keys else 0
