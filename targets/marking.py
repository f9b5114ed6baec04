"""The marks of what the suite makes in an account, by which it can be told from everything else that is there."""

from __future__ import annotations

NAME = "cc-"  # names of pools begin so
TAG = "cognito-conformance"
RUN, EXPIRES, VERSION = f"{TAG}:run", f"{TAG}:expires", f"{TAG}:version"
YES = "true"
