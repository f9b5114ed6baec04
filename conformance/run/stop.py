"""The end of a run before its time."""

from __future__ import annotations


class RunOver(BaseException):
    """The run ends here: a budget is spent, the target is lost, the journal cannot be written.

    Not an ``Exception``: nothing on the way, Hypothesis included, may take it for a failure of what it was running.
    """

    def __init__(self, reason: str, text: str) -> None:
        super().__init__(text)
        self.reason = reason
