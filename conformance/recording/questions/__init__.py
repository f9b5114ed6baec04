"""Disputed requirements as questions: what is done to find out, and what the answer says of the statement.

They are put to a target while it is recorded. Nothing of it is an observation: no verdict and no score depends on it.
"""

from conformance.recording.questions.asking import ask_all

__all__ = ["ask_all"]
