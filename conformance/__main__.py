"""``python -m conformance`` is the command ``cognito-conformance``."""

from __future__ import annotations

from conformance.command.fixed_hashes import fix_hashes


def start() -> None:
    """The command as a program of its own."""
    fix_hashes()
    from conformance.cli import main

    main(prog_name="cognito-conformance")


if __name__ == "__main__":
    start()
