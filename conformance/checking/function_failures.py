"""What a user sees of a function that failed. Pure."""

from __future__ import annotations

from conformance.checking.exchange import Difference, Exchange


def failure_shown(attempt: Exchange, trigger: str, text: str) -> Difference | None:
    """The difference where the message is not the trigger's name, the function's text and a full stop."""
    wanted = f"{trigger} failed with error {text}."
    return None if attempt.message == wanted else Difference("text", f"message {wanted!r}", f"{attempt.message!r}")
