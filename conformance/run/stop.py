"""A run that ends early."""

from __future__ import annotations


class RunOver(BaseException):
    """The run ends here: a budget is spent, the target is lost, the journal cannot be written.

    Not an ``Exception``: no caller, Hypothesis included, may treat it as a failure of the code it runs.
    """

    def __init__(self, reason: str, text: str) -> None:
        super().__init__(text)
        self.reason = reason
