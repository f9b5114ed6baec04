"""``python -m targets.aws.twin``: prints one line of JSON, and serves until SIGTERM or the end of its input."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import tempfile
import threading
from pathlib import Path
from types import FrameType
from typing import Any

from targets.account_forms import ACCOUNT, REGION


def arguments(given: list[str] | None = None) -> argparse.Namespace:
    """The options of the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m targets.aws.twin",
        description="TWIN: a program dressed as AWS, to try on it what must never go wrong in a real account. "
        "It proves nothing of AWS itself.",
    )
    parser.add_argument("--account", default="123456789012", type=_account, help="twelve digits")
    parser.add_argument("--region", default="us-east-1", type=_region)
    parser.add_argument("--seed", default=0, type=int, help="of delays and of what the foreign pools are like")
    parser.add_argument("--pools-file", type=Path, metavar="OUT", help="write there what was in the account before")
    parser.add_argument("--quota-scale", default=1.0, type=_factor, help="multiply every quota by this")
    parser.add_argument("--longest-delay", default=3.0, type=_factor, help="seconds until something new can be used")
    return parser.parse_args(given)


def _account(text: str) -> str:
    if not ACCOUNT.fullmatch(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no account id: it has twelve digits")
    return text


def _region(text: str) -> str:
    if not REGION.fullmatch(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no Region; write one such as eu-west-1")
    return text


def _factor(text: str) -> float:
    value = float(text)
    if not 0 <= value < 1000:
        raise argparse.ArgumentTypeError(f"{text!r} has to be from 0 to 1000")
    return value


def main() -> None:
    """Start, announce, and wait."""
    chosen = arguments()
    ended = threading.Event()

    def end(_: int, __: FrameType | None) -> None:
        ended.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    threading.Thread(target=_wait_for_end_of_input, args=(ended,), daemon=True).start()
    with tempfile.TemporaryDirectory(prefix="TWIN-") as folder:
        _serve(chosen, Path(folder), ended)
    sys.stdout.flush()
    os._exit(0)  # connections of clients that are gone have threads that wait


def _serve(chosen: argparse.Namespace, folder: Path, ended: threading.Event) -> None:
    from targets.aws.twin.account import Settings
    from targets.aws.twin.program import Program, line

    settings = Settings(chosen.account, chosen.region, chosen.seed, chosen.quota_scale, chosen.longest_delay)
    program = Program(settings, folder)
    if chosen.pools_file:
        write_pools(chosen.pools_file, program.account.foreign.described())
    print(line(program.announcement()), flush=True)
    ended.wait()
    program.close()


def write_pools(path: Path, pools: list[dict[str, Any]]) -> None:
    """The file that says what was in the account before."""
    path.write_text(json.dumps({"twin": "TWIN: not AWS", "pools": pools}, indent=1) + "\n", encoding="utf-8")


def _wait_for_end_of_input(ended: threading.Event) -> None:
    """Whoever started the twin holds its input open; when that program dies, so does the twin."""
    while sys.stdin.buffer.read(4096):
        pass
    ended.set()


if __name__ == "__main__":
    main()
