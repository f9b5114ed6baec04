"""``python -m conformance`` is the command ``cognito-conformance``."""

from __future__ import annotations

import gc

from conformance.command.fixed_hashes import fix_hashes

RARELY = (
    20_000  # more objects between two collections of garbage than usual: a run makes much, and little of it circular
)


def start() -> None:
    """The command as a program of its own."""
    fix_hashes()
    gc.set_threshold(RARELY, *gc.get_threshold()[1:])
    from conformance.cli import main

    main(prog_name="cognito-conformance")


if __name__ == "__main__":
    start()
