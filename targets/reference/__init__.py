"""A small, strict, in-memory Amazon Cognito user pool service: an instrument to test the suite's checks with.

It is written from what is published about Cognito and shares no code with the checks. Read an area's module to know
what Cognito does there; comments say where a behaviour was recorded, documented, or only reported.
"""

from targets.reference.target import ReferenceTarget

__all__ = ["ReferenceTarget"]
