"""The exit statuses of the command, and how it ends with one."""

from __future__ import annotations

import sys
from typing import NamedTuple, NoReturn

import click

OK, DIVERGED, USAGE, UNUSABLE, INTERNAL = 0, 1, 2, 3, 4
WEIGHT = (OK, UNUSABLE, DIVERGED, USAGE, INTERNAL)  # when several apply, the last of them
EXIT_CODES = """\b
Exit status:
  0  as expected
  1  a divergence that is not expected, or an expectation that is stale
  2  wrong use
  3  target or folder unusable; partial; inconclusive; leftovers in an account
  4  a defect of this suite
"""


class Ended(NamedTuple):
    """How a run ended: its exit status, and whether ``--watch`` stops after it."""

    code: int
    last: bool = False


def heaviest(*codes: int) -> int:
    """The exit status to use when several apply."""
    return max(codes, key=WEIGHT.index)


def end_with_error(text: str, code: int) -> NoReturn:
    """Print what is wrong, and end with this exit status."""
    click.echo(f"cognito-conformance: {text}", err=True)
    sys.exit(code)
