"""A witness as a standalone script: boto3 and, where a document is fetched, requests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from conformance.exchange import Difference
from conformance.requirements import Requirement
from targets.interface import Running


def script_of(
    requirement: Requirement, difference: Difference, steps: Sequence[Mapping[str, Any]], judge: Mapping[str, Any],
    running: Running,
) -> str:  # fmt: skip
    """The text of the script."""
    return ""
