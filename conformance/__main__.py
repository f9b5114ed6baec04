"""``python -m conformance`` is the command ``cognito-conformance``."""

from conformance.cli import main

main(prog_name="cognito-conformance")
