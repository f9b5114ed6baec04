"""The marks of what the suite makes in an account, that tell it from everything else there."""

from __future__ import annotations

NAME = "cc-"  # names of pools begin so
TAG = "cognito-conformance"
RUN, EXPIRES, VERSION = f"{TAG}:run", f"{TAG}:expires", f"{TAG}:version"
YES = "true"
