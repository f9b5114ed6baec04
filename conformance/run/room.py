"""Room for the frames of calls.

CPython keeps the frames of a thread in chunks of 16 KiB. A call that does not fit gets a new chunk from the operating
system, which is given back when it returns: where the calls of a busy function happen to cross the end of a chunk, each
of them maps and unmaps memory. A frame that needs more than a chunk gets one of twice its size, and the calls below it
are kept in the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

SLOTS = 1 << 16  # of eight bytes


def with_room(function: Callable[..., Any]) -> Callable[..., Any]:
    """The same function; the calls that it makes share half a megabyte for their frames."""

    def called(*args: Any, **kwargs: Any) -> Any:
        return function(*args, **kwargs)

    called.__code__ = called.__code__.replace(co_stacksize=SLOTS)
    return called
